"""Chi-square and Cramér's V of the two-way tables in a band of the matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lovende.domain.statistics.associations.blocks import Levels, over_columns, over_rows
from lovende.domain.statistics.associations.model import Flags, Floats
from lovende.domain.statistics.contingency import reciprocal


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a band, each array of shape (variables of the rows, variables of the columns)."""

    total: Floats
    chi2: Floats
    rows: Floats
    columns: Floats
    small_any: Flags
    small_cochran: Flags

    @property
    def df(self) -> Floats:
        """(r - 1)(c - 1); 0 where rows or columns have one level at most."""
        result: Floats = np.maximum(self.rows - 1, 0) * np.maximum(self.columns - 1, 0)
        return result


def tables_of(band: Floats, down: Levels, across: Levels) -> Tables:
    """Return Pearson's chi-square of every block: sum (O - E)^2 / E over what somebody is in.

    See `contingency.chi_square`: (r - 1)(c - 1) degrees of freedom over the levels that somebody
    has; an expected count under 5, or Cochran's rule (one under 1, or over a fifth under 5).
    `band` has the counts, or the sums of weights, of the levels `down` with the levels `across`.
    """
    by_row, by_column = over_columns(band, across), over_rows(band, down)
    total = over_columns(by_column, across)
    rows, columns = over_rows(by_row > 0, down), over_columns(by_column > 0, across)
    expected = by_row[:, across.owner]
    expected *= by_column[down.owner]
    whole = total[down.owner][:, across.owner]
    np.divide(expected, whole, out=expected, where=whole > 0)
    some = expected > 0
    few = over_columns(over_rows(some & (expected < 5), down), across)
    tiny = over_columns(over_rows(some & (expected < 1), down), across)
    distance = np.subtract(band, expected, out=whole)
    distance *= distance
    np.divide(distance, expected, out=distance, where=some)
    return Tables(
        total,
        over_columns(over_rows(distance, down), across),
        rows,
        columns,
        few > 0,
        (tiny > 0) | (few > 0.2 * rows * columns),
    )


def design_effects(
    weights: Floats, squares: Floats, people: Floats, down: Levels, across: Levels
) -> Floats:
    """Return the mean design effect of the test of independence, from sums of weights and squares.

    With g = n sum(w^2) / (sum(w) W) of each cell and p the weighted shares of its row and column,
    the mean is sum g (1 - p_row)(1 - p_column) / sum (1 - p_row)(1 - p_column) over the cells
    that somebody is in, times n / (n - 1). Over full tables the divisor is (r - 1)(c - 1), and
    this is sum (1 - p_ij) d_ij - sum (1 - p_i) d_i - sum (1 - p_j) d_j, with the design effects d
    of cells and margins and the shares of the margins those that independence implies (Rao &
    Scott 1984, Annals of Statistics 12, 46-60; Thomas & Rao 1987, JASA 82, 630-636). Every person
    counts as drawn independently of the others, the weights as given. `people` is n of each block.
    """
    by_row, by_column = over_columns(weights, across), over_rows(weights, down)
    inverse = reciprocal(over_columns(by_column, across))
    rest = 1 - (by_row * inverse[down.owner])[:, across.owner]
    rest *= 1 - (by_column * inverse[:, across.owner])[down.owner]
    rest[weights <= 0] = 0
    own = squares * reciprocal(weights)
    own *= rest
    scale = people * inverse * people * reciprocal(people - 1)
    divisor = over_columns(over_rows(rest, down), across)
    result: Floats = over_columns(over_rows(own, down), across) * reciprocal(divisor) * scale
    return result


def cramers_v(tables: Tables, effective: Floats) -> tuple[Floats, Floats]:
    """Return Cramér's V, plain and corrected for bias; NaN without two rows and columns.

    V = sqrt(X2 / (n min(r - 1, c - 1))); the corrected one as in `effects.cramers_v` (Bergsma
    2013). `effective` is n - 1, with weights (n - 1) / the design effect: that much smaller is
    the expectation of X2 / n under independence.
    """
    phi2 = tables.chi2 * reciprocal(tables.total)
    r, c = tables.rows - 1, tables.columns - 1
    lost = reciprocal(effective)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.sqrt(phi2 / np.minimum(r, c))
        scale = np.minimum(r - r**2 * lost, c - c**2 * lost)
        corrected = np.sqrt(np.maximum(phi2 - r * c * lost, 0) / scale)
    testable = np.minimum(r, c) > 0
    return (
        np.where(testable, np.minimum(plain, 1), np.nan),
        np.where(testable & (scale > 0), corrected, np.nan),
    )
