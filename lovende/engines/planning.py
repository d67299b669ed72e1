"""How each variable is to be counted, decided from its description and the values it has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lovende.domain.dataset.codes import is_number_code
from lovende.domain.dataset.inference import LONGEST_LABEL
from lovende.domain.dataset.model import VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.statistics.pair_counts import MOST_LEVELS, MOST_LEVELS_IN_ALL, Layout
from lovende.domain.texts import N_
from lovende.engines.coding import STATES, Coding
from lovende.engines.head import Column, Held
from lovende.engines.model import Job
from lovende.engines.seen import MOST_GROUPED, MOST_TOLD, Seen, Value

_NEAR_ZERO = 8
"""Codes that begin here or before are taken as they are: a level that nobody has costs less than
a copy of the column."""
_DECIMAL = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?")
_SHOWN = 3


@dataclass(frozen=True)
class Plan:
    """The codings of all variables that are counted, and a warning for each that is not."""

    codings: tuple[Coding, ...]
    notes: tuple[Fault, ...]

    @property
    def layout(self) -> Layout:
        """The layout of the slots."""
        return Layout(
            tuple(coding.column.name for coding in self.codings),
            tuple(coding.slots for coding in self.codings),
        )


def most_values(job: Job) -> int:
    """Return how many different values of a column are counted at most."""
    return MOST_GROUPED if job.most_levels is not None else MOST_TOLD


def to_look_at(columns: Sequence[Column]) -> list[Column]:
    """Return the columns whose values have to be found before they can be counted."""
    return [
        column
        for column in columns
        if column.held in (Held.TEXT, Held.DECIMAL)
        or (column.held is Held.WHOLE and not _is_narrow(column))
    ]


def _is_narrow(column: Column) -> bool:
    bounds = column.bounds
    return bounds is not None and _span(bounds.low, bounds.high) is not None


def plan_of(columns: Sequence[Column], seen: Mapping[str, Seen], job: Job, place: Place) -> Plan:
    """Return how each column is counted.

    Raises LovendeError where nothing is left to count, or all levels together are too many.
    """
    codings: list[Coding] = []
    notes: list[Fault] = []
    for column in columns:
        made = _coding(column, seen.get(column.name), job)
        if isinstance(made, Coding):
            codings.append(made)
        else:
            notes.append(made.at(file=place.file, column=column.name))
    if not codings:
        raise nothing_left(place, notes)
    _check_size(codings, place)
    return Plan(tuple(codings), tuple(notes))


def nothing_left(place: Place, notes: Sequence[Fault]) -> LovendeError:
    """The error for a file in which no variable can be counted: with the reason, if it is one."""
    if notes and len({note.message for note in notes}) == 1:
        return LovendeError(
            fault(notes[0].code, notes[0].message, place=notes[0].place, **notes[0].params)
        )
    return LovendeError(
        fault(
            "engine.nothing_to_count",
            N_(
                "No variable of this file can be counted: there is none with few, repeated answers."
            ),
            place=place,
        )
    )


def _check_size(codings: Sequence[Coding], place: Place) -> None:
    levels = sum(coding.slots for coding in codings)
    if levels <= MOST_LEVELS_IN_ALL:
        return
    largest = sorted(codings, key=lambda coding: -coding.slots)[:_SHOWN]
    raise LovendeError(
        fault(
            "engine.too_many_levels",
            N_(
                "All variables have {levels} levels together, at most {most} can be counted at once; "
                "choose variables with --only, or group levels with --max-levels. Most levels have {largest}."
            ),
            place=place,
            levels=levels,
            most=MOST_LEVELS_IN_ALL,
            largest=", ".join(f"{c.column.name} ({c.slots})" for c in largest),
        )
    )


def _coding(column: Column, seen: Seen | None, job: Job) -> Coding | Fault:
    """Return how a column is counted, or why it is not."""
    states = _states(column, seen)
    if column.held in (Held.DATE, Held.OTHER):
        return _not_codes(column)
    if column.held is Held.NOTHING:
        return _nobody()
    if column.held is Held.FLAG:
        return Coding(column, None, 0, 2, False, states)
    if seen is None:
        assert column.bounds is not None  # else it was looked at
        return _from(column, column.bounds.low, column.bounds.high, states)
    if refused := _refused(column, seen, job):
        return refused
    if seen.more or len(seen.counts) > MOST_LEVELS - states:
        return _grouped(column, seen, job, states)
    values = in_order(seen.counts)
    if column.held is not Held.TEXT and seen.whole:
        low, high = int(values[0]), int(values[-1])
        if _span(low, high) is not None:
            return _from(column, low, high, states)
    return Coding(column, tuple(values), 0, len(values), False, states)


def _states(column: Column, seen: Seen | None) -> int:
    if column.states is not None:
        return len(STATES)
    if seen is not None:
        return int(seen.missing)
    return int(column.bounds is None or column.bounds.gaps)


def _span(low: int, high: int) -> tuple[int, int] | None:
    """Return the first and last code that get a slot, None where those are too many."""
    first = 0 if 0 <= low <= _NEAR_ZERO else low
    room = MOST_LEVELS - len(STATES)
    return (first, high) if high - first < room else None


def _from(column: Column, low: int, high: int, states: int) -> Coding:
    span = _span(low, high)
    assert span is not None
    first, last = span
    return Coding(column, None, first, last - first + 1, False, states)


def in_order(values: Mapping[Value, int] | Sequence[Value]) -> list[Value]:
    """Return values in their natural order: numbers, also those written as texts, by size."""
    texts = [value for value in values if isinstance(value, str)]
    if texts and not all(is_number_code(text) for text in texts):
        return sorted(texts)
    return sorted(values, key=lambda value: float(value) if isinstance(value, str) else value)


def _refused(column: Column, seen: Seen, job: Job) -> Fault | None:
    """Say why the values of a column are no codes, whatever their number."""
    if not seen.counts and not seen.more:
        return _nobody()
    if column.name in job.only:
        return None
    if column.variable.categories:
        return None
    if column.held is Held.DECIMAL and not seen.whole:
        return _decimals()
    if column.held is not Held.TEXT:
        return None
    if column.described and column.variable.kind is VariableKind.TEXT:
        return _free_text()
    if not seen.more:
        texts = [value for value in seen.counts if isinstance(value, str)]
        if all(_DATE.fullmatch(text) for text in texts):
            return _dates()
        if all(_DECIMAL.fullmatch(text) for text in texts) and not all(
            float(text.replace(",", ".")).is_integer() for text in texts
        ):
            return _decimals()
    return _free_text() if seen.longest > LONGEST_LABEL else None


def _grouped(column: Column, seen: Seen, job: Job, states: int) -> Coding | Fault:
    """Keep the most frequent values of a column that has too many, or leave it out."""
    if seen.more:
        return _too_many(most_values(job), more=True)
    if job.most_levels is None:
        return _too_many(len(seen.counts), more=False)
    natural = in_order(seen.counts)
    room = min(job.most_levels, MOST_LEVELS - states - 1)
    kept = set(sorted(natural, key=lambda value: -seen.counts[value])[:room])
    values = tuple(value for value in natural if value in kept)
    return Coding(column, values, 0, len(values), True, states)


def _too_many(levels: int, *, more: bool) -> Fault:
    if more:
        return warning(
            "engine.very_many_levels",
            N_(
                "It has more than {levels} different answers, as names and identifiers have; it is left out."
            ),
            levels=levels,
        )
    return warning(
        "engine.many_levels",
        N_(
            "It has {levels} levels, at most {most} can be counted; it is left out. "
            "Keep the most frequent ones with --max-levels, or group them in the file."
        ),
        levels=levels,
        most=MOST_LEVELS,
    )


def _not_codes(column: Column) -> Fault:
    if column.held is Held.DATE:
        return _dates()
    return warning(
        "engine.not_codes", N_("It holds neither codes nor texts nor numbers; it is left out.")
    )


def _nobody() -> Fault:
    return warning("engine.all_missing", N_("Nobody has an answer here; it is left out."))


def _dates() -> Fault:
    return warning(
        "engine.dates", N_("It holds dates, no codes; it is left out. Group them in the file.")
    )


def _decimals() -> Fault:
    return warning(
        "engine.decimals",
        N_("It holds numbers with decimals, no codes; it is left out. Group them in the file."),
    )


def _free_text() -> Fault:
    return warning("engine.free_text", N_("It holds free text, no codes; it is left out."))


def with_notes(plan: Plan, notes: Sequence[Fault]) -> Plan:
    """Return a plan with what was told before it was made."""
    return replace(plan, notes=(*notes, *plan.notes))
