"""Panel files for the tests: the example's own, small ones with faults, and large ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from lovende.domain.places import MUNICIPALITIES
from lovende.examples.writing import write_example

HEADINGS = ("nøgle", "kommune", "afdeling", "navn", "stilling", "e-mail", "telefon", "bølge")


@cache
def example_panel() -> bytes:
    """The panel of the example study, as `lovende example` writes it."""
    with TemporaryDirectory() as folder:
        write_example(Path(folder) / "example")
        return (Path(folder) / "example" / "panel.csv").read_bytes()


def csv_file(
    rows: Iterable[Sequence[object]],
    headings: Sequence[str] = HEADINGS,
    name: str = "panel.csv",
) -> SimpleUploadedFile:
    """A panel as CSV, as Danish spreadsheets write it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def workbook(
    rows: Iterable[Sequence[object]], headings: Sequence[str] = HEADINGS
) -> SimpleUploadedFile:
    """A panel as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Panel")
        for position, row in enumerate([headings, *rows]):
            sheet.write_row(position, 0, row)
    return SimpleUploadedFile("panel.xlsx", file.getvalue())


def many(count: int, start: int = 1) -> list[tuple[object, ...]]:
    """Rows of so many invented people in all municipalities, in five waves."""
    return [
        (
            f"N{number}",
            MUNICIPALITIES[number % len(MUNICIPALITIES)].name,
            f"Afdeling {number % 40}",
            f"Testperson {number} Eksempelsen",
            "Afdelingsleder",
            f"testperson.{number}@example.org",
            f"00 {number % 100:02} {number // 100 % 100:02} {number // 10000 % 100:02}",
            1 + number % 5,
        )
        for number in range(start, start + count)
    ]
