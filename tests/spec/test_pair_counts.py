"""Counting fast: all two-way tables in one matrix.

Each variable is a column of levels, and each kind of missing is a level of its own. Each level is a
row of bits, one for each person. The bits that two rows have in common are the people who have
both levels. The matrix of these counts, F, holds every one-way table (on its diagonal) and every
two-way table, each with its own base.
"""

from __future__ import annotations

import numpy as np
import pytest

from lovende.domain.statistics.contingency import chi_square
from lovende.domain.statistics.pair_counts import Layout, PairCounter, WeightedPairCounter

# Eight people. Size: 0 small, 1 large. Change: 0 yes, 1 no, 2 skipped.
PEOPLE = [
    # size, change, weight
    (0, 0, 1.0),
    (0, 0, 2.0),
    (0, 1, 1.0),
    (0, 2, 4.0),
    (1, 0, 0.5),
    (1, 1, 1.0),
    (1, 1, 1.5),
    (1, 1, 2.0),
]
LAYOUT = Layout(("size", "change"), (2, 3))
SIZE, CHANGE, WEIGHT = (np.array(column) for column in zip(*PEOPLE, strict=True))
COLUMNS = [SIZE.astype(np.uint8), CHANGE.astype(np.uint8)]

# Counted by hand. Rows and columns: small, large, yes, no, skipped.
F = [
    [4, 0, 2, 1, 1],
    [0, 4, 1, 3, 0],
    [2, 1, 3, 0, 0],
    [1, 3, 0, 4, 0],
    [1, 0, 0, 0, 1],
]
# Sums of the weights of the same people: small and yes is 1 + 2.
WEIGHTED = [
    [8.0, 0.0, 3.0, 1.0, 4.0],
    [0.0, 5.0, 0.5, 4.5, 0.0],
    [3.0, 0.5, 3.5, 0.0, 0.0],
    [1.0, 4.5, 0.0, 5.5, 0.0],
    [4.0, 0.0, 0.0, 0.0, 4.0],
]


@pytest.mark.parametrize("compiled", [True, False])
def test_the_matrix_holds_all_tables(compiled: bool) -> None:
    counter = PairCounter(LAYOUT, compiled=compiled)
    counter.add(COLUMNS)
    counts = counter.result()
    assert counts.matrix.tolist() == F
    assert counts.one_way("change").tolist() == [3, 4, 1]
    assert counts.two_way("size", "change").tolist() == [[2, 1, 1], [1, 3, 0]]


def test_a_table_of_the_matrix_is_tested_without_those_who_skipped() -> None:
    counter = PairCounter(LAYOUT)
    counter.add(COLUMNS)
    answered = counter.result().two_way("size", "change")[:, :2]
    # Of 7: expected 9/7, 12/7 and 12/7, 16/7. X2 = 7 (2 * 3 - 1 * 1)^2 / (3 * 4 * 3 * 4) = 175/144.
    result = chi_square(answered)
    assert result is not None
    assert result.n == 7
    assert result.statistic == pytest.approx(175 / 144)


@pytest.mark.parametrize("cut", range(len(PEOPLE) + 1))
def test_the_matrices_of_two_parts_add_up(cut: int) -> None:
    parts = []
    for part in (slice(None, cut), slice(cut, None)):
        counter = PairCounter(LAYOUT)
        counter.add([column[part] for column in COLUMNS])
        parts.append(counter.result())
    whole = parts[0] + parts[1]
    assert whole.matrix.tolist() == F
    assert whole.size == len(PEOPLE)


@pytest.mark.parametrize("compiled", [True, False])
def test_weights_are_summed_in_the_same_places(compiled: bool) -> None:
    counter = WeightedPairCounter(LAYOUT, compiled=compiled)
    counter.add(COLUMNS, WEIGHT)
    assert counter.result().weights.tolist() == WEIGHTED
