"""Answers as an object: labelled variables, values, and why a value is missing.

A `Dataset` holds two frames of the same shape and column names. `values` has what was given
(codes as text for coded variables, numbers, texts, dates), `states` has an `AnswerState` for
each. A value whose state is not ANSWERED is not counted, but kept: a file that declares 99 as
missing gives it back as 99.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

import polars as pl

from lovende.domain.texts import Text


class AnswerState(IntEnum):
    """The four states of an answer, never mixed. "Don't know" is an answer."""

    ANSWERED = 0
    SKIPPED = 1
    NOT_ASKED = 2
    NOT_REACHED = 3


class VariableKind(StrEnum):
    """How the values are held: CODE as String codes, FLAG as Boolean (one option of a
    several-choice question), NUMBER as Float64 or Int64, TEXT as String, DATE as Date or Datetime."""

    CODE = "code"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


class Measure(StrEnum):
    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


@dataclass(frozen=True)
class Category:
    """A code and what it means. `dont_know` marks an answer that stands outside the scale."""

    code: str
    label: Text = Text()
    dont_know: bool = False


@dataclass(frozen=True)
class MissingCodes:
    """Values from `low` to `high` (the same for a single value; numbers, or a text) that a file declares missing."""

    low: float | str
    high: float | str
    state: AnswerState = AnswerState.SKIPPED
    label: Text = Text()


@dataclass(frozen=True)
class Variable:
    """One column of answers.

    `question` is the name of the question it belongs to, `number` its printed number, `row` the
    row of a matrix (from 1), `option` the code of the option for a FLAG, `round` the round of a
    repeat (from 1; the columns of later rounds are named `name__2`, `name__3`, ...).
    """

    name: str
    kind: VariableKind
    label: Text = Text()
    measure: Measure = Measure.NOMINAL
    categories: tuple[Category, ...] = ()
    missing: tuple[MissingCodes, ...] = ()
    question: str | None = None
    number: str | None = None
    row: int | None = None
    option: str | None = None
    round: int = 1


@dataclass(frozen=True)
class MultipleSet:
    """A several-choice set: the FLAG variables of one question, in printed order."""

    name: str
    label: Text
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    """Variables and the answers to them; one row a respondent. `key` names the column with the respondent's key."""

    variables: tuple[Variable, ...]
    values: pl.DataFrame
    states: pl.DataFrame
    sets: tuple[MultipleSet, ...] = ()
    key: str | None = None
    title: Text = Text()

    @classmethod
    def from_values(
        cls,
        variables: tuple[Variable, ...],
        values: pl.DataFrame,
        states: Mapping[str, pl.Series] | None = None,
        **rest: object,
    ) -> Dataset:
        """Make a dataset in which a null is SKIPPED unless `states` says otherwise."""
        given = states or {}
        columns = {
            name: given[name].cast(pl.UInt8)
            if name in given
            else values[name].is_null().cast(pl.UInt8) * int(AnswerState.SKIPPED)
            for name in values.columns
        }
        return cls(variables, values, pl.DataFrame(columns), **rest)  # type: ignore[arg-type]  # the other fields

    def __getitem__(self, name: str) -> Variable:
        """Return the variable `name`. Raises KeyError where there is none."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    @cached_property
    def _by_question(self) -> dict[tuple[str | None, int], list[Variable]]:
        found: dict[tuple[str | None, int], list[Variable]] = {}
        for variable in self.variables:
            found.setdefault((variable.question, variable.round), []).append(variable)
        return found

    @property
    def size(self) -> int:
        """The number of respondents."""
        return self.values.height

    def answered(self, name: str) -> pl.Series:
        """Return a Boolean series: who answered `name`."""
        return self.states[name] == int(AnswerState.ANSWERED)

    def valid(self, name: str) -> pl.Series:
        """Return the values of `name` with null wherever the state is not ANSWERED."""
        kept = pl.when(self.answered(name)).then(self.values[name])
        return pl.select(kept.otherwise(None).alias(name)).to_series()

    def of_question(self, question: str, round: int = 1) -> Iterator[Variable]:
        """Yield the variables of a question in printed order."""
        return iter(self._by_question.get((question, round), ()))
