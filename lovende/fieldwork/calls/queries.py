"""Reads of the telephone: who is to be called, who has them, what was said before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from lovende.domain.places import BY_CODE
from lovende.domain.questionnaire.model import Kind, Question
from lovende.domain.statistics import dispositions
from lovende.fieldwork.mail.rules import NO, NO_BEGINNINGS
from lovende.fieldwork.models import Call, CallTask, Invitee, ShortInterview
from lovende.questionnaires.queries import newest_version, questionnaire_of
from lovende.studies.access import CALLERS
from lovende.studies.models import Study, User

DEFAULT_SHORT = ("q1", "q3")
"""What the shipped questionnaire's short interview asks."""
SHORT_AT_MOST = 2
CONTACT = ("name", "job_title", "telephone", "email")
"""What is seen of someone who is called: the fields of the audit entry."""
SHORT_KINDS = (Kind.ONE, Kind.SEVERAL, Kind.MATRIX)


@dataclass(frozen=True)
class Wanted:
    """Which part of the call list: one wave, only those given to me, those to be called later too."""

    wave: int | None = None
    mine: bool = False
    later: bool = False


def to_call(study: Study, wanted: Wanted, by: User) -> QuerySet[Any]:
    """Return those who are invited, have not finished, have not said no and have a telephone;
    nobody while the study takes no answers.

    Each has `task` joined (`task__next_at`, …) and is annotated with `next_at`, `held_by`,
    `held_until`, `assigned_to` and `calls_made`.
    """
    said_no = Q(disposition__in=NO)
    for beginning in NO_BEGINNINGS:
        said_no |= Q(disposition__startswith=beginning)
    rows = (
        Invitee.objects.filter(study=study, state=Invitee.State.ACTIVE, contact__telephone__gt="")
        .filter(Q(invited_at__isnull=False) | Q(contact__email=""))
        .exclude(progress=Invitee.Progress.FINISHED)
        .exclude(said_no)
        .annotate(
            task=FilteredRelation(
                "call_tasks", condition=Q(call_tasks__purpose=Call.Purpose.PARTICIPATION)
            )
        )
        .filter(task__done_at__isnull=True)
    )
    if study.state != Study.State.LIVE:
        rows = rows.none()
    if wanted.wave:
        rows = rows.filter(wave__number=wanted.wave)
    if wanted.mine:
        rows = rows.filter(task__assigned=by.pk)
    return rows.annotate(
        next_at=F("task__next_at"),
        held_by=F("task__claimed_by"),
        held_until=F("task__claimed_until"),
        assigned_to=F("task__assigned"),
    ).select_related("contact", "wave")


def due(study: Study, wanted: Wanted, by: User, *, now: datetime.datetime) -> QuerySet[Invitee]:
    """Return whom to call now, first the attempts that are due, then those never called.

    Leaves out whom somebody else has, and whom somebody else is to call.
    """
    rows: QuerySet[Invitee] = to_call(study, wanted, by).filter(_called_now(now))
    rows = rows.filter(Q(assigned_to__isnull=True) | Q(assigned_to=by.pk))
    rows = rows.filter(Q(held_until__isnull=True) | Q(held_until__lte=now) | Q(held_by=by.pk))
    return rows.order_by(F("next_at").asc(nulls_last=True), "pk")


def _called_now(now: datetime.datetime) -> Q:
    return Q(next_at__isnull=True) | Q(next_at__lte=now)


def listed(study: Study, wanted: Wanted, by: User, *, now: datetime.datetime) -> QuerySet[Invitee]:
    """Return the call list as it is shown: due attempts, never called, and, where wanted, later."""
    rows: QuerySet[Any] = to_call(study, wanted, by)
    if not wanted.later:
        rows = rows.filter(_called_now(now))
    rank = Case(
        When(next_at__lte=now, then=Value(0)),
        When(next_at__isnull=True, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found: QuerySet[Invitee] = rows.annotate(rank=rank).order_by("rank", "next_at", "pk")
    return found


def without_telephone(study: Study) -> int:
    """Return how many of the panel who have not finished have no telephone number."""
    rows = Invitee.objects.filter(study=study, state=Invitee.State.ACTIVE, contact__telephone="")
    return rows.exclude(progress=Invitee.Progress.FINISHED).count()


def is_held(task: CallTask, now: datetime.datetime) -> bool:
    """Whether somebody has the person at this moment."""
    return bool(task.claimed_by_id and task.claimed_until and task.claimed_until > now)


def earlier_calls(invitee: Invitee) -> QuerySet[Call]:
    """Return the calls to a person, newest first."""
    return invitee.calls.select_related("by").order_by("-pk")


def stored_before(invitee: Invitee, outcome: str, seen: int, by: User) -> bool:
    """Whether a call with this outcome arrived from the same user since they knew of `seen`
    calls: the second half of a double click."""
    last = invitee.calls.order_by("-pk").first()
    same = last is not None and (last.outcome, last.by_id) == (outcome, by.pk)
    return same and invitee.calls.count() > seen


def callers(study: Study) -> QuerySet[User]:
    """Return those who may make calls in a study."""
    found = User.objects.filter(roles__study=study, roles__role__in=CALLERS)
    return found.order_by("name", "email").distinct()


def calls_by_outcome(study: Study) -> list[tuple[str, int]]:
    """Return how many calls ended how, the most frequent first."""
    rows = Call.objects.filter(invitee__study=study).order_by().values_list("outcome")
    return list(rows.annotate(number=Count("pk")).order_by("-number", "outcome"))


def deepening(study: Study, *, done: bool = False, mine: User | None = None) -> QuerySet[CallTask]:
    """Return the list for deepening, next attempt first."""
    rows = CallTask.objects.filter(study=study, purpose=Call.Purpose.DEEPENING)
    rows = rows.filter(done_at__isnull=not done)
    if mine is not None:
        rows = rows.filter(Q(assigned=mine) | Q(assigned__isnull=True))
    rows = rows.select_related("invitee__contact", "assigned", "claimed_by")
    return rows.order_by(F("next_at").asc(nulls_first=True), "pk")


def closed_questions(study: Study) -> list[Question]:
    """Return the questions that a short interview can be made of: those with options, outside
    repeats and not chosen from a long list."""
    version = newest_version(study)
    if version is None:
        return []
    questionnaire = questionnaire_of(version)
    return [
        question
        for question in questionnaire.questions()
        if question.kind in SHORT_KINDS
        and question.choices
        and not question.choice_filter
        and "autocomplete" not in question.appearance
        and not any(hasattr(outer, "repeat_while") for outer in questionnaire.around(question.name))
    ]


def short_questions(study: Study) -> list[Question]:
    """Return the questions of the short interview: those chosen, else those of the shipped
    questionnaire, else the first closed ones."""
    known = closed_questions(study)
    chosen = ShortInterview.objects.filter(study=study).values_list("questions", flat=True).first()
    for names in (chosen or (), DEFAULT_SHORT):
        found = [question for question in known if question.name in names]
        if found:
            return found
    return known[:SHORT_AT_MOST]


def person(invitee: Invitee, task: CallTask | None, *, shown: bool) -> dict[str, Any]:
    """Return what a page about calling one person shows; contact data only where `shown`, and
    whoever shows them records it."""
    held = task is not None and is_held(task, timezone.now())
    place = BY_CODE.get(invitee.municipality)
    return {
        "invitee": invitee,
        "contact": invitee.contact if shown else None,
        "place": place.name if place else "",
        "task": task,
        "held_by": task.claimed_by if task and held else None,
        "earlier": list(earlier_calls(invitee)) if shown else [],
        "stands": dispositions.label(invitee.disposition),
    }
