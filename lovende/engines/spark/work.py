"""What an executor does with its partition: it sends back values or one matrix, never people."""

from __future__ import annotations

import os
import pickle
import stat
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.domain.errors import Fault
from lovende.domain.statistics.pair_counts import Layout, PairCounts, WeightedPairCounts
from lovende.engines.choosing import kept
from lovende.engines.coding import unguarded
from lovende.engines.counting import Counter, people_at_a_time, recoded
from lovende.engines.head import Column, Head
from lovende.engines.model import Job
from lovende.engines.planning import Plan
from lovende.engines.seen import Seen, seen_in_all

Batches = Iterator[Any]
Work = Callable[[Batches], Batches]
RESULT = "part long, result binary"


@dataclass(frozen=True)
class PartCounts:
    """What one partition found: its counts, or what is wrong with its weights."""

    counts: PairCounts | None
    weighted: WeightedPairCounts | None
    wrong: Fault | None


def looking(columns: Sequence[Column], head: Head, job: Job, most: int) -> Work:
    """Return the work of finding the values that `columns` have in a partition."""

    def work(batches: Batches) -> Batches:
        frames = (kept(frame.lazy(), head, job).collect() for frame in _frames(batches, head))
        yield _row(pickle.dumps(seen_in_all(frames, columns, most)))

    return work


def seen_from(result: bytes) -> dict[str, Seen]:
    """Return what an executor found."""
    found: dict[str, Seen] = pickle.loads(result)
    return found


def counting(plan: Plan, head: Head, job: Job) -> Work:
    """Return the work of counting a partition."""

    def work(batches: Batches) -> Batches:
        _let_the_kernel_be_kept()
        counter = Counter(plan, job.weight, head.place, threads=1)
        people = people_at_a_time(len(plan.codings))
        slots = (
            recoded(frame.lazy(), plan, head, job).collect() for frame in _frames(batches, head)
        )
        for batch in _gathered(slots, people):
            if wrong := counter.add(batch):
                yield _row(pickle.dumps(wrong))
                return
        yield _row(packed(*counter.result()))

    return work


def packed(counts: PairCounts, weighted: WeightedPairCounts | None) -> bytes:
    """Return the counts of a partition as few bytes: half of each matrix, compressed."""
    matrices = (
        [counts.matrix] if weighted is None else [counts.matrix, weighted.weights, weighted.squares]
    )
    upper = np.triu_indices(counts.layout.size)
    parts = [zlib.compress(matrix[upper].tobytes(), 1) for matrix in matrices]
    return pickle.dumps((counts.size, parts))


def unpacked(result: bytes, layout: Layout) -> PartCounts:
    """Return what an executor found when it counted."""
    found = pickle.loads(result)
    if isinstance(found, Fault):
        return PartCounts(None, None, found)
    people, parts = found
    upper = np.triu_indices(layout.size)
    matrices = [
        _whole(np.frombuffer(zlib.decompress(part), kind), upper, layout.size)
        for part, kind in zip(parts, (np.int64, np.float64, np.float64), strict=False)
    ]
    counts = PairCounts(layout, matrices[0], people)
    if len(matrices) == 1:
        return PartCounts(counts, None, None)
    return PartCounts(counts, WeightedPairCounts(layout, matrices[1], matrices[2], people), None)


def _whole(half: npt.NDArray[Any], upper: Any, size: int) -> npt.NDArray[Any]:
    matrix = np.zeros((size, size), half.dtype)
    matrix[upper] = half
    matrix.T[upper] = half
    return matrix


def _frames(batches: Batches, head: Head) -> Iterator[pl.DataFrame]:
    for batch in batches:
        frame = pl.from_arrow(batch)
        assert isinstance(frame, pl.DataFrame)
        yield frame.select(unguarded(frame.columns)) if head.guarded else frame


def _gathered(frames: Iterable[pl.DataFrame], people: int) -> Iterator[pl.DataFrame]:
    """Put small batches together: the kernel is worth it from some tens of thousands of people on."""
    waiting: list[pl.DataFrame] = []
    for frame in frames:
        waiting.append(frame)
        if sum(each.height for each in waiting) >= people:
            yield pl.concat(waiting, rechunk=True)
            waiting = []
    if waiting:
        yield pl.concat(waiting, rechunk=True)


def _row(result: bytes) -> Any:
    """Return the one row that a partition sends: its number, so that sums are always in one order."""
    import pyarrow as pa
    from pyspark import TaskContext

    context = TaskContext.get()
    part = context.partitionId() if context is not None else 0
    return pa.RecordBatch.from_pydict(
        {"part": pa.array([part], pa.int64()), "result": pa.array([result], pa.binary())}
    )


def _let_the_kernel_be_kept() -> None:
    """Where an executor may not write beside the program, compiled kernels are kept elsewhere.

    What is kept there is run. So the folder must be ours, and nobody else's to write in; without
    one, numba finds a place itself or numpy counts.
    """
    from lovende.domain.statistics import pair_counts

    if os.access(Path(pair_counts.__file__).parent, os.W_OK) or "NUMBA_CACHE_DIR" in os.environ:
        return
    folder = Path(tempfile.gettempdir(), f"lovende-kernels-{os.getuid()}")
    if is_private(folder):
        os.environ["NUMBA_CACHE_DIR"] = str(folder)


def is_private(folder: Path) -> bool:
    """Make a folder that only we may use, and return whether that is what stands there now."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    ours = found.st_uid == os.getuid() and not found.st_mode & 0o077
    return ours and stat.S_ISDIR(found.st_mode)
