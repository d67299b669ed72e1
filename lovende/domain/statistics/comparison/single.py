"""The plain tests of one question row, and what the clustered tests and intervals need of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from lovende.domain.statistics.clusters import largest_difference, permutation_p_values
from lovende.domain.statistics.comparison.model import CodedRow, SeveralRow, TestResult
from lovende.domain.statistics.contingency import SmallExpected, chi_square, chi_square_many
from lovende.domain.statistics.effects import (
    Effect,
    bootstrap_delta,
    bootstrap_v,
    cliffs_delta,
    cramers_v,
    difference,
)
from lovende.domain.statistics.exact import fisher
from lovende.domain.statistics.ranks import (
    RankTest,
    kruskal_many,
    kruskal_wallis,
    kruskal_wallis_monte_carlo,
    mann_whitney,
    mann_whitney_exact,
    mann_whitney_monte_carlo,
)
from lovende.domain.statistics.tables import MISSING, Z95, Codes, Counts, cross_counts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """`draws` for Monte Carlo; `yates` for 2 x 2 tables; the rule for small expected counts."""

    draws: int
    yates: bool
    small_expected: SmallExpected


@dataclass(frozen=True, eq=False)
class Draft:
    """A plain test, and how to repeat it on other divisions of the people.

    `columns`, shape (people, k), is added up over each group to the table that `statistic` reads;
    None where there is nothing to compare. `interval` makes the effect with its limits from
    resampled tables of the groups `present`.
    """

    result: TestResult
    columns: Counts | None = None
    statistic: Callable[[Floats], Floats] = chi_square_many
    interval: Callable[[float, Floats], Effect] | None = None
    present: tuple[int, ...] = ()


def coded_drafts(
    row: CodedRow, groups: Codes, group_count: int, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    """Return the tests of a question with one answer a person, the primary test first."""
    table = cross_counts(row.codes, row.levels, groups, group_count)
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
        return [Draft(replace(plain, reason=_reason(table)))]
    plain = replace(
        plain,
        statistic=result.statistic,
        df=result.df,
        p=result.p,
        method="asymptotic",
        effect=cramers_v(table),
        effect_name="cramers_v",
    )
    draft = Draft(
        plain,
        columns=_one_hot(row.codes, row.levels),
        interval=bootstrap_v if plain.effect is not None else None,
        present=_present(table),
    )
    exact = (
        fisher(table, draws=settings.draws, rng=rng)
        if result.small(settings.small_expected)
        else None
    )
    if exact is None:
        return [draft]
    exact_result = replace(
        plain,
        test="fisher",
        statistic=None,
        df=None,
        p=exact.p,
        method=exact.method,
        p_se=exact.p_se,
    )
    return [
        replace(draft, result=exact_result),
        replace(draft, result=replace(plain, primary=False)),
    ]


def _ordinal(
    row: CodedRow, scale: Counts, settings: Settings, rng: np.random.Generator, *, answered: int
) -> Draft:
    present = _present(scale)
    two = len(present) <= 2
    name = "mann_whitney" if two else "kruskal_wallis"
    plain = TestResult(row.question, row.row, name, primary=True, n=int(scale.sum()))
    test = _rank_test(scale[list(present)], settings, rng)
    if test is None:
        reason = "only_dont_know" if answered and not scale.sum() else _reason(scale)
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


def several_drafts(
    row: SeveralRow, groups: Codes, group_count: int, settings: Settings, rng: np.random.Generator
) -> list[Draft]:
    """Return the simultaneous test of a several-choice question, then the test of each option."""
    inside = row.ticks.any(axis=1) & (groups >= 0)
    columns = np.column_stack([row.ticks & inside[:, None], inside]).astype(np.int64)
    table = np.array([columns[groups == group].sum(axis=0) for group in range(group_count)])
    options = [
        _option(row, place, columns, table, settings, rng) for place in range(len(row.options))
    ]
    plain = TestResult(row.question, row.row, "simultaneous", primary=True, n=int(inside.sum()))
    present = _present(table[:, -1:])
    usable = [draft for draft in options if draft.columns is not None]
    if not usable:
        reason = _reason(table[:, -1:]) if len(present) < 2 else "one_level"
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
    columns: Counts,
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
        return Draft(replace(plain, reason=_reason(counts)))
    plain = replace(
        plain, statistic=result.statistic, df=result.df, p=result.p, method="asymptotic"
    )
    if result.small(settings.small_expected):
        exact = fisher(counts, draws=settings.draws, rng=rng)
        if exact is not None:
            plain = replace(
                plain,
                test="fisher",
                statistic=None,
                df=None,
                p=exact.p,
                p_se=exact.p_se,
                method=exact.method,
            )
    present = _present(counts)
    if len(present) != 2:
        plain = replace(plain, effect=cramers_v(counts), effect_name="cramers_v")
        return Draft(plain, ticked, interval=bootstrap_v, present=present)
    first, second = present
    size = difference(
        int(counts[first, 0]),
        int(counts[first].sum()),
        int(counts[second, 0]),
        int(counts[second].sum()),
    )
    return Draft(_with_effect(plain, size, "difference"), ticked)


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
    return _with_effect(
        result, difference(k1, n1, k2, n2, z=_simultaneous_z(options)), "difference"
    )


def _simultaneous_z(options: int) -> float:
    return Z95 if options == 1 else float(ndtri(1 - 0.025 / options))


def _with_effect(result: TestResult, effect: Effect | None, name: str) -> TestResult:
    if effect is None:
        return result
    return replace(
        result,
        effect=effect.value,
        effect_low=effect.low,
        effect_high=effect.high,
        effect_name=name,
    )


def _one_hot(codes: Codes, levels: int) -> Counts:
    columns: Counts = (codes[:, None] == np.arange(levels)).astype(np.int64)
    return columns


def _present(table: Counts) -> tuple[int, ...]:
    """Return the groups that somebody is in."""
    return tuple(int(group) for group in np.flatnonzero(table.sum(axis=1)))


def _reason(table: Counts) -> str:
    groups = len(_present(table))
    return ("no_answers", "one_group")[groups] if groups < 2 else "one_level"
