"""XPath 1.0 values and their conversions, with the dates and times of XForms.

A value is a text, a number, a Boolean, or a list (a node set: the answers of several rounds of
a repeat, or the columns of a choice). Dates are texts in ISO form; as a number, a date is the
days since 1970-01-01 and a time is a fraction of a day, as in XForms.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from elementpath import XPathNode

Value = str | float | bool | Sequence[Any]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_SECONDS_A_DAY = 86_400

_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def members(value: Value) -> list[Any]:
    """Return the members of a node set, or the single value as a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


def as_text(value: Any) -> str:
    """Return the value as XPath's string() does: an empty list is '', 6.0 is '6'."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return as_text(value[0]) if value else ""
    if isinstance(value, XPathNode):
        return str(value.string_value)
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return str(int(number)) if number == int(number) else repr(number)


def as_number(value: Any) -> float:
    """Return the value as XPath's number() does, NaN where it is none; ISO dates count as days."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str | list | tuple | XPathNode):
        return float(value)
    text = as_text(value).strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    return days(text)


def as_boolean(value: Any) -> bool:
    """Return the value as XPath's boolean() does."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str | list | tuple):
        return bool(value)
    if isinstance(value, XPathNode):
        return True
    number = float(value)
    return number != 0 and not math.isnan(number)


def days(text: str) -> float:
    """Return an ISO date or date-time as days since 1970-01-01, a time as part of a day, else NaN."""
    local = _ZONE.sub("", text) if "T" in text or ":" in text else text
    if _DATE.fullmatch(local):
        try:
            moment = np.datetime64(local.replace(" ", "T"), "ms")
        except ValueError:
            return math.nan
        return float(moment.astype(np.int64)) / (_SECONDS_A_DAY * 1000)
    time = _TIME.fullmatch(local)
    if time is None:
        return math.nan
    hours, minutes, seconds = int(time[1]), int(time[2]), float(time[3] or 0)
    if hours > 23 or minutes > 59 or seconds >= 60:
        return math.nan
    return (hours * 3600 + minutes * 60 + seconds) / _SECONDS_A_DAY


def as_date(value: Any) -> str:
    """Return an ISO date from a date, a date-time or a number of days; '' where it is none."""
    number = as_number(value)
    if math.isnan(number) or abs(number) > 3_000_000:
        return ""
    return str(np.datetime64(math.floor(number), "D"))


def as_datetime(value: Any) -> str:
    """Return an ISO date-time to the second from a date, a date-time or a number of days."""
    number = as_number(value)
    if math.isnan(number) or abs(number) > 3_000_000:
        return ""
    return str(np.datetime64(round(number * _SECONDS_A_DAY), "s"))


def equal(left: Value, right: Value) -> bool:
    """XPath 1.0 `=`: true where any pair is equal, as Booleans, else as numbers, else as texts."""
    return _any_pair(left, right, wanted=True)


def unequal(left: Value, right: Value) -> bool:
    """XPath 1.0 `!=`: true where any pair differs."""
    return _any_pair(left, right, wanted=False)


def _any_pair(left: Value, right: Value, *, wanted: bool) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return (as_boolean(left) == as_boolean(right)) is wanted
    return any(_same(a, b) is wanted for a in members(left) for b in members(right))


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str | XPathNode) and isinstance(right, str | XPathNode):
        return as_text(left) == as_text(right)
    return as_number(left) == as_number(right)


def ordered(symbol: str, left: Value, right: Value) -> bool:
    """XPath 1.0 `<`, `<=`, `>`, `>=`: true where any pair of numbers is in that order."""
    compare = _ORDER[symbol]
    return any(compare(as_number(a), as_number(b)) for a in members(left) for b in members(right))
