"""Tests that respect clusters.

Leaders of one municipality are not independent, and whether the municipality is large is the same
for all of them. So the municipalities, not the people, are dealt out to the groups anew; every
way of doing so is equally likely if the groups do not differ. The p-value is the share of ways
that give a statistic at least as large as the observed one; with many municipalities a seeded
sample of ways stands for all, and the observed way is counted with it.

Where a municipality has people in more than one group, that does not work; then the test comes
from the spread of the totals of the municipalities (Rao & Scott 1984; Thomas & Rao 1987).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lovende.domain.statistics.clusters import (
    clusters_of,
    every_assignment,
    largest_difference,
    permutation_p_values,
    random_assignments,
)
from lovende.domain.statistics.comparison.driver import compare
from lovende.domain.statistics.comparison.model import CodedRow, SeveralRow
from lovende.domain.statistics.contingency import chi_square, chi_square_many
from lovende.domain.statistics.design import Design, linearised, rank_test, rao_scott
from lovende.domain.statistics.ranks import kruskal_many, mann_whitney
from lovende.domain.statistics.tables import Codes

# Four municipalities with two leaders each, who answer alike.
FOUR = [
    # municipality, group, answers (0 yes, 1 no)
    ("A", "large", [0, 0]),
    ("B", "large", [0, 0]),
    ("C", "small", [1, 1]),
    ("D", "small", [1, 1]),
]


def test_four_municipalities_cannot_show_what_eight_people_seem_to() -> None:
    """Eight independent people would be strong evidence: 2 of 70 ways are as extreme, p = 0.029.

    But there are only six ways to call two of four municipalities large: AB AC AD BC BD CD. AB and
    CD divide yes from no as sharply as what was seen; p = 2/6.
    """
    answers = np.array([answer for *_, both in FOUR for answer in both])
    groups = np.repeat([0, 0, 1, 1], 2)
    municipalities = np.repeat([0, 1, 2, 3], 2)
    exact, plain = compare([CodedRow("1", answers, 2)], groups, municipalities, seed=1)
    assert exact.test == "fisher"
    assert exact.primary
    assert exact.p == pytest.approx(2 / 70)
    assert exact.p_clustered == pytest.approx(2 / 6)
    assert exact.clustered_method == "exact"
    assert plain.test == "chi2"
    assert plain.statistic == pytest.approx(8.0)
    assert plain.p_clustered == pytest.approx(2 / 6)


def test_municipalities_of_different_size_by_hand() -> None:
    """Three municipalities, one of them large: A has 2 of 3 yes, B 1 of 1, C 0 of 2.

    Called large: A gives the table 2 1 / 1 2, X2 = 6 (2 * 2 - 1 * 1)^2 / (3 * 3 * 3 * 3) = 54/81.
    B gives 1 0 / 2 3: X2 = 6 * 9 / (1 * 5 * 3 * 3) = 54/45. C gives 0 2 / 3 1: X2 = 6 * 36 / 72 = 3.
    All three are at least 54/81: p = 1. Were B the large one, B and C would count: p = 2/3; for C
    only itself: p = 1/3.
    """
    counts = np.array([[2, 1], [1, 0], [0, 2]])
    for large, p in ((0, 3 / 3), (1, 2 / 3), (2, 1 / 3)):
        group = np.array([int(place != large) for place in range(3)])
        ((found, standard_error),) = permutation_p_values(
            group, [(counts, chi_square_many)], draws=100, rng=np.random.default_rng(1)
        )
        assert found == pytest.approx(p)
        assert standard_error is None  # all ways were counted


SEVERAL = [
    # person, group, ticks of options a and b (everyone ticked one of them)
    (0, [1, 0]),
    (0, [1, 0]),
    (0, [1, 1]),
    (1, [0, 1]),
    (1, [0, 1]),
    (1, [1, 1]),
]


def test_the_simultaneous_test_of_a_several_choice_question_by_hand() -> None:
    """Option a: 3 of 3 against 1 of 3, option b: 1 of 3 against 3 of 3.

    Each has the overall share 4/6, so its standardised difference is
    (2/3) / sqrt(4/6 * 2/6 * (1/3 + 1/3)) = sqrt(3) = 1.732051; that is the largest one. Of the 20
    ways to choose three people, the statistic is as large wherever a or b is wholly in one group:
    the two without a are together in C(4, 1) ways in either group, 8 in all, the two without b
    likewise 8; both at once would take four people in a group of three, or the pairs apart: the
    two without a in one group and the two without b in the other, 2 * 2 = 4 ways, counted twice.
    p = (8 + 8 - 4) / 20 = 0.6.
    """
    ticks = np.array([row for _, row in SEVERAL], dtype=bool)
    groups = np.array([group for group, _ in SEVERAL])
    result = compare([SeveralRow("4", ticks, ("a", "b"))], groups, None, seed=1)[0]
    assert result.test == "simultaneous"
    assert result.statistic == pytest.approx(3**0.5)
    assert result.method == "exact"
    assert result.p == pytest.approx(0.6)


def test_every_way_is_listed_once_where_there_are_few() -> None:
    every = every_assignment(np.array([0, 0, 1, 2]), limit=12)
    assert every is not None
    assert len({tuple(row) for row in every.tolist()}) == 4 * 3  # 4! / 2!
    assert every_assignment(np.array([0, 0, 1, 2]), limit=11) is None
    assert every_assignment(np.repeat([0, 1], 50_000), limit=10_000) is None


@pytest.mark.parametrize("group", [[0, 0, 1, 2], [0, 0, 0, 1, 1]])
def test_a_random_assignment_keeps_the_number_of_clusters_in_each_group(group: list[int]) -> None:
    sample = random_assignments(np.array(group), 500, np.random.default_rng(1))
    assert sample.shape == (500, len(group))
    assert (np.sort(sample, axis=1) == group).all()
    # Each cluster is in group 0 in about its share of the draws: 4 standard errors of sqrt(pq/500).
    share = group.count(0) / len(group)
    assert np.abs((sample == 0).mean(axis=0) - share).max() < 4 * (share * (1 - share) / 500) ** 0.5


def test_the_largest_difference_ignores_an_option_that_all_or_nobody_ticked() -> None:
    # two groups with bases 4 and 4; the options were ticked by 4 and 4, 0 and 0, 3 and 1
    tables = np.array([[4, 0, 3, 4], [4, 0, 1, 4]], dtype=float)[:, :, None]
    # (3/4 - 1/4) / sqrt(1/2 * 1/2 * 1/2) = sqrt(2)
    assert largest_difference(tables) == pytest.approx([2**0.5])


def codes(schools: pl.DataFrame, name: str) -> Codes:
    return np.unique(schools[name].to_numpy(), return_inverse=True)[1].astype(np.int64)


@pytest.fixture
def schools(reference: Path) -> pl.DataFrame:
    """The stratified sample of schools of the R package survey."""
    return pl.read_csv(reference / "answers" / "apistrat.csv")


@pytest.fixture
def school_design(schools: pl.DataFrame) -> Design:
    """Strata by kind of school, weights, and the number of schools in each stratum; no clusters."""
    return Design(
        clusters=np.arange(schools.height),
        strata=codes(schools, "stype"),
        weights=schools["pw"].to_numpy(),
        population=schools["fpc"].to_numpy(),
    )


@pytest.mark.needs("shared")
def test_the_linearised_variance_is_that_of_r(schools: pl.DataFrame, school_design: Design) -> None:
    """svymean of api00 and svytotal of enroll."""
    weights = schools["pw"].to_numpy()
    score, enrolled = schools["api00"].to_numpy(), schools["enroll"].to_numpy()
    mean, total = weights @ score / weights.sum(), weights @ enrolled
    of_mean = (weights * (score - mean) / weights.sum())[:, None]
    of_total = (weights * enrolled)[:, None]
    assert mean == pytest.approx(662.28736, abs=5e-6)
    assert linearised(of_mean, school_design)[0][0, 0] ** 0.5 == pytest.approx(9.40894, abs=5e-6)
    assert total == pytest.approx(3_687_177.5, abs=0.05)
    assert linearised(of_total, school_design)[0][0, 0] ** 0.5 == pytest.approx(
        114_641.72, abs=5e-3
    )


@pytest.mark.needs("shared")
def test_rao_scott_is_that_of_r(schools: pl.DataFrame, school_design: Design) -> None:
    """svychisq of sch.wide by comp.imp."""
    result = rao_scott(codes(schools, "sch.wide"), codes(schools, "comp.imp"), school_design)
    assert result is not None
    assert result.f == pytest.approx(47.317733, abs=5e-7)
    assert result.f_p == pytest.approx(7.822041e-11, rel=5e-7)


def test_doubled_people_do_not_double_the_evidence() -> None:
    """Each of 40 people answers twice: Pearson's X2 doubles, the corrected statistic stays."""
    rng = np.random.default_rng(7)
    groups, answers = rng.integers(0, 2, 40), rng.integers(0, 3, 40)
    people = np.arange(40)
    once = rao_scott(groups, answers, Design(people))
    twice = rao_scott(np.tile(groups, 2), np.tile(answers, 2), Design(np.tile(people, 2)))
    assert once is not None
    assert twice is not None
    assert twice.statistic == pytest.approx(once.statistic)
    assert twice.design_effect == pytest.approx(2 * once.design_effect)
    assert rank_test(np.tile(groups, 2), np.tile(answers, 2), Design(np.tile(people, 2))) == (
        pytest.approx(rank_test(groups, answers, Design(people)))
    )


def test_the_level_is_held_where_the_plain_tests_fail() -> None:
    """300 studies without any difference between the groups, but alike leaders in a municipality.

    A test at 5 % should find something in 15 of them. With 300 studies, 3.8 standard errors above
    that is 29. The plain tests find far more; the clustered ones do not.
    """
    rng = np.random.default_rng(11)
    found = {"chi2": 0, "mann_whitney": 0, "clustered chi2": 0, "clustered rank": 0, "rank_test": 0}
    for _ in range(300):
        member = np.repeat(np.arange(60), rng.integers(1, 7, 60))
        groups = (member < 24).astype(np.int64)
        mood = rng.normal(size=60)[member] + rng.normal(size=member.size)
        levels = np.digitize(mood, [-1, 0, 1])
        table = np.array([np.bincount(levels[groups == group], minlength=4) for group in (0, 1)])
        plain, ranks = chi_square(table), mann_whitney(table)
        assert plain is not None
        assert ranks is not None
        design = clusters_of(member, groups)
        assert design.group is not None
        from_design = rank_test(groups, levels, Design(member))
        assert from_design is not None
        tally = design.tally(np.eye(4, dtype=np.int64)[levels])
        (by_chi2, _), (by_rank, _) = permutation_p_values(
            design.group, [(tally, chi_square_many), (tally, kruskal_many)], draws=199, rng=rng
        )
        for name, p in zip(found, (plain.p, ranks.p, by_chi2, by_rank, from_design), strict=True):
            found[name] += p <= 0.05
    assert found["chi2"] > 29
    assert found["mann_whitney"] > 29
    assert found["clustered chi2"] <= 29
    assert found["clustered rank"] <= 29
    assert found["rank_test"] <= 29
