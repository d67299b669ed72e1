"""Weighted figures put beside the others: in the tables, and in the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lovende.analysis.findings import Collapse, Option, Table, TableGroup, Test
from lovende.analysis.loaded import LoadedStudy, QuestionRow, question_rows
from lovende.analysis.weights.model import Flags, StudyWeights
from lovende.domain.statistics.tables import MISSING, Codes

if TYPE_CHECKING:
    from lovende.domain.statistics.design import RaoScott
    from lovende.domain.statistics.weighting import Estimate, Survey

Key = tuple[str, int | None]


def add_weighted(study: LoadedStudy, tables: list[Table], tests: list[Test]) -> None:
    """Fill in the weighted figures of `tables` and `tests`, where the study has weights."""
    weights = study.weights
    if weights is None or weights.weighted is None:
        return
    from lovende.domain.statistics.weighting import Survey

    survey = Survey(weights.weighted, weights.replicates)
    rows = {(row.name, row.row): row for row in question_rows(study)}
    figures = _Figures(study, weights, survey)
    for table in tables:
        row = rows.get((table.question, table.row))
        if row is not None:
            figures.fill(table, row)
    _Tests(study, weights, survey, rows).fill(tests)


class _Figures:
    """Estimates of every answer, table by table."""

    def __init__(self, study: LoadedStudy, weights: StudyWeights, survey: Survey) -> None:
        self.study, self.members, self.survey = study, weights.members, survey

    def fill(self, table: Table, row: QuestionRow) -> None:
        """Fill in a table of a question row: in all, and each group as a domain of everyone."""
        cells, answered = self._cells(table, row), row.answered[self.members]
        if table.by is None:
            self._write(table, cells, answered)
            return
        groups = np.array(self.study.grouping(table.by).respondents)[self.members]
        self._write(table, cells, answered & (groups >= 0))
        for place, group in enumerate(table.groups):
            self._write(group, cells, answered & (groups == place))

    def _write(self, part: Table | TableGroup, cells: Flags, inside: Flags) -> None:
        answers: list[Option | Collapse] = [*part.options, *part.collapsed]
        for answer, estimate in zip(answers, self.survey.shares(cells, inside), strict=True):
            _write(answer, estimate)

    def _cells(self, table: Table, row: QuestionRow) -> Flags:
        """Return who gave each answer, and each set of answers taken together: (members, answers)."""
        ticks = row.ticks
        if ticks is None:
            assert row.codes is not None
            ticks = row.codes[:, None] == np.arange(len(row.options))
        given = ticks[self.members].astype(bool)
        together = [
            given[:, [row.options.index(code) for code in part.codes]].any(axis=1)
            for part in table.collapsed
        ]
        return np.column_stack([given, *together])


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
        self,
        study: LoadedStudy,
        weights: StudyWeights,
        survey: Survey,
        rows: dict[Key, QuestionRow],
    ) -> None:
        self.study, self.weights, self.survey, self.rows = study, weights, survey, rows
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

        key = (row.name, row.row, option, by)
        if key not in self.made:
            values = self._values(row, option)
            self.made[key] = weighted_rao_scott(groups, values, self.survey)
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
