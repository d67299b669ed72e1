"""Numbers and dates as they are set in a text: Danish or English, with the right spaces and dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from lovende.domain.statistics.tables import rounded_percent

NO_BREAK = "\u00a0"
THIN = "\u202f"
"""The thin no-break space that Danish sets in front of the percent sign."""
MINUS = "\u2212"
EN_DASH = "\u2013"
HIDDEN = "\u00b7"
"""Stands where a number was suppressed to protect people."""


def rounded(value: float, places: int = 0) -> Decimal:
    """Round half up, as percentages are printed (0.5 becomes 1, never 0).

    Goes through the shortest decimal that gives the same float, so that a percentage of counts
    (12.5, 4.35) is rounded as it reads.
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def _decimal(exact: Decimal, places: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text: str = format_decimal(exact, format=pattern, locale=language)
    text = text.replace("-", MINUS)
    return text if re.search("[1-9]", text) else text.lstrip(MINUS)


@dataclass(frozen=True)
class Typography:
    """The rules of one language (`da` or `en`)."""

    language: str

    @property
    def sign(self) -> str:
        """The percent sign with the space in front of it that the language asks for."""
        return f"{THIN}%" if self.language == "da" else "%"

    def number(self, value: int | None) -> str:
        """`1234` as `1.234` or `1,234`; a suppressed number as a raised dot."""
        return HIDDEN if value is None else self.decimal(value, 0)

    def decimal(self, value: float | Decimal | None, places: int = 2) -> str:
        """A number with a fixed number of decimals and a real minus sign."""
        if value is None:
            return HIDDEN
        exact = value if isinstance(value, Decimal) else rounded(value, places)
        return _decimal(exact, places, self.language)

    def plain(self, value: float) -> str:
        """A number with the decimals that it has: `0.8` as `0,8`, `4.0` as `4`."""
        return f"{value:g}".replace(".", "," if self.language == "da" else ".")

    def percent(self, value: float | Decimal | None, places: int = 0) -> str:
        """A percentage (0-100) with its sign."""
        return HIDDEN if value is None else self.decimal(value, places) + self.sign

    def share(self, count: int | None, base: int | None) -> str:
        """The percentage that `count` is of `base`, from the counts.

        A dot where one of them is suppressed, a dash where nobody answered.
        """
        if count is None or base is None:
            return HIDDEN
        whole = rounded_percent(count, base)
        return EN_DASH if whole is None else self.percent(whole)

    def points(self, value: float | None) -> str:
        """A difference of percentages with its sign written out, without a unit."""
        if value is None:
            return HIDDEN
        text = self.decimal(value, 0)
        return f"+{text}" if value > 0 and text != "0" else text

    def between(self, low: str, high: str) -> str:
        """`48–60`; with the word where a minus sign would stand beside the dash."""
        if MINUS in low + high:
            word = "til" if self.language == "da" else "to"
            return f"{low}{NO_BREAK}{word}{NO_BREAK}{high}"
        return f"{low}{EN_DASH}{high}"

    def interval(self, low: float | None, high: float | None, places: int = 0) -> str:
        """`48–60`, from two numbers."""
        if low is None or high is None:
            return HIDDEN
        return self.between(self.decimal(low, places), self.decimal(high, places))

    def base(self, sizes: list[int | None]) -> str:
        """`n = 295`, or the range over several rows: `n = 208–226`."""
        known = [size for size in sizes if size is not None]
        if not known:
            return f"n{NO_BREAK}={NO_BREAK}{HIDDEN}"
        low, high = self.number(min(known)), self.number(max(known))
        return f"n{NO_BREAK}={NO_BREAK}" + (low if low == high else f"{low}{EN_DASH}{high}")

    def p_value(self, p: float | None, letter: bool = True) -> str:
        """`p = 0,027` or `p < 0,001`; without the letter for a column of a table."""
        if p is None:
            return HIDDEN
        small = p < 0.001
        text = self.decimal(0.001 if small else p, 3)
        if not letter:
            return f"<{NO_BREAK}{text}" if small else text
        return f"p{NO_BREAK}{'<' if small else '='}{NO_BREAK}{text}"

    def date(self, day: date) -> str:
        """`24. februar 2021` or `24 February 2021`."""
        pattern = "d. MMMM y" if self.language == "da" else "d MMMM y"
        return str(format_date(day, pattern, locale=self.language))

    def list(self, items: list[str]) -> str:
        """`a, b og c`."""
        # British English: no comma before the last "and".
        return str(format_list(items, locale="en_GB" if self.language == "en" else self.language))

    def dashes(self, text: str) -> str:
        """Turn the hyphen between two numbers into an en dash: `208-226` to `208–226`."""
        return re.sub(r"(?<=\d)-(?=\d)", EN_DASH, text)
