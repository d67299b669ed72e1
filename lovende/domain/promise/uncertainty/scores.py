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


@dataclass(frozen=True, eq=False)
class Answers:
    """The innovations that any assumption admits, and what every scoring makes of their answers.

    `places` are their rows in the assessments, `dont_know` counts their don't knows. `tables` has
    one table for each scoring and don't know.
    """

    places: Ints
    dont_know: Ints
    tables: dict[tuple[int, int], Table]


@dataclass(frozen=True, eq=False)
class Table:
    """Scores of answers (innovations x items): `values` (0 where left out), `known` (1, or 0 where
    left out), and `logs` of the values lifted by the offset of the geometric mean."""

    values: Floats
    known: Floats
    logs: Floats

    @classmethod
    def of(cls, items: Floats, offset: float) -> Table:
        """Return the table of item scores, NaN where left out."""
        known = (~np.isnan(items)).astype(np.float64)
        values = np.where(known > 0, items, 0.0)
        return cls(values, known, known * np.log(values + offset))


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
    codes = assessments.codes[places]
    tables = {}
    for first, scoring in enumerate(space.scorings):
        for second, dont_know in enumerate(space.dont_knows):
            rules = replace(space.definition, items=space.items(scoring, dont_know))
            tables[first, second] = Table.of(item_scores(codes, rules), rules.offset)
    return Answers(places, baseline.dont_know[places], tables)


def index_under(space: Space, answers: Answers, chosen: Ints) -> Floats:
    """Return the index (assumptions x innovations) for rows of `Levels.chosen`, NaN where an
    innovation is not ranked."""
    index = np.empty((chosen.shape[0], answers.places.size))
    nested = np.array([weighting.nested for weighting in space.weightings])[chosen[:, 3]]
    # Rows that share scoring, don't know, mean and nesting are one product of matrices.
    keys = np.column_stack([chosen[:, [0, 1, 4]], nested])
    groups, group = np.unique(keys, axis=0, return_inverse=True)
    for number, (scoring, dont_know, mean, within) in enumerate(groups):
        rows = np.flatnonzero(group.ravel() == number)
        weights = np.array([space.weightings[place].items for place in chosen[rows, 3]])
        table = answers.tables[int(scoring), int(dont_know)]
        index[rows] = _means(space, table, weights, space.means[int(mean)], bool(within))
    limits = np.array([np.inf if limit is None else limit for limit in space.limits])
    index[answers.dont_know[None, :] > limits[chosen[:, 2]][:, None]] = np.nan
    return index


def _means(space: Space, table: Table, weights: Floats, mean: Mean, nested: bool) -> Floats:
    """Return the mean of the items of each innovation under each row of `weights`."""
    definition = space.definition
    if mean is Mean.ORDERED:
        items = np.where(table.known > 0, table.values, np.nan)
        order = definition.order_weights
        return np.array([aggregate(items, row, mean, order_weights=order) for row in weights])
    if mean is Mean.GEOMETRIC:
        logs = _ratio(weights @ table.logs.T, weights @ table.known.T)
        found: Floats = np.exp(logs) - definition.offset
        return found
    if not nested:
        return _ratio(weights @ table.values.T, weights @ table.known.T)
    total = np.zeros((weights.shape[0], table.values.shape[0]))
    reached = np.zeros_like(total)
    for dimension in definition.dimensions:
        places = list(definition.items_of(dimension.key))
        own = weights[:, places]
        weight = own.sum(axis=1)[:, None]
        means = _ratio(own @ table.values[:, places].T, own @ table.known[:, places].T)
        there = ~np.isnan(means)
        total += np.where(there, weight * means, 0.0)
        reached += weight * there
    return _ratio(total, reached)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Return above / below, NaN where nothing is below."""
    found: Floats = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return found


def rank_rows(index: Floats) -> NDArray[np.int32]:
    """Return the ranks within each row of `index`, 0 where there is none; as `composite.rank`."""
    order = np.argsort(-index, axis=1)
    in_order = np.take_along_axis(index, order, axis=1)
    first = np.zeros(index.shape, dtype=np.int32)
    with np.errstate(invalid="ignore"):
        new = in_order[:, :-1] - in_order[:, 1:] > TOLERANCE
    first[:, 1:] = np.where(new, np.arange(1, index.shape[1], dtype=np.int32), 0)
    np.maximum.accumulate(first, axis=1, out=first)
    first += 1
    first[np.isnan(in_order)] = 0
    ranks = np.empty_like(first)
    np.put_along_axis(ranks, order, first, axis=1)
    return ranks
