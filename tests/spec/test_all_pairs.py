"""All pairs of variables at once, from the matrix of pair counts.

Each pair has one primary test: a rank test where one of the two is ordered, else chi-square. Where
both are ordered, the one with fewer answers in use makes the groups. Don't know is left out of
rank tests and kept in chi-square. Weighted tests divide chi-square by the mean design effect of
its cells (Rao & Scott 1984).
"""

from __future__ import annotations

import numpy as np
import pytest

from lovende.domain.statistics.associations import REASONS, TESTS, Associations, Scale, associations
from lovende.domain.statistics.design import Design, rao_scott
from lovende.domain.statistics.pair_counts import Layout, PairCounter, WeightedPairCounter


def pair(
    table: list[list[int]],
    row: Scale,
    column: Scale,
    weights: list[list[float]] | None = None,
) -> Associations:
    """Return what is found of two variables with this table of people, each cell of one weight."""
    counts = np.array(table)
    codes = [np.repeat(place, counts.ravel()) for place in np.indices(counts.shape).reshape(2, -1)]
    columns = [code.astype(np.uint8) for code in codes]
    layout = Layout(("row", "column"), counts.shape)
    counter = PairCounter(layout, compiled=False)
    counter.add(columns)
    weighted = None
    if weights is not None:
        sums = WeightedPairCounter(layout, compiled=False)
        sums.add(columns, np.repeat(np.array(weights).ravel(), counts.ravel()))
        weighted = sums.result()
    return associations(counter.result(), (row, column), weighted)


TWO_GROUPS = [
    # low, middle, high: 60 people in each group, 40 at each step, 20 expected in each cell
    [10, 20, 30],
    [30, 20, 10],
]


def test_two_unordered_variables() -> None:
    found = pair(TWO_GROUPS, Scale(2), Scale(3))
    assert TESTS[found.primary[0]] == "chi2"
    assert found.n[0] == 120
    assert found.chi2[0] == pytest.approx(4 * 10**2 / 20)  # 20
    assert found.df[0] == 2
    assert found.p[0] == pytest.approx(np.exp(-10))  # the tail of chi-square with 2 df
    assert found.v[0] == pytest.approx(np.sqrt(20 / 120))
    phi2 = 20 / 120 - 2 / 119
    assert found.v_corrected[0] == pytest.approx(np.sqrt(phi2 / (1 - 1 / 119)))


def test_an_ordered_variable_is_ranked_between_the_groups_of_the_other() -> None:
    found = pair(TWO_GROUPS, Scale(2), Scale(3, ordinal=True))
    assert TESTS[found.primary[0]] == "mann_whitney"
    assert found.response[0] == 1
    # Of 60 x 60 pairs the first group is higher in 20 x 30 + 30 x 50 and ties in 300 + 400 + 300.
    assert found.rank_statistic[0] == 600 + 1500 + 1000 / 2
    assert found.delta[0] == pytest.approx((2100 - 500) / 3600)


def test_dont_know_is_left_out_of_the_rank_test_only() -> None:
    with_unknown = [[*TWO_GROUPS[0], 4], [*TWO_GROUPS[1], 6]]
    found = pair(with_unknown, Scale(2), Scale(4, ordinal=True, outside=(3,)))
    assert (found.n[0], found.rank_n[0]) == (130, 120)
    assert found.df[0] == 3
    assert found.delta[0] == pytest.approx(1600 / 3600)


JOB_SATISFACTION = [
    # rows: income; columns: very dissatisfied ... very satisfied (Agresti 2002, Categorical Data
    # Analysis, 2nd ed., sections 2.4.4 and 3.4.3): C = 1331, D = 849, gamma = 0.221, X2 = 5.97
    [1, 3, 10, 6],
    [2, 3, 10, 7],
    [1, 6, 14, 12],
    [0, 1, 9, 11],
]


def test_two_ordered_variables() -> None:
    found = pair(JOB_SATISFACTION, Scale(4, ordinal=True), Scale(4, ordinal=True))
    assert TESTS[found.primary[0]] == "kruskal_wallis"
    assert found.response[0] == 1  # both have four answers, so the first makes the groups
    assert found.gamma[0] == pytest.approx((1331 - 849) / (1331 + 849))
    assert found.chi2[0] == pytest.approx(5.97, abs=0.005)
    assert found.small_any[0]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[0, 0], [0, 0]], "no_answers"),
        ([[5, 0], [7, 0]], "one_level"),
        ([[5, 3], [0, 0]], "one_level"),
    ],
)
def test_pairs_that_cannot_be_tested_say_why(table: list[list[int]], why: str) -> None:
    found = pair(table, Scale(2), Scale(2))
    assert REASONS[found.reason[0]] == why
    assert np.isnan(found.p[0])


def test_the_design_effect_of_weights() -> None:
    # 10 people in each cell; the second column weighs 3. n = 40, sum of weights 80.
    table, weights = [[10, 10], [10, 10]], [[1.0, 3.0], [1.0, 3.0]]
    found = pair(table, Scale(2), Scale(2), weights)
    # g = n w / W is 0.5 and 1.5; (1 - p) of the rows 0.5, of the columns 0.75 and 0.25:
    # 2 (0.5 x 0.5 x 0.75) + 2 (1.5 x 0.5 x 0.25) = 0.75, times n / (n - 1)
    assert found.design_effect[0] == pytest.approx(0.75 * 40 / 39)
    assert found.base[0] == 80
    rows, columns = np.repeat([0, 0, 1, 1], 10), np.repeat([0, 1, 0, 1], 10)
    by_people = rao_scott(
        rows, columns, Design(np.arange(40), weights=np.repeat([1.0, 3.0, 1.0, 3.0], 10))
    )
    assert by_people is not None
    assert by_people.design_effect == pytest.approx(0.75 * 40 / 39)


@pytest.mark.parametrize(
    ("table", "is_small"),
    [
        # expected outside the most common answer: in the smaller group 2 * 4 / 10 002
        ([[9_998, 2], [0, 2]], True),
        # 40 of the smaller group, a tenth of all outside: 4
        ([[1_764, 196], [36, 4]], True),
        # 60 of the smaller group: 6
        ([[1_746, 194], [54, 6]], False),
    ],
)
def test_a_rank_test_is_rough_where_nearly_all_of_a_small_group_answer_alike(
    table: list[list[int]], is_small: bool
) -> None:
    found = pair(table, Scale(2), Scale(2, ordinal=True))
    assert bool(found.small_groups[0]) is is_small


def test_two_rare_answers_that_fall_together_are_marked() -> None:
    """Two of 10 002 in a group, and just these two with an answer of their own: by chance once in
    10 002 * 10 001 / 2 = 50 million times. The approximation says 10^-1000 and less."""
    found = pair([[10_000, 0], [0, 2]], Scale(2), Scale(2, ordinal=True))
    assert found.log10_p[0] < -1000
    assert found.small_groups[0]


def test_with_weights_a_group_counts_as_the_people_it_is_worth() -> None:
    """60 people of whom half have a weight of 9: (30 + 270)^2 / (30 + 30 * 81) = 36.6 people, of
    whom 3.7 are expected outside the most common answer."""
    table, even = [[1_746, 194], [54, 6]], [[1.0, 1.0], [1.0, 1.0]]
    assert not pair(table, Scale(2), Scale(2, ordinal=True), even).small_groups[0]
    codes = np.array([[0] * 1_940 + [1] * 60, ([0] * 9 + [1]) * 200], np.uint8)
    weights = np.array([1.0] * 1_940 + [1.0, 9.0] * 30)
    layout = Layout(("row", "column"), (2, 2))
    counter, sums = PairCounter(layout, compiled=False), WeightedPairCounter(layout, compiled=False)
    counter.add(list(codes))
    sums.add(list(codes), weights)
    scales = (Scale(2), Scale(2, ordinal=True))
    assert associations(counter.result(), scales, sums.result()).small_groups[0]
