"""Reading .sav and .zsav."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lovende.domain.dataset import state_column
from lovende.domain.dataset.codes import code_from_number, codes_from_numbers
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    MultipleSet,
    Variable,
    VariableKind,
)
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_, Text
from lovende.formats.reserved_codes import is_dont_know, is_reserved, likely_state, own_state
from lovende.formats.spss.answers import Answers, Known, answers_of
from lovende.formats.spss.stored import stored_in

_DAY_FORMATS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENT_FORMATS = ("DATETIME", "YMDHMS")
_TIME_FORMATS = ("TIME", "DTIME", "MTIME")
_FORMAT = re.compile(r"([A-Z]+)[0-9]*(?:\.([0-9]+))?")
SECONDS_FROM_1582 = 12_219_379_200
"""Seconds between the beginning of SPSS time, 14 October 1582, and that of everyone else's."""


def read_spss(path: Path) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read a .sav or .zsav with labels, declared missing values, measures and several-choice sets.

    Values that the file declares missing are kept with a state; the codes that we wrote for the
    states become nulls again. A labelled variable is a CODE, a 0/1 variable of a set a FLAG.
    Raises LovendeError for a damaged file.
    """
    place = Place(file=path.name)
    frame, meta, told = stored_in(path)
    reader = Reader(frame, meta, place)
    for name in frame.columns:
        reader.variable(name)
    return reader.dataset(), (*told, *reader.faults)


@dataclass
class Reader:
    """Turns the columns of a file, or of some people of it, into variables, one by one.

    `known` is what all answers of the file are where `frame` has only some of them.
    """

    frame: pl.DataFrame
    meta: Any
    place: Place
    known: Known | None = None

    def __post_init__(self) -> None:
        self.variables: list[Variable] = []
        self.values: list[pl.Series] = []
        self.states: dict[str, pl.Series] = {}
        self.faults: list[Fault] = []
        self.packed: list[pl.Series] = []
        self.answers: dict[str, Answers] = {}
        self.unknown: list[str] = []
        self.counted = _counted_values(self.meta.mr_sets)

    def variable(self, name: str) -> None:
        """Read one column with all that the file says about it."""
        stored = self.frame[name]
        text = self.meta.readstat_variable_types[name] == "string"
        if state_column.is_state_column(name) and text:
            stored = stored.cast(pl.String)
            self.packed.append(stored.set(stored == "", None))
            return
        stored = stored.cast(pl.String if text else pl.Float64)
        if not text:
            stored = stored.set(stored.is_nan(), None)
        labels = _labels(self.meta.variable_value_labels.get(name, {}), text)
        missing = _missing_codes(self.meta.missing_ranges.get(name, ()), labels, text)
        state = _states(stored, missing, text)
        reserved = [codes for codes in missing if is_reserved(codes)]
        for codes in reserved:
            stored = stored.set(stored.is_between(*_bounds(codes)).fill_null(False), None)
        described = Variable(
            name=name,
            kind=VariableKind.TEXT,
            label=Text.of({"": self.meta.column_names_to_labels.get(name) or ""}),
            measure=_measure(self.meta.variable_measure.get(name)),
            missing=tuple(codes for codes in missing if not is_reserved(codes)),
        )
        described = replace(described, label=described.label if described.label else Text())
        valid = {
            value: label
            for value, label in labels.items()
            if not any(_covers(codes, value) for codes in missing)
        }
        variable, values = (
            self._text(described, stored, valid)
            if text
            else self._numeric(described, stored, valid, state)
        )
        self.variables.append(variable)
        self.values.append(values)
        self.states[name] = state

    def dataset(self) -> Dataset:
        """Put the columns together; the column of states overrules."""
        values = pl.DataFrame(self.values)
        self.states, self.unknown = state_column.unpack(self.packed, values, self.states)
        values = values.with_columns(
            pl.Series(v.name, values[v.name]).set(
                (values[v.name] == "") & (self.states[v.name] != int(AnswerState.ANSWERED)), None
            )
            for v in self.variables
            if values[v.name].dtype == pl.String
        )
        unknown = self.unknown if self.known is None else self.known.unknown
        self.faults += [state_column.unknown_state(word, self.place) for word in unknown]
        return Dataset.from_values(
            tuple(self.variables),
            values,
            self.states,
            sets=self._sets(),
            title=Text.of({"": self.meta.file_label}) if self.meta.file_label else Text(),
        )

    def _text(
        self, variable: Variable, stored: pl.Series, labels: Mapping[str, str]
    ) -> tuple[Variable, pl.Series]:
        if not labels:
            return variable, stored
        return replace(variable, kind=VariableKind.CODE, categories=_categories(labels)), stored

    def _numeric(
        self, variable: Variable, stored: pl.Series, labels: Mapping[float, str], state: pl.Series
    ) -> tuple[Variable, pl.Series]:
        form = _FORMAT.match(self.meta.original_variable_types.get(variable.name) or "")
        kind, decimals = (form[1], form[2]) if form else ("F", None)
        if kind in _DAY_FORMATS or kind in _MOMENT_FORMATS:
            return self._moments(variable, stored, whole_days=kind in _DAY_FORMATS)
        if kind in _TIME_FORMATS:
            return self._times(variable, stored)
        by_code = {code_from_number(value): label for value, label in labels.items()}
        counted = self.counted.get(variable.name)
        answers = answers_of(stored, state, [*labels], counted)
        self.answers[variable.name] = answers
        if self.known is not None:
            answers = self.known.answers[variable.name]
        if answers.are_flags(by_code, counted):
            if variable.missing and answers.declared:
                self.faults.append(
                    warning(
                        "spss.flag_codes",
                        N_("The values that are declared missing are read as no answer."),
                        place=self.place,
                    ).at(column=variable.name)
                )
            flags = (stored == (1.0 if counted is None else counted)).set(
                state != int(AnswerState.ANSWERED), None
            )
            return replace(variable, kind=VariableKind.FLAG), flags
        if labels and answers.are_codes(variable.measure):
            codes = stored.to_frame().select(codes_from_numbers(pl.col(variable.name))).to_series()
            coded = replace(variable, kind=VariableKind.CODE, categories=_categories(by_code))
            return coded, codes
        number = replace(variable, kind=VariableKind.NUMBER, categories=_categories(by_code))
        if decimals in (None, "0") and answers.are_exact:
            return number, stored.cast(pl.Int64)
        return number, stored

    def _moments(
        self, variable: Variable, stored: pl.Series, *, whole_days: bool
    ) -> tuple[Variable, pl.Series]:
        seconds = stored.cast(pl.Float64) - SECONDS_FROM_1582
        dates = (seconds * 1e6).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
        variable = replace(variable, kind=VariableKind.DATE)
        return variable, dates.cast(pl.Date) if whole_days else dates

    def _times(self, variable: Variable, stored: pl.Series) -> tuple[Variable, pl.Series]:
        """Times of day and durations become texts, hh:mm:ss."""
        self.faults.append(
            warning(
                "spss.time_as_text",
                N_("The variable holds times; they are read as texts like 09:30:00."),
                place=self.place,
            ).at(column=variable.name)
        )
        variable = replace(variable, missing=())
        return variable, pl.Series(variable.name, [_clock(s) for s in stored], dtype=pl.String)

    def _sets(self) -> tuple[MultipleSet, ...]:
        """The sets of the file; those that do not count a value in 0/1 variables are named."""
        found = []
        flags = {v.name for v in self.variables if v.kind is VariableKind.FLAG}
        for name, about in self.meta.mr_sets.items():
            members = _members(about["variable_list"], self.frame.columns)
            counts = about["is_dichotomy"] and members
            if counts and all(member in flags for member in members):
                found.append(MultipleSet(name, Text.of({"": about["label"] or name}), members))
            else:
                self.faults.append(
                    warning(
                        "spss.set_left_out",
                        N_(
                            "The set {name} does not count one value in 0/1 variables; it is left out, its variables are kept."
                        ),
                        place=self.place,
                        name=name,
                    )
                )
        return tuple(found)


def _labels(labels: Mapping[Any, str], text: bool) -> dict[Any, str]:
    """Value labels; those of string variables without the spaces that fill them up."""
    return {v.rstrip() if text else float(v): label for v, label in labels.items()}


def _members(names: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Sets name their variables in lower case in old files."""
    by_folded = {column.casefold(): column for column in columns}
    return tuple(by_folded.get(name.casefold(), name) for name in names)


def _counted_values(sets: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: float(about["counted_value"])
        for about in sets.values()
        if about["is_dichotomy"] and about["counted_value"] is not None
        for name in about["variable_list"]
    }


def _missing_codes(
    ranges: Sequence[Mapping[str, Any]], labels: Mapping[Any, str], text: bool
) -> tuple[MissingCodes, ...]:
    """What the file declares, then a labelled code inside each range by itself, for its label."""
    found: list[MissingCodes] = []
    for declared in ranges:
        low, high = declared["lo"], declared["hi"]
        if text:
            low, high = low.rstrip(), high.rstrip()
        single = low == high
        label = labels.get(low, "") if single else ""
        found.append(_missing(low, high, label))
        if not single:
            found += [
                _missing(value, value, inside)
                for value, inside in labels.items()
                if low <= value <= high
            ]
    return tuple(found)


def _missing(low: float | str, high: float | str, label: str) -> MissingCodes:
    text = Text.of({"": label}) if label else Text()
    return MissingCodes(low, high, own_state(label) or likely_state(label), text)


def _states(stored: pl.Series, missing: Sequence[MissingCodes], text: bool) -> pl.Series:
    empty = (stored == "") if text else stored.is_null()
    states = np.where(empty.fill_null(True), int(AnswerState.SKIPPED), 0).astype(np.uint8)
    for codes in missing:
        inside = stored.is_between(*_bounds(codes)).fill_null(False).to_numpy()
        states[inside] = int(codes.state)
    return pl.Series(stored.name, states)


def _bounds(codes: MissingCodes) -> tuple[Any, Any]:
    return pl.lit(codes.low), pl.lit(codes.high)


def _covers(codes: MissingCodes, value: Any) -> bool:
    if isinstance(value, str) != isinstance(codes.low, str):
        return False
    return bool(codes.low <= value <= codes.high)


def _categories(labels: Mapping[str, str]) -> tuple[Category, ...]:
    return tuple(
        Category(code, Text.of({"": label}), dont_know=is_dont_know(label))
        for code, label in labels.items()
    )


def _measure(name: str | None) -> Measure:
    return Measure(name) if name in ("nominal", "ordinal", "scale") else Measure.NOMINAL


def _clock(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    sign, whole = ("-" if seconds < 0 else ""), round(abs(seconds))
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
