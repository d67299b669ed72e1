"""Is the response skewed?

Chi-square of response by group, beside it the test that respects municipalities. The R-indicator
is 1 - 2 S, S being the standard deviation of the propensities to answer (Schouten, Cobben &
Bethlehem 2009); S^2 is lessened by the variance of the estimated propensities (Shlomo, Skinner &
Schouten 2012). Partial indicators tell which variable makes the skew (Schouten, Shlomo & Skinner
2011): unconditional between its categories, conditional within the cells of all the others.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from lovende.domain.statistics.representativity import (
    compare_nonresponders,
    r_indicator,
    r_indicator_of_counts,
    response_test,
    response_test_of_counts,
)


def panel(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Make a panel from (invited, answered) of each group: who answered, and who is in which group."""
    responded = np.concatenate([np.arange(invited) < answered for invited, answered in rows])
    return responded, np.repeat(np.arange(len(rows)), [invited for invited, _ in rows])


def test_response_by_size_of_municipality_in_the_report() -> None:
    """The report prints 1.21, p 0.27, 51 % and 56 %; 141 of 277 and 155 of 279 fit all four."""
    responded, groups = panel([(277, 141), (279, 155)])
    result = response_test(responded, groups, seed=1)
    assert result is not None
    assert result.statistic == pytest.approx(1.2088, abs=5e-5)
    assert round(result.statistic, 2) == 1.21
    assert round(result.p, 2) == 0.27
    assert (result.df, result.n) == (1, 556)
    assert result.p_clustered is None


def test_response_of_whole_municipalities() -> None:
    """Two large municipalities of two all answered, two small ones did not: 2 of 6 ways, p = 1/3."""
    responded, groups = panel([(4, 4), (4, 0)])
    result = response_test(responded, groups, np.repeat([0, 1, 2, 3], 2), seed=1)
    assert result is not None
    assert result.statistic == pytest.approx(8.0)
    assert result.p_clustered == pytest.approx(1 / 3)


def test_the_counts_of_the_municipalities_say_the_same_as_their_people() -> None:
    """Two large ones of two all answered, two small ones did not: 2 of 6 ways again."""
    result = response_test_of_counts(
        np.array([2, 2, 0, 0, 7]), np.array([2, 2, 2, 2, 9]), np.array([0, 0, 1, 1, -1]), seed=1
    )
    assert result is not None
    assert result.statistic == pytest.approx(8.0)
    assert result.p_clustered == pytest.approx(1 / 3)
    assert result.n == 8


def test_where_all_answered_there_is_no_test() -> None:
    responded, groups = panel([(4, 4), (4, 4)])
    assert response_test(responded, groups, seed=1) is None


@pytest.mark.parametrize("saturated", [True, False])
def test_r_indicator_of_two_groups_by_hand(saturated: bool) -> None:
    """60 of 100 and 40 of 100: each is 0.1 from the mean 0.5, so S^2 = 200 * 0.01 / 199 = 0.010050.

    The variance of the estimates is on average (0.6 * 0.4 + 0.4 * 0.6) / 200 = 0.0024. Left:
    0.007650, S = 0.087466; R = 1 - 2 S = 0.825069 and S / 0.5 = 0.174931; without the adjustment
    R = 1 - 2 * 0.100251 = 0.799498. One variable alone is its own skew: 0.100251.
    """
    responded, groups = panel([(100, 60), (100, 40)])
    result = r_indicator(responded, {"size": groups}, saturated=saturated)
    assert result is not None
    assert result.r == pytest.approx(0.825069, abs=5e-7)
    assert result.r_unadjusted == pytest.approx(0.799498, abs=5e-7)
    assert result.coefficient_of_variation == pytest.approx(0.174931, abs=5e-7)
    assert result.unconditional == pytest.approx({"size": 0.100251}, abs=5e-7)
    assert result.conditional == pytest.approx({"size": 0.100251}, abs=5e-7)
    part = math.sqrt(100 / 199) * 0.1
    assert result.categories["size"] == pytest.approx({0: part, 1: -part})


TWO_VARIABLES = [
    # size, area, invited, answered
    (0, 0, 50, 40),
    (0, 1, 50, 40),
    (1, 0, 50, 20),
    (1, 1, 50, 20),
]


def test_partial_indicators_tell_which_variable_makes_the_skew() -> None:
    """Only size matters here: the shares are 0.8 and 0.4 in both areas.

    S^2 between sizes = 200 * 0.2^2 / 199, its root 0.200502; between areas, and within sizes
    between areas, there is none.
    """
    responded, cells = panel([(invited, answered) for *_, invited, answered in TWO_VARIABLES])
    size = np.array([row[0] for row in TWO_VARIABLES])[cells]
    area = np.array([row[1] for row in TWO_VARIABLES])[cells]
    for saturated in (True, False):
        result = r_indicator(responded, {"size": size, "area": area}, saturated=saturated)
        assert result is not None
        assert result.unconditional == pytest.approx({"size": 0.200502, "area": 0}, abs=5e-7)
        assert result.conditional == pytest.approx({"size": 0.200502, "area": 0}, abs=5e-7)


def test_an_even_response_has_the_indicator_1() -> None:
    responded, groups = panel([(100, 50), (60, 30)])
    result = r_indicator(responded, {"size": groups})
    assert result is not None
    assert result.r == result.r_unadjusted == 1.0


def test_a_group_that_answered_wholly_does_not_break_the_model() -> None:
    """All 10 and 20 of 40: propensities 1 and 0.5, whichever model."""
    responded, groups = panel([(10, 10), (40, 20)])
    by_cells = r_indicator(responded, {"size": groups}, saturated=True)
    by_model = r_indicator(responded, {"size": groups}, saturated=False)
    assert by_cells is not None
    assert by_model is not None
    assert by_model.r == pytest.approx(by_cells.r, abs=1e-4)


def test_without_an_answer_there_is_no_indicator() -> None:
    responded, groups = panel([(3, 0), (2, 0)])
    assert r_indicator(responded, {"size": groups}) is None


def test_non_responders_beside_respondents() -> None:
    """4 of 4 non-responders against 1 of 4 respondents said yes.

    With the margins 5 and 3, the tables with 4, 3, 2, 1 non-responders among the five yes have the
    weights C(5, k) C(3, 4 - k) = 5, 30, 30, 5 of 70; as improbable as the observed: 10 of 70.
    """
    result = compare_nonresponders(np.array([0, 0, 0, 0]), np.array([0, 1, 1, 1]), levels=2, seed=1)
    assert result.nonresponders.counts == (4, 0)
    assert result.respondents.counts == (1, 3)
    assert result.test is not None
    assert result.test.method == "exact"
    assert result.test.p == pytest.approx(10 / 70)


@pytest.mark.parametrize("names", [("region",), ("size",), ("region", "size")])
def test_r_indicator_from_counts_is_that_of_the_people(names: tuple[str, ...]) -> None:
    """40 municipalities of 1 to 9 people; some variable is unknown (-1) of a few of them."""
    rng = np.random.default_rng(7)
    invited = rng.integers(0, 10, 40)
    answered = rng.binomial(invited, rng.uniform(0.2, 0.9, 40))
    of_place = {"region": rng.integers(-1, 4, 40), "size": rng.integers(0, 2, 40)}
    chosen = {name: of_place[name] for name in names}
    person = np.repeat(np.arange(40), invited)
    first = np.concatenate([[0], np.cumsum(invited)[:-1]])
    responded = np.arange(person.size) - first[person] < answered[person]
    by_people = r_indicator(responded, {name: codes[person] for name, codes in chosen.items()})
    by_counts = r_indicator_of_counts(answered, invited, chosen)
    assert by_people is not None
    assert by_counts is not None
    assert by_counts.r == pytest.approx(by_people.r, abs=1e-9)
    assert by_counts.conditional == pytest.approx(by_people.conditional, abs=1e-9)
    for name in names:
        assert by_counts.categories[name] == pytest.approx(by_people.categories[name], abs=1e-9)


def test_r_indicator_of_nobody_is_none() -> None:
    nobody = np.array([0, 0])
    assert r_indicator_of_counts(nobody, nobody, {"g": np.array([0, 1])}) is None
    assert r_indicator_of_counts(nobody, np.array([3, 4]), {"g": np.array([0, 1])}) is None
