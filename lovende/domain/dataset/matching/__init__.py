"""A raw table of answers, fitted to the questionnaire that it answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.from_questionnaire import Asked, questions_asked, sets_of
from lovende.domain.dataset.matching import complaints
from lovende.domain.dataset.matching.cells import fit_cells
from lovende.domain.dataset.matching.names import Columns, find_columns, rounds_in
from lovende.domain.dataset.matching.several import by_base_rule, split_joined
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.model import Kind, Question, Questionnaire

__all__ = ["fit", "match"]


def match(
    raw: Dataset,
    questionnaire: Questionnaire,
    *,
    key: str | None = None,
    expected: Collection[str] = (),
    first_row: int = 2,
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Fit the columns of `raw` to the questions and return the dataset with all that is wrong.

    `raw` may hold texts only (a CSV) or types (a .sav). Answers are codes or labels in any language
    of the questionnaire; several-choice questions stand in one column or in one for each option;
    matrix rows, rounds of a repeat and groups may be written as the usual survey tools do.

    `key` names the column with the respondents' keys: each must be there once. `expected` are
    further columns that belong there (the panel's); other unknown columns are warned about. Both
    are kept as they are. `first_row` is the row of the file in which the first respondent stands.

    Nothing is raised: an answer that cannot be read is an error in the faults and skipped in the
    dataset; a question without a column is skipped by all and named in one warning.
    """
    names = [variable.name for variable in raw.variables if variable.name != key]
    rounds = rounds_in(names, questionnaire)
    asked = list(questions_asked(questionnaire, rounds))
    groups = {item.name for item, _ in questionnaire.walk() if not isinstance(item, Question)}
    columns = find_columns(names, asked, groups)
    work = _Work(raw, first_row)
    work.faults += [complaints.doubled_column(*double) for double in columns.doubled]
    for one in asked:
        work.question(one, columns)
    absent = [v for v in work.variables if v.name in work.absent]
    if absent:
        present = [v for v in work.variables if v.name not in work.absent]
        work.faults.append(complaints.absent_questions(absent, present))
    _keep_others(work, questionnaire, columns.unknown, expected)
    if key is not None:
        _check_key(work, key)
    dataset = Dataset(
        tuple(work.variables),
        pl.DataFrame(list(work.values.values())),
        pl.DataFrame(list(work.states.values())),
        sets=sets_of(questionnaire, rounds),
        key=key if key in raw else None,
        title=raw.title or questionnaire.title,
    )
    return dataset, tuple(work.faults)


def fit(
    raw: Dataset, variables: Sequence[Variable], *, first_row: int = 2
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read the columns of `raw` as `variables` of the same names; no other spellings, no base rule.

    For a file that comes with its own description: a code without a category is a code too.
    Columns that are not described are kept.
    """
    work = _Work(raw, first_row)
    described = {variable.name: variable for variable in variables}
    for variable in raw.variables:
        if variable.name in described:
            work.column(described[variable.name], variable.name, any_code=True)
        else:
            work.keep(variable.name)
    dataset = replace(
        raw,
        variables=tuple(work.variables),
        values=pl.DataFrame(list(work.values.values())),
        states=pl.DataFrame(list(work.states.values())),
    )
    return dataset, tuple(work.faults)


@dataclass
class _Work:
    """The dataset while it is built, column by column."""

    raw: Dataset
    first_row: int
    variables: list[Variable] = field(default_factory=list)
    values: dict[str, pl.Series] = field(default_factory=dict)
    states: dict[str, pl.Series] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.described = {variable.name: variable for variable in self.raw.variables}

    def question(self, one: Asked, columns: Columns) -> None:
        """Add the variables of a question in its round."""
        joined = columns.joined.get((one.question.name, one.suffix))
        if joined is not None:
            self._joined(one, joined)
        else:
            for variable in one.variables:
                self.column(variable, columns.of_variable.get(variable.name))
        if one.question.kind is Kind.SEVERAL and one.variables:
            by_base_rule(self.values, self.states, [v.name for v in one.variables])

    def column(self, variable: Variable, source: str | None, *, any_code: bool = False) -> None:
        """Add one variable from the column `source`, or as skipped by all where there is none."""
        if source is None:
            self.absent.add(variable.name)
            empty = pl.Series(variable.name, [None] * self.raw.size, dtype=_TYPES[variable.kind])
            self._add(variable, empty, self._all(AnswerState.SKIPPED))
            return
        described = self.described[source]
        series, given = self.raw.values[source], self.raw.states[source]
        answered = given == int(AnswerState.ANSWERED)
        free = any_code and variable.kind is VariableKind.CODE
        reading = replace(variable, kind=VariableKind.TEXT) if free else variable
        fitted = fit_cells(series, reading, described)
        self.faults += complaints.unreadable_cells(
            series, fitted.wrong & answered, variable, source, self.first_row
        )
        values = fitted.values.alias(variable.name)
        unanswered = series.set(answered, None)
        if unanswered.null_count() < len(unanswered):
            kept = _kept(unanswered, values.dtype)
            values = values.to_frame().select(pl.coalesce(variable.name, kept)).to_series()
        missing = variable.missing or described.missing
        state = given.set(answered & values.is_null(), int(AnswerState.SKIPPED))
        self._add(replace(variable, missing=missing), values, state)

    def keep(self, name: str) -> None:
        """Add a column of the file as it is."""
        self._add(self.described[name], self.raw.values[name], self.raw.states[name])

    def _joined(self, one: Asked, source: str) -> None:
        series, given = self.raw.values[source], self.raw.states[source]
        series = series.set(given != int(AnswerState.ANSWERED), None)
        flags, wrong = split_joined(series, one.variables)
        self.faults += complaints.unknown_options(
            as_text(series), wrong, one.variables, source, self.first_row
        )
        for variable in one.variables:
            values = flags[variable.name]
            empty = values.is_null() & (given == int(AnswerState.ANSWERED))
            self._add(variable, values, given.set(empty, int(AnswerState.SKIPPED)))

    def _add(self, variable: Variable, values: pl.Series, states: pl.Series) -> None:
        self.variables.append(variable)
        self.values[variable.name] = values.alias(variable.name)
        self.states[variable.name] = states.cast(pl.UInt8).alias(variable.name)

    def _all(self, state: AnswerState) -> pl.Series:
        return pl.repeat(int(state), self.raw.size, dtype=pl.UInt8, eager=True)


_TYPES = {
    VariableKind.CODE: pl.String(),
    VariableKind.FLAG: pl.Boolean(),
    VariableKind.NUMBER: pl.Float64(),
    VariableKind.TEXT: pl.String(),
    VariableKind.DATE: pl.Date(),
}


def _kept(unanswered: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Values that a file declares missing, in the type of the variable where they fit."""
    if dtype == pl.String:
        return as_text(unanswered)
    return unanswered.cast(dtype, strict=False)


def _keep_others(
    work: _Work, questionnaire: Questionnaire, unknown: Sequence[str], expected: Collection[str]
) -> None:
    calculated = {q.name for q in questionnaire.questions() if not q.kind.is_asked}
    known = [variable.name for variable in work.variables]
    surprising: list[str] = []
    for name in unknown:
        if name in work.values:
            continue
        work.keep(name)
        if name not in expected and name not in calculated:
            surprising.append(name)
    if len(surprising) > complaints.LONGEST_LIST:
        work.faults.append(complaints.unknown_columns(surprising))
    else:
        work.faults += [complaints.unknown_column(name, known) for name in surprising]


def _check_key(work: _Work, key: str) -> None:
    """Put the key first, and complain of keys that are empty or stand twice."""
    if key not in work.raw:
        work.faults.insert(0, complaints.no_key_column(key, [v.name for v in work.raw.variables]))
        return
    keys = as_text(work.raw.values[key]).str.strip_chars()
    described = replace(work.raw[key], kind=VariableKind.TEXT, categories=())
    work.variables.insert(0, described)
    work.values = {key: keys.alias(key), **work.values}
    states = (keys.is_null() | (keys == "")).cast(pl.UInt8) * int(AnswerState.SKIPPED)
    work.states = {key: states.alias(key), **work.states}
    work.faults[:0] = complaints.bad_keys(keys, key, work.first_row)
