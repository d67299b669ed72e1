"""How something grew day by day: lines of the sums above, columns of each day below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lovende.reporting.figures.canvas import Canvas, Frame
from lovende.reporting.figures.colours import ACCENT, INK, PAPER, QUIET, RULE, SOFT, Tone
from lovende.reporting.figures.lettering import text_width

COLOURS = (QUIET, ACCENT)
"""Of the first series (wide, pale) and the second (narrow, dark, in front)."""


@dataclass(frozen=True)
class Series:
    """A count for each day; `name` stands in the legend."""

    name: str
    daily: tuple[int, ...]


@dataclass(frozen=True)
class Mark:
    """Something that happened on day number `day`: a letter in a flag."""

    day: int
    letter: str


@dataclass(frozen=True)
class TimeAxis:
    """Words of the axes: days with their text, and how a number is written."""

    ticks: tuple[tuple[int, str], ...]
    numbers: dict[int, str]


@dataclass(frozen=True)
class _Plot:
    left: float
    width: float
    days: int

    def x(self, day: float) -> float:
        """The middle of a day."""
        return self.left + self.width * (day + 0.5) / self.days


def round_steps(highest: int) -> tuple[int, ...]:
    """Return 0 and two to five round numbers, the last not under `highest`."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step * 4 >= highest:
                size = factor * step
                count = max(2, -(-highest // size))
                return tuple(size * i for i in range(count + 1))
        step *= 10


def timeline(
    frame: Frame,
    series: Sequence[Series],
    marks: Sequence[Mark],
    axis: TimeAxis,
    titles: tuple[str, str],
) -> str:
    """Draw one or two series: their sums under `titles[0]`, each day under `titles[1]`."""
    canvas = Canvas(frame)
    days = max(1, *(len(one.daily) for one in series))
    tones = [Tone(colour, PAPER) for colour in COLOURS[-len(series) :]]
    top = canvas.legend([(one.name, tone) for one, tone in zip(series, tones, strict=True)])
    highest = [max((sum(one.daily) for one in series), default=0)]
    highest.append(max((max(one.daily, default=0) for one in series), default=0))
    steps = [round_steps(number) for number in highest]
    room = max(text_width(axis.numbers[each[-1]], 12, bold=True) for each in steps) + 10
    plot = _Plot(room, frame.width - room - 4, days)
    flags = 22.0 if marks else 10.0
    first = top + 6 + canvas.leading + flags
    second = first + 190 + canvas.leading + 18
    _marks(canvas, plot, marks, first - 5, second + 90)
    canvas.text(0, top + 6 + frame.size, titles[0], bold=True)
    _grid(canvas, plot, steps[0], axis, first, 190)
    for one, tone in zip(series, tones, strict=True):
        _sums(canvas, plot, one, tone.fill, first, 190, steps[0][-1])
    ground = Tone(PAPER, INK)
    canvas.box(0, second - 24, canvas.width_of(titles[1], bold=True) + 4, 18, ground)
    canvas.text(0, second - 10, titles[1], bold=True)
    _grid(canvas, plot, steps[1], axis, second, 90)
    for place, (one, tone) in enumerate(zip(series, tones, strict=True)):
        _columns(canvas, plot, one, tone, second, 90, steps[1][-1], place + 2 - len(series))
    for day, text in axis.ticks:
        x = plot.x(day)
        half = text_width(text, 12) / 2
        canvas.line((x, second + 90), (x, second + 95), SOFT)
        middle = min(max(x, half), frame.width - half)
        canvas.text(middle, second + 109, text, "middle", SOFT, size=12)
    return canvas.svg(second + 116)


def _grid(
    canvas: Canvas,
    plot: _Plot,
    steps: Sequence[int],
    axis: TimeAxis,
    top: float,
    height: float,
) -> None:
    shown = steps if height > 100 else (steps[0], steps[-1])
    for number in shown:
        y = top + height * (1 - number / steps[-1])
        ink = SOFT if number == 0 else RULE
        canvas.line((plot.left, y), (plot.left + plot.width, y), ink)
        canvas.text(plot.left - 6, y + 4, axis.numbers[number], "end", SOFT, size=12)


def _marks(canvas: Canvas, plot: _Plot, marks: Sequence[Mark], top: float, bottom: float) -> None:
    """Draw a flag for each day with marks; letters of one day stand together."""
    letters: dict[int, str] = {}
    for mark in marks:
        letters[mark.day] = letters.get(mark.day, "") + mark.letter
    end = 0.0
    for day, text in sorted(letters.items()):
        x = plot.x(day)
        canvas.line((x, top), (x, bottom), INK, 1, "3 3")
        width = text_width(text, 12, bold=True) + 8
        left = min(max(x - width / 2, end), canvas.frame.width - width)
        end = left + width + 2
        canvas.box(left, top - 17, width, 17, Tone(INK, PAPER), radius=3)
        canvas.text(left + width / 2, top - 4.5, text, "middle", PAPER, bold=True, size=12)


def _sums(
    canvas: Canvas,
    plot: _Plot,
    one: Series,
    colour: str,
    top: float,
    height: float,
    highest: int,
) -> None:
    total, points = 0, []
    for day, number in enumerate(one.daily):
        total += number
        y = top + height * (1 - total / max(1, highest))
        points.append(f"{plot.x(day):.1f} {y:.1f}")
    if len(points) == 1:
        x, y_text = points[0].split(" ")
        canvas.path(f"M{float(x) - 4:.1f} {y_text}h8", "none", colour, 3)
    elif points:
        canvas.path("M" + "L".join(points), "none", colour, 3)


def _columns(
    canvas: Canvas,
    plot: _Plot,
    one: Series,
    tone: Tone,
    top: float,
    height: float,
    highest: int,
    place: int,
) -> None:
    full = min(plot.width / plot.days * 0.86, 26.0)
    width = max(0.8, full if place == 0 else full * 0.56)
    for day, number in enumerate(one.daily):
        if number > 0:
            tall = max(1.0, height * number / max(1, highest))
            canvas.box(plot.x(day) - width / 2, top + height - tall, width, tall, tone)
