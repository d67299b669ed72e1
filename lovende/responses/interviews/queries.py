"""Reads of interviews: the page of the short one, and what was told about open answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lovende.domain.questionnaire.columns import split_column
from lovende.domain.questionnaire.excerpt import excerpt
from lovende.domain.questionnaire.flow import Flow, ShownPage, Stored, Walk
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import N_, Text
from lovende.fieldwork.calls.queries import short_questions
from lovende.fieldwork.models import Call, CallTask
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study
from lovende.translation import in_all_languages

SHORT_PAGE = "short_interview"
TOLD_PAGE = "told_by_telephone"
TOLD = "told_by_telephone"
"""The column of what was told; it stands beside the questions, like an open answer of its own."""
MOST = 200


def short_walk(study: Study, version: Version, language: str, answers: Stored) -> Walk:
    """Return the walk over the one page of the short interview."""
    names = tuple(question.name for question in short_questions(study))
    key = (version.pk, version.digest)
    return _flow(key, _Kept(version), study.occasion, names, language).walk(answers)


class _Kept:
    """A version that is told from another by its key alone."""

    def __init__(self, version: Version) -> None:
        self.version = version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def _flow(
    key: tuple[int, str],  # noqa: ARG001  # tells one version from another
    kept: _Kept,
    occasion: Text,
    names: tuple[str, ...],
    language: str,
) -> Flow:
    whole = questionnaire_of(kept.version, occasion)
    title = Text.of(in_all_languages(N_("Short interview")))
    return Flow(excerpt(whole, names, page=SHORT_PAGE, title=title), language)


def short_page(walk: Walk) -> ShownPage | None:
    """Return the page of the short interview, None where it has no question."""
    return walk.page(SHORT_PAGE)


@dataclass(frozen=True)
class OpenAnswer:
    """An open answer and the question that it was given to."""

    label: Text
    number: str
    round: int
    text: str


@dataclass(frozen=True)
class Told:
    """One respondent who was asked more: what they had written, what was asked, what they told."""

    task: CallTask
    response: Response
    written: tuple[OpenAnswer, ...]
    told: tuple[Entry, ...]


def told_in(study: Study) -> list[Told]:
    """Return the respondents on the list for deepening with what they wrote and what they told."""
    tasks = list(
        CallTask.objects.filter(study=study, purpose=Call.Purpose.DEEPENING)
        .select_related("invitee")
        .order_by("-pk")[:MOST]
    )
    responses = {
        each.invitee_id: each
        for each in Response.objects.filter(
            invitee__in=[task.invitee_id for task in tasks], kind=Response.Kind.PANEL
        )
        .select_related("version__study")
        .defer("version__source")
    }
    told: dict[int, list[Entry]] = {}
    for entry in (
        Entry.objects.filter(response__in=responses.values(), kind=Entry.Kind.INTERVIEW)
        .select_related("by")
        .order_by("seq")
    ):
        told.setdefault(entry.response_id, []).append(entry)
    return [
        Told(task, response, open_answers(response), tuple(told.get(response.pk, ())))
        for task in tasks
        if (response := responses.get(task.invitee_id)) is not None
    ]


def open_answers(response: Response) -> tuple[OpenAnswer, ...]:
    """Return what a respondent wrote in their own words, in the order of the questionnaire."""
    found = []
    for question in questionnaire_of(response.version).questions():
        if question.kind is not Kind.TEXT:
            continue
        for column, value in sorted(response.answers.items()):
            name, rounds = split_column(column)
            if question.name in (column, name) and isinstance(value, str) and value.strip():
                number = rounds[-1] if rounds and question.name == name else 1
                found.append(OpenAnswer(question.label, question.number or "", number, value))
    return tuple(found)
