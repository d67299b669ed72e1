"""Tests that respect clusters: the permutation of whole municipalities between the groups.

Leaders of one municipality are not independent, and what the groups are made by (the size of the
municipality) is the same for all of them. So not people but clusters are dealt out anew: each
draw gives every cluster a group, with as many clusters in each group as there were, and all
questions are counted anew under the same draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from lovende.domain.statistics.contingency import reciprocal
from lovende.domain.statistics.ranks import TIE, monte_carlo_p
from lovende.domain.statistics.tables import Codes, Counts

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From tables (groups, columns, draws) to one number a draw; larger is further from the null."""

BATCH = 1000
"""Draws that are counted together; with some hundred levels they fit the cache."""
BATCH_LABELS = 10_000_000
MOST_NUMBERS = 1 << 62


@dataclass(frozen=True, eq=False)
class Clusters:
    """The clusters of the people in a comparison.

    `member[i]` is the cluster (0, 1, ...) of person i, -1 for whoever has no group. `group[c]` is
    the group of cluster c, None where some cluster has people in more than one group.
    """

    member: Codes
    count: int
    group: Codes | None

    def tally(self, columns: npt.NDArray[np.integer]) -> Counts:
        """Add up per cluster: columns (people, k) -> (clusters, k)."""
        inside = self.member >= 0
        member = self.member[inside]
        totals = np.zeros((self.count, columns.shape[1]), dtype=np.int64)
        for place, column in enumerate(columns.T):
            totals[:, place] = np.bincount(member, column[inside], minlength=self.count)
        return totals


def clusters_of(ids: Codes, groups: Codes) -> Clusters:
    """Return the clusters of all people with a group; who has no cluster (id < 0) is one alone."""
    ids = ids.astype(np.int64, copy=True)
    alone = ids < 0
    ids[alone] = ids.max(initial=0) + 1 + np.arange(int(alone.sum()))
    inside = groups >= 0
    member = np.full(ids.size, -1, dtype=np.int64)
    unique, member[inside] = np.unique(ids[inside], return_inverse=True)
    group = np.full(unique.size, -1, dtype=np.int64)
    group[member[inside]] = groups[inside]
    constant = bool((group[member[inside]] == groups[inside]).all())
    return Clusters(member, unique.size, group if constant else None)


def every_assignment(group: Codes, limit: int) -> Codes | None:
    """Return each way to deal the groups out to the clusters once: (ways, clusters).

    None where there are more than `limit` ways.
    """
    sizes = np.bincount(group)
    # Estimated first: the factorial of a million has five million digits.
    if gammaln(group.size + 1) - gammaln(sizes + 1).sum() > math.log(limit) + 1:
        return None
    ways = math.factorial(group.size) // math.prod(math.factorial(int(size)) for size in sizes)
    if ways > limit:
        return None
    return np.array(list(_arrangements(group.size, [int(size) for size in sizes])))


def random_assignments(group: Codes, draws: int, rng: np.random.Generator) -> Codes:
    """Return the groups dealt out at random to the clusters, shape (draws, clusters)."""
    sizes = np.bincount(group)
    if sizes.size == 2:
        # The numpy generator draws one of two groups several times faster than it shuffles.
        ones = np.ones(group.size, dtype=np.int64)
        return rng.multivariate_hypergeometric(ones, int(sizes[1]), draws, method="count")
    return rng.permuted(np.broadcast_to(group, (draws, group.size)), axis=1)


def permutation_p_values(
    group: Codes,
    blocks: Sequence[tuple[npt.NDArray[np.integer], Statistic]],
    *,
    draws: int,
    rng: np.random.Generator,
) -> list[tuple[float, float | None]]:
    """Return p and its standard error (None where all ways were counted) for each block.

    `group[c]` is the group of cluster c. A block is the counts per cluster, shape (clusters,
    columns), and the statistic of the table (groups x columns) that they add up to. All blocks
    share the draws, so their p-values belong together. p = (1 + number at least as large) /
    (1 + draws), or the plain share where all ways were counted.
    """
    if not blocks:
        return []
    every = every_assignment(group, draws)
    groups = int(group.max()) + 1
    stacked = np.hstack([counts for counts, _ in blocks]).astype(float)
    ends = np.cumsum([counts.shape[1] for counts, _ in blocks])
    starts = ends - [counts.shape[1] for counts, _ in blocks]
    parts = list(zip(starts, ends, (statistic for _, statistic in blocks), strict=True))
    own = _tables(group[None, :], groups, stacked)
    limits = [at_least(statistic(own[:, a:b]))[0] for a, b, statistic in parts]
    hits = np.zeros(len(blocks), dtype=np.int64)
    for tables in _batches(group, every, stacked, draws, rng):
        for place, (a, b, statistic) in enumerate(parts):
            hits[place] += int((statistic(tables[:, a:b]) >= limits[place]).sum())
    if every is not None:
        return [(int(hit) / every.shape[0], None) for hit in hits]
    return [monte_carlo_p(int(hit), draws) for hit in hits]


def _batches(
    group: Codes, every: Codes | None, stacked: Floats, draws: int, rng: np.random.Generator
) -> Iterator[Floats]:
    """Yield the tables of the assignments in batches that fit the memory."""
    groups = int(group.max()) + 1
    if every is None:
        kinds, sizes = kinds_of(stacked)
        if 2 * sizes.size <= group.size:
            yield from _by_kind(kinds, sizes, np.bincount(group), draws, rng)
            return
    size = max(1, min(BATCH, BATCH_LABELS // group.size))
    total = draws if every is None else every.shape[0]
    for first in range(0, total, size):
        until = min(first + size, total)
        labels = (
            random_assignments(group, until - first, rng) if every is None else every[first:until]
        )
        yield _tables(labels, groups, stacked)


def kinds_of(stacked: Floats) -> tuple[Floats, Counts]:
    """Return the different rows of `stacked` (whole numbers, as floats) and how many of each.

    In the order of `np.unique(axis=0)`, on which the random numbers rest: by the first column, then
    by the next. Each column becomes a digit; as many as fit are one number, so that numbers are
    sorted and not rows. Where they do not fit, the rank of the rows so far is the first digit.
    """
    number = np.zeros(stacked.shape[0], dtype=np.int64)
    reached = 1
    for digit in stacked.T.astype(np.int64):
        column = digit - digit.min(initial=0)
        base = int(column.max(initial=0)) + 1
        if reached * base > MOST_NUMBERS:
            _, number = np.unique(number, return_inverse=True)
            reached = int(number.max(initial=0)) + 1
        number = number * base + column
        reached *= base
    _, first, sizes = np.unique(number, return_index=True, return_counts=True)
    return stacked[first], sizes


def _by_kind(
    kinds: Floats, sizes: Counts, members: Counts, draws: int, rng: np.random.Generator
) -> Iterator[Floats]:
    """Yield the tables of random assignments, where many clusters are alike.

    Which of those that are alike are drawn makes no difference, so only how many of each kind fall
    to each group (`members` are the clusters of each) is drawn: multivariate hypergeometric numbers.
    """
    for first in range(0, draws, BATCH):
        batch = min(BATCH, draws - first)
        left = np.broadcast_to(sizes, (batch, sizes.size)).copy()
        tables = []
        for group, wanted in enumerate(members[:-1]):
            if group == 0:
                drawn = rng.multivariate_hypergeometric(sizes, wanted, batch, method="marginals")
            else:
                drawn = np.array(
                    [
                        rng.multivariate_hypergeometric(row, wanted, method="marginals")
                        for row in left
                    ]
                )
            left -= drawn
            tables.append(kinds.T @ drawn.T.astype(float))
        yield np.stack([*tables, kinds.T @ left.T.astype(float)])


def at_least(observed: Floats) -> Floats:
    """Return the value from which a statistic counts as no smaller than `observed`.

    The same table can give a number that differs in the last digits when it is added up in
    another order; a tie must count as a tie.
    """
    return observed - TIE * np.maximum(1.0, np.abs(observed))


def largest_difference(tables: Floats) -> Floats:
    """Return the largest standardised difference over the options of a several-choice question.

    `tables` has shape (groups, options + 1, draws): how many ticked each option, and in the last
    column the base of the group. For two groups it is the largest |p1 - p2| / sqrt(p (1 - p)
    (1/n1 + 1/n2)); in general the root of the largest chi-square of option by group.
    """
    ticked, base = tables[:, :-1], tables[:, -1:]
    overall = ticked.sum(axis=0) * reciprocal(base.sum(axis=0))
    squares = (
        (ticked - base * overall) ** 2 * reciprocal(base) * reciprocal(overall * (1 - overall))
    )
    result: Floats = np.sqrt(squares.sum(axis=0).max(axis=0, initial=0.0))
    return result


def _tables(labels: Codes, groups: int, stacked: Floats) -> Floats:
    """Add up the clusters of each group: (draws, clusters), (clusters, k) -> (groups, k, draws)."""
    tables = np.empty((groups, stacked.shape[1], labels.shape[0]))
    for group in range(groups - 1):
        np.matmul(stacked.T, (labels == group).T.astype(float), out=tables[group])
    tables[-1] = stacked.sum(axis=0)[:, None] - tables[:-1].sum(axis=0)
    return tables


def _arrangements(places: int, sizes: list[int]) -> Iterator[list[int]]:
    """Yield every way to give `sizes[g]` of the places the group g."""

    def fill(free: tuple[int, ...], group: int, labels: list[int]) -> Iterator[list[int]]:
        if group == len(sizes):
            yield list(labels)
            return
        for chosen in combinations(free, sizes[group]):
            for place in chosen:
                labels[place] = group
            rest = tuple(place for place in free if place not in chosen)
            yield from fill(rest, group + 1, labels)

    return fill(tuple(range(places)), 0, [0] * places)
