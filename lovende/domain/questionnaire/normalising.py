"""Raw answers brought into one form: codes in printed order, numbers as numbers, texts trimmed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lovende.domain.errors import Fault, fault, nearest
from lovende.domain.questionnaire.expressions.values import as_text, days
from lovende.domain.questionnaire.model import ChoiceList, Kind, Role
from lovende.domain.questionnaire.plan import Step
from lovende.domain.texts import N_

Answer = str | int | float | tuple[str, ...] | None

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_DECIMAL = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Normalised:
    """An answer in its one form, the text that conditions see, and what is wrong with it."""

    value: Answer
    text: str
    faults: tuple[Fault, ...] = ()


EMPTY = Normalised(None, "")


def normalise(raw: object, step: Step, choices: ChoiceList | None) -> Normalised:
    """Return an answer in its one form; faults are without a place.

    `raw` is a code, space-separated codes or a sequence of codes, a number, a text, or a date
    (ISO text, or anything with `isoformat`). None, NaN and blank texts are no answer.
    """
    if step.kind is Kind.SEVERAL:
        return _several(_codes(raw), step, choices)
    text = _as_written(raw)
    if not text:
        return EMPTY
    if step.kind in (Kind.ONE, Kind.MATRIX):
        return _one(raw, text, step, choices)
    if step.kind in (Kind.INTEGER, Kind.DECIMAL):
        return _number(text, step)
    if step.kind in (Kind.DATE, Kind.TIME, Kind.DATETIME):
        return _moment(text, step)
    return Normalised(text, text)


def _as_written(raw: object) -> str:
    """Return a single answer as text: 6.0 is the code '6', no answer is ''."""
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return ""
    if isinstance(raw, bool):
        return as_text(raw)
    if isinstance(raw, int | float):
        return as_text(raw)
    moment = getattr(raw, "isoformat", None)
    return str(moment() if callable(moment) else raw).strip()


def _codes(raw: object) -> list[str]:
    if isinstance(raw, Iterable) and not isinstance(raw, str):
        return [code for code in (_as_written(each) for each in raw) if code]
    return _as_written(raw).split()


def _one(raw: object, text: str, step: Step, choices: ChoiceList | None) -> Normalised:
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        codes = _codes(raw)
        if len(codes) > 1:
            return Normalised(codes[0], codes[0], (_too_many(step, codes),))
        text = codes[0] if codes else ""
        if not text:
            return EMPTY
    if choices is not None and text not in choices.codes:
        parts = text.split()
        if len(parts) > 1 and all(part in choices.codes for part in parts):
            return Normalised(parts[0], parts[0], (_too_many(step, parts),))
        return Normalised(text, text, (_unknown(step, text, choices),))
    return Normalised(text, text)


def _several(codes: list[str], step: Step, choices: ChoiceList | None) -> Normalised:
    if not codes:
        return EMPTY
    faults: list[Fault] = []
    known = choices.codes if choices is not None else tuple(dict.fromkeys(codes))
    chosen = tuple(code for code in dict.fromkeys(known) if code in codes)
    if choices is not None:
        unknown = [code for code in dict.fromkeys(codes) if code not in known]
        faults += [_unknown(step, code, choices) for code in unknown]
        chosen += tuple(unknown)
        faults += _excluded(step, chosen, choices)
    doubled = sorted({code for code in codes if codes.count(code) > 1})
    faults += [
        fault(
            "answers.doubled_code",
            N_("{question} has the code {option} more than once."),
            question=step.name,
            option=code,
        )
        for code in doubled
    ]
    return Normalised(chosen, " ".join(chosen), tuple(faults))


def _excluded(step: Step, chosen: tuple[str, ...], choices: ChoiceList) -> list[Fault]:
    """A choice that excludes the others cannot stand beside another."""
    alone = {choice.code for choice in choices.choices if choice.role is Role.EXCLUSIVE}
    return [
        fault(
            "answers.exclusive",
            N_("{question}: {option} excludes all other options, but {others} is chosen too."),
            question=step.name,
            option=code,
            others=", ".join(other for other in chosen if other != code),
        )
        for code in chosen
        if code in alone and len(chosen) > 1
    ]


def _too_many(step: Step, codes: Sequence[str]) -> Fault:
    return fault(
        "answers.several_codes",
        N_("{question} takes one answer, but has {codes}."),
        question=step.name,
        codes=", ".join(codes),
    )


def _unknown(step: Step, code: str, choices: ChoiceList) -> Fault:
    meant = nearest(code, choices.codes)
    return fault(
        "answers.unknown_code",
        N_("{question} has no option {option}; its options are {options}."),
        question=step.name,
        option=code,
        options=", ".join(choices.codes[:12]) + (", …" if len(choices.codes) > 12 else ""),
        nearest=meant,
    )


def _number(text: str, step: Step) -> Normalised:
    if not _DECIMAL.fullmatch(text):
        return Normalised(text, text, (_wrong(step, text, _NOT_A_NUMBER),))
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        return Normalised(text, text, (_wrong(step, text, _NOT_A_NUMBER),))
    if step.kind is Kind.DECIMAL:
        return Normalised(number, as_text(number))
    if number != int(number):
        return Normalised(number, as_text(number), (_wrong(step, text, _NOT_WHOLE),))
    return Normalised(int(number), str(int(number)))


def _moment(text: str, step: Step) -> Normalised:
    if step.kind is Kind.DATE and re.fullmatch(r".{10}T00:00:00(?:\.0+)?", text):
        text = text[:10]
    pattern = {Kind.DATE: _DATE, Kind.TIME: _TIME}.get(step.kind)
    if math.isnan(days(text)) or (pattern is not None and not pattern.fullmatch(text)):
        message = _NOT_A_TIME if step.kind is Kind.TIME else _NOT_A_DATE
        return Normalised(text, text, (_wrong(step, text, message),))
    return Normalised(text, text)


_NOT_A_NUMBER = ("answers.not_a_number", N_("{question} takes a number, but has “{answer}”."))
_NOT_WHOLE = ("answers.not_whole", N_("{question} takes a whole number, but has “{answer}”."))
_NOT_A_DATE = (
    "answers.not_a_date",
    N_("{question} takes a date such as 2021-03-24, but has “{answer}”."),
)
_NOT_A_TIME = (
    "answers.not_a_time",
    N_("{question} takes a time such as 14:30, but has “{answer}”."),
)


def _wrong(step: Step, text: str, what: tuple[str, str]) -> Fault:
    code, message = what
    return fault(code, message, question=step.name, answer=text)
