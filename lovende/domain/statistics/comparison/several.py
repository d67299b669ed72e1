"""The plain tests of a several-choice question: all options at once, and each option."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from lovende.domain.statistics.clusters import largest_difference, permutation_p_values
from lovende.domain.statistics.comparison.draft import (
    Columns,
    Draft,
    Settings,
    exact_or,
    present_groups,
    reason_of,
    with_effect,
    with_v,
)
from lovende.domain.statistics.comparison.model import SeveralRow, TestResult
from lovende.domain.statistics.contingency import chi_square
from lovende.domain.statistics.effects import bootstrap_v, difference
from lovende.domain.statistics.tables import Z95, Codes, Counts


def several_drafts(
    row: SeveralRow, groups: Codes, table: Counts, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    """Return the simultaneous test of a several-choice question, then the test of each option.

    `table` has shape (groups, options + 1): the ticks, and the base of each group.
    """
    inside = row.ticks.any(axis=1) & (groups >= 0)
    columns = np.column_stack([row.ticks & inside[:, None], inside]).view(np.uint8)
    options = [
        _option(row, place, columns, table, settings, rng) for place in range(len(row.options))
    ]
    plain = TestResult(row.question, row.row, "simultaneous", primary=True, n=int(inside.sum()))
    present = present_groups(table[:, -1:])
    usable = [draft for draft in options if draft.columns is not None]
    if not usable:
        reason = reason_of(table[:, -1:]) if len(present) < 2 else "one_level"
        return [Draft(replace(plain, reason=reason))]
    people = np.searchsorted(present, groups[inside])
    ((p, p_se),) = permutation_p_values(
        people, [(columns[inside], largest_difference)], draws=settings.draws, rng=rng
    )
    simultaneous = replace(
        plain,
        statistic=float(largest_difference(table[:, :, None].astype(float))[0]),
        p=p,
        p_se=p_se,
        method="exact" if p_se is None else "monte_carlo",
    )
    if len(present) == 2:
        simultaneous = _with_largest(simultaneous, table[list(present)])
    return [Draft(simultaneous, columns, largest_difference), *options]


def _option(
    row: SeveralRow,
    place: int,
    columns: Columns,
    table: Counts,
    settings: Settings,
    rng: np.random.Generator,
) -> Draft:
    """Return the 2 x 2 (or 2 x groups) test of one option: ticked or not, among those in the base."""
    ticked = np.column_stack([columns[:, place], columns[:, -1] - columns[:, place]])
    counts = np.column_stack([table[:, place], table[:, -1] - table[:, place]])
    plain = TestResult(
        row.question, row.row, "chi2", primary=False, n=int(counts.sum()), option=row.options[place]
    )
    result = chi_square(counts, yates=settings.yates)
    if result is None:
        return Draft(replace(plain, reason=reason_of(counts)))
    plain = replace(
        plain, statistic=result.statistic, df=result.df, p=result.p, method="asymptotic"
    )
    plain = exact_or(plain, counts, result, settings, rng)
    present = present_groups(counts)
    if len(present) != 2:
        return Draft(with_v(plain, counts), ticked, interval=bootstrap_v, present=present)
    first, second = present
    bases = counts.sum(axis=1)
    size = difference(
        int(counts[first, 0]), int(bases[first]), int(counts[second, 0]), int(bases[second])
    )
    return Draft(with_effect(plain, size, "difference"), ticked)


def _with_largest(result: TestResult, table: Counts) -> TestResult:
    """Add the difference of the option that differs most, between the two rows of `table`.

    It was chosen because it is large, so its limits hold for all options at once (Bonferroni).
    """
    options = table.shape[1] - 1
    singles = [
        float(largest_difference(table[:, [place, -1], None].astype(float))[0])
        for place in range(options)
    ]
    place = int(np.argmax(singles))
    (n1, n2), (k1, k2) = (tuple(int(n) for n in table[:, column]) for column in (-1, place))
    return with_effect(result, difference(k1, n1, k2, n2, z=_simultaneous_z(options)), "difference")


def _simultaneous_z(options: int) -> float:
    return Z95 if options == 1 else float(ndtri(1 - 0.025 / options))
