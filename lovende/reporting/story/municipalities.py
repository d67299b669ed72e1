"""The tile map: in which municipalities someone answered."""

from __future__ import annotations

from lovende.analysis.findings import Tile
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, UNKNOWN, Tone, scale
from lovende.reporting.figures.tilemap import Square, tilemap
from lovende.reporting.story.pictures import place
from lovende.reporting.story.writer import Writer, column, number, row

MAP_WIDTH = 0.84
"""Of the text width: the map is high, and shares its page with the response."""


def map_figure(w: Writer, title: str, explained: bool = False) -> None:
    """Place the tile map: how many answered in each municipality, or only whether anyone did.

    `explained` says that the study tells in its own words how the map is drawn.
    """
    tiles = w.findings.response.tiles
    if not tiles:
        return
    numbers = all(t.answered is not None and t.invited for t in tiles if t.any_answer)
    legend = _map_legend(w, numbers)
    squares = [
        Square(
            tile.name,
            tile.column,
            tile.row,
            legend[_map_class(tile, numbers)][1],
            f"{tile.answered or 0}/{tile.invited}" if numbers and tile.invited else "",
        )
        for tile in tiles
    ]
    caption = title or w.t(N_("Municipalities that there are answers from"))
    answering = sum(tile.any_answer for tile in tiles)
    silent = [tile.name for tile in tiles if not tile.any_answer]
    alt = w.t(
        N_(
            "Map of squares, one for each municipality. There are answers from {answering} of {all}."
        ),
        answering=answering,
        all=len(tiles),
    )
    if 0 < len(silent) <= 12:
        alt += " " + w.t(N_("Without answers: {names}."), names=w.type.list(silent))
    square = N_("Every municipality is a square of the same size, roughly where it lies.")
    remarks = [w.t(square)] if not explained else []
    if numbers:
        remarks.append(w.t(N_("In the square, where there is room: answers of invited.")))
    under = " ".join(remarks)
    used = {_map_class(tile, numbers) for tile in tiles}
    shown = [entry for index, entry in enumerate(legend) if index in used]
    w.placed[("map", None)] = place(
        w,
        caption,
        alt,
        lambda frame: tilemap(frame, squares, shown),
        under,
        lambda anchor: _map_table(w, tiles, anchor, caption, numbers),
        width=MAP_WIDTH,
    )


def _map_legend(w: Writer, numbers: bool) -> list[tuple[str, Tone]]:
    if not numbers:
        return [
            (w.t(N_("Someone answered")), Tone(ACCENT, PAPER)),
            (w.t(N_("No one answered")), UNKNOWN),
        ]
    dark, middle = scale(5, 2)[:2]
    pale = scale(5, 2)[3]
    return [
        (w.t(N_("All answered")), dark),
        (w.t(N_("Half or more answered")), middle),
        (w.t(N_("Fewer than half answered")), Tone(pale.fill, INK, outlined=True)),
        (w.t(N_("No one answered")), UNKNOWN),
    ]


def _map_class(tile: Tile, numbers: bool) -> int:
    """The position of a municipality's class in the legend."""
    if not numbers:
        return 0 if tile.any_answer else 1
    if not tile.any_answer:
        return 3
    portion = (tile.answered or 0) / (tile.invited or 1)
    return 0 if portion >= 1 else 1 if portion >= 0.5 else 2


def _map_table(
    w: Writer, tiles: list[Tile], anchor: str, caption: str, numbers: bool
) -> TableBlock:
    head = [column(w.t(N_("Municipality"))), column(w.t(N_("Answers")))]
    if numbers:
        head = [
            column(w.t(N_("Municipality"))),
            column(w.t(N_("Invited")), numeric=True),
            column(w.t(N_("Have answered")), numeric=True),
        ]
    yes, no = w.t(N_("Yes")), w.t(N_("No"))
    body: list[tuple[Cell, ...]] = [
        (row(t.name), number(w.type.number(t.invited)), number(w.type.number(t.answered)))
        if numbers
        else (row(t.name), Cell(yes if t.any_answer else no))
        for t in sorted(tiles, key=lambda tile: tile.code)
    ]
    return TableBlock(caption, (tuple(head),), tuple(body), anchor)
