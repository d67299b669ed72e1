"""Answers of a dataset stored as responses, many at a time: each with its history of one entry."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lovende.domain.dataset.from_questionnaire import questions_asked
from lovende.domain.dataset.matching.names import rounds_in
from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.questionnaire.model import Kind, Questionnaire
from lovende.fieldwork.models import Invitee
from lovende.fieldwork.progress import record_collected
from lovende.fieldwork.tally import Count, Measure, count_many
from lovende.questionnaires.models import Version
from lovende.responses.counting import cells
from lovende.responses.flow import flow_of
from lovende.responses.models import Entry, Response
from lovende.studies.links import new_code
from lovende.studies.models import Study, User

AT_ONCE = 1_000
Answers = dict[str, str | list[str]]


@dataclass(frozen=True)
class Given:
    """What one respondent answered elsewhere."""

    key: str
    answers: Answers
    submitted: bool


@dataclass
class Stored:
    """What became of the rows of a file."""

    panel: int = 0
    others: int = 0
    there_already: int = 0
    empty: int = 0

    def add(self, other: Stored) -> None:
        """Add the numbers of another part of the file."""
        self.panel += other.panel
        self.others += other.others
        self.there_already += other.there_already
        self.empty += other.empty


def given_answers(
    dataset: Dataset, submitted: Sequence[bool], questionnaire: Questionnaire
) -> Iterator[list[Given]]:
    """Yield the respondents of a dataset in batches, with their answers as the platform stores them.

    One choice is its code, several the list of codes, all else the text as given; columns are named
    as in `Response.answers`, and what is not answered is not there.
    """
    assert dataset.key is not None
    for start in range(0, dataset.size, AT_ONCE):
        part = Dataset(
            dataset.variables,
            dataset.values.slice(start, AT_ONCE),
            dataset.states.slice(start, AT_ONCE),
            key=dataset.key,
        )
        keys = part.values[dataset.key].to_list()
        rows: list[Answers] = [{} for _ in keys]
        _fill(rows, part, questionnaire)
        done = submitted[start : start + AT_ONCE]
        yield [Given(str(k), a, bool(d)) for k, a, d in zip(keys, rows, done, strict=True)]


def _fill(rows: list[Answers], part: Dataset, questionnaire: Questionnaire) -> None:
    names = [variable.name for variable in part.variables]
    for asked in questions_asked(questionnaire, rounds_in(names, questionnaire)):
        known = [v for v in asked.variables if v.name in part]
        if asked.question.kind is Kind.SEVERAL:
            column = asked.question.name + asked.suffix
            for variable in known:
                for row, ticked in zip(rows, part.valid(variable.name).to_list(), strict=True):
                    if ticked:
                        chosen = row.setdefault(column, [])
                        assert isinstance(chosen, list)
                        chosen.append(variable.option or "")
            continue
        for variable in known:
            kind = variable.kind
            for row, value in zip(rows, part.valid(variable.name).to_list(), strict=True):
                if value is not None and value != "":
                    row[variable.name] = _text(value, kind)


def _text(value: object, kind: VariableKind) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if kind is VariableKind.NUMBER and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@transaction.atomic
def store_given(
    study: Study, version: Version, rows: Sequence[Given], *, by: User | None, language: str
) -> Stored:
    """Store the answers of those who have none yet. The same rows once more store nothing.

    Whoever is in the panel by the key gets a response of the kind PANEL, others IMPORTED. An
    invitee who has answered here keeps those answers; one whose data were erased stays erased.
    """
    keys = [row.key for row in rows]
    invitees = {
        one.key: one for one in study.invitees.select_related("study", "wave").filter(key__in=keys)
    }
    there = _there_already(study, keys, invitees)
    found = Stored()
    made: list[Response] = []
    now = timezone.now()
    for row in rows:
        if row.key in there:
            found.there_already += 1
        elif not row.answers and not row.submitted:
            found.empty += 1
        else:
            made.append(_response(study, version, row, invitees.get(row.key), now, language))
    Response.objects.bulk_create(made)
    Entry.objects.bulk_create(_entry(response, by) for response in made)
    of_panel = [response for response in made if response.invitee_id is not None]
    _record(of_panel, now)
    count_many(study, [count for response in of_panel for count in cells(response)])
    outside = [response for response in made if response.invitee_id is None]
    _count(study, outside, now)
    found.panel, found.others = len(made) - len(outside), len(outside)
    return found


def _there_already(study: Study, keys: Sequence[str], invitees: Mapping[str, Invitee]) -> set[str]:
    there = set(study.responses.filter(key__in=keys).values_list("key", flat=True))
    answered = study.responses.filter(
        kind=Response.Kind.PANEL, invitee__in=[one.pk for one in invitees.values()]
    ).values_list("invitee__key", flat=True)
    erased = {key for key, one in invitees.items() if one.state == Invitee.State.ERASED}
    return there | set(answered) | erased


def _response(
    study: Study,
    version: Version,
    row: Given,
    invitee: Invitee | None,
    now: datetime.datetime,
    language: str,
) -> Response:
    return Response(
        study=study,
        kind=Response.Kind.PANEL if invitee else Response.Kind.IMPORTED,
        invitee=invitee,
        version=version,
        key=row.key,
        link_code=new_code(),
        language=language,
        seq=1,
        answers=row.answers,
        page="" if row.submitted else flow_of(version, language).walk(row.answers).stopped_at(),
        saved_at=now,
        submitted_at=now if row.submitted else None,
    )


def _entry(response: Response, by: User | None) -> Entry:
    digest = hashlib.sha256(f"imported:{response.key}".encode()).hexdigest()[:32]
    return Entry(
        response=response,
        seq=1,
        kind=Entry.Kind.IMPORTED,
        version_id=response.version_id,
        answers=response.answers,
        stands=response.page,
        digest=digest,
        language=response.language,
        by=by,
    )


def _record(responses: Sequence[Response], now: datetime.datetime) -> None:
    for submitted in (True, False):
        these = [r.invitee for r in responses if (r.submitted_at is not None) is submitted]
        record_collected([one for one in these if one is not None], submitted=submitted, at=now)


def _count(study: Study, responses: Sequence[Response], now: datetime.datetime) -> None:
    """Whoever is in no wave counts in none."""
    if not responses:
        return
    day = timezone.localdate(now).isoformat()
    done = sum(response.submitted_at is not None for response in responses)
    counts = [Count(Measure.STARTED, len(responses), day, 0)]
    count_many(study, [*counts, *([Count(Measure.FINISHED, done, day, 0)] if done else [])])
