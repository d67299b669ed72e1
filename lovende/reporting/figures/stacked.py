"""Scales: one stacked bar for a question, or one for each row of a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import INK, SOFT, Tone
from lovende.reporting.figures.lettering import text_width

GAP = 1.5


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its percentage (0-100, None where suppressed) and how that is written."""

    share: float | None
    text: str


@dataclass(frozen=True)
class StackedRow:
    """One bar: its label, its base in words, its segments in printed order, and a bold value beside it."""

    label: str
    base: str
    segments: tuple[Segment, ...]
    aside: str = ""


Legend = Sequence[tuple[str, Tone]]


def _bar(
    canvas: Canvas, x: float, y: float, width: float, height: float, row: StackedRow, legend: Legend
) -> list[tuple[float, float]]:
    """Draw one bar over `width` and return where each segment begins and ends."""
    known = [segment.share or 0.0 for segment in row.segments]
    total = max(100.0, sum(known))
    size = canvas.frame.size
    places, left = [], x
    for segment, share, (_, tone) in zip(row.segments, known, legend, strict=True):
        length = width * share / total
        places.append((left, left + length))
        if length > 0:
            canvas.box(left, y, max(0.8, length - GAP), height, tone)
            if length - GAP >= text_width(segment.text, size) + 6:
                _percentage(canvas, left + (length - GAP) / 2, y, height, segment.text, tone)
        left += length
    return places


def _percentage(
    canvas: Canvas, middle: float, y: float, height: float, text: str, tone: Tone
) -> None:
    """Write the percentage into its segment; on hatching it stands on a plain ground."""
    size = canvas.frame.size
    if tone.hatched:
        width = text_width(text, size) + 4
        ground = Tone(tone.fill, tone.text)
        canvas.box(middle - width / 2, y + 2, width, height - 4, ground)
    canvas.text(middle, y + height / 2 + size * 0.36, text, "middle", tone.text)


def distribution(
    frame: Frame,
    row: StackedRow,
    legend: Legend,
    brackets: Sequence[tuple[int, int, str]] = (),
) -> str:
    """Draw one question as one bar, its values in the legend.

    `brackets` are collapsed answers: first and last segment (from 0) and the text under the bar.
    """
    canvas = Canvas(frame)
    top = canvas.legend(legend, strong=[segment.text for segment in row.segments]) + 6
    height = 46.0
    places = _bar(canvas, 0, top, frame.width, height, row, legend)
    bottom = top + height
    level = bottom + 8
    for first, last, text in brackets:
        start, end = places[first][0] + 1, places[last][1] - GAP - 1
        if end - start < 4:
            continue
        canvas.path(
            f"M{start:.1f} {bottom + 4:.1f}V{level + 4:.1f}H{end:.1f}V{bottom + 4:.1f}",
            "none",
            SOFT,
            1.5,
        )
        lines = canvas.wrapped(text, frame.width, bold=True)
        widest = max(canvas.width_of(line, bold=True) for line in lines)
        x = min(max((start + end) / 2, widest / 2), frame.width - widest / 2)
        canvas.lines(x, level + 10 + frame.size, lines, "middle", INK, bold=True)
        level += 16 + canvas.leading * len(lines)
        bottom = level - 4
    return canvas.svg(level + (4 if brackets else -4))


def matrix(frame: Frame, rows: Sequence[StackedRow], legend: Legend, aside_title: str = "") -> str:
    """Draw one bar for each row, its label at the left (above it on a narrow figure).

    `aside_title` heads the column of bold values at the right; empty where there is none.
    """
    return (
        _narrow(frame, rows, legend, aside_title)
        if frame.narrow
        else _wide(frame, rows, legend, aside_title)
    )


def _wide(frame: Frame, rows: Sequence[StackedRow], legend: Legend, aside_title: str) -> str:
    canvas = Canvas(frame)
    label_width, aside = 232.0, 92.0 if aside_title else 0.0
    left = label_width + 14
    width = frame.width - left - aside
    y = canvas.legend(legend) + 6
    if aside_title:
        head = canvas.wrapped(aside_title, aside - 12)
        canvas.lines(frame.width, y + frame.size, head, "end", SOFT)
        y += len(head) * canvas.leading + 6
    for row in rows:
        lines = canvas.wrapped(row.label, label_width)
        block = (len(lines) + 1) * canvas.leading
        height = max(30.0, block)
        middle = y + height / 2
        first = middle - block / 2 + frame.size * 0.95
        canvas.lines(label_width, first, lines, "end")
        canvas.text(
            label_width, first + len(lines) * canvas.leading, row.base, "end", SOFT, size=12
        )
        _bar(canvas, left, middle - 14, width, 28, row, legend)
        if row.aside:
            canvas.text(frame.width, middle + frame.size * 0.36, row.aside, "end", bold=True)
        y += height + 10
    return canvas.svg(y - 6)


def _narrow(frame: Frame, rows: Sequence[StackedRow], legend: Legend, aside_title: str) -> str:
    canvas = Canvas(frame)
    aside = 52.0 if aside_title else 0.0
    y = canvas.legend(legend) + 4
    if aside_title:
        head = canvas.wrapped(aside_title, frame.width)
        canvas.lines(frame.width, y + frame.size, head, "end", SOFT)
        y += len(head) * canvas.leading + 2
    for row in rows:
        lines = canvas.wrapped(row.label, frame.width)
        canvas.lines(0, y + frame.size, lines)
        beside = canvas.width_of(lines[-1]) + 12
        if beside + canvas.width_of(row.base) > frame.width:
            beside, lines = 0.0, [*lines, ""]
        y += len(lines) * canvas.leading
        canvas.text(beside, y - canvas.leading + frame.size, row.base, colour=SOFT, size=12)
        y += 3
        _bar(canvas, 0, y, frame.width - aside, 28, row, legend)
        if row.aside:
            canvas.text(frame.width, y + 14 + frame.size * 0.36, row.aside, "end", bold=True)
        y += 28 + 14
    return canvas.svg(y - 8)
