"""From slots to the levels that are shown, with counts that were made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.errors import Place
from lovende.domain.statistics.pair_counts import PairCounts
from lovende.domain.texts import Text
from lovende.engines import Counted, Job
from lovende.engines.coding import Coding
from lovende.engines.head import Column, Held
from lovende.engines.levels import counted
from lovende.engines.planning import Plan


def levels(people: list[list[int]], *codings: Coding, **job: Any) -> Counted:
    """The levels of people whose slots are known."""
    plan = Plan(codings, ())
    layout = plan.layout
    rows = np.zeros((len(people), layout.size), np.int64)
    for place, coding in enumerate(codings):
        start = layout.rows(coding.column.name).start
        for person, own in enumerate(people):
            rows[person, start + own[place]] = 1
    slots = PairCounts(layout, rows.T @ rows, len(people))
    return counted(plan, slots, None, Job(Path("a"), **job), Place(file="a"))


def coding(name: str, width: int, states: int, **about: Any) -> Coding:
    variable = Variable(name, VariableKind.CODE, **about)
    return Coding(Column(variable, Held.WHOLE), None, 0, width, False, states)


def codes(found: Counted, place: int = 0) -> list[str]:
    return [category.code for category in found.variables[place].variable.categories]


def test_slots_that_nobody_has_are_no_levels() -> None:
    a, b = coding("a", 4, 1), coding("b", 3, 0)
    #          a = 1, 3, 3, none;  b = 0, 0, 2, 2
    found = levels([[1, 0], [3, 0], [3, 2], [4, 2]], a, b)

    assert codes(found) == ["1", "3"]
    assert found.variables[0].missing == ("skipped",)
    assert codes(found, 1) == ["0", "2"]
    assert found.counts.two_way("a", "b").tolist() == [[1, 0], [1, 1], [0, 1]]


def test_a_level_of_the_file_is_shown_though_nobody_has_it_and_dont_know_is_last() -> None:
    known = (Category("0", dont_know=True), Category("1"), Category("2"))

    found = levels([[0], [1], [1]], coding("a", 3, 0, categories=known))

    assert codes(found) == ["1", "2", "0"]
    assert found.counts.one_way("a").tolist() == [2, 0, 1]


def test_declared_missing_codes_stand_before_the_states() -> None:
    refused = MissingCodes(3.0, 3.0, AnswerState.SKIPPED, Text.of({"": "Refused"}))

    found = levels([[1], [2], [3], [4], [4], [6]], coding("a", 4, 3, missing=(refused,)))

    assert codes(found) == ["1", "2"]
    assert found.variables[0].missing == ("Refused", "skipped", "not_reached")
    assert found.counts.one_way("a").tolist() == [1, 1, 1, 2, 1]


def test_levels_beyond_the_most_are_taken_together() -> None:
    people = [[1]] * 3 + [[2]] * 1 + [[3]] * 4 + [[4]] * 2

    found = levels(people, coding("a", 5, 0), most_levels=3)

    assert codes(found) == ["1", "3", "other"]
    assert found.counts.one_way("a").tolist() == [3, 4, 3]
    assert [note.code for note in found.notes] == ["engine.grouped"]
