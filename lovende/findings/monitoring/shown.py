"""What a part of the page is made of: words, a picture, and the tables behind it.

The tables hold plain numbers: the page writes them as the language does, files keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from lovende.reporting.figures.canvas import NARROW, WIDE, Frame
from lovende.reporting.typography import Typography
from lovende.web.languages import current_language

Value = str | int | float | None
"""None is a number that is not shown, to protect people."""


@dataclass(frozen=True)
class Column:
    """A column of a table; `kind` is text, line (a text that is never
    broken), number, percent (0-100), decimal or p."""

    title: str
    kind: str = "text"

    @property
    def numeric(self) -> bool:
        return self.kind not in ("text", "line")


@dataclass(frozen=True)
class Table:
    """A table with its heads; the first cell of a row is what the row is about."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A drawing for a desk and one for a telephone."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class Part:
    """One part of the page. `beside` puts the table beside the picture, else it opens under it."""

    key: str
    title: str
    texts: tuple[str, ...] = ()
    figure: Figure | None = None
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    beside: bool = False


HALF, MAP, FULL = 490.0, 660.0, 1160.0
"""Widths in pixels of pictures that share their line with a table, and of one that has its own."""


@dataclass(frozen=True)
class Tile:
    """A number that matters: its value, what it counts, and how it was made."""

    value: str
    label: str
    note: str = ""


def typography() -> Typography:
    """Return the rules of the page's language for numbers."""
    return Typography(current_language())


def draw(
    key: str, title: str, alt: str, drawing: Callable[[Frame], str], wide: float = WIDE
) -> Figure:
    """Draw for a desk (`wide` in pixels) and a telephone. The drawing escapes every text in it."""
    return Figure(
        Markup(drawing(Frame(key, title, alt, wide))),
        Markup(drawing(Frame(f"{key}-narrow", title, alt, NARROW))),
    )


def written(value: Value, kind: str) -> str:
    """Return a value of a table as the language of the page writes it."""
    type_ = typography()
    if value is None:
        return type_.number(None)
    if isinstance(value, str):
        return value
    if kind == "percent":
        return type_.percent(value, 1)
    if kind == "p":
        return type_.p_value(value, letter=False)
    if kind == "decimal":
        return type_.decimal(value, 3)
    return type_.number(round(value))
