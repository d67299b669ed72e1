"""Every write of mail that a person asks for: texts, rounds, single messages, saying no."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.mail.composing import Letter, compose, message_code
from lovende.fieldwork.mail.placeholders import check, used
from lovende.fieldwork.mail.sending.delivery import Delivery, Ending, UnreachableError
from lovende.fieldwork.mail.sending.rounds import in_doubt
from lovende.fieldwork.mail.texts import (
    Wording,
    hand_over_values,
    person_values,
    study_values,
    text_of,
)
from lovende.fieldwork.models import (
    Contact,
    HandOver,
    Invitee,
    Mailing,
    Message,
    MessageText,
    Wave,
)
from lovende.fieldwork.progress import record_refused
from lovende.studies.audit import record
from lovende.studies.models import Study, User

PARTS = ("subject_da", "body_da", "subject_en", "body_en")
# A clock that is a little off, and the time it takes to fill in a form.
GRACE = datetime.timedelta(minutes=2)


@transaction.atomic
def save_text(
    *, study: Study, kind: str, wording: Wording, name: str, text: MessageText | None, by: User
) -> MessageText:
    """Store a text, new or changed. Rounds that have begun keep theirs.

    Raises LovendeError with every unknown placeholder and every missing link.
    """
    parts = wording.as_dict()
    faults = [each for part in PARTS for each in check(kind, part, parts[part])]
    if faults:
        raise LovendeError(faults)
    stored = text or MessageText(study=study, kind=kind)
    changed = [part for part in PARTS if getattr(stored, part) != parts[part]]
    for part in PARTS:
        setattr(stored, part, parts[part])
    stored.name = name
    stored.save()
    record("text.save", study=study, by=by, subject=stored, fields=changed, values={"kind": kind})
    return stored


@transaction.atomic
def remove_text(*, text: MessageText, by: User) -> None:
    """Remove a text that no round uses. Raises LovendeError where one does."""
    if text.mailings.exists():
        message = N_("This text belongs to a mailing, so it is kept.")
        raise LovendeError(fault("mail.text_in_use", message))
    record("text.remove", study=text.study, by=by, subject=text, values={"kind": text.kind})
    text.delete()


@transaction.atomic
def plan_mailing(
    *,
    wave: Wave,
    text: MessageText,
    send_at: datetime.datetime | None,
    answer_by: datetime.date | None = None,
    by: User,
) -> Mailing:
    """Plan a round to a wave: now (`send_at` None) or at a time; the kind is the text's.

    An invitation is sent once, reminders are numbered as they come. Raises LovendeError where
    the study is not live, the time is past, the text is wrong, or the order is.
    """
    study = wave.study
    now = timezone.now()
    _refuse_round(study, wave, text, send_at, answer_by, now)
    if text.pk is None:
        text.save()
    kind = text.kind
    before = Mailing.objects.filter(wave=wave, kind=kind).exclude(state=Mailing.State.CANCELLED)
    number = (before.aggregate(last=Max("round"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            mailing = Mailing.objects.create(
                study=study,
                wave=wave,
                text=text,
                kind=kind,
                round=number,
                send_at=send_at or now,
                answer_by=answer_by,
                by=by,
            )
    except IntegrityError as problem:
        message = N_("Somebody else has just planned the same. Look at the list.")
        raise LovendeError(fault("mail.planned_twice", message)) from problem
    record(
        "mailing.plan",
        study=study,
        by=by,
        subject=mailing,
        values={
            "wave": wave.number,
            "kind": kind,
            "round": number,
            "send_at": mailing.send_at.isoformat(timespec="minutes"),
        },
    )
    return mailing


def _refuse_round(
    study: Study,
    wave: Wave,
    text: MessageText,
    send_at: datetime.datetime | None,
    answer_by: datetime.date | None,
    now: datetime.datetime,
) -> None:
    faults = []
    rounds = Mailing.objects.filter(wave=wave).exclude(state=Mailing.State.CANCELLED)
    invited = rounds.filter(kind=MessageText.Kind.INVITATION).exists()
    if study.state != Study.State.LIVE:
        message = N_("The study is not live. Set it live first; nobody could answer now.")
        faults.append(fault("mail.not_live", message))
    if send_at is not None and send_at < now - GRACE:
        message = N_("That time is past. Choose a later one, or send now.")
        faults.append(fault("mail.past", message))
    if text.kind == MessageText.Kind.INVITATION and invited:
        message = N_(
            "Wave {wave} has its invitation already. Plan a reminder, or open the invitation to "
            "send it to those who came later."
        )
        faults.append(fault("mail.invited_already", message, wave=wave.number))
    if text.kind == MessageText.Kind.REMINDER and not invited:
        message = N_("Wave {wave} has not been invited yet. Send the invitation first.")
        faults.append(fault("mail.not_invited", message, wave=wave.number))
    sent_on = timezone.localdate(send_at or now)
    if answer_by is not None and answer_by < sent_on:
        message = N_("The last day to answer lies before the day of sending.")
        faults.append(fault("mail.deadline_past", message))
    parts = Wording.of(text).as_dict()
    if answer_by is None and "deadline" in used(*parts.values()):
        message = N_("The text says {given}: give the last day to answer.")
        faults.append(fault("mail.no_deadline", message, given="{deadline}"))
    faults += [each for part in PARTS for each in check(text.kind, part, parts[part])]
    if faults:
        raise LovendeError(faults)


@transaction.atomic
def cancel_mailing(*, mailing: Mailing, by: User) -> None:
    """Call off a round that has not begun. Raises LovendeError for one that has."""
    _move(mailing, (Mailing.State.PLANNED,), Mailing.State.CANCELLED, "mailing.cancel", by)


@transaction.atomic
def pause_mailing(*, mailing: Mailing, by: User) -> None:
    """Stop a round that is being sent: after the message that is under way, no more goes out."""
    _move(mailing, (Mailing.State.SENDING,), Mailing.State.PAUSED, "mailing.pause", by)


@transaction.atomic
def resume_mailing(*, mailing: Mailing, by: User) -> None:
    """Go on with a paused round; one that was paused before it began begins at its time."""
    after = Mailing.State.SENDING if mailing.wording else Mailing.State.PLANNED
    _move(mailing, (Mailing.State.PAUSED,), after, "mailing.resume", by)


@transaction.atomic
def send_to_newcomers(*, mailing: Mailing, by: User) -> None:
    """Open a finished round again for those who came into the wave after it; others get nothing."""
    _move(mailing, (Mailing.State.SENT,), Mailing.State.SENDING, "mailing.newcomers", by)
    Mailing.objects.filter(pk=mailing.pk).update(filled=False, filled_to=0, finished_at=None)


def _move(mailing: Mailing, before: tuple[str, ...], after: str, verb: str, by: User) -> None:
    """Change a round's state where it still is in one of `before`."""
    changed = Mailing.objects.filter(pk=mailing.pk, state__in=before).update(state=after)
    if not changed:
        message = N_("This can no longer be done: the mailing has moved on. Look at it again.")
        raise LovendeError(fault("mail.moved_on", message))
    mailing.state = after
    values = {"kind": mailing.kind, "round": mailing.round}
    record(verb, study=mailing.study, by=by, subject=mailing, values=values)


@transaction.atomic
def decide_doubtful(*, message: Message, was_sent: bool, by: User) -> None:
    """Say of a message in doubt that it was sent, or that it is to be sent again.

    Raises LovendeError where it is not in doubt (any more).
    """
    rows = Message.objects.filter(in_doubt(), pk=message.pk)
    if was_sent:
        done = {"state": Message.State.SENT, "sent_at": F("claimed_at"), "reason": ""}
        if not (keeps_texts() or message.mailing_id):
            done |= {"to": "", "subject": "", "body": ""}
        changed = rows.update(**done)
    else:
        changed = rows.update(state=Message.State.WAITING, tries=0, not_before=None, reason="")
    if not changed:
        text = N_("This message is not in doubt any more. Look at the list again.")
        raise LovendeError(fault("mail.not_in_doubt", text))
    _reopen(message)
    verb = "message.was_sent" if was_sent else "message.send_again"
    record(verb, study=message.study, by=by, subject=message)


@transaction.atomic
def send_again(*, message: Message, by: User) -> None:
    """Send a message again that failed. Raises LovendeError for any other."""
    changed = Message.objects.filter(
        pk=message.pk, state=Message.State.FAILED, mailing__isnull=False
    ).update(state=Message.State.WAITING, tries=0, not_before=None, reason="")
    if not changed:
        text = N_("Only a message that failed can be sent again.")
        raise LovendeError(fault("mail.not_failed", text))
    _reopen(message)
    record("message.send_again", study=message.study, by=by, subject=message)


def _reopen(message: Message) -> None:
    """Let the worker look at a finished round again."""
    Mailing.objects.filter(messages=message, state=Mailing.State.SENT).update(
        state=Mailing.State.SENDING, finished_at=None
    )


@transaction.atomic
def send_one(
    *,
    text: MessageText | str,
    invitee: Invitee | None = None,
    hand_over: HandOver | None = None,
    to: str,
    language: str,
    values: Mapping[str, str] | None = None,
    by: User | None,
    actor: str = "system",
) -> Message:
    """Put one message outside of rounds into the outbox; the worker sends it within seconds.

    `text` is a text or a kind (then the study's own, or ours). One of `invitee` and `hand_over`
    says who is written to; `values` overrule what they and the study fill in, such as `part` for
    the page that was handed over. It is stored in the caller's transaction: what is rolled back
    is not sent. `actor` is who did it where no user did ("respondent").
    """
    person = hand_over.invitee if hand_over else invitee
    if person is None:
        raise ValueError("send_one needs an invitee or a hand_over")
    study = person.study
    language = language if language in LANGUAGES else "da"
    found = text_of(study, text) if isinstance(text, str) else text
    own = (
        hand_over_values(hand_over, language)
        if hand_over
        else person_values(person, person.contact)
    )
    given = study_values(study, language) | own | dict(values or {})
    subject, body = Wording.of(found).read(language, given)
    message = Message.objects.create(
        study=study,
        invitee=person,
        hand_over=hand_over,
        code=message_code(),
        to=to,
        language=language,
        subject=subject[:400],
        body=body,
    )
    record(
        "message.send",
        study=study,
        by=by,
        actor=actor,
        subject=message,
        values={"kind": found.kind},
    )
    return message


def send_test(*, study: Study, letter: Letter, kind: str, by: User) -> None:
    """Send a letter to the user's own address at once; nothing of it is stored but the audit.

    Raises LovendeError with the mail server's words where it is not taken.
    """
    delivery = Delivery()
    try:
        delivery.open()
        outcome = delivery.send(compose(study, letter))
        reason = "" if outcome.ending is Ending.SENT else outcome.reason or "?"
    except UnreachableError as problem:
        reason = str(problem) or "?"
    finally:
        delivery.close()
    if reason:
        message = N_("The mail server did not take the test mail: {reason}")
        raise LovendeError(fault("mail.test_failed", message, reason=reason))
    record("text.test", study=study, by=by, values={"kind": kind, "language": letter.language})


@transaction.atomic
def say_no(*, invitee: Invitee) -> None:
    """Store that an invitee wants no more mail and will not take part, as they said themselves."""
    Contact.objects.filter(invitee=invitee).update(mail=Contact.Mail.COMPLAINED)
    record_refused(invitee, in_words=True)
    record("invitee.say_no", study=invitee.study, by=None, actor="respondent", subject=invitee)


@transaction.atomic
def decline_hand_over(*, hand_over: HandOver) -> None:
    """Store that a colleague will not answer what was handed over to them."""
    open_states = (HandOver.State.OFFERED, HandOver.State.STARTED)
    changed = HandOver.objects.filter(pk=hand_over.pk, state__in=open_states).update(
        state=HandOver.State.WITHDRAWN
    )
    if changed:
        study = hand_over.invitee.study
        record("hand_over.decline", study=study, by=None, actor="respondent", subject=hand_over)


@transaction.atomic
def forget_messages(*, invitee: Invitee) -> int:
    """Empty what messages to an invitee, and to those they passed it on to, hold of persons.

    For erasure. That and when they were sent is kept for the counts; what waits is not sent.
    """
    rows = Message.objects.filter(invitee=invitee)
    rows.filter(state=Message.State.WAITING).update(
        state=Message.State.SKIPPED, reason="not_in_panel"
    )
    for message in rows.filter(reports__isnull=False):
        message.reports.update(explanation="")
    return rows.update(to="", subject="", body="")


def keeps_texts() -> bool:
    """Whether sent texts are kept, because mail does not leave this machine."""
    return bool(settings.KEEP_MESSAGE_TEXTS)
