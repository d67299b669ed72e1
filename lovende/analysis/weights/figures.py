"""Weighted figures put beside the others: in the tables, and in the tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from lovende.analysis.findings import Collapse, Option, Table, Test
from lovende.analysis.loaded import LoadedStudy, QuestionRow, question_rows
from lovende.analysis.study_file import CollapsePart
from lovende.analysis.weights.model import Flags, StudyWeights
from lovende.domain.statistics.tables import MISSING, Codes

if TYPE_CHECKING:
    from lovende.domain.statistics.design import RaoScott
    from lovende.domain.statistics.weighting import Estimate

Key = tuple[str, int | None]


def add_weighted(study: LoadedStudy, tables: list[Table], tests: list[Test]) -> None:
    """Fill in the weighted figures of the ungrouped `tables` and of `tests`, where the study has
    weights."""
    weights = study.weights
    if weights is None or weights.weighted is None:
        return
    rows = {(row.name, row.row): row for row in question_rows(study)}
    figures = _Figures(study, weights)
    for table in tables:
        row = rows.get((table.question, table.row))
        if row is not None and table.by is None:
            figures.fill(table, row)
    _Tests(study, weights, rows).fill(tests)


class _Figures:
    """Estimates of every answer, question row by question row."""

    def __init__(self, study: LoadedStudy, weights: StudyWeights) -> None:
        from lovende.domain.statistics.weighting import Survey

        assert weights.weighted is not None
        self.study, self.members = study, weights.members
        self.people = Survey(weights.weighted, {}, weights.replicates)

    def fill(self, table: Table, row: QuestionRow) -> None:
        """Fill in the table of a question row."""
        columns = dict(self._columns(row))
        survey = self.people.of(columns)
        if row.codes is not None:
            found = survey.shares("answer", len(row.options))
        else:
            found = tuple(survey.shares(f"option {code}", 2)[1] for code in row.options)
        for option, estimate in zip(table.options, found, strict=True):
            _write(option, estimate)
        for part in table.collapsed:
            _write(part, survey.shares(f"together {tuple(part.codes)}", 2)[1])

    def _columns(self, row: QuestionRow) -> Iterator[tuple[str, Codes]]:
        """Yield codes for a question with one answer, and 0 or 1 for each of several answers and
        for each set of answers taken together."""
        answered = row.answered[self.members]
        if row.codes is not None:
            yield "answer", row.codes[self.members]
        for place, code in enumerate(row.options):
            if row.ticks is not None:
                ticked = row.ticks[self.members, place]
                yield f"option {code}", np.where(answered, ticked, MISSING).astype(np.int64)
        for part in self.study.file.collapse:
            if _concerns(part, row):
                places = [row.options.index(code) for code in part.codes]
                chosen = _any_of(row, places)[self.members]
                yield (
                    f"together {tuple(part.codes)}",
                    np.where(answered, chosen, MISSING).astype(np.int64),
                )


def _concerns(part: CollapsePart, row: QuestionRow) -> bool:
    named = part.question in (row.question.number, row.question.name)
    return named and (not part.rows or row.row in part.rows)


def _any_of(row: QuestionRow, places: list[int]) -> Flags:
    if row.ticks is not None:
        return np.asarray(row.ticks[:, places].any(axis=1))
    assert row.codes is not None
    return np.isin(row.codes, places)


def _write(answer: Option | Collapse, estimate: Estimate) -> None:
    def percent(share: float | None) -> float | None:
        return None if share is None else min(100.0, max(0.0, 100 * share))

    answer.weighted_percent = percent(estimate.value)
    answer.weighted_low, answer.weighted_high = percent(estimate.low), percent(estimate.high)
    answer.weighted_se = None if estimate.se is None else 100 * estimate.se
    answer.design_effect = estimate.design_effect


class _Tests:
    """The design-based tests: Rao-Scott of tables, and rank tests where svy has them whole."""

    def __init__(
        self, study: LoadedStudy, weights: StudyWeights, rows: dict[Key, QuestionRow]
    ) -> None:
        self.study, self.weights, self.rows = study, weights, rows
        self.members = weights.members
        self.made: dict[tuple[str, int | None, str | None, str], RaoScott | None] = {}

    def fill(self, tests: list[Test]) -> None:
        """Fill in the weighted test beside each plain one that could be made."""
        for test in tests:
            row = self.rows.get((test.question, test.row))
            if row is None or test.reason is not None:
                continue
            groups = np.array(self.study.grouping(test.by).respondents)[self.members]
            if test.test in ("mann_whitney", "kruskal_wallis"):
                test.p_weighted = self._ranks(row, groups)
            elif test.test == "simultaneous":
                test.p_weighted = self._simultaneous(row, test.by, groups)
            else:
                self._table(test, row, groups)

    def _values(self, row: QuestionRow, option: str | None) -> Codes:
        if row.codes is not None:
            return row.codes[self.members]
        assert row.ticks is not None
        assert option is not None
        ticked = row.ticks[self.members, row.options.index(option)]
        return np.where(row.answered[self.members], ticked, MISSING).astype(np.int64)

    def _table(self, test: Test, row: QuestionRow, groups: Codes) -> None:
        found = self._rao_scott(row, test.option, test.by, groups)
        if found is not None:
            test.p_weighted, test.weighted_f = found.f_p, found.f
            test.weighted_df, test.weighted_df_error = found.f_df

    def _simultaneous(self, row: QuestionRow, by: str, groups: Codes) -> float | None:
        """Return the smallest p of the answers times their number (Bonferroni)."""
        found = [self._rao_scott(row, option, by, groups) for option in row.options]
        known = [one.f_p for one in found if one is not None]
        return min(1.0, min(known) * len(row.options)) if known else None

    def _rao_scott(
        self, row: QuestionRow, option: str | None, by: str, groups: Codes
    ) -> RaoScott | None:
        """Return the test of a table; several tests of the findings look at the same one."""
        from lovende.domain.statistics.weighting import weighted_rao_scott

        weighted = self.weights.weighted
        assert weighted is not None
        key = (row.name, row.row, option, by)
        if key not in self.made:
            values = self._values(row, option)
            self.made[key] = weighted_rao_scott(groups, values, weighted, self.weights.replicates)
        return self.made[key]

    def _ranks(self, row: QuestionRow, groups: Codes) -> float | None:
        """Return the p of the rank test of two groups, where svy has one; don't know is left out."""
        from lovende.domain.statistics.weighting import weighted_rank_test

        weighted = self.weights.weighted
        assert weighted is not None
        assert row.codes is not None
        if weighted.margins or weighted.sampling.population is not None:
            return None
        if self.weights.replicates is not None or np.unique(groups[groups >= 0]).size != 2:
            return None
        aside = [row.options.index(code) for code in row.dont_know]
        values = row.codes[self.members]
        first, second = np.unique(groups[groups >= 0])
        two = np.select([groups == first, groups == second], [0, 1], MISSING)
        return weighted_rank_test(np.where(np.isin(values, aside), MISSING, values), two, weighted)
