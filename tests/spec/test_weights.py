"""Weights by hand: what post-stratification and raking make, and what they do to a share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.statistics.design import Design, linearised
from lovende.domain.statistics.weighting import (
    Estimate,
    Limits,
    Margin,
    Replicates,
    Sampling,
    Survey,
    Weighted,
    given_weights,
    poststratify,
    rake,
    replicate_weights,
    summary_of,
    weighted_rank_test,
    weighted_rao_scott,
)
from tests.spec.svy_estimates import SvySurvey, as_calibrated


def margin(name: str, codes: list[int], totals: list[float]) -> Margin:
    letters = tuple("abcdefgh"[: len(totals)])
    return Margin(name, letters, np.array(codes), np.array(totals, dtype=float))


def ones(people: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.ones(people)


def shares(
    weighted: Weighted, answers: Any, levels: int, replicates: Replicates | None = None
) -> tuple[Estimate, ...]:
    """The shares of the answers 0, 1, ... among those who gave one."""
    cells = answers[:, None] == np.arange(levels)
    return Survey(weighted, replicates).shares(cells, answers >= 0)


def residuals(scores: Any, weighted: Weighted) -> Any:
    """What the margins leave of the scores by weighted least squares, person by person."""
    margins = np.column_stack([np.eye(m.totals.size)[m.codes] for m in weighted.margins])
    root = np.sqrt(weighted.base)[:, None]
    return scores - margins @ np.linalg.lstsq(margins * root, scores * root, rcond=None)[0]


def design_of(weighted: Weighted) -> Design:
    sampling = weighted.sampling
    assert sampling.clusters is not None
    return Design(sampling.clusters, sampling.strata, weighted.weights, sampling.population)


def code_of(error: pytest.ExceptionInfo[LovendeError]) -> str:
    return error.value.fault.code


# --- Weights ---


def test_post_stratification_shares_the_total_of_a_cell_among_those_in_it() -> None:
    """60 of the population are a, 40 are b; 4 of a answered and 2 of b: 15 each and 20 each."""
    found = poststratify(ones(6), margin("size", [0, 0, 0, 0, 1, 1], [60, 40]), Sampling())
    assert found.weights == pytest.approx([15, 15, 15, 15, 20, 20])


def test_base_weights_keep_their_proportions_within_a_cell() -> None:
    """Base 1, 3 in a cell of 60: 15, 45."""
    cells = margin("size", [0, 0, 1], [60, 40])
    assert poststratify(np.array([1.0, 3, 5]), cells, Sampling()).weights == pytest.approx(
        [15, 45, 40]
    )


def test_raking_meets_both_margins_and_keeps_the_odds() -> None:
    """| answered | x | y |  becomes  | x | y | sum |
    |---|---|---|---|---|---|---|
    | a | 1 | 1 | | 12 | 8 | 20 |
    | b | 1 | 1 | | 18 | 12 | 30 |

    With one person in each cell the odds ratio is 1, so the cells are row * column / 50.
    """
    rows = margin("size", [0, 0, 1, 1], [20, 30])
    columns = margin("region", [0, 1, 0, 1], [30, 20])
    found = rake(ones(4), (rows, columns), Sampling())
    assert found.weights == pytest.approx([12, 8, 18, 12])
    assert found.rounds == 1
    assert found.gap < 1e-9


def test_raking_that_needs_rounds_keeps_the_odds_ratio() -> None:
    """Cells of 2, 1, 1, 1 people have the odds ratio 2, and so have the raked cells."""
    rows = margin("size", [0, 0, 0, 1, 1], [20, 30])
    columns = margin("region", [0, 0, 1, 0, 1], [25, 25])
    found = rake(ones(5), (rows, columns), Sampling())
    ax, ay, bx, by = found.weights[0] * 2, *found.weights[2:]
    assert (ax + ay, bx + by, ax + bx) == pytest.approx((20, 30, 25))
    assert ax * by / (ay * bx) == pytest.approx(2)
    assert found.rounds is not None
    assert found.rounds > 2


def test_weights_are_kept_within_limits_by_sharing_out_the_rest() -> None:
    """Cells of 2 and 6 people, totals 40 and 40, base 1, 3: 10, 30 and 40/6; limit 2.5 means, so 25.

    The 40 of the first cell stay: the other person takes 15."""
    cells = margin("size", [0, 0, 1, 1, 1, 1, 1, 1], [40, 40])
    base = np.array([1.0, 3, 1, 1, 1, 1, 1, 1])
    found = rake(base, (cells,), Sampling(), Limits(largest=2.5))
    assert found.weights[:2].max() <= 25 * (1 + 1e-6)
    assert found.weights[:2].sum() == pytest.approx(40)
    assert found.weights[2:].sum() == pytest.approx(40)


def test_the_summary_of_weights() -> None:
    """1, 1, 2: mean 4/3, variance 2/9, cv^2 1/8, design effect 9/8, 3 people count as 2.67."""
    found = summary_of(np.array([1.0, 1, 2, 0]))
    assert (found.people, found.total, found.smallest, found.largest) == (3, 4, 1, 2)
    assert found.cv**2 == pytest.approx(1 / 8)
    assert found.design_effect == pytest.approx(9 / 8)
    assert found.effective == pytest.approx(8 / 3)


# --- Refused ---


@pytest.mark.parametrize(
    ("base", "code"),
    [
        ([1.0, -1.0, 1.0], "weights.negative"),
        ([1.0, float("nan"), 1.0], "weights.negative"),
        ([0.0, 0.0, 0.0], "weights.all_zero"),
    ],
)
def test_what_is_no_weight_is_refused(base: list[float], code: str) -> None:
    with pytest.raises(LovendeError) as error:
        given_weights(np.array(base), Sampling())
    assert code_of(error) == code


@pytest.mark.parametrize(
    ("codes", "totals", "code"),
    [
        ([0, 0, 0], [60, 40], "weights.empty_category"),
        ([0, 0, 1], [60, 0], "weights.no_population"),
    ],
)
def test_a_category_with_nobody_on_one_side_is_refused(
    codes: list[int], totals: list[float], code: str
) -> None:
    with pytest.raises(LovendeError) as error:
        poststratify(ones(3), margin("size", codes, totals), Sampling())
    assert code_of(error) == code
    assert error.value.fault.params["category"] == "b"


def test_margins_of_different_totals_are_refused() -> None:
    rows, columns = margin("size", [0, 1], [20, 30]), margin("region", [0, 1], [25, 26])
    with pytest.raises(LovendeError) as error:
        rake(ones(2), (rows, columns), Sampling())
    assert code_of(error) == "weights.totals"
    assert error.value.fault.params["totals"] == "size 50, region 51"


def test_margins_that_no_weights_meet_are_refused_with_the_worst_category() -> None:
    """All of a are x and all of b are y, but a has 20 and x has 30."""
    rows, columns = margin("size", [0, 0, 1, 1], [20, 30]), margin("region", [0, 0, 1, 1], [30, 20])
    with pytest.raises(LovendeError) as error:
        rake(ones(4), (rows, columns), Sampling())
    assert code_of(error) == "weights.no_convergence"
    assert error.value.fault.params["rounds"] == 1000


def test_limits_that_cannot_be_kept_are_refused() -> None:
    cells = margin("size", [0, 1, 1, 1], [50, 50])
    with pytest.raises(LovendeError) as error:
        rake(ones(4), (cells,), Sampling(), Limits(largest=1.2))
    assert code_of(error) == "weights.limits"


def test_a_stratum_with_one_cluster_is_refused() -> None:
    sampling = Sampling(clusters=np.array([0, 0, 1, 2]), strata=np.array([0, 0, 1, 1]))
    with pytest.raises(LovendeError) as error:
        given_weights(ones(4), sampling)
    assert code_of(error) == "weights.single_cluster"


def test_a_population_smaller_than_its_sample_is_refused() -> None:
    sampling = Sampling(clusters=np.array([0, 1, 2]), population=np.array([2.0, 2, 2]))
    with pytest.raises(LovendeError) as error:
        given_weights(ones(3), sampling)
    assert code_of(error) == "weights.population"


@pytest.mark.parametrize(
    ("sampling", "kind", "code"),
    [
        (Sampling(), "jackknife", "weights.replicates_without_clusters"),
        (
            Sampling(np.array([0, 1, 2, 3]), population=np.full(4, 9.0)),
            "jackknife",
            "weights.replicates_fpc",
        ),
        (Sampling(np.array([0, 1, 2, 3])), "brr", "weights.brr"),
        (Sampling(np.arange(4), np.zeros(4, dtype=np.int64)), "brr", "weights.brr"),
    ],
)
def test_replicates_that_svy_would_make_wrongly_are_refused(
    sampling: Sampling, kind: Any, code: str
) -> None:
    with pytest.raises(LovendeError) as error:
        replicate_weights(given_weights(ones(4), sampling), kind)
    assert code_of(error) == code


def test_a_replicate_that_loses_a_category_is_refused() -> None:
    """All of b belong to one cluster, and one replicate is without it."""
    cells = margin("size", [0, 0, 0, 1, 1], [30, 20])
    weighted = poststratify(ones(5), cells, Sampling(np.array([0, 1, 2, 3, 3])))
    with pytest.raises(LovendeError) as error:
        replicate_weights(weighted, "jackknife")
    assert code_of(error) == "weights.replicate_margin"


@pytest.mark.parametrize("with_margin", [True, False])
def test_the_rank_test_is_refused_where_svy_would_leave_something_out(with_margin: bool) -> None:
    values, groups = np.array([0, 1, 2, 3]), np.array([0, 1, 0, 1])
    sampling = Sampling() if with_margin else Sampling(population=np.full(4, 5.0))
    weighted = (
        rake(ones(4), (margin("size", [0, 0, 1, 1], [20, 30]),), sampling)
        if with_margin
        else given_weights(ones(4), sampling)
    )
    with pytest.raises(LovendeError) as error:
        weighted_rank_test(values, groups, weighted)
    assert code_of(error) == "weights.rank_test"


RANKS = [
    # value, group, weight, cluster
    (0, 0, 1.0, 0),
    (1, 0, 2.0, 0),
    (1, 0, 1.5, 1),
    (2, 0, 1.0, 2),
    (0, 1, 0.5, 3),
    (2, 1, 1.0, 3),
    (2, 1, 2.5, 4),
    (3, 1, 1.0, 4),
    (3, 1, 2.0, 5),
    (1, 1, 1.0, 6),
]


def ranks_by_svy(values: Any, groups: Any, weights: Any, clusters: Any) -> float:
    import polars as pl
    import svy

    people = pl.DataFrame({"y": values, "g": groups, "w": weights, "c": clusters})
    sample = svy.Sample(people, svy.Design(wgt="w", psu="c"))
    found: Any = sample.categorical.ranktest("y", group="g")
    return float(found.stats.p_value)


def test_without_ties_the_rank_test_is_that_of_svy() -> None:
    """Ties share the mean of their places in the file with svy, as with R, so its p depends on the
    order of the people there."""
    _, groups, weights, clusters = (np.array(column) for column in zip(*RANKS, strict=True))
    values = np.array([2, 0, 5, 1, 4, 9, 3, 7, 8, 6])
    weighted = given_weights(weights, Sampling(clusters))
    ours = weighted_rank_test(values, groups, weighted)
    assert ours == pytest.approx(ranks_by_svy(values, groups, weights, clusters), rel=1e-9)


def test_whoever_has_not_answered_has_no_rank() -> None:
    """One more person of a cluster that is there already, without an answer, changes nothing."""
    values, groups, weights, clusters = (np.array(column) for column in zip(*RANKS, strict=True))
    with_one_more = given_weights(np.append(weights, 3.0), Sampling(np.append(clusters, 6)))
    ours = weighted_rank_test(np.append(values, -1), np.append(groups, 1), with_one_more)
    alone = weighted_rank_test(values, groups, given_weights(weights, Sampling(clusters)))
    assert ours == pytest.approx(alone, rel=1e-12)


# --- Estimates ---


def test_a_weighted_share_and_its_standard_error_by_hand() -> None:
    """Weights 1, 1, 2 and answers yes, no, yes: 3/4. The residuals w(y - p)/W are 1/16, -3/16,
    2/16; their sum is 0, the sum of squares 14/256, times n/(n - 1) = 3/2: variance 21/256."""
    weighted = given_weights(np.array([1.0, 1, 2]), Sampling())
    no, yes = shares(weighted, np.array([1, 0, 1]), 2)
    assert (no.value, yes.value) == pytest.approx((0.25, 0.75))
    assert yes.se == pytest.approx((21 / 256) ** 0.5)
    assert (yes.df, yes.people) == (2, 3)
    # Simple random sample with replacement: 3/16 / (n - 1) = 3/32.
    assert yes.design_effect == pytest.approx((21 / 256) / (3 / 32))


def test_post_stratification_takes_out_what_the_population_tells() -> None:
    """Who is a says yes, who is b says no: the share follows from the population, without error."""
    cells = margin("size", [0, 0, 1, 1, 1], [30, 70])
    weighted = poststratify(ones(5), cells, Sampling())
    _, yes = shares(weighted, np.array([1, 1, 0, 0, 0]), 2)
    assert yes.value == pytest.approx(0.3)
    assert yes.se == pytest.approx(0, abs=1e-9)
    fixed = shares(given_weights(weighted.weights, Sampling()), np.array([1, 1, 0, 0, 0]), 2)
    assert fixed[1].se == pytest.approx(0.2, abs=0.1)


def test_the_jackknife_by_hand() -> None:
    """Clusters with means 0, 1, 1 of equal size: share 2/3; without one: 1, 1/2, 1/2.
    Squares (1/3)^2 + 2 (1/6)^2 = 1/6, times 2/3: variance 1/9."""
    weighted = given_weights(ones(6), Sampling(np.array([0, 0, 1, 1, 2, 2])))
    made = replicate_weights(weighted, "jackknife")
    assert made.weights.T.tolist() == [
        pytest.approx([0, 0, 1.5, 1.5, 1.5, 1.5]),
        pytest.approx([1.5, 1.5, 0, 0, 1.5, 1.5]),
        pytest.approx([1.5, 1.5, 1.5, 1.5, 0, 0]),
    ]
    assert made.coefficients == pytest.approx([2 / 3] * 3)
    found = shares(weighted, np.array([0, 0, 1, 1, 1, 1]), 2, made)
    assert found[1].se == pytest.approx(1 / 3)
    assert (made.df, found[1].df, found[1].design_effect) == (2, 2, None)


def test_what_one_cluster_says_has_no_standard_error() -> None:
    """svy would say 0."""
    weighted = given_weights(ones(6), Sampling(np.array([0, 0, 1, 1, 2, 2])))
    share = shares(weighted, np.array([0, 1, -1, -1, -1, -1]), 2)[1]
    assert (share.value, share.people) == (0.5, 2)
    assert share.se is None
    assert share.low is None
    assert share.design_effect is None


def test_an_answer_of_nobody_is_a_share_of_nought_and_a_question_of_nobody_is_none() -> None:
    weighted = given_weights(ones(4), Sampling())
    none = shares(weighted, np.array([0, 0, 1, 1]), 3)[2]
    assert (none.value, none.se, none.low) == (0, None, None)
    assert [share.value for share in shares(weighted, np.full(4, -1), 2)] == [None, None]


# --- Against R and against our own linearisation ---


@pytest.fixture
def schools(reference: Path) -> pl.DataFrame:
    """The stratified sample of schools of the R package survey."""
    return pl.read_csv(reference / "answers" / "apistrat.csv")


def codes(frame: pl.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.unique(frame[name].to_numpy(), return_inverse=True)[1].astype(np.int64)


@pytest.fixture
def weighted_schools(schools: pl.DataFrame) -> Weighted:
    sampling = Sampling(strata=codes(schools, "stype"), population=schools["fpc"].to_numpy())
    return given_weights(schools["pw"].to_numpy(), sampling)


@pytest.mark.needs("shared")
def test_mean_total_and_rao_scott_are_those_of_r(
    schools: pl.DataFrame, weighted_schools: Weighted
) -> None:
    survey = Survey(weighted_schools)
    scores = schools["api00"].cast(pl.Float64).to_numpy()[:, None]
    mean, error = survey.means(scores, np.ones(200, dtype=bool))
    assert mean[0] == pytest.approx(662.28736, abs=5e-6)
    assert error[0] == pytest.approx(9.40894, abs=5e-6)
    enrolled = schools["enroll"].cast(pl.Float64).to_numpy()[:, None]
    spread = survey.linearisation.spread(enrolled)
    assert weighted_schools.weights @ enrolled == pytest.approx(3_687_177.5, abs=0.05)
    assert float((spread**2).sum()) ** 0.5 == pytest.approx(114_641.72, abs=5e-3)
    wide, improved = codes(schools, "sch.wide"), codes(schools, "comp.imp")
    found = weighted_rao_scott(wide, improved, survey)
    assert found is not None
    assert found.f == pytest.approx(47.317733, abs=5e-7)
    assert found.f_p == pytest.approx(7.822041e-11, rel=5e-7)


def made_up(seed: int, people: int = 240) -> tuple[Sampling, tuple[Margin, Margin], Any]:
    """A sample of 60 clusters in 3 strata, two margins, and some answers with missing ones."""
    rng = np.random.default_rng(seed)
    clusters = np.concatenate([np.arange(60), rng.integers(0, 60, people - 60)])
    size, region = rng.integers(0, 2, people), rng.integers(0, 4, people)
    answers = rng.integers(-1, 4, people)
    rows = margin("size", size.tolist(), [300, 260])
    columns = margin("region", region.tolist(), [200, 100, 160, 100])
    return Sampling(clusters, clusters % 3), (rows, columns), answers


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("finite", [False, True])
def test_shares_of_raked_answers_have_the_variance_of_the_residuals(
    seed: int, finite: bool
) -> None:
    sampling, margins, answers = made_up(seed)
    if finite:
        sampling = Sampling(sampling.clusters, sampling.strata, np.full(240, 30.0))
    base = np.random.default_rng(seed).uniform(0.5, 2, 240)
    weighted = rake(base, margins, sampling)
    found = shares(weighted, answers, 4)
    known = answers >= 0
    total = weighted.weights[known].sum()
    cells = np.eye(5)[answers][:, :4]
    values = weighted.weights @ cells / total
    scores = np.where(known[:, None], cells - values, 0) / total
    covariance, _ = linearised(
        weighted.weights[:, None] * residuals(scores, weighted), design_of(weighted)
    )
    assert [share.value for share in found] == pytest.approx(values)
    assert [share.se for share in found] == pytest.approx(np.sqrt(np.diag(covariance)))
    simple = values * (1 - values) / (known.sum() - 1)
    assert [share.design_effect for share in found] == pytest.approx(np.diag(covariance) / simple)


# --- Against svy: the same shares, whatever the design ---


def assert_as_svy(
    weighted: Weighted, answers: Any, levels: int, replicates: Replicates | None = None
) -> None:
    """Every number of every share, or its absence, is that of svy."""
    expected = SvySurvey(weighted, {"q": answers}, replicates).shares("q", levels)
    for ours, theirs in zip(shares(weighted, answers, levels, replicates), expected, strict=True):
        for name in ("value", "se", "low", "high", "design_effect"):
            one, other = getattr(ours, name), getattr(theirs, name)
            assert (one is None) == (other is None), name
            assert one is None or one == pytest.approx(other, rel=1e-9, abs=1e-12), name
        assert ours.people == theirs.people
        assert ours.df == theirs.df or not theirs.value


def drawn(seed: int, *, strata: bool, finite: bool, clusters: bool = True) -> tuple[Any, ...]:
    """A sampling, unequal base weights, two margins, answers, and the answers of a group."""
    made, margins, answers = made_up(seed)
    rng = np.random.default_rng(seed)
    base = rng.uniform(0.5, 4, 240)
    in_strata = made.strata if strata else None
    population = rng.choice([90.0, 130.0], 3)[made.strata] if strata else np.full(240, 100.0)
    if not clusters:
        population = population * 4
    sampling = Sampling(
        made.clusters if clusters else None, in_strata, population if finite else None
    )
    group = np.where(rng.integers(0, 4, 240) == 0, answers, -1)
    return sampling, base, margins, answers, group


def weighted_by(method: str, base: Any, margins: Any, sampling: Sampling) -> Weighted:
    if method == "given":
        return given_weights(base, sampling)
    if method == "poststratify":
        return poststratify(base, margins[1], sampling)
    return rake(base, margins, sampling)


@pytest.mark.parametrize("method", ["given", "poststratify", "rake"])
@pytest.mark.parametrize("finite", [False, True])
@pytest.mark.parametrize(
    ("strata", "clusters"), [(True, True), (False, True), (True, False), (False, False)]
)
def test_shares_in_all_and_in_a_group_are_those_of_svy(
    method: str, finite: bool, strata: bool, clusters: bool
) -> None:
    for seed in range(3):
        sampling, base, margins, answers, group = drawn(
            seed, strata=strata, finite=finite, clusters=clusters
        )
        if method == "given":
            base[np.random.default_rng(seed).integers(60, 240, 9)] = 0
        weighted = weighted_by(method, base, margins, sampling)
        assert_as_svy(weighted, answers, 4)
        assert_as_svy(weighted, group, 4)
        # Few clusters, one cluster, and a group that is a category of a margin.
        if sampling.clusters is not None:
            largest = int(np.bincount(sampling.clusters[(answers >= 0) & (base > 0)]).argmax())
            for few in (sampling.clusters < 5, sampling.clusters == largest):
                assert_as_svy(weighted, np.where(few, answers, -1), 4)
        assert_as_svy(weighted, np.where(margins[1].codes == 2, answers, -1), 4)


def test_shares_within_limits_are_those_of_svy() -> None:
    sampling, base, margins, answers, group = drawn(1, strata=True, finite=True)
    for weighted in (
        rake(base, margins, sampling, Limits(0.3, 2.5)),
        poststratify(base, margins[1], sampling, Limits(0.3, 2.5)),
    ):
        assert_as_svy(weighted, answers, 4)
        assert_as_svy(weighted, group, 4)


@pytest.mark.parametrize("method", ["given", "poststratify", "rake"])
@pytest.mark.parametrize("kind", ["jackknife", "bootstrap"])
@pytest.mark.parametrize("strata", [False, True])
def test_shares_of_replicates_are_those_of_svy(method: str, kind: Any, strata: bool) -> None:
    sampling, base, margins, answers, group = drawn(2, strata=strata, finite=False)
    weighted = weighted_by(method, base, margins, sampling)
    made = replicate_weights(weighted, kind, count=40, seed=3)
    for part in (answers, group, np.where(sampling.clusters < 5, answers, -1)):
        assert_as_svy(weighted, part, 4, made)


def test_shares_of_balanced_replicates_are_those_of_svy() -> None:
    rng = np.random.default_rng(4)
    clusters = np.concatenate([np.arange(24), rng.integers(0, 24, 96)])
    weighted = given_weights(rng.uniform(1, 3, 120), Sampling(clusters, clusters // 2))
    made = replicate_weights(weighted, "brr")
    answers = rng.integers(-1, 3, 120)
    assert_as_svy(weighted, answers, 3, made)
    assert_as_svy(weighted, np.where(rng.integers(0, 2, 120) == 0, answers, -1), 3, made)


@pytest.mark.needs("shared")
@pytest.mark.parametrize("method", ["given", "poststratify", "rake"])
def test_shares_of_schools_are_those_of_svy(
    schools: pl.DataFrame, weighted_schools: Weighted, method: str
) -> None:
    improved, wide = codes(schools, "comp.imp"), codes(schools, "sch.wide")
    target = codes(schools, "awards")
    kind = codes(schools, "stype")
    margins = (
        margin("type", kind.tolist(), [4421, 755, 1018]),
        margin("wide", wide.tolist(), [1072, 5122]),
    )
    weighted = weighted_schools
    if method == "poststratify":
        weighted = poststratify(weighted.base, margins[1], weighted.sampling)
    elif method == "rake":
        weighted = rake(weighted.base, margins, weighted.sampling)
    assert_as_svy(weighted, improved, 2)
    for level in range(3):
        assert_as_svy(weighted, np.where(kind == level, target, -1), 2)
    assert_as_svy(weighted, np.where(wide == 1, target, -1), 2)


def test_who_counts_nothing_adds_nothing_to_the_variance_of_post_stratified_shares() -> None:
    """The influence of a person is the derivative of the share by the logarithm of the base weight.

    svy gives those with a base weight of 0 a share in it as soon as the weights are adjusted.
    """
    sampling, base, margins, answers, _ = drawn(3, strata=False, finite=False, clusters=False)
    base[5:12] = 0
    weighted = poststratify(base, margins[1], sampling)
    step = 1e-5
    influence = []
    for place in range(240):
        ends = []
        for factor in (1 + step, 1 - step):
            changed = base.copy()
            changed[place] *= factor
            cells = np.bincount(margins[1].codes, changed, minlength=4)
            weights = changed * (margins[1].totals / cells)[margins[1].codes]
            ends.append(weights @ (answers == 1) / weights[answers >= 0].sum())
        influence.append((ends[0] - ends[1]) / (2 * step))
    variance = 240 / 239 * float(np.square(influence).sum())
    assert shares(weighted, answers, 4)[1].se == pytest.approx(variance**0.5, rel=1e-6)


@pytest.mark.parametrize("people", [1, 3])
def test_what_all_say_is_a_share_without_standard_error(people: int) -> None:
    """svy stops at it, asked for a design effect."""
    weighted = given_weights(ones(6), Sampling(np.arange(6)))
    share = shares(weighted, np.where(np.arange(6) < people, 1, -1), 2)[1]
    assert (share.value, share.se, share.low, share.people) == (1, None, None, people)


def test_a_group_takes_its_variance_from_the_whole_design() -> None:
    """Four clusters, of which two have somebody of the group, one who said yes and one who said no,
    all weights 1: p = 1/2, totals of clusters 1/4, -1/4, 0, 0. Variance 4/3 * 2/16 = 1/6; from the two
    clusters alone it would be 2 * 2/16 = 1/4."""
    weighted = given_weights(ones(4), Sampling(np.arange(4)))
    share = shares(weighted, np.array([1, 0, -1, -1]), 2)[1]
    assert share.value == pytest.approx(1 / 2)
    assert share.se == pytest.approx((1 / 6) ** 0.5)


@pytest.mark.parametrize("seed", range(4))
def test_our_test_of_a_table_is_that_of_svy(seed: int) -> None:
    from lovende.domain.statistics.weighting.wrapping import adjusted, sample_of

    sampling, margins, answers = made_up(seed)
    weighted = rake(ones(240), margins, sampling)
    groups = margins[0].codes
    found = weighted_rao_scott(groups, answers, Survey(weighted))
    known = answers >= 0
    columns = {"g": groups, "y": np.where(known, answers, 0), "in": known}
    sample = as_calibrated(
        adjusted(sample_of(ones(240), sampling, margins, columns), "rake", margins, None), margins
    )
    import svy

    table = sample.categorical.tabulate("g", "y", where=svy.col("in") == True)  # noqa: E712
    assert found is not None
    # svy loses digits of small p-values, and its margins are met to ten digits only.
    assert found.f == pytest.approx(table.stats.f.value)
    assert found.f_df == pytest.approx((table.stats.f.df_num, table.stats.f.df_den))
    assert found.f_p == pytest.approx(table.stats.f.p_value)


@pytest.mark.parametrize("kind", ["jackknife", "bootstrap"])
def test_replicates_give_the_standard_error_that_follows_from_them(kind: Any) -> None:
    sampling, margins, answers = made_up(3)
    weighted = rake(ones(240), margins, sampling)
    made = replicate_weights(weighted, kind, count=60, seed=5)
    cells = np.eye(5)[answers][:, :4]

    def by_hand(weights: Any) -> Any:
        return weights @ cells / (weights @ cells).sum(axis=-1, keepdims=True)

    gaps = by_hand(made.weights.T) - by_hand(weighted.weights)
    expected = np.sqrt(made.coefficients @ gaps**2)
    found = shares(weighted, answers, 4, made)
    assert [share.value for share in found] == pytest.approx(by_hand(weighted.weights))
    assert [share.se for share in found] == pytest.approx(expected)
    # Both ways estimate the same variance.
    plain = shares(weighted, answers, 4)
    assert [share.se for share in found] == pytest.approx([s.se for s in plain], rel=0.4)
    again = replicate_weights(weighted, kind, count=60, seed=5)
    assert (again.weights == made.weights).all()


def test_balanced_replicates_of_two_clusters_a_stratum() -> None:
    """A linear estimate with full balance has the variance of the differences: with one person
    in each cluster, the sum over strata of ((y1 - y2) / 4)^2 for a mean over 2 strata."""
    sampling = Sampling(np.arange(4), np.array([0, 0, 1, 1]))
    weighted = given_weights(ones(4), sampling)
    made = replicate_weights(weighted, "brr")
    answers = np.array([1.0, 5, 2, 10])[:, None]
    mean, error = Survey(weighted, made).means(answers, np.ones(4, dtype=bool))
    assert mean == pytest.approx([4.5])
    assert error == pytest.approx([(1 + 4) ** 0.5])
    assert made.df == 2


def test_the_weighted_rank_test_compares_estimated_ranks() -> None:
    """The p of the t test of the difference in mean rank, its variance linearised."""
    from scipy.special import stdtr

    rng = np.random.default_rng(8)
    clusters = np.concatenate([np.arange(30), rng.integers(0, 30, 90)])
    values, groups = rng.integers(0, 4, 120), rng.integers(0, 2, 120)
    weights = rng.uniform(0.5, 3, 120)
    weighted = given_weights(weights, Sampling(clusters))
    total = weights.sum()
    of_level = np.bincount(values, weights)
    # The weight below, and half of the weight of those who gave the same answer.
    below = np.array([weights[values < level].sum() for level in range(4)])
    ranks = (below + of_level / 2)[values] / total
    inside = np.eye(2)[groups] * weights[:, None]
    means = ranks @ inside / inside.sum(axis=0)
    influence = inside * (ranks[:, None] - means) / inside.sum(axis=0)
    covariance, df = linearised(influence, design_of(weighted))
    contrast = np.array([-1, 1])
    t = float(contrast @ means) / float(contrast @ covariance @ contrast) ** 0.5
    expected = 2 * float(stdtr(df - 1, -abs(t)))
    assert weighted_rank_test(values, groups, weighted) == pytest.approx(expected, rel=1e-6)


# --- What svy leaves out: should one of these fail, it has changed, and so may what is refused ---


def test_svy_leaves_the_margins_out_of_a_list_of_variables() -> None:
    from lovende.domain.statistics.weighting.wrapping import adjusted, sample_of

    sampling, margins, answers = made_up(1)
    columns = {"y": np.where(answers >= 0, answers, 0)}
    sample = adjusted(sample_of(ones(240), sampling, margins, columns), "rake", margins, None)
    sample = as_calibrated(sample, margins)
    alone = sample.estimation.prop("y").to_dicts()[0]["se"]
    listed = sample.estimation.prop(["y"])[0].to_dicts()[0]["se"]
    assert abs(listed / alone - 1) > 1e-3


def test_svy_leaves_the_population_out_of_rank_tests_and_replicates() -> None:
    from lovende.domain.statistics.weighting.wrapping import sample_of

    sampling, margins, answers = made_up(1)
    finite = Sampling(sampling.clusters, sampling.strata, np.full(240, 21.0))
    columns = {"y": np.where(answers >= 0, answers, 0), "g": margins[0].codes}
    endless = sample_of(ones(240), sampling, (), columns)
    small = sample_of(ones(240), finite, (), columns)
    tests = [one.categorical.ranktest("y", group="g").stats.p_value for one in (endless, small)]
    assert tests[0] == pytest.approx(tests[1])
    errors = [
        one.weighting.create_jk_wgts(rep_prefix="r")
        .estimation.prop("y", method="replication")
        .to_dicts()[0]["se"]
        for one in (endless, small)
    ]
    assert errors[0] == pytest.approx(errors[1])
    # Of 21 clusters 20 are in the sample: the variance is a twenty-first.
    plain = [one.estimation.prop("y").to_dicts()[0]["se"] for one in (endless, small)]
    assert plain[1] == pytest.approx(plain[0] * (1 / 21) ** 0.5)


def test_svy_takes_negative_weights() -> None:
    from lovende.domain.statistics.weighting.wrapping import sample_of

    weights = ones(6)
    weights[0] = -1
    sample = sample_of(weights, Sampling(), (), {"y": np.array([0, 1, 0, 1, 0, 1])})
    assert sample.estimation.prop("y").to_dicts()[0]["n"] == 6
