"""Parquet with row groups that are too large to be unpacked at once: read some pages at a time."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import polars as pl

from lovende.engines.local.source import Prepare
from lovende.formats.content import broken

_BUFFER = 1 << 20


def small_reads(
    paths: Sequence[Path], schema: Mapping[str, pl.DataType], prepare: Prepare, people: int
) -> Generator[pl.DataFrame, None, None]:
    """Yield what `prepare` makes of the columns of `schema`, at most `people` people at a time.

    Raises LovendeError for a file that is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = 0
    for path in paths:
        try:
            # Without these two the whole row group is fetched, packed, before any of it is read.
            with pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
                for batch in file.iter_batches(batch_size=people, columns=[*schema]):
                    frame = pl.from_arrow(batch)
                    assert isinstance(frame, pl.DataFrame)
                    frame = frame.select([*schema]).cast(pl.Schema(schema))
                    yield prepare(frame.lazy(), before).collect()
                    before += frame.height
        except (pa.ArrowException, OSError, pl.exceptions.ComputeError):
            raise broken(path, "Parquet") from None
