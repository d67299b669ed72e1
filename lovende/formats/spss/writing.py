"""Writing .sav and .zsav, read back and compared before the file is put in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from lovende.domain.dataset import state_column
from lovende.domain.dataset.codes import is_number_code
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_, Text
from lovende.formats import statistics_names
from lovende.formats.replacing import replacing
from lovende.formats.reserved_codes import FLAG_LABELS, state_label
from lovende.formats.spss.missing import plan_missing, with_codes
from lovende.formats.spss.reading import SECONDS_FROM_1582, read_spss
from lovende.formats.spss.syntax import sets_syntax
from lovende.formats.verifying import differences
from lovende.translation import translate

LONGEST_TEXT, LONGEST_LABEL, LONGEST_VALUE_LABEL = 32_767, 255, 120
_LONGEST_DECLARED = 8
"""Bytes of a string variable in which values can be declared missing."""
_EXACT = 2**53


def write_spss(dataset: Dataset, path: Path, *, language: str = "da") -> tuple[Fault, ...]:
    """Write a .sav (or .zsav) with labels in `language`, value labels, missing values and measures.

    Skipped, not asked and not reached are codes declared missing, with a label; where a variable
    has no room for them (texts, dates, three own missing codes) they stand in the text variable
    `answer_states`. The several-choice sets are written as syntax beside the file, `name.sps`.
    What SPSS cannot hold is warned about by name: names, labels and texts that are too long.

    The file is read back and compared before it takes its place. Raises LovendeError when a
    variable did not come back as it was, or for whole numbers that no .sav can hold exactly.
    """
    sheet = _Sheet(dataset, language)
    for variable in dataset.variables:
        sheet.add(variable)
    sheet.add_states()
    place = Place(file=path.name)
    if sheet.errors:
        raise LovendeError(one.at(file=path.name) for one in sheet.errors)
    with replacing(path) as part:
        try:
            sheet.write(part, compact=path.suffix.lower() == ".zsav")
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as problem:
            raise LovendeError(
                fault(
                    "spss.refused",
                    N_("The SPSS file could not be written: {reason}."),
                    place=place,
                    reason=str(problem),
                )
            ) from None
        back, _ = read_spss(part)
        differing = differences(dataset, back, sheet.names, sheet.labels, sheet.categories)
        if differing:
            raise LovendeError(
                fault(
                    "spss.not_verified",
                    N_("Read back, {names} differ from what was written; the file was not kept."),
                    place=place,
                    names=", ".join(differing[:20]),
                )
            )
    syntax, untold = sets_syntax(dataset.sets, sheet.names, language)
    beside = path.with_suffix(".sps")
    if syntax:
        with replacing(beside) as part:
            part.write_text(syntax, encoding="utf-8-sig")
    return tuple(one.at(file=path.name) for one in (*sheet.faults, *untold))


@dataclass
class _Sheet:
    """The columns and descriptions as pyreadstat takes them."""

    dataset: Dataset
    language: str
    columns: list[pl.Series] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    categories: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, Any] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    told: dict[str, pl.Series] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names, renamed = statistics_names.legal_names(
            self.dataset.values.columns, statistics_names.SPSS
        )
        self.faults += renamed

    def add(self, variable: Variable) -> None:
        """Add one variable with its description."""
        name = self.names[variable.name]
        states = self.dataset.states[variable.name]
        stored = self._stored(variable)
        text = stored.dtype == pl.String
        labels = self._own_labels(variable, text)
        self.categories[name] = self._own_categories(variable)
        if _declares(variable, stored, labels):
            needed = {AnswerState(s) for s in states.filter(stored.is_null()).unique() if s}
            if variable.question is None and needed == {AnswerState.SKIPPED}:
                needed = set()
            used = () if text else stored.drop_nulls().unique()
            known = [v for v in (*used, *labels) if isinstance(v, float | int)]
            strings = stored.drop_nulls().unique() if text else ()
            known += [float(v) for v in strings if is_number_code(v)]
            plan = plan_missing(variable, known, needed, text=text)
            stored = with_codes(stored, states, plan.codes)
            for state, code in plan.codes.items():
                labels[str(code) if text else code] = state_label(state, self.language)
            if plan.declared:
                self.missing[name] = plan.declared
            self.told[variable.name] = _concluded(stored, variable, plan.codes, text)
        else:
            self.told[variable.name] = state_column.told_by_value(stored)
        if text and labels:
            stored = _wide_enough(stored, labels)
        self.columns.append(stored.alias(name))
        self.measures[name] = variable.measure.value
        if labels:
            self.value_labels[name] = labels
        self.labels[name] = self._cut(
            variable.label.get(self.language), LONGEST_LABEL, variable.name
        )

    def add_states(self) -> None:
        """Add the text variables that tell what codes could not."""
        packed = state_column.pack(self.dataset.values, self.dataset.states, self.names, self.told)
        for series in packed:
            self.columns.append(series)
            self.labels[series.name] = translate(_STATES_LABEL, self.language)
            self.measures[series.name] = "nominal"

    def write(self, path: Path, *, compact: bool) -> None:
        """Write the file; raises pyreadstat's errors."""
        pyreadstat.write_sav(
            pl.DataFrame(self.columns),
            str(path),
            file_label=statistics_names.cut_to_bytes(self.dataset.title.get(self.language), 64),
            column_labels={name: label or None for name, label in self.labels.items()},
            compress=compact,
            row_compress=not compact,
            variable_value_labels=self.value_labels,
            missing_ranges=self.missing,
            variable_measure=self.measures,
            variable_format=self.forms,
            variable_display_width=self.widths,
        )

    def _stored(self, variable: Variable) -> pl.Series:
        """The column as Float64 or String, with its format."""
        series, name = self.dataset.values[variable.name], self.names[variable.name]
        if series.dtype == pl.Date:
            self.forms[name] = "EDATE10"
            days = series.cast(pl.Int32).cast(pl.Float64)
            return days * 86400.0 + SECONDS_FROM_1582
        if series.dtype == pl.Datetime:
            self.forms[name] = "DATETIME20"
            moments = series.cast(pl.Datetime("us")).cast(pl.Int64).cast(pl.Float64)
            return moments / 1e6 + SECONDS_FROM_1582
        if variable.kind is VariableKind.CODE and all(
            map(is_number_code, _codes(variable, series))
        ):
            self.forms[name] = (
                "F8.0" if not series.str.contains(".", literal=True).any() else "F8.2"
            )
            return series.cast(pl.Float64)
        if series.dtype == pl.String:
            return self._texts(variable, series)
        if series.dtype == pl.Int64 and (series.abs() > _EXACT).any():
            self.errors.append(
                fault(
                    "spss.large_number",
                    N_("SPSS cannot hold whole numbers of more than 15 digits; make it a text."),
                ).at(column=variable.name)
            )
        numbers = series.cast(pl.Float64)
        self.forms[name] = _number_format(series)
        return numbers.set(~numbers.is_finite().fill_null(True), None)

    def _texts(self, variable: Variable, series: pl.Series) -> pl.Series:
        long = series.str.len_bytes() > LONGEST_TEXT
        for row in long.fill_null(False).arg_true():
            self.faults.append(
                warning(
                    "spss.text_cut",
                    N_("The text is longer than the {longest} bytes that SPSS takes; it is cut."),
                    longest=LONGEST_TEXT,
                ).at(row=row + 1, column=variable.name)
            )
            series = series.set(
                pl.arange(0, len(series), eager=True) == row,
                statistics_names.cut_to_bytes(series[row], LONGEST_TEXT),
            )
        self.widths[self.names[variable.name]] = 30 if variable.kind is VariableKind.TEXT else 10
        return series.str.replace_all("\x00", "", literal=True)

    def _own_categories(self, variable: Variable) -> dict[str, str]:
        return {
            c.code: statistics_names.cut_to_bytes(
                c.label.get(self.language) or c.code, LONGEST_VALUE_LABEL
            )
            for c in variable.categories
        }

    def _own_labels(self, variable: Variable, text: bool) -> dict[Any, str]:
        if variable.kind is VariableKind.FLAG:
            return {c: translate(message, self.language) for c, message in FLAG_LABELS.items()}
        labelled: list[tuple[float | str, Text]] = [(c.code, c.label) for c in variable.categories]
        labelled += [(m.low, m.label) for m in variable.missing if m.low == m.high and m.label]
        return {
            str(code) if text else float(code): self._cut(
                label.get(self.language) or str(code), LONGEST_VALUE_LABEL, variable.name
            )
            for code, label in labelled
        }

    def _cut(self, label: str, longest: int, name: str) -> str:
        short = statistics_names.cut_to_bytes(label, longest)
        if short != label:
            self.faults.append(
                warning(
                    "spss.label_cut",
                    N_(
                        "The label “{label}” is longer than the {longest} bytes SPSS takes; it is cut."
                    ),
                    label=label[:60] + "…",
                    longest=longest,
                ).at(column=name)
            )
        return short


_STATES_LABEL = N_("Why answers are missing where no code says it")


def _wide_enough(stored: pl.Series, labels: Mapping[Any, str]) -> pl.Series:
    """Fill a text up with spaces to the bytes of the longest labelled code: the library takes the
    width of a variable from its texts alone, and spaces at the end mean nothing to SPSS."""
    longest = max(len(str(code).encode()) for code in labels)
    widest = stored.str.len_bytes().max()
    if not len(stored) or (isinstance(widest, int) and widest >= longest):
        return stored
    first = stored[0] or ""
    padded = first + " " * (longest - len(first.encode()))
    return pl.concat([pl.Series(stored.name, [padded]), stored.slice(1)])


def _codes(variable: Variable, series: pl.Series) -> set[str]:
    own = {category.code for category in variable.categories}
    declared = {m.low for m in variable.missing if isinstance(m.low, str)}
    return own | declared | set(series.drop_nulls().unique())


def _declares(variable: Variable, stored: pl.Series, labels: Mapping[Any, str]) -> bool:
    """Codes declared missing belong to numbers and categories; short strings can take them."""
    if variable.kind is VariableKind.DATE:
        return bool(variable.missing)
    if stored.dtype != pl.String:
        return True
    if variable.kind is not VariableKind.CODE and not variable.missing:
        return False
    longest = max(
        [len(str(v).encode()) for v in (*stored.drop_nulls().unique(), *labels)], default=0
    )
    return longest <= _LONGEST_DECLARED


def _concluded(
    stored: pl.Series,
    variable: Variable,
    codes: Mapping[AnswerState, int],
    text: bool,
) -> pl.Series:
    """The states that a reader of the written column will conclude."""
    told = state_column.told_by_value(stored)
    for missing in variable.missing:
        inside = stored.is_between(pl.lit(missing.low), pl.lit(missing.high)).fill_null(False)
        told = told.set(inside, int(missing.state))
    for state, code in codes.items():
        value: str | float = str(code) if text else float(code)
        told = told.set((stored == value).fill_null(False), int(state))
    return told


def _number_format(series: pl.Series) -> str:
    largest = float(series.abs().max() or 0) if series.dtype != pl.Boolean else 1.0  # type: ignore[arg-type]  # a number here
    if series.dtype.is_float():
        return "F8.2" if largest < 1e5 else "F20.4"
    return f"F{max(8, len(str(int(largest))) + 1)}.0"
