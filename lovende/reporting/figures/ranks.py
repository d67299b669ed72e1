"""The rank of every innovation with its interval: side by side, or one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, QUIET, RULE, SOFT

HEIGHT = 400.0
"""Pixels over which the ranks run where the innovations stand side by side."""
SLOT = 6.0
"""Pixels of each innovation where they stand one below the other."""


@dataclass(frozen=True)
class RankBar:
    """One innovation: its rank, the ends of its interval, and whether it is in the accent colour."""

    rank: float
    low: int
    high: int
    strong: bool


@dataclass(frozen=True)
class RankWords:
    """What is written: the two axes, the two kinds of interval, and the mark of the rank."""

    along: str
    ranks: str
    strong: str
    others: str
    mark: str


@dataclass(frozen=True)
class _Plane:
    """From a place in the ranking and a rank to pixels; rank 1 is up, or to the left."""

    left: float
    top: float
    slot: float
    length: float
    last: float
    below: bool

    def at(self, place: float, rank: float) -> tuple[float, float]:
        along = (place + 0.5) * self.slot
        across = self.length * (rank - 1) / max(1.0, self.last - 1)
        if self.below:
            return self.left + across, self.top + along
        return self.left + along, self.top + across


def rank_intervals(frame: Frame, bars: Sequence[RankBar], words: RankWords) -> str:
    """Draw the innovations in the order given, at least one, each with its interval and rank.

    On a telephone they stand one below the other, because side by side they would touch.
    """
    canvas = Canvas(frame)
    top = _legend(canvas, words)
    last = max(max(bar.rank, bar.high) for bar in bars)
    left, right = 34.0, frame.width - 8.0
    if frame.narrow:
        plane = _Plane(left, top + 38, SLOT, right - left, last, True)
        bottom = plane.top + SLOT * len(bars)
    else:
        slot = min(14.0, (right - left) / len(bars))
        plane = _Plane(left, top + 24, slot, HEIGHT, last, False)
        bottom = plane.top + HEIGHT
    _grid(canvas, plane, len(bars), words)
    for place, bar in enumerate(bars):
        colour = ACCENT if bar.strong else QUIET
        width = max(1.0, min(4.0, plane.slot * 0.5))
        start, end = plane.at(place, bar.low), plane.at(place, bar.high)
        if start == end:
            start, end = plane.at(place, bar.low - 0.3), plane.at(place, bar.high + 0.3)
        canvas.line(start, end, colour, width)
    for place, bar in enumerate(bars):
        canvas.dot(*plane.at(place, bar.rank), min(2.4, plane.slot * 0.42))
    if frame.narrow:
        return canvas.svg(bottom + 6)
    return canvas.svg(bottom + 2 * canvas.leading + 6)


def _legend(canvas: Canvas, words: RankWords) -> float:
    y = canvas.frame.size
    for text, colour in ((words.strong, ACCENT), (words.others, QUIET)):
        canvas.line((9, y - 11), (9, y + 1), colour, 4)
        lines = canvas.wrapped(text, canvas.frame.width - 22)
        canvas.lines(20, y, lines)
        y += len(lines) * canvas.leading + 3
    canvas.dot(9, y - 5, 2.8)
    lines = canvas.wrapped(words.mark, canvas.frame.width - 22)
    canvas.lines(20, y, lines)
    return y + (len(lines) - 1) * canvas.leading + 12


def _grid(canvas: Canvas, plane: _Plane, count: int, words: RankWords) -> None:
    """Draw a line at each tick of the ranks, and name both axes."""
    ticks = _ticks(plane.last)
    for rank in ticks:
        start, end = plane.at(-0.5, rank), plane.at(count - 0.5, rank)
        canvas.line(start, end, RULE)
        if plane.below:
            canvas.text(start[0], start[1] - 5, str(rank), "middle", SOFT, size=12)
        else:
            canvas.text(start[0] - 6, start[1] + 4, str(rank), "end", SOFT, size=12)
    above = plane.top - (22 if plane.below else 11)
    canvas.text(0, above, words.ranks, colour=SOFT, size=12)
    for place in [tick - 1 for tick in _ticks(count)]:
        x, y = plane.at(place, plane.last if not plane.below else 1)
        if plane.below:
            canvas.text(plane.left - 8, y + 4, str(place + 1), "end", SOFT, size=12)
        else:
            canvas.line((x, y + 2), (x, y + 6), SOFT)
            canvas.text(x, y + 19, str(place + 1), "middle", SOFT, size=12)
    if not plane.below:
        foot = plane.at(0, plane.last)[1]
        right = plane.left + plane.slot * count
        base_line = foot + 19 + canvas.leading
        if canvas.width_of(words.along) < right:
            canvas.text(right, base_line, words.along, "end", SOFT, size=12)
        else:
            canvas.text(0, base_line, words.along, colour=SOFT, size=12)
    canvas.line(plane.at(-0.5, 1), plane.at(count - 0.5, 1), INK if plane.below else RULE)


def _ticks(last: float) -> list[int]:
    """Return 1 and round numbers up to `last`, about eight of them."""
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if last / s <= 9), 1000)
    return [1, *(n for n in range(step, int(last) + 1, step) if n > 1)]
