"""The plain tests of a question with one answer a person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lovende.domain.statistics.comparison.draft import (
    Columns,
    Draft,
    Settings,
    exact_or,
    present_groups,
    reason_of,
    with_v,
)
from lovende.domain.statistics.comparison.model import CodedRow, TestResult
from lovende.domain.statistics.contingency import chi_square
from lovende.domain.statistics.effects import (
    bootstrap_delta,
    bootstrap_v,
    cliffs_delta,
)
from lovende.domain.statistics.rank_permutation import (
    kruskal_wallis_monte_carlo,
    mann_whitney_exact,
    mann_whitney_monte_carlo,
)
from lovende.domain.statistics.ranks import (
    RankTest,
    kruskal_many,
    kruskal_wallis,
    mann_whitney,
)
from lovende.domain.statistics.tables import MISSING, Codes, Counts


def coded_drafts(
    row: CodedRow, table: Counts, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    """Return the tests of a question with one answer a person, the primary test first.

    `table` has shape (groups, levels).
    """
    nominal = _nominal(row, table, settings, rng)
    if not row.ordered:
        return nominal
    scale = table.copy()
    scale[:, list(row.dont_know)] = 0
    primary = _ordinal(row, scale, settings, rng, answered=int(table.sum()))
    rest = [
        replace(draft, result=replace(draft.result, primary=False))
        for draft in nominal
        if draft.columns is not None
    ]
    return [primary, *rest]


def _nominal(
    row: CodedRow, table: Counts, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    plain = TestResult(row.question, row.row, "chi2", primary=True, n=int(table.sum()))
    result = chi_square(table, yates=settings.yates)
    if result is None:
        return [Draft(replace(plain, reason=reason_of(table)))]
    plain = with_v(
        replace(plain, statistic=result.statistic, df=result.df, p=result.p, method="asymptotic"),
        table,
    )
    draft = Draft(
        plain,
        columns=_one_hot(row.codes, row.levels),
        interval=bootstrap_v,
        present=present_groups(table),
    )
    exact = exact_or(plain, table, result, settings, rng)
    if exact is plain:
        return [draft]
    return [
        replace(draft, result=exact),
        replace(draft, result=replace(plain, primary=False)),
    ]


def _ordinal(
    row: CodedRow, scale: Counts, settings: Settings, rng: np.random.Generator, *, answered: int
) -> Draft:
    present = present_groups(scale)
    two = len(present) <= 2
    name = "mann_whitney" if two else "kruskal_wallis"
    plain = TestResult(row.question, row.row, name, primary=True, n=int(scale.sum()))
    test = _rank_test(scale[list(present)], settings, rng)
    if test is None:
        reason = "only_dont_know" if answered and not scale.sum() else reason_of(scale)
        return Draft(replace(plain, reason=reason))
    codes = np.where(np.isin(row.codes, row.dont_know), MISSING, row.codes)
    return Draft(
        replace(
            plain,
            statistic=test.statistic,
            df=test.df,
            p=test.p,
            p_se=test.p_se,
            method=test.method,
            effect=cliffs_delta(scale[list(present)]) if two else None,
            effect_name="cliffs_delta" if two else None,
        ),
        columns=_one_hot(codes, row.levels),
        statistic=kruskal_many,
        interval=bootstrap_delta if two else None,
        present=present,
    )


def _rank_test(scale: Counts, settings: Settings, rng: np.random.Generator) -> RankTest | None:
    """Return the rank test: by permutation where expected counts are small, else asymptotic."""
    expected = chi_square(scale)
    if expected is None:
        return None
    small = expected.small(settings.small_expected)
    if scale.shape[0] > 2:
        if small:
            return kruskal_wallis_monte_carlo(scale, draws=settings.draws, rng=rng)
        return kruskal_wallis(scale)
    if not small:
        return mann_whitney(scale)
    exact = mann_whitney_exact(scale)
    return exact or mann_whitney_monte_carlo(scale, draws=settings.draws, rng=rng)


def _one_hot(codes: Codes, levels: int) -> Columns:
    columns: Columns = (codes[:, None] == np.arange(levels)).view(np.uint8)
    return columns
