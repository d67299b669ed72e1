"""A plain test, and what the clustered tests and the intervals need to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.comparison.model import TestResult
from lovende.domain.statistics.contingency import ChiSquare, SmallExpected, chi_square_many
from lovende.domain.statistics.effects import Effect, cramers_v
from lovende.domain.statistics.exact import fisher
from lovende.domain.statistics.tables import Counts

Floats = npt.NDArray[np.float64]
Columns = npt.NDArray[np.uint8]
"""0 or 1 for each person in each column: bytes, for there is a table of them for every test."""


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
    columns: Columns | None = None
    statistic: Callable[[Floats], Floats] = chi_square_many
    interval: Callable[[float, Floats], Effect] | None = None
    present: tuple[int, ...] = ()


def exact_or(
    plain: TestResult, table: Counts, test: ChiSquare, settings: Settings, rng: np.random.Generator
) -> TestResult:
    """Return the exact test of the same table where expected counts are small, else `plain` itself."""
    if not test.small(settings.small_expected):
        return plain
    exact = fisher(table, draws=settings.draws, rng=rng)
    if exact is None:
        return plain
    return replace(
        plain,
        test="fisher",
        statistic=None,
        df=None,
        p=exact.p,
        p_se=exact.p_se,
        method=exact.method,
    )


def with_effect(result: TestResult, effect: Effect | None, name: str) -> TestResult:
    """Return the result with its size of effect, unchanged where there is none."""
    if effect is None:
        return result
    return replace(
        result,
        effect=effect.value,
        effect_low=effect.low,
        effect_high=effect.high,
        effect_name=name,
    )


def with_v(result: TestResult, table: Counts) -> TestResult:
    """Return the result with Cramér's V; its interval is resampled later."""
    v = cramers_v(table)
    return with_effect(result, None if v is None else Effect(v, None, None), "cramers_v")


def present_groups(table: Counts) -> tuple[int, ...]:
    """Return the groups that somebody is in."""
    return tuple(int(group) for group in np.flatnonzero(table.sum(axis=1)))


def reason_of(table: Counts) -> str:
    """Return the key of `REASONS` for a table that cannot be tested."""
    groups = len(present_groups(table))
    return ("no_answers", "one_group")[groups] if groups < 2 else "one_level"
