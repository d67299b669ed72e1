"""What matters how much: two bars for each assumption, in a panel for each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, SOFT, Tone
from lovende.reporting.figures.lettering import text_width

FIRST = Tone(ACCENT, PAPER)
TOTAL = Tone("#c2d9eb", INK, outlined=True)
THICK, BETWEEN, APART = 7.5, 3.0, 5.0
"""How thick a bar is, and what is left between two bars and between two assumptions."""


@dataclass(frozen=True)
class Share:
    """A part of the variation (0 to 1), how it is written, and its interval."""

    value: float
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Panel:
    """One number: its title, and for each assumption its name and its two shares."""

    title: str
    rows: tuple[tuple[str, Share, Share], ...]


def importances(frame: Frame, panels: Sequence[Panel], names: tuple[str, str]) -> str:
    """Draw the panels below each other; `names` explain the two bars."""
    canvas = Canvas(frame)
    y = canvas.legend(list(zip(names, (FIRST, TOTAL), strict=True))) + 14
    label = 0.0 if frame.narrow else 190.0
    left = 0.0 if frame.narrow else label + 12
    shares = [share for panel in panels for row in panel.rows for share in row[1:]]
    room = 10 + max((text_width(share.text, 12) for share in shares), default=0)
    highest = max((max(share.value, share.high or 0) for share in shares), default=1) or 1
    width = (frame.width - left - room) / highest
    for panel in panels:
        lines = canvas.wrapped(panel.title, frame.width, bold=True)
        canvas.lines(0, y + frame.size, lines, bold=True)
        y += len(lines) * canvas.leading + 10
        for name, first, total in panel.rows:
            words = canvas.wrapped(name, label or frame.width)
            block, both = len(words) * canvas.leading, 2 * THICK + BETWEEN
            spare = 0.0 if frame.narrow else max(0.0, block - both) / 2
            if frame.narrow:
                canvas.lines(0, y + frame.size - 1, words)
                y += block + 1
            else:
                first_line = y + max(0.0, both - block) / 2 + frame.size * 0.98
                canvas.lines(label, first_line, words, "end")
                y += spare
            _bar(canvas, first, FIRST, (left, y), width)
            _bar(canvas, total, TOTAL, (left, y + THICK + BETWEEN), width)
            canvas.line((left, y - 2), (left, y + both + 2), SOFT)
            y += both + spare + APART
        y += 10
    return canvas.svg(y - 14)


def _bar(
    canvas: Canvas, share: Share, tone: Tone, corner: tuple[float, float], width: float
) -> None:
    """Draw a bar with its interval as a thin line, and its value behind both."""
    x, y = corner
    if share.value * width >= 0.5:
        canvas.box(x, y, share.value * width, THICK, tone)
    end = x + width * max(share.value, share.high or 0.0)
    if share.low is not None and share.high is not None and share.high > share.low:
        middle = y + THICK / 2
        for colour, thick in ((PAPER, 3.0), (INK, 1.0)):
            canvas.line((x + width * share.low, middle), (end, middle), colour, thick)
    canvas.text(end + 6, y + THICK - 0.5, share.text, size=12)
