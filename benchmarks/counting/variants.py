"""Every way of counting that is measured, each run in a process of its own.

`python -m benchmarks.counting.variants NAME FILE RESULT` counts FILE, writes all tables to RESULT
and prints how long it took, as JSON. Loading the libraries is not in the time; reading the file is.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.counting.job import names_of, pairs_of
from benchmarks.counting.peers import (
    MADE_READY,
    SHARE_OF_PANDAS,
    SHARE_OF_SPARK,
    Tables,
    duckdb_fused,
    pandas_crosstab,
    polars_group_by,
    spark_group_by,
)


@dataclass(frozen=True)
class Variant:
    """`count` takes the file and returns what gives the tables. `runs` are counted after one that
    is not; `sample` is how many pairs are counted where it is not all."""

    label: str
    count: Callable[[Path], Callable[[], Tables]]
    runs: int = 1
    sample: int | None = None


def _at_once(count: Callable[[Path], Tables]) -> Callable[[Path], Callable[[], Tables]]:
    def run(path: Path) -> Callable[[], Tables]:
        tables = count(path)
        return lambda: tables

    return run


def _engine(name: str, master: str | None = None) -> Callable[[Path], Callable[[], Tables]]:
    """Our tables and all statistics, from the file, by one of the engines."""

    def run(path: Path) -> Callable[[], Tables]:
        from lovende.domain.statistics.associations import Scale, associations
        from lovende.engines import Job, engine

        counted = engine(name, master).count(Job(path))
        scales = [Scale(len(each.variable.categories)) for each in counted.variables]
        associations(counted.counts, scales)
        return lambda: _tables(counted.counts, path)

    return run


def _kernel(threads: int, compiled: bool) -> Callable[[Path], Callable[[], Tables]]:
    """The kernel alone, from codes in memory; reading them is not in the time."""

    def run(path: Path) -> Callable[[], Tables]:
        from lovende.domain.statistics.pair_counts import Layout, PairCounter

        columns = _codes(path)
        layout = Layout(tuple(names_of(path)), tuple(int(c.max()) + 1 for c in columns))
        counter = PairCounter(layout, threads=threads, compiled=compiled)
        counter.add(columns)
        counts = counter.result()
        return lambda: _tables(counts, path)

    return run


_READ: dict[Path, list[np.ndarray[tuple[int], np.dtype[np.uint8]]]] = {}


def _codes(path: Path) -> list[np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Return the columns of the file; the run that is not counted reads them."""
    import polars as pl

    if path not in _READ:
        _READ[path] = [column.to_numpy() for column in pl.read_parquet(path).iter_columns()]
    return _READ[path]


def _tables(counts: object, path: Path) -> Tables:
    from lovende.domain.statistics.pair_counts import PairCounts

    assert isinstance(counts, PairCounts)
    names = names_of(path)
    return {
        (first, second): counts.two_way(first, second)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
    }


VARIANTS = {
    "lovende": Variant("Lovende: file to all tables, chi-square, p, V", _engine("local"), runs=5),
    "kernel-2": Variant("Lovende: kernel alone, 2 threads", _kernel(2, compiled=True), runs=7),
    "kernel-1": Variant("Lovende: kernel alone, 1 thread", _kernel(1, compiled=True), runs=5),
    "numpy": Variant("Lovende: without numba, 1 thread", _kernel(1, compiled=False)),
    "spark-kernel": Variant(
        "Lovende on Spark, local[2], and all statistics", _engine("spark", "local[2]")
    ),
    "duckdb-2": Variant("DuckDB, a query for each pair", _at_once(duckdb_fused(2))),
    "duckdb-3": Variant("DuckDB, three variables a query", _at_once(duckdb_fused(3))),
    "duckdb-4": Variant("DuckDB, four variables a query", _at_once(duckdb_fused(4))),
    "duckdb-5": Variant("DuckDB, five variables a query", _at_once(duckdb_fused(5))),
    "polars": Variant("Polars, group_by for each pair", _at_once(polars_group_by)),
    "pandas": Variant("pandas.crosstab", _at_once(pandas_crosstab), sample=SHARE_OF_PANDAS),
    "spark": Variant("Spark groupBy, local[2]", _at_once(spark_group_by), sample=SHARE_OF_SPARK),
}
WARM = frozenset(name for name in VARIANTS if VARIANTS[name].runs > 1) | {"spark-kernel"}
"""Those that run once before they are timed, so that compiled code and started servers are there."""


def _scaled(begun: float, ended: float, variant: Variant, path: Path) -> float:
    """Return the seconds for all pairs where a sample was counted; making ready is done once."""
    pairs = len(pairs_of(path))
    share = min(1.0, (variant.sample or pairs) / pairs)
    return MADE_READY[-1] - begun + (ended - MADE_READY[-1]) / share


def main(name: str, path: Path, result: Path) -> None:
    variant = VARIANTS[name]
    if name in WARM:
        variant.count(path)
    seconds = []
    for _ in range(variant.runs):
        begun = time.perf_counter()
        tables = variant.count(path)
        ended = time.perf_counter()
        seconds.append(
            ended - begun if variant.sample is None else _scaled(begun, ended, variant, path)
        )
    arrays: dict[str, Any] = {f"{a}|{b}": table for (a, b), table in tables().items()}
    np.savez(result, **arrays)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
