"""Reading .sav and .zsav."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
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
    MultipleSet,
    Variable,
    VariableKind,
)
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_, Text
from lovende.formats.content import broken, check_size
from lovende.formats.reserved_codes import (
    is_dont_know,
    is_flag_labels,
    is_reserved,
    likely_state,
    own_state,
)

_DAY_FORMATS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENT_FORMATS = ("DATETIME", "YMDHMS")
_TIME_FORMATS = ("TIME", "DTIME", "MTIME")
_FORMAT = re.compile(r"([A-Z]+)[0-9]*(?:\.([0-9]+))?")
_ZLIB_AT_BEST = 1100
"""How many times smaller a .zsav can make its cells."""
SECONDS_FROM_1582 = 12_219_379_200
"""Seconds between the beginning of SPSS time, 14 October 1582, and that of everyone else's."""


def read_spss(path: Path) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read a .sav or .zsav with labels, declared missing values, measures and several-choice sets.

    Values that the file declares missing are kept with a state; the codes that we wrote for the
    states become nulls again. A labelled variable is a CODE, a 0/1 variable of a set a FLAG.
    Raises LovendeError for a damaged file.
    """
    place = Place(file=path.name)
    frame, meta, told = _load(path)
    reader = _Reader(frame, meta, place)
    for name in frame.columns:
        reader.variable(name)
    return reader.dataset(), (*told, *reader.faults)


def _load(path: Path) -> tuple[pl.DataFrame, Any, list[Fault]]:
    """Everything as stored: dates as seconds, missing codes as values."""
    options: dict[str, Any] = {
        "output_format": "polars",
        "user_missing": True,
        "disable_datetime_conversion": True,
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            _, head = pyreadstat.read_sav(str(path), metadataonly=True, **options)
            check_size(path, head.number_rows, head.number_columns, "SPSS", packing=_ZLIB_AT_BEST)
            frame, meta = pyreadstat.read_sav(str(path), **options)
        except (UnicodeDecodeError, pyreadstat.ReadstatError) as problem:
            if "convert" not in str(problem) and not isinstance(problem, UnicodeDecodeError):
                raise broken(path, "SPSS") from None
            frame, meta = _in_windows_text(path, options)
        except (pyreadstat.PyreadstatError, MemoryError, ValueError, OverflowError, OSError):
            raise broken(path, "SPSS") from None
    faults = [
        warning(
            "spss.doubled_name",
            N_("Two variables have the same name; the later one was renamed: {what}."),
            place=Place(file=path.name),
            what=str(one.message),
        )
        for one in caught
        if "duplicated" in str(one.message)
    ]
    return frame, meta, faults


def _in_windows_text(path: Path, options: dict[str, Any]) -> tuple[pl.DataFrame, Any]:
    """A file whose text is not in the encoding that it claims."""
    try:
        frame, meta = pyreadstat.read_sav(str(path), encoding="WINDOWS-1252", **options)
    except Exception:  # whatever the second try meets, the file is damaged
        raise broken(path, "SPSS") from None
    return frame, meta


@dataclass
class _Reader:
    """Turns the columns of a file into variables, one by one."""

    frame: pl.DataFrame
    meta: Any
    place: Place

    def __post_init__(self) -> None:
        self.variables: list[Variable] = []
        self.values: list[pl.Series] = []
        self.states: dict[str, pl.Series] = {}
        self.faults: list[Fault] = []
        self.packed: list[pl.Series] = []
        self.counted = _counted_values(self.meta.mr_sets)

    def variable(self, name: str) -> None:
        """Read one column with all that the file says about it."""
        stored = self.frame[name]
        text = self.meta.readstat_variable_types[name] == "string"
        if state_column.is_state_column(name) and text:
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
        self.states, unknown = state_column.unpack(self.packed, values, self.states)
        values = values.with_columns(
            pl.Series(v.name, values[v.name]).set(
                (values[v.name] == "") & (self.states[v.name] != int(AnswerState.ANSWERED)), None
            )
            for v in self.variables
            if values[v.name].dtype == pl.String
        )
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
        valid = stored.set(state != int(AnswerState.ANSWERED), None).drop_nulls()
        by_code = {code_from_number(value): label for value, label in labels.items()}
        if self._is_flag(variable.name, valid, by_code):
            if variable.missing and stored.filter(state != 0).drop_nulls().len():
                self.faults.append(
                    warning(
                        "spss.flag_codes",
                        N_("The values that are declared missing are read as no answer."),
                        place=self.place,
                    ).at(column=variable.name)
                )
            flags = (stored == self.counted.get(variable.name, 1.0)).set(
                state != int(AnswerState.ANSWERED), None
            )
            return replace(variable, kind=VariableKind.FLAG), flags
        if labels and _is_coded(variable.measure, valid, labels):
            codes = stored.to_frame().select(codes_from_numbers(pl.col(variable.name))).to_series()
            coded = replace(variable, kind=VariableKind.CODE, categories=_categories(by_code))
            return coded, codes
        number = replace(variable, kind=VariableKind.NUMBER, categories=_categories(by_code))
        whole = decimals in (None, "0") and bool((stored.drop_nulls() % 1 == 0).all())
        if whole and not (stored.abs() > 2.0**53).any():
            return number, stored.cast(pl.Int64)
        return number, stored

    def _is_flag(self, name: str, valid: pl.Series, labels: dict[str, str]) -> bool:
        counted = self.counted.get(name)
        if counted is not None:
            others = valid.filter(valid != counted).unique()
            return len(others) <= 1
        return is_flag_labels(labels) and bool(valid.is_in([0.0, 1.0]).all())

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


def _is_coded(measure: Measure, valid: pl.Series, labels: Mapping[float, str]) -> bool:
    """Labels make codes, unless they only name a few points of a scale or special values."""
    if measure is not Measure.SCALE:
        return bool((valid % 1 == 0).all()) or bool(valid.is_in(list(labels)).all())
    return bool(valid.is_in(list(labels)).all())


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
