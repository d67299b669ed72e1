"""Guessing of links is slowed down for each address of the network.

A whole municipality may stand behind one address, so links that have opened from there before go on
working while its guesses are refused.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 10 * 60
MOST_WRONG = 30
KNOWN_FOR = 24 * 60 * 60


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from; in production the one that the proxy saw."""
    if settings.PRODUCTION:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def may_open(request: HttpRequest, token: str) -> bool:
    """Whether a link may be tried: not after many wrong ones, unless it has opened before."""
    address = client_address(request)
    wrong = cache.get(_key("wrong", address), 0)
    return wrong < MOST_WRONG or bool(cache.get(_key("known", address, token)))


def opened(request: HttpRequest, token: str) -> None:
    """Remember that a link opened from this address."""
    cache.add(_key("known", client_address(request), token), 1, KNOWN_FOR)


def was_wrong(request: HttpRequest) -> None:
    """Count a wrong link."""
    key = _key("wrong", client_address(request))
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, WINDOW)


def _key(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"answering-{digest[:40]}"
