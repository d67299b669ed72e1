"""Which codes a variable of a .sav gets for the states of its missing answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from lovende.domain.dataset.model import AnswerState, MissingCodes, Variable
from lovende.formats.reserved_codes import RESERVED

MOST_DISCRETE = 3
"""SPSS takes three single values, or a range and one single value."""

Declared = list[float | str | dict[str, float]]


@dataclass(frozen=True)
class MissingPlan:
    """What is declared missing in the file, and the code of each state. States without a code
    must be told in another way."""

    declared: Declared
    codes: dict[AnswerState, int]


def plan_missing(
    variable: Variable, used: Iterable[float], states: set[AnswerState], *, text: bool
) -> MissingPlan:
    """Find room for the codes of `states` among what the variable declares missing itself.

    `used` are the values that the variable has. A variable of a questionnaire gets all three
    codes, so that the variables of a study look alike; another one only those that it needs.
    """
    own = _own(variable, text)
    if own is None:
        return MissingPlan([], {})
    ranges = [codes for codes in own if isinstance(codes, dict)]
    single = len(own) - len(ranges)
    taken = {*used, *(float(c) for c in own if isinstance(c, int | float))}
    spans = [(c["lo"], c["hi"]) for c in ranges]
    reserved = next(
        (
            codes
            for codes in RESERVED
            if not any(code in taken for code in codes.values())
            and not any(low <= code <= high for code in codes.values() for low, high in spans)
        ),
        None,
    )
    if reserved is None:
        return MissingPlan(own, {})
    wanted = list(reserved) if variable.question is not None else sorted(states)
    for chosen in (wanted, sorted(states)):
        codes = {state: reserved[state] for state in chosen}
        if not ranges and single + len(codes) <= MOST_DISCRETE:
            return MissingPlan([*own, *(_as(code, text) for code in codes.values())], codes)
        if len(ranges) == 1 and single + len(codes) <= 1:
            return MissingPlan([*own, *(_as(code, text) for code in codes.values())], codes)
    if not ranges and single == 1 and not text:
        low, high = min(reserved.values()), max(reserved.values())
        span: dict[str, float] = {"lo": float(low), "hi": float(high)}
        if not any(low <= value <= high for value in taken):
            return MissingPlan([span, *own], dict(reserved))
    return MissingPlan(own, {})


def _own(variable: Variable, text: bool) -> Declared | None:
    """What the variable declares, without codes inside a declared range; None where SPSS cannot."""
    spans = [m for m in variable.missing if m.low != m.high]
    singles = [m for m in variable.missing if m.low == m.high and not _inside(m, spans)]
    if len(spans) > 1 or len(singles) > (1 if spans else MOST_DISCRETE) or (text and spans):
        return None
    declared: Declared = [{"lo": float(span.low), "hi": float(span.high)} for span in spans]
    for codes in singles:
        if text:
            declared.append(str(codes.low))
        else:
            declared.append(float(codes.low))
    return declared


def _inside(codes: MissingCodes, spans: list[MissingCodes]) -> bool:
    return any(
        isinstance(span.low, str) == isinstance(codes.low, str)
        and span.low <= codes.low <= span.high  # type: ignore[operator]  # both are of one type here
        for span in spans
    )


def _as(code: int, text: bool) -> float | str:
    return str(code) if text else float(code)


def with_codes(stored: pl.Series, states: pl.Series, codes: dict[AnswerState, int]) -> pl.Series:
    """Put the code of its state in the place of each null."""
    for state, code in codes.items():
        here = stored.is_null() & (states == int(state))
        value: float | str = str(code) if stored.dtype == pl.String else float(code)
        stored = stored.set(here, value)
    return stored
