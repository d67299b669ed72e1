"""Writing .dta, read back and compared before the file is put in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from lovende.domain.dataset import state_column
from lovende.domain.dataset.codes import is_number_code
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_
from lovende.formats import statistics_names
from lovende.formats.replacing import replacing
from lovende.formats.reserved_codes import FLAG_LABELS, state_label
from lovende.formats.stata.reading import FROM_1960_TO_1970, OWN_TAGS, read_stata
from lovende.formats.verifying import differences
from lovende.translation import translate

LONGEST_LABEL = 80
_LARGEST_LONG = 2_147_483_620
_EXACT = 2**53
_MOST_IN_118 = 32_767
"""Variables in the format of Stata 14 and later; more need that of Stata 15, which not all open."""
_TAGS = {state: tag for tag, state in OWN_TAGS.items()}


def write_stata(dataset: Dataset, path: Path, *, language: str = "da") -> tuple[Fault, ...]:
    """Write a .dta for Stata 14 and later, labels in `language`.

    The states of missing answers are the extended missing values .s (skipped), .n (not asked) and
    .r (not reached), with labels; for texts they stand in the variable `answer_states`. Codes that
    are no whole numbers stay texts, without value labels, with a warning.

    The file is read back and compared before it takes its place. Raises LovendeError when a
    variable did not come back as it was, or for whole numbers that Stata cannot hold exactly.
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
            sheet.write(part)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as problem:
            raise LovendeError(
                fault(
                    "stata.refused",
                    N_("The Stata file could not be written: {reason}."),
                    place=place,
                    reason=str(problem),
                )
            ) from None
        back, _ = read_stata(part)
        differing = differences(
            dataset, back, sheet.names, sheet.labels, sheet.categories, measures=False
        )
        if differing:
            raise LovendeError(
                fault(
                    "stata.not_verified",
                    N_("Read back, {names} differ from what was written; the file was not kept."),
                    place=place,
                    names=", ".join(differing[:20]),
                )
            )
    return tuple(one.at(file=path.name) for one in sheet.faults)


@dataclass
class _Sheet:
    """The columns and descriptions as pyreadstat takes them."""

    dataset: Dataset
    language: str
    columns: list[pl.Series] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[Any, str]] = field(default_factory=dict)
    categories: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    told: dict[str, pl.Series] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names, renamed = statistics_names.legal_names(
            self.dataset.values.columns, statistics_names.STATA
        )
        self.faults += renamed

    def add(self, variable: Variable) -> None:
        """Add one variable with its description."""
        name = self.names[variable.name]
        label = variable.label.get(self.language)
        self.labels[name] = label if len(label) <= LONGEST_LABEL else label[:79] + "…"
        if self.labels[name] != label:
            self.faults.append(
                warning(
                    "stata.label_cut",
                    N_(
                        "The label “{label}” is longer than the {longest} characters Stata takes; it is cut."
                    ),
                    label=label[:60] + "…",
                    longest=LONGEST_LABEL,
                ).at(column=variable.name)
            )
        stored = self._stored(variable)
        if stored.dtype == pl.String:
            if variable.categories:
                self.faults.append(
                    warning(
                        "stata.labels_left_out",
                        N_(
                            "Stata labels whole numbers only; the codes stay texts, their labels are left out."
                        ),
                    ).at(column=variable.name)
                )
            text = stored.str.replace_all("\x00", "", literal=True)
            self.told[variable.name] = state_column.told_by_value(text)
            self.columns.append(text.fill_null("").alias(name))
            return
        self._add_numbers(variable, name, stored)

    def add_states(self) -> None:
        """Add the text variables that tell what extended missing values could not."""
        for series in state_column.pack(
            self.dataset.values, self.dataset.states, self.names, self.told
        ):
            self.columns.append(series.fill_null(""))
            self.labels[series.name] = translate(STATES_LABEL, self.language)

    def write(self, path: Path) -> None:
        """Write the file; raises pyreadstat's errors."""
        pyreadstat.write_dta(
            pl.DataFrame(self.columns),
            str(path),
            file_label=self.dataset.title.get(self.language)[:LONGEST_LABEL],
            column_labels={name: label or None for name, label in self.labels.items()},
            version=14 if len(self.columns) <= _MOST_IN_118 else 15,
            variable_value_labels=self.value_labels,
            missing_user_values=self.tags,
            variable_format=self.forms,
        )

    def _add_numbers(self, variable: Variable, name: str, stored: pl.Series) -> None:
        """Add a column of numbers; a null becomes the letter of its state."""
        states = self.dataset.states[variable.name]
        labels = self._own_labels(variable, stored)
        self.categories[name] = {str(code): label for code, label in labels.items()}
        letters = self._letters(variable, stored, states)
        told = state_column.told_by_value(stored)
        cells: list[Any] | None = None
        for state, tag in letters.items():
            here = stored.is_null() & (states == int(state))
            told = told.set(here, int(state))
            if here.any():
                cells = stored.to_list() if cells is None else cells
                for row in here.arg_true():
                    cells[row] = tag
        if cells is not None:
            self.tags[name] = list(letters.values())
            own = {
                str(m.low)[1:]: m.label.get(self.language)
                for m in variable.missing
                if _is_tag(m.low)
            }
            for state, tag in letters.items():
                labels[tag] = own.get(tag) or state_label(state, self.language)
        if labels:
            self.value_labels[name] = labels
        self.told[variable.name] = told
        column = stored if cells is None else pl.Series(cells, dtype=pl.Object)
        self.columns.append(column.alias(name))

    def _letters(
        self, variable: Variable, stored: pl.Series, states: pl.Series
    ) -> dict[AnswerState, str]:
        """The letter for each state that a null has: the file's own, else .s, .n, .r."""
        empty = {AnswerState(s) for s in states.filter(stored.is_null()).unique() if s}
        own = {m.state: str(m.low)[1:] for m in reversed(variable.missing) if _is_tag(m.low)}
        if variable.question is not None:
            empty = set(_TAGS)
        elif not own and empty == {AnswerState.SKIPPED}:
            return {}
        letters = {state: own.get(state, _TAGS[state]) for state in _TAGS if state in empty}
        return letters if len(set(letters.values())) == len(letters) else {}

    def _stored(self, variable: Variable) -> pl.Series:
        """The column as Int32, Float64 or String, with its format."""
        series, name = self.dataset.values[variable.name], self.names[variable.name]
        if series.dtype == pl.Date:
            self.forms[name] = "%td"
            return series.cast(pl.Int32) + FROM_1960_TO_1970
        if series.dtype == pl.Datetime:
            self.forms[name] = "%tc"
            moments = series.cast(pl.Datetime("us")).cast(pl.Int64)
            return (moments + FROM_1960_TO_1970 * 86_400_000_000).cast(pl.Float64) / 1000
        if variable.kind is VariableKind.CODE:
            plain = series.set(series.str.contains(r"^\.[a-z]$"), None)
            codes = {*plain.drop_nulls().unique(), *(c.code for c in variable.categories)}
            whole = all(is_number_code(code) and "." not in code for code in codes)
            if whole and all(abs(int(code)) <= _LARGEST_LONG for code in codes):
                return plain.cast(pl.Int32)
            return series
        if series.dtype == pl.Boolean:
            return series.cast(pl.Int32)
        if series.dtype.is_integer():
            return self._whole(variable, series)
        if series.dtype.is_float():
            return series.set(~series.is_finite().fill_null(True), None)
        return series

    def _whole(self, variable: Variable, series: pl.Series) -> pl.Series:
        largest = series.abs().max()
        if isinstance(largest, int) and largest > _EXACT:
            self.errors.append(
                fault(
                    "stata.large_number",
                    N_("Stata cannot hold whole numbers of more than 15 digits; make it a text."),
                ).at(column=variable.name)
            )
        if isinstance(largest, int) and largest > _LARGEST_LONG:
            return series.cast(pl.Float64)
        return series.cast(pl.Int32)

    def _own_labels(self, variable: Variable, stored: pl.Series) -> dict[Any, str]:
        if variable.kind is VariableKind.FLAG:
            return {c: translate(message, self.language) for c, message in FLAG_LABELS.items()}
        labelled = [(c.code, c.label) for c in variable.categories]
        labelled += [
            (str(int(m.low)), m.label)
            for m in variable.missing
            if not isinstance(m.low, str) and m.low == m.high and m.low % 1 == 0 and m.label
        ]
        if stored.dtype != pl.Int32:
            return {}
        return {int(code): label.get(self.language) or code for code, label in labelled}


STATES_LABEL = N_("Why answers are missing where no code says it")


def _is_tag(low: object) -> bool:
    return isinstance(low, str) and len(low) == 2 and low[0] == "." and low[1].islower()
