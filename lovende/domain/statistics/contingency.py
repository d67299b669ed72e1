"""Pearson's chi-square test of a two-way table, and when its approximation is too coarse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from lovende.domain.statistics.tables import Counts

SmallExpected = Literal["any", "cochran"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """`small_any`: an expected count is under 5. `small_cochran`: Cochran's rule is broken."""

    statistic: float
    df: int
    p: float
    n: int
    small_any: bool
    small_cochran: bool

    def small(self, rule: SmallExpected) -> bool:
        return self.small_any if rule == "any" else self.small_cochran


def without_empty(table: Counts) -> Counts:
    """Return the table without the rows and columns that nobody is in."""
    table = np.asarray(table, dtype=np.int64)
    kept: Counts = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    return kept


def expected_counts(table: Counts) -> Floats:
    """Return row total * column total / total for each cell; `table` must not be empty."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    expected: Floats = np.outer(rows, columns) / table.sum()
    return expected


def chi_square(table: Counts, *, yates: bool = False) -> ChiSquare | None:
    """Test whether rows and columns are independent; None where either has fewer than two values.

    Pearson's X2 = sum (O - E)^2 / E with (r - 1)(c - 1) degrees of freedom, over the rows and
    columns that somebody is in. `yates` brings each |O - E| of a 2 x 2 table 0.5 nearer to 0, at
    most to 0 (Yates 1934). Cochran's rule (1954): no expected count under 1, and at most a fifth
    of them under 5.
    """
    table = without_empty(table)
    if min(table.shape) < 2:
        return None
    expected = expected_counts(table)
    distance = np.abs(table - expected)
    if yates and table.shape == (2, 2):
        distance = np.maximum(distance - 0.5, 0.0)
    statistic = float((distance**2 / expected).sum())
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return ChiSquare(
        statistic=statistic,
        df=df,
        p=float(chdtrc(df, statistic)),
        n=int(table.sum()),
        small_any=bool((expected < 5).any()),
        small_cochran=bool((expected < 1).any() or (expected < 5).mean() > 0.2),
    )


def chi_square_many(tables: Floats) -> Floats:
    """Return Pearson's X2 of many tables at once: shape (groups, levels, draws) -> (draws,).

    X2 = N (sum O^2 / (row total * column total) - 1); empty rows and columns add nothing. The
    draws come last, so that every sum runs over memory in order.
    """
    rows = tables.sum(axis=1)
    columns = tables.sum(axis=0)
    total = rows.sum(axis=0)
    by_row = (tables**2 * reciprocal(columns)).sum(axis=1)
    ratio = (by_row * reciprocal(rows)).sum(axis=0)
    result: Floats = np.maximum(total * (ratio - 1), 0.0)
    return result


def reciprocal(values: Floats) -> Floats:
    """Return 1 / values, and 0 where the value is 0."""
    result: Floats = np.divide(
        1.0, values, out=np.zeros_like(values, dtype=float), where=values > 0
    )
    return result
