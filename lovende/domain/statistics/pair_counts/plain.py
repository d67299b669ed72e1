"""The same counts by numpy alone, where numba is missing or there is little to count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.pair_counts.model import Counts, Floats, Layout

Codes = npt.NDArray[np.uint8]

PEOPLE = 1 << 14
"""People at a time: their products are far below 2^24, up to which 32-bit numbers are exact."""


def count_pairs(columns: Sequence[Codes], layout: Layout) -> Counts:
    """Return the matrix of pair counts: the product of the 0-1 matrix of levels with itself.

    Codes that are no level must have been refused before.
    """
    people = columns[0].size if columns else 0
    matrix = np.zeros((layout.size, layout.size), np.int64)
    for first in range(0, people, PEOPLE):
        has = _has(columns, layout, slice(first, first + PEOPLE))
        matrix += (has.T @ has).astype(np.int64)
    return matrix


def count_weighted(
    columns: Sequence[Codes], layout: Layout, weights: Floats
) -> tuple[Floats, Floats]:
    """Return the sums of weights and of squared weights of all pairs of levels."""
    sums, squares = (np.zeros((layout.size, layout.size)) for _ in range(2))
    for first in range(0, weights.size, PEOPLE):
        part = slice(first, first + PEOPLE)
        has = _has(columns, layout, part).astype(np.float64)
        weighted = has * weights[part, None]
        sums += has.T @ weighted
        squares += weighted.T @ weighted
    return sums, squares


def _has(columns: Sequence[Codes], layout: Layout, part: slice) -> npt.NDArray[np.float32]:
    """Return who has which level: 0 or 1, shape (people, levels)."""
    people = columns[0][part].size if columns else 0
    has = np.zeros((people, layout.size), np.float32)
    everyone = np.arange(people)
    for column, start in zip(columns, layout.starts, strict=True):
        has[everyone, start + column[part]] = 1
    return has
