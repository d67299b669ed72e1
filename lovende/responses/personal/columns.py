"""Which columns hold what people wrote in their own words, and which are personal in an export."""

from __future__ import annotations

from lovende.domain.questionnaire.columns import split_column
from lovende.domain.questionnaire.model import Kind
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.about import COLUMNS
from lovende.studies.models import Study

IDENTIFYING = frozenset(
    {"key", "panel_municipality", "panel_administration", "panel_department", "handed_over"}
)
"""Columns beside the answers that are no contact data but can point to a person together."""


def open_questions(study: Study) -> dict[str, str]:
    """Return the questions of any version that are answered in own words: name -> Danish label."""
    found: dict[str, str] = {}
    for version in study.versions.defer("source").order_by("number"):
        for question in questionnaire_of(version).questions():
            if question.kind is Kind.TEXT:
                found[question.name] = question.label.get("da")
    return found


def question_of(column: str) -> str:
    """Return the question whose answer stands in a column."""
    return split_column(column)[0]


def contact_columns() -> tuple[str, ...]:
    """Return the names of the columns of an export that are contact data."""
    return tuple(one.name for one in COLUMNS if one.contact)


def personal_columns(study: Study) -> frozenset[str]:
    """Return every column of an export that is personal or may be: contact data, what can point
    to a person, and open answers. The rest is what a pseudonymous export may hold as it is."""
    return frozenset({*contact_columns(), *IDENTIFYING, *open_questions(study)})
