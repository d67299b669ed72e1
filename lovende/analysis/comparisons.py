"""The comparisons of the findings: the planned ones and those added later."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from lovende.analysis.findings import PlannedTest, Test
from lovende.analysis.loaded import LoadedStudy, QuestionRow, question_rows
from lovende.domain.dataset.model import Measure
from lovende.domain.statistics.comparison import CodedRow, Row, SeveralRow, adjust, compare
from lovende.domain.statistics.tables import MISSING


def make_tests(study: LoadedStudy) -> list[Test]:
    """Return the tests of every comparison in the study file; each comparison is a family of its own."""
    rows = question_rows(study)
    settings = study.file.analysis
    tests: list[Test] = []
    for comparison in study.file.comparison:
        grouping = study.grouping(comparison.by)
        chosen = [
            row
            for row in rows
            if _is_named(row, comparison.questions) and row.question.name != grouping.source
        ]
        results = adjust(
            compare(
                [_statistical(row) for row in chosen],
                np.array(grouping.respondents),
                study.clusters if (study.clusters != MISSING).any() else None,
                draws=settings.permutations,
                seed=settings.seed,
                yates=settings.yates,
                small_expected=settings.small_expected,
            )
        )
        tests += [
            Test(by=comparison.by, added_later=comparison.added_later, **asdict(result))
            for result in results
        ]
    return tests


def plan_of(study: LoadedStudy) -> list[PlannedTest]:
    """Return the plan as the findings tell it."""
    return [
        PlannedTest(part.by, list(part.questions) or None, part.added_later)
        for part in study.file.comparison
    ]


def _is_named(row: QuestionRow, questions: tuple[str, ...]) -> bool:
    return not questions or row.question.number in questions or row.question.name in questions


def _statistical(row: QuestionRow) -> Row:
    if row.ticks is not None:
        return SeveralRow(row.name, row.ticks, row.options)
    assert row.codes is not None
    return CodedRow(
        row.name,
        row.codes,
        len(row.options),
        row.row,
        ordered=row.variable.measure is Measure.ORDINAL,
        dont_know=tuple(row.options.index(code) for code in sorted(row.dont_know)),
    )
