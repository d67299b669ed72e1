"""Passing the questionnaire, or one page of it, to a colleague: both are known."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.fieldwork.mail.actions import send_one
from lovende.fieldwork.models import Contact, HandOver, Invitee, MessageText
from lovende.studies.audit import record
from lovende.studies.links import new_code
from lovende.studies.models import Study, User

MOST = 10
"""So many colleagues one link can write to: it must not become a way to send mail to anybody."""
LONGEST_NAME, LONGEST_WORD = 100, 1_000
OPEN = (HandOver.State.OFFERED, HandOver.State.STARTED)


@transaction.atomic
def hand_over(
    *,
    invitee: Invitee,
    name: str,
    email: str,
    page: str = "",
    part: str = "",
    word: str = "",
    language: str = "da",
) -> HandOver:
    """Pass the questionnaire, or one page, to a colleague and send them a link of their own.

    `part` is how the page is called in the mail, '' for the whole. The same to the same twice (a
    double click) is one. Raises LovendeError with every fault of the form; where the study is not
    live, the invitee has left the panel, or the link has written to `MOST` colleagues already.
    """
    given = _line(name, LONGEST_NAME), email.strip().lower()
    stored = Invitee.objects.select_for_update(of=("self",)).select_related("study")
    invitee = stored.get(pk=invitee.pk)
    faults = [*_wrong(invitee, *given, word), *_closed(invitee)]
    if faults:
        raise LovendeError(faults)
    same = invitee.hand_overs.filter(email=given[1], page=page, state__in=OPEN).first()
    if same is not None:
        return same
    if invitee.hand_overs.count() >= MOST:
        message = N_("You have passed it on to {most} colleagues, and no more can be written to.")
        raise LovendeError(fault("hand_over.too_many", message, most=MOST))
    made = HandOver.objects.create(
        invitee=invitee,
        name=given[0],
        email=given[1],
        page=page,
        word=_lines(word),
        link_code=new_code(),
    )
    send_one(
        text=MessageText.Kind.HAND_OVER,
        hand_over=made,
        to=made.email,
        language=language,
        values={"part": part} if part else None,
        by=None,
        actor="respondent",
    )
    record(
        "hand_over.offer",
        study=invitee.study,
        by=None,
        actor="respondent",
        subject=made,
        fields=["name", "email"],
        values={"page": page},
    )
    return made


def _wrong(invitee: Invitee, name: str, email: str, word: str) -> list[Fault]:
    faults = []
    if not name:
        message = N_("Write the name of your colleague.")
        faults.append(fault("hand_over.no_name", message, place=Place(column="name")))
    elif "//" in name or "@" in name:
        message = N_("A name has no address in it.")
        faults.append(fault("hand_over.name", message, place=Place(column="name")))
    try:
        validate_email(email)
    except ValidationError:
        message = N_("Write an e-mail address such as name@example.org.")
        faults.append(fault("hand_over.email", message, place=Place(column="email")))
    if Contact.objects.filter(invitee=invitee, email__iexact=email).exists():
        message = N_("This is your own address.")
        faults.append(fault("hand_over.own", message, place=Place(column="email")))
    if len(word) > LONGEST_WORD:
        message = N_("The message has more than {most} characters. Make it shorter.")
        faults.append(
            fault("hand_over.word", message, place=Place(column="word"), most=LONGEST_WORD)
        )
    if "://" in word:
        message = N_("The message cannot have an address of a page in it.")
        faults.append(fault("hand_over.link", message, place=Place(column="word")))
    return faults


def _closed(invitee: Invitee) -> list[Fault]:
    if invitee.study.state == Study.State.LIVE and invitee.state == Invitee.State.ACTIVE:
        return []
    return [fault("hand_over.closed", N_("The questionnaire is not open for answers."))]


def _line(text: str, longest: int) -> str:
    """Return a text on one line without control characters: it stands in the head of a mail."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())[:longest]


def _lines(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


@transaction.atomic
def withdraw_hand_over(*, hand_over: HandOver, by: User | None = None) -> bool:
    """Take back what was passed on: the link opens nothing any more. What was answered stays.

    Returns whether it was still open.
    """
    stored = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    if stored.state not in OPEN:
        return False
    stored.state = HandOver.State.WITHDRAWN
    stored.link_round += 1
    stored.save(update_fields=["state", "link_round"])
    _tell("hand_over.withdraw", stored, by)
    return True


@transaction.atomic
def begin_hand_over(*, hand_over: HandOver) -> bool:
    """Store that the colleague began. Returns whether they had not before."""
    changed = HandOver.objects.filter(pk=hand_over.pk, state=HandOver.State.OFFERED).update(
        state=HandOver.State.STARTED
    )
    if changed:
        hand_over.state = HandOver.State.STARTED
        _tell("hand_over.begin", hand_over, None)
    return bool(changed)


@transaction.atomic
def hand_over_done(*, hand_over: HandOver) -> bool:
    """Store that the colleague has answered what was passed on. Returns whether that was new."""
    changed = HandOver.objects.filter(pk=hand_over.pk, state__in=OPEN).update(
        state=HandOver.State.DONE, done_at=timezone.now()
    )
    if changed:
        hand_over.refresh_from_db()
        _tell("hand_over.done", hand_over, None)
    return bool(changed)


def _tell(verb: str, stored: HandOver, by: User | None) -> None:
    record(verb, study=stored.invitee.study, by=by, actor="respondent", subject=stored)


def hand_overs_of(invitee: Invitee) -> QuerySet[HandOver]:
    """Return what someone passed on, newest first."""
    return invitee.hand_overs.order_by("-pk")
