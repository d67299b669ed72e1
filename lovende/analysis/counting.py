"""What is counted of a study, once: every question row alone and by every grouping.

All tables of the findings and all tests that need no individuals are read from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.analysis.groupings import Grouped
from lovende.analysis.rows import QuestionRow
from lovende.analysis.study_file import CollapsePart
from lovende.domain.dataset.model import AnswerState, Dataset
from lovende.domain.statistics.comparison.counted import (
    TICKED,
    group_levels,
    missing_of,
    table_of,
    tick_levels,
    totals_of,
    variables_of,
)
from lovende.domain.statistics.cross_tables import CrossTables, Levels, cross_tables
from lovende.domain.statistics.tables import Counts, Ticks


@dataclass(frozen=True, eq=False)
class StudyCounts:
    """The counts of question rows and of answers taken together.

    A table has the shape (groups, levels); that of a several-choice question (groups, options + 1),
    the last column being the base. Whoever has no group is in no table.
    """

    tables: CrossTables
    groups: dict[str, int]

    @classmethod
    def of(
        cls,
        rows: Sequence[QuestionRow],
        groupings: Sequence[Grouped],
        collapse: Sequence[CollapsePart],
        dataset: Dataset,
        *,
        people: int | None = None,
        compiled: bool | None = None,
    ) -> StudyCounts:
        """Count the rows. `people` and `compiled` as for `cross_tables`, for the same counts."""
        variables = dict(one for row in rows for one in _variables(row, collapse, dataset))
        by = {
            grouping.name: group_levels(
                np.array(grouping.respondents, dtype=np.int64), len(grouping.keys)
            )
            for grouping in groupings
        }
        tables = cross_tables(variables, by, dataset.size, people=people, compiled=compiled)
        return cls(tables, {grouping.name: len(grouping.keys) for grouping in groupings})

    def totals(self, row: QuestionRow) -> Counts:
        """Return the counts of a row over all people, shape (levels,) or (options + 1,)."""
        return totals_of(row.compared, self.tables, _name(row))

    def table(self, row: QuestionRow, by: str) -> Counts:
        """Return the table of a row by the grouping `by`."""
        return table_of(row.compared, self.tables, _name(row), by, self.groups[by])

    def missing(self, row: QuestionRow, state: AnswerState) -> int:
        """Return how many have no answer to a row, by the state of it."""
        return int(missing_of(row.compared, self.tables, _name(row))[state])

    def any_of(self, row: QuestionRow, levels: Sequence[int]) -> int:
        """Return how many ticked at least one of some options; nobody is counted twice."""
        return int(self.tables.one_way(_any(row, levels))[TICKED])

    def any_by(self, row: QuestionRow, levels: Sequence[int], by: str) -> Counts:
        """Return how many in each group ticked at least one of some options, shape (groups,)."""
        found: Counts = self.tables.two_way(_any(row, levels), by)[: self.groups[by], TICKED]
        return found


def concerns(part: CollapsePart, row: QuestionRow) -> bool:
    """Return whether answers to this row are taken together by `part`."""
    named = part.question in (row.question.number, row.question.name)
    return named and (not part.rows or row.row in part.rows)


def levels_of(part: CollapsePart, row: QuestionRow) -> list[int]:
    """Return the levels of a row that `part` takes together, each once."""
    return sorted({row.options.index(code) for code in part.codes})


def _variables(
    row: QuestionRow, collapse: Sequence[CollapsePart], dataset: Dataset
) -> Iterator[tuple[str, Levels]]:
    states: npt.NDArray[np.uint8] = dataset.states[row.variable.name].to_numpy()
    yield from variables_of(row.compared, _name(row), states)
    if row.ticks is None:
        return
    for part in collapse:
        if concerns(part, row):
            levels = levels_of(part, row)
            chosen: Ticks = np.asarray(row.ticks[:, levels].any(axis=1))
            yield _any(row, levels), tick_levels(chosen, row.answered)


def _name(row: QuestionRow) -> str:
    """Return what a row is counted under; an option adds a place to it."""
    return f"{row.question.name} {row.row}"


def _any(row: QuestionRow, levels: Sequence[int]) -> str:
    return f"{_name(row)} any {list(levels)}"
