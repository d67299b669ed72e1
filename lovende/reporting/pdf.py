"""A document as an accessible PDF (PDF/UA-1): tagged, titled, with bookmarks and text alternatives."""

from __future__ import annotations

from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

from lovende.formats.replacing import replacing
from lovende.reporting.characters import printable
from lovende.reporting.document import (
    Block,
    Bullets,
    Callout,
    Cell,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    TableBlock,
)
from lovende.reporting.fonts import with_our_font
from lovende.reporting.layout import (
    behind_anchor,
    behind_words,
    column_count,
    figure_share,
    parts,
    table_layout,
    with_tables_at_the_end,
)
from lovende.reporting.typesetting import breakable, typeset_pdf

TEXT_WIDTH = 156.0
"""Millimetres between the margins of an upright page."""


def write_pdf(document: Document, path: Path) -> None:
    """Write `document` to `path` as PDF/UA-1; the same document always gives the same bytes."""
    content = render_pdf(document)
    with replacing(path) as part:
        part.write_bytes(content)


def render_pdf(document: Document) -> bytes:
    """Return `document` as the bytes of a PDF/UA-1 file.

    A character that none of the typefaces has is printed as an empty square, because PDF/UA
    allows no character without a glyph.
    """
    data = _document(with_tables_at_the_end(document))
    template = (resources.files("lovende.reporting") / "templates" / "report.typ").read_bytes()
    return typeset_pdf(template, data)


def _document(document: Document) -> dict[str, Any]:
    words = {
        "contents": "Contents",
        "page": "Page",
        **document.words,
        "table_behind": behind_words(document.language),
    }
    return {
        "language": document.language,
        "title": _clean(document.title).strip() or "Lovende",
        "subtitle": _clean(document.subtitle),
        "author": _clean(document.author),
        "date": _clean(document.date),
        "description": _clean(document.description),
        "footer": _clean(" · ".join(part for part in (document.author, document.date) if part)),
        "facts": [[_clean(name), _clean(value)] for name, value in document.facts],
        "on_every_page": _clean(document.on_every_page),
        "notices": [_clean(notice) for notice in document.notices],
        "words": {key: _clean(word) for key, word in words.items()},
        "parts": [
            {"landscape": part.landscape, "blocks": _blocks(part.blocks)}
            for part in parts(document.blocks)
        ],
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    made = [_block(block) for block in blocks]
    for at, (block, after) in enumerate(pairwise(blocks)):
        if isinstance(block, Paragraph) and isinstance(after, FigureBlock) and after.number:
            # Words that speak of the figure below stay with it.
            made[at]["sticky"] = after.number in block.text
    return made


def _block(block: Block) -> dict[str, Any]:
    """Return a block as plain data for the template."""
    match block:
        case Heading():
            text = f"{block.number}\u2002{block.text}" if block.number else block.text
            return {
                "kind": "heading",
                "level": block.level,
                "text": _clean(text) or "–",
                "anchor": block.anchor,
                "chapter": block.level == 1,
                "listed": block.level == 1 or bool(block.number),
            }
        case Paragraph():
            return {"kind": "paragraph", "text": _clean(block.text), "lead": block.lead}
        case Bullets():
            return {"kind": "bullets", "items": [_clean(item) for item in block.items]}
        case KeyFigures():
            items = [{"value": _clean(i.value), "text": _clean(i.text)} for i in block.items]
            return {"kind": "key_figures", "items": items}
        case Callout():
            return {"kind": "callout", "callout": block.kind, "text": _clean(block.text)}
        case TableBlock():
            return _table(block)
        case FigureBlock():
            return _figure(block)


def _label(block: TableBlock | FigureBlock) -> str:
    return _clean(" ".join(part for part in (block.caption_label, block.number) if part))


def _figure(figure: FigureBlock) -> dict[str, Any]:
    return {
        "kind": "figure",
        "label": _label(figure),
        "caption": _clean(figure.caption),
        "svg": with_our_font(figure.svg),
        "alt": _clean(figure.alt) or _clean(figure.caption) or "–",
        "anchor": figure.anchor,
        "note": _clean(figure.note),
        "width": figure_share(figure, TEXT_WIDTH),
        "behind": behind_anchor(figure) if figure.table is not None else "",
    }


def _table(table: TableBlock) -> dict[str, Any]:
    layout = table_layout(table)
    count = column_count(table)
    return {
        "kind": "table",
        "label": _label(table),
        "caption": _clean(table.caption),
        "anchor": table.anchor,
        "note": _clean(table.note),
        "shares": list(layout.shares),
        "small": layout.small,
        "fill": layout.fill,
        "together": layout.together,
        "head": [_row(row, count) for row in table.head],
        "body": [_row(row, count) for row in table.body],
    }


def _row(row: tuple[Cell, ...], count: int) -> list[dict[str, Any]]:
    """Return a row of exactly `count` columns, filled up with empty cells."""
    missing = count - sum(cell.span for cell in row)
    return [
        {
            "text": _clean(cell.text),
            "numeric": cell.numeric,
            "span": cell.span,
            "strong": cell.strong or cell.header == "column",
        }
        for cell in (*row, *(Cell("") for _ in range(missing)))
    ]


def _clean(text: str) -> str:
    return breakable(printable(text), addresses=False)
