"""Rank tests and ordinal measures of the two-way tables in a band of the matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from lovende.domain.statistics.associations.blocks import (
    Levels,
    below_less_above,
    over_columns,
    over_rows,
)
from lovende.domain.statistics.associations.model import Flags, Floats, Places
from lovende.domain.statistics.contingency import reciprocal


@dataclass(frozen=True, eq=False)
class RankTests:
    """Tests of ranked variables (rows) between groups (columns), shape (ranked, grouping).

    `h` is Kruskal and Wallis's H; `w` is Mann-Whitney's W and `delta` Cliff's delta, both NaN
    unless somebody is in exactly two groups.
    """

    total: Floats
    levels: Floats
    groups: Floats
    h: Floats
    w: Floats
    delta: Floats
    scores: Floats
    """Twice the midrank less N + 1 of each level of the rows, shape (rows, grouping)."""

    @property
    def testable(self) -> Flags:
        result: Flags = (self.levels > 1) & (self.groups > 1)
        return result


def rank_tests(band: Floats, down: Levels, across: Levels) -> RankTests:
    """Compare the levels `down` between the groups `across`, for every block of counts or weights.

    With s twice the midrank less N + 1, S the sum of s in a group and t the size of a tie,
    H = (N - 1) sum(S^2 / n_g) / sum(t s^2), which is `ranks.kruskal_wallis` with its correction
    for ties, because sum(t s^2) = (N^3 - N - sum(t^3 - t)) / 3. Of two groups, W = S_1 / 2 +
    n_1 n_2 / 2, Cliff's delta S_1 / (n_1 n_2), and H the square of the standardised W.
    """
    ties, groups = over_columns(band, across), over_rows(band, down)
    total = over_columns(groups, across)
    scores = below_less_above(ties, down)
    sums = over_rows(band * scores[:, across.owner], down)
    between = over_columns(sums**2 * reciprocal(groups), across)
    spread = over_rows(ties * scores**2, down)
    filled = over_columns(groups > 0, across)
    first = _first_group(groups, across)
    n1 = np.take_along_axis(groups, first, axis=1)
    s1 = np.take_along_axis(sums, first, axis=1)
    n2 = total - n1
    levels = over_rows(ties > 0, down)
    two = (filled == 2) & (levels > 1)
    return RankTests(
        total=total,
        levels=levels,
        groups=filled,
        h=(total - 1) * between * reciprocal(spread),
        w=np.where(two, s1 / 2 + n1 * n2 / 2, np.nan),
        delta=np.where(two, s1 * reciprocal(n1 * n2), np.nan),
        scores=scores,
    )


def weighted_rank_tests(
    band: Floats, squares: Floats, people: Floats, tests: RankTests, down: Levels, across: Levels
) -> Floats:
    """Return the statistic of the rank test with weights, about chi-square with G - 1 degrees.

    The mean midranks of the groups, both by weights (Lumley & Scott 2013, Biometrika 100, 831-842),
    are compared by sum (mean - m)^2 / variance, m being the mean by inverse variances. People being
    drawn independently, groups are too. The variance is the one under independence, n / (n - 1)
    v sum w^2 / (sum w)^2 over the group, with v = sum w^2 s^2 / sum w^2 over all: one that a small
    group tells of itself can be next to nothing by chance, and would make a finding of it. With
    equal weights this is Kruskal and Wallis's H. `people` is n of each pair.
    """
    groups, own = over_rows(band, down), over_rows(squares, down)
    means = over_rows(band * tests.scores[:, across.owner], down) * reciprocal(groups)
    by_level = over_columns(squares, across)
    spread = over_rows(by_level * tests.scores**2, down) * reciprocal(over_rows(by_level, down))
    spread *= people * reciprocal(people - 1)
    # Without the spread, which all groups of a pair share, this is the size that a group is worth.
    worth = groups**2 * reciprocal(own)
    centre = over_columns(means * worth, across) * reciprocal(over_columns(worth, across))
    gaps = (means - centre[:, across.owner]) ** 2
    result: Floats = over_columns(gaps * worth, across) * reciprocal(spread)
    return result


def small_groups(
    band: Floats, squares: Floats | None, tests: RankTests, down: Levels, across: Levels
) -> Flags:
    """Say where groups are too small for a rank test, or too many gave one answer.

    What counts is how many of a group are expected outside the most common answer: Cochran's rule
    (none under 1, at most a fifth of the groups under 5), as if that and the rest were the
    answers. With `squares`, a group counts as (sum w)^2 / sum w^2 people.
    """
    ties, groups = over_columns(band, across), over_rows(band, down)
    most = np.maximum.reduceat(ties, down.starts, axis=0)
    outside = 1 - most * reciprocal(tests.total)
    worth = groups if squares is None else groups**2 * reciprocal(over_rows(squares, down))
    expected = worth * outside[:, across.owner]
    present = groups > 0
    few = over_columns(present & (expected < 5), across)
    tiny = over_columns(present & (expected < 1), across)
    result: Flags = tests.testable & ((tiny > 0) | (few > 0.2 * tests.groups))
    return result


@dataclass(frozen=True, eq=False)
class Concordance:
    """Gamma, tau-b, its standard error and p, shape (variables down, variables across)."""

    gamma: Floats
    tau_b: Floats
    se: Floats
    p: Floats


def concordance(band: Floats, down: Levels, across: Levels) -> Concordance:
    """Return how two ordered variables go together, for every block of counts or weights.

    With d the concordant less the discordant partners of a cell, P - Q = sum n d / 2, and with
    T_r, T_c the pairs that do not tie in rows, in columns (both counted twice):
    gamma = (P - Q) / (P + Q) (Goodman & Kruskal 1954), tau-b = 2 (P - Q) / sqrt(T_r T_c) (Kendall
    1945). The standard error of tau-b is that of Brown & Benedetti (1977, JASA 72, 309-315) away
    from independence; p is normal with Kendall's variance of P - Q under independence
    with ties (Kendall 1970, Rank correlation methods, 4th ed., section 4.9).
    """
    rows, columns = over_columns(band, across), over_rows(band, down)
    n = over_columns(columns, across)
    along = below_less_above(np.ascontiguousarray(band.T), across).T
    partners = below_less_above(np.ascontiguousarray(along), down)
    twice = over_columns(over_rows(band * partners, down), across)
    tied_r, tied_c = over_rows(rows**2, down), over_columns(columns**2, across)
    tied = over_columns(over_rows(band**2, down), across)
    free_r, free_c = n**2 - tied_r, n**2 - tied_c
    root = np.sqrt(np.maximum(free_r * free_c, 0))
    tau = np.where(root > 0, twice * reciprocal(root), np.nan)
    untied = n**2 - tied_r - tied_c + tied
    gamma = np.where(untied > 0, twice * reciprocal(untied), np.nan)
    pull = rows[:, across.owner] * free_c[down.owner][:, across.owner]
    pull += columns[down.owner] * free_r[down.owner][:, across.owner]
    pull *= tau[down.owner][:, across.owner]
    pull += 2 * root[down.owner][:, across.owner] * partners
    squared = over_columns(over_rows(band * pull**2, down), across)
    squared -= n**3 * tau**2 * (free_r + free_c) ** 2
    se = np.sqrt(np.maximum(squared, 0)) * reciprocal(root**2)
    variance = _null_variance(n, rows, columns, down, across)
    z = np.abs(twice) / 2 * reciprocal(np.sqrt(variance))
    p = np.where((root > 0) & (variance > 0), np.minimum(2 * ndtr(-z), 1), np.nan)
    return Concordance(gamma, tau, np.where(root > 0, se, np.nan), p)


def _null_variance(
    n: Floats, rows: Floats, columns: Floats, down: Levels, across: Levels
) -> Floats:
    """Return Kendall's variance of concordant less discordant pairs where both are independent."""
    pairs = n * (n - 1)
    two_r, three_r, five_r = (over_rows(ties, down) for ties in _ties(rows))
    two_c, three_c, five_c = (over_columns(ties, across) for ties in _ties(columns))
    result: Floats = (pairs * (2 * n + 5) - five_r - five_c) / 18
    result += two_r * two_c * reciprocal(2 * pairs)
    result += three_r * three_c * reciprocal(np.maximum(9 * pairs * (n - 2), 0))
    return np.maximum(result, 0)


def _ties(sizes: Floats) -> tuple[Floats, Floats, Floats]:
    """Return t (t - 1), t (t - 1)(t - 2) and t (t - 1)(2 t + 5) of the sizes of ties."""
    once = sizes * (sizes - 1)
    return once, once * (sizes - 2), once * (2 * sizes + 5)


def _first_group(groups: Floats, across: Levels) -> Places:
    """Return the column of the first group of each variable that somebody is in."""
    columns = np.arange(groups.shape[1])
    where = np.where(groups > 0, columns, groups.shape[1] - 1)
    first: Places = np.minimum.reduceat(where, across.starts, axis=1)
    return first
