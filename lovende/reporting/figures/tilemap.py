"""The tile map of Denmark: every municipality one square of the same size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import Tone


@dataclass(frozen=True)
class Square:
    """One municipality: its place, its name, how it is filled and a remark in the square ("3/5")."""

    name: str
    column: int
    row: int
    tone: Tone
    remark: str = ""


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Give every name three letters of its own, the first ones where they are free."""
    taken: set[str] = set()
    short: dict[str, str] = {}
    for name in sorted(names):
        letters = [letter for letter in name if letter.isalnum()]
        if len(letters) <= 3:
            candidates = ["".join(letters)]
        else:
            candidates = ["".join((letters[0], *pair)) for pair in combinations(letters[1:], 2)]
        choice = next((c for c in candidates if c not in taken), f"{name[:2]}{len(taken)}")
        taken.add(choice)
        short[name] = choice
    return short


def tilemap(frame: Frame, squares: Sequence[Square], legend: Sequence[tuple[str, Tone]]) -> str:
    """Draw the squares under their legend; on a narrow figure they are too small for letters."""
    canvas = Canvas(frame)
    top = canvas.legend(legend) + 6
    columns = 1 + max((square.column for square in squares), default=0)
    rows = 1 + max((square.row for square in squares), default=0)
    side = min(36.0, frame.width / columns)
    left = (frame.width - side * columns) / 2
    names = short_names([square.name for square in squares])
    for square in squares:
        x, y = left + square.column * side, top + square.row * side
        canvas.box(x, y, side - 2, side - 2, square.tone, radius=2)
        if not frame.narrow:
            _letters(canvas, x + side / 2 - 1, y, side, names[square.name], square)
    return canvas.svg(top + rows * side)


def _letters(
    canvas: Canvas, middle: float, y: float, side: float, short: str, square: Square
) -> None:
    if square.tone.hatched:
        ground = Tone(square.tone.fill, square.tone.text)
        canvas.box(middle - side / 2 + 4, y + 4, side - 10, side - 10, ground)
    first = y + (side * 0.42 if square.remark else side * 0.58)
    canvas.text(middle, first, short, "middle", square.tone.text, size=11)
    if square.remark:
        canvas.text(middle, y + side * 0.8, square.remark, "middle", square.tone.text, size=11)
