"""One conversation with the mail server, and what came of each message."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, get_connection

LONGEST_REASON = 200
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


class Ending(Enum):
    """How the attempt to send a message ended."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the mail server said. `bad_address`: it knows no such recipient. `lost`: the
    conversation is over, and a new one is needed."""

    ending: Ending
    reason: str = ""
    bad_address: bool = False
    lost: bool = False


class UnreachableError(Exception):
    """The mail server does not answer, or does not let us in; nothing was sent."""


class Delivery:
    """A connection that is kept for many messages, and opened anew where it broke."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()
        self._open = False

    def open(self) -> None:
        """Be connected. Raises UnreachableError; then it is safe to try again later."""
        if self._open:
            return
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self._drop()
            raise UnreachableError(said(problem)) from problem
        self._open = True

    def send(self, email: EmailMessage) -> Outcome:
        """Send one message and tell what came of it; never raises for what a server does."""
        try:
            self._connection.send_messages([email])
        except smtplib.SMTPRecipientsRefused as problem:
            code, text = next(iter(problem.recipients.values()))
            return _refusal(code, text, recipient=True)
        except smtplib.SMTPServerDisconnected as problem:
            return self._lost(problem)
        except smtplib.SMTPResponseException as problem:
            outcome = _refusal(problem.smtp_code, problem.smtp_error)
            return self._after_closing(outcome) if problem.smtp_code == 421 else outcome
        except (BadHeaderError, ValidationError, UnicodeError) as problem:
            return Outcome(Ending.REFUSED, f"header: {type(problem).__name__}")
        except (OSError, smtplib.SMTPException) as problem:
            return self._lost(problem)
        return Outcome(Ending.SENT)

    def close(self) -> None:
        """Say goodbye to the server, which may be gone already."""
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._drop()
        self._open = False

    def _lost(self, problem: Exception) -> Outcome:
        """The connection broke: after the text was given, nobody knows whether it was taken."""
        doubt = bool(getattr(self._connection, "in_doubt", False))
        ending = Ending.DOUBT if doubt else Ending.LATER
        return self._after_closing(Outcome(ending, said(problem)))

    def _after_closing(self, outcome: Outcome) -> Outcome:
        self._drop()
        return Outcome(outcome.ending, outcome.reason, outcome.bad_address, lost=True)

    def _drop(self) -> None:
        broken = getattr(self._connection, "connection", None)
        if broken is not None and hasattr(broken, "close"):
            broken.close()
        self._connection = get_connection()
        self._open = False


def said(problem: object) -> str:
    """Return a server's words on one short line, without addresses."""
    if isinstance(problem, smtplib.SMTPResponseException):
        problem = f"{problem.smtp_code} {_decoded(problem.smtp_error)}"
    elif isinstance(problem, OSError):
        problem = problem.strerror or type(problem).__name__
    words = " ".join(_ADDRESS.sub("…", _decoded(problem)).replace("\0", "").split())
    return words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…"


def _refusal(code: int, text: object, *, recipient: bool = False) -> Outcome:
    """4xx is for now; 5xx for good, and of the address where it is about the recipient."""
    words = _decoded(text)
    reason = said(f"{code} {words}")
    if code < 500:
        return Outcome(Ending.LATER, reason)
    status = _STATUS.search(words)
    unknown = status[1].startswith("5.1.") if status else recipient and code in (550, 551, 553)
    return Outcome(Ending.REFUSED, reason, bad_address=unknown)


def _decoded(text: object) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
