"""Counters: batches of codes go in, pair counts come out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from lovende.domain.statistics.pair_counts import plain
from lovende.domain.statistics.pair_counts.joint import JointVariables, joint_variables
from lovende.domain.statistics.pair_counts.model import (
    Counts,
    Floats,
    Layout,
    PairCounts,
    WeightedPairCounts,
)
from lovende.domain.statistics.pair_counts.plain import Codes

FEW = 50_000
"""With fewer people numpy is done before the compiled kernels are loaded."""
_ROOM = 1 << 29
"""Bytes that the matrices of all threads may take together, if there is more than one."""
_AT_A_TIME = 1 << 14
_NOBODY = 255


def one_way_counts(
    columns: Sequence[Codes], layout: Layout, *, threads: int = 1, compiled: bool | None = None
) -> list[Counts]:
    """Return how many have each level of each variable, one array of shape (levels,) for each.

    Parameters and errors as for `PairCounter`; where no pairs are wanted, this takes little more
    than reading the codes.
    """
    people = _people(columns, layout)
    if not _wants_compiled(compiled, people):
        _refuse_unknown(columns, layout)
        return [
            np.bincount(column, minlength=levels)
            for column, levels in zip(columns, layout.levels, strict=True)
        ]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(_levels_counted, columns, layout.levels, layout.names))


def _levels_counted(column: Codes, levels: int, name: str) -> Counts:
    from lovende.domain.statistics.pair_counts import compiled

    column = np.ascontiguousarray(column)
    counts = np.zeros(levels, np.int64)
    whole = column.size // 64 * 64
    rest = _padded(column[whole:])
    found = sum(
        compiled.count_levels(part.ctypes.data, people, levels, counts)
        for part, people in ((column, whole), (rest, column.size - whole))
    )
    if found != column.size:
        raise _unknown_code(name)
    return counts


class PairCounter:
    """Counts all pairs of levels over batches of people.

    `threads` is how many work at a time. `compiled` True wants numba, False numpy, None takes what
    is there and worth it; the counts are the same, whatever the batches.
    """

    def __init__(self, layout: Layout, *, threads: int = 1, compiled: bool | None = None) -> None:
        self.layout = layout
        self._compiled = compiled
        self._workers = [_Worker(layout) for _ in range(_affordable(threads, 8 * layout.size**2))]
        self._plain = PairCounts.nothing(layout)

    def add(self, columns: Sequence[Codes]) -> None:
        """Count a batch: a column of codes (uint8, shape (people,)) for each variable, in order.

        Raises ValueError where columns are not those of the layout, are not of one length, or
        hold a code that is no level; the counter is of no use after that.
        """
        people = _people(columns, self.layout)
        if not _wants_compiled(self._compiled, people):
            _refuse_unknown(columns, self.layout)
            counts = plain.count_pairs(columns, self.layout)
            self._plain += PairCounts(self.layout, counts, people)
            return
        columns = [np.ascontiguousarray(column) for column in columns]
        shares = _shares(people, len(self._workers))
        with ThreadPoolExecutor(len(self._workers)) as pool:
            jobs = [
                pool.submit(worker.count, columns, first, until)
                for worker, (first, until) in zip(self._workers, shares, strict=False)
            ]
        for job in jobs:
            job.result()

    def result(self) -> PairCounts:
        """Return the counts of all batches so far."""
        counts = self._plain
        for worker in self._workers:
            counts += worker.result()
        return counts


class _Worker:
    """One thread's share of the counting: a matrix of its own, and room to work in."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._levels = np.array(layout.levels, np.int64)
        self._half: Counts | None = None
        self._room: tuple[Any, Counts] | None = None
        self._size = 0

    def count(self, columns: Sequence[Codes], first: int, until: int) -> None:
        """Count the people from `first` up to `until`; ValueError for a code that is no level."""
        from lovende.domain.statistics.pair_counts import compiled

        if self._half is None or self._room is None:
            self._half = np.zeros((self._layout.size, self._layout.size), np.int64)
            self._room = compiled.room(self._layout.size)
        whole = (until - first) // 64 * 64
        rest = [_padded(column[first + whole : until]) for column in columns]
        # The kernel takes addresses, not arrays: `columns` and `rest` keep what they point to.
        for part, start, people in ((columns, first, whole), (rest, 0, until - first - whole)):
            addresses = np.array([column.ctypes.data for column in part], np.uint64)
            wrong = compiled.count_pairs(
                addresses, start, people, self._levels, self._half, *self._room
            )
            if wrong >= 0:
                raise _unknown_code(self._layout.names[wrong])
        self._size += until - first

    def result(self) -> PairCounts:
        if self._half is None:
            return PairCounts.nothing(self._layout)
        return PairCounts(self._layout, _completed(self._half, self._layout), self._size)


class WeightedPairCounter:
    """Counts weights and squared weights of all pairs of levels over batches of people."""

    def __init__(self, layout: Layout, *, threads: int = 1, compiled: bool | None = None) -> None:
        self.layout = layout
        self._compiled = compiled
        self._joint = joint_variables(layout, _ROOM)
        self._threads = _affordable(threads, 16 * self._joint.size**2)
        self._tables: list[Floats] = []
        self._plain = WeightedPairCounts.nothing(layout)
        self._size = 0

    def add(self, columns: Sequence[Codes], weights: Floats) -> None:
        """Count a batch: `columns` as for `PairCounter.add`, and a weight (float64) for each person.

        Raises ValueError as that does, and for a weight that is negative or no number.
        """
        people = _people(columns, self.layout)
        if weights.shape != (people,):
            raise ValueError("there must be one weight for each person")
        if not (np.isfinite(weights) & (weights >= 0)).all():
            raise ValueError("a weight is a number from 0")
        _refuse_unknown(columns, self.layout)
        if not _wants_compiled(self._compiled, people):
            sums, squares = plain.count_weighted(columns, self.layout, weights)
            self._plain += WeightedPairCounts(self.layout, sums, squares, people)
            return
        size = self._joint.size
        while len(self._tables) < self._threads:
            self._tables.append(np.zeros((size, size, 2)))
        shares = _shares(people, self._threads)
        with ThreadPoolExecutor(self._threads) as pool:
            jobs = [
                pool.submit(_add_weights, columns, weights, self._joint, table, first, until)
                for table, (first, until) in zip(self._tables, shares, strict=False)
            ]
        for job in jobs:
            job.result()
        self._size += people

    def result(self) -> WeightedPairCounts:
        """Return the counts of all batches so far."""
        counts = self._plain
        for table in self._tables:
            sums, squares = (self._joint.taken_apart(table[:, :, place]) for place in (0, 1))
            counts += WeightedPairCounts(self.layout, sums, squares, 0)
        return counts + WeightedPairCounts(
            self.layout, np.zeros_like(counts.weights), np.zeros_like(counts.squares), self._size
        )


def _add_weights(
    columns: Sequence[Codes],
    weights: Floats,
    joint: JointVariables,
    table: Floats,
    first: int,
    until: int,
) -> None:
    """Add the weights of the people from `first` up to `until` to the histograms."""
    from lovende.domain.statistics.pair_counts import compiled

    for start in range(first, until, _AT_A_TIME):
        part = slice(start, min(start + _AT_A_TIME, until))
        codes = joint.codes([column[part] for column in columns])
        own = np.ascontiguousarray(weights[part], np.float64)
        compiled.add_weights(codes, joint.starts, own, table)


def _completed(half: Counts, layout: Layout) -> Counts:
    """Return the whole matrix from what the kernel counts: its diagonal and upper triangle.

    Everyone has exactly one level of each variable, so the pair counts of the first level follow
    from the one-way counts and those of the other levels.
    """
    firsts = layout.starts
    alone = half.diagonal().copy()
    whole: Counts = half + half.T
    np.fill_diagonal(whole, alone)
    whole[firsts, firsts] = 0
    left = alone - np.add.reduceat(whole, firsts, axis=0)
    left[:, firsts] = 0
    whole[firsts] = left
    whole[:, firsts] = left.T
    corners = alone[firsts] - np.add.reduceat(whole[:, firsts], firsts, axis=0)
    whole[np.ix_(firsts, firsts)] = corners
    return whole


def _people(columns: Sequence[Codes], layout: Layout) -> int:
    """Return how many people a batch has, or raise ValueError where it is not of this layout."""
    if len(columns) != len(layout.names):
        raise ValueError(f"{len(layout.names)} columns are expected, {len(columns)} were given")
    lengths = {column.size for column in columns}
    if len(lengths) > 1 or any(column.dtype != np.uint8 for column in columns):
        raise ValueError("columns are bytes, all of one length")
    return lengths.pop() if lengths else 0


def _refuse_unknown(columns: Sequence[Codes], layout: Layout) -> None:
    for name, levels, column in zip(layout.names, layout.levels, columns, strict=True):
        if column.size and int(column.max()) >= levels:
            raise _unknown_code(name)


def _unknown_code(name: str) -> ValueError:
    return ValueError(f"{name} has a code that is none of its levels")


def _padded(column: Codes) -> Codes:
    """Return fewer than 64 people with nobody after them, up to 64."""
    padded: Codes = np.full(64, _NOBODY, np.uint8)
    padded[: column.size] = column
    return padded


def _shares(people: int, workers: int) -> list[tuple[int, int]]:
    """Cut the people into a share for each worker, at whole words but for the last."""
    step = -(-people // workers)
    step = max(-(-step // 64) * 64, 64)
    return [(first, min(first + step, people)) for first in range(0, people, step)]


def _affordable(threads: int, each: int) -> int:
    """Return how many threads have room for a matrix of `each` bytes of their own."""
    return max(1, min(threads, _ROOM // max(each, 1)))


@cache
def _can_compile() -> bool:
    """Whether numba is here, fits the numpy that is here, and has a place to keep its kernels."""
    try:
        import_module("lovende.domain.statistics.pair_counts.compiled")
    except (ImportError, RuntimeError):
        return False
    return True


def _wants_compiled(wanted: bool | None, people: int) -> bool:
    if wanted is None:
        return people >= FEW and _can_compile()
    return wanted
