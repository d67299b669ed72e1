"""A plain test, and what the clustered tests and the intervals need to repeat it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.comparison.model import TestResult
from lovende.domain.statistics.contingency import SmallExpected, chi_square_many
from lovende.domain.statistics.effects import Effect
from lovende.domain.statistics.tables import Counts

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


def present_groups(table: Counts) -> tuple[int, ...]:
    """Return the groups that somebody is in."""
    return tuple(int(group) for group in np.flatnonzero(table.sum(axis=1)))


def reason_of(table: Counts) -> str:
    """Return the key of `REASONS` for a table that cannot be tested."""
    groups = len(present_groups(table))
    return ("no_answers", "one_group")[groups] if groups < 2 else "one_level"
