"""A panel file as a table of texts, read within bounds."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

import polars as pl
from django.conf import settings

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.fieldwork.models import PanelUpload
from lovende.fieldwork.panel.fields import BY_NAME
from lovende.formats.answers import first_row, read_answers
from lovende.formats.workbook_bounds import check_bounds

ENDINGS = (".xlsx", ".csv", ".tsv", ".txt")
MOST_ROWS = 300_000
MOST_COLUMNS = 200
SAMPLES = 3


@dataclass(frozen=True)
class Table:
    """A panel file: its columns as texts, the row of the file in which the first person stands,
    and warnings about the file."""

    frame: pl.DataFrame
    first_row: int
    warnings: tuple[Fault, ...]

    def field_values(self, columns: Mapping[str, str]) -> dict[str, list[str]]:
        """Return for each of our fields what its column holds, '' where it is empty."""
        return {
            field: self.frame[column].fill_null("").to_list()
            for field, column in columns.items()
            if field in BY_NAME and column in self.frame.columns
        }

    def samples(self, column: str) -> list[str]:
        """Return the first few different values of a column, for choosing what it holds."""
        given = self.frame[column].drop_nulls().head(1_000)
        different = given.filter(given != "").unique(maintain_order=True)
        return [str(value)[:60] for value in different.head(SAMPLES)]


def read_table(name: str, source: bytes) -> Table:
    """Read a panel file that was uploaded under `name`.

    Raises LovendeError for another kind of file, one that is too large, unpacks to too much, is
    damaged, or has nobody in it.
    """
    place = Place(file=PurePath(name).name)
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        message = N_("A panel is a file of the kind {known}, this is {ending}.")
        known = ", ".join(ENDINGS)
        raise LovendeError(
            fault("panel.wrong_kind", message, place=place, known=known, ending=ending or "?")
        )
    if len(source) > settings.LARGEST_UPLOAD:
        raise LovendeError(too_large(name))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / place.file if place.file else Path(folder) / "panel"
        path.write_bytes(source)
        if ending == ".xlsx":
            check_bounds(path)
        elif _most_columns(source) > MOST_COLUMNS:
            raise LovendeError(_too_wide(place))
        dataset, warnings = read_answers(path, typed=False)
        row = first_row(path)
    frame = dataset.values.select(pl.all().cast(pl.String).str.strip_chars())
    if frame.width > MOST_COLUMNS:
        raise LovendeError(_too_wide(place))
    if frame.height == 0:
        message = N_("There is nobody in the file. Choose the file with the panel.")
        raise LovendeError(fault("panel.nobody_in_file", message, place=place))
    if frame.height > MOST_ROWS:
        message = N_("The file has {rows} rows, and {most} are read at once. Split the file.")
        raise LovendeError(
            fault("panel.too_many", message, place=place, rows=frame.height, most=MOST_ROWS)
        )
    return Table(frame, row, warnings)


def too_large(name: str) -> Fault:
    """The fault of an upload that is larger than the platform takes."""
    return fault(
        "upload.too_large",
        N_("The file is larger than the {megabytes} MB that can be uploaded. Split it."),
        place=Place(file=PurePath(name).name),
        megabytes=settings.LARGEST_UPLOAD // (1024 * 1024),
    )


def table_of(upload: PanelUpload) -> Table:
    """Return the table of a stored upload."""
    return read_table(upload.source_name, bytes(upload.source))


def _most_columns(source: bytes) -> int:
    head = source.split(b"\n", 1)[0][:2_000_000]
    return 1 + max(head.count(sign) for sign in (b",", b";", b"\t", b"|"))


def _too_wide(place: Place) -> Fault:
    message = N_("The file has more than {most} columns. Keep those that belong to the panel.")
    return fault("panel.too_wide", message, place=place, most=MOST_COLUMNS)
