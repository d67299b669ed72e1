"""Reports stored: of the message, of the address, and of how the invitee stands."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from lovende.fieldwork.mail.bounces.reading import Kind, Report, read_report
from lovende.fieldwork.mail.bounces.sources import Found
from lovende.fieldwork.mail.sending.rounds import count_sent
from lovende.fieldwork.models import Contact, DeliveryReport, Message
from lovende.fieldwork.progress import record_bounced, record_refused
from lovende.studies.audit import record

log = logging.getLogger(__name__)


@dataclass
class Summary:
    """How many mails were recorded, known before, of no message of ours, no reports, unreadable."""

    recorded: int = 0
    known: int = 0
    unmatched: int = 0
    other: int = 0
    unreadable: int = 0


def record_all(inbox: Iterable[Found]) -> Summary:
    """Record every report of an inbox; one that cannot be read does not stop the rest."""
    summary = Summary()
    for found in inbox:
        try:
            what = record_one(found.raw)
        except Exception as problem:
            # Whatever strangers send: the mail stays unread for a person, and its text out of the log.
            log.warning("A report could not be read: %s", type(problem).__name__)
            summary.unreadable += 1
            continue
        found.done()
        setattr(summary, what, getattr(summary, what) + 1)
    return summary


def record_one(raw: bytes) -> str:
    """Record one mail; return which of the counts of `Summary` it belongs to."""
    report = read_report(raw)
    return "other" if report is None else record_report(report)


@transaction.atomic
def record_report(report: Report) -> str:
    """Store a report once, and what follows from it. Returns a count of `Summary`."""
    message = _message_of(report)
    if message is None:
        return "unmatched"
    _, new = DeliveryReport.objects.get_or_create(
        digest=report.digest,
        defaults={
            "study": message.study,
            "message": message,
            "kind": report.kind,
            "status": report.status,
            "explanation": report.explanation,
        },
    )
    if not new:
        return "known"
    _mark_message(message, report)
    if message.hand_over_id is None:
        _mark_person(message, report)
    values = {"kind": str(report.kind), "status": report.status}
    record("mail.report", study=message.study, by=None, subject=message, values=values)
    return "recorded"


def _message_of(report: Report) -> Message | None:
    rows = Message.objects.select_related("study", "mailing", "invitee")
    found = {m.code: m for m in rows.filter(code__in=report.codes[:20])}
    return next((found[code] for code in report.codes if code in found), None)


def _mark_message(message: Message, report: Report) -> None:
    """A report proves that a message in doubt was sent."""
    mine = Message.objects.filter(pk=message.pk)
    mine.filter(state=Message.State.SENDING).update(
        state=Message.State.SENT, sent_at=F("claimed_at"), reason=""
    )
    if message.mailing is not None:
        count_sent(message.mailing)
    sent = mine.filter(state__in=(Message.State.SENT, Message.State.BOUNCED))
    if report.kind == Kind.COMPLAINT:
        sent.update(state=Message.State.COMPLAINED, reason="")
    elif report.final:
        words = " ".join(part for part in (report.status, report.explanation) if part)
        sent.update(state=Message.State.BOUNCED, reason=words[:300])


def _mark_person(message: Message, report: Report) -> None:
    contact = Contact.objects.filter(invitee=message.invitee)
    if report.kind == Kind.COMPLAINT:
        contact.update(mail=Contact.Mail.COMPLAINED)
        record_refused(message.invitee, in_words=False)
    elif report.kind == Kind.PERMANENT and not _corrected(contact.first(), report):
        contact.filter(mail=Contact.Mail.GOOD).update(mail=Contact.Mail.BOUNCED)
        record_bounced(message.invitee)


def _corrected(contact: Contact | None, report: Report) -> bool:
    """Whether the address was changed after the message had gone to the old one."""
    return bool(contact and report.sent_to and contact.email.casefold() != report.sent_to)
