"""Where things stand on paper: pages across, widths of columns, tables behind figures.

What PDF and Word have in common and a web page does not need. Widths are estimated in
characters: a page 160 mm wide holds about 100 characters of table text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lovende.domain.texts import N_
from lovende.reporting.document import Block, Document, FigureBlock, Heading, TableBlock
from lovende.translation import translate

PORTRAIT = 98
"""Characters of table text side by side on an upright page."""
LANDSCAPE = 150
SMALLER = 1.2
"""How many times more characters a line holds in the smaller size."""
PADDING = 2.5
"""Characters that the space between two columns takes."""
COMFORT = 34
"""A column of running text reads well from this many characters."""


@dataclass(frozen=True)
class TableLayout:
    """`shares` of the columns sum to 1; `small` text; `landscape` page."""

    shares: tuple[float, ...]
    small: bool
    landscape: bool


@dataclass(frozen=True)
class Part:
    """Blocks that follow one another on pages of one orientation."""

    landscape: bool
    blocks: tuple[Block, ...]


def column_count(table: TableBlock) -> int:
    """Return how many columns the widest row has."""
    rows = [*table.head, *table.body]
    return max((sum(cell.span for cell in row) for row in rows), default=1)


def table_layout(table: TableBlock) -> TableLayout:
    """Decide the widths of the columns, the size of the text and the way the page lies."""
    least, natural = _measure(table)
    wish = sum(min(width, COMFORT) for width in natural)
    must = sum(least)
    small = landscape = False
    if max(wish, must) > PORTRAIT:
        small = True
    if max(wish, must) > PORTRAIT * SMALLER:
        small, landscape = False, True
    if landscape and max(wish, must) > LANDSCAPE:
        small = True
    room = (LANDSCAPE if landscape else PORTRAIT) * (SMALLER if small else 1.0)
    if len(table.widths) == len(natural) and sum(table.widths) > 0:
        total = sum(table.widths)
        return TableLayout(tuple(width / total for width in table.widths), small, landscape)
    return TableLayout(_shares(least, natural, room), small, landscape)


def _measure(table: TableBlock) -> tuple[list[float], list[float]]:
    """Return for each column the width of its longest word and of its longest line, in characters.

    Header cells are set in bold, which is wider.
    """
    count = column_count(table)
    least = [4.0] * count
    natural = [4.0] * count
    for number, row in enumerate((*table.head, *table.body)):
        column = 0
        wider = 1.15 if number < len(table.head) else 1.0
        for cell in row:
            if cell.span == 1:
                words = max((len(word) for word in cell.text.split()), default=0)
                lines = max((len(line) for line in cell.text.splitlines()), default=0)
                least[column] = max(least[column], wider * min(words, 22) + PADDING)
                natural[column] = max(natural[column], wider * lines + PADDING)
            column += cell.span
    return least, natural


def _shares(least: list[float], natural: list[float], room: float) -> tuple[float, ...]:
    """Give each column what its longest word needs, and share the rest by what the lines ask for."""
    spare = room - sum(least)
    asked = [wide - narrow for wide, narrow in zip(natural, least, strict=True)]
    if spare <= 0 or sum(asked) == 0:
        widths = least
    else:
        # The square root keeps one column of long sentences from taking everything.
        pull = [wish if sum(asked) <= spare else wish**0.6 for wish in asked]
        widths = [
            narrow + spare * part / sum(pull) for narrow, part in zip(least, pull, strict=True)
        ]
    return tuple(width / sum(widths) for width in widths)


def in_order(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with headings that start at level 1 and never skip a level."""
    ordered: list[Block] = []
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = max(1, min(block.level, level + 1, 3))
            block = replace(block, level=level)
        ordered.append(block)
    return tuple(ordered)


def parts(blocks: tuple[Block, ...]) -> list[Part]:
    """Group the blocks by the orientation of their pages; a heading goes with its wide table."""
    found: list[Part] = []
    upright: list[Block] = []
    across: list[Block] = []
    for block in blocks:
        if isinstance(block, TableBlock) and table_layout(block).landscape:
            if not across:
                across = _pull_headings(upright)
                if upright:
                    found.append(Part(False, tuple(upright)))
                upright = []
            across.append(block)
            continue
        if across:
            found.append(Part(True, tuple(across)))
            across = []
        upright.append(block)
    if across:
        found.append(Part(True, tuple(across)))
    if upright:
        found.append(Part(False, tuple(upright)))
    return found


def _pull_headings(upright: list[Block]) -> list[Block]:
    """Take the headings, with up to two blocks below the last of them, off the end of `upright`."""
    start = len(upright)
    for back in range(1, min(3, len(upright)) + 1):
        block = upright[-back]
        if isinstance(block, TableBlock | FigureBlock):
            break
        if isinstance(block, Heading):
            start = len(upright) - back
            while start > 0 and isinstance(upright[start - 1], Heading):
                start -= 1
            break
    pulled = upright[start:]
    del upright[start:]
    return pulled


def behind_anchor(figure: FigureBlock) -> str:
    """Return the link target of the table behind a figure."""
    return f"{figure.anchor}-data"


def with_tables_at_the_end(document: Document) -> Document:
    """Move the tables behind the figures to a chapter of their own at the end.

    On paper a table under each figure would drown the text; the figure links to its table.
    """
    last: list[Block] = []
    blocks: list[Block] = []
    for block in document.blocks:
        blocks.append(block)
        if isinstance(block, FigureBlock) and block.table is not None:
            caption = block.table.caption or block.caption
            label = " ".join(part for part in (block.caption_label, block.number) if part)
            last.append(
                replace(
                    block.table,
                    caption=f"{label}: {caption}" if label else caption,
                    number="",
                    caption_label="",
                    anchor=behind_anchor(block),
                )
            )
    if last:
        title = translate(N_("The tables behind the figures"), document.language)
        blocks += [Heading(1, title, "tables-behind-figures"), *last]
    return replace(document, blocks=in_order(tuple(blocks)))
