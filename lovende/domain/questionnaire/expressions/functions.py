"""The functions of XPath 1.0 and XForms that XLSForms use.

As ODK documents them: `regex` must match the whole text, `substr` counts from 0, `round` takes
digits, a list (the rounds of a repeat) spreads over the arguments of `concat`, `join`, `sum`,
`min`, `max` and `coalesce` takes the first that is not empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from lovende.domain.questionnaire.expressions.parser import XFormsContext, add_function
from lovende.domain.questionnaire.expressions.patterns import compiled_pattern
from lovende.domain.questionnaire.expressions.values import (
    Value,
    as_boolean,
    as_date,
    as_datetime,
    as_number,
    as_text,
    days,
    members,
)

# Known to XForms, but not to be evaluated here: they need files, maps, devices or chance.
UNSUPPORTED = frozenset(
    [
        "area",
        "distance",
        "geofence",
        "intersects",
        "pulldata",
        "digest",
        "random",
        "randomize",
        "uuid",
        "version",
        "property",
        "extract-signed",
        "base64-decode",
        "base64-encode",
        "encode",
        "instance",
        "jr-itext",
        "itext",
        "current",
        "last-saved",
        "checksum",
        "weighted-checklist",
        "checklist",
    ]
)

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]


def _spread(values: tuple[Value, ...]) -> list[Any]:
    return [member for value in values for member in members(value)]


def _regex(_context: XFormsContext, text: Value, pattern: Value) -> Value:
    try:
        return compiled_pattern(as_text(pattern)).fullmatch(as_text(text)) is not None
    except re.error:
        return False


def _round(_context: XFormsContext, value: Value, digits: Value = 0.0) -> Value:
    number, places = as_number(value), as_number(digits)
    if math.isnan(number) or math.isinf(number) or math.isnan(places):
        return number
    scale = 10.0 ** int(places)
    return math.floor(number * scale + 0.5) / scale


def _int(_context: XFormsContext, value: Value) -> Value:
    number = as_number(value)
    return number if math.isnan(number) or math.isinf(number) else float(math.trunc(number))


def _extreme(pick: Callable[[list[float]], float]) -> Callable[..., Value]:
    def body(_context: XFormsContext, *values: Value) -> Value:
        numbers = [as_number(member) for member in _spread(values) if as_text(member) != ""]
        return pick(numbers) if numbers else math.nan

    return body


def _substr(_context: XFormsContext, text: Value, start: Value, end: Value | None = None) -> Value:
    first, last = as_number(start), None if end is None else as_number(end)
    if math.isnan(first) or (last is not None and math.isnan(last)):
        return ""
    return as_text(text)[int(first) : None if last is None else int(last)]


def _substring(
    _context: XFormsContext, text: Value, start: Value, length: Value | None = None
) -> Value:
    first = math.floor(as_number(start) + 0.5) if not math.isnan(as_number(start)) else None
    if first is None:
        return ""
    if length is None:
        return as_text(text)[max(first - 1, 0) :]
    if math.isnan(as_number(length)):
        return ""
    return as_text(text)[
        max(first - 1, 0) : max(first - 1 + math.floor(as_number(length) + 0.5), 0)
    ]


def _selected_at(_context: XFormsContext, codes: Value, index: Value) -> Value:
    chosen, position = as_text(codes).split(), as_number(index)
    if math.isnan(position) or not 0 <= position < len(chosen):
        return ""
    return chosen[int(position)]


def _indexed_repeat(_context: XFormsContext, values: Value, *rounds: Value) -> Value:
    wanted, every = as_number(rounds[-1]), members(values)
    if math.isnan(wanted) or not 1 <= wanted <= len(every):
        return ""
    value: Value = every[int(wanted) - 1]
    return value


def _join(_context: XFormsContext, separator: Value, *values: Value) -> Value:
    return as_text(separator).join(as_text(member) for member in _spread(values))


def _coalesce(_context: XFormsContext, *values: Value) -> Value:
    return next((value for value in values if as_text(value) != ""), "")


def _translate(_context: XFormsContext, text: Value, given: Value, wanted: Value) -> Value:
    source, target = as_text(given), as_text(wanted)
    table: dict[int, str | None] = {}
    for position, character in enumerate(source):
        table.setdefault(ord(character), target[position : position + 1] or None)
    return as_text(text).translate(table)


def _boolean_from_string(_context: XFormsContext, text: Value) -> Value:
    return text is True or as_text(text).strip().lower() in ("true", "1")


def _formatted(_context: XFormsContext, moment: Value, pattern: Value) -> Value:
    text = as_datetime(moment)
    if not text:
        return ""
    year, month, day = text[:10].split("-")
    hours, minutes, seconds = text[11:].split(":")
    parts = {
        "Y": year,
        "y": year[2:],
        "m": month,
        "n": str(int(month)),
        "b": _MONTHS[int(month) - 1],
        "d": day,
        "e": str(int(day)),
        "H": hours,
        "h": str(int(hours)),
        "M": minutes,
        "S": seconds,
        "3": "000",
        "a": _WEEKDAYS[int(days(text[:10])) % 7],
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), as_text(pattern))


def _position(context: XFormsContext, *_node: Value) -> Value:
    return float(context.round)


def _math(function: Callable[..., float]) -> Callable[..., Value]:
    def body(_context: XFormsContext, *values: Value) -> Value:
        try:
            return float(function(*(as_number(value) for value in values)))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return body


def _finite(function: Callable[[float], float]) -> Callable[..., Value]:
    """Floor and ceiling leave what is not a finite number as it is."""

    def body(_context: XFormsContext, value: Value) -> Value:
        number = as_number(value)
        return float(function(number)) if math.isfinite(number) else number

    return body


def _text(function: Callable[..., Value]) -> Callable[..., Value]:
    return lambda _context, *values: function(*(as_text(value) for value in values))


# name: fewest arguments, most arguments (None: any number), what it does
_FUNCTIONS: dict[str, tuple[int, int | None, Callable[..., Value]]] = {
    "selected": (2, 2, _text(lambda codes, code: code.strip() in codes.split())),
    "selected-at": (2, 2, _selected_at),
    "count-selected": (1, 1, _text(lambda codes: float(len(codes.split())))),
    "if": (3, 3, lambda _c, test, yes, no: yes if as_boolean(test) else no),
    "coalesce": (1, None, _coalesce),
    "once": (1, 1, lambda c, value: c.here if as_text(c.here) != "" else value),
    "regex": (2, 2, _regex),
    "string": (0, 1, lambda c, *v: as_text(v[0] if v else c.here)),
    "string-length": (0, 1, lambda c, *v: float(len(as_text(v[0] if v else c.here)))),
    "normalize-space": (0, 1, lambda c, *v: " ".join(as_text(v[0] if v else c.here).split())),
    "substr": (2, 3, _substr),
    "substring": (2, 3, _substring),
    "substring-before": (2, 2, _text(lambda t, part: t.partition(part)[0] if part in t else "")),
    "substring-after": (2, 2, _text(lambda t, part: t.partition(part)[2])),
    "contains": (2, 2, _text(lambda text, part: part in text)),
    "starts-with": (2, 2, _text(lambda text, part: text.startswith(part))),
    "ends-with": (2, 2, _text(lambda text, part: text.endswith(part))),
    "concat": (1, None, lambda _c, *values: "".join(as_text(m) for m in _spread(values))),
    "join": (1, None, _join),
    "translate": (3, 3, _translate),
    "number": (0, 1, lambda c, *v: as_number(v[0] if v else c.here)),
    "int": (1, 1, _int),
    "round": (1, 2, _round),
    "floor": (1, 1, _finite(math.floor)),
    "ceiling": (1, 1, _finite(math.ceil)),
    "abs": (1, 1, _math(abs)),
    "pow": (2, 2, _math(math.pow)),
    "sqrt": (1, 1, _math(math.sqrt)),
    "exp": (1, 1, _math(math.exp)),
    "exp10": (1, 1, _math(lambda number: 10.0**number)),
    "log": (1, 1, _math(math.log)),
    "log10": (1, 1, _math(math.log10)),
    "pi": (0, 0, lambda _c: math.pi),
    "sum": (1, None, lambda _c, *values: math.fsum(as_number(m) for m in _spread(values))),
    "min": (1, None, _extreme(min)),
    "max": (1, None, _extreme(max)),
    "count": (1, 1, lambda _c, values: float(len(members(values)))),
    "count-non-empty": (
        1,
        None,
        lambda _c, *values: float(sum(as_text(m) != "" for m in _spread(values))),
    ),
    "not": (1, 1, lambda _c, value: not as_boolean(value)),
    "true": (0, 0, lambda _c: True),
    "false": (0, 0, lambda _c: False),
    "boolean": (1, 1, lambda _c, value: as_boolean(value)),
    "boolean-from-string": (1, 1, _boolean_from_string),
    "position": (0, 1, _position),
    "indexed-repeat": (3, 7, _indexed_repeat),
    "jr-choice-name": (2, 2, lambda c, code, name: c.choice_label(as_text(code), as_text(name))),
    "today": (0, 0, lambda c: c.now[:10]),
    "now": (0, 0, lambda c: c.now),
    "date": (1, 1, lambda _c, value: as_date(value)),
    "date-time": (1, 1, lambda _c, value: as_datetime(value)),
    "format-date": (2, 2, _formatted),
    "format-date-time": (2, 2, _formatted),
    "decimal-date-time": (1, 1, lambda _c, value: as_number(value)),
    "decimal-date": (1, 1, lambda _c, value: as_number(as_date(value))),
    "decimal-time": (1, 1, lambda _c, value: as_number(value) % 1),
}

NAMES = frozenset(_FUNCTIONS)

for _name, (_least, _most, _body) in _FUNCTIONS.items():
    add_function(_name, _least, _most, _body)
