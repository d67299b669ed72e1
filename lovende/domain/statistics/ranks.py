"""Rank tests for ordered answers: Mann-Whitney with ties, asymptotic and exact; Kruskal-Wallis.

Everything works from the table of counts (groups x levels of the scale, in the order of the
scale): ordered answers always tie, so the midranks follow from the counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr
from scipy.stats import binom, random_table

from lovende.domain.statistics.contingency import reciprocal, without_empty
from lovende.domain.statistics.tables import Counts

Floats = npt.NDArray[np.float64]
Method = Literal["asymptotic", "exact", "monte_carlo"]
Alternative = Literal["two-sided", "greater", "less"]
STATE_LIMIT = 400_000
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
    usable = _usable(table)
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
    usable = _usable(table)
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


def mann_whitney_exact(
    table: Counts, *, alternative: Alternative = "two-sided", state_limit: int = STATE_LIMIT
) -> RankTest | None:
    """Return the exact permutation test of W with ties, or None where it is too large.

    All divisions of the people into groups of n1 and n2 are equally likely. Level by level, the
    distribution of (number in group 1, rank sum) is built up; the two largest levels are summed in
    closed form at the end. Ranks are doubled, so everything that is compared is a whole number.
    Two-sided: the probability of a W at least as far from its mean, on either side.
    None also without two groups and two levels.
    """
    usable = _usable(table)
    asymptotic = mann_whitney(table)
    if usable is None or asymptotic is None:
        return None
    totals = usable.sum(axis=0)
    n1, n = int(usable[0].sum()), int(usable.sum())
    ranks = doubled_midranks(totals)
    observed, mean = int(usable[0] @ ranks), n1 * (n + 1)
    away = abs(observed - mean)
    low, high = {
        "two-sided": (mean - away, mean + away),
        "greater": (None, observed),
        "less": (observed, None),
    }[alternative]
    if alternative == "two-sided" and away == 0:
        return replace(asymptotic, p=1.0, method="exact")
    tail = _rank_sum_tails(totals, ranks, n1, low, high, state_limit)
    if tail is None:
        return None
    return replace(asymptotic, p=min(1.0, tail), method="exact")


def mann_whitney_monte_carlo(
    table: Counts, *, draws: int, rng: np.random.Generator
) -> RankTest | None:
    """Return the two-sided permutation test of W from random divisions into the two groups.

    p = (1 + number at least as far from the mean) / (1 + draws); `p_se` is its standard error.
    """
    usable = _usable(table)
    asymptotic = mann_whitney(table)
    if usable is None or asymptotic is None:
        return None
    totals = usable.sum(axis=0)
    n1, n = int(usable[0].sum()), int(usable.sum())
    ranks = doubled_midranks(totals)
    sampled = rng.multivariate_hypergeometric(totals, n1, size=draws, method="marginals")
    away = np.abs(sampled @ ranks - n1 * (n + 1))
    hits = int((away >= abs(int(usable[0] @ ranks) - n1 * (n + 1))).sum())
    p, p_se = monte_carlo_p(hits, draws)
    return replace(asymptotic, p=p, p_se=p_se, method="monte_carlo")


def kruskal_wallis_monte_carlo(
    table: Counts, *, draws: int, rng: np.random.Generator
) -> RankTest | None:
    """Return the permutation test of H from tables drawn with the observed margins."""
    usable = _usable(table)
    asymptotic = kruskal_wallis(table)
    if usable is None or asymptotic is None:
        return None
    sampled = random_table(usable.sum(axis=1), usable.sum(axis=0)).rvs(
        size=draws, method="patefield", random_state=rng
    )
    limit = asymptotic.statistic - TIE * max(1.0, asymptotic.statistic)
    hits = int((kruskal_many(np.moveaxis(sampled, 0, 2).astype(float)) >= limit).sum())
    p, p_se = monte_carlo_p(hits, draws)
    return replace(asymptotic, p=p, p_se=p_se, method="monte_carlo")


def monte_carlo_p(hits: int, draws: int) -> tuple[float, float]:
    """Return p = (1 + hits) / (1 + draws), which is never 0, and its standard error."""
    p = (1 + hits) / (1 + draws)
    return p, math.sqrt(p * (1 - p) / draws)


def _usable(table: Counts) -> Counts | None:
    table = without_empty(table)
    return table if min(table.shape) >= 2 else None


def _rank_sum_tails(
    totals: Counts, ranks: Counts, n1: int, low: int | None, high: int | None, limit: int
) -> float | None:
    """Return P(rank sum <= low) + P(rank sum >= high) given that group 1 has n1 members.

    Each level's number in group 1 is taken as binomial with the probability n1 / N: given their
    sum, that is the permutation distribution, and nothing over- or underflows. Of the two levels
    left to the end, the rank sum rises with the number from the upper one: a tail of the sum is a
    tail of that number.
    """
    order = np.argsort(totals, kind="stable")
    odds = n1 / int(totals.sum())
    members, sums, weights = np.zeros(1, np.int64), np.zeros(1, np.int64), np.ones(1)
    for level in order[:-2]:
        chosen = np.arange(min(int(totals[level]), n1) + 1)
        if members.size * chosen.size > limit:
            return None
        mass = binom.pmf(chosen, totals[level], odds)
        members = (members[:, None] + chosen).ravel()
        sums = (sums[:, None] + chosen * ranks[level]).ravel()
        weights = (weights[:, None] * mass).ravel()
        members, sums, weights = _merged(members, sums, weights, n1)
    pair = np.array(sorted(order[-2:], key=lambda level: int(ranks[level])))
    running = _running_masses(totals[pair], n1, odds, limit)
    if running is None:
        return None
    rest = n1 - members
    base = sums + rest * ranks[pair[0]]
    step = int(ranks[pair[1]] - ranks[pair[0]])
    tail = np.zeros(members.size)
    if low is not None:
        most = np.clip((low - base) // step, -1, totals[pair[1]])
        tail += running[rest, most + 1]
    if high is not None:
        least = np.clip(-((base - high) // step), 0, totals[pair[1]] + 1)
        tail += running[rest, -1] - running[rest, least]
    return float(weights @ tail) / float(binom.pmf(n1, totals.sum(), odds))


def _merged(
    members: Counts, sums: Counts, weights: Floats, n1: int
) -> tuple[Counts, Counts, Floats]:
    """Add the weights of equal states, and drop those with more than n1 members."""
    kept = members <= n1
    key = sums[kept] * (n1 + 1) + members[kept]
    unique, place = np.unique(key, return_inverse=True)
    merged: Floats = np.bincount(place, weights[kept]).astype(float)
    return unique % (n1 + 1), unique // (n1 + 1), merged


def _running_masses(totals: Counts, n1: int, odds: float, limit: int) -> Floats | None:
    """Return [rest, x]: the mass of fewer than x from the upper of two levels when `rest` come from both.

    None where that would need more than ten times `limit` numbers.
    """
    lower_total, upper_total = (int(total) for total in totals)
    if (n1 + 1) * (upper_total + 2) > 10 * limit:
        return None
    upper = np.arange(upper_total + 1)
    lower = np.arange(n1 + 1)[:, None] - upper
    mass = binom.pmf(lower, lower_total, odds) * binom.pmf(upper, upper_total, odds)
    return np.pad(np.cumsum(mass, axis=1), ((0, 0), (1, 0)))
