"""The variables that are counted, and the matrix of their pair counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_LEVELS = 255
"""Levels of one variable: codes are bytes, and the last byte stands for no one."""
MOST_LEVELS_IN_ALL = 10_000
"""Levels of all variables together: the matrix has this number squared of cells, 800 MB."""


@dataclass(frozen=True)
class Layout:
    """The variables in their order and how many levels (1 to 255) each has.

    Raises ValueError for a name that stands twice and for too few or too many levels.
    """

    names: tuple[str, ...]
    levels: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.levels) or len(set(self.names)) != len(self.names):
            raise ValueError("each variable needs one name of its own and one number of levels")
        if not all(1 <= level <= MOST_LEVELS for level in self.levels):
            raise ValueError(f"a variable has from 1 to {MOST_LEVELS} levels")
        if self.size > MOST_LEVELS_IN_ALL:
            raise ValueError(f"all variables have at most {MOST_LEVELS_IN_ALL} levels together")

    @property
    def size(self) -> int:
        """The levels of all variables together: rows and columns of the matrix."""
        return sum(self.levels)

    @cached_property
    def starts(self) -> Counts:
        """The row of the matrix at which each variable begins, shape (variables,)."""
        return np.cumsum((0, *self.levels))[:-1].astype(np.int64)

    @cached_property
    def variable_of(self) -> Counts:
        """The place of the variable that each row of the matrix belongs to, shape (size,)."""
        return np.repeat(np.arange(len(self.levels)), self.levels)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    def place(self, name: str) -> int:
        """Return the place of a variable. Raises KeyError where there is none of that name."""
        return self._places[name]

    def rows(self, name: str) -> slice:
        """Return the rows of the matrix that belong to a variable."""
        place = self.place(name)
        start = int(self.starts[place])
        return slice(start, start + self.levels[place])


@dataclass(frozen=True, eq=False)
class PairCounts:
    """`matrix[a, b]` counts those who have both level a and level b; `size` counts all people.

    The matrix (int64, levels x levels) is symmetric. The block of a variable with itself has its
    one-way counts on the diagonal. The block of two variables is their two-way table.
    """

    layout: Layout
    matrix: Counts
    size: int

    @classmethod
    def nothing(cls, layout: Layout) -> PairCounts:
        """Return the counts of nobody."""
        return cls(layout, np.zeros((layout.size, layout.size), np.int64), 0)

    def __add__(self, other: PairCounts) -> PairCounts:
        """Return the counts of both parts together. Raises ValueError for another layout."""
        _check_same(self.layout, other.layout)
        return PairCounts(self.layout, self.matrix + other.matrix, self.size + other.size)

    def one_way(self, name: str) -> Counts:
        """Return how many have each level of a variable, shape (levels,)."""
        rows = self.layout.rows(name)
        return np.diagonal(self.matrix)[rows].copy()

    def two_way(self, row: str, column: str) -> Counts:
        """Return the two-way table of two variables, shape (levels of row, levels of column)."""
        return self.matrix[self.layout.rows(row), self.layout.rows(column)].copy()

    def of(self, names: Sequence[str]) -> PairCounts:
        """Return the counts of some of the variables, in the order of `names`."""
        rows = [np.arange(self.layout.size)[self.layout.rows(name)] for name in names]
        kept = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        levels = tuple(self.layout.levels[self.layout.place(name)] for name in names)
        return PairCounts(
            Layout(tuple(names), levels), self.matrix[np.ix_(kept, kept)].copy(), self.size
        )


@dataclass(frozen=True, eq=False)
class WeightedPairCounts:
    """`weights[a, b]` is the sum of the weights of those who have both levels, `squares` that of
    the squared weights, both float64; `size` counts all people, whatever their weight.

    Sums of fractions depend on the order of the summands in their last digits.
    """

    layout: Layout
    weights: Floats
    squares: Floats
    size: int

    @classmethod
    def nothing(cls, layout: Layout) -> WeightedPairCounts:
        """Return the counts of nobody."""
        shape = (layout.size, layout.size)
        return cls(layout, np.zeros(shape), np.zeros(shape), 0)

    def __add__(self, other: WeightedPairCounts) -> WeightedPairCounts:
        """Return the counts of both parts together. Raises ValueError for another layout."""
        _check_same(self.layout, other.layout)
        return WeightedPairCounts(
            self.layout,
            self.weights + other.weights,
            self.squares + other.squares,
            self.size + other.size,
        )

    def two_way(self, row: str, column: str) -> Floats:
        """Return the weighted two-way table, shape (levels of row, levels of column)."""
        return self.weights[self.layout.rows(row), self.layout.rows(column)].copy()

    def one_way(self, name: str) -> Floats:
        """Return the weighted count of each level of a variable, shape (levels,)."""
        return np.diagonal(self.weights)[self.layout.rows(name)].copy()


def _check_same(first: Layout, second: Layout) -> None:
    if first != second:
        raise ValueError("counts of different variables or levels cannot be added")
