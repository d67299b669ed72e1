"""Parquet, one file or a folder of parts: its footers, and its rows as a stream."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.head import Bounds, Head, Held, head_of, held
from lovende.engines.local.row_groups import small_reads
from lovende.engines.local.source import Prepare
from lovende.formats.content import broken

AT_ONCE = 1 << 28
"""Bytes of a row group, unpacked, up to which row groups are read whole, several at a time."""
_IN_A_BATCH = 1 << 25
_IGNORED = ("_", ".")
_WIDTHS: dict[Any, int] = {
    **dict.fromkeys((pl.Boolean, pl.Int8, pl.UInt8), 1),
    **dict.fromkeys((pl.Int16, pl.UInt16), 2),
    **dict.fromkeys((pl.Int32, pl.UInt32, pl.Float32, pl.Categorical, pl.Enum, pl.Date), 4),
}


@dataclass(frozen=True)
class ParquetSource:
    """Parquet files whose columns are the same. `most_rows` are in the largest row group."""

    head: Head
    paths: tuple[Path, ...]
    schema: Mapping[str, pl.DataType]
    most_rows: int
    first_row: int = 1

    def batches(
        self, columns: Sequence[str], prepare: Prepare, people: int
    ) -> Generator[pl.DataFrame, None, None]:
        schema = {name: self.schema[name] for name in columns}
        width = sum(map(_width, schema.values()))
        if self.most_rows * width > AT_ONCE:
            few = max(1, min(people, _IN_A_BATCH // width))
            yield from small_reads(self.paths, schema, prepare, few)
            return
        stream = prepare(scan(self.paths).select(columns), 0)
        try:
            yield from stream.collect_batches(chunk_size=people, maintain_order=True)
        except (pl.exceptions.ComputeError, OSError, pl.exceptions.PanicException):
            raise broken(
                self.paths[0] if len(self.paths) == 1 else self.paths[0].parent, "Parquet"
            ) from None


def _width(dtype: pl.DataType) -> int:
    return _WIDTHS.get(dtype.base_type(), 16 if dtype == pl.String else 8)


def scan(paths: Sequence[Path]) -> pl.LazyFrame:
    """Return the rows of all parts, in order."""
    return pl.scan_parquet(list(paths), hive_partitioning=False, glob=False, low_memory=False)


def parquet_source(path: Path) -> ParquetSource:
    """Return the source for a Parquet file or a folder of parts, from its footers alone.

    Raises LovendeError for a damaged part, and for parts whose columns are not the same.
    """
    paths = parts(path)
    footers = [_footer(part) for part in paths]
    schema = _schema(paths[0])
    for part in paths[1:]:
        _check_same(schema, _schema(part), paths[0], part)
    place = Place(file=path.name)
    head = head_of(
        schema,
        {
            key.decode(): value.decode("utf-8", "replace")
            for key, value in (footers[0].metadata or {}).items()
        },
        place,
        _bounds(schema, footers),
        sum(footer.num_rows for footer in footers),
    )
    groups = [footer.row_group(n) for footer in footers for n in range(footer.num_row_groups)]
    most_rows = max((group.num_rows for group in groups), default=0)
    return ParquetSource(head, paths, schema, most_rows)


def parts(path: Path) -> tuple[Path, ...]:
    """Return the Parquet files of a folder in the order of their names, or the file itself."""
    if not path.is_dir():
        return (path,)
    place = Place(file=path.name)
    inside = sorted(each for each in path.iterdir() if not each.name.startswith(_IGNORED))
    if folders := [each for each in inside if each.is_dir()]:
        raise LovendeError(
            fault(
                "engine.nested_folder",
                N_(
                    "The folder has a folder {name} in it; name a folder whose parts lie side by side."
                ),
                place=place,
                name=folders[0].name,
            )
        )
    found = tuple(each for each in inside if each.suffix.lower() in (".parquet", ".parq"))
    if not found:
        raise LovendeError(
            fault(
                "engine.no_parts",
                N_(
                    "The folder has no Parquet file in it; name a file or a folder of Parquet parts."
                ),
                place=place,
            )
        )
    return found


def _footer(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.stat().st_size == 0:
        raise LovendeError(
            fault("file.empty", N_("The file is empty."), place=Place(file=path.name))
        )
    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError):
        raise broken(path, "Parquet") from None


def _schema(path: Path) -> dict[str, pl.DataType]:
    try:
        return dict(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException):
        raise broken(path, "Parquet") from None


def _check_same(
    first: Mapping[str, pl.DataType], other: Mapping[str, pl.DataType], path: Path, part: Path
) -> None:
    """Raise LovendeError where a part lacks a column, has one more, or has one of another type."""
    place = Place(file=f"{part.parent.name}/{part.name}")
    for name in first:
        if name not in other:
            raise LovendeError(
                fault(
                    "engine.part_lacks",
                    N_(
                        "This part has no column {name}, and {other} has it; write all parts alike."
                    ),
                    place=replace(place, column=name),
                    name=name,
                    other=path.name,
                )
            )
    for name, dtype in other.items():
        if name not in first:
            raise LovendeError(
                fault(
                    "engine.part_has_more",
                    N_(
                        "This part has a column {name}, and {other} has none; write all parts alike."
                    ),
                    place=replace(place, column=name),
                    name=name,
                    other=path.name,
                )
            )
        if dtype != first[name]:
            raise LovendeError(
                fault(
                    "engine.part_type",
                    N_(
                        "The column holds {type} in this part and {first} in {other}; write all parts alike."
                    ),
                    place=replace(place, column=name),
                    type=str(dtype),
                    first=str(first[name]),
                    other=path.name,
                )
            )


def _bounds(schema: Mapping[str, pl.DataType], footers: Sequence[Any]) -> dict[str, Bounds]:
    """Return the bounds of the whole-number columns that the footers of all parts tell."""
    wanted = {name for name, dtype in schema.items() if held(dtype) is Held.WHOLE}
    lows: dict[str, int] = {}
    highs: dict[str, int] = {}
    gaps: set[str] = set()
    for footer in footers:
        for group in range(footer.num_row_groups):
            rows = footer.row_group(group)
            for place in range(rows.num_columns):
                column = rows.column(place)
                name = column.path_in_schema
                if name not in wanted:
                    continue
                statistics = column.statistics
                if statistics is None:
                    wanted.discard(name)
                    continue
                if not statistics.has_null_count or statistics.null_count:
                    gaps.add(name)
                if statistics.has_null_count and statistics.null_count == rows.num_rows:
                    continue
                if not statistics.has_min_max:
                    wanted.discard(name)
                    continue
                low, high = int(statistics.min), int(statistics.max)
                lows[name] = min(low, lows.get(name, low))
                highs[name] = max(high, highs.get(name, high))
    return {name: Bounds(lows[name], highs[name], name in gaps) for name in wanted if name in lows}
