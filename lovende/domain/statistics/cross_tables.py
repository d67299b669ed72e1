"""The tables of many variables by a few others, as blocks of matrices of pair counts.

A report needs each variable alone and by each grouping, never all variables by each other. So the
variables are taken in parts: each part, together with the groupings, has one matrix F, and the
work grows with the number of variables, not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.pair_counts import MOST_LEVELS, Layout, PairCounter, PairCounts
from lovende.domain.statistics.tables import Codes, Counts

LEVELS_AT_A_TIME = 100
"""Levels of the variables of a part; the groupings come on top of them."""
GROUPS_AT_A_TIME = 1_000
"""Levels of groupings that are counted with each part."""


@dataclass(frozen=True, eq=False)
class Levels:
    """A variable to be counted: everyone has one of the levels 0 to `count` - 1.

    Each kind of missing is a level of its own. `codes` makes the levels, shape (people,), when
    their turn comes.
    """

    count: int
    codes: Callable[[], Codes | npt.NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class CrossTables:
    """The counts of variables alone, and by groupings. `size` counts all people."""

    size: int
    alone: dict[str, Counts] = field(default_factory=dict)
    crossed: dict[tuple[str, str], Counts] = field(default_factory=dict)

    def one_way(self, name: str) -> Counts:
        """Return how many have each level of a variable, shape (levels,)."""
        return self.alone[name]

    def two_way(self, name: str, by: str) -> Counts:
        """Return the table of a variable by a grouping, shape (levels of `by`, levels)."""
        return self.crossed[name, by]

    def take(self, counts: PairCounts, names: list[str], by: list[str]) -> None:
        for name in names:
            self.alone[name] = counts.one_way(name)
            for group in by:
                self.crossed[name, group] = counts.two_way(_by(group), name)


def cross_tables(
    variables: Mapping[str, Levels],
    by: Mapping[str, Levels],
    size: int,
    *,
    threads: int = 2,
    compiled: bool | None = None,
    people: int | None = None,
) -> CrossTables:
    """Count each variable alone and by each grouping of `by`, over `size` people.

    `people` at a time are counted (default: all); `threads` and `compiled` as for `PairCounter`.
    The counts are the same, whatever these are. What has more levels than a byte holds is counted
    one table at a time. Raises ValueError for a code that is no level.
    """
    found = CrossTables(size)
    narrow = {name: one for name, one in variables.items() if one.count <= MOST_LEVELS}
    few = {name: one for name, one in by.items() if one.count <= MOST_LEVELS}
    for groups in list(_parts(few, GROUPS_AT_A_TIME)) or [[]]:
        columns = {_by(name): few[name] for name in groups}
        made = {name: _bytes(one) for name, one in columns.items()}
        room = max(LEVELS_AT_A_TIME, sum(one.count for one in columns.values()))
        for names in _parts(narrow, room):
            own = {name: _bytes(narrow[name]) for name in names}
            layout = Layout(
                (*own, *made),
                (*(narrow[name].count for name in names), *(c.count for c in columns.values())),
            )
            counter = PairCounter(layout, threads=threads, compiled=compiled)
            step = max(size if people is None else people, 1)
            for first in range(0, size, step):
                counter.add([c[first : first + step] for c in (*own.values(), *made.values())])
            found.take(counter.result(), names, groups)
    _count_wide(found, variables, by)
    return found


def _parts(variables: Mapping[str, Levels], most: int) -> Iterator[list[str]]:
    """Yield the names in parts of at most `most` levels, or of one variable."""
    part: list[str] = []
    levels = 0
    for name, one in variables.items():
        if part and levels + one.count > most:
            yield part
            part, levels = [], 0
        part.append(name)
        levels += one.count
    if part:
        yield part


def _by(name: str) -> str:
    """Return what a grouping is called in a layout: a variable may have the same name."""
    return f"{name}\nby"


def _bytes(one: Levels) -> npt.NDArray[np.uint8]:
    return one.codes().astype(np.uint8, copy=False)


def _count_wide(
    found: CrossTables, variables: Mapping[str, Levels], by: Mapping[str, Levels]
) -> None:
    """Count the tables in which something has more levels than a byte holds."""
    for name, one in variables.items():
        missing = [g for g in by if (name, g) not in found.crossed]
        if not missing and name in found.alone:
            continue
        codes = one.codes().astype(np.int64)
        found.alone.setdefault(name, np.bincount(codes, minlength=one.count))
        for group in missing:
            fused = by[group].codes().astype(np.int64) * one.count + codes
            cells = by[group].count * one.count
            table = np.bincount(fused, minlength=cells).reshape(-1, one.count)
            found.crossed[name, group] = table
