"""The same change made to every question, matrix row, group and repeat."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, TypeVar

from lovende.domain.questionnaire.model import (
    Group,
    Item,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
)

Part = TypeVar("Part", Question, MatrixRow, Group, Repeat)


class Change(Protocol):
    """Returns a part of a questionnaire as it is to be."""

    def __call__(self, part: Part, /) -> Part: ...


def with_parts_changed(questionnaire: Questionnaire, change: Change) -> Questionnaire:
    """Return the questionnaire with `change` applied to every item and every row of a matrix."""

    def one(item: Item) -> Item:
        if isinstance(item, Question):
            question = change(item)
            return replace(question, rows=tuple(change(row) for row in question.rows))
        if isinstance(item, Group):
            return replace(change(item), items=tuple(one(inner) for inner in item.items))
        return replace(change(item), items=tuple(one(inner) for inner in item.items))

    return replace(questionnaire, items=tuple(one(item) for item in questionnaire.items))
