"""Points on a line: groups compared (dumbbells), rates with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import EDGE, INK, RULE, SOFT


@dataclass(frozen=True)
class Axis:
    """From 0 to `maximum`, with a written tick at each of `ticks` (value, text)."""

    maximum: float
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Point:
    """A value of one series (None where suppressed), how it is written, and its interval."""

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class PointRow:
    """One line: its label, a soft remark beneath it, one point for each series."""

    label: str
    points: tuple[Point, ...]
    remark: str = ""
    strong: bool = False


@dataclass(frozen=True)
class _Plot:
    """Where the axis lies: `left` and `width` in pixels."""

    left: float
    width: float
    axis: Axis

    def x(self, value: float) -> float:
        return self.left + self.width * min(max(value, 0.0), self.axis.maximum) / self.axis.maximum


def dumbbell(frame: Frame, rows: Sequence[PointRow], series: Sequence[str], axis: Axis) -> str:
    """Draw one line for each row with the mark of each series; the outermost values are written."""
    canvas = Canvas(frame)
    top = _series_legend(canvas, series)
    return _draw(canvas, rows, axis, top, None)


def rates(frame: Frame, rows: Sequence[PointRow], axis: Axis, overall: Point, name: str) -> str:
    """Draw one point with its interval for each row, and a dashed line at the overall rate."""
    canvas = Canvas(frame)
    canvas.line((0, 8), (26, 8), INK, 1.5, "5 4")
    text = f"{name}: {overall.text}"
    lines = canvas.wrapped(text, frame.width - 34)
    canvas.lines(34, frame.size - 1, lines)
    return _draw(canvas, rows, axis, len(lines) * canvas.leading + 10, overall.value)


def _series_legend(canvas: Canvas, series: Sequence[str]) -> float:
    x, y = 0.0, 0.0
    for index, name in enumerate(series):
        lines = canvas.wrapped(name, canvas.frame.width - 22)
        length = 22 + max(canvas.width_of(line) for line in lines)
        if x and x + length > canvas.frame.width:
            x, y = 0.0, y + canvas.leading + 5
        canvas.mark(x + 8, y + 8, index)
        canvas.lines(x + 20, y + canvas.frame.size - 1, lines)
        y += (len(lines) - 1) * canvas.leading
        x += length + 18
    return y + canvas.leading + 10


def _draw(
    canvas: Canvas, rows: Sequence[PointRow], axis: Axis, top: float, overall: float | None
) -> str:
    frame = canvas.frame
    label_width = 0.0 if frame.narrow else 232.0
    # Room for a value written to the left of the first mark and to the right of the last one.
    margin = 48.0
    left = (label_width + 6 if label_width else 0.0) + margin
    plot = _Plot(left, frame.width - left - margin, axis)
    background = len(canvas.shapes)
    y, bands = top, []
    for row in rows:
        lines = canvas.wrapped(row.label, label_width or frame.width, bold=row.strong)
        remark = [row.remark] if row.remark else []
        block = (len(lines) + len(remark)) * canvas.leading
        if frame.narrow:
            _label(canvas, 0, y + frame.size, lines, row, "start")
            _row(canvas, plot, row, y + block + 11)
            bands.append((y + block + 1, y + block + 22))
            y += block + 30
        else:
            height = max(26.0, block)
            first = y + (height - block) / 2 + frame.size * 0.98
            _label(canvas, label_width, first, lines, row, "end")
            _row(canvas, plot, row, y + height / 2)
            y += height + 10
    # The grid runs beside the labels on a wide figure, and keeps clear of them on a narrow one.
    _axis(canvas, plot, bands or [(top - 2, y)], y, overall, background)
    return canvas.svg(y + canvas.leading + 4)


def _label(
    canvas: Canvas, x: float, y: float, lines: Sequence[str], row: PointRow, anchor: str
) -> None:
    canvas.lines(x, y, lines, anchor, bold=row.strong)
    if row.remark:
        canvas.text(x, y + len(lines) * canvas.leading, row.remark, anchor, SOFT, size=12)


def _row(canvas: Canvas, plot: _Plot, row: PointRow, y: float) -> None:
    """Draw the connecting line or intervals, the marks, and the lowest and highest value."""
    known = [(point.value, i) for i, point in enumerate(row.points) if point.value is not None]
    if not known:
        canvas.text(plot.left, y + canvas.frame.size * 0.36, row.points[0].text, colour=SOFT)
        return
    (low, first), (high, last) = min(known), max(known)
    if len(known) > 1:
        canvas.line((plot.x(low), y), (plot.x(high), y), EDGE, 3)
    start, end = plot.x(low) - 10, plot.x(high) + 10
    for point in row.points:
        if point.low is not None and point.high is not None:
            canvas.line((plot.x(point.low), y), (plot.x(point.high), y), EDGE, 2)
            for limit in (plot.x(point.low), plot.x(point.high)):
                canvas.line((limit, y - 5), (limit, y + 5), EDGE, 2)
            end = max(end, plot.x(point.high) + 8)
    for value, index in known:
        canvas.mark(plot.x(value), y, index)
    base_line = y + canvas.frame.size * 0.36
    canvas.text(end, base_line, row.points[last].text, bold=row.strong or len(known) == 1)
    if len(known) > 1:
        canvas.text(start, base_line, row.points[first].text, "end", bold=row.strong)


def _axis(
    canvas: Canvas,
    plot: _Plot,
    bands: Sequence[tuple[float, float]],
    bottom: float,
    overall: float | None,
    behind: int,
) -> None:
    """Draw the ticks, and the grid behind everything that was drawn after shape `behind`."""
    drawn = canvas.shapes[behind:]
    del canvas.shapes[behind:]
    for value, text in plot.axis.ticks:
        for top, end in bands:
            canvas.line((plot.x(value), top), (plot.x(value), end), RULE)
        canvas.text(plot.x(value), bottom + canvas.frame.size, text, "middle", SOFT, size=12)
    for top, end in bands if overall is not None else ():
        canvas.line((plot.x(overall or 0.0), top), (plot.x(overall or 0.0), end), INK, 1.5, "5 4")
    canvas.shapes.extend(drawn)
