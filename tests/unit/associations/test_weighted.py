"""Weights: the tests are corrected for them, and equal weights change nothing but n / (n - 1)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from lovende.domain.statistics.associations import REASONS, TESTS, Scale
from lovende.domain.statistics.design import Design, rank_test, rao_scott
from tests.unit.associations.people import People, drawn

SCALES = (Scale(2), Scale(3), Scale(4, ordinal=True), Scale(5, ordinal=True, outside=(4,)))


def both_known(people: People, one: int, other: int) -> np.ndarray:
    known: np.ndarray = (people.codes[one] < people.scales[one].categories) & (
        people.codes[other] < people.scales[other].categories
    )
    return known


def test_equal_weights_divide_chi_square_by_their_one_design_effect() -> None:
    people = drawn(4, SCALES, 400)
    plain = people.found()
    for weight in (1.0, 2.5):
        same = People(people.codes, people.scales, np.full(400, weight)).found()
        n = plain.n
        assert same.design_effect == pytest.approx(n / (n - 1))
        assert same.chi2 == pytest.approx(plain.chi2 * (n - 1) / n)
        assert same.v == pytest.approx(plain.v)
        assert same.base == pytest.approx(n * weight)
        for name in ("delta", "gamma", "tau_b"):
            np.testing.assert_allclose(getattr(same, name), getattr(plain, name), rtol=1e-9)


def test_whole_weights_give_the_effect_sizes_of_repeated_people() -> None:
    people = drawn(4, SCALES, 300)
    times = np.random.default_rng(1).integers(1, 4, 300)
    weighted = People(people.codes, people.scales, times.astype(float)).found()
    repeated = People(np.repeat(people.codes, times, axis=1), people.scales).found()
    for name in ("v", "delta", "gamma", "tau_b"):
        np.testing.assert_allclose(getattr(weighted, name), getattr(repeated, name), rtol=1e-9)
    assert weighted.base == pytest.approx(repeated.n)
    # Repeating people pretends that there are more of them; the weighted test does not.
    assert (weighted.chi2 < repeated.chi2).all()


@pytest.mark.parametrize("seed", range(8))
def test_the_correction_is_that_of_rao_and_scott_with_each_person_a_cluster(seed: int) -> None:
    people = drawn(seed, SCALES, 3000, pull=0.05, weighted=True)
    found = people.found()
    assert people.weights is not None
    for at, (one, other) in enumerate(zip(found.first, found.second, strict=True)):
        known = both_known(people, one, other)
        design = Design(np.arange(known.sum()), weights=people.weights[known])
        wanted = rao_scott(people.codes[one][known], people.codes[other][known], design)
        assert wanted is not None
        # That one takes the shares of the cells as they are, this one as independence has them.
        assert found.design_effect[at] == pytest.approx(wanted.design_effect, rel=0.03)
        assert found.chi2[at] == pytest.approx(wanted.statistic, rel=0.03)
        assert found.chi2_p[at] == pytest.approx(wanted.p, rel=0.25, abs=0.02)


def test_the_rank_test_compares_weighted_mean_ranks_by_the_variance_under_independence() -> None:
    people = drawn(2, (Scale(3), Scale(4, ordinal=True)), 600, weighted=True)
    assert people.weights is not None
    known = both_known(people, 0, 1)
    groups, levels, weights = people.codes[0][known], people.codes[1][known], people.weights[known]
    totals = np.bincount(levels, weights)
    scores = ((np.cumsum(totals) - totals / 2) / totals.sum())[levels] - 0.5
    n = levels.size
    spread = n / (n - 1) * (weights**2 * scores**2).sum() / (weights**2).sum()
    means, variances = [], []
    for group in range(3):
        own, w = scores[groups == group], weights[groups == group]
        means.append((w * own).sum() / w.sum())
        variances.append(spread * (w**2).sum() / w.sum() ** 2)
    share = (1 / np.array(variances)) / (1 / np.array(variances)).sum()
    wanted = ((means - share @ means) ** 2 / variances).sum()
    found = people.found()
    assert TESTS[found.rank_test[0]] == "design_rank"
    assert found.rank_statistic[0] == pytest.approx(wanted)
    assert found.p[0] == pytest.approx(stats.chi2.sf(wanted, 2))
    by_design = rank_test(groups, levels, Design(np.arange(n), weights=weights))
    assert by_design is not None
    assert np.log(found.p[0]) == pytest.approx(np.log(by_design), rel=0.2)


def test_the_rank_test_of_equal_weights_is_the_one_without_weights() -> None:
    people = drawn(2, SCALES, 600)
    plain = people.found()
    found = People(people.codes, people.scales, np.full(600, 3.0)).found()
    ranked = plain.rank_test > 0
    np.testing.assert_allclose(found.rank_p[ranked], plain.rank_p[ranked], rtol=1e-8)
    np.testing.assert_array_equal(found.small_groups, plain.small_groups)


def test_a_small_group_that_hardly_varies_makes_no_finding() -> None:
    """Of a group of 100, ten are expected to answer otherwise and two do. By the variance that the
    group tells of itself, it would differ with a p of one in a million."""
    levels = np.concatenate([np.arange(1900) % 10 == 0, np.arange(100) % 50 == 0])
    codes = np.array([[0] * 1900 + [1] * 100, levels])
    weights = np.random.default_rng(1).uniform(0.5, 2, 2000)
    found = People(codes, (Scale(2), Scale(2, ordinal=True)), weights).found()
    assert 1e-4 < found.p[0] < 0.2


def test_many_small_groups_do_not_make_a_finding() -> None:
    p = []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        codes = np.array([np.repeat(np.arange(12), 20), rng.integers(0, 4, 240)])
        people = People(codes, (Scale(12), Scale(4, ordinal=True)), rng.uniform(0.5, 2, 240))
        p += list(people.found().p)
    known = np.array(p)[~np.isnan(p)]
    assert known.size > 100
    assert np.mean(known < 0.05) <= 0.12


def test_under_independence_p_is_uniform_though_weights_vary() -> None:
    p = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        people = drawn(seed, (Scale(2), Scale(3), Scale(4), Scale(5, ordinal=True)), 800, pull=0)
        heavy = np.exp(rng.normal(0, 1, 800))
        p += list(People(people.codes, people.scales, heavy).found().p)
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.09
    assert 0.4 <= np.mean(p) <= 0.6


def test_perfect_association_is_tested_with_weights_too() -> None:
    codes = np.array([[0] * 50 + [1] * 50, [0] * 50 + [1] * 50])
    found = People(codes, (Scale(2), Scale(2, ordinal=True)), np.linspace(1, 2, 100)).found()
    assert REASONS[found.reason[0]] == ""
    assert found.p[0] < 1e-15
    assert found.v[0] == pytest.approx(1)
    assert not found.small_groups[0]


def test_weights_of_nought_leave_nobody() -> None:
    people = drawn(1, SCALES, 50)
    found = People(people.codes, people.scales, np.zeros(50)).found()
    assert np.isnan(found.p).all()
    assert {REASONS[r] for r in found.reason} == {"one_level"}
