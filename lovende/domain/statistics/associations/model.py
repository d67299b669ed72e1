"""What is told of the variables, and what is found out about their pairs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]

NONE, CHI_SQUARE, MANN_WHITNEY, KRUSKAL_WALLIS, DESIGN_RANK = range(5)
TESTS = ("", "chi2", "mann_whitney", "kruskal_wallis", "design_rank")
"""Names of tests, by their number."""

TESTED, NO_ANSWERS, ONE_LEVEL, NO_ORDER = range(4)
REASONS = ("", "no_answers", "one_level", "no_order")
"""Why a pair has no primary test: nobody answered both; all gave one answer to one of them; less
than two groups or steps of the scale are left without don't know."""


@dataclass(frozen=True)
class Scale:
    """What the levels of a variable are: first `categories` valid ones, then kinds of missing.

    `outside` has the places of the categories that stand outside the order (don't know): they
    are left out of ordinal tests and kept in nominal ones.
    """

    categories: int
    ordinal: bool = False
    outside: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Associations:
    """Every pair of variables, each array of shape (pairs,); NaN where a number cannot be told.

    Pairs stand in the order (0, 1), (0, 2), ..., (1, 2), ... of the places `first` and `second`
    of their variables. `n` is the pairwise base, `rows` and `columns` the levels of the first and
    second variable that somebody of it has. `small_any` and `small_cochran` say that expected
    counts are small. `v` is Cramér's V, `v_corrected` the one corrected for bias.

    `rank_test` is the number of a test in `TESTS`, `response` the place of the variable that is
    ranked, `rank_n` its base, `rank_df` the groups less one. `small_groups` says that a group is
    too small for it (see `ordinal.small_groups`). `delta` is Cliff's delta of two groups.
    `gamma`, `tau_b`, its standard error and p are there where both are ordinal.

    `primary` is the number of the one test that counts in the correction for many tests, `p` its
    p-value, `log10_p` its logarithm, which tells p-values apart that are too small for a number,
    and `reason` the place in `REASONS` that says why there is none. With weights, `base` is
    the sum of weights, `chi2` is corrected by `design_effect`; both are NaN without.
    """

    first: Places
    second: Places
    n: Places
    rows: Small
    columns: Small
    base: Floats
    chi2: Floats
    df: Places
    chi2_p: Floats
    design_effect: Floats
    small_any: Flags
    small_cochran: Flags
    v: Floats
    v_corrected: Floats
    rank_test: Small
    response: Places
    rank_n: Places
    rank_statistic: Floats
    rank_df: Places
    rank_p: Floats
    small_groups: Flags
    delta: Floats
    gamma: Floats
    tau_b: Floats
    tau_b_se: Floats
    tau_b_p: Floats
    primary: Small
    p: Floats
    log10_p: Floats
    reason: Small

    def __len__(self) -> int:
        return int(self.first.size)

    @classmethod
    def empty(cls, variables: int) -> Associations:
        """Return the pairs of `variables` variables with nothing known of them."""
        first, second = (
            np.ascontiguousarray(part, np.int64) for part in np.triu_indices(variables, 1)
        )
        kinds: dict[str, type[np.generic]] = {
            "Places": np.int64,
            "Small": np.int16,
            "Flags": np.bool_,
            "Floats": np.float64,
        }
        rest: dict[str, Any] = {}
        for field in fields(cls)[2:]:
            kind = kinds[str(field.type)]
            rest[field.name] = np.full(first.size, np.nan if kind is np.float64 else 0, kind)
        return cls(first, second, **rest)


def pair_places(first: Places, second: Places, variables: int) -> Places:
    """Return where the pairs (first < second) stand among all pairs of `variables` variables."""
    result: Places = first * variables - first * (first + 1) // 2 + second - first - 1
    return result
