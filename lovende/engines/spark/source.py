"""What Spark reads from: the same head as on one machine, and a table of the executors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.head import Head
from lovende.engines.local.parquet import ParquetSource, parquet_source
from lovende.engines.local.source import InMemory
from lovende.engines.local.text import TextStream, text_source
from lovende.engines.model import Job
from lovende.engines.spark.remote import quoted, read_csv, remote_csv, remote_parquet
from lovende.formats.content import ENDINGS, Content, content_of

TYPES = {
    pl.Boolean: "boolean",
    pl.Int8: "tinyint",
    pl.Int16: "smallint",
    pl.Int32: "int",
    pl.Int64: "bigint",
    pl.UInt8: "smallint",
    pl.UInt16: "int",
    pl.UInt32: "bigint",
    pl.UInt64: "decimal(20,0)",
    pl.Float32: "float",
    pl.Float64: "double",
    pl.String: "string",
    pl.Categorical: "string",
    pl.Enum: "string",
}


@dataclass(frozen=True)
class SparkSource:
    """A head, and a function that gives the table of some stored columns."""

    head: Head
    table: Callable[[Sequence[str]], Any]


def source_of(job: Job) -> Callable[[Any], SparkSource]:
    """Return what makes the source of a job once there is a session.

    A file of this machine is described before Spark is started. Raises LovendeError for a format
    that Spark does not read, and for a file that is damaged.
    """
    if job.address is not None:
        return _remote(job.address)
    content = Content.PARQUET if job.path.is_dir() else content_of(job.path)
    if content is Content.PARQUET:
        source = parquet_source(job.path)
        return lambda spark: SparkSource(source.head, lambda names: _parquet(spark, source, names))
    if content is Content.TEXT:
        text = text_source(job.path)
        if isinstance(text, InMemory):
            return lambda spark: SparkSource(text.head, lambda names: _sent(spark, text, names))
        return lambda spark: SparkSource(text.head, lambda names: _csv(spark, text, names))
    raise _no_format(Place(file=job.path.name), content.value)


def _remote(url: str) -> Callable[[Any], SparkSource]:
    name = PurePosixPath(url)
    content = ENDINGS.get(name.suffix.lower(), Content.PARQUET)
    if content not in (Content.PARQUET, Content.TEXT):
        raise _no_format(Place(file=name.name), content.value)
    described = remote_csv if content is Content.TEXT else remote_parquet

    def made(spark: Any) -> SparkSource:
        head, table = described(spark, url)
        return SparkSource(head, lambda names: table.select(*(quoted(name) for name in names)))

    return made


def _no_format(place: Place, what: str) -> LovendeError:
    return LovendeError(
        fault(
            "engine.spark_format",
            N_("Spark does not read {what} files; make it Parquet first with lovende convert."),
            place=place,
            what=what,
        )
    )


def _parquet(spark: Any, source: ParquetSource, names: Sequence[str]) -> Any:
    """The parts as Spark reads them, with the types that their footers tell."""
    schema = pl.read_parquet_schema(source.paths[0])
    fields = ", ".join(
        f"{quoted(name)} {TYPES.get(schema[name].base_type(), 'string')}" for name in names
    )
    return spark.read.schema(fields).parquet(*(path.resolve().as_uri() for path in source.paths))


def _sent(spark: Any, text: InMemory, names: Sequence[str]) -> Any:
    """A small text file, which was read here to be checked, in as many parts as there are cores."""
    frame = text.frame.select(pl.col(names)).cast({pl.UInt8: pl.Int16})
    return spark.createDataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _csv(spark: Any, text: TextStream, names: Sequence[str]) -> Any:
    """A large text file as Spark reads it."""
    table = read_csv(spark, text.path.resolve().as_uri(), text.head.names, text.separator)
    return table.select(*(quoted(name) for name in names))
