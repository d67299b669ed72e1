"""Sizes of effect with 95 % intervals, and the correction for many tests.

Cramér's V is corrected for bias (Bergsma 2013), its interval comes from resampling
municipalities. Cliff's delta is the share of pairs in which the first group is further down the
scale, less the share in which it is further up. A difference of percentages has Newcombe's
interval from the Wilson limits of both shares.

The primary tests are a family. Holm (1979) holds the chance of any false finding in it,
Benjamini and Hochberg (1995) the expected share of false findings among the findings.
"""

from __future__ import annotations

import numpy as np
import pytest

from lovende.domain.statistics.comparison.driver import adjust, compare
from lovende.domain.statistics.comparison.model import CodedRow, TestResult
from lovende.domain.statistics.effects import cliffs_delta, cramers_v, difference
from lovende.domain.statistics.multiplicity import benjamini_hochberg, holm

NEWCOMBE = [
    # ticked, base in the first group, the same in the second, lower, upper limit of the difference
    # in percentage points: Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10
    (56, 70, 48, 80, 5.24, 33.39),
    (9, 10, 3, 10, 17.05, 80.90),
    (6, 7, 2, 7, 5.82, 80.62),
    (5, 56, 0, 29, -3.81, 19.26),
    (0, 10, 0, 20, -16.11, 27.75),
    (0, 10, 0, 10, -27.75, 27.75),
    (10, 10, 0, 20, 67.91, 100.00),
    (10, 10, 0, 10, 60.75, 100.00),
]


@pytest.mark.parametrize(("k1", "n1", "k2", "n2", "low", "high"), NEWCOMBE)
def test_difference_of_percentages(
    k1: int, n1: int, k2: int, n2: int, low: float, high: float
) -> None:
    effect = difference(k1, n1, k2, n2)
    assert effect is not None
    assert effect.value == pytest.approx(100 * (k1 / n1 - k2 / n2))
    assert effect.low is not None
    assert effect.high is not None
    assert (round(effect.low, 2), round(effect.high, 2)) == (low, high)


def test_there_is_no_difference_without_a_base() -> None:
    assert difference(0, 0, 3, 4) is None


CRAMERS_V = [
    # table, V
    # n = 80, X2 = 80 (900 - 100)^2 / 40^4 = 20, phi2 = 0.25; phi2' = 0.25 - 1/79 = 0.237342;
    # r' - 1 = c' - 1 = 1 - 1/79 = 0.987342; V = sqrt(0.237342 / 0.987342)
    ([[30, 10], [10, 30]], 0.490290),
    # X2 = 2 of 32: phi2 = 0.0625; phi2' = 0.0625 - 1/31 = 0.030242; V = sqrt(0.030242 / 0.967742)
    ([[10, 6], [6, 10]], 0.176777),
    # Independent: phi2' would be below 0, so V is 0.
    ([[10, 10], [10, 10]], 0.0),
    # Complete dependence stays 1: phi2' = 1 - 1/19 over 1 - 1/19.
    ([[10, 0], [0, 10]], 1.0),
]


@pytest.mark.parametrize(("table", "v"), CRAMERS_V)
def test_cramers_v(table: list[list[int]], v: float) -> None:
    assert cramers_v(np.array(table)) == pytest.approx(v, abs=5e-7)


CLIFFS_DELTA = [
    # table: two groups over a scale; pairs in which the first is further down, further up; delta
    ([[2, 1, 0], [0, 1, 2]], 0, 8, -8 / 9),  # of 9 pairs one ties
    ([[0, 0, 3], [3, 0, 0]], 9, 0, 1.0),
    ([[1, 0, 1], [0, 3, 0]], 3, 3, 0.0),
    ([[1, 2], [2, 2]], 4, 2, 2 / 12),
]


@pytest.mark.parametrize(("table", "down", "up", "delta"), CLIFFS_DELTA)
def test_cliffs_delta(table: list[list[int]], down: int, up: int, delta: float) -> None:
    counts = np.array(table)
    assert delta == pytest.approx((down - up) / np.prod(counts.sum(axis=1)))
    assert cliffs_delta(counts) == pytest.approx(delta)


def test_intervals_from_resampled_municipalities_cover_the_truth() -> None:
    """100 studies of 90 municipalities; the group moves the answers by a fixed amount.

    The truth is known from 400,000 municipalities. Of 100 intervals at 95 %, 95 should hold it;
    fewer than 88 would be more than three standard errors too few.
    """

    def study(rng: np.random.Generator, municipalities: int) -> tuple[np.ndarray, ...]:
        member = np.repeat(np.arange(municipalities), rng.integers(1, 7, municipalities))
        groups = (member < 0.4 * municipalities).astype(np.int64)
        mood = 0.4 * rng.normal(size=municipalities)[member] + rng.normal(size=member.size)
        return np.digitize(mood + 0.6 * groups, [-1, 0, 1]), groups, member

    levels, groups, _ = study(np.random.default_rng(1), 400_000)
    truth = np.array([np.bincount(levels[groups == group], minlength=4) for group in (0, 1)])
    expected = {"cramers_v": cramers_v(truth), "cliffs_delta": cliffs_delta(truth)}
    covered = {"cramers_v": 0, "cliffs_delta": 0}
    rng = np.random.default_rng(2)
    for number in range(100):
        levels, groups, member = study(rng, 90)
        row = CodedRow("1", levels, 4, ordered=True)
        for result in compare([row], groups, member, seed=number, draws=1, bootstrap=400):
            if result.test in ("mann_whitney", "chi2"):
                assert result.effect_name is not None
                value = expected[result.effect_name]
                assert value is not None
                assert result.effect_low is not None
                assert result.effect_high is not None
                covered[result.effect_name] += result.effect_low <= value <= result.effect_high
    assert covered["cramers_v"] >= 88
    assert covered["cliffs_delta"] >= 88


MANY = [
    # raw p, Holm, Benjamini-Hochberg; five tests
    # Holm: 5 * 0.01, 4 * 0.02, 3 * 0.03, then 2 * 0.04 and 0.20, never below the one before
    # Benjamini-Hochberg: 5/1 * 0.01, 5/2 * 0.02, 5/3 * 0.03, 5/4 * 0.04, 0.20, never above the next
    (0.01, 0.05, 0.05),
    (0.02, 0.08, 0.05),
    (0.03, 0.09, 0.05),
    (0.04, 0.09, 0.05),
    (0.20, 0.20, 0.20),
]


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 2, 0, 3, 1]])
def test_holm_and_benjamini_hochberg_by_hand(order: list[int]) -> None:
    rows = [MANY[place] for place in order]
    assert holm([raw for raw, _, _ in rows]) == pytest.approx([holms for _, holms, _ in rows])
    assert benjamini_hochberg([raw for raw, _, _ in rows]) == pytest.approx(
        [bh for _, _, bh in rows]
    )


# Benjamini & Hochberg 1995, section 4: 15 tests of a trial on thrombolysis. At 5 % Bonferroni
# finds three, and so does Holm; the authors' procedure finds four.
THROMBOLYSIS = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_the_example_of_benjamini_and_hochberg() -> None:
    assert sum(p is not None and p <= 0.05 for p in holm(THROMBOLYSIS)) == 3
    assert sum(p is not None and p <= 0.05 for p in benjamini_hochberg(THROMBOLYSIS)) == 4


def test_a_test_without_a_result_is_no_member_of_the_family() -> None:
    assert holm([0.02, None, 0.03]) == pytest.approx([0.04, None, 0.04])
    assert benjamini_hochberg([None, 0.02, 0.03]) == pytest.approx([None, 0.03, 0.03])
    assert holm([]) == []
    assert holm([None]) == [None]


def test_only_primary_tests_are_corrected() -> None:
    results = [
        TestResult("1", None, "mann_whitney", primary=True, p=0.01, p_clustered=0.04),
        TestResult("1", None, "chi2", primary=False, p=0.001, p_clustered=0.001),
        TestResult("2", None, "chi2", primary=True, p=0.03, p_clustered=0.03),
    ]
    assert [result.p_holm for result in adjust(results)] == pytest.approx([0.02, None, 0.03])
    assert [result.p_bh for result in adjust(results)] == pytest.approx([0.02, None, 0.03])
    clustered = adjust(results, clustered=True)
    assert [result.p_holm for result in clustered] == pytest.approx([0.06, None, 0.06])
