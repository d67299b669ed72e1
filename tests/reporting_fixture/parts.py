"""Small things that every part of the fixture uses."""

from __future__ import annotations

import math

from lovende.analysis.findings import Option, Texts
from tests.reporting_fixture.questions import Raw

LARGE = {"da": "Over 50.000 indbyggere", "en": "More than 50,000 inhabitants"}
SMALL = {"da": "Op til 50.000 indbyggere", "en": "Up to 50,000 inhabitants"}


def texts(da: str, en: str) -> Texts:
    return {"da": da, "en": en}


def wilson(count: int, base: int) -> tuple[float, float]:
    """Wilson's 95 % limits of a percentage, 0-100."""
    if base == 0:
        return 0.0, 100.0
    z, p = 1.959963984540054, count / base
    middle = p + z * z / (2 * base)
    half = z * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    scale = 1 + z * z / base
    return 100 * max(0.0, (middle - half) / scale), 100 * min(1.0, (middle + half) / scale)


def options(raw: Raw, counts: list[int], base: int) -> list[Option]:
    made = []
    for (da, en), code, count in zip(raw.options, raw.codes, counts, strict=True):
        low, high = wilson(count, base)
        percent = 100 * count / base if base else None
        made.append(
            Option(
                code,
                texts(da, en),
                count,
                percent,
                low,
                high,
                dont_know=da == "Ved ikke",
                aside=en
                in {
                    "Other",
                    "Others",
                    "None of these",
                    "No particular target group",
                    "No particular age group",
                },
            )
        )
    return made
