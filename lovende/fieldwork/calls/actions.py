"""Every write of the telephone: claims, calls, assignments, the list for deepening, its questions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.fieldwork.calls.outcomes import next_attempt, set_what_it_means
from lovende.fieldwork.calls.queries import Wanted, closed_questions, due, is_held
from lovende.fieldwork.models import Call, CallTask, Invitee, ShortInterview
from lovende.studies.access import CALLERS, role_in
from lovende.studies.audit import record
from lovende.studies.models import Study, User

HOLD = datetime.timedelta(minutes=30)
"""How long an interviewer has a person to themselves."""
GRACE = datetime.timedelta(minutes=5)
LONGEST_NOTE = 4_000
TRIED_AT_ONCE = 20


class TakenError(LovendeError):
    """Somebody else is calling this person."""


@transaction.atomic
def claim(*, invitee: Invitee, purpose: str, by: User) -> CallTask:
    """Take a person for `HOLD`, so that nobody else calls them; again by the same, for longer.

    Raises TakenError while somebody else has them, LovendeError where there is no such task.
    """
    task = _task(invitee, purpose)
    now = timezone.now()
    if is_held(task, now) and task.claimed_by_id != by.pk:
        raise TakenError(_taken(task))
    fresh = task.claimed_by_id != by.pk or not is_held(task, now)
    task.claimed_by, task.claimed_until = by, now + HOLD
    task.save(update_fields=["claimed_by", "claimed_until"])
    if fresh:
        record("call.claim", study=task.study, by=by, subject=invitee, values={"purpose": purpose})
    return task


def claim_next(*, study: Study, wanted: Wanted, by: User) -> CallTask | None:
    """Take the first of those who are to be called now and whom nobody has; None where there is none."""
    for invitee in due(study, wanted, by, now=timezone.now())[:TRIED_AT_ONCE]:
        try:
            return claim(invitee=invitee, purpose=Call.Purpose.PARTICIPATION, by=by)
        except TakenError:
            continue
    return None


@transaction.atomic
def release(*, task: CallTask, by: User) -> None:
    """Leave a person to the others again. Does nothing where somebody else has them."""
    if CallTask.objects.filter(pk=task.pk, claimed_by=by).update(
        claimed_by=None, claimed_until=None
    ):
        record("call.release", study=task.study, by=by, subject=task.invitee)


@transaction.atomic
def record_call(
    *,
    invitee: Invitee,
    purpose: str,
    outcome: str,
    by: User,
    seen: int,
    note: str = "",
    next_at: datetime.datetime | None = None,
) -> Call:
    """Store a call and what follows from it: the next attempt, the disposition, the claim's end.

    `seen` is how many calls to this person the caller knew of: the same call that arrives twice
    is stored once. Raises TakenError where somebody else has the person, and LovendeError where
    a call came in between, the time is past, or a time is missing.
    """
    task = _task(invitee, purpose)
    now = timezone.now()
    if (repeated := _repeated(invitee, outcome, note, seen, by)) is not None:
        return repeated
    if is_held(task, now) and task.claimed_by_id != by.pk:
        raise TakenError(_taken(task))
    _check(outcome, next_at, now)
    call = Call.objects.create(
        invitee=invitee,
        purpose=purpose,
        outcome=outcome,
        note=note[:LONGEST_NOTE],
        next_at=next_attempt(outcome, next_at, now),
        by=by,
    )
    task.next_at, task.claimed_by, task.claimed_until = call.next_at, None, None
    task.done_at = None if call.next_at else now
    task.save(update_fields=["next_at", "claimed_by", "claimed_until", "done_at"])
    if purpose == Call.Purpose.PARTICIPATION:
        set_what_it_means(invitee, outcome)
    record(
        "call.record",
        study=task.study,
        by=by,
        subject=invitee,
        values={"purpose": purpose, "outcome": outcome},
    )
    return call


def _task(invitee: Invitee, purpose: str) -> CallTask:
    """Return the task, locked; one for taking part is made where there is none yet."""
    if purpose == Call.Purpose.PARTICIPATION:
        CallTask.objects.get_or_create(
            invitee=invitee, purpose=purpose, defaults={"study": invitee.study}
        )
    tasks = CallTask.objects.select_for_update(of=("self",)).select_related("study")
    task = tasks.filter(invitee=invitee, purpose=purpose).first()
    if task is None:
        raise LovendeError(fault("call.not_listed", N_("This person is not on the list any more.")))
    return task


def _repeated(invitee: Invitee, outcome: str, note: str, seen: int, by: User) -> Call | None:
    calls = list(invitee.calls.order_by("-pk")[:1])
    if invitee.calls.count() <= seen:
        return None
    last = calls[0]
    if (last.outcome, last.note, last.by_id) == (outcome, note[:LONGEST_NOTE], by.pk):
        return last
    message = N_("Another call to this person was stored meanwhile. Look at it below first.")
    raise LovendeError(fault("call.meanwhile", message))


def _check(outcome: str, next_at: datetime.datetime | None, now: datetime.datetime) -> None:
    place = Place(column="next_at")
    if outcome == Call.Outcome.CALL_BACK and next_at is None:
        message = N_("Say when to call again.")
        raise LovendeError(fault("call.no_time", message, place=place))
    if next_at is not None and next_at < now - GRACE:
        message = N_("That time is past. Choose a later one.")
        raise LovendeError(fault("call.past", message, place=place))


def _taken(task: CallTask) -> Fault:
    until = timezone.localtime(task.claimed_until).strftime("%H:%M") if task.claimed_until else ""
    message = N_("{name} is calling this person, until {time} at the latest.")
    return fault("call.taken", message, name=str(task.claimed_by), time=until)


@transaction.atomic
def assign(*, invitee: Invitee, purpose: str, to: User | None, by: User) -> CallTask:
    """Give a person to one interviewer to call, or to all of them (None).

    Raises LovendeError for someone who may not call in this study.
    """
    task = _task(invitee, purpose)
    if to is not None and role_in(to, task.study_id) not in CALLERS:
        message = N_("{name} may not make calls in this study.")
        raise LovendeError(fault("call.no_role", message, name=str(to)))
    task.assigned = to
    task.save(update_fields=["assigned"])
    record(
        "call.assign",
        study=task.study,
        by=by,
        subject=invitee,
        values={"to": to.pk if to else None},
    )
    return task


@transaction.atomic
def ask_to_deepen(*, invitee: Invitee, ask: str, by: User, to: User | None = None) -> CallTask:
    """Put a respondent on the list for deepening, with what to ask about; again, with new words.

    Raises LovendeError where nothing is asked, or the person has not answered.
    """
    said = ask.strip()[:LONGEST_NOTE]
    if not said:
        raise LovendeError(fault("call.no_ask", N_("Write what is to be asked about.")))
    if invitee.started_at is None or invitee.state != Invitee.State.ACTIVE:
        message = N_("This person has not answered, so there is nothing to deepen.")
        raise LovendeError(fault("call.nothing_to_deepen", message))
    task, _made = CallTask.objects.get_or_create(
        invitee=invitee, purpose=Call.Purpose.DEEPENING, defaults={"study": invitee.study}
    )
    task.ask, task.assigned, task.done_at, task.next_at = said, to, None, None
    task.save(update_fields=["ask", "assigned", "done_at", "next_at"])
    record("call.ask_to_deepen", study=task.study, by=by, subject=invitee)
    return task


@transaction.atomic
def take_off(*, task: CallTask, by: User) -> None:
    """Take someone off the list for deepening; calls that were made are kept."""
    record("call.take_off", study=task.study, by=by, subject=task.invitee)
    task.delete()


@transaction.atomic
def choose_short_questions(*, study: Study, names: Sequence[str], by: User) -> ShortInterview:
    """Set the questions of the short interview. Raises LovendeError for none or an unknown one."""
    known: Collection[str] = [question.name for question in closed_questions(study)]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        message = N_("Choose one or more of the closed questions.")
        raise LovendeError(fault("short.questions", message, place=Place(column="questions")))
    stored, _made = ShortInterview.objects.update_or_create(
        study=study, defaults={"questions": [name for name in known if name in names]}
    )
    values = {"questions": len(stored.questions)}
    record("call.choose_short_questions", study=study, by=by, values=values)
    return stored
