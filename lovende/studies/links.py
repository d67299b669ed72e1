"""Personal links: a token that is derived from a key, so that nothing secret is stored.

A token is one letter for what it opens, the row's `link_code` and 130 bits of
HMAC-SHA-256(key, kind, code, round). To revoke it, the row's `link_round` is raised.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which are easily confused
CODE_LENGTH, SIGN_LENGTH = 10, 26


class Opens(StrEnum):
    """What a link opens."""

    INVITEE = "s"
    STUDY = "o"
    TESTER = "p"
    HAND_OVER = "h"
    RESPONSE = "t"


@dataclass(frozen=True)
class Link:
    """What a token says it opens; true only if `holds` says so for the row's round."""

    opens: Opens
    code: str
    sign: str

    def holds(self, link_round: int) -> bool:
        """Whether the token is the one made for this row in this round."""
        return hmac.compare_digest(self.sign, _sign(self.opens, self.code, link_round))


def new_code() -> str:
    """Return a new random `link_code` (50 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def token(opens: Opens, code: str, link_round: int) -> str:
    """Return the token of a row."""
    return f"{opens.value}{code}{_sign(opens, code, link_round)}"


def read_token(text: str) -> Link | None:
    """Return what a token says, or None where it cannot be one of ours."""
    if len(text) != 1 + CODE_LENGTH + SIGN_LENGTH or text[0] not in tuple(Opens):
        return None
    if not set(text[1:]) <= set(ALPHABET):
        return None  # no other letter reaches the database or the comparison
    return Link(Opens(text[0]), text[1 : 1 + CODE_LENGTH], text[1 + CODE_LENGTH :])


def _sign(opens: Opens, code: str, link_round: int) -> str:
    said = f"{opens.value}:{code}:{link_round}".encode()
    digest = hmac.digest(settings.LINK_KEY.encode(), said, hashlib.sha256)
    ours = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", ALPHABET)
    return base64.b32encode(digest).decode().lower().translate(ours)[:SIGN_LENGTH]
