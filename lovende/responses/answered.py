"""Tells the questionnaires' room which questions have answers; see `questionnaires.answered`."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from lovende.questionnaires.answered import AnswerSource, register_answers
from lovende.responses.models import Response
from lovende.studies.models import Study


def register() -> None:
    """Let versions be compared with the answers that are given."""
    register_answers(AnswerSource(begun, answered))


def begun(study: Study) -> bool:
    """Whether anyone but testers has saved an answer."""
    return _counted(study).exists()


def answered(study: Study, names: Collection[str]) -> frozenset[str]:
    """Return those of `names` that have an answer in any round, by anyone but testers."""
    return frozenset(name for name in names if _has(_counted(study), name))


def _counted(study: Study) -> QuerySet[Response]:
    return Response.objects.filter(study=study, seq__gt=0).exclude(kind=Response.Kind.PILOT)


def _has(rows: QuerySet[Response], name: str) -> bool:
    """Look for the column as a key of the stored answers: a quotation mark within a text has a
    backslash before it, so what people wrote is never taken for one."""
    said = rows.annotate(said=Cast("answers", TextField()))
    first = said.filter(said__contains=f'"{name}":').exclude(said__contains=f'"{name}": null')
    return first.exists() or said.filter(said__contains=f'"{name}__').exists()
