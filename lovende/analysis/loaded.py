"""A study with all its files read and checked: what every part of the analysis works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from lovende.analysis.counting import StudyCounts
from lovende.analysis.findings import Practice
from lovende.analysis.groupings import Grouped
from lovende.analysis.panel import Panel
from lovende.analysis.rows import QuestionRow, rows_of
from lovende.analysis.study_file import StudyFile
from lovende.analysis.weights.model import StudyWeights
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault
from lovende.domain.places import Municipality
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.model import Question, Questionnaire
from lovende.domain.statistics.tables import Codes

__all__ = ["LoadedStudy", "QuestionRow", "question_rows", "rows_of"]


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
    weights: StudyWeights | None = None

    def grouping(self, name: str) -> Grouped:
        """Return the grouping `name`. Raises KeyError where there is none."""
        return next(grouping for grouping in self.groupings if grouping.name == name)

    def tabulated(self) -> Iterator[Question]:
        """Yield the closed questions that get a table: the numbered ones, or all where none is numbered."""
        closed = [q for q in self.questionnaire.questions() if q.kind.has_choices]
        numbered = any(question.number for question in closed)
        return (question for question in closed if question.number or not numbered)

    @cached_property
    def rows(self) -> tuple[QuestionRow, ...]:
        """The rows of all tabulated questions in printed order; later rounds of a repeat stay out."""
        return tuple(row for one in self.tabulated() for row in rows_of(self.dataset, one))

    @cached_property
    def counts(self) -> StudyCounts:
        """Every row counted alone and by every grouping, once for all tables and tests."""
        return StudyCounts.of(self.rows, self.groupings, self.file.collapse, self.dataset)


def question_rows(study: LoadedStudy) -> list[QuestionRow]:
    """Return the rows of all tabulated questions in printed order; later rounds of a repeat stay out."""
    return list(study.rows)
