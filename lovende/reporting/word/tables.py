"""Tables in Word: header rows that repeat, columns of a given width, cells joined across."""

from __future__ import annotations

from typing import Any

from lovende.reporting.characters import printable
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.layout import table_layout
from lovende.reporting.word.styles import PAPER
from lovende.reporting.word.xml import element, run

TWIPS_PER_MM = 56.6929


def table_element(table: TableBlock, width_mm: float) -> Any:
    """Return the `w:tbl` of a table, `width_mm` wide."""
    layout = table_layout(table)
    total = round(width_mm * layout.fill * TWIPS_PER_MM)
    widths = [round(total * share) for share in layout.shares]
    made = element("tbl")
    made.append(_properties(table, total))
    grid = element("tblGrid")
    grid.extend([element("gridCol", w=width) for width in widths])
    made.append(grid)
    style = "TableTextSmall" if layout.small else "TableText"
    for row in table.head:
        made.append(_row(row, widths, style, head=True))
    last = len(table.body) - 1
    for number, row in enumerate(table.body):
        # The note below goes with the last row.
        keep = layout.together and (number < last or bool(table.note))
        made.append(_row(row, widths, style, head=False, keep=keep))
    if not table.head and not table.body:
        made.append(_row((Cell(""),), widths, style, head=False))
    return made


def _properties(table: TableBlock, total: int) -> Any:
    properties = element("tblPr")
    properties.append(element("tblStyle", val="LovendeTable"))
    properties.append(element("tblW", w=total, type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    row_headers = any(cell.header == "row" for row in table.body for cell in row[:1])
    look = element(
        "tblLook",
        val="04A0" if row_headers else "0420",
        firstRow=1 if table.head else 0,
        lastRow=0,
        firstColumn=int(row_headers),
        lastColumn=0,
        noHBand=0,
        noVBand=1,
    )
    properties.append(look)
    if table.caption:
        properties.append(element("tblCaption", val=printable(table.caption)[:250]))
    return properties


def _row(
    row: tuple[Cell, ...], widths: list[int], style: str, *, head: bool, keep: bool = False
) -> Any:
    made = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    made.append(properties)
    column = 0
    missing = len(widths) - sum(cell.span for cell in row)
    for cell in (*row, *(Cell("") for _ in range(missing))):
        width = sum(widths[column : column + cell.span])
        made.append(_cell(cell, width, style, head=head, keep=keep or head))
        column += cell.span
    return made


def _cell(cell: Cell, width: int, style: str, *, head: bool, keep: bool) -> Any:
    made = element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=width, type="dxa"))
    if cell.span > 1:
        properties.append(element("gridSpan", val=cell.span))
    if head:
        properties.append(element("shd", val="clear", color="auto", fill=PAPER))
        properties.append(element("vAlign", val="bottom"))
    made.append(properties)
    paragraph = element("p")
    look = element("pPr")
    look.append(element("pStyle", val=style))
    if keep:
        look.append(element("keepNext"))
    if cell.numeric:
        look.append(element("jc", val="right"))
    paragraph.append(look)
    bold = head or cell.strong or cell.header == "column"
    paragraph.append(run(cell.text, bold=bold))
    made.append(paragraph)
    return made
