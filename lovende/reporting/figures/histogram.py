"""How the scores of the index are spread, and where the threshold lies."""

from __future__ import annotations

from collections.abc import Sequence

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, QUIET, SOFT, Tone


def histogram(
    frame: Frame,
    counts: Sequence[int],
    ticks: Sequence[tuple[float, str]],
    threshold: float,
    threshold_text: str,
) -> str:
    """Draw the number of innovations in equal steps of the score from 0 to 1.

    Steps from `threshold` up are set in the accent colour, with its text above the line.
    """
    canvas = Canvas(frame)
    left, right, top, height = 4.0, frame.width - 4.0, 44.0, 170.0
    width = (right - left) / max(1, len(counts))
    highest = max([*counts, 1])
    for index, count in enumerate(counts):
        if not count:
            continue
        above = index / len(counts) >= threshold - 1e-9
        tall = height * count / highest
        x, y = left + index * width, top + height - tall
        canvas.box(x + 1, y, width - 2, tall, Tone(ACCENT if above else QUIET, PAPER))
        canvas.text(x + width / 2, y - 4, str(count), "middle", bold=above, size=12)
    canvas.line((left, top + height), (right, top + height), SOFT)
    for value, text in ticks:
        x = left + (right - left) * value
        anchor = "start" if value == 0 else "end" if value == 1 else "middle"
        canvas.text(x, top + height + 17, text, anchor, SOFT, size=12)
    line = left + (right - left) * threshold
    canvas.line((line, 20), (line, top + height), INK, 1.5, "5 4")
    canvas.text(
        line - 6 if threshold > 0.5 else line + 6,
        26,
        threshold_text,
        "end" if threshold > 0.5 else "start",
        bold=True,
    )
    return canvas.svg(top + height + 24)
