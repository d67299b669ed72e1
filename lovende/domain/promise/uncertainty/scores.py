"""The index and the ranks of all innovations under many assumptions at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lovende.domain.promise.composite import TOLERANCE, Floats, Mean, aggregate
from lovende.domain.promise.definition import SkippedRule
from lovende.domain.promise.scoring import SKIPPED, Assessments, Scores, item_scores
from lovende.domain.promise.uncertainty.space import Space

Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Table:
    """Scores of answers (innovations x items): `values` (0 where left out), `known` (1, or 0 where
    left out; None where nothing is), and `logs` of the values lifted by the offset of the geometric
    mean."""

    values: Floats
    known: Floats | None
    logs: Floats

    @classmethod
    def of(cls, items: Floats, offset: float) -> Table:
        """Return the table of item scores, NaN where left out."""
        there = ~np.isnan(items)
        values = np.where(there, items, 0.0)
        logs = np.where(there, np.log(values + offset), 0.0)
        return cls(values, None if there.all() else there.astype(np.float64), logs)


class Answers:
    """The innovations that any assumption admits: `places` are their rows in the assessments,
    `dont_know` counts their don't knows."""

    def __init__(
        self, space: Space, codes: NDArray[np.int8], places: Ints, dont_know: Ints
    ) -> None:
        self.places, self.dont_know = places, dont_know
        self._space, self._codes = space, codes
        self._at: tuple[int, int] | None = None
        self._table: Table

    def table(self, scoring: int, dont_know: int) -> Table:
        """Return what a scoring and a don't know (places in the lists of the space) make of the
        answers. Only the last one is kept: for very many innovations they would fill the memory."""
        if self._at != (scoring, dont_know):
            space = self._space
            items = space.items(space.scorings[scoring], space.dont_knows[dont_know])
            rules = replace(space.definition, items=items)
            self._table = Table.of(item_scores(self._codes, rules), rules.offset)
            self._at = scoring, dont_know
        return self._table


def answers_of(space: Space, assessments: Assessments, baseline: Scores) -> Answers:
    """Return the innovations that are ranked under the widest limit."""
    skipped = assessments.codes == SKIPPED
    admitted = assessments.described & ~skipped.all(axis=1)
    if space.definition.skipped is SkippedRule.EXCLUDE:
        admitted &= ~skipped.any(axis=1)
    limits = [limit for limit in space.limits if limit is not None]
    if limits:
        admitted &= baseline.dont_know <= max(limits)
    places = np.flatnonzero(admitted)
    return Answers(space, assessments.codes[places], places, baseline.dont_know[places])


def index_under(space: Space, answers: Answers, chosen: Ints) -> Floats:
    """Return the index (assumptions x innovations) for rows of `Levels.chosen`, NaN where an
    innovation has no score. The limit of don't knows plays no part: see `rank_within`."""
    index = np.empty((chosen.shape[0], answers.places.size))
    nested = np.array([weighting.nested for weighting in space.weightings])[chosen[:, 3]]
    # Rows that share scoring, don't know, mean and nesting are one product of matrices.
    keys = np.column_stack([chosen[:, [0, 1, 4]], nested])
    groups, group = np.unique(keys, axis=0, return_inverse=True)
    for number, (scoring, dont_know, mean, within) in enumerate(groups):
        rows = np.flatnonzero(group.ravel() == number)
        weights = np.array([space.weightings[place].items for place in chosen[rows, 3]])
        table = answers.table(int(scoring), int(dont_know))
        index[rows] = _means(space, table, weights, space.means[int(mean)], bool(within))
    return index


def _means(space: Space, table: Table, weights: Floats, mean: Mean, nested: bool) -> Floats:
    """Return the mean of the items of each innovation under each row of `weights`."""
    definition = space.definition
    if mean is Mean.ORDERED:
        items = table.values
        if table.known is not None:
            items = np.where(table.known > 0, items, np.nan)
        order = definition.order_weights
        return np.array([aggregate(items, row, mean, order_weights=order) for row in weights])
    if mean is Mean.GEOMETRIC:
        found = _mean(weights, table.logs, table.known)
        np.exp(found, out=found)
        found -= definition.offset
        return found
    if not nested or table.known is None:
        # With every item known, the mean of dimension means is the mean under these weights.
        return _mean(weights, table.values, table.known)
    total = np.zeros((weights.shape[0], table.values.shape[0]))
    reached = np.zeros_like(total)
    for dimension in definition.dimensions:
        places = list(definition.items_of(dimension.key))
        own = weights[:, places]
        weight = own.sum(axis=1)[:, None]
        means = _mean(own, table.values[:, places], table.known[:, places])
        there = ~np.isnan(means)
        total += np.where(there, weight * means, 0.0)
        reached += weight * there
    return _ratio(total, reached)


def _mean(weights: Floats, values: Floats, known: Floats | None) -> Floats:
    """Return the weighted means (weights x innovations) of what is known."""
    above = weights @ values.T
    if known is None:
        above /= weights.sum(axis=1, keepdims=True)
        return above
    return _ratio(above, weights @ known.T)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, NaN where nothing is below."""
    found: Floats = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return found


@dataclass(frozen=True, eq=False)
class Sorted:
    """Rows of an index in order, best first: `order` are the columns, `values` the index there
    (NaN at the end)."""

    order: Ints
    values: Floats


def sort_rows(index: Floats) -> Sorted:
    """Sort each row of `index`."""
    order = np.argsort(-index, axis=1)
    return Sorted(order, np.take_along_axis(index, order, axis=1))


def rank_within(found: Sorted, rows: Ints, allowed: NDArray[np.bool_] | None = None) -> Ranks:
    """Return the ranks within each of the `rows`, 0 where there is none; as `composite.rank`.

    Only those that are `allowed` (innovations) are ranked. That is less work than sorting them for
    each limit of don't knows anew.
    """
    order, values = found.order[rows], found.values[rows]
    ranks = np.zeros(order.shape, dtype=np.int32)
    if allowed is not None:
        kept = allowed[order]
        shape = (rows.size, np.count_nonzero(allowed))
        order, values = order[kept].reshape(shape), values[kept].reshape(shape)
    first = np.zeros(order.shape, dtype=np.int32)
    with np.errstate(invalid="ignore"):
        new = values[:, :-1] - values[:, 1:] > TOLERANCE
    np.multiply(new, np.arange(1, order.shape[1], dtype=np.int32), out=first[:, 1:])
    np.maximum.accumulate(first, axis=1, out=first)
    first += 1
    first[np.isnan(values)] = 0
    np.put_along_axis(ranks, order, first, axis=1)
    return ranks
