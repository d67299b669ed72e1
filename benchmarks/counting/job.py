"""The job: seeded answers as a Parquet file, and what every variant has to give back.

2 million respondents, 100 categorical variables, 602 levels. Answers of one variable lean on
those of another, so that there is something to find, and levels are not equally frequent.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Counts = npt.NDArray[np.int64]
PEOPLE = 2_000_000
VARIABLES = 100
LEVELS = 602
_AT_A_TIME = 500_000
_SEED = 20_210_504


def levels_of(variables: int) -> list[int]:
    """Return the number of levels of each variable: from 2 to 10, 602 over a hundred of them."""
    pattern = [6, 5, 7, 4, 8, 6, 6, 3, 9, 6, 5, 7, 2, 10, 6, 6, 5, 7, 6, 6]
    levels = (pattern * (variables // len(pattern) + 1))[:variables]
    if variables == VARIABLES:
        levels[0], levels[1] = levels[0] + 1, levels[1] + LEVELS - sum(levels) - 1
    return levels


def write_answers(path: Path, people: int = PEOPLE, variables: int = VARIABLES) -> None:
    """Write the answers part by part, so that any number of people fits the memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [f"v{place:03d}" for place in range(variables)]
    schema = pa.schema([(name, pa.uint8()) for name in names])
    with pq.ParquetWriter(path, schema) as writer:
        for part, first in enumerate(range(0, people, _AT_A_TIME)):
            size = min(_AT_A_TIME, people - first)
            columns = _answers(np.random.default_rng([_SEED, part]), size, levels_of(variables))
            writer.write_table(
                pa.table(dict(zip(names, columns, strict=True)), schema=schema),
                row_group_size=250_000,
            )


def _answers(rng: np.random.Generator, people: int, levels: list[int]) -> list[npt.NDArray[np.uint8]]:  # fmt: skip
    leaning = rng.random(people, dtype=np.float32)
    columns = []
    for place, count in enumerate(levels):
        own = rng.random(people, dtype=np.float32)
        mixed = own if place % 3 else 0.7 * own + 0.3 * leaning
        columns.append(np.minimum(mixed**1.3 * count, count - 1).astype(np.uint8))
    return columns


def covering(variables: int, size: int) -> list[tuple[int, ...]]:
    """Return sets of `size` variables so that each pair is in at least one of them, few by greed."""
    missing = np.ones((variables, variables), dtype=bool)
    np.fill_diagonal(missing, val=False)
    sets = []
    while missing.any():
        chosen = [int(missing.sum(axis=1).argmax())]
        while len(chosen) < min(size, variables):
            gain = missing[chosen].sum(axis=0)
            gain[chosen] = -1
            chosen.append(int(gain.argmax()))
        missing[np.ix_(chosen, chosen)] = False
        sets.append(tuple(sorted(chosen)))
    return sets


def names_of(path: Path) -> list[str]:
    """Return the variables of a file of answers."""
    return list(pl.read_parquet_schema(path))


def pairs_of(path: Path, sample: int | None = None) -> list[tuple[str, str]]:
    """Return all pairs of variables, or a seeded sample of them."""
    pairs = list(combinations(names_of(path), 2))
    if sample is None or sample >= len(pairs):
        return pairs
    chosen = np.random.default_rng(_SEED).choice(len(pairs), sample, replace=False)
    return [pairs[place] for place in sorted(chosen)]
