"""Rounds from their time to their end, and the pass of the worker over everything that waits."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lovende.fieldwork.mail.composing import compose, message_code
from lovende.fieldwork.mail.rules import to_be_written_to
from lovende.fieldwork.mail.sending.claiming import Claimed, Round, settle_and_claim, waiting
from lovende.fieldwork.mail.sending.delivery import Delivery, Ending, Outcome, UnreachableError
from lovende.fieldwork.mail.texts import Wording
from lovende.fieldwork.models import Invitee, Mailing, Message
from lovende.fieldwork.progress import record_sent
from lovende.studies.audit import record
from lovende.studies.models import Study

log = logging.getLogger(__name__)

FILLED_AT_ONCE = 1_000
CLAIMED_AT_ONCE = 100
# Longer than a conversation about one message can last with the timeouts of the connection.
IN_DOUBT_AFTER = datetime.timedelta(minutes=5)

Stop = Callable[[], bool]
"""Asked between two messages: whether the worker is to end."""


@dataclass(slots=True)
class Pass:
    """What one pass did. `unreachable` has the server's words where it could not be spoken to."""

    begun: int = 0
    sent: int = 0
    other: int = 0
    unreachable: str = ""


def never() -> bool:
    """Do not stop."""
    return False


def run_due(stop: Stop = never) -> Pass:
    """Begin the rounds whose time has come and send everything that waits."""
    done = Pass()
    done.begun = sum(_begin(mailing) for mailing in _due())
    delivery = Delivery()
    try:
        _send_singles(delivery, done, stop)
        under_way = Mailing.objects.filter(state=Mailing.State.SENDING).select_related(
            "study", "wave"
        )
        for mailing in under_way.order_by("send_at", "pk"):
            fill(mailing, stop)
            _send_round(mailing, delivery, done, stop)
            count_sent(mailing)
            _finish(mailing)
            if stop():
                break
    except UnreachableError as problem:
        done.unreachable = str(problem) or "?"
        log.warning("The mail server cannot be reached: %s", problem)
    finally:
        delivery.close()
    return done


@transaction.atomic
def hold_after_restore() -> None:
    """Let nothing go out by itself after a backup was put back: it may have gone out since.

    Everyone a round under way was still to write to is in doubt, as are single messages that
    waited; a person decides. Rounds that had not begun are paused.
    """
    for mailing in Mailing.objects.filter(state=Mailing.State.SENDING):
        fill(mailing)
    Message.objects.filter(state__in=(Message.State.WAITING, Message.State.SENDING)).update(
        state=Message.State.SENDING, reason="restored", claimed_at=timezone.now()
    )
    Mailing.objects.filter(state=Mailing.State.PLANNED).update(state=Mailing.State.PAUSED)


def in_doubt(now: datetime.datetime | None = None) -> Q:
    """Return what tells a message of which nobody knows whether it was sent."""
    limit = (now or timezone.now()) - IN_DOUBT_AFTER
    return Q(state=Message.State.SENDING) & (Q(claimed_at__lt=limit) | ~Q(reason=""))


def _due() -> QuerySet[Mailing]:
    return Mailing.objects.filter(
        state=Mailing.State.PLANNED, send_at__lte=timezone.now()
    ).order_by("send_at", "pk")


@transaction.atomic
def _begin(planned: Mailing) -> bool:
    """Begin a round, or call it off where its study has closed meanwhile."""
    rows = Mailing.objects.select_for_update(skip_locked=True, of=("self",))
    mailing = (
        rows.select_related("study", "text").filter(pk=planned.pk, state=Mailing.State.PLANNED)
    ).first()
    if mailing is None or mailing.study.state == Study.State.DRAFT:
        return False
    live = mailing.study.state == Study.State.LIVE
    mailing.state = Mailing.State.SENDING if live else Mailing.State.CANCELLED
    mailing.wording = Wording.of(mailing.text).as_dict()
    mailing.save(update_fields=["state", "wording"])
    record(
        "mailing.begin" if live else "mailing.cancel",
        study=mailing.study,
        by=None,
        subject=mailing,
        values={"kind": mailing.kind, "round": mailing.round},
    )
    return live


def fill(mailing: Mailing, stop: Stop = never) -> None:
    """Make the messages of a round, in portions: those who answer meanwhile need not wait."""
    while not stop() and _fill_portion(mailing):
        pass


@transaction.atomic
def _fill_portion(known: Mailing) -> bool:
    mailing = (
        Mailing.objects.select_for_update(of=("self",))
        .select_related("study", "wave")
        .get(pk=known.pk)
    )
    if mailing.filled or mailing.state != Mailing.State.SENDING:
        return False
    rows = to_be_written_to(mailing).filter(pk__gt=mailing.filled_to).order_by("pk")
    found = list(rows.values_list("pk", "contact__language")[:FILLED_AT_ONCE])
    Message.objects.bulk_create(
        (
            Message(
                study_id=mailing.study_id,
                mailing=mailing,
                invitee_id=pk,
                code=message_code(),
                language=language,
            )
            for pk, language in found
        ),
        ignore_conflicts=True,
    )
    mailing.filled_to = found[-1][0] if found else mailing.filled_to
    mailing.filled = len(found) < FILLED_AT_ONCE
    mailing.save(update_fields=["filled_to", "filled"])
    return not mailing.filled


def _send_round(mailing: Mailing, delivery: Delivery, done: Pass, stop: Stop) -> None:
    part = Round(mailing)
    while (
        not stop() and Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).exists()
    ):
        portion = waiting(Q(mailing=mailing), CLAIMED_AT_ONCE)
        if not portion:
            return
        _send(portion, part, delivery, done, stop)
        count_sent(mailing)
        _send_singles(delivery, done, stop)


def _send_singles(delivery: Delivery, done: Pass, stop: Stop) -> None:
    """Send what stands outside of rounds; somebody waits for these."""
    while not stop() and (portion := waiting(Q(mailing__isnull=True), CLAIMED_AT_ONCE)):
        _send(portion, None, delivery, done, stop)


def _send(
    messages: list[Message], part: Round | None, delivery: Delivery, done: Pass, stop: Stop
) -> None:
    """Send some messages one after the other; each is settled as the next is claimed."""
    last: tuple[Claimed, Outcome] | None = None
    try:
        for message in messages:
            if stop():
                break
            delivery.open()  # before anything is claimed: an absent server leaves nothing in doubt
            claimed = settle_and_claim(last, message, part)
            last = None
            if claimed is None:
                continue
            last = (claimed, _deliver(claimed, delivery))
            done.sent += last[1].ending is Ending.SENT
            done.other += last[1].ending is not Ending.SENT
    finally:
        if last is not None:
            settle_and_claim(last, None, None)


def _deliver(claimed: Claimed, delivery: Delivery) -> Outcome:
    try:
        email = compose(claimed.study, claimed.letter)
    except ValidationError:
        return Outcome(Ending.REFUSED, "bad_address", bad_address=True)
    return delivery.send(email)


def count_sent(mailing: Mailing) -> None:
    """Tell invitees and tallies of what was sent and not counted yet.

    Many at a time, in one transaction with the mark that they are counted: a worker that is
    killed before leaves them to the next.
    """
    while _count_portion(mailing):
        pass


@transaction.atomic
def _count_portion(mailing: Mailing) -> bool:
    rows = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        mailing=mailing, state=Message.State.SENT, counted=False
    )
    found = list(rows.order_by("pk").values_list("pk", "invitee_id", "sent_at")[:FILLED_AT_ONCE])
    days: dict[datetime.date, list[int]] = {}
    moments: dict[datetime.date, datetime.datetime] = {}
    for _, invitee_id, sent_at in found:
        if sent_at is None:  # a sent message always has its time; this tells the types so
            continue
        day = timezone.localdate(sent_at)
        days.setdefault(day, []).append(invitee_id)
        moments[day] = sent_at
    for day, invitees in days.items():
        people = Invitee.objects.filter(pk__in=invitees).select_related("study")
        record_sent(people, mailing.kind, at=moments[day])
    Message.objects.filter(pk__in=[pk for pk, *_ in found]).update(counted=True)
    return len(found) == FILLED_AT_ONCE


def _finish(mailing: Mailing) -> None:
    """End a round when nothing waits; what is in doubt waits for a person, not for us."""
    waiting = Q(state=Message.State.WAITING) | (Q(state=Message.State.SENDING) & ~in_doubt())
    if not mailing.messages.filter(waiting).exists():
        Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING, filled=True).update(
            state=Mailing.State.SENT, finished_at=timezone.now()
        )
