"""The cells of one column, read as what a variable holds.

Coded columns have few different values: those are looked up one by one, and the column is then
replaced as a whole. Numbers and dates are read by expressions over the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from lovende.domain.dataset.codes import as_text, code_from_number, is_number_code
from lovende.domain.dataset.model import Variable, VariableKind

K = TypeVar("K")

MISSING_WORDS = frozenset({"na", "n/a", "#n/a", "#null!", "#i/t", "null", "nan", "."})
"""How tools write that there is no value; read as such except in texts and where they are codes."""

YES = frozenset(
    {"1", "yes", "ja", "true", "sand", "x", "y", "j", "valgt", "selected", "checked", "ticked"}
)
NO = frozenset(
    {
        "0",
        "no",
        "nej",
        "false",
        "falsk",
        "n",
        "ikke valgt",
        "not selected",
        "unchecked",
        "not ticked",
    }
)

_TIME = r"[T ][0-9]{1,2}:[0-9]{2}"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d")


@dataclass(frozen=True)
class Fitted:
    """The values of a variable, and where a cell said something that could not be read."""

    values: pl.Series
    wrong: pl.Series


def folded(text: str) -> str:
    """Return `text` as labels are compared: without case and with single spaces."""
    return " ".join(text.casefold().split())


def fit_cells(series: pl.Series, variable: Variable, raw: Variable | None = None) -> Fitted:
    """Read a column of any type as the values of `variable`.

    `raw` describes the column in the file it comes from: a code that the questionnaire does not
    have is looked up by the label that the file gives it.
    """
    if variable.kind is VariableKind.TEXT:
        return Fitted(as_text(series), _none_wrong(series))
    if variable.kind is VariableKind.FLAG:
        if series.dtype == pl.Boolean:
            return Fitted(series, _none_wrong(series))
        return _looked_up(series, flag_reader(variable), pl.Boolean())
    if variable.kind is VariableKind.CODE:
        return _looked_up(series, code_reader(variable, raw), pl.String())
    if variable.kind is VariableKind.NUMBER:
        if series.dtype.is_numeric():
            whole = series.dtype.is_integer()
            return Fitted(series.cast(pl.Int64 if whole else pl.Float64), _none_wrong(series))
        return _numbers(_no_words(as_text(series)))
    if series.dtype in (pl.Date, pl.Datetime):
        return Fitted(series, _none_wrong(series))
    return _dates(_no_words(as_text(series)))


def code_reader(variable: Variable, raw: Variable | None = None) -> Callable[[str], str | None]:
    """Return what turns a cell into a code of `variable`: by code, by number, by label."""
    codes = {category.code for category in variable.categories}
    by_number = _unambiguous(
        (number, code) for code in codes if (number := _as_number(code)) is not None
    )
    by_label = _unambiguous(
        (folded(label), category.code)
        for category in variable.categories
        for _, label in category.label.entries
        if label
    )
    file_labels = {c.code: c.label for c in raw.categories} if raw else {}

    def read(cell: str) -> str | None:
        text = cell.strip()
        if text in codes:
            return text
        number = _as_number(text)
        if number is not None and number in by_number:
            return by_number[number]
        if folded(text) in by_label:
            return by_label[folded(text)]
        for _, label in file_labels[text].entries if text in file_labels else ():
            if folded(label) in by_label:
                return by_label[folded(label)]
        return None

    return read


def flag_reader(variable: Variable) -> Callable[[str], bool | None]:
    """Return what turns a cell into ticked or not; the option's own code or label is a tick."""
    ticks = YES | {folded(label) for _, label in variable.label.entries}
    if variable.option is not None and variable.option not in NO:
        ticks |= {folded(variable.option)}

    def read(cell: str) -> bool | None:
        text = folded(cell)
        number = _as_number(text)
        text = code_from_number(number) if number is not None else text
        return True if text in ticks else False if text in NO else None

    return read


def _looked_up(series: pl.Series, read: Callable[[str], object], dtype: pl.DataType) -> Fitted:
    text = as_text(series)
    different = text.drop_nulls().unique().to_list()
    found: Mapping[str, object] = {cell: read(cell) for cell in different}
    empty = [
        cell
        for cell, value in found.items()
        if value is None and (not cell.strip() or folded(cell) in MISSING_WORDS)
    ]
    known = {cell: value for cell, value in found.items() if value is not None}
    if known:
        values = text.replace_strict(known, default=None, return_dtype=dtype)
    else:
        values = pl.Series(text.name, [None] * len(text), dtype=dtype)
    wrong = values.is_null() & text.is_not_null() & ~text.is_in(empty).fill_null(False)
    return Fitted(values, wrong)


def _numbers(text: pl.Series) -> Fitted:
    """Whole numbers as Int64 where all are written as such, else Float64. Decimal point or comma."""
    cell = pl.col(text.name)
    bare = cell.str.replace_all(r"[\s\x{A0}\x{202F}]", "")
    comma_last = bare.str.contains(r"^[^,]*\.[^,]*,[0-9]*$")
    point_last = bare.str.contains(r"^[^.]*,[^.]*\.[0-9]*$")
    plain = (
        pl.when(comma_last)
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(point_last)
        .then(bare.str.replace_all(",", "", literal=True))
        .otherwise(bare.str.replace(",", ".", literal=True))
    )
    frame = text.to_frame().select(plain.alias(text.name))
    bare_text = frame.to_series()
    whole = bare_text.drop_nulls().str.contains(r"^[+-]?[0-9]{1,18}$").all()
    number = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$"
    readable = bare_text.str.contains(number).fill_null(False)
    values = bare_text.set(~readable, None).cast(pl.Int64 if whole else pl.Float64, strict=False)
    values = values.set(values.is_infinite(), None) if not whole else values
    return Fitted(values, values.is_null() & text.is_not_null())


def _dates(text: pl.Series) -> Fitted:
    """ISO dates, and day-month-year with a hyphen, point or slash; with a time, all are Datetime."""
    cell = pl.col(text.name).str.strip_chars()
    timed = bool(text.drop_nulls().str.contains(_TIME).any())
    if not timed:
        parsed = pl.coalesce([cell.str.to_date(day, strict=False) for day in _DAYS])
    else:
        local = cell.str.replace("T", " ", literal=True).str.replace(_ZONE, "")
        forms = [f"{day} {time}" for day in _DAYS for time in ("%H:%M:%S%.f", "%H:%M:%S", "%H:%M")]
        parsed = pl.coalesce(
            [local.str.to_datetime(form, strict=False, time_unit="us") for form in forms]
            + [cell.str.to_date(day, strict=False).cast(pl.Datetime("us")) for day in _DAYS]
        )
    values = text.to_frame().select(parsed.alias(text.name)).to_series()
    return Fitted(values, values.is_null() & text.is_not_null())


def _no_words(text: pl.Series) -> pl.Series:
    bare = text.str.strip_chars()
    return text.set((bare == "") | bare.str.to_lowercase().is_in(list(MISSING_WORDS)), None)


def _none_wrong(series: pl.Series) -> pl.Series:
    return pl.repeat(False, len(series), eager=True)


def _as_number(text: str) -> float | None:
    if is_number_code(text):
        return float(text)
    try:
        number = float(text.replace(",", ".")) if text[:1] in "+-.0123456789" and text else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < 1e15 else None


def _unambiguous(pairs: Iterable[tuple[K, str]]) -> dict[K, str]:
    found: dict[K, str] = {}
    twice: set[K] = set()
    for key, code in pairs:
        if found.setdefault(key, code) != code:
            twice.add(key)
    return {key: code for key, code in found.items() if key not in twice}
