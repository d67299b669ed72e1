"""The report of a run as pages: one part for each chapter, and the figures by name."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.reporting.document import Block, Document, FigureBlock, Heading

NARROW = "-narrow"


@dataclass(frozen=True)
class Part:
    """A chapter: where its page is found, what it is called, what stands on it."""

    name: str
    title: str
    number: str
    blocks: tuple[Block, ...]


def parts_of(document: Document) -> list[Part]:
    """Return the chapters of a document in order; what stands before the first is none."""
    found: list[tuple[Heading, list[Block]]] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
    return [Part(head.anchor, head.text, head.number, tuple(below)) for head, below in found]


def part_named(document: Document, name: str) -> Part | None:
    """Return the chapter of a name, or None."""
    return next((part for part in parts_of(document) if part.name == name), None)


def figure_named(document: Document, name: str) -> str | None:
    """Return the drawing of a figure, or of its narrow form by a name with `-narrow`; None without."""
    for block in document.blocks:
        if isinstance(block, FigureBlock):
            if block.anchor == name:
                return block.svg
            if block.svg_narrow and f"{block.anchor}{NARROW}" == name:
                return block.svg_narrow
    return None


def kind_of(block: Block) -> str:
    """Return the name of a block's kind: `heading`, `paragraph`, `figure`, `table`, …"""
    return type(block).__name__.removesuffix("Block").lower()
