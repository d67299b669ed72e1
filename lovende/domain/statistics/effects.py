"""Effect sizes with 95 % intervals: Cramér's V, Cliff's delta, difference of percentages."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.clusters import Clusters
from lovende.domain.statistics.contingency import chi_square_many, reciprocal
from lovende.domain.statistics.tables import Z95, Counts, wilson

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """A size of effect and its 95 % limits (None where they cannot be told)."""

    value: float
    low: float | None
    high: float | None


def cramers_v(table: Counts) -> float | None:
    """Return Cramér's V of a two-way table, corrected for bias; None without two rows and columns.

    phi2 = X2 / n; phi2' = max(0, phi2 - (r - 1)(c - 1) / (n - 1)); r' = r - (r - 1)^2 / (n - 1),
    c' likewise; V = sqrt(phi2' / min(r' - 1, c' - 1)) (Bergsma 2013, Journal of the Korean
    Statistical Society 42, 323-328).
    """
    counts = np.asarray(table, dtype=float)
    if min((counts.sum(axis=0) > 0).sum(), (counts.sum(axis=1) > 0).sum()) < 2:
        return None
    squared, scale = _bias_corrected(counts[:, :, None])
    return math.sqrt(max(0.0, float(squared[0])) / float(scale[0])) if scale[0] > 0 else None


def cliffs_delta(table: Counts) -> float | None:
    """Return P(first > second) - P(first < second) over pairs from the two groups.

    `table` has shape (2, levels). Positive: the first group is further down the printed scale.
    None where a group is empty (Cliff 1993, Psychological Bulletin 114, 494-509).
    """
    counts = np.asarray(table, dtype=float)
    if (counts.sum(axis=1) == 0).any():
        return None
    return float(cliffs_delta_many(counts[:, :, None])[0])


def cliffs_delta_many(tables: Floats) -> Floats:
    """Return Cliff's delta of many tables: (2, levels, draws) -> (draws,); 0 where a group is empty."""
    first, second = tables
    below = np.cumsum(second, axis=0) - second
    above = second.sum(axis=0) - below - second
    pairs = first.sum(axis=0) * second.sum(axis=0)
    result: Floats = (first * (below - above)).sum(axis=0) * reciprocal(pairs)
    return result


def difference(count1: int, base1: int, count2: int, base2: int, z: float = Z95) -> Effect | None:
    """Return the difference of two percentages, first less second, with Newcombe's limits.

    From the Wilson limits l and u of each share: d - sqrt((p1 - l1)^2 + (u2 - p2)^2) and
    d + sqrt((u1 - p1)^2 + (p2 - l2)^2) (Newcombe 1998, Statistics in Medicine 17, 873-890,
    method 10). In percentage points; None where a base is 0.
    """
    first, second = wilson(count1, base1, z), wilson(count2, base2, z)
    if first is None or second is None:
        return None
    p1, p2 = 100 * count1 / base1, 100 * count2 / base2
    low = p1 - p2 - math.hypot(p1 - first[0], second[1] - p2)
    high = p1 - p2 + math.hypot(first[1] - p1, p2 - second[0])
    return Effect(p1 - p2, low, high)


def resampled(clusters: Clusters, draws: int, rng: np.random.Generator) -> Floats | None:
    """Return how often each cluster is in each bootstrap sample: shape (clusters, draws).

    Clusters are drawn with replacement, within each group where no cluster spans groups, so that
    every sample has every group. None where a group, or the whole, has a single cluster: it
    cannot vary, and an interval would look too sure.
    """
    group = np.zeros(clusters.count, np.int64) if clusters.group is None else clusters.group
    weights = np.zeros((clusters.count, draws))
    for value in np.unique(group):
        inside = np.flatnonzero(group == value)
        if inside.size < 2:
            return None
        even = np.full(inside.size, 1 / inside.size)
        weights[inside] = rng.multinomial(inside.size, even, draws).T
    return weights


def bootstrap_v(value: float, tables: Floats) -> Effect:
    """Return Cramér's V with its interval from resampled tables (groups, levels, draws).

    A resampled table is further from independence than the population by the noise of the
    resampling, so plain percentiles would lie too high and leave out a small V. On the scale of
    V^2, before it is cut off at 0, the resamples are therefore shifted to have the estimate as
    their mean; then the 2.5 and 97.5 % points are taken and cut off at 0 and 1.
    """
    squared, scale = _bias_corrected(tables)
    usable = scale > 0
    if not usable.any():
        return Effect(value, None, None)
    resamples = squared[usable] / scale[usable]
    low, high = np.quantile(resamples - resamples.mean() + value**2, [0.025, 0.975])
    low, high = math.sqrt(max(0.0, low)), math.sqrt(min(1.0, max(0.0, high)))
    return Effect(value, min(low, value), max(high, value))


def bootstrap_delta(value: float, tables: Floats) -> Effect:
    """Return Cliff's delta with the 2.5 and 97.5 % points of the resampled tables (2, levels, draws)."""
    usable = (tables.sum(axis=1) > 0).all(axis=0)
    if not usable.any():
        return Effect(value, None, None)
    low, high = np.quantile(cliffs_delta_many(tables[:, :, usable]), [0.025, 0.975])
    return Effect(value, min(float(low), value), max(float(high), value))


def _bias_corrected(tables: Floats) -> tuple[Floats, Floats]:
    """Return phi2' before it is cut off at 0, and min(r' - 1, c' - 1), of many tables."""
    n = tables.sum(axis=(0, 1))
    lost = reciprocal(n - 1)
    rows = (tables.sum(axis=1) > 0).sum(axis=0) - 1
    columns = (tables.sum(axis=0) > 0).sum(axis=0) - 1
    squared = chi_square_many(tables) * reciprocal(n) - rows * columns * lost
    scale = np.minimum(rows - rows**2 * lost, columns - columns**2 * lost)
    return squared, scale
