"""The answers of a study as a dataset, its panel, and the exports that lie ready."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from lovende.analysis.answers import fit_respondents
from lovende.analysis.panel import Panel
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.places import municipality
from lovende.domain.questionnaire.model import Kind, Questionnaire
from lovende.domain.statistics import dispositions
from lovende.domain.texts import N_, Text
from lovende.fieldwork.progress import NOT_INVITED, SUCCEEDED
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.gathering import Names, counted, names_for, raw_answers
from lovende.responses.models import AnswerUpload, Export, Response
from lovende.studies.models import Study

ANSWERS = (Response.Kind.PANEL, Response.Kind.OPEN, Response.Kind.IMPORTED)
PANEL_COLUMNS = ("key", "municipality", "administration", "department", "wave", "disposition")
_NOISE = ("answers.absent_questions", "answers.nobody")


@dataclass(frozen=True)
class Gathered:
    """The answers of a study fitted to its questionnaire. `submitted` is aligned with the dataset."""

    dataset: Dataset
    submitted: pl.Series
    questionnaire: Questionnaire
    version: Version
    names: Names
    faults: tuple[Fault, ...]


def dataset_of(
    study: Study,
    *,
    kinds: Sequence[str] = ANSWERS,
    submitted_only: bool = False,
    contact: bool = False,
    open_answers: bool = True,
) -> Dataset:
    """Return the answers of a study as a dataset, every answer with its state by the routing.

    `contact` adds names and addresses; without it nobody is told but by the pseudonymous key.
    `open_answers` False leaves texts out. Labels are those of the version that is live, else of
    the latest; `questionnaire_version` says which one each respondent answered.
    """
    return gather(
        study,
        kinds=kinds,
        submitted_only=submitted_only,
        contact=contact,
        open_answers=open_answers,
    ).dataset


def gather(
    study: Study,
    *,
    kinds: Sequence[str] = ANSWERS,
    submitted_only: bool = False,
    contact: bool = False,
    open_answers: bool = True,
    occasion: Text | None = None,
    most: int | None = None,
) -> Gathered:
    """Return the answers with all that belongs to them; the same code fits answers in files.

    `occasion` is said in the labels in place of the study's own; `most` takes the first so many.
    Raises LovendeError where the study has no questionnaire.
    """
    version = answered_version(study)
    questionnaire = questionnaire_of(version, occasion)
    names = names_for(questionnaire, contact=contact)
    texts = frozenset(q.name for q in questionnaire.questions() if q.kind is Kind.TEXT)
    raw = raw_answers(
        counted(study, kinds, submitted_only=submitted_only),
        names,
        contact=contact,
        leave_out=frozenset() if open_answers else texts,
        most=most,
    )
    (dataset, done), faults = fit_respondents(
        raw,
        questionnaire,
        key=names.key,
        submitted=names.about["submitted"],
        expected=tuple(names.about.values()),
        partial=Response.Kind.SHORT in kinds,
        only_asked=True,
    )
    assert done is not None
    if not open_answers:
        dataset = without_questions(dataset, texts)
    told = tuple(found for found in faults if found.code not in _NOISE)
    return Gathered(replace(dataset, title=study.name), done, questionnaire, version, names, told)


def answered_version(study: Study) -> Version:
    """Return the version whose labels the answers get: the live one, else the latest.

    Raises LovendeError where there is none.
    """
    versions = study.versions.defer("source").select_related("study")
    live = versions.filter(state=Version.State.LIVE).first()
    found = live or versions.exclude(state=Version.State.DRAFT).first() or versions.first()
    if found is None:
        message = N_("The study has no questionnaire yet. Add one first.")
        raise LovendeError(fault("study.no_questionnaire", message))
    return found


def without_questions(dataset: Dataset, questions: Container[str]) -> Dataset:
    """Return the dataset without the answers to some questions, by name."""
    kept = tuple(v for v in dataset.variables if v.question is None or v.question not in questions)
    names = [variable.name for variable in kept]
    return replace(
        dataset,
        variables=kept,
        values=dataset.values.select(names),
        states=dataset.states.select(names),
    )


def panel_of(study: Study) -> Panel | None:
    """Return who was invited, without contact data; None where nobody is in the panel.

    The keys are those of the responses, so that the two fit together. Left out are invitees who
    were replaced before they answered (the successor counts) and, once anybody was written to,
    the waves in which nobody was.
    """
    rows = list(_invitees(study))
    if not rows:
        return None
    frame = pl.DataFrame(rows, schema=dict.fromkeys(PANEL_COLUMNS, pl.String()), orient="row")
    places = {code: municipality(code) if code else None for _, code, *_ in rows}
    return Panel(
        frame,
        tuple(key or "" for key, *_ in rows),
        tuple(places[code] for _, code, *_ in rows),
        tuple(dispositions.normal(code or NOT_INVITED) for *_, code in rows),
    )


def _invitees(study: Study) -> Iterator[tuple[str | None, ...]]:
    """A row of PANEL_COLUMNS for each."""
    given = Response.objects.filter(study=study, invitee__isnull=False, erased_at=None, seq__gt=0)
    keys = dict(given.filter(kind=Response.Kind.SHORT).values_list("invitee_id", "key"))
    keys |= dict(given.filter(kind__in=ANSWERS).values_list("invitee_id", "key"))
    taken = set(keys.values())
    everyone = study.invitees.order_by()
    out = set(everyone.exclude(disposition=NOT_INVITED).values_list("wave__number", flat=True))
    replaced = set(everyone.filter(SUCCEEDED).values_list("pk", flat=True))
    found = study.invitees.order_by("pk").values_list(
        "pk",
        "key",
        "municipality",
        "administration",
        "department",
        "wave__number",
        "disposition",
    )
    for pk, key, *rest in found.iterator(chunk_size=10_000):
        if pk not in keys:
            # A wave in which nobody was written to is no part of the sample yet.
            waits = bool(out) and rest[-2] not in out
            if waits or pk in replaced:
                continue
            key = f"invitee-{key}" if key in taken else key
        yield keys.get(pk, key), *(str(cell) or None for cell in rest)


def exports_of(study: Study) -> QuerySet[Export]:
    """Return the exports that lie ready, newest first."""
    found = study.exports.filter(expires_at__gt=timezone.now()).select_related("by")
    return found.order_by("-pk")


def upload_of(study: Study, upload: int) -> AnswerUpload | None:
    """Return an upload of answers without its file, or None."""
    return study.answer_uploads.defer("source").select_related("by").filter(pk=upload).first()


def tally(study: Study) -> dict[str, int]:
    """Return how many responses there are: `all`, `submitted`, `open` (not submitted)."""
    found = counted(study, ANSWERS)
    number, done = found.count(), found.filter(submitted_at__isnull=False).count()
    return {"all": number, "submitted": done, "open": number - done}
