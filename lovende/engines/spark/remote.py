"""Files that only the cluster can reach: described by their footers or first lines, through Spark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.head import Head, head_of, text_head
from lovende.engines.spark.session import first_line, spark_errors
from lovende.formats import formula_safety, text_table

_LINES = 200
_ARROW = "ARROW:schema"
_TYPES: dict[str, pl.DataType] = {
    "boolean": pl.Boolean(),
    "tinyint": pl.Int8(),
    "smallint": pl.Int16(),
    "int": pl.Int32(),
    "bigint": pl.Int64(),
    "float": pl.Float32(),
    "double": pl.Float64(),
    "string": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "timestamp_ntz": pl.Datetime("us"),
}


def remote_parquet(spark: Any, url: str) -> tuple[Head, Any]:
    """Return the head and the table of Parquet files at an address.

    Raises LovendeError where there are none, and where the parts do not have the same columns.
    """
    place = Place(file=PurePosixPath(url).name)
    table = _opened(lambda: spark.read.parquet(url), url, place)
    footers = [_footer(spark, file) for file in sorted(table.inputFiles())]
    for number, (columns, _) in enumerate(footers):
        if columns != footers[0][0]:
            raise LovendeError(
                fault(
                    "engine.parts_differ",
                    N_(
                        "Part {number} has other columns or types than the first; write all parts alike."
                    ),
                    place=place,
                    number=number + 1,
                )
            )
    metadata = footers[0][1] if footers else {}
    schema = {name: _type(kind) for name, kind in table.dtypes}
    schema |= _told_by_arrow(metadata)
    return head_of(schema, metadata, place, {}, None), table


def _type(kind: str) -> pl.DataType:
    return pl.Float64() if kind.startswith("decimal") else _TYPES.get(kind, pl.Object())


def _told_by_arrow(metadata: dict[str, str]) -> dict[str, pl.DataType]:
    """Return the types of the columns of levels in order, which Spark takes for texts."""
    if _ARROW not in metadata:
        return {}
    import base64

    import pyarrow as pa

    schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(metadata[_ARROW])))
    frame = pl.from_arrow(schema.empty_table())
    assert isinstance(frame, pl.DataFrame)
    return {name: dtype for name, dtype in frame.schema.items() if isinstance(dtype, pl.Enum)}


def _footer(spark: Any, address: str) -> tuple[str, dict[str, str]]:
    """Return the columns and the metadata that the footer of one file tells."""
    jvm = spark._jvm
    configuration = spark._jsc.hadoopConfiguration()
    path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(address))
    opened = jvm.org.apache.parquet.hadoop.util.HadoopInputFile.fromPath(path, configuration)
    reader = jvm.org.apache.parquet.hadoop.ParquetFileReader.open(opened)
    try:
        about = reader.getFileMetaData()
        return str(about.getSchema().toString()), dict(about.getKeyValueMetaData())
    finally:
        reader.close()


def remote_csv(spark: Any, url: str) -> tuple[Head, Any]:
    """Return the head and the table of a text file at an address, in UTF-8.

    Raises LovendeError where there is none, and for a header that is ambiguous.
    """
    place = Place(file=PurePosixPath(url).name)
    rows = _opened(lambda: spark.read.text(url).limit(_LINES).collect(), url, place)
    lines = [str(row[0]).removeprefix("\ufeff") for row in rows]
    if not lines:
        raise LovendeError(fault("file.empty", N_("The file is empty."), place=place))
    if text_table.has_separator_line((lines[0] + "\n").encode()):
        raise LovendeError(
            fault(
                "engine.separator_line",
                N_(
                    "The file begins with a line sep=; delete it, Spark takes the first line for the header."
                ),
                place=place,
            )
        )
    data = "\n".join(lines).encode()
    separator = text_table.find_separator(data)
    top = pl.read_csv(data, separator=separator, has_header=False, infer_schema=False, n_rows=2)
    head = text_head(top, 1, place, formula_safety.may_be_guarded(data))
    return head, read_csv(spark, url, list(head.names), separator)


def _opened(read: Callable[[], Any], url: str, place: Place) -> Any:
    try:
        return read()
    except spark_errors() as problem:
        raise LovendeError(
            fault(
                "engine.not_found",
                N_("Spark finds nothing to read at {url}: {reason}"),
                place=place,
                url=url,
                reason=first_line(problem),
            )
        ) from None


def quoted(name: str) -> str:
    """Return the name of a column as Spark's own language writes it."""
    return "`" + name.replace("`", "``") + "`"


def read_csv(spark: Any, address: str, names: Sequence[str], separator: str) -> Any:
    """Return a table of texts. A row with another number of cells than the header is a fault."""
    fields = ", ".join(f"{quoted(name)} string" for name in names)
    return (
        spark.read.schema(fields)
        .option("sep", separator)
        .option("header", True)
        .option("quote", '"')
        .option("escape", '"')
        .option("mode", "FAILFAST")
        .option("enforceSchema", True)
        .csv(address)
    )
