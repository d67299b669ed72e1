"""Sums over the blocks of a matrix of levels: each block is the two-way table of two variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.associations.model import Floats, Places

ROOM = 1 << 25
"""Bytes of one band of the matrix; about a dozen arrays of this size are in use at a time."""


@dataclass(frozen=True, eq=False)
class Levels:
    """Some levels of some variables: `rows` of the matrix, `variables` their places, `sizes` each."""

    variables: Places
    sizes: Places
    rows: Places

    @classmethod
    def of(cls, starts: Places, kept: Sequence[Sequence[int]]) -> Levels:
        """Keep for each variable some of its levels; a variable that keeps none is left out."""
        some = [place for place, levels in enumerate(kept) if len(levels)]
        rows = [int(starts[place]) + np.asarray(kept[place], np.int64) for place in some]
        return cls(
            np.array(some, np.int64),
            np.array([len(kept[place]) for place in some], np.int64),
            np.concatenate(rows) if rows else np.zeros(0, np.int64),
        )

    @cached_property
    def starts(self) -> Places:
        """Where each variable begins among the rows."""
        return (np.cumsum(self.sizes) - self.sizes).astype(np.int64)

    @cached_property
    def owner(self) -> Places:
        """Which of the variables each row belongs to, counted from 0."""
        return np.repeat(np.arange(self.sizes.size), self.sizes)

    def some(self, places: Places) -> Levels:
        """Return the levels of some of the variables, by their places in `variables`."""
        wanted = np.isin(self.owner, places)
        return Levels(self.variables[places], self.sizes[places], self.rows[wanted])

    def bands(self, width: int) -> Iterator[Places]:
        """Cut the variables into bands whose rows of `width` numbers have room."""
        most = max(1, ROOM // (8 * max(width, 1)))
        band: list[int] = []
        used = 0
        for place, size in enumerate(self.sizes):
            if band and used + size > most:
                yield np.array(band, np.int64)
                band, used = [], 0
            band.append(place)
            used += int(size)
        if band:
            yield np.array(band, np.int64)


def over_rows(values: npt.NDArray[np.generic], levels: Levels) -> Floats:
    """Add up the rows of each variable: (rows, k) -> (variables, k)."""
    result: Floats = np.add.reduceat(values, levels.starts, axis=0, dtype=np.float64)
    return result


def over_columns(values: npt.NDArray[np.generic], levels: Levels) -> Floats:
    """Add up the columns of each variable: (k, columns) -> (k, variables)."""
    result: Floats = np.add.reduceat(values, levels.starts, axis=1, dtype=np.float64)
    return result


def below_less_above(values: Floats, levels: Levels) -> Floats:
    """Return for each row the sum of those before it less that of those after it, within its variable.

    Of the totals of an ordered variable this is twice the midrank less N + 1.
    """
    sums = np.cumsum(values, axis=0)
    starts = levels.starts
    totals = over_rows(values, levels)
    before = sums[starts] - values[starts]
    result: Floats = 2 * sums - values - (2 * before + totals)[levels.owner]
    return result
