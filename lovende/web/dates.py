"""Days as people write them, in Danish time."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

BABEL_LOCALE = {"da": "da_DK", "en": "en_GB"}


def locale_of(language: str) -> str:
    """Return the locale whose dates and numbers a language is written with."""
    return BABEL_LOCALE.get(language, "en_GB")


def pattern_of(danish: str, language: str) -> str:
    """Return a pattern for dates; only Danish has a point after the number of the day."""
    return danish if language == "da" else danish.replace("d.", "d")


def written(day: date | None, language: str, danish: str = "d. MMMM y") -> str:
    """Return a day as people write it, by the pattern for Danish; '' for None."""
    return format_date(day, pattern_of(danish, language), locale_of(language)) if day else ""
