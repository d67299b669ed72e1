"""CSV: small files are checked row by row, large ones stream past."""

from __future__ import annotations

import codecs
import io
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.head import Column, Head, Held, text_head
from lovende.engines.local.source import InMemory, Prepare
from lovende.formats import formula_safety, text_table
from lovende.formats.content import broken
from lovende.formats.delimited import read_delimited

CHECKED_WHOLE = 1 << 26
"""Bytes up to which a file is read whole, so that every fault is told with its row."""
_LOOKED_AT = 1 << 20


def text_source(path: Path) -> InMemory | TextStream:
    """Return the source for a text file of answers.

    Raises LovendeError for text that is no table, and for a large file that is not UTF-8.
    """
    if path.stat().st_size <= CHECKED_WHOLE:
        return _whole(path)
    return _stream(path)


def _whole(path: Path) -> InMemory:
    dataset, faults = read_delimited(path, typed=False)
    states = {
        name: dataset.states[name]
        for name in dataset.states.columns
        if (dataset.states[name] > 1).any()
    }
    columns = tuple(
        Column(variable, Held.TEXT, f"{variable.name}__state" if variable.name in states else None)
        for variable in dataset.variables
    )
    frame = dataset.values.with_columns(
        series.alias(f"{name}__state") for name, series in states.items()
    )
    with path.open("rb") as file:
        first_row = 3 if text_table.has_separator_line(file.read(16)) else 2
    head = Head(columns, dataset.size, None, Place(file=path.name), faults)
    return InMemory(head, frame, first_row)


@dataclass(frozen=True)
class TextStream:
    """A file that is read as a stream, in UTF-8."""

    head: Head
    path: Path
    separator: str
    skipped: int
    first_row: int = 2

    def batches(
        self, columns: Sequence[str], prepare: Prepare, people: int
    ) -> Generator[pl.DataFrame, None, None]:
        table = self._scan().select(columns)
        if self.head.guarded:
            table = table.select(formula_safety.unguarded(pl.all()))
        try:
            yield from prepare(table, 0).collect_batches(chunk_size=people, maintain_order=True)
        except (pl.exceptions.ComputeError, OSError, pl.exceptions.PanicException) as problem:
            raise _unreadable(self.path, problem) from None

    def _scan(self) -> pl.LazyFrame:
        return pl.scan_csv(
            self.path,
            separator=self.separator,
            skip_rows=self.skipped,
            has_header=True,
            new_columns=list(self.head.names),
            infer_schema=False,
            truncate_ragged_lines=False,
        )


def _stream(path: Path) -> TextStream:
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    place = Place(file=path.name)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in start:
        raise _not_utf8(place)
    skipped = int(text_table.has_separator_line(start))
    body = start.removeprefix(codecs.BOM_UTF8)
    if skipped:
        separator = body.split(b"\n", 1)[0].strip(b'"\r').decode()[-1]
        body = body.split(b"\n", 1)[1]
    else:
        separator = text_table.find_separator(body)
    top = pl.read_csv(
        io.BytesIO(body[: body.rfind(b"\n") + 1]),
        separator=separator,
        has_header=False,
        infer_schema=False,
        n_rows=2,
        encoding="utf8-lossy",
    )
    head = text_head(top, 1 + skipped, place, formula_safety.may_be_guarded(start))
    return TextStream(head, path, separator, skipped, 2 + skipped)


def _not_utf8(place: Place) -> LovendeError:
    return LovendeError(
        fault(
            "engine.not_utf8",
            N_(
                "So large a text file has to be in UTF-8; save it as “CSV UTF-8”, or convert it to Parquet."
            ),
            place=place,
        )
    )


def _unreadable(path: Path, problem: BaseException) -> LovendeError:
    place = Place(file=path.name)
    said = str(problem).casefold()
    if "utf-8" in said or "utf8" in said:
        return _not_utf8(place)
    if "fields" in said or "columns" in said:
        return LovendeError(
            fault(
                "engine.ragged",
                N_(
                    "A row has more cells than the header; is a separator missing, or one too many?"
                ),
                place=place,
            )
        )
    return broken(path, "CSV")
