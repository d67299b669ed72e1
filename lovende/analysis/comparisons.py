"""The comparisons of the findings: the planned ones and those added later."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from lovende.analysis.findings import PlannedTest, Test
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.rows import QuestionRow
from lovende.domain.statistics.comparison.driver import adjust, compare
from lovende.domain.statistics.tables import MISSING


def make_tests(study: LoadedStudy) -> list[Test]:
    """Return the tests of every comparison in the study file; each comparison is a family of its own."""
    settings = study.file.analysis
    tests: list[Test] = []
    for comparison in study.file.comparison:
        grouping = study.grouping(comparison.by)
        chosen = [
            row
            for row in study.rows
            if _is_named(row, comparison.questions) and row.question.name != grouping.source
        ]
        results = adjust(
            compare(
                [row.compared for row in chosen],
                np.array(grouping.respondents),
                study.clusters if (study.clusters != MISSING).any() else None,
                tables=[study.counts.table(row, comparison.by) for row in chosen],
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
