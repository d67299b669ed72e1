"""Heat maps of Cramér's V: one that can be read cell by cell, and one of everything."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from lovende.reporting.figures.canvas import NARROW, Canvas, Frame
from lovende.reporting.figures.colours import EDGE, INK, SOFT, UNKNOWN, Tone, scale

LIMITS = (0.1, 0.2, 0.3, 0.5)
"""Where a darker tone begins."""
TONES = tuple(Tone(tone.fill, tone.text) for tone in reversed(scale(len(LIMITS) + 1, None)))
MOST_NAMED, MOST_NARROW, MOST_CELLS = 30, 12, 150
Floats = npt.NDArray[np.float64]
Legend = Sequence[tuple[str, Tone]]


def tone_of(v: float) -> Tone:
    """Return how a cell with this V is filled; hatched where there is none."""
    return UNKNOWN if np.isnan(v) else TONES[int(np.searchsorted(LIMITS, v, side="right"))]


def clustered(v: Floats) -> list[int]:
    """Return an order in which variables that go together stand together.

    Average linkage of 1 - V, with the leaves turned so that neighbours are as near as can be
    (Bar-Joseph, Gifford & Jaakkola 2001, Bioinformatics 17, S22-S29).
    """
    size = v.shape[0]
    if size < 3:
        return list(range(size))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - np.nan_to_num(v)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average", optimal_ordering=True)
    return [int(leaf) for leaf in leaves_list(tree)]


def named_map(
    frame: Frame, names: Sequence[str], v: Floats, legend: Legend, written: Sequence[Sequence[str]]
) -> str:
    """Draw the lower triangle of `v` with a name before each row; the columns carry its number.

    `written` has the text of each cell, which is left away where the cell is too small for it.
    """
    canvas = Canvas(frame)
    top = canvas.legend(legend) + 8
    count = len(names)
    left = min(
        frame.width * (0.52 if frame.narrow else 0.42), 40 + max(canvas.width_of(n) for n in names)
    )
    side = min(34.0, (frame.width - left) / count)
    small = min(frame.size, max(side * 0.62, 10.0))
    for row, name in enumerate(names):
        y = top + row * side
        base = y + side * 0.5 + frame.size * 0.34
        canvas.text(22, base, str(row + 1), "end", SOFT, size=small)
        canvas.text(28, base, _fitted(canvas, name, left - 34, small), size=small)
        for column in range(row):
            tone = tone_of(v[row, column])
            canvas.box(left + column * side, y, side - 1, side - 1, tone)
            text = written[row][column]
            if side >= 26 and text and not tone.hatched:
                middle = left + column * side + side / 2 - 0.5
                canvas.text(middle, y + side * 0.5 + 3.8, text, "middle", tone.text, size=11)
        canvas.text(left + row * side + side / 2, base, str(row + 1), "middle", SOFT, size=small)
    return canvas.svg(top + count * side)


def _fitted(canvas: Canvas, text: str, width: float, size: float) -> str:
    """Cut a text to a width; the whole of it stands in the table behind."""
    room = width * canvas.frame.size / size
    if canvas.width_of(text) <= room:
        return text
    while text and canvas.width_of(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


def whole_map(frame: Frame, names: Sequence[str], v: Floats, legend: Legend) -> str:
    """Draw every pair in the order of the file; beyond `MOST_CELLS`, a cell is the largest of its pairs.

    Names stand at some of the rows only. Cells of one tone in a row are one shape.
    """
    canvas = Canvas(frame)
    top = canvas.legend(legend) + 8
    step = -(-v.shape[0] // MOST_CELLS)
    cells = _largest(v, step)
    count = cells.shape[0]
    left = 130.0 if frame.width > NARROW else 70.0
    side = (frame.width - left) / count
    paths: dict[int, list[str]] = {}
    for row in range(count):
        tones = np.where(
            np.isnan(cells[row, : row + 1]),
            -1,
            np.searchsorted(LIMITS, cells[row, : row + 1], side="right"),
        )
        column = 0
        for tone, run in groupby(tones.tolist()):
            length = len(list(run))
            if tone >= 0:
                x, y = left + column * side, top + row * side
                paths.setdefault(tone, []).append(
                    f"M{x:.1f} {y:.1f}h{length * side:.2f}v{side:.2f}h{-length * side:.2f}z"
                )
            column += length
    for tone, shapes in sorted(paths.items()):
        canvas.path("".join(shapes), TONES[tone].fill)
    corner = top + count * side
    outline = f"M{left:.1f} {top:.1f}L{left:.1f} {corner:.1f}L{frame.width:.1f} {corner:.1f}Z"
    canvas.path(outline, "none", EDGE)
    every = max(1, round(count * frame.size * 1.5 / (count * side)))
    for row in range(0, count, every):
        y = top + (row + 0.5) * side
        canvas.line((left - 5, y), (left, y), EDGE)
        name = _fitted(canvas, names[row * step], left - 10, 11)
        canvas.text(left - 8, y + 4, name, "end", INK, size=11)
    return canvas.svg(corner + 2)


def _largest(v: Floats, step: int) -> Floats:
    """Return the largest of each block of `step` x `step`; NaN where there is none."""
    if step == 1:
        return v
    starts = np.arange(0, v.shape[0], step)
    filled = np.where(np.isnan(v), -1.0, v)
    filled = np.maximum.reduceat(np.maximum.reduceat(filled, starts, axis=0), starts, axis=1)
    largest: Floats = np.where(filled < 0, np.nan, filled)
    return largest
