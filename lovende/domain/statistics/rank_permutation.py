"""Rank tests by permutation, exact or Monte Carlo: ordered answers always tie.

All divisions of the people into groups of the observed sizes are equally likely.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlog1py, xlogy

from lovende.domain.statistics.ranks import (
    TIE,
    Alternative,
    RankTest,
    doubled_midranks,
    kruskal_many,
    kruskal_wallis,
    mann_whitney,
    monte_carlo_p,
    usable_table,
)
from lovende.domain.statistics.sampling import random_tables
from lovende.domain.statistics.tables import Counts

Floats = npt.NDArray[np.float64]
STATE_LIMIT = 400_000
"""How many pairs of (number in the first group, rank sum) are followed at once."""


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
    usable = usable_table(table)
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
    usable = usable_table(table)
    asymptotic = mann_whitney(table)
    if usable is None or asymptotic is None:
        return None
    totals = usable.sum(axis=0)
    n1, n = int(usable[0].sum()), int(usable.sum())
    ranks = doubled_midranks(totals)
    sampled = random_tables(usable.sum(axis=1), totals, draws, rng)[0]
    away = np.abs(ranks @ sampled - n1 * (n + 1))
    hits = int((away >= abs(int(usable[0] @ ranks) - n1 * (n + 1))).sum())
    p, p_se = monte_carlo_p(hits, draws)
    return replace(asymptotic, p=p, p_se=p_se, method="monte_carlo")


def kruskal_wallis_monte_carlo(
    table: Counts, *, draws: int, rng: np.random.Generator
) -> RankTest | None:
    """Return the permutation test of H from tables drawn with the observed margins."""
    usable = usable_table(table)
    asymptotic = kruskal_wallis(table)
    if usable is None or asymptotic is None:
        return None
    sampled = random_tables(usable.sum(axis=1), usable.sum(axis=0), draws, rng)
    limit = asymptotic.statistic - TIE * max(1.0, asymptotic.statistic)
    hits = int((kruskal_many(sampled.astype(float)) >= limit).sum())
    p, p_se = monte_carlo_p(hits, draws)
    return replace(asymptotic, p=p, p_se=p_se, method="monte_carlo")


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
        mass = _binomial(chosen, totals[level], odds)
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
    return float(weights @ tail) / float(_binomial(n1, totals.sum(), odds))


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
    mass = _binomial(lower, lower_total, odds) * _binomial(upper, upper_total, odds)
    return np.pad(np.cumsum(mass, axis=1), ((0, 0), (1, 0)))


def _binomial(successes: npt.ArrayLike, trials: int, probability: float) -> Floats:
    """Return the binomial probabilities; 0 outside 0 to `trials`."""
    inside = np.clip(successes, 0, trials)
    failures = trials - inside
    ways = gammaln(trials + 1) - gammaln(inside + 1) - gammaln(failures + 1)
    mass = np.exp(ways + xlogy(inside, probability) + xlog1py(failures, -probability))
    probabilities: Floats = np.where(inside == successes, mass, 0.0)
    return probabilities
