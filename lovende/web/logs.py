"""Log lines without personal data: links, addresses and numbers of people are left out."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

HIDDEN = "…"
_PARTS = (
    re.compile(r"(?<=/a/)[a-z0-9]{20,}"),  # personal links
    re.compile(r"(?<=/accounts/confirm-email/)[^/\s]+"),
    re.compile(r"(?<=/accounts/password/reset/key/)[^/\s]+"),
    re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}"),
    re.compile(r"\b\d{6}-?\d{4}\b"),
)
_Problem = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutPersonalData(logging.Formatter):
    """Leaves out what could name a person, in a line and in what is said of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        text = super().format(record)
        for part in _PARTS:
            text = part.sub(HIDDEN, text)
        return text

    def formatException(self, ei: _Problem) -> str:  # logging's own name
        """Return where an exception came from, and of what kind it is.

        Not its message: that of a database holds the values of a row, that of a reader what was
        read. What the operating system says is kept, for it speaks of files and networks.
        """
        return "\n".join(_told(ei[1], set())) if ei[1] is not None else ""


def _told(problem: BaseException, seen: set[int]) -> list[str]:
    seen.add(id(problem))
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    lines = _told(before, seen) if before is not None and id(before) not in seen else []
    lines += ["Traceback (most recent call last):"]
    lines += [line.rstrip() for line in traceback.format_tb(problem.__traceback__)]
    said = f": {problem.strerror}" if isinstance(problem, OSError) and problem.strerror else ""
    return [*lines, f"{type(problem).__module__}.{type(problem).__qualname__}{said}"]
