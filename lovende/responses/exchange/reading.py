"""A file of answers collected elsewhere: read, fitted to the questionnaire, and what is wrong with it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from lovende.analysis.answers import TRUE, fit_respondents
from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.model import AnswerState, Dataset
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.answers import first_row, read_answers

USUAL_KEYS = ("key", "token", "respondent", "respondent_id", "respondentid", "id", "_id", "nøgle")
USUAL_SUBMITTED = ("submitted", "submitdate", "completed", "afsluttet", "statoverall_4")
_OF_KEYS = ("answers.empty_key", "answers.doubled_key", "answers.no_key_column")


@dataclass(frozen=True)
class Elsewhere:
    """Answers from a file. `dataset` holds what can be used; `submitted` is aligned with it."""

    dataset: Dataset
    submitted: pl.Series
    faults: tuple[Fault, ...]
    columns: tuple[str, ...]
    key: str
    submitted_column: str
    first: int

    @property
    def blocked(self) -> bool:
        """Whether something is wrong that leaving out a single answer does not cure."""
        return any(
            found.severity is Severity.ERROR and (found.code in _OF_KEYS or found.place.row is None)
            for found in self.faults
        )


def read_elsewhere(
    name: str, source: bytes, questionnaire: Questionnaire, *, key: str = "", submitted: str = ""
) -> Elsewhere:
    """Read a file of answers; what kind it is, its content tells.

    `key` and `submitted` name columns; empty ones are looked for under their usual names. Answers
    named by an error are left out of the dataset. Raises LovendeError for a file that cannot be
    read as answers at all.
    """
    with tempfile.TemporaryDirectory(prefix="lovende-answers-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(source)
        raw, warnings = read_answers(path, typed=False)
        first = first_row(path)
    columns = tuple(raw.values.columns)
    key = key or _usual(columns, USUAL_KEYS)
    if key not in columns:
        message = N_(
            "The file has no column {column}. Choose the column with the respondents' keys."
        )
        raise LovendeError(
            fault("answers.choose_key", message, place=Place(file=name), column=key or "key")
        )
    submitted = submitted or _usual(columns, USUAL_SUBMITTED)
    raw = _with_submission(raw, submitted)
    (dataset, done), faults = fit_respondents(
        raw, questionnaire, key=key, submitted=submitted or None, first=first
    )
    placed = tuple(found.at(file=name) for found in (*warnings, *faults))
    if done is None:
        done = pl.repeat(False, dataset.size, dtype=pl.Boolean, eager=True)
    usable = _without(dataset, placed, first)
    return Elsewhere(usable, done, placed, columns, key, submitted, first)


def _usual(columns: Iterable[str], names: Collection[str]) -> str:
    """The column with the first of `names`, whatever its case; '' where there is none."""
    found = {column.casefold(): column for column in columns}
    return next((found[name] for name in names if name in found), "")


def _with_submission(raw: Dataset, column: str) -> Dataset:
    """A date of submission says that someone submitted; survey tools write it so."""
    if column not in raw.values.columns:
        return raw
    text = as_text(raw.values[column]).str.strip_chars()
    dated = text.str.contains(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}").fill_null(False)
    said = text.str.to_lowercase().is_in(TRUE).fill_null(False)
    flags = (dated | said).cast(pl.UInt8).cast(pl.String).alias(column)
    return replace(raw, values=raw.values.with_columns(flags))


def _without(dataset: Dataset, faults: Iterable[Fault], first: int) -> Dataset:
    """Leave out every answer that an error names; of a several-choice question the whole answer."""
    rows: dict[str, list[int]] = {}
    for found in faults:
        column = found.place.column
        if found.severity is not Severity.ERROR or found.place.row is None or column is None:
            continue
        for name in _belonging(dataset, column):
            rows.setdefault(name, []).append(found.place.row - first)
    values, states = {}, {}
    for name, wrong in rows.items():
        flags = np.zeros(dataset.size, dtype=bool)
        flags[[row for row in wrong if 0 <= row < dataset.size]] = True
        mask = pl.Series(flags)
        values[name] = dataset.values[name].to_frame().select(pl.when(~mask).then(pl.col(name)))
        states[name] = dataset.states[name].set(
            mask & (dataset.states[name] == int(AnswerState.ANSWERED)), int(AnswerState.SKIPPED)
        )
    return replace(
        dataset,
        values=dataset.values.with_columns(frame.to_series() for frame in values.values()),
        states=dataset.states.with_columns(states.values()),
    )


def _belonging(dataset: Dataset, column: str) -> list[str]:
    """The variables that go together with a column of the file."""
    if column not in dataset or dataset[column].question is None:
        return []
    variable = dataset[column]
    if variable.option is None:
        return [column]
    return [v.name for v in dataset.of_question(variable.question or "", variable.round)]


def by_kind(faults: Iterable[Fault]) -> Mapping[str, int]:
    """Return how many faults there are of each kind, the most frequent first."""
    return dict(Counter(found.code for found in faults).most_common())
