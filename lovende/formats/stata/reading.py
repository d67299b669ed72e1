"""Reading .dta."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyreadstat

from lovende.domain.dataset import state_column
from lovende.domain.dataset.codes import code_from_number, codes_from_numbers
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.errors import Fault, Place
from lovende.domain.texts import Text
from lovende.formats.content import broken, check_size
from lovende.formats.reserved_codes import is_dont_know, is_flag_labels, likely_state, own_state

OWN_TAGS = {"s": AnswerState.SKIPPED, "n": AnswerState.NOT_ASKED, "r": AnswerState.NOT_REACHED}
"""The extended missing values .s, .n and .r that we write for the states."""
FROM_1960_TO_1970 = 3653
"""Days between the beginning of Stata's time and that of everyone else's."""

_TIME = re.compile(r"%-?(?:t([cCdwmqh])|(d))")
_FIRST, _LAST = b"<stata_dta>", b"</stata_dta>"
"""How the format since Stata 13 begins and ends: what is cut off would else be lost silently."""
_MONTHS = {"m": 1, "q": 3, "h": 6}


def read_stata(path: Path) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read a .dta with labels, dates and extended missing values.

    `.` and `.a` to `.z` are nulls with a state; in coded variables the letters of other programs
    are kept as values (`".a"`). Raises LovendeError for a damaged file.
    """
    place = Place(file=path.name)
    with path.open("rb") as file:
        head = file.read(len(_FIRST))
        file.seek(-min(64, path.stat().st_size), 2)
        if head == _FIRST and not file.read().rstrip().endswith(_LAST):
            raise broken(path, "Stata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _, promised = pyreadstat.read_dta(str(path), output_format="dict", metadataonly=True)
            check_size(path, promised.number_rows, promised.number_columns, "Stata")
            columns, meta = pyreadstat.read_dta(
                str(path), output_format="dict", user_missing=True, disable_datetime_conversion=True
            )
        except (
            pyreadstat.ReadstatError,
            pyreadstat.PyreadstatError,
            UnicodeDecodeError,
            MemoryError,
            ValueError,
            OverflowError,
            OSError,
        ):
            raise broken(path, "Stata") from None
    reader = _Reader(meta, place)
    for name, cells in columns.items():
        reader.variable(name, cells)
    return reader.dataset(), tuple(reader.faults)


@dataclass
class _Reader:
    """Turns the columns of a file into variables, one by one."""

    meta: Any
    place: Place

    def __post_init__(self) -> None:
        self.variables: list[Variable] = []
        self.values: list[pl.Series] = []
        self.states: dict[str, pl.Series] = {}
        self.packed: list[pl.Series] = []
        self.faults: list[Fault] = []

    def variable(self, name: str, cells: list[Any]) -> None:
        """Read one column."""
        described = Variable(
            name=name,
            kind=VariableKind.TEXT,
            label=_text(self.meta.column_names_to_labels.get(name) or ""),
        )
        if self.meta.readstat_variable_types[name] == "string":
            series = pl.Series(name, cells, dtype=pl.String)
            if state_column.is_state_column(name):
                self.packed.append(series.set(series == "", None))
                return
            states = state_column.told_by_value(series)
            self._add(described, series, states)
            return
        labels = self.meta.variable_value_labels.get(name, {})
        series, tags, states = self._without_tags(name, cells, labels)
        form = _TIME.match(self.meta.original_variable_types.get(name) or "")
        if form:
            dates = _dates(series, form[1] or form[2])
            missing = self._declared(name, labels)
            dated = replace(described, kind=VariableKind.DATE, measure=Measure.SCALE)
            self._add(replace(dated, missing=missing), dates, states)
            return
        variable, values = self._numeric(described, series, labels)
        variable = replace(variable, missing=self._declared(name, labels))
        if variable.kind is VariableKind.CODE and variable.missing:
            kept = {m.low for m in variable.missing}
            values = pl.select(pl.coalesce(values, _only(tags, kept))).to_series()
        self._add(variable, values.alias(name), states)

    def dataset(self) -> Dataset:
        """Put the columns together; the column of states overrules."""
        values = pl.DataFrame(self.values)
        states, unknown = state_column.unpack(self.packed, values, self.states)
        values = values.with_columns(
            values[v.name].set((values[v.name] == "") & (states[v.name] != 0), None)
            for v in self.variables
            if values[v.name].dtype == pl.String
        )
        self.faults += [state_column.unknown_state(word, self.place) for word in unknown]
        title = _text(self.meta.file_label or "")
        return Dataset.from_values(tuple(self.variables), values, states, title=title)

    def _add(self, variable: Variable, values: pl.Series, states: pl.Series) -> None:
        self.variables.append(variable)
        self.values.append(values)
        self.states[variable.name] = states

    def _without_tags(
        self, name: str, cells: list[Any], labels: Mapping[Any, str]
    ) -> tuple[pl.Series, pl.Series, pl.Series]:
        """The numbers, the letters of extended missing values as ".a", and the states."""
        size = len(cells)
        tags = pl.Series(name, [None] * size, dtype=pl.String)
        if name in self.meta.missing_user_values:
            tags = pl.Series(
                name, ["." + c if isinstance(c, str) else None for c in cells], dtype=pl.String
            )
            cells = [None if isinstance(cell, str) else cell for cell in cells]
        numbers = pl.Series(name, cells, dtype=pl.Float64, strict=False)
        states = np.where(numbers.is_null().to_numpy(), int(AnswerState.SKIPPED), 0).astype(
            np.uint8
        )
        for tag in self.meta.missing_user_values.get(name, ()):
            here = (tags == "." + tag).fill_null(False).to_numpy()
            states[here] = int(_state_of(tag, labels))
        return numbers, tags, pl.Series(name, states)

    def _declared(self, name: str, labels: Mapping[Any, str]) -> tuple[MissingCodes, ...]:
        """The extended missing values of other programs; ours are the states themselves."""
        tags = sorted(
            {
                *self.meta.missing_user_values.get(name, ()),
                *(t for t in labels if isinstance(t, str)),
            }
        )
        return tuple(
            MissingCodes("." + tag, "." + tag, _state_of(tag, labels), _text(labels.get(tag, "")))
            for tag in tags
            if not _is_ours(tag, labels)
        )

    def _numeric(
        self, variable: Variable, series: pl.Series, labels: Mapping[Any, str]
    ) -> tuple[Variable, pl.Series]:
        by_code = {
            code_from_number(float(v)): label
            for v, label in labels.items()
            if not isinstance(v, str)
        }
        valid = series.drop_nulls()
        if is_flag_labels(by_code) and valid.is_in([0.0, 1.0]).all():
            return replace(variable, kind=VariableKind.FLAG), series == 1.0
        categories = tuple(
            Category(code, _text(label), dont_know=is_dont_know(label))
            for code, label in by_code.items()
        )
        if by_code and _is_coded(valid, by_code):
            codes = series.to_frame().select(codes_from_numbers(pl.col(variable.name))).to_series()
            return replace(variable, kind=VariableKind.CODE, categories=categories), codes
        number = replace(
            variable, kind=VariableKind.NUMBER, measure=Measure.SCALE, categories=categories
        )
        stored = self.meta.readstat_variable_types[variable.name]
        if stored.startswith("int"):
            return number, series.cast(pl.Int64)
        return number, series


def _only(tags: pl.Series, kept: set[Any]) -> pl.Series:
    return tags.set(~tags.is_in(list(kept)).fill_null(False), None)


def _is_coded(valid: pl.Series, labels: Mapping[str, str]) -> bool:
    """Labels make codes, unless they name a minority of the values that occur."""
    different = valid.unique()
    labelled = different.is_in([float(code) for code in labels]).sum()
    return labelled * 2 >= len(different) and bool((valid % 1 == 0).all())


def _state_of(tag: str, labels: Mapping[Any, str]) -> AnswerState:
    label = labels.get(tag, "")
    return own_state(label) or likely_state(label)


def _is_ours(tag: str, labels: Mapping[Any, str]) -> bool:
    state = OWN_TAGS.get(tag)
    return state is not None and own_state(labels.get(tag, "")) is state


def _dates(series: pl.Series, unit: str) -> pl.Series:
    """Days, weeks, months, quarters, half-years or milliseconds since 1960."""
    if unit in "cC":
        moments = (series * 1000).round().cast(pl.Int64) - FROM_1960_TO_1970 * 86_400_000_000
        return moments.cast(pl.Datetime("us"))
    whole = series.floor().cast(pl.Int32)
    if unit == "d":
        return (whole - FROM_1960_TO_1970).cast(pl.Date)
    if unit == "w":
        years, weeks = whole // 52 + 1960, whole % 52
        first = pl.DataFrame({"y": years, "w": weeks})
        return first.select(
            (pl.date("y", 1, 1) + pl.duration(days=pl.col("w") * 7)).alias(series.name)
        ).to_series()
    months = whole * _MONTHS[unit]
    frame = pl.DataFrame({"y": months // 12 + 1960, "m": months % 12 + 1})
    return frame.select(pl.date("y", "m", 1).alias(series.name)).to_series()


def _text(label: str) -> Text:
    return Text.of({"": label}) if label else Text()
