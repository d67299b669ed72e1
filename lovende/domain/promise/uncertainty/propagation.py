"""The ranking under many draws of the assumptions, and what each assumption has to do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lovende.domain.promise.composite import TOLERANCE, Floats
from lovende.domain.promise.scoring import Assessments, Scores
from lovende.domain.promise.uncertainty.assumptions import Factor, draws_for
from lovende.domain.promise.uncertainty.ranks import RankCounts, rank_quantiles
from lovende.domain.promise.uncertainty.scores import (
    Answers,
    Ints,
    Ranks,
    answers_of,
    index_under,
    rank_within,
    sort_rows,
)
from lovende.domain.promise.uncertainty.sobol import SobolIndices, indices_of, saltelli_design
from lovende.domain.promise.uncertainty.space import Levels, Space, make_space

LOW, HIGH = 0.05, 0.95
CELLS = 500_000
"""So many scores are held at once."""

LIMIT = list(Factor).index(Factor.MAX_DONT_KNOW)

Done = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Spread:
    """The mean of an output over the draws, and its 5 and 95 % quantile."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What the draws found.

    `places` are rows of the assessments: every innovation that any assumption ranks. Aligned with
    them: `selected` (share of all draws in which it is above the threshold), `ranked` (share of
    the draws in which it is ranked), `rank_low` and `rank_high` (5 and 95 % quantile of its rank
    over those draws, a rank that occurred; 0 where there is none). `rank_shift` and `overlap`
    describe the draws against the baseline (see `_Runner`), `count` the number selected in them;
    `indices` has a row for each of the first two and a column for each of `Factor`.
    """

    space: Space
    draws: int
    places: Ints
    selected: Floats
    ranked: Floats
    rank_low: Ints
    rank_high: Ints
    rank_shift: Spread
    overlap: Spread
    count: Spread
    indices: SobolIndices


def propagate(
    assessments: Assessments,
    baseline: Scores,
    seed: int,
    draws: int | None = None,
    done: Done = lambda _finished, _total: None,
) -> Uncertainty | None:
    """Return how sure the ranking `baseline` of `assessments` is; None where nothing is ranked.

    Draws are independent and uniform over the assumptions of the definition; the same `seed`
    gives the same. `draws` overrides those of the definition, at least 2; where neither says how
    many, it is `draws_for` the innovations. `done` is told how much of `work_of` is done. 10,000
    draws over 160 innovations take a quarter of a second, 500 over 100,000 some seconds.
    """
    definition = baseline.definition
    space = make_space(definition, assessments, seed)
    answers = answers_of(space, assessments, baseline)
    if not answers.places.size or not baseline.ranked.any():
        return None
    draws = draws or definition.uncertainty.draws or draws_for(answers.places.size)
    points = np.random.default_rng([seed, 5, 1]).random((draws, len(Factor)))
    design = saltelli_design(len(Factor), design_size(draws), seed)
    # Together, since many draws and points of the design stand for the same assumptions.
    runner = _Runner(space, answers, baseline, draws, done)
    outputs = runner.run(np.concatenate([points, design.reshape(-1, len(Factor))]))
    ranked, (low, high) = rank_quantiles(runner.counts, (LOW, HIGH), lambda: runner.ranks(points))
    return Uncertainty(
        space=space,
        draws=draws,
        places=answers.places,
        selected=runner.selected / draws,
        ranked=ranked / draws,
        rank_low=low,
        rank_high=high,
        rank_shift=_spread(outputs[0, :draws]),
        overlap=_spread(outputs[1, :draws]),
        count=_spread(outputs[2, :draws]),
        indices=indices_of(outputs[:2, draws:], len(Factor), seed),
    )


def design_size(draws: int) -> int:
    """Return the size of the design of the Sobol indices: the power of 2 up to half of the draws."""
    return 1 << max(1, (draws // 2).bit_length() - 1)


def work_of(draws: int) -> int:
    """Return how many draws and points of the design there are to do."""
    return draws + (len(Factor) + 2) * design_size(draws)


def _spread(values: Floats) -> Spread:
    low, high = np.quantile(values, (LOW, HIGH), method="inverted_cdf")
    return Spread(float(values.mean()), float(low), float(high))


@dataclass(frozen=True, eq=False)
class _Block:
    """Points with the same limit of don't knows: `points` are their places, `row_of` says which
    row of `index` and of `ranks` each has. Only who is `allowed` (None: everyone) is ranked."""

    points: Ints
    row_of: Ints
    index: Floats
    ranks: Ranks
    allowed: NDArray[np.bool_] | None


class _Runner:
    """Ranks the innovations point by point and compares with the baseline. The first `draws`
    points are draws: only of these are ranks and selections counted."""

    def __init__(
        self, space: Space, answers: Answers, baseline: Scores, draws: int, done: Done
    ) -> None:
        self.space, self.answers, self.draws, self.done = space, answers, draws, done
        self.rank = np.nan_to_num(baseline.rank[answers.places]).astype(np.int32)
        self.chosen = np.flatnonzero(baseline.selected[answers.places])
        self.selected: Ints = np.zeros(answers.places.size, dtype=np.int64)
        self.counts = RankCounts(answers.places.size, draws)
        self.size = max(1, CELLS // max(1, answers.places.size))

    def run(self, points: Floats) -> Floats:
        """Return rank shift, overlap and number selected (3 x points), and count."""
        levels = self.space.levels(points)
        outputs = np.empty((3, points.shape[0]))
        finished = 0
        for block in self._blocks(levels):
            outputs[0, block.points] = self._shift(block.ranks)[block.row_of]
            self.counts.add(*self._drawn(block))
            for first in range(0, block.points.size, self.size):
                part = block.points[first : first + self.size]
                above = self._above(block, slice(first, first + self.size), levels.thresholds[part])
                outputs[1, part] = self._overlap(above)
                outputs[2, part] = np.count_nonzero(above, axis=1)
                self.selected += np.count_nonzero(above[part < self.draws], axis=0)
            finished += block.points.size
            self.done(finished, points.shape[0])
        return outputs

    def ranks(self, points: Floats) -> Iterator[tuple[Ranks, Ints]]:
        """Yield the ranks of the draws once more, and how many draws have each row of them."""
        for block in self._blocks(self.space.levels(points)):
            yield self._drawn(block)

    def _drawn(self, block: _Block) -> tuple[Ranks, Ints]:
        times = np.bincount(block.row_of[block.points < self.draws], minlength=block.ranks.shape[0])
        return block.ranks[times > 0], times[times > 0]

    def _above(self, block: _Block, part: slice, thresholds: Floats) -> NDArray[np.bool_]:
        above = block.index[block.row_of[part]] > thresholds[:, None] + TOLERANCE
        if block.allowed is not None:
            above &= block.allowed
        return above

    def _blocks(self, levels: Levels) -> Iterator[_Block]:
        """Yield all points, those that assume the same scores together.

        Only a few thousand choices of all the assumptions but the threshold and the limit exist:
        each is scored and sorted once, and ranked once for each limit.
        """
        limit = levels.chosen[:, LIMIT]
        others = np.delete(levels.chosen, LIMIT, axis=1)
        order = np.lexsort((limit, *others.T[::-1]))
        first = np.flatnonzero(np.any(np.diff(others[order], axis=0, prepend=-1), axis=1))
        row_of = np.repeat(np.arange(first.size), np.diff(first, append=order.size))
        for start in range(0, first.size, self.size):
            rows = first[start : start + self.size]
            end = first[start + self.size] if start + self.size < first.size else order.size
            index = index_under(self.space, self.answers, levels.chosen[order[rows]])
            in_order = sort_rows(index)
            points, row = order[rows[0] : end], row_of[rows[0] : end] - start
            for place, most in enumerate(self.space.limits):
                here = limit[points] == place
                if not here.any():
                    continue
                allowed = None if most is None else self.answers.dont_know <= most
                if allowed is not None and allowed.all():
                    allowed = None
                needed, of_needed = np.unique(row[here], return_inverse=True)
                ranks = rank_within(in_order, needed, allowed)
                yield _Block(points[here], of_needed, index[needed], ranks, allowed)

    def _shift(self, ranks: Ranks) -> Floats:
        """Return the mean absolute shift of rank of those ranked in both; 0 where there are none
        (Saisana, Saltelli and Tarantola 2005, formula 3)."""
        both = (ranks > 0) & (self.rank > 0)
        shifts = np.where(both, np.abs(ranks - self.rank), 0).sum(axis=1, dtype=np.int64)
        found: Floats = shifts / np.maximum(1, np.count_nonzero(both, axis=1))
        return found

    def _overlap(self, above: NDArray[np.bool_]) -> Floats:
        """Return Jaccard's index of the selected with those of the baseline: those selected in
        both over those selected in either; 1 where there are none."""
        both = np.count_nonzero(above[:, self.chosen], axis=1)
        either = np.count_nonzero(above, axis=1) + self.chosen.size - both
        found: Floats = np.where(either > 0, both / np.maximum(1, either), 1.0)
        return found
