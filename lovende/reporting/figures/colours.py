"""The colours of the figures, and the two measures that they must pass.

Contrast is that of WCAG 2.1. Colour blindness is simulated with the matrices of Machado, Oliveira
and Fernandes (2009), severity 1.0, applied to linear RGB.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1b2530"
"""Text."""
SOFT = "#4d5a68"
"""Notes and axis text."""
PAPER = "#ffffff"
RULE = "#c9d0d8"
"""Grid lines: decoration only."""
EDGE = "#5f7285"
"""Outline of pale areas, so that they stand out from the paper."""
ACCENT = "#135a86"
CONTRAST = "#b4540a"
"""The second group of a comparison."""
NEUTRAL = "#a9aeb4"
QUIET = "#8496a8"
"""Bars of answers outside the order: don't know, other, none."""

_HIGH = ("#0b3552", "#2a6c9c", "#5c97c2")
_LOW = ("#c2d9eb", "#dfecf6", "#f7fafd")


@dataclass(frozen=True)
class Tone:
    """How an area is filled: a colour, its text, whether it needs an outline or hatching."""

    fill: str
    text: str
    outlined: bool = False
    hatched: bool = False


UNKNOWN = Tone(PAPER, INK, outlined=True, hatched=True)
"""Don't know: an answer outside the scale."""


def _tone(fill: str) -> Tone:
    text = PAPER if contrast(fill, PAPER) >= 4.5 else INK
    return Tone(fill, text, outlined=contrast(fill, PAPER) < 3)


def scale(steps: int, neutral: int | None) -> list[Tone]:
    """Return the tones of a scale from its first to its last step, one hue, dark to pale.

    `neutral` is the position of the step in the middle, which is grey, or None.
    """
    if neutral is None:
        ramp = (*_HIGH, *_LOW)
        if steps <= 1:
            return [_tone(_HIGH[1])] * steps
        return [_tone(ramp[round(i * (len(ramp) - 2) / (steps - 1))]) for i in range(steps)]
    above = _HIGH[:2] if neutral <= 2 else _HIGH
    tones = [_tone(above[min(i, len(above) - 1)]) for i in range(neutral)]
    if neutral == 1:
        tones = [_tone(_HIGH[1])]
    tones.append(_tone(NEUTRAL))
    return tones + [_tone(_LOW[min(i, len(_LOW) - 1)]) for i in range(steps - neutral - 1)]


def _linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return r, g, b


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""
    r, g, b = _linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
