"""Sheets that all look and behave alike: title, notices, link back, tables, print set-up.

Text is always written as text: a label that begins with `=`, `+`, `-` or `@` never becomes a
formula, and stays text when someone edits the cell.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import xlsxwriter

from lovende.domain.texts import N_
from lovende.reporting.characters import printable
from lovende.translation import translate

INK, QUIET, ACCENT, AMBER, PAPER, LINE = (
    "#1D2B36",
    "#55636F",
    "#0B5563",
    "#8A5A00",
    "#E9F0F2",
    "#B9C4CB",
)
LONGEST_TEXT = 32_000
"""Characters; a cell holds 32,767."""
LONGEST_NAME = 31
LINE_HEIGHT, HIGHEST_ROW = 13.5, 400.0
"""Points."""
LONGEST_HEADER = 240
MADE = datetime.datetime(2000, 1, 1)
"""Stands in the file as its date: the same findings give the same bytes."""
_RISKY = re.compile(r"^\s*[=+\-@]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Hidden(Enum):
    """A number that is not shown, to protect people."""

    HIDDEN = "·"


HIDDEN = Hidden.HIDDEN
Value = str | int | float | bool | Hidden | None


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` in characters.

    `kind`: text, order (a number that stands left), count, percent, number or p.
    """

    title: str
    kind: str = "text"
    width: float = 11


@dataclass(frozen=True)
class Row:
    """The values of one row, one for each column. A `strong` row is a sum or a base."""

    values: Sequence[Value]
    strong: bool = False


NUMBER_FORMATS = {
    "order": "0",
    "count": "#,##0",
    "percent": "0.0",
    "number": "0.000",
    "hundredths": "0.00",
    "p": "0.0000",
    "small_p": "[<0.0001]0.0E+00;0.0000",
}


class Book:
    """A workbook that is being written."""

    def __init__(
        self, language: str, notices: Sequence[str], title: str, author: str, header: str = ""
    ) -> None:
        """`notices` stand on every sheet, `header` on every printed page (else the notices)."""
        self.say = partial(translate, language=language)
        self.notices = [printable(notice) for notice in notices]
        self.title = printable(title)
        self.header = printable(header) or " · ".join(self.notices)
        self._made = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        }
        self._file = xlsxwriter.Workbook(self._made, options)
        self._file.set_properties(
            {
                "title": self.title[:255],
                "author": printable(author)[:255],
                "keywords": " · ".join(self.notices)[:255],
                "created": MADE,
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def format(self, **properties: Any) -> Any:
        """Return the cell format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            given = {"font_color": INK, "valign": "top", **properties}
            self._formats[key] = self._file.add_format(given)
        return self._formats[key]

    def name(self, wished: str) -> str:
        """Return a sheet name that Excel accepts and that no other sheet has."""
        plain = _NOT_IN_NAMES.sub(" ", printable(wished)).replace("\n", " ").strip("' ")
        plain = plain[:LONGEST_NAME] or "–"
        name, number = plain, 2
        while name.casefold() in self._names or name.casefold() == "history":
            ending = f" ({number})"
            name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
        self._names.add(name.casefold())
        return name

    def sheet(self, name: str, title: str, back: str | None = None) -> Sheet:
        """Begin a sheet. `name` comes from `self.name`; `back` is the sheet that links lead back to."""
        return Sheet(self, self._file.add_worksheet(name), name, title, back)

    def close(self) -> bytes:
        self._file.close()
        return self._made.getvalue()


class Sheet:
    """A sheet that is being written from the top down; `at` is the next free row."""

    def __init__(self, book: Book, sheet: Any, name: str, title: str, back: str | None) -> None:
        self.book, self.name, self.at = book, name, 0
        self._sheet = sheet
        self._widths: dict[int, float] = {}
        self.text(title, bold=True, font_size=14, font_color=ACCENT)
        for notice in book.notices:
            self.text(notice, bold=True, font_color=AMBER)
        if back is not None:
            self.link(self.at, 0, back, book.say(N_("Back to the contents")))
            self.at += 1
        self.at += 1
        self._set_up_print()

    def _set_up_print(self) -> None:
        sheet = self._sheet
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        said = self.book.header.replace("&", "&&")
        title = self.book.title.replace("&", "&&")
        sheet.set_header(f"&L&8{said}"[:LONGEST_HEADER])
        sheet.set_footer(f"&L&8{title[:160]}&R&8&P / &N")

    def text(self, text: str, column: int = 0, **properties: Any) -> None:
        """Write a line of text and go to the next row."""
        self._write(self.at, column, text, **properties)
        self.at += 1

    def note(self, text: str) -> None:
        self.text(text, font_color=QUIET, italic=True)

    def link(self, row: int, column: int, sheet: str, text: str) -> None:
        """Write a link to the top of another sheet."""
        target = "internal:'{}'!A1".format(sheet.replace("'", "''"))
        look = self.book.format(font_color=ACCENT, underline=1)
        self._sheet.write_url(row, column, target, look, string=printable(text)[:250])

    def shaded(self, top: int, left: int, bottom: int, right: int, pale: str, dark: str) -> None:
        """Colour cells by their number, from `pale` at 0 to `dark` at 1."""
        if bottom >= top and right >= left:
            rule = {"type": "2_color_scale", "min_type": "num", "max_type": "num"}
            colours = {"min_color": pale, "max_color": dark, "min_value": 0, "max_value": 1}
            self._sheet.conditional_format(top, left, bottom, right, {**rule, **colours})

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        title: str = "",
        over: Sequence[tuple[str, int]] = (),
        filtered: bool = False,
        steady: bool = False,
    ) -> int:
        """Write a table and return its first row of data.

        `over` is a row above the header: labels with the number of columns that each spans. The
        header of a `steady` table, the only long one of its sheet, stays in sight when scrolling
        and is repeated on every printed page.
        """
        if title:
            self.text(title, bold=True, font_size=11)
        top = self.at
        if over:
            self._over(over)
        self._head(columns)
        if steady:
            self._sheet.freeze_panes(self.at, 0)
            self._sheet.repeat_rows(top, self.at - 1)
        first = self.at
        for row in rows:
            for number, (column, value) in enumerate(zip(columns, row.values, strict=True)):
                self._value(self.at, number, value, column.kind, strong=row.strong)
            self._fit_height(row.values)
            self.at += 1
        if filtered and rows:
            self._sheet.autofilter(first - 1, 0, self.at - 1, len(columns) - 1)
        self.at += 1
        return first

    def _fit_height(self, values: Sequence[Value]) -> None:
        """Make the row as high as its longest text; not every program does so by itself."""
        lines = 1
        for number, value in enumerate(values):
            if isinstance(value, str):
                width = max(self._widths.get(number, 0), 8)
                lines = max(lines, sum(1 + int(len(line) / width) for line in value.split("\n")))
        if lines > 1:
            self._sheet.set_row(self.at, min(LINE_HEIGHT * lines, HIGHEST_ROW))

    def _over(self, over: Sequence[tuple[str, int]]) -> None:
        column = 0
        look = {"bold": True, "bg_color": PAPER, "align": "center", "text_wrap": True, "top": 1}
        for label, span in over:
            if span > 1:
                form = self.book.format(**look)
                self._sheet.merge_range(self.at, column, self.at, column + span - 1, "", form)
            self._write(self.at, column, label, **look)
            column += span
        self.at += 1

    def _head(self, columns: Sequence[Column]) -> None:
        for number, column in enumerate(columns):
            side = "left" if column.kind in ("text", "order") else "right"
            look = {"bold": True, "bg_color": PAPER, "text_wrap": True, "align": side}
            if side == "left":
                look["indent"] = min(number, 1)
            edges = {"bottom": 1, "bottom_color": ACCENT, "valign": "bottom"}
            self._write(self.at, number, column.title, **look, **edges)
            if column.width > self._widths.get(number, 0):
                self._widths[number] = column.width
                self._sheet.set_column(number, number, column.width)
        self.at += 1

    def _value(self, row: int, column: int, value: Value, kind: str, *, strong: bool) -> None:
        look: dict[str, Any] = {"bottom": 4, "bottom_color": LINE}
        if strong:
            look["bold"] = True
        if value is HIDDEN:
            self._write(row, column, str(HIDDEN.value), **look, align="right")
        elif isinstance(value, bool):
            said = self.book.say(N_("yes")) if value else self.book.say(N_("no"))
            self._write(row, column, said, **look, align="left", indent=min(column, 1))
        elif isinstance(value, int | float):
            side = {"align": "left", "indent": min(column, 1)} if kind == "order" else {}
            form = self.book.format(**look, **side, num_format=NUMBER_FORMATS.get(kind, "General"))
            self._sheet.write_number(row, column, value, form)
        else:
            look |= {"text_wrap": True, "align": "left", "indent": min(column, 1)}
            self._write(row, column, str(value or ""), **look)

    def _write(self, row: int, column: int, text: str, **properties: Any) -> None:
        text = printable(text)
        if len(text) > LONGEST_TEXT:
            text = text[:LONGEST_TEXT] + "…"
        if _RISKY.match(text):
            properties["quote_prefix"] = True
        form = self.book.format(**properties)
        if text:
            self._sheet.write_string(row, column, text, form)
        else:
            self._sheet.write_blank(row, column, None, form)
