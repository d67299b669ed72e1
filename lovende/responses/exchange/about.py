"""What an export tells of a response beside its answers: when, how, by which version, from whom."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from lovende.domain.dataset.model import Category, Measure, Variable, VariableKind
from lovende.domain.texts import N_, Text
from lovende.responses.models import Response
from lovende.translation import in_all_languages

KEY, SUBMITTED = "key", "submitted"
MUNICIPALITY = "panel_municipality"


class Holds(StrEnum):
    """How a column is held."""

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    MOMENT = "moment"
    KIND = "kind"


@dataclass(frozen=True)
class About:
    """One column: its name, what it means, how it is held, and whether it is contact data."""

    name: str
    label: str
    holds: Holds = Holds.TEXT
    contact: bool = False


COLUMNS = (
    About(SUBMITTED, N_("Submitted"), Holds.FLAG),
    About("origin", N_("How the answers came in"), Holds.KIND),
    About("started_at", N_("When the respondent began (UTC)"), Holds.MOMENT),
    About("submitted_at", N_("When the answers were submitted (UTC)"), Holds.MOMENT),
    About("minutes", N_("Minutes used"), Holds.NUMBER),
    About("answer_language", N_("The language that was answered in")),
    About("questionnaire_version", N_("The version of the questionnaire that was answered")),
    About("wave", N_("The wave of the panel")),
    About(MUNICIPALITY, N_("The municipality by the panel")),
    About("panel_administration", N_("The administration by the panel")),
    About("panel_department", N_("The department by the panel")),
    About("disposition", N_("How the contact ended (AAPOR code)")),
    About("handed_over", N_("Pages answered by a colleague")),
    About("contact_name", N_("Name"), contact=True),
    About("contact_job_title", N_("Job title"), contact=True),
    About("contact_email", N_("E-mail"), contact=True),
    About("contact_telephone", N_("Telephone"), contact=True),
)
TYPES: dict[Holds, pl.DataType] = {
    Holds.TEXT: pl.String(),
    Holds.KIND: pl.String(),
    Holds.FLAG: pl.Boolean(),
    Holds.NUMBER: pl.Float64(),
    Holds.MOMENT: pl.Datetime("us"),
}
_KINDS = {
    Holds.TEXT: VariableKind.TEXT,
    Holds.KIND: VariableKind.CODE,
    Holds.FLAG: VariableKind.FLAG,
    Holds.NUMBER: VariableKind.NUMBER,
    Holds.MOMENT: VariableKind.DATE,
}


def columns(*, contact: bool) -> tuple[About, ...]:
    """Return the columns of an export, those with contact data only with `contact`."""
    return tuple(one for one in COLUMNS if contact or not one.contact)


def free_name(name: str, taken: Container[str]) -> str:
    """Return `name`, or another where a question has it already."""
    while name in taken:
        name = f"{name}_of_response"
    return name


def variable(one: About, name: str) -> Variable:
    """Return how a column is described in a file."""
    categories: tuple[Category, ...] = ()
    if one.holds is Holds.KIND:
        categories = tuple(
            Category(code, Text.of(in_all_languages(str(label))))
            for code, label in Response.Kind.choices
        )
    return Variable(
        name,
        _KINDS[one.holds],
        Text.of(in_all_languages(one.label)),
        Measure.SCALE if one.holds in (Holds.NUMBER, Holds.MOMENT) else Measure.NOMINAL,
        categories,
    )
