"""The types of the survey sheet: what each becomes, and which are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from lovende.domain.questionnaire.model import Kind
from lovende.formats.xlsform.columns import SURVEY_COLUMNS, Row

_SELECT = re.compile(
    r"(?P<command>"
    + "|".join(re.escape(name) for name in sorted(aliases.select, key=len, reverse=True))
    + r") (?P<list>\S+)(?: (?P<other>or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"(?P<what>begin|end)[ _](?P<control>"
    + "|".join(re.escape(name) for name in sorted(aliases.control, key=len, reverse=True))
    + r")(?: .*)?",
    re.IGNORECASE,
)
_BY_DATA_TYPE = {
    "string": Kind.TEXT,
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATETIME,
}
# Recorded by the device without anything being asked.
_ABOUT_THE_DEVICE = frozenset(
    [
        "start",
        "end",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "simserial",
        "subscriberid",
        "imei",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "instance",
        "xml-external",
        "csv-external",
    ]
)
_SIMPLE = {
    "note": Kind.NOTE,
    "calculate": Kind.CALCULATION,
    "calculation": Kind.CALCULATION,
    "hidden": Kind.CALCULATION,
    "today": Kind.CALCULATION,
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "datetime": Kind.DATETIME,
    "acknowledge": Kind.ONE,
    "trigger": Kind.ONE,
    "range": Kind.DECIMAL,
}


@dataclass(frozen=True)
class RowType:
    """What a row of the survey sheet is.

    Exactly one of `begins`, `ends` ("group", "repeat", "loop"), `kind` and `left_out` says
    something; `word` is the type as it was written, `choices` the list of a select.
    """

    word: str
    kind: Kind | None = None
    choices: str | None = None
    or_other: bool = False
    begins: str | None = None
    ends: str | None = None
    left_out: bool = False
    about_the_device: bool = False


def row_type(written: str) -> RowType | None:
    """Return what a type means, None where XLSForm has no such type."""
    word = " ".join(written.split())
    control = _CONTROL.fullmatch(word)
    if control:
        what = str(aliases.control[control["control"].lower()])
        begins = control["what"].lower() == "begin"
        return RowType(word, begins=what) if begins else RowType(word, ends=what)
    select = _SELECT.fullmatch(word)
    if select:
        return _select(word, select)
    if word.lower() in _SIMPLE:
        return RowType(word, _SIMPLE[word.lower()])
    if word in _ABOUT_THE_DEVICE:
        return RowType(word, left_out=True, about_the_device=True)
    return _from_pyxform(word)


def _select(word: str, found: re.Match[str]) -> RowType:
    command = found["command"].lower()
    meaning = aliases.select[command]
    if command in aliases.select_from_file or meaning not in (
        "select one",
        "select all that apply",
    ):
        return RowType(word, left_out=True)
    kind = Kind.ONE if meaning == "select one" else Kind.SEVERAL
    return RowType(word, kind, found["list"], or_other=found["other"] is not None)


def _from_pyxform(word: str) -> RowType | None:
    """Look the rarer words up in pyxform's own table of types."""
    known = QUESTION_TYPE_DICT.get(word) or QUESTION_TYPE_DICT.get(word.lower())
    if known is None:
        return None
    bind, control = known.get("bind", {}), known.get("control", {})
    if "jr:preload" in bind:
        return RowType(word, left_out=True, about_the_device=True)
    kind = _BY_DATA_TYPE.get(bind.get("type", ""))
    if kind is None or control.get("tag") != "input" or bind.get("readonly"):
        return RowType(word, left_out=True)
    return RowType(word, kind)


_EVERYTHING = SURVEY_COLUMNS
_GROUP = frozenset({"type", "name", "label", "relevant", "appearance", "disabled"})
_TABLE = _GROUP | {"number", "hint", "guidance_hint", "required", "other"}
_REPEAT = _GROUP | {"repeat_count", "repeat_while", "repeat_max"}
_QUESTION = _TABLE | {
    "required_message", "constraint", "constraint_message", "choice_filter", "calculation",
    "default", "read_only",
}  # fmt: skip


def used_cells(row: Row, is_table: bool) -> frozenset[str]:
    """Return the columns that say something in a row; `is_table` where it begins a matrix."""
    kind = row_type(row["type"] or "")
    if kind is None or kind.left_out or kind.ends is not None:
        return _EVERYTHING
    if kind.begins is not None:
        return _REPEAT if kind.begins == "repeat" else _TABLE if is_table else _GROUP
    return _QUESTION | {"parameters"} if kind.word.lower() == "range" else _QUESTION
