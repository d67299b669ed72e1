"""A difference between two versions of a questionnaire, and the parts that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lovende.domain.questionnaire.model import (
    ChoiceList,
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
)
from lovende.domain.texts import N_, Text


class Change(StrEnum):
    """What kind of difference it is."""

    WORDING = "wording"
    ADDED_QUESTION = "added_question"
    REMOVED_QUESTION = "removed_question"
    RENAMED_QUESTION = "renamed_question"
    ADDED_OPTION = "added_option"
    REMOVED_OPTION = "removed_option"
    CODE = "code"
    SCALE = "scale"
    KIND = "kind"
    ROUTING = "routing"
    REPEAT = "repeat"
    RULE = "rule"
    REQUIRED = "required"
    CALCULATION = "calculation"
    ORDER = "order"
    LANGUAGE = "language"


CHANGE_LABELS: Mapping[Change, str] = {
    Change.WORDING: N_("Wording"),
    Change.ADDED_QUESTION: N_("New question"),
    Change.REMOVED_QUESTION: N_("Question removed"),
    Change.RENAMED_QUESTION: N_("Question renamed"),
    Change.ADDED_OPTION: N_("New option"),
    Change.REMOVED_OPTION: N_("Option removed"),
    Change.CODE: N_("Code with another meaning"),
    Change.SCALE: N_("Scale"),
    Change.KIND: N_("Kind of question"),
    Change.ROUTING: N_("Routing"),
    Change.REPEAT: N_("Repetition"),
    Change.RULE: N_("Rule for the answer"),
    Change.REQUIRED: N_("Required"),
    Change.CALCULATION: N_("Calculation"),
    Change.ORDER: N_("Order"),
    Change.LANGUAGE: N_("Language of the questionnaire"),
}


KIND_LABELS: Mapping[Kind, str] = {
    Kind.ONE: N_("one choice"),
    Kind.SEVERAL: N_("several choices"),
    Kind.MATRIX: N_("matrix"),
    Kind.TEXT: N_("text"),
    Kind.INTEGER: N_("whole number"),
    Kind.DECIMAL: N_("number with decimals"),
    Kind.DATE: N_("date"),
    Kind.TIME: N_("time of day"),
    Kind.DATETIME: N_("date and time"),
    Kind.NOTE: N_("note"),
    Kind.CALCULATION: N_("calculation"),
}


class Weight(StrEnum):
    """What a difference means for answers that are given already."""

    WORDING = "wording"
    ADDITION = "addition"
    BREAKING = "breaking"


@dataclass(frozen=True)
class Difference:
    """One difference. `message` (marked, with `params`) says what differs and, where it breaks
    answers, why and what to do instead.

    `question` is the name of a question, a row or a page, '' for the whole. `affected` are the
    variables whose answers it would break; empty where it would break any. `row` is the row of
    the new form.
    """

    change: Change
    weight: Weight
    question: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    affected: tuple[str, ...] = ()
    row: int | None = None


@dataclass(frozen=True)
class Variable:
    """A question, or one row of a matrix: what has an answer of its own."""

    name: str
    question: Question
    line: MatrixRow | None
    around: tuple[Group | Repeat, ...]
    choices: ChoiceList | None

    @property
    def kind(self) -> Kind:
        return self.question.kind if self.line is None else Kind.ONE

    @property
    def label(self) -> Text:
        return self.question.label if self.line is None else self.line.label

    @property
    def required(self) -> bool:
        return self.question.required or (self.line is not None and self.line.required)

    @property
    def row(self) -> int | None:
        return (self.question if self.line is None else self.line).source.row

    @property
    def repeats(self) -> tuple[str, ...]:
        return tuple(outer.name for outer in self.around if isinstance(outer, Repeat))

    @property
    def page(self) -> str:
        """The name of the page it stands on, '' for a page of its own."""
        pages = [outer.name for outer in self.around if isinstance(outer, Group) and outer.page]
        return pages[-1] if pages else ""

    @property
    def relevance(self) -> tuple[str, ...]:
        """Every condition under which it is asked, outermost first, white space made single."""
        said = [
            *(outer.relevance for outer in self.around),
            self.question.relevance,
            None if self.line is None else self.line.relevance,
        ]
        return tuple(plain(condition) for condition in said if condition)


def plain(condition: str | None) -> str:
    """Return a condition without white space that means nothing."""
    return " ".join((condition or "").split())


def variables(questionnaire: Questionnaire) -> dict[str, Variable]:
    """Return everything that is asked, shown or calculated, by name, in the order of asking."""
    lists = {each.name: each for each in questionnaire.lists}
    found: dict[str, Variable] = {}
    for item, around in questionnaire.walk():
        if not isinstance(item, Question):
            continue
        choices = lists.get(item.choices or "")
        if item.kind is not Kind.MATRIX:
            found[item.name] = Variable(item.name, item, None, around, choices)
        for line in item.rows:
            found[line.name] = Variable(line.name, item, line, around, choices)
    return found
