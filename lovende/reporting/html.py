"""A document as one HTML file: no script, nothing loaded from elsewhere, made to be printed too."""

from __future__ import annotations

from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from lovende.formats.replacing import replacing
from lovende.reporting.document import (
    Block,
    Bullets,
    Callout,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    TableBlock,
)

LONG = 30
"""A word of more letters (a checksum, an address) may be broken anywhere in a table."""

_KINDS: dict[type, str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    KeyFigures: "key_figures",
    Callout: "callout",
    TableBlock: "table",
    FigureBlock: "figure",
}


def write_html(document: Document, path: Path) -> None:
    """Write `document` to `path` as one self-contained HTML file, UTF-8."""
    page = render_html(document).encode("utf-8")
    with replacing(path) as part:
        part.write_bytes(page)


def render_html(document: Document) -> str:
    """Return `document` as the text of an HTML file."""
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            document=document,
            words=document.words,
            style=Markup(_file("report.css") + _every_page(document.on_every_page)),
            contents=_contents(document),
            chapters=_chapters(document),
        )
    )


def _every_page(notice: str) -> str:
    """Return the style that prints the notice at the top of every page."""
    # Everything but letters and digits is written as its number, so that no text ends the string.
    text = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in notice)
    return f'\n@page {{ @top-left {{ content: "{text}"; }} }}\n' if text else ""


@cache
def _environment() -> Environment:
    names = ("report.html.jinja", "blocks.html.jinja")
    environment = Environment(
        loader=DictLoader({name: _file(name) for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["long"] = lambda text: any(len(word) > LONG for word in text.split())
    environment.filters["kind"] = lambda block: _KINDS[type(block)]
    # Figures are drawn by `lovende.reporting.figures`, which escapes every text itself.
    environment.filters["drawing"] = Markup
    return environment


def _file(name: str) -> str:
    path = resources.files("lovende.reporting") / "templates" / name
    return path.read_text(encoding="utf-8")


def _contents(document: Document) -> list[tuple[Heading, list[Heading]]]:
    """Return the chapters with their sections, for the table of contents."""
    entries: list[tuple[Heading, list[Heading]]] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            entries.append((block, []))
        elif isinstance(block, Heading) and block.level == 2 and entries:
            entries[-1][1].append(block)
    return entries


def _chapters(document: Document) -> list[tuple[Heading | None, list[Block]]]:
    """Split the blocks at the chapter headings; what stands before the first has no heading."""
    chapters: list[tuple[Heading | None, list[Block]]] = []
    number = 0
    keyed = []
    for block in document.blocks:
        number += isinstance(block, Heading) and block.level == 1
        keyed.append((number, block))
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        blocks = [block for _, block in group]
        head = blocks[0]
        is_chapter = isinstance(head, Heading) and head.level == 1
        chapters.append(
            (head if isinstance(head, Heading) and is_chapter else None, blocks[is_chapter:])
        )
    return chapters
