"""What the machine needs at best: the least work that the kernel's way of counting asks for.

Counting a pair of levels means one AND and one population count for each 64 people. The floor is
that number for all pairs of levels of different variables, at the speed at which one core counts
bits that lie in its first cache. A pass over the codes reads each byte once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numba import njit

from lovende.domain.statistics.pair_counts import Layout, one_way_counts
from lovende.domain.statistics.pair_counts.compiled import common_bits

_ROWS, _WORDS, _ROUNDS = 5, 256, 2_000


@njit
def _work(address: Any, rounds: Any) -> Any:
    """Count the bits that four rows of the first cache have in common with a fifth, again and again."""
    total = np.uint64(0)
    row = np.uint64(8 * _WORDS)
    start = np.uint64(address)
    for _ in range(rounds):
        four = common_bits(start, row, start + np.uint64(4) * row, _WORDS)
        total += four[0] ^ four[1] ^ four[2] ^ four[3]
    return total


def popcount_floor(path: Path) -> float:
    """Return the seconds that one core needs for all population counts, nothing else."""
    memory = np.arange(_ROWS * _WORDS + 8, dtype=np.uint64)
    first = -(memory.ctypes.data // 8) % 8
    address = memory[first:].ctypes.data
    _work(address, 1)
    seconds = _best(lambda: _work(address, _ROUNDS)) / (_ROUNDS * 4 * _WORDS)
    levels = [int(column.max()) + 1 for column in _columns(path)]
    pairs = (sum(levels) ** 2 - sum(level**2 for level in levels)) // 2
    people = pl.scan_parquet(path).select(pl.len()).collect().item()
    return float(seconds * pairs * people / 64)


def seconds_of_a_pass(path: Path) -> float:
    """Return the seconds of the fastest pass over all codes that numpy offers: their largest."""
    columns = _columns(path)
    return _best(lambda: [column.max() for column in columns])


def seconds_of_one_way(path: Path) -> float:
    """Return the seconds of all one-way tables, from codes in memory, on one thread like the pass."""
    columns = _columns(path)
    layout = Layout(
        tuple(str(place) for place in range(len(columns))),
        tuple(int(column.max()) + 1 for column in columns),
    )
    return _best(lambda: one_way_counts(columns, layout, compiled=True))


def _columns(path: Path) -> list[np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    return [column.to_numpy() for column in pl.read_parquet(path).iter_columns()]


def _best(run: Callable[[], object], runs: int = 7) -> float:
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)
