"""What a step of a respondent means for the counts that monitoring reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from lovende.domain.questionnaire.flow import Stored
from lovende.fieldwork.progress import record_finished, record_reopened, record_started
from lovende.fieldwork.tally import AT_THE_END, Count, Measure, bucket, count_many, count_source
from lovende.responses.flow import FROM_PANEL
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study

COUNTED = (Response.Kind.PANEL, Response.Kind.OPEN)


def has_answered(answers: Stored) -> bool:
    """Whether there is an answer beyond what the panel had said in advance."""
    return any(value and column not in FROM_PANEL for column, value in answers.items())


def cells(response: Response) -> list[Count]:
    """Return the cells of monitoring in which a response counts as it stands.

    When an invitee began and finished is counted with the invitee.
    """
    if response.kind not in COUNTED:
        return []
    wave = response.invitee.wave.number if response.invitee is not None else 0
    if response.submitted_at is not None:
        # Answers collected elsewhere are one entry, and nobody knows how long they took.
        timed = [Count(Measure.MINUTES, wave=wave, key=bucket(response.seconds))]
        found = timed if response.seq > 1 else []
        if response.kind == Response.Kind.OPEN:
            found.append(Count(Measure.FINISHED, day=_day(response.submitted_at)))
        return found
    if response.seq:
        return [Count(Measure.PAGE, wave=wave, key=response.page or AT_THE_END)]
    return []


def count_step(response: Response, before: list[Count], *, began: bool, at: datetime) -> None:
    """Count a response as it stands now in place of the cells `before`."""
    after = cells(response)
    if began and response.kind == Response.Kind.OPEN:
        after.append(Count(Measure.STARTED, day=_day(at)))
    if before != after:
        taken = (Count(each.measure, -each.count, *each.cell[1:]) for each in before)
        count_many(response.study, (*after, *taken))


def tell_fieldwork(response: Response, *, at: datetime, reopened: bool = False) -> None:
    """Bring the invitee up to date with their response."""
    invitee = response.invitee
    if invitee is None or response.kind != Response.Kind.PANEL:
        return
    answered = has_answered(response.answers)
    if reopened:
        record_reopened(invitee)
    elif response.submitted_at is not None:
        record_finished(invitee, answered=answered, at=at)
    elif any(response.answers.values()):
        record_started(invitee, answered=answered, at=at)


@count_source
def counts_of_responses(study: Study) -> Iterator[Count]:
    """Yield the counts of a study's responses, made anew from what is stored."""
    counted = study.responses.filter(kind__in=COUNTED).select_related("invitee__wave")
    for response in counted.defer("answers").order_by().iterator():
        yield from cells(response)
    first = Entry.objects.filter(Q(seq=1, response__kind=Response.Kind.OPEN), response__study=study)
    for at in first.order_by().values_list(F("at"), flat=True).iterator():
        yield Count(Measure.STARTED, day=_day(at))


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
