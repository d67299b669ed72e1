"""Columns of answers as numbered levels, so that each distinct combination is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Levels = tuple[Any, ...]
# Up to here a table over all possible combinations is cheaper than sorting those there are.
_TABLE = 4_000_000


@dataclass(frozen=True)
class Factor:
    """One value for each respondent: `levels[codes[i]]`. `codes` has shape (respondents,)."""

    codes: NDArray[np.int64]
    levels: Levels

    @classmethod
    def constant(cls, size: int, value: Any) -> Factor:
        """The same value for everyone."""
        return cls(np.zeros(size, np.int64), (value,))

    @classmethod
    def of_flags(cls, flags: NDArray[np.bool_]) -> Factor:
        """A Boolean for each respondent."""
        return cls(flags.astype(np.int64), (False, True))

    def flags(self, test: Callable[[Any], bool] = bool) -> NDArray[np.bool_]:
        """Return for each respondent whether the value passes a test."""
        passed = np.array([test(level) for level in self.levels], dtype=np.bool_)
        result: NDArray[np.bool_] = passed[self.codes]
        return result

    def where(self, flags: NDArray[np.bool_], otherwise: Any) -> Factor:
        """Return the values where `flags` holds, `otherwise` elsewhere."""
        if flags.all():
            return self
        codes = np.where(flags, self.codes, len(self.levels))
        return Factor(codes, (*self.levels, otherwise))

    def mapped(self, change: Callable[[Any], Any]) -> Factor:
        """Return the changed values; levels that become the same are one."""
        return _deduplicated(self.codes, [change(level) for level in self.levels])


def combined(factors: Sequence[Factor], size: int) -> Factor:
    """Return the combinations that occur, as tuples with one value from each factor."""
    codes, count = np.zeros(size, np.int64), 1
    rows: list[tuple[Any, ...]] = [()]
    for factor in factors:
        codes = codes * len(factor.levels) + factor.codes
        present, codes = _present(codes, count * len(factor.levels))
        wide = len(factor.levels)
        rows = [(*rows[code // wide], factor.levels[code % wide]) for code in present.tolist()]
        count = len(rows)
    return Factor(codes, tuple(rows))


def _present(
    codes: NDArray[np.int64], possible: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the codes that occur in ascending order, and each code's place among them."""
    if possible > _TABLE:
        found, places = np.unique(codes, return_inverse=True)
        return found, places.astype(np.int64)
    seen = np.zeros(possible, np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen).astype(np.int64), (np.cumsum(seen) - 1)[codes]


def _deduplicated(codes: NDArray[np.int64], values: Sequence[Any]) -> Factor:
    places: dict[Hashable, int] = {}
    levels: list[Any] = []
    target = np.empty(len(values), np.int64)
    for number, value in enumerate(values):
        key = (type(value), tuple(value) if isinstance(value, list) else value)
        if key not in places:
            places[key] = len(levels)
            levels.append(value)
        target[number] = places[key]
    return Factor(target[codes], tuple(levels))
