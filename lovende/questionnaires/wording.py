"""Faults of a form and differences between versions, in the words and columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lovende.domain.errors import Fault, Place, Severity
from lovende.domain.questionnaire.comparison import CHANGE_LABELS, Difference, Weight
from lovende.domain.texts import N_
from lovende.translation import describe, translate

WEIGHT_LABELS = {
    Weight.WORDING: N_("Answers are not touched"),
    Weight.ADDITION: N_("Allowed"),
    Weight.BREAKING: N_("Breaks answers"),
}


@dataclass(frozen=True)
class FaultRow:
    """A fault by where it lies; '' and None where that is not known."""

    sheet: str
    row: int | None
    column: str
    question: str
    text: str
    is_error: bool


@dataclass(frozen=True)
class DifferenceRow:
    """A difference in words; `refused` where it would break answers that are given."""

    question: str
    change: str
    text: str
    weight: str
    refused: bool
    row: int | None


def fault_rows(faults: Iterable[Fault], language: str) -> list[FaultRow]:
    """Return the faults of a form as rows of a table."""
    return [
        FaultRow(
            each.place.sheet or "",
            each.place.row,
            each.place.column or "",
            each.place.question or "",
            describe(Fault(each.code, each.message, each.params), language),
            each.severity is Severity.ERROR,
        )
        for each in faults
    ]


def difference_rows(
    found: Iterable[Difference], refused: Iterable[Difference], language: str
) -> Iterator[DifferenceRow]:
    """Yield differences as rows of a table, those that are refused first."""
    held = list(refused)
    order = {Weight.BREAKING: 0, Weight.ADDITION: 1, Weight.WORDING: 2}
    for each in sorted(found, key=lambda one: (one not in held, order[one.weight])):
        unharmed = each.weight is Weight.BREAKING and each not in held
        weight = N_("No answers yet") if unharmed else WEIGHT_LABELS[each.weight]
        yield DifferenceRow(
            each.question,
            translate(CHANGE_LABELS[each.change], language),
            describe(Fault("", each.message, each.params, Place()), language),
            translate(weight, language),
            each in held,
            each.row,
        )
