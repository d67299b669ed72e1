"""All associations of a matrix of pair counts, band by band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.associations import model
from lovende.domain.statistics.associations.blocks import Levels
from lovende.domain.statistics.associations.model import (
    Associations,
    Flags,
    Floats,
    Places,
    Scale,
    pair_places,
)
from lovende.domain.statistics.associations.nominal import cramers_v, design_effects, tables_of
from lovende.domain.statistics.associations.ordinal import (
    RankTests,
    concordance,
    rank_tests,
    small_groups,
    weighted_rank_tests,
)
from lovende.domain.statistics.associations.tails import chi_square_tail
from lovende.domain.statistics.contingency import reciprocal
from lovende.domain.statistics.pair_counts import PairCounts, WeightedPairCounts

Step = Callable[[int, int], None]
"""Called with how many rows of the matrix are done, and how many there are."""


def associations(
    counts: PairCounts,
    scales: Sequence[Scale],
    weighted: WeightedPairCounts | None = None,
    progress: Step | None = None,
) -> Associations:
    """Return bases, tests and effect sizes of all pairs of the variables of `counts`.

    `scales` has one entry a variable. The primary test of a pair is the rank test where one of
    the two is ordinal, else chi-square. Where one is ordinal, it is ranked and the other makes
    the groups. Where both are, the one with fewer levels in use makes the groups, of two with
    equally many the first; don't know is then left out of both.

    With `weighted`, tables and effect sizes are weighted and p-values are corrected for the
    weights: Rao-Scott of the first order, and a rank test after Lumley and Scott. Flags of small
    expected counts always speak of people. Work space is bounded, whatever the size of the matrix.

    Raises ValueError where `scales` or `weighted` do not belong to `counts`.
    """
    layout = counts.layout
    if len(scales) != len(layout.names) or (weighted is not None and weighted.layout != layout):
        raise ValueError("scales and weights must be those of the variables that were counted")
    found = Associations.empty(len(scales))
    step = progress or (lambda *_: None)
    source = _Source(counts, weighted)
    _nominal(source, Levels.of(layout.starts, [range(s.categories) for s in scales]), found, step)
    in_order = [
        [level for level in range(s.categories) if not (s.ordinal and level in s.outside)]
        for s in scales
    ]
    ordinal = np.array([s.ordinal for s in scales], bool)
    rank_logs = _ordinal(source, Levels.of(layout.starts, in_order), ordinal, found, step)
    _choose_primary(found, ordinal, rank_logs)
    return found


@dataclass(frozen=True, eq=False)
class _Source:
    """Where bands come from."""

    counts: PairCounts
    weighted: WeightedPairCounts | None

    def people(self, down: Levels, across: Levels) -> Floats:
        return _cut(self.counts.matrix, down, across)

    def weights(self, down: Levels, across: Levels) -> tuple[Floats, Floats] | None:
        if self.weighted is None:
            return None
        return (
            _cut(self.weighted.weights, down, across),
            _cut(self.weighted.squares, down, across),
        )


def _cut(matrix: npt.NDArray[np.generic], down: Levels, across: Levels) -> Floats:
    cut: Floats = matrix[np.ix_(down.rows, across.rows)].astype(np.float64)
    return cut


def _nominal(source: _Source, levels: Levels, found: Associations, step: Step) -> None:
    """Fill in what every pair has: bases, chi-square and Cramér's V."""
    variables = source.counts.layout.names
    for band in levels.bands(levels.rows.size):
        down, across = levels.some(band), levels.some(np.arange(band[0], levels.sizes.size))
        inside = across.variables[None, :] > down.variables[:, None]
        at = _at(down, across, inside, len(variables))
        people = source.people(down, across)
        tables = tables_of(people, down, across)
        found.n[at] = tables.total[inside]
        found.small_any[at] = tables.small_any[inside]
        found.small_cochran[at] = tables.small_cochran[inside]
        weights = source.weights(down, across)
        n, chi2, effective = tables.total, tables.chi2, tables.total - 1
        if weights is not None:
            tables = tables_of(weights[0], down, across)
            effects = design_effects(*weights, n, down, across)
            chi2 = tables.chi2 * reciprocal(tables.total) * n * reciprocal(effects)
            effective = (n - 1) * reciprocal(effects)
            found.base[at] = tables.total[inside]
            found.design_effect[at] = np.where(tables.df > 0, effects, np.nan)[inside]
        v, corrected = cramers_v(tables, effective)
        found.rows[at], found.columns[at] = tables.rows[inside], tables.columns[inside]
        found.v[at], found.v_corrected[at] = v[inside], corrected[inside]
        found.df[at] = tables.df[inside]
        found.chi2[at] = np.where(tables.df > 0, chi2, np.nan)[inside]
        step(int(band[-1] + 1), 2 * levels.sizes.size)


def _ordinal(
    source: _Source, levels: Levels, is_ordinal: Flags, found: Associations, step: Step
) -> Floats:
    """Fill in the rank tests, and where both are ordinal gamma and tau-b; return log10 of p."""
    ranked = levels.some(np.flatnonzero(is_ordinal[levels.variables]))
    variables = is_ordinal.size
    for band in ranked.bands(levels.rows.size):
        down = ranked.some(band)
        people = source.people(down, levels)
        weights = source.weights(down, levels)
        tests = rank_tests(people if weights is None else weights[0], down, levels)
        taken = _is_ranked(tests, down, levels, is_ordinal)
        at = _at(down, levels, taken, variables)
        n = tests.total if weights is None else rank_tests(people, down, levels).total
        found.response[at] = np.broadcast_to(down.variables[:, None], taken.shape)[taken]
        found.rank_n[at] = n[taken]
        found.rank_df[at] = np.maximum(tests.groups - 1, 0)[taken]
        found.delta[at] = tests.delta[taken]
        two = tests.groups == 2
        if weights is None:
            kind = np.where(two, model.MANN_WHITNEY, model.KRUSKAL_WALLIS)
            statistic, h = np.where(two, tests.w, tests.h), tests.h
            small = small_groups(people, None, tests, down, levels)
        else:
            kind = np.full(taken.shape, model.DESIGN_RANK)
            statistic = h = weighted_rank_tests(*weights, n, tests, down, levels)
            small = small_groups(*weights, tests, down, levels)
        found.rank_test[at] = np.where(tests.testable, kind, model.NONE)[taken]
        found.rank_statistic[at] = np.where(tests.testable, statistic, np.nan)[taken]
        found.rank_p[at] = np.where(tests.testable, h, np.nan)[taken]
        found.small_groups[at] = small[taken]
        _fill_concordance(source, down, ranked, found, variables)
        step(ranked.sizes.size + int(band[-1] + 1), 2 * ranked.sizes.size)
    # Until here `rank_p` has H, so that the tail is worked out once for all pairs.
    found.rank_p[:], logs = chi_square_tail(found.rank_p, found.rank_df)
    return logs


def _is_ranked(tests: RankTests, down: Levels, across: Levels, is_ordinal: Flags) -> Flags:
    """Say which pairs rank the variable `down`: the others group it, or are ranked themselves."""
    more = tests.levels > tests.groups
    later = down.variables[:, None] > across.variables[None, :]
    other = down.variables[:, None] != across.variables[None, :]
    both = is_ordinal[across.variables][None, :]
    result: Flags = other & (~both | more | ((tests.levels == tests.groups) & later))
    return result


def _fill_concordance(
    source: _Source, down: Levels, ranked: Levels, found: Associations, variables: int
) -> None:
    inside = ranked.variables[None, :] > down.variables[:, None]
    at = _at(down, ranked, inside, variables)
    weights = source.weights(down, ranked)
    band = source.people(down, ranked) if weights is None else weights[0]
    measured = concordance(band, down, ranked)
    found.gamma[at], found.tau_b[at] = measured.gamma[inside], measured.tau_b[inside]
    if weights is None:
        found.tau_b_se[at], found.tau_b_p[at] = measured.se[inside], measured.p[inside]


def _at(down: Levels, across: Levels, taken: Flags, variables: int) -> Places:
    """Return where the taken pairs of a band stand among all pairs."""
    one = np.broadcast_to(down.variables[:, None], taken.shape)[taken]
    other = np.broadcast_to(across.variables[None, :], taken.shape)[taken]
    return pair_places(np.minimum(one, other), np.maximum(one, other), variables)


def _choose_primary(found: Associations, is_ordinal: Flags, rank_logs: Floats) -> None:
    """Fill in the p-value that counts of each pair, or why there is none."""
    found.chi2_p[:], logs = chi_square_tail(found.chi2, found.df)
    by_rank = is_ordinal[found.first] | is_ordinal[found.second]
    found.p[:] = np.where(by_rank, found.rank_p, found.chi2_p)
    found.log10_p[:] = np.where(by_rank, rank_logs, logs)
    tested = ~np.isnan(found.p)
    found.primary[tested] = np.where(by_rank, found.rank_test, model.CHI_SQUARE)[tested]
    found.reason[:] = np.select(
        [
            tested,
            found.n == 0,
            found.df == 0,
        ],
        [model.TESTED, model.NO_ANSWERS, model.ONE_LEVEL],
        model.NO_ORDER,
    )
