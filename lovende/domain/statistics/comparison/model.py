"""What goes into a comparison of groups, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from lovende.domain.statistics.tables import Codes, Ticks
from lovende.domain.texts import N_

if TYPE_CHECKING:
    from lovende.domain.statistics.ranks import Method

REASONS = {
    "no_answers": N_("Nobody with a group answered."),
    "one_group": N_("Only one group answered, so there is nothing to compare."),
    "one_level": N_("All gave the same answer, so there is nothing to compare."),
    "only_dont_know": N_("All who answered said that they do not know."),
}
"""Why a test has no result."""


@dataclass(frozen=True, eq=False)
class CodedRow:
    """A question, or a row of a matrix, with one answer a person.

    `codes` has shape (people,): level numbers in printed order, `MISSING` for no answer.
    `dont_know` are the levels that stand outside the scale of an `ordered` row.
    """

    question: str
    codes: Codes
    levels: int
    row: int | None = None
    ordered: bool = False
    dont_know: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class SeveralRow:
    """A several-choice question: `ticks` has shape (people, options), `options` their codes."""

    question: str
    ticks: Ticks
    options: tuple[str, ...]
    row: int | None = None


Row = CodedRow | SeveralRow


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test; the fields are those of a test in the findings, `by` apart.

    `reason` is a key of `REASONS` where there is no result. `clustered_method` tells how
    `p_clustered` was found: `monte_carlo`, `exact` (all ways counted) or `rao_scott`.
    Percentages of a difference are first group less second.
    """

    __test__: ClassVar[bool] = False  # or pytest takes it for a class of tests

    question: str
    row: int | None
    test: str
    primary: bool
    statistic: float | None = None
    df: int | None = None
    p: float | None = None
    p_clustered: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None
    option: str | None = None
    effect_name: str | None = None
    n: int | None = None
    method: Method | None = None
    p_se: float | None = None
    clustered_method: str | None = None
    p_clustered_se: float | None = None
    reason: str | None = None
