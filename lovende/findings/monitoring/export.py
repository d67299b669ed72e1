"""The tables of the page as files: a workbook, one CSV file, and the outcomes as text."""

from __future__ import annotations

import csv
import io

from lovende.findings.monitoring.outcomes import aapor_text
from lovende.findings.monitoring.page import Shown
from lovende.findings.monitoring.shown import Table, Value, typography
from lovende.formats.formula_safety import guarded_text
from lovende.reporting.characters import printable
from lovende.reporting.workbook.book import HIDDEN, Book, Column, Row
from lovende.reporting.workbook.book import Value as CellValue
from lovende.web.languages import current_language, on_page
from lovende.web.templating import moment

KINDS = {"number": "count", "percent": "percent", "decimal": "number", "p": "p"}


def title(shown: Shown) -> str:
    """Return what stands on top of every file: the study, the wave, the moment."""
    name = shown.now.study.name.get(current_language())
    told = on_page("Fieldwork of {name}", name=name)
    if shown.now.wave is not None:
        told += ", " + on_page("Wave {number}", number=shown.now.wave).lower()
    return told


def workbook(shown: Shown, notice: str) -> bytes:
    """Return a workbook with a sheet for every table. Text stays text: nothing runs as a formula."""
    made = on_page("Made {moment}.", moment=moment(shown.now.at))
    book = Book(current_language(), [notice] if notice else [], title(shown), "Lovende")
    for table in shown.tables:
        sheet = book.sheet(book.name(table.caption), f"{title(shown)}: {table.caption}")
        sheet.note(made)
        columns = [
            Column(c.title, KINDS.get(c.kind, "text"), _width(table, n))
            for n, c in enumerate(table.columns)
        ]
        sheet.table(columns, [Row([_cell(v) for v in row]) for row in table.rows], steady=True)
    if not shown.tables:
        book.sheet(book.name(on_page("Monitoring")), title(shown)).note(made)
    return book.close()


def _width(table: Table, column: int) -> float:
    longest = max((len(str(row[column])) for row in table.rows), default=0)
    text = table.columns[column].kind == "text"
    return float(min(max(12, longest + 2 if text else 12), 60))


def _cell(value: Value) -> CellValue:
    return HIDDEN if value is None else value


def comma_separated(shown: Shown) -> str:
    """Return all tables under each other, each with its name in the first column.

    Danish spreadsheets expect semicolons and decimal commas; English ones commas and points.
    """
    danish = current_language() == "da"
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";" if danish else ",", lineterminator="\r\n")
    for table in shown.tables:
        writer.writerow([on_page("Table"), *(column.title for column in table.columns)])
        for row in table.rows:
            writer.writerow([table.caption, *(_text(value, comma=danish) for value in row)])
        writer.writerow([])
    return "\ufeff" + made.getvalue()


def _text(value: Value, *, comma: bool) -> str:
    if value is None:
        return typography().number(None)
    if isinstance(value, float):
        plain = f"{value:.4f}".rstrip("0").rstrip(".")
        return plain.replace(".", ",") if comma else plain
    if isinstance(value, int):
        return str(value)
    return guarded_text(printable(value))


def outcomes_text(shown: Shown) -> str:
    """Return dispositions and rates as plain text; a line that says so where they are protected."""
    head = f"{title(shown)}\n" + on_page("Made {moment}.", moment=moment(shown.now.at))
    if not shown.response.dispositions:
        reason = (
            on_page("The table is left out to protect people: a count in it is too small.")
            if shown.now.standings
            else on_page("The study has no panel, so no response rate can be given.")
        )
        return f"{head}\n\n{reason}\n"
    return aapor_text(head, shown.response, shown.eligible)
