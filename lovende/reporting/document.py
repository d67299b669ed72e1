"""A report as a list of blocks, in one language: what the story writes and every renderer reads.

`story.py` turns findings into a `Document`; `html.py`, `pdf.py` and `word.py` each turn the same
`Document` into a file. So no number is formatted twice and no renderer knows the findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (chapter) to 3. `anchor` is unique and is a link target."""

    level: int
    text: str
    anchor: str
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: str
    lead: bool = False
    """A lead paragraph opens a chapter and is set larger."""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigure:
    """A large number with the sentence that explains it ("53 %")."""

    value: str
    text: str


@dataclass(frozen=True)
class KeyFigures:
    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Callout:
    """A boxed notice. `kind`: `info` or `warning`."""

    text: str
    kind: str = "info"


@dataclass(frozen=True)
class Cell:
    """A table cell. `header` is "", "row" or "column"; `numeric` cells are set flush right."""

    text: str
    header: str = ""
    numeric: bool = False
    span: int = 1
    strong: bool = False
    link: str = ""
    """The anchor in the same document that the text leads to. HTML only."""


@dataclass(frozen=True)
class TableBlock:
    """A table with its caption. `head` rows are repeated on every page. `number` is "2.1" or ""."""

    caption: str
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    anchor: str
    number: str = ""
    note: str = ""
    widths: tuple[float, ...] = ()
    """Relative widths of the columns; empty for automatic."""
    caption_label: str = ""
    """The word in front of the number, "Tabel" or "Table"."""
    across: bool = False
    """Wants a page that lies across, like its neighbours, even where it would fit upright."""


@dataclass(frozen=True)
class FigureBlock:
    """A figure with its number, caption, text alternative, note (with n) and the table behind it."""

    caption: str
    svg: str
    alt: str
    anchor: str
    number: str = ""
    note: str = ""
    table: TableBlock | None = None
    caption_label: str = ""
    width: float = 1.0
    """Share of the text width."""
    svg_narrow: str = ""
    """The same figure drawn for a telephone, 340 px wide; empty where `svg` serves both. HTML only."""


Block = Heading | Paragraph | Bullets | KeyFigures | Callout | TableBlock | FigureBlock


@dataclass(frozen=True)
class Document:
    """A whole report in one language."""

    language: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...] = ()
    """Said on the title page: that the answers are invented, that the report is not for publication."""
    short_notice: str = ""
    """The same on one line, for every page; empty where the notices themselves are short enough."""
    author: str = ""
    date: str = ""
    description: str = ""
    words: dict[str, str] = field(default_factory=dict)
    """The few words that renderers need: contents, skip, table_behind, page, notes, top, figure, table."""
    facts: tuple[tuple[str, str], ...] = ()
    """What the title page says about the study, as pairs of word and value (period, publisher ...)."""

    @property
    def on_every_page(self) -> str:
        """The line that every page carries; empty where there is nothing to say."""
        return self.short_notice or "  ·  ".join(self.notices)
