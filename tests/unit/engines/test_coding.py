"""Answers and the codes that they become, in small tables."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lovende.domain.dataset.model import AnswerState, MissingCodes, Variable, VariableKind
from lovende.engines.coding import Coding, stored
from lovende.engines.head import Column, held

REFUSED = MissingCodes(9.0, 9.0, AnswerState.SKIPPED)
SPECIAL = MissingCodes(90.0, 99.0, AnswerState.SKIPPED)


def column(values: pl.Series, *missing: MissingCodes, states: str | None = None) -> Column:
    variable = Variable("a", VariableKind.NUMBER, missing=missing)
    return Column(variable, held(values.dtype), states)


def slots(values: pl.Series, coding: Coding, states: list[int] | None = None) -> list[int]:
    frame = values.alias("a").to_frame()
    if states is not None:
        frame = frame.with_columns(s=pl.Series(states, dtype=pl.UInt8))
    found = frame.select(coding.expression()).to_series()
    assert found.dtype == pl.UInt8
    assert found.null_count() == 0
    return found.to_list()


@pytest.mark.parametrize(
    ("answers", "kind", "values", "low", "width", "rest", "expected"),
    [
        # Whole numbers from `low` on; the slot after the last is for no answer.
        ([1, 2, None, 5], pl.Int64(), None, 0, 6, False, [1, 2, 6, 5]),
        ([11, 12, None, 15], pl.Int64(), None, 11, 5, False, [0, 1, 5, 4]),
        ([-2, -1, None], pl.Int8(), None, -2, 2, False, [0, 1, 2]),
        ([False, True, None], pl.Boolean(), None, 0, 2, False, [0, 1, 2]),
        # Listed values, in the order of the list.
        (["b", "a", None, ""], pl.String(), ("a", "b"), 0, 2, False, [1, 0, 2, 2]),
        ([1.5, float("nan"), 0.5], pl.Float64(), (0.5, 1.5), 0, 2, False, [1, 2, 0]),
        ([7, 7000, None], pl.Int64(), (7, 7000), 0, 2, False, [0, 1, 2]),
        # All other values are one slot, before that of no answer.
        (["b", "x", None, "y", "a"], pl.String(), ("a", "b"), 0, 2, True, [1, 2, 3, 2, 0]),
    ],
)
def test_answers_become_codes(
    answers: list[Any],
    kind: pl.DataType,
    values: Any,
    low: int,
    width: int,
    rest: bool,
    expected: list[int],
) -> None:
    series = pl.Series(answers, dtype=kind)

    assert slots(series, Coding(column(series), values, low, width, rest, 1)) == expected


def test_each_state_has_a_code_and_a_declared_value_keeps_its_own() -> None:
    series = pl.Series([1, 9, None, None, None, 2], dtype=pl.Int64)
    states = [0, 1, 1, 2, 3, 2]
    coding = Coding(column(series, REFUSED, states="s"), None, 0, 10, False, 3)

    #                                    1  9  skipped, not asked, not reached; 2 was not asked
    assert slots(series, coding, states) == [1, 9, 10, 11, 12, 11]
    assert coding.slots == 13
    assert coding.declared(9) == 0
    assert coding.declared(1) is None


def test_a_range_that_is_declared_missing_is_its_lower_end() -> None:
    series = pl.Series("a", [1.0, 89.0, 90.0, 95.0, 99.0, 100.0])
    single = MissingCodes(95.0, 95.0, AnswerState.SKIPPED)

    def as_stored(*missing: MissingCodes) -> list[float]:
        return series.to_frame().select(stored(column(series, *missing))).to_series().to_list()

    assert as_stored(SPECIAL) == [1, 89, 90, 90, 90, 100]
    assert as_stored(SPECIAL, single) == [1, 89, 90, 95, 90, 100]
