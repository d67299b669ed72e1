"""A study with all its files read and checked: what every part of the analysis works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from lovende.analysis.findings import Practice
from lovende.analysis.groupings import Grouped
from lovende.analysis.panel import Panel
from lovende.analysis.study_file import StudyFile
from lovende.domain.dataset.model import Dataset, Variable
from lovende.domain.errors import Fault
from lovende.domain.places import Municipality
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.model import Kind, Question, Questionnaire
from lovende.domain.statistics.tables import Codes, Ticks, encode


@dataclass(frozen=True)
class LoadedStudy:
    """Everything a study names, read. `dataset` has every answer's state set by the routing.

    `places` and `panel_rows` are aligned with the dataset; `clusters` too (-1 unknown).
    """

    file: StudyFile
    questionnaire: Questionnaire
    dataset: Dataset
    panel: Panel | None
    places: tuple[Municipality | None, ...]
    panel_rows: tuple[int | None, ...]
    clusters: Codes
    groupings: tuple[Grouped, ...]
    submitted: pl.Series | None
    index: IndexDefinition | None
    practices: tuple[Practice, ...]
    nonresponders: Dataset | None
    inputs: tuple[dict[str, str], ...]
    faults: tuple[Fault, ...]

    def grouping(self, name: str) -> Grouped:
        """Return the grouping `name`. Raises KeyError where there is none."""
        return next(grouping for grouping in self.groupings if grouping.name == name)

    def tabulated(self) -> Iterator[Question]:
        """Yield the closed questions that get a table: the numbered ones, or all where none is numbered."""
        closed = [q for q in self.questionnaire.questions() if q.kind.has_choices]
        numbered = any(question.number for question in closed)
        return (question for question in closed if question.number or not numbered)


@dataclass(frozen=True)
class QuestionRow:
    """One row of the findings: a question of one choice, a row of a matrix, or a several-choice question.

    `codes` are level numbers in printed order (don't know last) for one choice; `ticks` (people x
    options) for several.
    """

    question: Question
    variable: Variable
    row: int | None
    options: tuple[str, ...]
    dont_know: frozenset[str]
    codes: Codes | None
    ticks: Ticks | None

    @property
    def name(self) -> str:
        """How the findings name the question: its printed number, else its name."""
        return self.question.number or self.question.name

    @property
    def answered(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Who is in the base."""
        if self.ticks is not None:
            return np.asarray(self.ticks.any(axis=1))
        assert self.codes is not None
        return np.asarray(self.codes >= 0)


def question_rows(study: LoadedStudy) -> list[QuestionRow]:
    """Return the rows of all tabulated questions in printed order; later rounds of a repeat stay out."""
    return [row for question in study.tabulated() for row in rows_of(study.dataset, question)]


def rows_of(dataset: Dataset, question: Question) -> Iterator[QuestionRow]:
    """Yield the rows of one question: one, or one for each row of a matrix."""
    variables = tuple(dataset.of_question(question.name))
    if question.kind is Kind.SEVERAL:
        ticks = np.column_stack(
            [dataset.valid(v.name).cast(pl.Boolean).fill_null(False).to_numpy() for v in variables]
        )
        options = tuple(v.option or "" for v in variables)
        yield QuestionRow(question, variables[0], None, options, frozenset(), None, ticks)
        return
    for variable in variables:
        last = [c.code for c in variable.categories if c.dont_know]
        order = tuple(c.code for c in variable.categories if not c.dont_know) + tuple(last)
        codes = encode(dataset.valid(variable.name), order)
        yield QuestionRow(question, variable, variable.row, order, frozenset(last), codes, None)
