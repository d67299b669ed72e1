"""What in a text could name a person: CPR numbers, telephone numbers and e-mail addresses.

The rules of CPR numbers are those that the CPR office publishes ("Personnummeret i CPR-systemet").
The check digit (modulus 11) is told and clears nothing: since October 2007 numbers without it are
given where a day of birth has no more with it, so far to people born on 1 January.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What a part of a text looks like."""

    CPR = "cpr"
    TELEPHONE = "telephone"
    EMAIL = "email"


class Check(StrEnum):
    """What modulus 11 says of a CPR number. `NOT_USED`: born on a day with numbers without it."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class Found:
    """One part of a text, from the character `start` up to `end`."""

    sort: Sort
    start: int
    end: int
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Cpr:
    """A CPR number that could be somebody's: the date of birth it tells, and its check.

    `replacement`: 60 is added to the day, as in numbers for people who have none yet.
    """

    year: int
    month: int
    day: int
    check: Check
    replacement: bool


WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
REPLACEMENT = 60
_CPR = re.compile(r"(?<![\d])(\d{2})(\d{2})(\d{2})[ \t]?[-–. ]?[ \t]?(\d{4})(?![\d])")
_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
)
_TELEPHONE = re.compile(
    r"(?<![\w+])(?P<prefix>(?:\+|00) ?45[ .-]?)?"
    r"(?:\d{8}|\d{2}(?P<two>[ .\-\u00a0])\d{2}(?P=two)\d{2}(?P=two)\d{2}"
    r"|\d{4}[ .\-\u00a0]\d{4}|\d{2}[ .\u00a0]\d{3}[ .\u00a0]\d{3}|\d{3}[ .\u00a0]\d{2}[ .\u00a0]\d{3})"
    r"(?![\d]|[.,]\d)"
)
_YEARS = re.compile(r"(?:19|20)\d{2}[ .\-\u00a0](?:19|20)\d{2}")
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def personal_parts(text: str, *, this_year: int) -> tuple[Found, ...]:
    """Return the parts of a text that could name a person, in their order, none within another.

    `this_year` rules out CPR numbers of people who are not born yet.
    """
    found: list[Found] = []
    taken = bytearray(len(text))
    for part in (*_addresses(text), *_cpr_numbers(text, this_year), *_telephones(text)):
        if not any(taken[part.start : part.end]):
            taken[part.start : part.end] = b"\1" * (part.end - part.start)
            found.append(part)
    return tuple(sorted(found, key=lambda part: part.start))


def read_cpr(digits: str, *, this_year: int) -> Cpr | None:
    """Return what ten digits tell as a CPR number, or None where they cannot be one."""
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return None
    day, month, short = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    year = birth_year(short, int(digits[6]))
    replacement = day > REPLACEMENT
    if replacement:
        day -= REPLACEMENT
    if not 1 <= month <= 12 or not 1 <= day <= days_in(year, month) or year > this_year:
        return None
    return Cpr(year, month, day, _check(digits, day, month), replacement)


def birth_year(short: int, seventh: int) -> int:
    """Return the year of birth from its last two digits and the seventh digit of the number.

    0-3: 1900-1999. 4 and 9: 2000-2036 and 1937-1999. 5-8: 2000-2057 and 1858-1899.
    """
    if seventh <= 3:
        return 1900 + short
    if seventh in (4, 9):
        return 2000 + short if short <= 36 else 1900 + short
    return 2000 + short if short <= 57 else 1800 + short


def days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _LENGTHS[month - 1]


def passes_modulus_11(digits: str) -> bool:
    """Whether the weighted sum of the ten digits is divisible by 11."""
    return sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11 == 0


def _check(digits: str, day: int, month: int) -> Check:
    if passes_modulus_11(digits):
        return Check.HOLDS
    return Check.NOT_USED if (day, month) == (1, 1) else Check.FAILS


def _cpr_numbers(text: str, this_year: int) -> Iterator[Found]:
    for match in _CPR.finditer(text):
        cpr = read_cpr("".join(match.groups()), this_year=this_year)
        if cpr is not None:
            yield Found(Sort.CPR, match.start(), match.end(), cpr.check)


def _addresses(text: str) -> Iterator[Found]:
    if "@" in text or "at)" in text or "at]" in text:
        for match in _EMAIL.finditer(text):
            yield Found(Sort.EMAIL, match.start(), match.end())


def _telephones(text: str) -> Iterator[Found]:
    for match in _TELEPHONE.finditer(text):
        said = match[0]
        # Danish numbers begin with 2 to 9; "2019 2020" are years.
        if match["prefix"] is not None or not (said[0] in "01" or _YEARS.fullmatch(said)):
            yield Found(Sort.TELEPHONE, match.start(), match.end())
