"""Bars side by side: the options of a question, longest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, PAPER, QUIET, SOFT, Tone
from lovende.reporting.figures.lettering import text_width


@dataclass(frozen=True)
class Bar:
    """One option: its percentage (0-100, None where suppressed) and how it is written.

    `quiet` marks an answer outside the order (don't know, other, none): it stands last, paler.
    """

    label: str
    share: float | None
    text: str
    quiet: bool = False


def in_order(bars: Sequence[Bar]) -> list[Bar]:
    """Sort by size, largest first; ties keep their printed order, quiet bars come last in theirs."""
    loud = sorted((b for b in bars if not b.quiet), key=lambda b: -(b.share or 0.0))
    return loud + [b for b in bars if b.quiet]


def bars(frame: Frame, items: Sequence[Bar]) -> str:
    """Draw horizontal bars from 0 to at most 100 %, each with its value at its end."""
    canvas = Canvas(frame)
    label_width = 0.0 if frame.narrow else 268.0
    left = 0.0 if frame.narrow else label_width + 12
    room = max((text_width(b.text, frame.size, True) for b in items), default=0) + 10
    width = frame.width - left - room
    y = 2.0
    for bar in items:
        lines = canvas.wrapped(bar.label, label_width or frame.width)
        block = len(lines) * canvas.leading
        if frame.narrow:
            canvas.lines(0, y + frame.size, lines)
            top, height = y + block + 2, 18.0
            y = top + height + 9
        else:
            height, row = 22.0, max(24.0, block)
            canvas.lines(label_width, y + (row - block) / 2 + frame.size * 0.98, lines, "end")
            top = y + row / 2 - height / 2
            y += row + 8
        _bar(canvas, bar, (left, top), width, height)
    return canvas.svg(y - 4)


def _bar(
    canvas: Canvas, bar: Bar, corner: tuple[float, float], width: float, height: float
) -> None:
    """Draw one bar of at most `width` from its corner, with its value at the end."""
    x, top = corner
    length = width * min(100.0, bar.share or 0.0) / 100
    if length:
        tone = Tone(QUIET if bar.quiet else ACCENT, PAPER)
        canvas.box(x, top, max(1.0, length), height, tone)
    canvas.line((x, top - 4), (x, top + height + 4), SOFT)
    middle = top + height / 2 + canvas.frame.size * 0.36
    canvas.text(x + length + 6, middle, bar.text, bold=not bar.quiet)
