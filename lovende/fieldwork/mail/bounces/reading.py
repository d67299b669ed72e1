"""One mail from the inbox of reports: whether it is a report, of which message, and what it says.

Read are delivery reports (RFC 3464), complaints (RFC 5965, as large mail providers send them)
and the plain texts of older servers. Anything else, such as "out of office", is left alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.utils import parseaddr

from lovende.fieldwork.mail.sending.delivery import said
from lovende.fieldwork.models import DeliveryReport

Kind = DeliveryReport.Kind

CODE = r"[abcdefghijkmnpqrstuvwxyz2-9]{20}"
_IN_SENDER = re.compile(rf"\+({CODE})@", re.IGNORECASE)
_IN_MESSAGE_ID = re.compile(rf"<({CODE})@", re.IGNORECASE)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"\b([45]\d\d)[ -](?!byte|second|octet|hour|minute)", re.IGNORECASE)
_COPY = re.compile(
    r"^-{2,}.*(?:copy of the message|original message|returned message|below this line).*$"
    r"|^Return-Path:|^Received:",
    re.IGNORECASE | re.MULTILINE,
)
_LATER = re.compile(
    r"delayed|warning|not yet been delivered|still trying|will be (?:re)?tried|will keep trying"
    r"|forsinket|do not need to resend",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"permanent|could ?n[o']t (?:be )?deliver|undeliverable|delivery (?:has )?failed|user unknown"
    r"|unknown user|no such user|does not exist|not found|mailbox unavailable|kan ikke leveres"
    r"|kunne ikke leveres|wasn't able to deliver|unable to deliver",
    re.IGNORECASE,
)
_FULL = re.compile(r"mailbox (?:is )?full|over quota|quota exceeded|postkassen er fuld", re.I)
_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_QUOTING_HEADERS = ("In-Reply-To", "References", "X-Original-Message-ID", "Original-Message-ID")
_SERVERS = re.compile(r"^(mailer-daemon|postmaster|mdaemon|mail-?daemon|microsoftexchange)", re.I)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. `codes` are the codes of messages that it may be about, the surest first.

    `final`: the message was given up. `sent_to`: the address that it had been sent to, where the
    report quotes it.
    """

    codes: tuple[str, ...]
    kind: Kind
    final: bool
    status: str
    explanation: str
    digest: str
    sent_to: str = ""


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: Kind
    final: bool
    status: str
    explanation: str


def read_report(raw: bytes) -> Report | None:
    """Return what a mail reports, or None where it is no report of ours to record."""
    mail = message_from_bytes(raw)
    verdict = _verdict(mail)
    if verdict is None:
        return None
    name = str(mail.get("Message-ID", "")).strip().encode("utf-8", "replace") or raw
    return Report(
        codes=tuple(dict.fromkeys(_codes(mail))),
        kind=verdict.kind,
        final=verdict.final,
        status=verdict.status[:20],
        explanation=said(verdict.explanation),
        digest=hashlib.sha256(name).hexdigest(),
        sent_to=_sent_to(mail),
    )


def _verdict(mail: Mail) -> _Verdict | None:
    kind = str(mail.get_param("report-type", "")).lower()
    if kind == "feedback-report" or _part(mail, "message/feedback-report"):
        return _complaint(mail)
    status = _part(mail, "message/delivery-status")
    if status is not None:
        return _delivery_status(status)
    if kind or _is_automatic(mail) or not _from_server(mail):
        return None
    return _plain(mail)


def _complaint(mail: Mail) -> _Verdict | None:
    part = _part(mail, "message/feedback-report")
    fields = _blocks(part)[0] if part is not None and _blocks(part) else None
    said_kind = str(fields.get("Feedback-Type", "abuse")).strip().lower() if fields else "abuse"
    if said_kind == "not-spam":
        return None
    return _Verdict(Kind.COMPLAINT, True, "", said_kind)


def _delivery_status(part: Mail) -> _Verdict | None:
    """Of several recipients the one that fared worst counts: we write to one at a time."""
    verdicts = [v for block in _blocks(part) if (v := _recipient(block)) is not None]
    order = {Kind.PERMANENT: 0, Kind.TEMPORARY: 1, Kind.COMPLAINT: 2}
    return min(verdicts, key=lambda v: (order[v.kind], not v.final), default=None)


def _recipient(block: Mail) -> _Verdict | None:
    action = str(block.get("Action", "")).split(";")[0].strip().lower()
    if action not in ("failed", "delayed"):
        return None
    found = _STATUS.search(str(block.get("Status", "")))
    diagnostic = " ".join(str(block.get("Diagnostic-Code", "")).split())
    diagnostic = diagnostic.partition(";")[2].strip() or diagnostic
    status = found[1] if found else _status_in(diagnostic)
    if action == "delayed":
        return _Verdict(Kind.TEMPORARY, False, status, diagnostic)
    return _Verdict(_kind(status, diagnostic), True, status, diagnostic)


def _kind(status: str, text: str) -> Kind:
    """4.x and a full mailbox say nothing of the address; anything else that failed does."""
    if status.startswith("4") or status.endswith(".2.2") or _FULL.search(text):
        return Kind.TEMPORARY
    return Kind.PERMANENT


def _plain(mail: Mail) -> _Verdict | None:
    """Older servers tell in words; only what stands before the copy of the message counts."""
    text = "\n".join(_texts(mail))
    cut = _COPY.search(text)
    words = text[: cut.start()] if cut else text
    subject = str(mail.get("Subject", ""))
    status = _status_in(words)
    lines = [
        line.strip()
        for line in words.splitlines()
        if _REPLY.search(line) or (status and status in line)
    ]
    explanation = lines[0] if lines else " ".join(words.split())
    if _LATER.search(subject) or (status.startswith("4") and _LATER.search(words)):
        return _Verdict(Kind.TEMPORARY, False, status, explanation)
    if (
        status
        or mail.get("X-Failed-Recipients")
        or _FAILED.search(words)
        or _FAILED.search(subject)
    ):
        return _Verdict(_kind(status, words), True, status, explanation)
    return None


def _status_in(text: str) -> str:
    """Return the enhanced status in a text, else the three figures of a reply, else ''."""
    found = _STATUS.search(text)
    if found and not found[1].startswith("2"):
        return found[1]
    reply = _REPLY.search(text)
    return reply[1] if reply else ""


def _is_automatic(mail: Mail) -> bool:
    """Whether a mail is an automatic answer, such as "out of office"."""
    submitted = str(mail.get("Auto-Submitted", "")).lower()
    if submitted.startswith("auto-replied") and not mail.get("X-Failed-Recipients"):
        return not _from_server(mail)
    return bool(mail.get("X-Autoreply") or mail.get("X-Autorespond"))


def _from_server(mail: Mail) -> bool:
    if mail.get("X-Failed-Recipients"):
        return True
    sender = parseaddr(str(mail.get("From", "")))[1]
    return bool(_SERVERS.match(sender)) or str(mail.get("Return-Path", "")).strip() == "<>"


def _codes(mail: Mail) -> Iterator[str]:
    """Yield the codes that a report names: its own addressee, then what it quotes."""
    for name in _RECIPIENT_HEADERS:
        for value in mail.get_all(name, []):
            yield from _found(_IN_SENDER, str(value))
    for headers in _quoted(mail):
        for name in ("Message-ID", "Return-Path", "X-Original-Message-ID"):
            yield from _both(str(headers.get(name, "")))
    for name in _QUOTING_HEADERS:
        for value in mail.get_all(name, []):
            yield from _both(str(value))
    for part in mail.walk():
        for block in _blocks(part) if part.get_content_type().startswith("message/") else []:
            for value in block.values():
                yield from _both(str(value))
    for text in _texts(mail):
        yield from _both(text)


def _both(text: str) -> Iterator[str]:
    yield from _found(_IN_MESSAGE_ID, text)
    yield from _found(_IN_SENDER, text)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for code in pattern.findall(text):
        yield code.lower()


def _sent_to(mail: Mail) -> str:
    for headers in _quoted(mail):
        address = parseaddr(str(headers.get("To", "")))[1]
        if "@" in address:
            return address.casefold()
    return ""


def _quoted(mail: Mail) -> Iterator[Mail]:
    """Yield the headers of our own message, where the report brings them."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Mail):
                yield inner[0]
        elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
            yield message_from_bytes(_bytes(part))


def _part(mail: Mail, kind: str) -> Mail | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _blocks(part: Mail) -> list[Mail]:
    """Return the groups of fields of a part, whether or not the parser split them."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return [each for each in inner if isinstance(each, Mail)]
    groups = re.split(rb"\r?\n\r?\n", _bytes(part))
    return [message_from_bytes(group + b"\n\n") for group in groups if group.strip()]


def _texts(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset() or "utf-8"
            try:
                yield _bytes(part).decode(charset, "replace")
            except LookupError:
                yield _bytes(part).decode("utf-8", "replace")


def _bytes(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
