"""Several variables taken as one, so that one weighted histogram serves many pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.pair_counts.model import Counts, Floats, Layout

MOST_CODES = 64
"""The most codes of variables that are taken as one: a table of two of those has 32 KB."""


@dataclass(frozen=True, eq=False)
class JointVariables:
    """Neighbouring variables fused: `groups` holds the places of the variables in each.

    The code of a group is a number with a digit for each of its variables. `starts` is the first
    row of each group in a table of all their codes, `size` the rows of that table.
    """

    layout: Layout
    groups: tuple[tuple[int, ...], ...]
    starts: Counts
    size: int

    def codes(self, columns: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint16]:
        """Return the code of each person in each group, shape (groups, people)."""
        people = columns[0].size if columns else 0
        joint = np.zeros((len(self.groups), people), np.uint16)
        for code, group in zip(joint, self.groups, strict=True):
            for variable in group:
                code *= np.uint16(self.layout.levels[variable])
                code += columns[variable]
        return joint

    def taken_apart(self, table: Floats) -> Floats:
        """Return the matrix of all pairs of levels from the upper blocks of a table of codes."""
        block = np.repeat(np.arange(len(self.groups)), self._sizes())
        upper = np.where(block[:, None] < block[None, :], table, 0.0)
        whole = upper + upper.T
        np.fill_diagonal(whole, table.diagonal())
        has = self._levels_of_codes()
        apart: Floats = has.T @ (whole @ has)
        return apart

    def _sizes(self) -> list[int]:
        return [_product(self.layout, group) for group in self.groups]

    def _levels_of_codes(self) -> Floats:
        """Return which levels a code stands for: 0 or 1, shape (size, levels)."""
        has = np.zeros((self.size, self.layout.size))
        for start, size, group in zip(self.starts, self._sizes(), self.groups, strict=True):
            rest = np.arange(size)
            for variable in reversed(group):
                rest, level = np.divmod(rest, self.layout.levels[variable])
                has[start + np.arange(size), self.layout.starts[variable] + level] = 1.0
        return has


def joint_variables(layout: Layout, room: int) -> JointVariables:
    """Fuse neighbours as far as `MOST_CODES`, less where the table would take more than `room` bytes."""
    most = MOST_CODES
    while True:
        groups = _groups(layout, most)
        sizes = [_product(layout, group) for group in groups]
        if most == 1 or 16 * sum(sizes) ** 2 <= room:
            break
        most //= 4
    starts = np.cumsum([0, *sizes])[:-1].astype(np.int64)
    return JointVariables(layout, groups, starts, sum(sizes))


def _groups(layout: Layout, most: int) -> tuple[tuple[int, ...], ...]:
    groups: list[tuple[int, ...]] = []
    for variable in range(len(layout.levels)):
        longer = (*groups[-1], variable) if groups else (variable,)
        if groups and _product(layout, longer) <= most:
            groups[-1] = longer
        else:
            groups.append((variable,))
    return tuple(groups)


def _product(layout: Layout, group: Sequence[int]) -> int:
    return int(np.prod([layout.levels[variable] for variable in group]))
