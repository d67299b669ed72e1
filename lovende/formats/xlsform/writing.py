"""A questionnaire as an XLSForm."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.xlsform.tables import Table, questionnaire_tables

_WIDTHS = {"type": 22, "name": 18, "list_name": 18}


def write_xlsform(questionnaire: Questionnaire, path: str | os.PathLike[str]) -> tuple[Fault, ...]:
    """Write a questionnaire as an XLSForm (`.xlsx`, `.csv` or `.md`), replacing the file at once.

    Returns warnings for what an XLSForm cannot hold. Raises LovendeError where the ending is
    another or the file cannot be written.
    """
    target = Path(path)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise LovendeError(
            fault(
                "xlsform.write_ending",
                N_(
                    "A questionnaire is written as .xlsx, .csv or .md; this name ends in “{ending}”."
                ),
                ending=target.suffix,
            ).at(file=target.name)
        )
    tables, warnings = questionnaire_tables(questionnaire)
    try:
        content = write(tables)
        _replace(target, content)
    except LovendeError as error:
        raise LovendeError(found.at(file=target.name) for found in error.faults) from error
    except OSError as error:
        raise LovendeError(
            fault(
                "file.unwritable",
                N_("The file cannot be written: {reason}."),
                reason=error.strerror or str(error),
            ).at(file=target.name)
        ) from error
    return tuple(warnings)


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _xlsx(tables: list[Table]) -> bytes:
    buffer = io.BytesIO()
    # A text that begins with = is a text, never a formula.
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for table in tables:
            sheet = book.add_worksheet(table.sheet)
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(table.columns):
                sheet.set_column(column, column, _WIDTHS.get(name, 40 if "::" in name else 16))
                sheet.write_string(0, column, name, heading)
            for number, row in enumerate(table.rows, start=1):
                for column, name in enumerate(table.columns):
                    if row.get(name):
                        sheet.write_string(number, column, row[name], wrapped)
    return buffer.getvalue()


def _csv(tables: list[Table]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for table in tables:
        writer.writerow([table.sheet])
        writer.writerow(["", *table.columns])
        writer.writerows(["", *(row.get(name, "") for name in table.columns)] for row in table.rows)
    return buffer.getvalue().encode()


def _markdown(tables: list[Table]) -> bytes:
    lines: list[str] = []
    for table in tables:
        lines.append(f"| {table.sheet} |")
        for cells in [
            table.columns,
            *([row.get(c, "") for c in table.columns] for row in table.rows),
        ]:
            lines.append("| | " + " | ".join(_markdown_cell(cell) for cell in cells) + " |")
    return ("\n".join(lines) + "\n").encode()


def _markdown_cell(text: str) -> str:
    """Return a text that keeps to its cell: a line break is written as `<br>`."""
    return "<br>".join(text.replace("|", r"\|").splitlines())


_WRITERS: dict[str, Callable[[list[Table]], bytes]] = {
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".md": _markdown,
}
