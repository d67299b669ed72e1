"""The Fisher-Freeman-Halton test of an r x c table: exactly, or by seeded Monte Carlo.

Given its row and column totals and independence, a table x has the probability
P(x) = prod(row!) prod(column!) / (N! prod(x!)). The p-value is the probability of all tables that
are no more probable than the observed one (Freeman & Halton 1951, Biometrika 38, 141-149).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from lovende.domain.statistics.contingency import without_empty
from lovende.domain.statistics.ranks import Method, monte_carlo_p
from lovende.domain.statistics.sampling import random_tables
from lovende.domain.statistics.tables import Counts

Floats = npt.NDArray[np.float64]

TIE = 1e-7
"""Tables whose log probabilities differ by less than this are equally probable (as in R)."""
PATH_LIMIT = 400_000
TABLE_LIMIT = 20_000_000
NODE_LIMIT = 500_000
"""Bounds of the enumeration, for time (a second or so) and for memory."""


@dataclass(frozen=True, slots=True)
class ExactTest:
    """`p_se` is the standard error of a Monte Carlo p, else None."""

    p: float
    n: int
    method: Method
    p_se: float | None = None


def fisher(
    table: Counts,
    *,
    draws: int,
    rng: np.random.Generator,
    path_limit: int = PATH_LIMIT,
    table_limit: int = TABLE_LIMIT,
) -> ExactTest | None:
    """Return the exact test, or a Monte Carlo test of `draws` tables where enumeration is too large.

    None where the table has fewer than two rows or columns with somebody in them.
    """
    exact = fisher_exact(table, path_limit=path_limit, table_limit=table_limit)
    return exact or fisher_monte_carlo(table, draws=draws, rng=rng)


def fisher_monte_carlo(table: Counts, *, draws: int, rng: np.random.Generator) -> ExactTest | None:
    """Return p = (1 + number no more probable) / (1 + draws) from random tables."""
    table = without_empty(table)
    if min(table.shape) < 2:
        return None
    sampled = random_tables(table.sum(axis=1), table.sum(axis=0), draws, rng)
    weights = -gammaln(sampled + 1).sum(axis=(0, 1))
    hits = int((weights <= -gammaln(table + 1).sum() + TIE).sum())
    p, p_se = monte_carlo_p(hits, draws)
    return ExactTest(p, int(table.sum()), "monte_carlo", p_se)


def fisher_exact(
    table: Counts, *, path_limit: int = PATH_LIMIT, table_limit: int = TABLE_LIMIT
) -> ExactTest | None:
    """Return the exact p-value, or None where enumeration is too large or the table too small.

    The smaller rows are enumerated one after the other. What they leave for the last two rows is a
    table of two rows, whose distribution is made once for each set of column totals left over and
    searched for every way that leads there: far fewer steps than there are tables.
    """
    table = without_empty(table)
    if min(table.shape) < 2:
        return None
    limits = np.log([path_limit, NODE_LIMIT, table_limit])
    table = min(table, table.T, key=lambda way: float(np.max(_work(way) - limits)))
    if (_work(table) > limits).any():
        return None
    table = table[np.argsort(table.sum(axis=1), kind="stable")]
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    left, weights = _paths(rows[:-2], columns)
    p = _total_tail(left, weights, rows, columns, -float(gammaln(table + 1).sum()))
    return ExactTest(min(1.0, p), int(table.sum()), "exact")


def _work(table: Counts) -> Floats:
    """Return upper bounds, as logarithms, of the numbers of paths, tables a node, and tables in all.

    The paths fill all rows but the two largest; each set of totals that they leave is a node, to
    be filled by tables of two rows.
    """
    rows, columns = np.sort(table.sum(axis=1)), np.sort(table.sum(axis=0))
    paths = float(_log_ways(rows[:-2], columns.size).sum())
    nodes = min(paths, float(_log_ways(rows[:-2].sum(), columns.size)))
    tables = float(np.log(np.minimum(columns[:-1], rows[-2]) + 1).sum())
    return np.array([paths, tables, nodes + tables])


def _log_ways(total: npt.ArrayLike, parts: int) -> Floats:
    """Return the logarithm of the number of ways to share `total` among `parts`."""
    amount = np.asarray(total, dtype=float)
    ways: Floats = gammaln(amount + parts) - gammaln(amount + 1) - gammaln(parts)
    return ways


def _paths(rows: Counts, columns: Counts) -> tuple[Counts, Floats]:
    """Fill `rows` in every way: the column totals left over (paths, columns), and -sum(log x!)."""
    left, weights = columns[None, :], np.zeros(1)
    for total in rows:
        # What is left is sorted, so the bounds are no longer those of the columns in their order.
        choices = _compositions(int(total), left.max(axis=0))
        after = left[:, None, :] - choices[None, :, :]
        possible = (after >= 0).all(axis=2)
        # Only the set of totals matters for what follows, so the columns may be sorted.
        left = np.sort(after[possible], axis=1)
        cost = gammaln(choices + 1).sum(axis=1)
        weights = (weights[:, None] - cost)[possible]
    return left, weights


def _compositions(total: int, bounds: Counts) -> Counts:
    """Return every row of whole numbers from 0 to `bounds` that sums to `total`."""
    rows = np.zeros((1, 0), dtype=np.int64)
    spent = np.zeros(1, dtype=np.int64)
    for place, bound in enumerate(bounds[:-1]):
        still = int(bounds[place + 1 :].sum())
        values = np.arange(min(int(bound), total) + 1)
        after = spent[:, None] + values
        keep = (after <= total) & (after >= total - still)
        which, value = np.nonzero(keep)
        rows = np.column_stack([rows[which], values[value]])
        spent = after[keep]
    return np.column_stack([rows, total - spent])


def _total_tail(
    left: Counts, weights: Floats, rows: Counts, columns: Counts, observed: float
) -> float:
    """Sum the probabilities of all tables with -sum(log x!) up to `observed`."""
    constant = gammaln(rows + 1).sum() + gammaln(columns + 1).sum() - gammaln(rows.sum() + 1)
    nodes, place = _unique_rows(left)
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(nodes.shape[0] + 1))
    a, b = int(rows[-2]), int(rows[-1])
    total = 0.0
    for number, node in enumerate(nodes):
        upper = _compositions(a, node)
        sub = -(gammaln(upper + 1) + gammaln(node - upper + 1)).sum(axis=1)
        sub.sort()
        scale = gammaln(a + 1) + gammaln(b + 1) + gammaln(node + 1).sum() - gammaln(a + b + 1)
        running = np.concatenate([[0.0], np.cumsum(np.exp(sub + scale))])
        own = weights[order[starts[number] : starts[number + 1]]]
        reach = np.searchsorted(sub, observed + TIE - own, side="right")
        total += float((np.exp(constant + own - scale) * running[reach]).sum())
    return total


def _unique_rows(left: Counts) -> tuple[Counts, npt.NDArray[np.intp]]:
    """Return the different rows, and for each row which of them it is."""
    base = int(left.max()) + 1
    if left.shape[1] * math.log2(base) >= 63:
        nodes, place = np.unique(left, axis=0, return_inverse=True)
        return nodes, place
    # One number a row sorts many times faster than rows do.
    keys = left @ base ** np.arange(left.shape[1], dtype=np.int64)
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    return left[first], place
