"""What a file says about its columns before anybody's answer is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from lovende.domain.dataset import state_column
from lovende.domain.dataset.model import Category, Measure, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_, Text
from lovende.formats.delimited import check_names
from lovende.formats.description import described_by
from lovende.formats.parquet import METADATA_KEY


class Held(StrEnum):
    """How the answers of a column are held: what they have to become to be codes."""

    WHOLE = "whole"
    DECIMAL = "decimal"
    FLAG = "flag"
    TEXT = "text"
    NOTHING = "nothing"
    DATE = "date"
    OTHER = "other"


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest value of a whole-number column, and whether a value is missing."""

    low: int
    high: int
    gaps: bool = True


@dataclass(frozen=True)
class Column:
    """One column: its variable, how it is held, and the column of its states where there is one.

    `described` says that the file itself tells what the variable is; else it was guessed.
    """

    variable: Variable
    held: Held
    states: str | None = None
    described: bool = False
    bounds: Bounds | None = None

    @property
    def name(self) -> str:
        return self.variable.name


@dataclass(frozen=True)
class Head:
    """The columns of a file in their order. `rows` is None where the file does not tell it."""

    columns: tuple[Column, ...]
    rows: int | None = None
    key: str | None = None
    place: Place = Place()
    faults: tuple[Fault, ...] = ()
    guarded: bool = False
    packed: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        """Return the column `name`. Raises KeyError where there is none."""
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    _by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})


def held(dtype: pl.DataType) -> Held:
    """Return how a column of this type holds its answers."""
    if dtype == pl.Boolean:
        return Held.FLAG
    if dtype.is_integer():
        return Held.WHOLE
    if dtype.is_numeric():
        return Held.DECIMAL
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return Held.TEXT
    if dtype == pl.Null:
        return Held.NOTHING
    if dtype.is_temporal():
        return Held.DATE
    return Held.OTHER


def head_of(
    schema: Mapping[str, pl.DataType],
    metadata: Mapping[str, str],
    place: Place,
    bounds: Mapping[str, Bounds],
    rows: int | None,
) -> Head:
    """Return the head of a Parquet file: ours with its description, or anyone's by its types."""
    if METADATA_KEY in metadata:
        try:
            return _ours(schema, json.loads(metadata[METADATA_KEY]), place, bounds, rows)
        except (KeyError, ValueError, TypeError, AttributeError):
            told = warning(
                "parquet.description",
                N_("The description in the file cannot be read; the answers are used without it."),
                place=place,
            )
            return Head(_foreign(schema, bounds), rows, None, place, (told,))
    return Head(_foreign(schema, bounds), rows, None, place)


def _ours(
    schema: Mapping[str, pl.DataType],
    about: Mapping[str, object],
    place: Place,
    bounds: Mapping[str, Bounds],
    rows: int | None,
) -> Head:
    description = described_by(about)  # type: ignore[arg-type]  # JSON has no static type
    companions: dict[str, str] = about["states"]  # type: ignore[assignment]  # as above
    states = {name: column for column, name in companions.items()}
    columns = tuple(
        Column(v, held(schema[v.name]), states.get(v.name), True, bounds.get(v.name))
        for v in description.variables
    )
    return Head(columns, rows, description.key, place)


def _foreign(schema: Mapping[str, pl.DataType], bounds: Mapping[str, Bounds]) -> tuple[Column, ...]:
    return tuple(
        Column(_guessed(name, dtype), held(dtype), bounds=bounds.get(name))
        for name, dtype in schema.items()
    )


def _guessed(name: str, dtype: pl.DataType) -> Variable:
    if dtype == pl.Boolean:
        return Variable(name, VariableKind.FLAG)
    if isinstance(dtype, pl.Enum):
        codes = tuple(Category(code, Text.of({"": code})) for code in dtype.categories)
        return Variable(name, VariableKind.CODE, measure=Measure.ORDINAL, categories=codes)
    if dtype.is_numeric():
        return Variable(name, VariableKind.NUMBER)
    return Variable(name, VariableKind.DATE if dtype.is_temporal() else VariableKind.TEXT)


def text_head(top: pl.DataFrame, row: int, place: Place, guarded: bool) -> Head:
    """Return the head of a text file that is read as a stream; `top` begins with its header.

    `row` is where the header stands. Raises LovendeError for a header that is ambiguous, and for
    states beside the answers, which only a file that is read whole can take apart.
    """
    names = [(name or "").strip() for name in top.row(0)]
    check_names(names, top.slice(1), place, row)
    if any(state_column.is_state_column(name) for name in names):
        raise LovendeError(
            fault(
                "engine.large_states",
                N_(
                    "So large a text file cannot tell the states of answers; convert it to Parquet first."
                ),
                place=place,
            )
        )
    columns = tuple(Column(Variable(name, VariableKind.TEXT), Held.TEXT) for name in names)
    return Head(columns, None, None, place, (), guarded)
