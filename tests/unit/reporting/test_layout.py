"""Where tables stand on paper: how wide, how large, which way the page lies."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lovende.reporting.document import Block, Cell, Document, FigureBlock, Heading, Paragraph
from lovende.reporting.document import TableBlock as Table
from lovende.reporting.layout import (
    behind_anchor,
    figure_share,
    in_order,
    parts,
    table_layout,
    with_tables_at_the_end,
)
from tests.unit.reporting.hand_made_document import hand_made, small_table, wide_table


def table(*widths: int, rows: int = 3, numeric: bool = False, word: int = 6) -> Table:
    """A table whose columns hold lines of these lengths, in words of `word` letters."""

    def line(length: int) -> str:
        text = ("x" * word + " ") * length
        return text[:length].strip() or "x"

    body = tuple(
        tuple(Cell(line(w), numeric=numeric and i > 0) for i, w in enumerate(widths))
        for _ in range(rows)
    )
    return Table("T", (tuple(Cell("H", "column") for _ in widths),), body, "t")


def test_shares_sum_to_one() -> None:
    for made in (table(3), table(3, 300, 20), table(*[18] * 12), small_table(), wide_table()):
        assert sum(table_layout(made).shares) == pytest.approx(1)


def test_a_table_with_little_in_it_is_narrower_than_the_page() -> None:
    assert table_layout(table(8, 4)).fill < 0.6
    assert table_layout(table(60, 20)).fill == 1.0


def test_what_is_left_over_goes_to_the_text() -> None:
    shares = table_layout(table(50, 4, 4, numeric=True)).shares
    assert shares[0] > 0.7
    assert shares[1] == pytest.approx(shares[2])


def test_a_long_column_does_not_take_everything() -> None:
    shares = table_layout(table(400, 40, 40)).shares
    assert shares[0] < 0.65
    assert min(shares) > 0.15


@pytest.mark.parametrize(
    ("made", "small", "landscape"),
    [
        (table(30, 8, 8), False, False),
        (table(*[20] * 6), True, False),
        (table(*[20] * 12, word=18), True, True),
        (table(*[60] * 3), False, False),
    ],
)
def test_text_shrinks_before_the_page_turns(made: Table, small: bool, landscape: bool) -> None:
    layout = table_layout(made)
    assert (layout.small, layout.landscape) == (small, landscape)


def test_given_widths_are_kept() -> None:
    made = Table("T", (), ((Cell("a"), Cell("b")),), "t", widths=(3.0, 1.0))
    assert table_layout(made).shares == (0.75, 0.25)


def test_short_tables_are_kept_together() -> None:
    assert table_layout(table(10, rows=5)).together
    assert not table_layout(table(10, rows=50)).together
    assert not table_layout(table(10, 6000, rows=2)).together


def test_a_high_figure_is_made_narrower() -> None:
    figure = next(block for block in hand_made().blocks if isinstance(block, FigureBlock))
    assert figure_share(figure, 156.0) == 0.9
    high = replace(figure, svg=figure.svg.replace("0 0 480 120", "0 0 480 4800"))
    assert figure_share(high, 156.0) == pytest.approx(195 * 480 / 4800 / 156)


def test_a_heading_goes_across_with_its_table() -> None:
    wide = wide_table()
    heading, text = Heading(2, "H", "h"), Paragraph("T")
    blocks: tuple[Block, ...] = (Paragraph("A"), heading, text, wide, Paragraph("B"))
    assert [(part.landscape, part.blocks) for part in parts(blocks)] == [
        (False, (Paragraph("A"),)),
        (True, (heading, text, wide)),
        (False, (Paragraph("B"),)),
    ]


def test_wide_tables_in_a_row_share_their_part() -> None:
    assert [len(part.blocks) for part in parts((wide_table("a"), wide_table("b")))] == [2]


def test_headings_never_skip_a_level() -> None:
    given = tuple(Heading(level, "H", str(n)) for n, level in enumerate((3, 1, 3, 3, 2, 1)))
    levels = [block.level for block in in_order(given) if isinstance(block, Heading)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_behind_figures_move_to_the_end() -> None:
    moved = with_tables_at_the_end(hand_made())
    figure = next(block for block in moved.blocks if isinstance(block, FigureBlock))
    last = moved.blocks[-1]
    assert isinstance(last, Table)
    assert last.anchor == behind_anchor(figure)
    assert last.caption.startswith("Figur 1.1: ")
    assert moved.blocks[-2] == Heading(1, "Tabellerne bag figurerne", "tables-behind-figures")


def test_without_figures_nothing_is_added() -> None:
    document = Document("en", "T", "", (Paragraph("A"),))
    assert with_tables_at_the_end(document) == document
