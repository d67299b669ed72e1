"""Tests of a two-way table.

Nominal answers: Pearson's chi-square; where an expected count is under 5 (or Cochran's rule is
broken) the exact test of Fisher, Freeman and Halton: the probability of all tables with the same
margins that are no more probable than the observed one.

Ordered answers: Wilcoxon-Mann-Whitney with midranks for ties, without continuity correction;
where expected counts are small, its exact permutation distribution. More than two groups:
Kruskal-Wallis.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from lovende.domain.statistics.contingency import chi_square, expected_counts
from lovende.domain.statistics.exact import fisher, fisher_exact
from lovende.domain.statistics.rank_permutation import mann_whitney_exact
from lovende.domain.statistics.ranks import kruskal_wallis, mann_whitney

CHI_SQUARE = [
    # table, Yates, X2, df, p, source
    (
        [[762, 327, 468], [484, 239, 477]],
        False,
        30.07015,
        2,
        2.9536e-07,
        "R manual of chisq.test: party by gender (Agresti 2007, p. 39)",
    ),
    (
        # Expected 8 in each cell; each (O - E)^2 / E = 4 / 8, and there are four of them.
        [[10, 6], [6, 10]],
        False,
        2.0,
        1,
        0.157299,
        "by hand",
    ),
    (
        # (2 - 0.5)^2 / 8 * 4 = 1.125
        [[10, 6], [6, 10]],
        True,
        1.125,
        1,
        0.288844,
        "by hand",
    ),
    (
        # An answer that nobody gave takes no degree of freedom.
        [[10, 0, 6], [6, 0, 10]],
        False,
        2.0,
        1,
        0.157299,
        "by hand",
    ),
]


@pytest.mark.parametrize(("table", "yates", "statistic", "df", "p", "source"), CHI_SQUARE)
def test_chi_square(
    table: list[list[int]], yates: bool, statistic: float, df: int, p: float, source: str
) -> None:
    result = chi_square(np.array(table), yates=yates)
    assert result is not None
    assert result.statistic == pytest.approx(statistic, abs=5e-6)
    assert result.df == df
    assert result.p == pytest.approx(p, rel=2e-5)


SMALL = [
    # table, its smallest expected count, any under 5?, breaks Cochran's rule?
    ([[10, 10], [10, 10]], 10.0, False, False),
    # Expected 4, 16, 4, 16: half of the cells are under 5.
    ([[4, 16], [4, 16]], 4.0, True, True),
    # Expected 4, 20, 20, 20, 20 in each row: a fifth of the cells is under 5, which Cochran allows.
    ([[4, 20, 20, 20, 20], [4, 20, 20, 20, 20]], 4.0, True, False),
    # Expected 0.5 twice: under 1.
    ([[1, 20, 20, 20, 20, 20], [0, 20, 20, 20, 20, 20]], 100 / 201, True, True),
]


@pytest.mark.parametrize(("table", "smallest", "any_under_5", "breaks_cochran"), SMALL)
def test_when_expected_counts_are_small(
    table: list[list[int]], smallest: float, any_under_5: bool, breaks_cochran: bool
) -> None:
    result = chi_square(np.array(table))
    assert result is not None
    assert expected_counts(np.array(table)).min() == pytest.approx(smallest)
    assert result.small("any") is any_under_5
    assert result.small("cochran") is breaks_cochran


FISHER = [
    # table, p, source
    (
        [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]],
        0.7826849,
        "R manual of fisher.test: job satisfaction (Agresti 2002, p. 57)",
    ),
    (
        # Tables with 4, 3, 2, 1, 0 in the corner have the weights 1, 16, 36, 16, 1 of 70.
        [[3, 1], [1, 3]],
        34 / 70,
        "by hand: Fisher's tea tasting",
    ),
    (
        # Two of four people (a, a, b, c) in the first row: aa 1, ab 2, ac 2, bc 1 of 6 ways.
        [[2, 0, 0], [0, 1, 1]],
        2 / 6,
        "by hand",
    ),
]


@pytest.mark.parametrize(("table", "p", "source"), FISHER)
def test_fisher_freeman_halton_is_exact(table: list[list[int]], p: float, source: str) -> None:
    result = fisher_exact(np.array(table))
    assert result is not None
    assert result.method == "exact"
    assert result.p == pytest.approx(p, abs=1e-7)


def test_where_enumeration_is_too_large_monte_carlo_says_so() -> None:
    table = np.array([[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]])
    result = fisher(table, draws=10_000, rng=np.random.default_rng(1), path_limit=10)
    assert result is not None
    assert result.method == "monte_carlo"
    assert result.p_se is not None
    # The standard error of a share of 10,000 draws: sqrt(0.78 * 0.22 / 10000) = 0.0041
    assert result.p_se == pytest.approx(0.0041, abs=1e-4)
    assert abs(result.p - 0.7826849) < 3 * result.p_se


# R manual of wilcox.test: permeability constants (Hollander & Wolfe 1973, p. 69).
X = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
Y = [1.15, 0.88, 0.90, 0.74, 1.21]


@pytest.mark.parametrize(("alternative", "p"), [("greater", 0.1272061), ("two-sided", 0.2544122)])
def test_mann_whitney_without_ties_is_that_of_r(
    alternative: Literal["greater", "two-sided"], p: float
) -> None:
    values = sorted({*X, *Y})
    table = np.array([[group.count(value) for value in values] for group in (X, Y)])
    result = mann_whitney_exact(table, alternative=alternative)
    assert result is not None
    assert result.statistic == 35
    assert result.p == pytest.approx(p, abs=1e-7)


# Six people on a scale of three steps: 1 1 2 against 2 3 3.
TIED = np.array([[2, 1, 0], [0, 1, 2]])


def test_mann_whitney_with_ties_by_hand() -> None:
    """Midranks 1.5 1.5 3.5 3.5 5.5 5.5; the first group has 6.5, 4 below the mean 10.5.

    Of the 20 ways to choose three, 2 sum to 6.5 and 2 to 14.5, and none goes further: p = 4/20.
    W = 6.5 - 6 = 0.5. Its variance is 3 * 3 / 12 * (7 - 18 / 30) = 4.8, as each of the three ties
    of two gives 2^3 - 2 = 6; so z = (0.5 - 4.5) / sqrt(4.8) = -1.825742 and p = 0.067889.
    """
    exact = mann_whitney_exact(TIED)
    assert exact is not None
    assert exact.statistic == 0.5
    assert exact.p == pytest.approx(4 / 20)
    asymptotic = mann_whitney(TIED)
    assert asymptotic is not None
    assert asymptotic.p == pytest.approx(0.067889, abs=5e-7)


def test_kruskal_wallis_by_hand() -> None:
    """Three groups of two with the ranks 1 2, 3 4, 5 6: the rank sums are 3, 7 and 11.

    H = 12 / (6 * 7) * (9 + 49 + 121) / 2 - 3 * 7 = 25.571429 - 21 = 4.571429, p = exp(-H / 2).
    """
    table = np.array([[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]])
    result = kruskal_wallis(table)
    assert result is not None
    assert result.statistic == pytest.approx(4.571429, abs=5e-7)
    assert result.df == 2
    assert result.p == pytest.approx(0.101701, abs=5e-7)


NOTHING_TO_TEST = [
    ([[3, 4], [0, 0]], "one group"),
    ([[3, 0], [4, 0]], "one answer"),
    ([[0, 0], [0, 0]], "nobody"),
]


@pytest.mark.parametrize(("table", "why"), NOTHING_TO_TEST)
def test_where_there_is_nothing_to_compare_there_is_no_result(
    table: list[list[int]], why: str
) -> None:
    counts = np.array(table)
    assert chi_square(counts) is None
    assert fisher(counts, draws=10, rng=np.random.default_rng(1)) is None
    assert mann_whitney(counts) is None
    assert mann_whitney_exact(counts) is None
    assert kruskal_wallis(counts) is None
