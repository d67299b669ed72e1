"""Where things stand on paper: pages across, widths of columns, tables behind figures.

What PDF and Word have in common and a web page does not need. Widths are estimated in
characters: a page 160 mm wide holds about 100 characters of table text.
"""

from __future__ import annotations

import re
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
HEAD_LINE = 16
"""The words over a column of numbers need no longer lines: they wrap."""
SHORT_LINE, LONGEST = 12, 26
"""A column of text has at least the one, and makes room for unbroken words up to the other."""
TIGHT, WRAPPED = 1.1, 1.5
"""How many times the room the lines may ask for before the text shrinks, before the page turns."""
AIR, NARROWEST, NEARLY_FULL = 1.5, 0.4, 0.8
"""A table with little in it is narrower than the page, a nearly full one as wide."""
TOGETHER = 22
"""Lines up to which a table is kept on one page."""
OPENING = 6
"""A chapter of up to so many blocks before its first wide table lies across with it."""
HIGHEST_FIGURE = 195.0
"""Millimetres, with room for its caption and note on an upright page."""

_SIZE = re.compile(r"""viewBox=["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")
"""Width and height of a figure in its own units."""
_BREAK = re.compile("[ \n]+")
"""Where a line may end: not at a no-break space, as between a number and its unit."""


@dataclass(frozen=True)
class TableLayout:
    """`shares` of the columns sum to 1; `fill` is the share of the text width that the table takes."""

    shares: tuple[float, ...]
    small: bool
    landscape: bool
    fill: float = 1.0
    together: bool = False
    """Short enough to stand on one page."""


@dataclass(frozen=True)
class _Column:
    """What a column asks for, in characters: its longest word, its longest line."""

    least: float
    natural: float
    numeric: bool


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
    columns = _measure(table)
    must = sum(column.least for column in columns)
    wish = sum(min(column.natural, COMFORT) for column in columns)
    small = must > PORTRAIT or wish > PORTRAIT * TIGHT
    landscape = must > PORTRAIT * SMALLER or wish > PORTRAIT * SMALLER * WRAPPED
    landscape = landscape or table.across
    if landscape:
        small = must > LANDSCAPE or wish > LANDSCAPE * WRAPPED
    room = (LANDSCAPE if landscape else PORTRAIT) * (SMALLER if small else 1.0)
    natural = sum(column.natural for column in columns)
    fill = min(1.0, max(NARROWEST, natural * AIR / room))
    if fill > NEARLY_FULL:
        fill = 1.0
    if len(table.widths) == len(columns) and sum(table.widths) > 0:
        fill, shares = 1.0, tuple(width / sum(table.widths) for width in table.widths)
    else:
        shares = _shares(columns, room * fill)
    together = _lines(table, [share * room * fill for share in shares]) <= TOGETHER
    return TableLayout(shares, small, landscape, fill, together)


def _lines(table: TableBlock, widths: list[float]) -> int:
    """Return about how many lines the body of a table is high."""
    total = 0
    for row in table.body:
        column, highest = 0, 1
        for cell in row:
            width = max(1.0, sum(widths[column : column + cell.span]) - PADDING)
            lines = sum(1 + int(len(line) / width) for line in cell.text.splitlines())
            highest = max(highest, lines)
            column += cell.span
        total += highest
    return total


def _measure(table: TableBlock) -> list[_Column]:
    """Return what each column asks for. Header cells are set in bold, which is wider."""
    count = column_count(table)
    least, natural = [4.0] * count, [4.0] * count
    numbers = [0] * count
    for number, row in enumerate((*table.head, *table.body)):
        column = 0
        wider = 1.15 if number < len(table.head) else 1.0
        for cell in row:
            if cell.span == 1:
                words = max(len(word) for word in _BREAK.split(cell.text))
                lines = max((len(line) for line in cell.text.splitlines()), default=0)
                if number < len(table.head) and cell.numeric:
                    lines = min(lines, max(words, HEAD_LINE))
                enough = max(words, min(lines, SHORT_LINE)) if not cell.numeric else words
                least[column] = max(least[column], wider * min(enough, LONGEST) + PADDING)
                natural[column] = max(natural[column], wider * lines + PADDING)
                numbers[column] += 1 if cell.numeric else -1
            column += cell.span
    return [_Column(*each) for each in zip(least, natural, [n > 0 for n in numbers], strict=True)]


def _shares(columns: list[_Column], room: float) -> tuple[float, ...]:
    """Give each column what its longest word needs, and share the rest by what the lines ask for.

    Where all lines fit, what is left over goes to the columns of text: numbers stand close together.
    """
    spare = room - sum(column.least for column in columns)
    asked = [column.natural - column.least for column in columns]
    widths = [column.least for column in columns]
    if spare > sum(asked):
        left = spare - sum(asked)
        texts = [0.0 if column.numeric else column.natural for column in columns]
        pull = texts if sum(texts) else [column.natural for column in columns]
        widths = [
            c.natural + left * part / sum(pull) for c, part in zip(columns, pull, strict=True)
        ]
    elif spare > 0:
        gains = _fair(asked, spare)
        widths = [c.least + gain for c, gain in zip(columns, gains, strict=True)]
    return tuple(width / sum(widths) for width in widths)


def _fair(asked: list[float], spare: float) -> list[float]:
    """Share `spare` out: who asks for little gets all of it, who asks for much gets a larger share.

    The shares go by the square root of what is asked, so that one column of long sentences does
    not take everything.
    """
    gains = [0.0] * len(asked)
    hungry = [number for number, wish in enumerate(asked) if wish > 0]
    while hungry and spare > 0:
        unit = spare / sum(asked[number] ** 0.5 for number in hungry)
        full = [number for number in hungry if asked[number] <= unit * asked[number] ** 0.5]
        for number in full or hungry:
            gains[number] = asked[number] if full else unit * asked[number] ** 0.5
            spare -= gains[number]
        hungry = [number for number in hungry if number not in full] if full else []
    return gains


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
    return _joined(found)


def _joined(found: list[Part]) -> list[Part]:
    """Join parts of one orientation that follow each other, so that they share their pages."""
    joined: list[Part] = []
    for part in found:
        if joined and joined[-1].landscape == part.landscape:
            joined[-1] = Part(part.landscape, joined[-1].blocks + part.blocks)
        else:
            joined.append(part)
    return joined


def _pull_headings(upright: list[Block]) -> list[Block]:
    """Take the headings, with up to two blocks below the last of them, off the end of `upright`.

    A chapter that has nothing but a few words before its first table goes along as a whole.
    """
    start = len(upright)
    for back in range(1, min(OPENING, len(upright)) + 1):
        block = upright[-back]
        if isinstance(block, TableBlock | FigureBlock):
            break
        if isinstance(block, Heading) and block.level == 1:
            opening = upright[-back:]
            del upright[-back:]
            return opening
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


def figure_share(figure: FigureBlock, text_width: float) -> float:
    """Return the share of `text_width` (mm) that a figure takes, less where it would be too high."""
    share = min(1.0, max(0.1, figure.width))
    size = _SIZE.search(figure.svg)
    if size is None:
        return share
    width, height = (float(part) for part in size.groups())
    if width <= 0 or height <= 0:
        return share
    return min(share, HIGHEST_FIGURE * width / height / text_width)


def behind_anchor(figure: FigureBlock) -> str:
    """Return the link target of the table behind a figure."""
    return f"{figure.anchor}-data"


def behind_words(language: str) -> str:
    """Return what stands in front of the page of the table behind a figure."""
    return translate(N_("The table behind the figure"), language)


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
