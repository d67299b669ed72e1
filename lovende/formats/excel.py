"""Answers as Excel workbooks: the answers on the first sheet, their description on further ones."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import xlsxwriter

from lovende.domain.dataset import state_column
from lovende.domain.dataset.codes import is_number_code
from lovende.domain.dataset.inference import typed as with_types
from lovende.domain.dataset.matching import fit
from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest, warning
from lovende.domain.texts import N_
from lovende.formats.content import broken
from lovende.formats.delimited import from_texts
from lovende.formats.description import described_by, tables_of
from lovende.formats.replacing import replacing

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
_EXACT = 10**15
_SHEETS = ("answers", "variables", "categories", "missing", "sets", "dataset")
_LABEL = "label"


def read_excel(
    path: Path, *, sheet: str | None = None, typed: bool = True
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read the sheet `sheet`, else the first with anything on it: a header, then the respondents.

    A workbook of ours brings its description along; of any other, columns become numbers, dates
    and codes where they look like it (with `typed`), or are all texts. Raises LovendeError for a
    damaged workbook, a sheet that is not there, doubled and empty column names.
    """
    place = Place(file=path.name)
    try:
        book = fastexcel.read_excel(path)
        names = book.sheet_names
        chosen = _choose(names, sheet, place)
        cells, used = _first_filled(book, [chosen] if chosen else names)
        if cells is None:
            raise LovendeError(fault("file.empty", N_("The file is empty."), place=place))
        place = Place(file=path.name, sheet=used)
        description = _description(book) if used == _SHEETS[0] and _SHEETS[1] in names else None
    except (fastexcel.FastExcelError, pl.exceptions.PanicException, OSError):
        raise broken(path, "Excel") from None
    header = [name or "" for name in cells.row(0)]
    dataset, faults = from_texts(header, cells.slice(1), place, 1)
    if description is None:
        return (with_types(dataset) if typed else dataset), faults
    fitted, wrong = fit(dataset, description.variables)
    columns = [
        fitted.values[name].cast(description.types.get(name, pl.String()), strict=False)
        for name in fitted.values.columns
    ]
    return (
        replace(
            fitted,
            values=pl.DataFrame(columns),
            sets=description.sets,
            key=description.key,
            title=description.title,
        ),
        (*faults, *(one.at(file=place.file, sheet=place.sheet) for one in wrong)),
    )


def write_excel(dataset: Dataset, path: Path) -> tuple[Fault, ...]:
    """Write the answers and, on further sheets, what the columns and codes mean.

    Codes that are numbers, flags and numbers are number cells, dates are date cells, all else is
    text cells: nothing is ever a formula. Numbers keep 15 digits, as in Excel. A text of more than
    32,767 characters is cut, with a warning that names the cells.
    """
    if dataset.size + 1 > MOST_ROWS or len(dataset.variables) > MOST_COLUMNS:
        raise LovendeError(
            fault(
                "excel.too_many",
                N_("Excel takes {rows} rows and {columns} columns, this is more; write .csv."),
                place=Place(file=path.name),
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        )
    faults: list[Fault] = []
    with (
        replacing(path) as part,
        xlsxwriter.Workbook(part, {"constant_memory": True}) as book,
    ):
        formats = {
            pl.Date: book.add_format({"num_format": "yyyy-mm-dd"}),
            pl.Datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        bold = book.add_format({"bold": True})
        answers = book.add_worksheet(_SHEETS[0])
        packed = state_column.pack(dataset.values, dataset.states)
        columns = [*dataset.values.iter_columns(), *packed]
        coded = {v.name for v in dataset.variables if v.kind is VariableKind.CODE}
        for position, series in enumerate(columns):
            answers.write_string(0, position, series.name, bold)
        prepared = [_prepared(series, coded, faults) for series in columns]
        for row, values in enumerate(pl.DataFrame(prepared).iter_rows(), 1):
            for position, value in enumerate(values):
                if value is not None and value != "":
                    _write_cell(answers, row, position, value, formats)
        answers.freeze_panes(1, 0)
        for name, rows in tables_of(dataset).items():
            _write_table(book.add_worksheet(name), rows, bold)
    return tuple(one.at(file=path.name, sheet=_SHEETS[0]) for one in faults)


def _choose(names: list[str], sheet: str | None, place: Place) -> str | None:
    if sheet is None or sheet in names:
        return sheet
    near = nearest(sheet, names)
    if near is None:
        raise LovendeError(
            fault(
                "excel.no_sheet",
                N_("There is no sheet {sheet}; the sheets are {sheets}."),
                place=place,
                sheet=sheet,
                sheets=", ".join(names),
            )
        )
    raise LovendeError(
        fault(
            "excel.no_sheet",
            N_("There is no sheet {sheet}; did you mean {nearest}?"),
            place=place,
            sheet=sheet,
            nearest=near,
        )
    )


def _first_filled(
    book: fastexcel.ExcelReader, names: Iterable[str]
) -> tuple[pl.DataFrame | None, str]:
    for name in names:
        cells = _cells(book, name)
        if cells.height:
            return cells, name
    return None, ""


def _cells(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    """Every cell of a sheet as text; the header is the first row."""
    sheet = book.load_sheet(name, header_row=None, dtypes="string")
    return sheet.to_polars() if sheet.width else pl.DataFrame()


def _description(book: fastexcel.ExcelReader) -> Any:
    """The description of a workbook of ours, None where the sheets mean something else."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in _SHEETS[1:]:
        if name not in book.sheet_names:
            continue
        cells = _cells(book, name)
        header = [str(cell) for cell in cells.row(0)] if cells.height else []
        tables[name] = [_row(header, values) for values in cells.slice(1).iter_rows()]
    try:
        return described_by(tables)
    except (KeyError, ValueError):
        return None


def _row(header: list[str], values: tuple[str | None, ...]) -> dict[str, Any]:
    row: dict[str, Any] = {_LABEL: {}}
    for name, value in zip(header, values, strict=True):
        kind, _, language = name.partition("::")
        if kind != _LABEL:
            row[name] = value
        elif value is not None:
            row[_LABEL][language] = value
    return row


def _write_table(sheet: Any, rows: list[dict[str, Any]], bold: Any) -> None:
    """Labels get a column for each language: `label::da`."""
    languages = dict.fromkeys(language for row in rows for language in row.get(_LABEL, {}))
    flat = [
        {k: v for k, v in row.items() if k != _LABEL}
        | {
            f"{_LABEL}::{language}" if language else _LABEL: row.get(_LABEL, {}).get(language)
            for language in languages
        }
        for row in rows
    ]
    for column, name in enumerate(flat[0] if flat else ()):
        sheet.write_string(0, column, name, bold)
    for row, values in enumerate(flat, 1):
        for column, value in enumerate(values.values()):
            if isinstance(value, bool):
                sheet.write_number(row, column, int(value))
            elif isinstance(value, int | float) and math.isfinite(value):
                sheet.write_number(row, column, value)
            elif value is not None:
                sheet.write_string(row, column, str(value)[:LONGEST_TEXT])
    sheet.freeze_panes(1, 0)


def _prepared(series: pl.Series, coded: set[str], faults: list[Fault]) -> pl.Series:
    """The column as numbers, dates or texts that fit into cells; cut texts are added to `faults`."""
    if series.dtype == pl.String:
        codes = series.drop_nulls().unique() if series.name in coded else ()
        if series.name in coded and all(is_number_code(code) for code in codes):
            return series.cast(pl.Float64)
        return _cut(series, faults)
    if series.dtype == pl.Int64 and (series.abs() > _EXACT).any():
        return series.cast(pl.String)
    return series.cast(pl.UInt8) if series.dtype == pl.Boolean else series


def _cut(series: pl.Series, faults: list[Fault]) -> pl.Series:
    """Texts of at most as many UTF-16 units as a cell takes."""
    for row in (series.str.len_chars() * 2 > LONGEST_TEXT).fill_null(False).arg_true():
        units = str(series[row]).encode("utf-16-le")
        if len(units) <= LONGEST_TEXT * 2:
            continue
        short = units[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
        series = pl.concat(
            [series.head(row), pl.Series(series.name, [short]), series.slice(row + 1)]
        )
        faults.append(
            warning(
                "excel.text_cut",
                N_("The text is longer than the {longest} characters a cell takes; it is cut."),
                longest=LONGEST_TEXT,
            ).at(row=row + 2, column=series.name)
        )
    return series


def _write_cell(sheet: Any, row: int, position: int, value: Any, formats: dict[Any, Any]) -> None:
    """Excel counts days from 1900: an earlier date is written as text, as is part of a second."""
    if isinstance(value, str):
        sheet.write_string(row, position, value)
    elif isinstance(value, int | float):
        if math.isfinite(value):
            sheet.write_number(row, position, value)
    elif value.year < 1901 or getattr(value, "microsecond", 0):
        sheet.write_string(row, position, value.isoformat())
    else:
        timed = hasattr(value, "hour")
        sheet.write_datetime(row, position, value, formats[pl.Datetime if timed else pl.Date])
