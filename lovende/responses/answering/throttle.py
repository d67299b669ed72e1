"""Guessing of links is slowed down for each address of the network.

Wrong links are counted in the cache that all processes share; right ones ask it nothing. A whole
municipality may stand behind one address: while its guesses are refused, links with which someone
has answered before go on working.
"""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 10 * 60
MOST_WRONG = 30
MOST_ADDRESSES = 10_000

_refused: dict[str, float] = {}
"""Until when (by this process's own clock) no new link may be tried from an address."""


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from: behind proxies the one that the first of ours saw.

    What stands before it in the header was sent by the visitor and may be made up.
    """
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if 0 < settings.PROXIES <= len(said) and (forwarded := said[-settings.PROXIES].strip()):
        return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def is_guessing(request: HttpRequest) -> bool:
    """Whether many wrong links came from the address of a request a moment ago."""
    return bool(_refused) and _refused.get(client_address(request), 0.0) > time.monotonic()


def was_wrong(request: HttpRequest) -> bool:
    """Count a wrong link; return whether it was one too many."""
    address = client_address(request)
    key = f"wrong-links-{hashlib.sha256(address.encode()).hexdigest()[:40]}"
    cache.add(key, 0, WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        count = 1
    if count <= MOST_WRONG:
        return False
    if len(_refused) >= MOST_ADDRESSES:
        _refused.clear()
    _refused[address] = time.monotonic() + WINDOW
    return True


def forget() -> None:
    """Let everyone try again in this process."""
    _refused.clear()
