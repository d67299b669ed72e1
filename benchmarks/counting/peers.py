"""How the peers count: each function takes the file and returns the two-way tables of all pairs.

Each gets what serves it best that we know of; their statistics are left out, which favours them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.counting.job import Counts, covering, names_of, pairs_of

Tables = dict[tuple[str, str], Counts]
"""The two-way table of each pair, shape (levels of the first, levels of the second)."""

SHARE_OF_PANDAS, SHARE_OF_SPARK = 50, 30
"""Pairs that are counted where all of them would take a quarter of an hour or more."""
MADE_READY: list[float] = []
"""When a sampled peer had read the answers: only the time from then on is scaled to all pairs."""


def pandas_crosstab(path: Path) -> Tables:
    """A sample of the pairs by `pandas.crosstab`."""
    import pandas as pd

    answers = pd.read_parquet(path)
    levels = answers.max() + 1
    MADE_READY.append(time.perf_counter())
    tables = {}
    for first, second in pairs_of(path, SHARE_OF_PANDAS):
        found = pd.crosstab(answers[first], answers[second])
        table = np.zeros((levels[first], levels[second]), np.int64)
        table[np.ix_(found.index, found.columns)] = found.to_numpy()
        tables[first, second] = table
    return tables


def polars_group_by(path: Path) -> Tables:
    """All pairs by Polars: one group_by each, several at a time as Polars itself decides."""
    import polars as pl

    answers = pl.read_parquet(path)
    levels = _levels(answers.max().row(0, named=True))
    pairs = pairs_of(path)
    tables: Tables = {}
    for first in range(0, len(pairs), 100):
        part = pairs[first : first + 100]
        found = pl.collect_all(answers.lazy().group_by(a, b).len() for a, b in part)
        for (a, b), frame in zip(part, found, strict=True):
            values = [column.to_numpy() for column in frame]
            tables[a, b] = _placed(values[:2], values[2], (levels[a], levels[b]))
    return tables


def duckdb_fused(size: int) -> Callable[[Path], Tables]:
    """All pairs by DuckDB: one query counts `size` variables together, which gives the tables of
    all their pairs. The sets of variables cover every pair."""

    def count(path: Path) -> Tables:
        import duckdb

        names = names_of(path)
        with duckdb.connect() as database:
            database.execute("create table answers as select * from read_parquet(?)", [str(path)])
            largest = ", ".join(f"max({name}) as {name}" for name in names)
            row = database.execute(f"select {largest} from answers").fetchone()
            levels = _levels(dict(zip(names, row or (), strict=True)))
            tables: Tables = {}
            for chosen in covering(len(names), size):
                together = [names[place] for place in chosen]
                shape = tuple(levels[name] for name in together)
                tables.update(_apart(together, _joint(database, together, shape)))
        return tables

    return count


def _joint(database: Any, names: list[str], shape: tuple[int, ...]) -> Counts:
    """Count some variables together, shape (levels of each); one number stands for their codes."""
    factors = np.cumprod((1, *shape[:0:-1]))[::-1]
    key = " + ".join(
        f"{name}::integer * {factor}" for name, factor in zip(names, factors, strict=True)
    )
    found = database.execute(
        f"select {key} as k, count(*) as n from answers group by k"
    ).fetchnumpy()
    joint = np.zeros(int(np.prod(shape)), np.int64)
    joint[found["k"]] = found["n"]
    return joint.reshape(shape)


def _apart(names: list[str], joint: Counts) -> Iterator[tuple[tuple[str, str], Counts]]:
    for a, b in combinations(range(len(names)), 2):
        others = tuple(place for place in range(len(names)) if place not in (a, b))
        yield (names[a], names[b]), joint.sum(axis=others)


def spark_group_by(path: Path) -> Tables:
    """A sample of the pairs by Spark, one groupBy each, from a table kept in memory."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    try:
        answers = session.read.parquet(str(path)).cache()
        answers.count()
        MADE_READY.append(time.perf_counter())
        tables: Tables = {}
        for first, second in pairs_of(path, SHARE_OF_SPARK):
            rows = answers.groupBy(first, second).count().collect()
            codes = np.array([(row[0], row[1]) for row in rows]).T
            counts = np.array([row[2] for row in rows])
            shape = (int(codes[0].max()) + 1, int(codes[1].max()) + 1)
            tables[first, second] = _placed(list(codes), counts, shape)
        return tables
    finally:
        session.stop()


def _levels(largest: dict[str, int]) -> dict[str, int]:
    return {name: int(code) + 1 for name, code in largest.items()}


def _placed(codes: list[npt.NDArray[Any]], counts: npt.NDArray[Any], shape: tuple[int, int]) -> Counts:  # fmt: skip
    table = np.zeros(shape, np.int64)
    table[codes[0], codes[1]] = counts
    return table
