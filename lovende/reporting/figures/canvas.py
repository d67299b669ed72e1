"""A drawing that becomes SVG: rectangles, lines and lettering, the same bytes every time.

Presentation attributes only, no style sheet and no script, so that browsers, typst and the PNG
converter draw the same. Identifiers begin with the figure's own, because many figures stand in
one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from lovende.reporting.figures.colours import (
    ACCENT,
    CONTRAST,
    EDGE,
    INK,
    PAPER,
    RULE,
    SOFT,
    Tone,
)
from lovende.reporting.figures.lettering import FAMILY, text_width, wrap

MARKS = (
    (ACCENT, False, "circle"),
    (CONTRAST, False, "diamond"),
    (ACCENT, True, "circle"),
    (INK, False, "square"),
    (CONTRAST, False, "triangle"),
)
"""Colour, whether hollow, and shape of the mark of each series."""

WIDE = 720.0
NARROW = 340.0


@dataclass(frozen=True)
class Frame:
    """What every figure is told: its width in pixels, its identifier and its text alternative."""

    key: str
    title: str
    alt: str
    width: float = WIDE

    @property
    def narrow(self) -> bool:
        return self.width < 500

    @property
    def size(self) -> float:
        """Size of the lettering in pixels."""
        return 13.0


def _n(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass
class Canvas:
    """Collects shapes; `svg` closes the drawing at its height."""

    frame: Frame
    shapes: list[str] = field(default_factory=list)
    _hatched: bool = False

    def box(
        self, x: float, y: float, width: float, height: float, tone: Tone, radius: float = 0
    ) -> None:
        """Draw an area. A pale one gets an outline inside its edge, a hatched one lines."""
        fill = tone.fill
        if tone.hatched:
            self._hatched = True
            fill = f"url(#{self.frame.key}-hatch)"
        inset = 0.5 if tone.outlined else 0.0
        stroke = f' stroke="{EDGE}"' if tone.outlined else ""
        corner = f' rx="{_n(radius)}"' if radius else ""
        self.shapes.append(
            f'<rect x="{_n(x + inset)}" y="{_n(y + inset)}" width="{_n(max(0.4, width - 2 * inset))}"'
            f' height="{_n(height - 2 * inset)}" fill="{fill}"{stroke}{corner}/>'
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str = RULE,
        width: float = 1,
        dash: str = "",
    ) -> None:
        """Draw a straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.shapes.append(
            f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
            f' stroke="{colour}" stroke-width="{_n(width)}"{dashes}/>'
        )

    def path(self, commands: str, fill: str, stroke: str = "none", width: float = 1) -> None:
        """Draw a free shape."""
        self.shapes.append(
            f'<path d="{commands}" fill="{fill}" stroke="{stroke}" stroke-width="{_n(width)}"/>'
        )

    def mark(self, x: float, y: float, series: int, radius: float = 6) -> None:
        """Draw the mark of a series: every series has a shape of its own beside its colour."""
        colour, hollow, shape = MARKS[series % len(MARKS)]
        r = radius * (1.3 if shape == "diamond" else 0.9)
        outlines = {
            "diamond": f"M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y)}L{_n(x)} {_n(y + r)}L{_n(x - r)} {_n(y)}Z",
            "square": f"M{_n(x - r)} {_n(y - r)}H{_n(x + r)}V{_n(y + r)}H{_n(x - r)}Z",
            "triangle": f"M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y + r)}H{_n(x - r)}Z",
        }
        if shape == "circle":
            fill = PAPER if hollow else colour
            self.shapes.append(
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius - hollow)}" fill="{fill}"'
                f' stroke="{colour if hollow else PAPER}" stroke-width="{2 if hollow else 1}"/>'
            )
        else:
            self.path(outlines[shape], colour, PAPER)

    def dot(self, x: float, y: float, radius: float, colour: str = INK) -> None:
        """Draw a small filled circle."""
        self.shapes.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colour}"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        colour: str = INK,
        bold: bool = False,
        size: float | None = None,
    ) -> None:
        """Write one line; `y` is its base line."""
        weight = ' font-weight="700"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        measure = f' font-size="{_n(size)}"' if size and size != self.frame.size else ""
        ink = f' fill="{colour}"' if colour != INK else ""
        self.shapes.append(
            f'<text x="{_n(x)}" y="{_n(y)}"{place}{measure}{weight}{ink}>{escape(text)}</text>'
        )

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        anchor: str = "start",
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Write several lines below each other; `y` is the base line of the first."""
        for index, line in enumerate(lines):
            self.text(x, y + index * self.leading, line, anchor, colour, bold)

    @property
    def leading(self) -> float:
        """The distance from base line to base line."""
        return self.frame.size * 1.28

    def wrapped(self, text: str, width: float, bold: bool = False) -> list[str]:
        return wrap(text, width, self.frame.size, bold)

    def width_of(self, text: str, bold: bool = False) -> float:
        return text_width(text, self.frame.size, bold)

    def legend(
        self, entries: Sequence[tuple[str, Tone]], y: float = 0, strong: Sequence[str] = ()
    ) -> float:
        """Draw swatches with their words, row after row, and return the height used.

        `strong` gives a value in bold after each word.
        """
        values = list(strong) or [""] * len(entries)
        swatch, gap, x, top = 13.0, 18.0, 0.0, y
        for (word, tone), value in zip(entries, values, strict=True):
            tail = self.width_of(value, bold=True) + 5 if value else 0.0
            lines = self.wrapped(word, self.frame.width - swatch - 7 - tail)
            length = swatch + 6 + max(self.width_of(line) for line in lines) + tail
            if x and x + length > self.frame.width:
                x, top = 0.0, top + self.leading + 5
            self.box(x, top + 1, swatch, swatch, tone, radius=2)
            self.lines(x + swatch + 6, top + self.frame.size - 1, lines)
            if value:
                end = x + swatch + 11 + self.width_of(lines[-1])
                last = top + self.frame.size - 1 + (len(lines) - 1) * self.leading
                self.text(end, last, value, bold=True)
            top += (len(lines) - 1) * self.leading
            x += length + gap
        return top + self.leading + 5 - y

    def svg(self, height: float) -> str:
        """Return the drawing with its title and description, for a screen reader an image."""
        frame, height = self.frame, round(height + 0.49)
        hatch = (
            f'<defs><pattern id="{frame.key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{PAPER}"/>'
            f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{SOFT}" stroke-width="1"/></pattern></defs>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(frame.width)} {height}"'
            f' width="{_n(frame.width)}" height="{height}" role="img"'
            f" aria-labelledby={quoteattr(f'{frame.key}-title {frame.key}-desc')}"
            f' font-family="{FAMILY}" font-size="{_n(frame.size)}" fill="{INK}">'
            f'<title id="{frame.key}-title">{escape(frame.title)}</title>'
            f'<desc id="{frame.key}-desc">{escape(frame.alt)}</desc>'
            + (hatch if self._hatched else "")
            + "".join(self.shapes)
            + "</svg>"
        )
