"""All pairs at once give what the functions of one table give, and scipy, for every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import gammaln

from lovende.domain.statistics.associations import REASONS, TESTS, Associations, Scale
from lovende.domain.statistics.associations import blocks as blocks_module
from lovende.domain.statistics.contingency import chi_square, without_empty
from lovende.domain.statistics.effects import cliffs_delta, cramers_v
from lovende.domain.statistics.ranks import kruskal_wallis, mann_whitney
from tests.unit.associations.people import People, drawn

SCALES = (
    Scale(2),
    Scale(3, ordinal=True),
    Scale(5, ordinal=True, outside=(4,)),
    Scale(4, outside=(3,)),
    Scale(1),
    Scale(0),
    Scale(6, ordinal=True, outside=(5,)),
    Scale(2, ordinal=True, outside=(0, 1)),
)


@st.composite
def some_people(draw: st.DrawFn) -> People:
    scales = tuple(draw(st.lists(st.sampled_from(SCALES), min_size=2, max_size=6)))
    return drawn(
        draw(st.integers(0, 10_000)),
        scales,
        draw(st.integers(0, 80)),
        pull=draw(st.sampled_from([0.0, 0.5, 1.0])),
    )


def table_of(people: People, row: int, column: int) -> np.ndarray:
    table = people.counts.two_way(f"v{row}", f"v{column}")
    return table[: people.scales[row].categories, : people.scales[column].categories]


def in_order(people: People, place: int) -> list[int]:
    scale = people.scales[place]
    outside = scale.outside if scale.ordinal else ()
    return [level for level in range(scale.categories) if level not in outside]


def close(value: float, wanted: float | None) -> bool:
    if wanted is None:
        return bool(np.isnan(value))
    return value == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def pairs(found: Associations) -> list[tuple[int, int, int]]:
    return list(zip(range(len(found)), found.first.tolist(), found.second.tolist(), strict=True))


@settings(max_examples=80)
@given(some_people())
def test_chi_square_and_v_are_those_of_the_table(people: People) -> None:
    found = people.found()
    for at, one, other in pairs(found):
        table = table_of(people, one, other)
        test = chi_square(table)
        assert found.n[at] == table.sum()
        assert close(found.chi2[at], test.statistic if test else None)
        assert close(found.chi2_p[at], test.p if test else None)
        assert close(found.v_corrected[at], cramers_v(table))
        if test is None:
            assert np.isnan(found.v[at])
            continue
        assert found.df[at] == test.df
        assert (found.small_any[at], found.small_cochran[at]) == (
            test.small_any,
            test.small_cochran,
        )
        assert close(found.v[at], stats.contingency.association(without_empty(table)))
        wanted = stats.chi2_contingency(without_empty(table), correction=False)
        assert close(found.chi2_p[at], wanted.pvalue)


@settings(max_examples=80)
@given(some_people())
def test_rank_tests_are_those_of_the_table(people: People) -> None:
    found = people.found()
    for at, one, other in pairs(found):
        if not (people.scales[one].ordinal or people.scales[other].ordinal):
            assert TESTS[found.rank_test[at]] == ""
            continue
        if not (in_order(people, one) and in_order(people, other)):
            assert np.isnan(found.rank_p[at])
            continue
        ranked = int(found.response[at])
        grouping = other if ranked == one else one
        assert people.scales[ranked].ordinal
        groups = table_of(people, grouping, ranked)
        groups = groups[np.ix_(in_order(people, grouping), in_order(people, ranked))]
        shape = without_empty(groups).shape
        if people.scales[grouping].ordinal and min(shape):
            assert shape[0] < shape[1] or (shape[0] == shape[1] and grouping < ranked)
        two, more = mann_whitney(without_empty(groups)), kruskal_wallis(groups)
        test = two or more
        assert TESTS[found.rank_test[at]] == (
            "" if test is None else "mann_whitney" if two else "kruskal_wallis"
        )
        assert close(found.rank_p[at], test.p if test else None)
        assert close(found.rank_statistic[at], test.statistic if test else None)
        if test is not None:
            assert found.rank_n[at] == test.n
        assert close(found.delta[at], cliffs_delta(without_empty(groups)) if two else None)


@settings(max_examples=60)
@given(some_people())
def test_gamma_and_tau_b_are_those_of_every_pair_of_people(people: People) -> None:
    found = people.found()
    for at, one, other in pairs(found):
        both = people.scales[one].ordinal and people.scales[other].ordinal
        if not (both and in_order(people, one) and in_order(people, other)):
            assert np.isnan(found.tau_b[at])
            continue
        table = table_of(people, one, other)
        table = table[np.ix_(in_order(people, one), in_order(people, other))]
        rows, columns = (
            np.repeat(place, table.ravel()) for place in np.indices(table.shape).reshape(2, -1)
        )
        signs = np.sign(rows[:, None] - rows) * np.sign(columns[:, None] - columns)
        agree, differ = (signs > 0).sum(), (signs < 0).sum()
        assert close(found.gamma[at], (agree - differ) / (agree + differ) if signs.any() else None)
        if min(without_empty(table).shape, default=0) < 2:
            assert np.isnan(found.tau_b_p[at])
            continue
        if table.sum() < 3:  # scipy divides by n - 2
            continue
        wanted = stats.kendalltau(rows, columns, method="asymptotic")
        assert close(found.tau_b[at], wanted.statistic)
        assert close(found.tau_b_p[at], wanted.pvalue)


def test_the_standard_error_of_tau_b_is_that_of_somers_and_the_jackknife() -> None:
    people = drawn(3, (Scale(4, ordinal=True), Scale(5, ordinal=True)), 4000, pull=0.4)
    found = people.found()
    table = table_of(people, 0, 1).astype(float)
    n = table.sum()
    without = []
    for cell in np.ndindex(*table.shape):
        if table[cell]:
            fewer = table.copy()
            fewer[cell] -= 1
            without.append((table[cell], tau_b(fewer)))
    sizes, values = np.array(without).T
    mean = (sizes * values).sum() / n
    jackknife = np.sqrt((n - 1) / n * (sizes * (values - mean) ** 2).sum())
    assert found.tau_b_se[0] == pytest.approx(jackknife, rel=2e-3)


def tau_b(table: np.ndarray) -> float:
    rows, columns = np.indices(table.shape).reshape(2, -1)
    weights = np.outer(table.ravel(), table.ravel())
    signs = np.sign(rows[:, None] - rows) * np.sign(columns[:, None] - columns)
    free_r = weights[rows[:, None] != rows].sum()
    free_c = weights[columns[:, None] != columns].sum()
    return float((weights * signs).sum() / np.sqrt(free_r * free_c))


def test_bands_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    people = drawn(5, SCALES, 500)
    whole = people.found()
    monkeypatch.setattr(blocks_module, "ROOM", 8)
    parts = people.found()
    for name in vars(whole):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name), err_msg=name)


def test_why_there_is_no_test() -> None:
    people = drawn(5, SCALES, 500)
    found = people.found()
    said = {(one, other): REASONS[found.reason[at]] for at, one, other in pairs(found)}
    assert said[0, 1] == ""
    assert said[0, 4] == "one_level"
    assert said[0, 5] == "no_answers"
    assert said[0, 7] == "no_order"
    assert all((found.reason[at] == 0) == bool(found.p[at] <= 1) for at, _, _ in pairs(found))
    assert all((found.primary[at] == 0) == bool(found.reason[at]) for at, _, _ in pairs(found))


def test_nobody_and_nothing() -> None:
    nobody = drawn(1, (Scale(2), Scale(3, ordinal=True)), 0).found()
    assert [REASONS[r] for r in nobody.reason] == ["no_answers"]
    assert len(drawn(1, (Scale(2),), 10).found()) == 0


def test_p_values_that_are_too_small_for_a_number_keep_their_logarithm() -> None:
    scales = (Scale(3), Scale(4, ordinal=True), Scale(4, ordinal=True))
    small, large = drawn(2, scales, 1_500, pull=0.6), drawn(2, scales, 1_500, pull=0.6)
    many = large.counts
    from lovende.domain.statistics.associations import associations
    from lovende.domain.statistics.pair_counts import PairCounts

    many = PairCounts(many.layout, many.matrix * 100_000, many.size * 100_000)
    few, found = small.found(), associations(many, scales)
    assert (found.p == 0).all()
    assert (found.log10_p < -1e5).all()
    assert few.log10_p == pytest.approx(np.log10(few.p))
    # Of so many the statistic is that of the few times 100,000; its tail falls by half of it.
    assert found.chi2 == pytest.approx(few.chi2 * 100_000, rel=1e-9)
    assert found.tau_b[2] == pytest.approx(few.tau_b[2], rel=1e-9)


@pytest.mark.parametrize(("statistic", "df"), [(1300.0, 1), (1400.0, 6), (3000.0, 400), (2e6, 24)])
def test_the_logarithm_of_a_tail(statistic: float, df: int) -> None:
    from lovende.domain.statistics.associations.tails import log_upper_gamma

    # Where p still is a number, both ways must agree; beyond, the tail goes on smoothly.
    near = np.array([600.0 + df])
    logs = log_upper_gamma(np.array([df / 2]), near / 2)
    assert logs == pytest.approx(stats.chi2.logsf(near, df), rel=1e-10)
    step = 1e-3
    tail = [
        float(log_upper_gamma(np.array([df / 2]), np.array([(statistic + s) / 2]))[0])
        for s in (0.0, step)
    ]
    hazard = (tail[0] - tail[1]) / step
    log_density = (df / 2 - 1) * np.log(statistic) - statistic / 2
    log_density -= df / 2 * np.log(2) + float(gammaln(df / 2))
    assert hazard == pytest.approx(np.exp(log_density - tail[0]), rel=1e-3)
