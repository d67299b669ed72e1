"""Log lines without personal data: links, addresses and numbers of people are left out."""

from __future__ import annotations

import logging
import re

HIDDEN = "…"
_PARTS = (
    re.compile(r"(?<=/a/)[a-z0-9]{20,}"),  # personal links
    re.compile(r"(?<=/accounts/confirm-email/)[^/\s]+"),
    re.compile(r"(?<=/accounts/password/reset/key/)[^/\s]+"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"\b\d{6}-?\d{4}\b"),
)


class WithoutPersonalData(logging.Filter):
    """Replaces what could name a person in a log line and its parameters."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        for part in _PARTS:
            text = part.sub(HIDDEN, text)
        record.msg, record.args = text, ()
        return True
