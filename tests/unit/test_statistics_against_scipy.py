"""The tests of the domain agree with scipy wherever scipy computes the same thing."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from lovende.domain.statistics.clusters import every_assignment, permutation_p_values
from lovende.domain.statistics.contingency import chi_square, chi_square_many, without_empty
from lovende.domain.statistics.exact import fisher_exact, fisher_monte_carlo
from lovende.domain.statistics.multiplicity import benjamini_hochberg
from lovende.domain.statistics.rank_permutation import (
    kruskal_wallis_monte_carlo,
    mann_whitney_exact,
    mann_whitney_monte_carlo,
)
from lovende.domain.statistics.ranks import kruskal_many, kruskal_wallis, mann_whitney
from lovende.domain.statistics.sampling import random_tables
from lovende.domain.statistics.tables import Counts, wilson

quick = settings(max_examples=25, deadline=None)


def tables(rows: int, columns: int, most: int) -> st.SearchStrategy[Counts]:
    return hnp.arrays(
        np.int64,
        st.tuples(st.integers(2, rows), st.integers(2, columns)),
        elements=st.integers(0, most),
    )


def people(table: Counts) -> list[np.ndarray]:
    """Return the answers of each group, one number a person."""
    return [np.repeat(np.arange(row.size), row) for row in table]


@quick
@given(tables(5, 7, 60), st.booleans())
def test_chi_square(table: Counts, yates: bool) -> None:
    result = chi_square(table, yates=yates)
    used = without_empty(table)
    if result is None:
        assert min(used.shape) < 2
        return
    expected = stats.chi2_contingency(used, correction=yates)
    assert result.statistic == pytest.approx(expected.statistic, abs=1e-9)
    assert result.df == expected.dof
    assert result.p == pytest.approx(expected.pvalue, abs=1e-12)
    assert result.small_any == (expected.expected_freq < 5).any()
    if not yates:
        many = chi_square_many(np.repeat(table[:, :, None].astype(float), 3, axis=2))
        assert many == pytest.approx([result.statistic] * 3, abs=1e-9)


@quick
@given(tables(2, 6, 12), st.booleans())
def test_mann_whitney(table: Counts, continuity: bool) -> None:
    assume(table.shape[0] == 2)
    result = mann_whitney(table, continuity=continuity)
    if result is None:
        assert min(without_empty(table).shape) < 2
        return
    first, second = people(table)
    expected = stats.mannwhitneyu(
        first, second, method="asymptotic", use_continuity=continuity, alternative="two-sided"
    )
    assert result.statistic == expected.statistic
    assert result.p == pytest.approx(expected.pvalue, abs=1e-12)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_mann_whitney_one_sided(alternative: Literal["greater", "less"]) -> None:
    table = np.array([[3, 5, 9, 1], [7, 6, 4, 2]])
    first, second = people(table)
    expected = stats.mannwhitneyu(
        first, second, method="asymptotic", use_continuity=False, alternative=alternative
    )
    result = mann_whitney(table, alternative=alternative)
    assert result is not None
    assert result.p == pytest.approx(expected.pvalue, abs=1e-12)


@quick
@given(hnp.arrays(np.int64, (2, 4), elements=st.integers(0, 2)))
def test_exact_mann_whitney_with_ties_equals_full_enumeration(table: Counts) -> None:
    result = mann_whitney_exact(table)
    if result is None:
        assert min(without_empty(table).shape) < 2
        return
    groups = people(table)
    pooled = stats.rankdata(np.concatenate(groups))
    half = groups[0].size * (pooled.size + 1) / 2
    every = every_assignment(np.repeat([0, 1], [groups[0].size, groups[1].size]), limit=20_000)
    assert every is not None
    away = np.abs((every == 0) @ pooled - half)
    observed = abs(pooled[: groups[0].size].sum() - half)
    assert result.p == pytest.approx((away >= observed - 1e-9).mean(), abs=1e-12)


@quick
@given(tables(4, 6, 12))
def test_kruskal_wallis(table: Counts) -> None:
    result = kruskal_wallis(table)
    if result is None:
        assert min(without_empty(table).shape) < 2
        return
    expected = stats.kruskal(*[group for group in people(table) if group.size])
    assert result.statistic == pytest.approx(expected.statistic, abs=1e-9)
    # Where the groups answer exactly alike, scipy's statistic can fall below 0 by rounding: p is 1.
    known = 1.0 if expected.statistic <= 0 else expected.pvalue
    assert result.p == pytest.approx(known, abs=1e-6)


@quick
@given(hnp.arrays(np.int64, (2, 5), elements=st.integers(1, 20)))
def test_for_two_groups_kruskal_wallis_is_mann_whitney(table: Counts) -> None:
    one, other = kruskal_wallis(table), mann_whitney(table)
    assert one is not None
    assert other is not None
    assert one.p == pytest.approx(other.p, abs=1e-12)


@quick
@given(hnp.arrays(np.int64, (2, 2), elements=st.integers(0, 40)))
def test_fisher_of_two_by_two(table: Counts) -> None:
    result = fisher_exact(table)
    if result is None:
        assert min(without_empty(table).shape) < 2
        return
    assert result.p == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(hnp.arrays(np.int64, (3, 3), elements=st.integers(0, 3)))
def test_fisher_of_three_by_three_equals_full_enumeration(table: Counts) -> None:
    table = without_empty(table)
    assume(min(table.shape) == 3)
    result = fisher_exact(table)
    assert result is not None
    model = stats.random_table(table.sum(axis=1), table.sum(axis=0))
    r, c = table.sum(axis=1), table.sum(axis=0)
    observed, total = model.logpmf(table), 0.0
    for a in range(r[0] + 1):
        for b in range(r[0] - a + 1):
            for d in range(r[1] + 1):
                for e in range(r[1] - d + 1):
                    rows = np.array([[a, b, r[0] - a - b], [d, e, r[1] - d - e]])
                    whole = np.vstack([rows, c - rows.sum(axis=0)])
                    if (whole >= 0).all() and model.logpmf(whole) <= observed + 1e-7:
                        total += float(model.pmf(whole))
    assert result.p == pytest.approx(total, abs=1e-9)


def test_the_direction_of_the_table_does_not_matter() -> None:
    table = np.array([[5, 60, 40, 12, 3], [8, 86, 52, 14, 7]])
    one, other = fisher_exact(table), fisher_exact(table.T)
    assert one is not None
    assert other is not None
    assert one.p == pytest.approx(other.p, abs=1e-12)


def test_monte_carlo_agrees_with_exact_within_its_standard_error() -> None:
    table = np.array([[5, 60, 40, 12, 3], [8, 60, 62, 34, 7]])
    rng = np.random.default_rng(3)
    for exact, sampled in (
        (fisher_exact(table), fisher_monte_carlo(table, draws=20_000, rng=rng)),
        (mann_whitney_exact(table), mann_whitney_monte_carlo(table, draws=20_000, rng=rng)),
        (mann_whitney_exact(table), kruskal_wallis_monte_carlo(table, draws=20_000, rng=rng)),
    ):
        assert exact is not None
        assert sampled is not None
        assert sampled.p_se is not None
        assert abs(exact.p - sampled.p) < 4 * sampled.p_se


def test_random_tables_have_the_margins_and_the_probabilities_of_independence() -> None:
    rows, columns = np.array([2, 3, 1]), np.array([4, 2])
    tables = random_tables(rows, columns, 20_000, np.random.default_rng(4))
    assert (tables.sum(axis=1) == rows[:, None]).all()
    assert (tables.sum(axis=0) == columns[:, None]).all()
    model = stats.random_table(rows, columns)
    different, counts = np.unique(tables.reshape(6, -1), axis=1, return_counts=True)
    for flat, count in zip(different.T, counts, strict=True):
        p = float(model.pmf(flat.reshape(3, 2)))
        assert abs(count / 20_000 - p) < 4.5 * (p * (1 - p) / 20_000) ** 0.5


def test_too_large_for_enumeration_gives_none_at_once() -> None:
    rng = np.random.default_rng(5)
    assert fisher_exact(rng.integers(5, 40, (5, 6))) is None
    untied = np.zeros((2, 400), dtype=np.int64)
    untied[rng.integers(0, 2, 400), np.arange(400)] = 1
    assert mann_whitney_exact(untied, state_limit=10_000) is None


def test_permutation_of_single_people_agrees_with_scipy() -> None:
    groups = np.array([0, 0, 0, 1, 1, 1, 1])
    levels = np.array([0, 1, 0, 2, 1, 2, 2])
    counts = np.eye(3, dtype=np.int64)[levels]
    ((p, p_se),) = permutation_p_values(
        groups, [(counts, kruskal_many)], draws=100, rng=np.random.default_rng(1)
    )

    def statistic(x: np.ndarray, y: np.ndarray) -> float:
        return float(stats.kruskal(x, y).statistic)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = stats.permutation_test(
            (levels[groups == 0], levels[groups == 1]), statistic, alternative="greater"
        )
    assert p_se is None
    assert p == pytest.approx(expected.pvalue, abs=1e-12)


@quick
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_benjamini_hochberg(values: list[float]) -> None:
    assert benjamini_hochberg(values) == pytest.approx(stats.false_discovery_control(values))


@quick
@given(st.integers(1, 500), st.data())
def test_wilson(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    expected = stats.binomtest(count, base).proportion_ci(method="wilson")
    assert wilson(count, base) == pytest.approx((100 * expected.low, 100 * expected.high), abs=1e-8)
