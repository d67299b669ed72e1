"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BETWEEN, EDGES = 3, 2
"""Characters between two columns, and at both ends of a line together."""


def print_table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], numeric: int = 1
) -> None:
    """Print a table; columns from place `numeric` (from 0) on are set flush right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    body = list(rows)
    room = console.width - BETWEEN * (len(head) - 1) - EDGES
    widths = column_widths([head, *body], room)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(head):
        table.add_column(
            Text(name),
            justify="right" if place >= numeric else "left",
            overflow="fold",
            width=widths[place] if widths else None,
        )
    for row in body:
        table.add_row(*(Text(cell) for cell in row))
    console.print(Text(title, style="bold"), table)


def column_widths(lines: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return widths that break lines only between words; None where that is needless or impossible.

    Each column has room for its longest word. What is left goes to the first columns, which hold
    the texts.
    """
    from rich.cells import cell_len

    columns = list(zip(*lines, strict=True))
    whole = [max(map(cell_len, column)) for column in columns]
    least = [
        max((cell_len(word) for cell in column for word in cell.split()), default=0)
        for column in columns
    ]
    spare = room - sum(least)
    if sum(whole) <= room or spare < 0:
        return None
    widths = []
    for wished, needed in zip(whole, least, strict=True):
        more = min(spare, wished - needed)
        spare -= more
        widths.append(needed + more)
    return widths
