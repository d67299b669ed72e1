"""The ranking under other assumptions, held against a plain loop over the draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lovende.domain.promise.composite import Floats, Mean, rank
from lovende.domain.promise.definition import (
    Aggregation,
    Dimension,
    Direction,
    IndexDefinition,
    Item,
    SkippedRule,
    equal_steps,
)
from lovende.domain.promise.scoring import Assessments, Scores, score
from lovende.domain.promise.uncertainty import propagation, ranks
from lovende.domain.promise.uncertainty.assumptions import (
    Assumptions,
    Factor,
    Scoring,
    WeightScheme,
    draws_for,
)
from lovende.domain.promise.uncertainty.propagation import Uncertainty, propagate, work_of
from lovende.domain.promise.uncertainty.ranks import RankCounts, rank_quantiles
from lovende.domain.promise.uncertainty.ridit import ridit_scores
from lovende.domain.promise.uncertainty.scores import rank_within, sort_rows
from lovende.domain.promise.uncertainty.space import make_space

FIRST = Direction.BEST_FIRST
INDEX = IndexDefinition(
    dimensions=(
        Dimension("use", weight=0.5),
        Dimension("cost", weight=0.3),
        Dimension("new", weight=0.2),
    ),
    items=(
        *(
            Item(f"use{n}", "use", equal_steps(tuple("12345"), FIRST), FIRST, weight=1 + n / 2)
            for n in range(3)
        ),
        Item("cost0", "cost", equal_steps(tuple("123"), FIRST), FIRST, dont_know=0.5),
        Item("cost1", "cost", equal_steps(tuple("12"), FIRST), FIRST, dont_know=0.5),
        Item("new0", "new", equal_steps(tuple("12"), FIRST), FIRST),
    ),
    threshold=0.6,
    max_dont_know=2,
    order_weights=(0.05, 0.1, 0.15, 0.2, 0.2, 0.3),
)


def assessments(count: int = 24, seed: int = 3) -> Assessments:
    """Answers drawn from a seed: some don't know, some skipped, some without a description."""
    rng = np.random.default_rng(seed)
    columns = [rng.integers(-2, len(item.scores), count) for item in INDEX.items]
    columns = [np.where(rng.random(count) < 0.5, np.maximum(c, 0), c) for c in columns]
    codes = np.column_stack(columns).astype(np.int8)
    codes[0] = -2
    described = rng.random(count) < 0.9
    return Assessments(pl.Series("key", [f"r{n}" for n in range(count)]), codes, described)


def found_for(definition: IndexDefinition, draws: int = 400) -> tuple[Scores, Uncertainty]:
    answers = assessments()
    baseline = score(answers, definition)
    found = propagate(answers, baseline, 5, draws)
    assert found is not None
    return baseline, found


VARIANTS = {
    "as it is": INDEX,
    "skipped left out": replace(INDEX, skipped=SkippedRule.LEFT_OUT),
    "skipped excluded": replace(INDEX, skipped=SkippedRule.EXCLUDE, max_dont_know=1),
    "no limit, by dimension": replace(
        INDEX, max_dont_know=None, aggregation=Aggregation.DIMENSION_MEAN
    ),
    "every rule for don't knows": replace(
        INDEX,
        uncertainty=Assumptions(
            dont_know=("as_defined", "left_out", 0.25), max_dont_know=(0, 5), concentration=4
        ),
    ),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_draws_equal_a_loop_over_score(variant: str) -> None:
    """Every draw anew: its definition, the ranking of `score`, and the outputs by their words."""
    definition = VARIANTS[variant]
    answers = assessments()
    baseline, found = found_for(definition)
    points = np.random.default_rng([5, 5, 1]).random((400, len(Factor)))
    levels = make_space(definition, answers, 5).levels(points)
    ranked: list[Floats] = []
    chosen: list[np.ndarray[tuple[int], np.dtype[np.bool_]]] = []
    shifts, overlaps = [], []
    for draw in range(400):
        scores = score(answers, found.space.definition_of(levels, draw))
        ranked.append(scores.rank)
        chosen.append(scores.selected)
        shift = np.abs(scores.rank - baseline.rank)
        shifts.append(0.0 if np.isnan(shift).all() else float(np.nanmean(shift)))
        either = np.count_nonzero(scores.selected | baseline.selected)
        both = np.count_nonzero(scores.selected & baseline.selected)
        overlaps.append(both / either if either else 1.0)
    all_ranks = np.array(ranked)
    assert set(np.flatnonzero(~np.isnan(all_ranks).all(axis=0))) <= set(found.places)
    assert np.array(chosen).mean(axis=0)[found.places] == pytest.approx(found.selected)
    assert found.rank_shift.mean == pytest.approx(np.mean(shifts))
    assert found.overlap.mean == pytest.approx(np.mean(overlaps))
    assert found.count.mean == pytest.approx(np.array(chosen).sum(axis=1).mean())
    for place, row in enumerate(found.places):
        had = all_ranks[:, row][~np.isnan(all_ranks[:, row])]
        assert found.ranked[place] == pytest.approx(had.size / 400)
        if had.size:
            low, high = np.quantile(had, (0.05, 0.95), method="inverted_cdf")
            assert (found.rank_low[place], found.rank_high[place]) == (low, high)
        else:
            assert found.rank_low[place] == found.rank_high[place] == 0


def test_every_kind_of_assumption_is_drawn() -> None:
    """The loop above is worth what it has seen: all lists, both nestings, all means."""
    space = make_space(INDEX, assessments(), 5)
    levels = space.levels(np.random.default_rng(0).random((400, len(Factor))))
    assert [len(set(column)) for column in levels.chosen.T[[0, 1, 2, 4]]] == [2, 3, 3, 3]
    aggregations = {space.definition_of(levels, draw).aggregation for draw in range(400)}
    assert aggregations == set(Aggregation)
    assert len(set(levels.chosen[:, 3])) > 80
    assert levels.thresholds.min() > 0.55
    assert levels.thresholds.max() < 0.65


def test_weights_are_drawn_around_those_of_items_and_of_dimensions() -> None:
    space = make_space(INDEX, assessments(), 5)
    item, dimension, *drawn = space.weightings
    # Items 1, 1.5, 2, 1, 1, 1 of 7.5; dimensions 0.5, 0.3 and 0.2, shared by their items.
    assert item.items == pytest.approx([2 / 15, 3 / 15, 4 / 15, 2 / 15, 2 / 15, 2 / 15])
    assert dimension.items == pytest.approx([0.5 / 4.5, 0.75 / 4.5, 1 / 4.5, 0.15, 0.15, 0.2])
    for around, nested in ((item, False), (dimension, True)):
        vectors = np.array([one.items for one in drawn if one.nested is nested])
        assert vectors.shape == (128, 6)
        assert vectors.sum(axis=1) == pytest.approx(1)
        weights = np.array(around.items)
        deviation = np.sqrt(weights * (1 - weights) / 101)
        assert vectors.mean(axis=0) == pytest.approx(weights, abs=0.012)
        assert vectors.std(axis=0) == pytest.approx(deviation, rel=0.3)


@pytest.mark.parametrize(
    ("limit", "threshold", "limits", "thresholds"),
    [
        (3, 0.8, (2, 3, 4), (0.75, 0.85)),
        (0, 0.98, (0, 1), (0.93, 1.0)),
        (None, 0.02, (None,), (0.0, 0.07)),
    ],
)
def test_what_is_tried_by_default_lies_around_the_index(
    limit: int | None,
    threshold: float,
    limits: tuple[int | None, ...],
    thresholds: tuple[float, float],
) -> None:
    definition = replace(INDEX, max_dont_know=limit, threshold=threshold)
    space = make_space(definition, assessments(), 5)
    assert (space.limits, space.threshold) == (limits, thresholds)


AS_IT_IS = Assumptions(
    scoring=(Scoring.AS_DEFINED,),
    dont_know=("as_defined",),
    max_dont_know=(2, 2),
    weights=(WeightScheme.ITEM,),
    mean=(Mean.ARITHMETIC,),
    threshold=(0.6, 0.6),
)


def test_one_fixed_assumption_leaves_no_uncertainty() -> None:
    baseline, found = found_for(replace(INDEX, uncertainty=AS_IT_IS))
    assert baseline.selected.any()
    assert (found.selected == baseline.selected[found.places]).all()
    assert (found.ranked == 1).all()
    assert (found.rank_low == baseline.rank[found.places]).all()
    assert (found.rank_high == found.rank_low).all()
    assert (found.rank_shift.mean, found.overlap.mean) == (0, 1)
    assert not found.indices.first.any()
    assert not found.indices.total.any()


def test_the_one_assumption_that_varies_has_all_the_variation() -> None:
    definition = replace(INDEX, uncertainty=replace(AS_IT_IS, threshold=(0.4, 0.8)))
    _, found = found_for(definition, draws=1000)
    threshold = list(Factor).index(Factor.THRESHOLD)
    assert found.indices.first[1, threshold] == pytest.approx(1, abs=0.05)
    assert found.indices.total[1, threshold] == pytest.approx(1, abs=0.05)
    assert not np.delete(found.indices.total[1], threshold).any()
    # The threshold moves no rank.
    assert not found.indices.total[0].any()


def test_the_same_seed_gives_the_same() -> None:
    answers, baseline = assessments(), score(assessments(), INDEX)
    one, other, third = (propagate(answers, baseline, seed, 300) for seed in (5, 5, 6))
    assert one is not None
    assert other is not None
    assert third is not None
    assert (one.selected == other.selected).all()
    assert (one.indices.total == other.indices.total).all()
    assert (one.selected != third.selected).any()


def test_small_blocks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = found_for(INDEX)
    monkeypatch.setattr(propagation, "CELLS", 100)
    monkeypatch.setattr(ranks, "BINS", 4)
    monkeypatch.setattr(ranks, "CACHED", 7)
    _, pieces = found_for(INDEX)
    assert (whole.rank_low == pieces.rank_low).all()
    assert (whole.rank_high == pieces.rank_high).all()
    assert (whole.selected == pieces.selected).all()
    assert (whole.ranked == pieces.ranked).all()
    assert whole.overlap.mean == pytest.approx(pieces.overlap.mean)


def test_what_is_done_is_told() -> None:
    told: list[tuple[int, int]] = []
    answers = assessments()
    propagate(answers, score(answers, INDEX), 5, 200, lambda *done: told.append(done))
    assert told == sorted(told)
    assert told[-1] == (work_of(200), work_of(200))


@pytest.mark.parametrize(
    ("innovations", "draws"),
    [(0, 10_000), (160, 10_000), (5_000, 10_000), (50_000, 1_000), (100_000, 500), (10**7, 500)],
)
def test_the_more_innovations_the_fewer_draws(innovations: int, draws: int) -> None:
    assert draws_for(innovations) == draws


def test_as_many_draws_as_somebody_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option before the index file before what the number of innovations allows."""
    answers = assessments()
    baseline = score(answers, INDEX)
    said = replace(INDEX, uncertainty=Assumptions(draws=150))
    monkeypatch.setattr(propagation, "draws_for", lambda innovations: 100 + innovations)
    for scores, option, draws in (
        (score(answers, said), 120, 120),
        (score(answers, said), None, 150),
        (baseline, 120, 120),
    ):
        found = propagate(answers, scores, 5, option)
        assert found is not None
        assert found.draws == draws
    found = propagate(answers, baseline, 5)
    assert found is not None
    # Counted are those that some assumption ranks.
    assert found.draws == 100 + found.places.size


def test_nothing_ranked_is_nothing_found() -> None:
    answers = assessments()
    nobody = replace(answers, described=np.zeros(24, dtype=bool))
    assert propagate(nobody, score(nobody, INDEX), 1, 100) is None


def test_ranks_of_rows_are_those_of_the_index() -> None:
    rng = np.random.default_rng(1)
    scores = np.round(rng.random((50, 30)), 1) + rng.choice([0, 1e-12], (50, 30))
    scores[rng.random((50, 30)) < 0.2] = np.nan
    scores[0] = np.nan
    rows = np.array([0, 2, 3, 49])
    expected = np.nan_to_num([rank(scores[row]) for row in rows])
    assert (rank_within(sort_rows(scores), rows) == expected).all()
    allowed = rng.random(30) < 0.6
    without = np.where(allowed, scores, np.nan)
    expected = np.nan_to_num([rank(without[row]) for row in rows])
    assert (rank_within(sort_rows(scores), rows, allowed) == expected).all()
    assert not rank_within(sort_rows(scores), rows, np.zeros(30, dtype=bool)).any()


@pytest.mark.parametrize("draws", [60, 1 << 16])
@pytest.mark.parametrize("innovations", [3, 50, 1000])
def test_quantiles_over_bins_are_exact(
    innovations: int, draws: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 16 bins, a thousand ranks are counted three times: 63 in a bin, then 4, then 1."""
    monkeypatch.setattr(ranks, "BINS", 16)
    monkeypatch.setattr(ranks, "CACHED", 100)
    rng = np.random.default_rng(innovations)
    drawn = rng.integers(0, innovations + 1, (60, innovations)).astype(np.int32)
    drawn[:, 1] = 0
    times = rng.multinomial(draws, np.full(60, 1 / 60))
    counts = RankCounts(innovations, draws)
    counts.add(drawn, times)
    ranked, found = rank_quantiles(counts, (0.05, 0.95), lambda: [(drawn, times)])
    for column in range(innovations):
        had = np.repeat(drawn[:, column], times)
        assert ranked[column] == np.count_nonzero(had)
        if not ranked[column]:
            assert [one[column] for one in found] == [0, 0]
            continue
        expected = np.quantile(had[had > 0], (0.05, 0.95), method="inverted_cdf")
        assert [one[column] for one in found] == list(expected)


def test_ridits_by_hand() -> None:
    # Best first: 1 was given once, 2 three times, 3 never, 4 four times; shares .125 .375 0 .5.
    # Ridits from the worst: 5: 0, 4: .25, 3: .5, 2: .6875, 1: .9375; stretched by 1 / .9375.
    item = Item("v", "d", equal_steps(tuple("12345"), FIRST), FIRST)
    codes = np.array([0, 1, 1, 1, 3, 3, 3, 3, -1, -2], dtype=np.int8)
    expected = [1, 0.6875 / 0.9375, 0.5 / 0.9375, 0.25 / 0.9375, 0]
    assert [s for _, s in ridit_scores(item, codes)] == pytest.approx(expected)
    # Two answers are the ends of the scale whatever was given.
    two = Item("v", "d", (("a", 0.9), ("b", 0.2)), FIRST)
    assert [s for _, s in ridit_scores(two, codes[:4])] == pytest.approx([0.9, 0.2])
    # Codes with one score are one answer; nobody answered: as defined.
    same = Item("v", "d", (("1", 1.0), ("2", 0.5), ("3", 0.5), ("4", 0.0)), FIRST)
    one, two_, three, four = (s for _, s in ridit_scores(same, codes))
    assert two_ == three
    assert (one, four) == (1, 0)
    assert ridit_scores(same, codes[8:]) == same.scores
