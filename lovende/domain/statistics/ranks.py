"""Rank tests for ordered answers: Mann-Whitney with tie correction, and Kruskal-Wallis.

Everything works from the table of counts (groups x levels of the scale, in the order of the
scale): ordered answers always tie, so the midranks follow from the counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr

from lovende.domain.statistics.contingency import reciprocal, without_empty
from lovende.domain.statistics.tables import Counts

Floats = npt.NDArray[np.float64]
Method = Literal["asymptotic", "exact", "monte_carlo"]
Alternative = Literal["two-sided", "greater", "less"]
TIE = 1e-9
"""Statistics that differ relatively by less than this are equal; the rest is rounding."""


@dataclass(frozen=True, slots=True)
class RankTest:
    """`statistic` is W (Mann-Whitney) or H (Kruskal-Wallis); `df` belongs to H; `p_se` to Monte Carlo."""

    statistic: float
    df: int | None
    p: float
    n: int
    method: Method
    p_se: float | None = None


def doubled_midranks(totals: Counts) -> Counts:
    """Return twice the midrank of each level, a whole number: 2 * (those below) + own + 1."""
    result: Counts = 2 * np.cumsum(totals) - totals + 1
    return result


def mann_whitney(
    table: Counts, *, alternative: Alternative = "two-sided", continuity: bool = False
) -> RankTest | None:
    """Compare two groups on a scale; `table` has shape (2, levels). None without two groups and levels.

    W = rank sum of the first group - n1 (n1 + 1) / 2, as R reports it: the number of pairs in
    which the first group is further up the levels, ties as a half. Under the null hypothesis W
    has the mean n1 n2 / 2 and the variance n1 n2 / 12 * (N + 1 - sum(t^3 - t) / (N (N - 1))), t
    being the size of each tie (Hollander, Wolfe & Chicken 2014, section 4.1). No continuity
    correction unless asked for: the rank sums of tied answers do not step by one.
    """
    usable = usable_table(table)
    if usable is None or usable.shape[0] != 2:
        return None
    totals = usable.sum(axis=0)
    n1, n2 = (int(n) for n in usable.sum(axis=1))
    n = n1 + n2
    w = (int(usable[0] @ doubled_midranks(totals)) - n1 * (n1 + 1)) / 2
    ties = float((totals.astype(float) ** 3 - totals).sum())
    sd = math.sqrt(n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1))))
    distance = w - n1 * n2 / 2
    correction = 0.5 if continuity else 0.0
    if alternative == "two-sided":
        p = min(1.0, 2 * float(ndtr(-(abs(distance) - correction) / sd)))
    elif alternative == "greater":
        p = float(ndtr(-(distance - correction) / sd))
    else:
        p = float(ndtr((distance + correction) / sd))
    return RankTest(w, None, p, n, "asymptotic")


def kruskal_wallis(table: Counts) -> RankTest | None:
    """Compare two or more groups on a scale; `table` has shape (groups, levels).

    H = (12 / (N (N + 1)) sum R_g^2 / n_g - 3 (N + 1)) / (1 - sum(t^3 - t) / (N^3 - N)) with one
    degree of freedom less than there are groups (Kruskal & Wallis 1952, JASA 47, 583-621).
    """
    usable = usable_table(table)
    if usable is None:
        return None
    statistic = float(kruskal_many(usable[:, :, None].astype(float))[0])
    df = usable.shape[0] - 1
    return RankTest(statistic, df, float(chdtrc(df, statistic)), int(usable.sum()), "asymptotic")


def kruskal_many(tables: Floats) -> Floats:
    """Return H of many tables at once: (groups, levels, draws) -> (draws,).

    All tables must have the same column totals. For two groups H is the square of Mann-Whitney's
    standardised W. A draw that leaves fewer than two groups gives 0.
    """
    totals = tables[:, :, 0].sum(axis=0)
    n = totals.sum()
    spread = (n**3 - n) - (totals**3 - totals).sum()
    if spread <= 0:
        return np.zeros(tables.shape[2])
    midranks = np.cumsum(totals) - (totals - 1) / 2
    centred = midranks - (n + 1) / 2
    sums = np.stack([centred @ group for group in tables])
    squares = sums**2 * reciprocal(tables.sum(axis=1))
    result: Floats = 12 * (n - 1) * squares.sum(axis=0) / spread
    return result


def monte_carlo_p(hits: int, draws: int) -> tuple[float, float]:
    """Return p = (1 + hits) / (1 + draws), which is never 0, and its standard error."""
    p = (1 + hits) / (1 + draws)
    return p, math.sqrt(p * (1 - p) / draws)


def usable_table(table: Counts) -> Counts | None:
    """Return the table without empty groups and levels; None without two of each."""
    table = without_empty(table)
    return table if min(table.shape) >= 2 else None
