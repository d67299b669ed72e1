"""How a column is counted, by its description and the values it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lovende.domain.dataset.model import Variable, VariableKind
from lovende.domain.errors import LovendeError, Place
from lovende.engines import Job
from lovende.engines.coding import Coding
from lovende.engines.head import Bounds, Column, Held
from lovende.engines.planning import in_order, plan_of, to_look_at
from lovende.engines.seen import Seen, Value

JOB = Job(Path("a.parquet"))
GROUPED = Job(Path("a.parquet"), most_levels=3)


def column(kind: Held, bounds: Bounds | None = None, states: str | None = None) -> Column:
    return Column(Variable("a", VariableKind.NUMBER), kind, states, bounds=bounds)


def coding(one: Column, seen: Seen | None, job: Job = JOB) -> Coding:
    plan = plan_of([one], {} if seen is None else {"a": seen}, job, Place())
    return plan.codings[0]


@pytest.mark.parametrize(
    ("bounds", "looked_at"),
    [
        (Bounds(1, 5), False),
        (Bounds(0, 200), False),
        (Bounds(9_900, 9_950), False),
        (Bounds(1, 9_999), True),
        (None, True),
    ],
)
def test_only_numbers_that_lie_far_apart_are_looked_at(
    bounds: Bounds | None, looked_at: bool
) -> None:
    assert bool(to_look_at([column(Held.WHOLE, bounds)])) is looked_at


@pytest.mark.parametrize(
    ("bounds", "low", "width", "states"),
    [
        (Bounds(1, 5, gaps=True), 0, 6, 1),
        (Bounds(1, 5, gaps=False), 0, 6, 0),
        (Bounds(8, 10, gaps=False), 0, 11, 0),
        (Bounds(9, 10, gaps=False), 9, 2, 0),
        (Bounds(-1, 1, gaps=False), -1, 3, 0),
    ],
)
def test_bounds_are_enough(bounds: Bounds, low: int, width: int, states: int) -> None:
    found = coding(column(Held.WHOLE, bounds), None)

    assert (found.values, found.low, found.width, found.states) == (None, low, width, states)


@pytest.mark.parametrize(
    ("kind", "counts", "values"),
    [
        (Held.TEXT, {"b": 1, "a": 2}, ("a", "b")),
        (Held.TEXT, {"10": 1, "9": 2}, ("9", "10")),
        (Held.WHOLE, {9999: 1, 1: 2}, (1, 9999)),
        (Held.DECIMAL, {2.0: 5, 1.0: 3}, None),
    ],
)
def test_values_that_were_found(kind: Held, counts: dict[Any, int], values: Any) -> None:
    assert coding(column(kind), Seen(counts)).values == values


def test_the_most_frequent_values_are_kept_in_their_order() -> None:
    many: dict[Value, int] = {number * 1000: 1 for number in range(300)}
    many.update({7000: 9, 3000: 8, 5000: 7})

    found = coding(column(Held.WHOLE), Seen(many), GROUPED)

    assert (found.values, found.rest) == ((3000, 5000, 7000), True)


@pytest.mark.parametrize(
    ("kind", "seen", "code"),
    [
        (Held.DATE, None, "engine.dates"),
        (Held.OTHER, None, "engine.not_codes"),
        (Held.NOTHING, None, "engine.all_missing"),
        (Held.TEXT, Seen({}), "engine.all_missing"),
        (Held.TEXT, Seen({"2026-01-01": 5}), "engine.dates"),
        (Held.TEXT, Seen({"0,5": 5}), "engine.decimals"),
        (Held.TEXT, Seen({"words": 5}, longest=1000), "engine.free_text"),
        (Held.TEXT, Seen({}, more=True), "engine.very_many_levels"),
        (Held.DECIMAL, Seen({0.5: 5}, whole=False), "engine.decimals"),
        (Held.WHOLE, Seen({n * 9: 1 for n in range(300)}), "engine.many_levels"),
    ],
)
def test_what_is_no_code_is_left_out(kind: Held, seen: Seen | None, code: str) -> None:
    with pytest.raises(LovendeError) as error:
        coding(column(kind), seen)

    assert [each.code for each in error.value.faults] == [code]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["10", "9", "1"], ["1", "9", "10"]),
        (["10", "9", "x"], ["10", "9", "x"]),
        ([3, -1, 2], [-1, 2, 3]),
    ],
)
def test_natural_order(values: Sequence[Any], expected: list[Any]) -> None:
    assert in_order(values) == expected
