"""Messages between the database and the mail server: claimed before, settled after."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from lovende.domain.errors import LovendeError
from lovende.fieldwork.mail.composing import Letter
from lovende.fieldwork.mail.rules import why_not
from lovende.fieldwork.mail.sending.delivery import Ending, Outcome
from lovende.fieldwork.mail.texts import (
    Wording,
    deadline_value,
    person_values,
    study_values,
)
from lovende.fieldwork.models import Contact, HandOver, Invitee, Mailing, Message
from lovende.fieldwork.progress import record_bounced
from lovende.studies.models import Study

# Minutes before a message is tried again: servers that greylist let the second or third through.
RESTS = (1, 5, 15, 60, 240)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is stored as being sent: it goes to the mail server now."""

    message: Message
    study: Study
    letter: Letter


@dataclass
class Round:
    """A mailing while it is sent: what is the same for all its messages is made once."""

    mailing: Mailing
    wording: Wording = field(init=False)
    _values: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wording = Wording(**self.mailing.wording)

    def letter(self, message: Message, to: str) -> Letter:
        """Return what one person gets at the address `to`, in their language."""
        contact = message.invitee.contact
        language = "da" if contact.language == "da" else "en"
        if language not in self._values:
            study = study_values(self.mailing.study, language)
            self._values[language] = study | deadline_value(self.mailing.answer_by, language)
        values = self._values[language] | person_values(message.invitee, contact)
        subject, body = self.wording.read(language, values)
        return Letter(
            code=message.code,
            to=to,
            name=contact.name,
            language=language,
            subject=subject,
            body=body,
            no_link=values["no_link"],
        )


@transaction.atomic
def settle_and_claim(
    done: tuple[Claimed, Outcome] | None, message: Message | None, part: Round | None
) -> Claimed | None:
    """Store what came of one message and claim the next, in one transaction.

    The next is claimed only if it still waits, its round is not paused, and its person is still
    to get it, all read anew here; else None is returned. `message` is as `waiting` gives it;
    `part` is None for one outside a mailing.
    """
    if done is not None:
        _settle(*done)
    return None if message is None else _claim(message, part)


def waiting(which: Q, limit: int) -> list[Message]:
    """Return messages that are ready to be claimed, the oldest first, with whom they are for."""
    ready = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    rows = Message.objects.filter(which, ready, state=Message.State.WAITING)
    return list(rows.select_related("invitee__contact", "hand_over").order_by("pk")[:limit])


# What may have changed since a message was read with its portion.
_ANEW = {
    "waits": "state",
    "round": "mailing__state",
    "study": "study__state",
    "hand_over": "hand_over__state",
    "state": "invitee__state",
    "progress": "invitee__progress",
    "disposition": "invitee__disposition",
    "invited_at": "invitee__invited_at",
    "mail": "invitee__contact__mail",
    "email": "invitee__contact__email",
    "to": "to",
}


def _claim(message: Message, part: Round | None) -> Claimed | None:
    rows = Message.objects.filter(pk=message.pk).order_by().values_list(*_ANEW.values())
    now = dict(zip(_ANEW, next(iter(rows), ()), strict=False))
    if now.get("waits") != Message.State.WAITING or now["round"] not in (
        None,
        Mailing.State.SENDING,
    ):
        return None
    mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING)
    if reason := _why_not(part, now):
        mine.update(state=Message.State.SKIPPED, reason=reason, **_forgotten(message))
        return None
    try:
        letter = part.letter(message, now["email"]) if part else _single(message)
    except LovendeError:
        mine.update(state=Message.State.FAILED, reason="wrong_text")
        return None
    # Of two workers that came this far one changes the row; the other waits for it, and changes none.
    claimed = mine.update(
        state=Message.State.SENDING,
        claimed_at=timezone.now(),
        tries=F("tries") + 1,
        reason="",
        language=letter.language,
    )
    message.tries += 1
    study = part.mailing.study if part else message.study
    return Claimed(message, study, letter) if claimed else None


def _why_not(part: Round | None, now: dict[str, Any]) -> str:
    if now["study"] != Study.State.LIVE:
        return "closed"
    if part is None:
        over = (HandOver.State.WITHDRAWN, HandOver.State.DONE)
        if now["hand_over"] in over:
            return "hand_over_over"
        return "" if now["to"] else "no_address"
    return why_not(
        kind=part.mailing.kind,
        state=now["state"],
        progress=now["progress"],
        disposition=now["disposition"],
        invited=now["invited_at"] is not None,
        mail=now["mail"] or "",
        email=now["email"] or "",
    )


def _single(message: Message) -> Letter:
    return Letter(
        code=message.code,
        to=message.to,
        name=message.hand_over.name if message.hand_over else "",
        language=message.language,
        subject=message.subject,
        body=message.body,
    )


def _settle(claimed: Claimed, outcome: Outcome) -> None:
    """Store an outcome; a message that somebody decided on meanwhile stays as they said."""
    message, now = claimed.message, timezone.now()
    mine = Message.objects.filter(pk=message.pk, state=Message.State.SENDING)
    if outcome.ending is Ending.SENT:
        kept = settings.KEEP_MESSAGE_TEXTS
        texts = {"subject": claimed.letter.subject, "body": claimed.letter.body}
        given = texts if kept else _forgotten(message)
        mine.update(state=Message.State.SENT, sent_at=now, **given)
    elif outcome.ending is Ending.DOUBT:
        mine.update(reason=outcome.reason or "?")
    elif outcome.ending is Ending.LATER and message.tries <= len(RESTS):
        rest = datetime.timedelta(minutes=RESTS[message.tries - 1])
        mine.update(state=Message.State.WAITING, reason=outcome.reason, not_before=now + rest)
    else:
        mine.update(state=Message.State.FAILED, reason=outcome.reason, **_forgotten(message))
        if outcome.bad_address and message.mailing_id:
            mark_bad_address(message.invitee)


def mark_bad_address(invitee: Invitee) -> None:
    """Store that an invitee's address does not work: no more mail, the telephone is left."""
    Contact.objects.filter(invitee=invitee, mail=Contact.Mail.GOOD).update(
        mail=Contact.Mail.BOUNCED
    )
    record_bounced(invitee)


def _forgotten(message: Message) -> dict[str, str]:
    """What is emptied of a message that is done with, so that no link and no address stays."""
    if settings.KEEP_MESSAGE_TEXTS or message.mailing_id:
        return {}
    return {"subject": "", "body": "", "to": ""}
