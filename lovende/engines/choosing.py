"""Which columns a job is about, with every name checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from lovende.domain.dataset.model import Measure
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest, warning
from lovende.domain.texts import N_
from lovende.engines.coding import stored
from lovende.engines.head import Column, Head, Held
from lovende.engines.model import Condition, Job
from lovende.engines.seen import Seen

_SHOWN = 12
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def chosen(head: Head, job: Job) -> tuple[tuple[Column, ...], tuple[Fault, ...]]:
    """Return the columns to count, in the order of the job or of the file, and what was left out.

    Raises LovendeError for every name of the job that the file does not have.
    """
    check_names(head, job)
    names = tuple(dict.fromkeys(job.only)) or head.names
    notes: list[Fault] = []
    columns: list[Column] = []
    for name in names:
        if name == job.weight:
            continue
        if name == head.key and name not in job.only:
            notes.append(
                _left_out(head, name, N_("This is the key of the respondents; it is not counted."))
            )
            continue
        columns.append(_in_order(head[name], job))
    return tuple(columns), tuple(notes)


def _in_order(column: Column, job: Job) -> Column:
    if column.name not in job.ordinal:
        return column
    return replace(column, variable=replace(column.variable, measure=Measure.ORDINAL))


def _left_out(head: Head, name: str, message: str) -> Fault:
    return warning("engine.key", message, place=replace(head.place, column=name))


def check_names(head: Head, job: Job) -> None:
    """Raise LovendeError for every variable of the job that the file does not have."""
    asked = [*job.only, *(c.variable for c in job.where), *job.ordinal]
    asked += [job.weight] if job.weight is not None else []
    unknown = [name for name in dict.fromkeys(asked) if name not in head]
    if unknown:
        raise LovendeError([_unknown(name, head.names, head.place) for name in unknown])


def _unknown(name: str, known: Iterable[str], place: Place) -> Fault:
    if meant := nearest(name, known):
        return fault(
            "engine.unknown_variable",
            N_("There is no variable {name}; did you mean {nearest}?"),
            place=place,
            name=name,
            nearest=meant,
        )
    return fault(
        "engine.no_such_variable",
        N_("There is no variable {name}; check how the file names it."),
        place=place,
        name=name,
    )


def met(condition: Condition, head: Head) -> pl.Expr:
    """Return whether a person's answer is one of those that a condition keeps."""
    column = head[condition.variable]
    value = stored(column)
    asked = [each for code in condition.codes if (each := _value_of(code, column)) is not None]
    if column.held in (Held.WHOLE, Held.DECIMAL):
        has = value.cast(pl.Float64).is_in(asked)
    elif column.held is Held.FLAG:
        has = value.is_in(asked)
    else:
        has = value.cast(pl.String).is_in(asked)
    if column.states is not None:
        has &= pl.col(column.states) == 0
    return has.fill_null(False)


def kept(frame: pl.LazyFrame, head: Head, job: Job) -> pl.LazyFrame:
    """Return the people who meet every condition of a job."""
    return frame.filter(*(met(condition, head) for condition in job.where)) if job.where else frame


def _value_of(code: str, column: Column) -> str | float | bool | None:
    """Return the stored value that a code stands for, None where it can be none of the column's."""
    if column.held is Held.FLAG:
        return _FLAGS.get(code.casefold())
    if column.held not in (Held.WHOLE, Held.DECIMAL):
        return code
    try:
        return float(code)
    except ValueError:
        return None


def in_conditions(head: Head, job: Job) -> list[Column]:
    """Return the columns of the conditions of a job, each once."""
    return [head[name] for name in dict.fromkeys(each.variable for each in job.where)]


def codes_of_nobody(head: Head, job: Job, seen: Mapping[str, Seen]) -> list[Fault]:
    """Return a warning for each condition with codes that nobody has of those who are counted.

    `seen` has the values of the variables in the conditions; other codes let people through, so a
    code that was mistyped would leave some out in silence.
    """
    notes = []
    for condition in job.where:
        column, found = head[condition.variable], seen[condition.variable]
        missed = [c for c in condition.codes if _value_of(c, column) not in found.counts]
        if missed and not found.more:
            notes.append(_of_nobody(column, missed, replace(head.place, column=column.name)))
    return notes


def _of_nobody(column: Column, codes: list[str], place: Place) -> Fault:
    known = [category.code for category in column.variable.categories]
    written = ", ".join(codes)
    if not known:
        return warning(
            "engine.code_of_nobody",
            N_("Nobody who is counted has the code {missed} of the condition; check the code."),
            place=place,
            missed=written,
        )
    return warning(
        "engine.code_of_nobody",
        N_("Nobody who is counted has the code {missed} of the condition; the codes are {codes}."),
        place=place,
        missed=written,
        codes=listed(known),
    )


def listed(codes: list[str]) -> str:
    """Return the first codes as one text, with a sign that there are more."""
    return ", ".join(codes[:_SHOWN]) + (", …" if len(codes) > _SHOWN else "")


def columns_read(columns: Iterable[Column], head: Head, job: Job) -> list[str]:
    """Return the names of all stored columns that have to be read to count `columns`."""
    names: dict[str, None] = {}
    for column in (*columns, *(head[condition.variable] for condition in job.where)):
        names[column.name] = None
        if column.states is not None:
            names[column.states] = None
    if job.weight is not None:
        names[job.weight] = None
    return list(names)
