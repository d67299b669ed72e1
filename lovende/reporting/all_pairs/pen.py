"""The pen with which the page is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lovende.analysis.all_pairs import AllPairs
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.words import Words
from lovende.reporting.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Heading,
    Paragraph,
    TableBlock,
)


@dataclass
class Pen:
    """Collects the blocks of the page in one language."""

    pairs: AllPairs
    language: str
    blocks: list[Block] = field(default_factory=list)

    @cached_property
    def say(self) -> Words:
        return Words(self.pairs, self.language)

    def chapter(self, title: str, anchor: str) -> None:
        """Begin a chapter. It has no number, so that the contents name chapters only."""
        self.blocks.append(Heading(1, title, anchor))

    def section(self, title: str, anchor: str) -> None:
        self.blocks.append(Heading(2, title, anchor))

    def paragraph(self, text: str, lead: bool = False) -> None:
        self.blocks.append(Paragraph(text, lead))

    def bullets(self, items: list[str]) -> None:
        if items:
            self.blocks.append(Bullets(tuple(items)))

    def callout(self, text: str, kind: str = "info") -> None:
        self.blocks.append(Callout(text, kind))

    def table(
        self,
        caption: str,
        head: list[Cell],
        body: Sequence[tuple[Cell, ...]],
        anchor: str,
        note: str = "",
        number: str = "",
    ) -> None:
        """Add a table, unless it has no rows."""
        if body:
            label = self.say.t(N_("Table")) if number else ""
            self.blocks.append(
                TableBlock(
                    caption, (tuple(head),), tuple(body), anchor, number, note, caption_label=label
                )
            )
