"""The comparison of many rows: which tests are made, and what becomes of awkward input."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from lovende.domain.errors import LovendeError
from lovende.domain.statistics import clusters as clusters_module
from lovende.domain.statistics.clusters import kinds_of, permutation_p_values
from lovende.domain.statistics.comparison.driver import compare
from lovende.domain.statistics.comparison.model import (
    REASONS,
    CodedRow,
    Row,
    SeveralRow,
    TestResult,
)
from lovende.domain.statistics.contingency import chi_square_many
from lovende.domain.statistics.tables import MISSING, Counts, encode

PEOPLE = 120
MUNICIPALITIES = np.repeat(np.arange(30), 4)
SIZE = (np.arange(PEOPLE) >= 48).astype(np.int64)


def sample(seed: int, levels: int, shares: list[float] | None = None) -> np.ndarray:
    return np.random.default_rng(seed).choice(levels, PEOPLE, p=shares)


def run(rows: list[Row], groups: np.ndarray = SIZE, **rest: object) -> list[TestResult]:
    settings_: dict[str, object] = {"seed": 1, "draws": 200, "bootstrap": 50, **rest}
    return compare(rows, groups, MUNICIPALITIES, **settings_)  # type: ignore[arg-type] # any of them


def names(results: list[TestResult]) -> list[tuple[str, bool]]:
    return [(result.test, result.primary) for result in results]


def test_the_primary_test_follows_the_kind_of_row() -> None:
    even, small = sample(1, 4), sample(2, 4, [0.5, 0.4, 0.05, 0.05])
    assert names(run([CodedRow("1", even, 4)])) == [("chi2", True)]
    assert names(run([CodedRow("1", even, 4, ordered=True)])) == [
        ("mann_whitney", True),
        ("chi2", False),
    ]
    assert names(run([CodedRow("1", small, 4)])) == [("fisher", True), ("chi2", False)]
    ordered = run([CodedRow("1", small, 4, ordered=True)])
    assert names(ordered) == [("mann_whitney", True), ("fisher", False), ("chi2", False)]
    assert [result.method for result in ordered] == ["exact", "exact", "asymptotic"]
    ticks = np.column_stack([sample(seed, 2) == 1 for seed in (3, 4)])
    results = run([SeveralRow("4", ticks, ("a", "b"))])
    assert names(results) == [("simultaneous", True), ("chi2", False), ("chi2", False)]
    assert [result.option for result in results] == [None, "a", "b"]


def test_cochrans_rule_is_a_parameter() -> None:
    codes = np.concatenate([np.repeat(np.arange(5), 22), np.repeat([5], 9), [0]])
    assert names(run([CodedRow("1", codes, 6)]))[0] == ("fisher", True)
    assert names(run([CodedRow("1", codes, 6)], small_expected="cochran")) == [("chi2", True)]


def test_dont_know_is_left_out_of_the_scale_and_kept_in_the_nominal_test() -> None:
    codes = sample(5, 5)
    ranks, plain = run([CodedRow("1", codes, 5, ordered=True, dont_know=(4,))])
    assert ranks.n == (codes != 4).sum()
    assert plain.n == PEOPLE
    assert plain.df == 4
    without = run([CodedRow("1", np.where(codes == 4, MISSING, codes), 4, ordered=True)])[0]
    assert ranks.p == without.p


def test_three_groups() -> None:
    three = (np.arange(PEOPLE) // 40).astype(np.int64)
    even = sample(1, 3)
    ticks = np.column_stack([sample(seed, 2) == 1 for seed in (3, 4)])
    results = run([CodedRow("1", even, 3, ordered=True), SeveralRow("4", ticks, ("a", "b"))], three)
    assert [result.test for result in results] == [
        "kruskal_wallis",
        "chi2",
        "simultaneous",
        "chi2",
        "chi2",
    ]
    assert [result.df for result in results] == [2, 4, None, 2, 2]
    assert results[0].effect is None
    assert results[3].effect_name == "cramers_v"
    assert all(result.p_clustered is not None for result in results)


def test_three_groups_with_small_counts_are_permuted() -> None:
    three = (np.arange(PEOPLE) // 40).astype(np.int64)
    result = run([CodedRow("1", sample(2, 4, [0.5, 0.4, 0.05, 0.05]), 4, ordered=True)], three)[0]
    assert (result.test, result.method) == ("kruskal_wallis", "monte_carlo")


ALL_MISSING = np.full(PEOPLE, MISSING)
AWKWARD = [
    # row, reason, number of results
    (CodedRow("1", ALL_MISSING, 3), "no_answers"),
    (CodedRow("1", ALL_MISSING, 3, ordered=True), "no_answers"),
    (CodedRow("1", np.where(SIZE == 0, 1, MISSING), 3), "one_group"),
    (CodedRow("1", np.zeros(PEOPLE, np.int64), 3), "one_level"),
    (CodedRow("1", np.full(PEOPLE, 2), 3, ordered=True, dont_know=(2,)), "only_dont_know"),
    (SeveralRow("4", np.zeros((PEOPLE, 2), dtype=bool), ("a", "b")), "no_answers"),
    (SeveralRow("4", np.ones((PEOPLE, 2), dtype=bool), ("a", "b")), "one_level"),
    (SeveralRow("4", np.column_stack([SIZE == 0] * 2), ("a", "b")), "one_group"),
]


@pytest.mark.parametrize(("row", "reason"), AWKWARD)
def test_a_test_that_cannot_be_made_says_why(row: Row, reason: str) -> None:
    (result,) = run([row])
    assert result.primary
    assert result.reason == reason
    assert reason in REASONS
    assert result.p is None
    assert result.p_clustered is None


def test_a_scale_with_one_step_left_keeps_its_nominal_test() -> None:
    codes = np.where(sample(1, 2) == 1, 0, 2)  # one step of the scale, or don't know
    ranks, plain = run([CodedRow("1", codes, 3, ordered=True, dont_know=(2,))])
    assert (ranks.primary, ranks.reason) == (True, "one_level")
    assert (plain.test, plain.primary, plain.reason) == ("chi2", False, None)


def test_nobody_has_a_group() -> None:
    ticks = np.column_stack([sample(seed, 2) == 1 for seed in (3, 4)])
    rows: list[Row] = [CodedRow("1", sample(1, 3), 3), SeveralRow("4", ticks, ("a", "b"))]
    assert [result.reason for result in run(rows, ALL_MISSING)] == ["no_answers"] * 2
    assert compare([], SIZE, MUNICIPALITIES, seed=1) == []


def test_who_has_no_group_is_left_out() -> None:
    codes = sample(1, 3)
    groups = np.where(np.arange(PEOPLE) % 4 == 0, MISSING, SIZE)
    (result,) = run([CodedRow("1", codes, 3)], groups)
    known = groups >= 0
    (expected,) = compare(
        [CodedRow("1", codes[known], 3)],
        groups[known],
        MUNICIPALITIES[known],
        seed=1,
        draws=200,
        bootstrap=50,
    )
    assert result == expected


def test_a_municipality_in_two_groups_falls_back_on_the_design() -> None:
    mixed = (np.arange(PEOPLE) % 2).astype(np.int64)
    ticks = np.column_stack([sample(seed, 2) == 1 for seed in (3, 4)])
    results = run(
        [CodedRow("1", sample(1, 3), 3, ordered=True), SeveralRow("4", ticks, ("a", "b"))], mixed
    )
    assert {result.clustered_method for result in results} == {"rao_scott"}
    assert all(0 < (result.p_clustered or 0) <= 1 for result in results)


def test_rao_scott_can_be_chosen() -> None:
    row = CodedRow("1", sample(1, 3), 3)
    (chosen,) = run([row], clustered="rao_scott")
    (permuted,) = run([row], draws=5000)
    assert (chosen.clustered_method, permuted.clustered_method) == ("rao_scott", "monte_carlo")
    assert chosen.p_clustered is not None
    assert permuted.p_clustered is not None
    assert abs(chosen.p_clustered - permuted.p_clustered) < 0.05


def test_a_group_of_a_single_municipality_has_a_p_but_no_interval() -> None:
    alone = (MUNICIPALITIES == 0).astype(np.int64)
    ranks, *_ = run([CodedRow("1", sample(1, 3), 3, ordered=True)], alone)
    assert ranks.clustered_method == "exact"  # 30 municipalities, one of them the first group
    assert ranks.p_clustered is not None
    assert ranks.p_clustered >= 1 / 30
    assert (ranks.effect_low, ranks.effect_high) == (None, None)


def test_without_clusters_there_is_no_clustered_p() -> None:
    results = compare([CodedRow("1", sample(1, 3), 3)], SIZE, None, seed=1, bootstrap=50)
    assert results[0].p_clustered is None
    assert results[0].effect_low is not None


def test_the_same_seed_gives_the_same_results_and_a_row_does_not_depend_on_its_neighbours() -> None:
    first = CodedRow("1", sample(1, 4, [0.5, 0.4, 0.05, 0.05]), 4)
    ticks = np.column_stack([sample(seed, 2) == 1 for seed in (3, 4)])
    several = SeveralRow("4", ticks, ("a", "b"))
    assert run([first, several]) == run([first, several])
    alone, together = run([several])[0], run([first, several])[2]
    assert (alone.p, alone.p_clustered) == (together.p, together.p_clustered)
    assert run([several], seed=2)[0].p != alone.p


def test_rows_about_other_people_are_refused() -> None:
    with pytest.raises(ValueError, match="groups of 120"):
        run([CodedRow("1", np.zeros(7, np.int64), 3)])


@settings(max_examples=40, deadline=None)
@given(
    hnp.arrays(np.int64, 12, elements=st.integers(-1, 3)),
    hnp.arrays(np.int64, 12, elements=st.integers(-1, 2)),
    hnp.arrays(np.int64, 12, elements=st.integers(-1, 4)),
    hnp.arrays(np.bool_, (12, 3)),
    st.booleans(),
)
def test_no_input_gives_a_number_that_is_none(
    codes: np.ndarray, groups: np.ndarray, clusters: np.ndarray, ticks: np.ndarray, yates: bool
) -> None:
    rows: list[Row] = [
        CodedRow("1", codes, 4),
        CodedRow("2", codes, 4, ordered=True, dont_know=(3,)),
        SeveralRow("3", ticks, ("a", "b", "c")),
    ]
    results = compare(rows, groups, clusters, seed=3, draws=20, bootstrap=20, yates=yates)
    assert [result.question for result in results if result.primary] == ["1", "2", "3"]
    for result in results:
        assert (result.p is None) == (result.reason is not None)
        for part in fields(result):
            value = getattr(result, part.name)
            assert not (isinstance(value, float) and not math.isfinite(value)), part.name
        for p in (result.p, result.p_clustered):
            assert p is None or 0 <= p <= 1


def test_codes_become_level_numbers() -> None:
    values = pl.Series("q1", ["b", None, "a"])
    assert encode(values, ["a", "b"]).tolist() == [1, MISSING, 0]
    with pytest.raises(LovendeError) as caught:
        encode(values, ["b"])
    assert str(caught.value) == (
        "The value a is not among the answers of q1; add it or correct it."
    )


def test_people_who_are_alike_are_drawn_by_kind() -> None:
    """200 people of two kinds: how many of a kind fall to a group is hypergeometric, so p is known."""
    ticked = np.repeat([1, 1, 0, 0], [30, 45, 70, 55])
    group = np.repeat([0, 1, 0, 1], [30, 45, 70, 55])
    counts = np.column_stack([ticked, 1 - ticked])
    ((p, error),) = permutation_p_values(
        group, [(counts, chi_square_many)], draws=200_000, rng=np.random.default_rng(1)
    )
    ways = np.arange(76)
    tables = np.array([[ways, 100 - ways], [75 - ways, 25 + ways]], dtype=float)
    extreme = chi_square_many(tables) >= chi_square_many(tables[:, :, [45]])[0] - 1e-9
    known = stats.hypergeom(200, 75, 100).pmf(ways)[extreme].sum()
    assert error is not None
    assert abs(p - known) < 4 * error


@pytest.mark.parametrize("most", [1 << 62, 50, 1])
@given(
    hnp.arrays(
        np.int64,
        st.tuples(st.integers(1, 40), st.integers(1, 6)),
        elements=st.integers(0, 3) | st.just(10**6),
    )
)
@settings(max_examples=40)
def test_kinds_come_in_the_order_of_their_columns(most: int, rows: Counts) -> None:
    """The random numbers of the tests rest on this order, however much fits into one number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters_module, "MOST_NUMBERS", most)
        kinds, sizes = kinds_of(rows.astype(float))
    expected, counts = np.unique(rows, axis=0, return_counts=True)
    assert kinds.tolist() == expected.tolist()
    assert sizes.tolist() == counts.tolist()


def test_people_of_three_groups_are_drawn_by_kind_too() -> None:
    """The mean of the drawn tables is what independence expects: total times the group's share."""
    ticked = np.repeat([1, 0], [60, 90])
    group = np.tile([0, 1, 2], 50)
    seen: list[np.ndarray] = []

    def statistic(tables: np.ndarray) -> np.ndarray:
        seen.append(tables)
        return chi_square_many(tables)

    counts = np.column_stack([ticked, 1 - ticked])
    permutation_p_values(group, [(counts, statistic)], draws=20_000, rng=np.random.default_rng(1))
    drawn = np.concatenate(seen[1:], axis=2)
    assert drawn.shape == (3, 2, 20_000)
    assert (drawn.sum(axis=0) == np.array([[60], [90]])).all()
    assert (drawn.sum(axis=1) == 50).all()
    assert drawn.mean(axis=2) == pytest.approx(np.tile([20.0, 30.0], (3, 1)), abs=0.1)


def test_independent_people_have_the_interval_of_people_as_clusters() -> None:
    rng = np.random.default_rng(5)
    groups = np.repeat([0, 1], 150)
    codes = rng.integers(0, 4, 300)
    row = CodedRow("1", codes, 4, ordered=True)
    alone = compare([row], groups, None, seed=1, bootstrap=4000)
    clusters = compare([row], groups, np.arange(300), seed=1, bootstrap=4000, draws=100)
    for one, other in zip(alone, clusters, strict=True):
        assert one.p_clustered is None
        assert one.effect_low == pytest.approx(other.effect_low, abs=0.03)
        assert one.effect_high == pytest.approx(other.effect_high, abs=0.03)
