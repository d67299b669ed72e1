"""Upright columns over classes of a number, such as minutes used, with marks on the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, SOFT, Tone
from lovende.reporting.figures.lettering import text_width


@dataclass(frozen=True)
class Column:
    """One class: what stands under its left edge, and how many."""

    label: str
    count: int
    text: str


def columns(frame: Frame, items: Sequence[Column], mark: float, mark_text: str) -> str:
    """Draw the columns side by side; `mark` is a place on the axis, in columns from the left."""
    canvas = Canvas(frame)
    left, right, top, height = 12.0, frame.width - 12.0, 46.0, 170.0
    width = (right - left) / max(1, len(items))
    highest = max([1, *(item.count for item in items)])
    line = left + width * min(max(mark, 0.0), len(items))
    every = 1 if width >= 30 else 2 if width >= 16 else 4
    for index, item in enumerate(items):
        x = left + index * width
        if item.count:
            tall = max(1.0, height * item.count / highest)
            canvas.box(x + 1, top + height - tall, width - 2, tall, Tone(ACCENT, PAPER))
            if width >= 26:
                middle = x + width / 2
                # Beside the line of the mark where that would go through the number.
                crossed = abs(line - middle) < text_width(item.text, 12) / 2 + 2
                place = (line + 4, "start") if crossed else (middle, "middle")
                canvas.text(place[0], top + height - tall - 4, item.text, place[1], size=12)
        if index % every == 0:
            canvas.line((x, top + height), (x, top + height + 5), SOFT)
            canvas.text(x, top + height + 18, item.label, "middle", SOFT, size=12)
    canvas.line((left, top + height), (right, top + height), SOFT)
    line = left + width * min(max(mark, 0.0), len(items))
    canvas.line((line, 20), (line, top + height), INK, 1.5, "5 4")
    to_left = line > frame.width / 2
    anchor = "end" if to_left else "start"
    canvas.text(line - 6 if to_left else line + 6, 27, mark_text, anchor, bold=True)
    return canvas.svg(top + height + 24)
