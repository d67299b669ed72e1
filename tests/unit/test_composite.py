"""The machinery of composite indicators, held against the ASEM indicator and against hand work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lovende.domain.promise.composite import (
    Mean,
    Node,
    above,
    aggregate,
    evaluate,
    normalise,
    rank,
)

LEVELS = ("IndCode", "Agg1", "Agg2", "Agg3")


def read(reference: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(reference / "index" / "asem" / f"{name}.csv", null_values=["NA"])


def asem_tree(reference: Path) -> Node:
    structure = read(reference, "Parameters_Structure")
    weights = {
        (int(level), code): weight
        for level, code, weight in read(reference, "Parameters_Weights_Original").rows()
    }

    def build(code: str, level: int) -> Node:
        children: tuple[Node, ...] = ()
        if level > 1:
            below = structure.filter(pl.col(LEVELS[level - 1]) == code)[LEVELS[level - 2]]
            children = tuple(build(c, level - 1) for c in below.unique(maintain_order=True))
        return Node(code, weights[level, code], children)

    return build("Index", 4)


@pytest.mark.needs("shared")
def test_asem_comes_out_exactly_from_its_treated_data(reference: Path) -> None:
    treated, expected = read(reference, "Data_Treated"), read(reference, "Data_Normalised")
    directions = dict(read(reference, "Input_IndMeta").select("IndCode", "Direction").rows())
    columns = {}
    for code, direction in directions.items():
        values = treated[code].cast(pl.Float64).to_numpy()
        columns[code] = normalise(values, higher_is_better=direction > 0)
        np.testing.assert_allclose(columns[code], expected[code].to_numpy(), atol=1e-9)
    scores = evaluate(asem_tree(reference), columns)

    aggregated = read(reference, "Data_Aggregated")
    levels = [code for code in scores if code not in directions]
    assert len(levels) == 11
    for code in levels:
        np.testing.assert_allclose(scores[code], aggregated[code].to_numpy(), atol=1e-9)

    # The printed results have two digits, and the printed ranks are those of the printed scores.
    units = aggregated["UnitCode"].to_list()
    printed, ranks = (read(reference, f"Results_Aggregates{x}") for x in ("Score", "Rank"))
    for code in levels:
        rounded = scores[code].round(2)
        by_unit = dict(zip(units, rounded, strict=True))
        np.testing.assert_allclose([by_unit[u] for u in printed["UnitCode"]], printed[code])
        rank_of = dict(zip(units, rank(rounded), strict=True))
        assert [rank_of[u] for u in ranks["UnitCode"]] == ranks[code].to_list()


def test_missing_values_are_left_out_and_their_weight_with_them() -> None:
    values = np.array([[1.0, np.nan, 0.0], [np.nan, np.nan, np.nan], [1.0, 0.5, 0.0]])
    found = aggregate(values, [2, 1, 1])
    assert found.tolist() == pytest.approx([2 / 3, np.nan, 0.625], nan_ok=True)


def test_ordered_weights_are_stretched_over_the_items_that_are_left() -> None:
    # Two of four places, weights 0.4 0.3 0.2 0.1: the first half has 0.7, the second 0.3.
    values = np.array([[0.2, np.nan, 1.0, np.nan]])
    found = aggregate(values, [1, 1, 1, 1], Mean.ORDERED, order_weights=(0.4, 0.3, 0.2, 0.1))
    assert found[0] == pytest.approx(0.7 * 1.0 + 0.3 * 0.2)


def test_a_geometric_zero_without_offset_is_zero() -> None:
    found = aggregate(np.array([[0.0, 1.0], [0.25, 1.0]]), [1, 1], Mean.GEOMETRIC)
    assert found.tolist() == pytest.approx([0.0, 0.5])


def test_an_indicator_on_which_all_are_equal_tells_nothing() -> None:
    assert np.isnan(normalise(np.array([3.0, 3.0]), higher_is_better=True)).all()


def test_a_score_that_equals_the_threshold_in_mathematics_is_not_above_it() -> None:
    # In binary 0.1 + 0.7 is below 0.8, and 3 * 0.1 + 0.5 above it.
    scores = np.array([0.1 + 0.7, 0.1 * 3 + 0.5, 4 / 5, 0.8 + 1e-6, np.nan])
    assert above(scores, 0.8).tolist() == [False, False, False, True, False]


def test_ranks_ignore_the_last_binary_digit() -> None:
    assert rank(np.array([0.1 + 0.2, 0.3, np.nan, 0.9])).tolist() == pytest.approx(
        [2, 2, np.nan, 1], nan_ok=True
    )


@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 5)))
def test_a_rank_is_one_more_than_the_number_of_better_units(values: np.ndarray) -> None:
    expected = [1 + int((values > value).sum()) for value in values]
    assert rank(values / 5).tolist() == expected


@given(
    arrays(np.float64, st.tuples(st.integers(1, 8), st.just(4)), elements=st.floats(0, 1)),
    st.sampled_from(list(Mean)),
)
def test_every_mean_lies_between_the_worst_and_the_best(values: np.ndarray, mean: Mean) -> None:
    found = aggregate(values, [1, 2, 3, 4], mean, offset=0.01, order_weights=(0.4, 0.3, 0.2, 0.1))
    assert (found >= values.min(axis=1) - 1e-9).all()
    assert (found <= values.max(axis=1) + 1e-9).all()
