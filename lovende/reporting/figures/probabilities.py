"""Probabilities side by side, the highest first, with lines at the ones that people ask for."""

from __future__ import annotations

from collections.abc import Sequence

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, QUIET, RULE, SOFT, Tone

HEIGHT = 165.0


def probabilities(
    frame: Frame,
    values: Sequence[tuple[float, bool]],
    names: tuple[str, str],
    ticks: Sequence[tuple[float, str]],
    limits: Sequence[float],
) -> str:
    """Draw a column for each value (0 to 1, and whether it is in the accent colour).

    `names` explain the two colours, `ticks` are written at the left, and those that are in
    `limits` have a dashed line. `values` are at least one.
    """
    canvas = Canvas(frame)
    tones = (Tone(ACCENT, PAPER), Tone(QUIET, PAPER))
    top = canvas.legend(list(zip(names, tones, strict=True))) + 12
    left = 8 + max(canvas.width_of(text) for _, text in ticks)
    slot = min(16.0, (frame.width - left) / len(values))
    right = left + slot * len(values) if slot == 16.0 else frame.width
    bottom = top + HEIGHT
    for value, text in ticks:
        y = bottom - HEIGHT * value
        canvas.line((left, y), (right, y), SOFT if value == 0 else RULE)
        canvas.text(left - 6, y + 4, text, "end", SOFT, size=12)
    # Columns touch where there is no room for a gap that could be seen.
    gap = slot * 0.2 if slot > 3 else 0.0
    for place, (value, strong) in enumerate(values):
        tall = HEIGHT * value
        if tall >= 0.4:
            tone = tones[0] if strong else tones[1]
            canvas.box(left + place * slot + gap / 2, bottom - tall, slot - gap, tall, tone)
    for limit in limits:
        y = bottom - HEIGHT * limit
        # A pale channel, so that the dashes are seen on the columns as well.
        canvas.line((left, y), (right, y), PAPER, 3)
        canvas.line((left, y), (right, y), INK, 1.2, "5 4")
    return canvas.svg(bottom + 8)
