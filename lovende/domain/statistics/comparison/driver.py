"""All tests of many question rows at once: plain, clustered, with effects and corrections."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics import multiplicity
from lovende.domain.statistics.clusters import Clusters, clusters_of, permutation_p_values
from lovende.domain.statistics.comparison.coded import coded_drafts
from lovende.domain.statistics.comparison.counted import tables_of
from lovende.domain.statistics.comparison.draft import Draft, Settings
from lovende.domain.statistics.comparison.model import CodedRow, Row, TestResult
from lovende.domain.statistics.comparison.several import several_drafts
from lovende.domain.statistics.contingency import SmallExpected
from lovende.domain.statistics.design import design_p
from lovende.domain.statistics.effects import resampled
from lovende.domain.statistics.tables import Codes, Counts

Floats = npt.NDArray[np.float64]
Clustered = Literal["permutation", "rao_scott"]


def compare(
    rows: Sequence[Row],
    groups: Codes,
    clusters: Codes | None,
    *,
    seed: int,
    tables: Sequence[Counts] | None = None,
    draws: int = 10_000,
    bootstrap: int = 2_000,
    yates: bool = False,
    small_expected: SmallExpected = "any",
    clustered: Clustered = "permutation",
) -> list[TestResult]:
    """Test every row against the groups; the results of a row follow each other, primary first.

    `groups` and `clusters` have shape (people,): numbers from 0, `MISSING` where unknown. Who has
    no group is left out; who has no cluster counts as a cluster alone. `clusters` None leaves the
    clustered p-values out; `clustered` says how they are found, and where a cluster has people in
    more than one group it is always by Rao-Scott. `draws` are the permutations, `bootstrap` the resamples of the
    intervals. The same seed gives the same results, and a row's plain p-values do not depend on
    which other rows are tested. `tables` are those of the rows by the groups, where they have been
    counted (`table_of`). A test that cannot be made has a `reason` and no numbers.
    """
    _check_lengths(rows, groups, clusters)
    settings = Settings(draws, yates, small_expected)
    tables = tables_of(rows, groups) if tables is None else tables

    def of_row(row: Row, table: Counts) -> list[Draft]:
        return _drafts(row, groups, table, settings, _stream(seed, row))

    # Rows are tested each with random numbers of its own, so two at a time give the same results.
    with ThreadPoolExecutor(2) as pool:
        drafts = [draft for found in pool.map(of_row, rows, tables) for draft in found]
    rng = np.random.default_rng([seed, 2])
    if clusters is None:
        return [
            _with_interval(draft, _tables_alone(draft, groups, bootstrap, rng)) for draft in drafts
        ]
    design = clusters_of(clusters, groups)
    drafts = _clustered(drafts, groups, design, clustered, draws, np.random.default_rng([seed, 1]))
    weights = resampled(design, bootstrap, rng)
    return [_with_interval(draft, _tables(draft, groups, design, weights)) for draft in drafts]


def adjust(results: Iterable[TestResult], *, clustered: bool = False) -> list[TestResult]:
    """Return the results with Holm's and Benjamini-Hochberg's p over their primary tests.

    The family are all primary tests given here that have a p. `clustered` corrects the clustered
    p-values instead of the plain ones.
    """
    known = list(results)
    family = [
        (result.p_clustered if clustered else result.p) if result.primary else None
        for result in known
    ]
    corrected = zip(
        known, multiplicity.holm(family), multiplicity.benjamini_hochberg(family), strict=True
    )
    return [replace(result, p_holm=holm, p_bh=bh) for result, holm, bh in corrected]


def _check_lengths(rows: Sequence[Row], groups: Codes, clusters: Codes | None) -> None:
    """Raise ValueError where a row is not about the same people as the groups."""
    lengths = {len(row.codes if isinstance(row, CodedRow) else row.ticks) for row in rows}
    if clusters is not None:
        lengths.add(clusters.size)
    if lengths - {groups.size}:
        raise ValueError(f"rows of {sorted(lengths)} people, groups of {groups.size}")


def _stream(seed: int, row: Row) -> np.random.Generator:
    """Return the row's own random numbers: they depend on its name, not on its neighbours."""
    return np.random.default_rng([seed, 0, zlib.crc32(f"{row.question}/{row.row}".encode())])


def _drafts(
    row: Row, groups: Codes, table: Counts, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    if isinstance(row, CodedRow):
        return coded_drafts(row, table, settings, rng)
    return several_drafts(row, groups, table, settings, rng)


def _clustered(
    drafts: list[Draft],
    groups: Codes,
    design: Clusters,
    clustered: Clustered,
    draws: int,
    rng: np.random.Generator,
) -> list[Draft]:
    """Add the clustered p-values: by permutation of the clusters, or from the design."""
    found: list[tuple[float | None, float | None, str]]
    columns = [(draft.statistic, draft.columns) for draft in drafts if draft.columns is not None]
    if design.group is None or clustered == "rao_scott":
        found = [
            (design_p(statistic, table, groups, design.member), None, "rao_scott")
            for statistic, table in columns
        ]
    else:
        blocks = [(design.tally(table), statistic) for statistic, table in columns]
        found = [
            (p, se, "exact" if se is None else "monte_carlo")
            for p, se in permutation_p_values(design.group, blocks, draws=draws, rng=rng)
        ]
    values = iter(found)
    return [draft if draft.columns is None else _with_p(draft, *next(values)) for draft in drafts]


def _with_p(draft: Draft, p: float | None, se: float | None, method: str) -> Draft:
    result = replace(
        draft.result,
        p_clustered=p,
        p_clustered_se=se,
        clustered_method=None if p is None else method,
    )
    return replace(draft, result=result)


def _tables_alone(
    draft: Draft, groups: Codes, draws: int, rng: np.random.Generator
) -> Floats | None:
    """Return bootstrap tables (groups, columns, draws) of people who are independent of each other.

    Everyone stands in one column, so the resampled counts of a group are multinomial.
    """
    if draft.interval is None or draft.columns is None:
        return None
    counts = np.array(
        [draft.columns[groups == group].sum(axis=0, dtype=np.int64) for group in draft.present]
    )
    if (counts.sum(axis=1) < 2).any():
        return None
    shares = counts / counts.sum(axis=1, keepdims=True)
    drawn = [
        rng.multinomial(int(own.sum()), share, draws).T
        for own, share in zip(counts, shares, strict=True)
    ]
    return np.stack(drawn).astype(float)


def _tables(draft: Draft, groups: Codes, design: Clusters, weights: Floats | None) -> Floats | None:
    """Return bootstrap tables (groups, columns, draws) of resampled clusters."""
    if draft.interval is None or draft.columns is None or weights is None:
        return None
    if design.group is None:
        tallies = [
            design.tally(draft.columns * (groups == group)[:, None]) for group in draft.present
        ]
    else:
        whole = design.tally(draft.columns)
        tallies = [whole * (design.group == group)[:, None] for group in draft.present]
    return np.stack([tally.T.astype(float) @ weights for tally in tallies])


def _with_interval(draft: Draft, tables: Floats | None) -> TestResult:
    """Add the bootstrap interval of the effect."""
    result = draft.result
    if draft.interval is None or tables is None or result.effect is None:
        return result
    effect = draft.interval(result.effect, tables)
    return replace(result, effect_low=effect.low, effect_high=effect.high)
