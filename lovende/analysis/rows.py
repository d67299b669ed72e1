"""The rows of the findings: what is tabulated and compared, with the answers as levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from lovende.domain.dataset.model import Dataset, Measure, Variable
from lovende.domain.questionnaire.model import Kind, Question
from lovende.domain.statistics.comparison.model import CodedRow, Row, SeveralRow
from lovende.domain.statistics.tables import Codes, Ticks, encode


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

    @property
    def compared(self) -> Row:
        """The row as the comparison of groups takes it."""
        if self.ticks is not None:
            return SeveralRow(self.name, self.ticks, self.options)
        assert self.codes is not None
        return CodedRow(
            self.name,
            self.codes,
            len(self.options),
            self.row,
            ordered=self.variable.measure is Measure.ORDINAL,
            dont_know=tuple(self.options.index(code) for code in sorted(self.dont_know)),
        )


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
