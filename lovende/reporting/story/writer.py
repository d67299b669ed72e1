"""The pen with which every chapter is written: language, numbering, and the blocks so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lovende.analysis.findings import Findings, Texts
from lovende.domain.texts import N_, Text
from lovende.reporting.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Heading,
    Paragraph,
    TableBlock,
)
from lovende.reporting.typography import Typography
from lovende.translation import translate

HIDDEN_NOTE = N_("· stands for a number that is hidden to protect the people behind it.")


@dataclass
class Writer:
    """Collects the blocks of a document in one language and keeps count of its numbers."""

    findings: Findings
    language: str
    blocks: list[Block] = field(default_factory=list)
    placed: dict[tuple[str, str | None], str] = field(default_factory=dict)
    """Figures that stand in the document: (kind, question or grouping) -> number."""
    _chapter: int = 0
    _section: int = 0
    _prefix: str = ""
    _counts: dict[str, int] = field(default_factory=dict)

    @property
    def type(self) -> Typography:
        return Typography(self.language)

    def t(self, message: str, **params: Any) -> str:
        """Return an own sentence in the language of the document."""
        return translate(message, self.language, **params)

    def say(self, texts: Texts | None) -> str:
        """Return a text of the study in the language of the document, else in one that it has."""
        return Text.of(texts or {}).get(self.language)

    def add(self, *blocks: Block) -> None:
        self.blocks.extend(blocks)

    def paragraph(self, text: str, lead: bool = False) -> None:
        """Add a paragraph for each part of `text` between blank lines; nothing where it is empty."""
        for part in text.split("\n\n"):
            if part.strip():
                self.add(Paragraph(_one_line(part), lead))

    def bullets(self, items: list[str]) -> None:
        if items:
            self.add(Bullets(tuple(items)))

    def callout(self, text: str, kind: str = "info") -> None:
        self.add(Callout(text, kind))

    def opening(self, title: str, anchor: str) -> None:
        """Begin a chapter without a number."""
        self._prefix, self._section, self._counts = "", 0, {}
        self.add(Heading(1, title, anchor))

    def chapter(self, title: str) -> None:
        """Begin the next numbered chapter."""
        self._chapter += 1
        self._prefix, self._section, self._counts = str(self._chapter), 0, {}
        self.add(Heading(1, title, f"chapter-{self._chapter}", self._prefix))

    def section(self, title: str) -> None:
        """Begin the next section of the chapter."""
        self._section += 1
        number = f"{self._prefix}.{self._section}" if self._prefix else ""
        anchor = f"section-{self._prefix or 'x'}-{self._section}"
        self.add(Heading(2, title, anchor, number))

    def heading(self, level: int, title: str, anchor: str) -> None:
        self.add(Heading(level, title, anchor))

    def next_number(self, kind: str) -> str:
        """Return the next number of a `figure` or `table` in this chapter: `2.1`."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        prefix = f"{self._prefix}." if self._prefix else ""
        return f"{prefix}{self._counts[kind]}"

    def table(
        self,
        caption: str,
        head: list[Cell],
        body: list[tuple[Cell, ...]],
        note: str = "",
        widths: tuple[float, ...] = (),
    ) -> str:
        """Add a numbered table, unless it has no rows, and return its number."""
        if not body:
            return ""
        number = self.next_number("table")
        anchor = f"table-{number.replace('.', '-')}"
        label = self.t(N_("Table"))
        block = TableBlock(
            caption, (tuple(head),), tuple(body), anchor, number, note, widths, label
        )
        self.add(block)
        return number


def _one_line(text: str) -> str:
    """Join lines, and leave every no-break space as it is (`str.split` would not)."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def column(text: str, numeric: bool = False, span: int = 1) -> Cell:
    """A cell that heads a column."""
    return Cell(text, header="column", numeric=numeric, span=span)


def row(text: str, strong: bool = False) -> Cell:
    """A cell that heads a row."""
    return Cell(text, header="row", strong=strong)


def number(text: str, strong: bool = False) -> Cell:
    """A cell with a number."""
    return Cell(text, numeric=True, strong=strong)
