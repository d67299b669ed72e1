"""Rows of a comparison as variables of levels, and their tables read from the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from lovende.domain.dataset.model import AnswerState
from lovende.domain.statistics.comparison.model import CodedRow, Row, SeveralRow
from lovende.domain.statistics.cross_tables import CrossTables, Levels, cross_tables
from lovende.domain.statistics.tables import MISSING, Codes, Counts, Ticks

States = npt.NDArray[np.uint8]
STATES = len(AnswerState)
"""Levels that follow those of the answers: who has no answer, by the state of it."""
TICKED, NOT_TICKED, OUTSIDE = range(3)
"""The levels of an option of a several-choice question."""


def variables_of(row: Row, name: str, states: States | None = None) -> Iterator[tuple[str, Levels]]:
    """Yield the variables that a row is counted by, under names that begin with `name`.

    One answer a person: its level, else the number of levels + the state of the missing answer.
    Several answers: who is in the base (levels 0-3, by state) or not (4-7), and each option.
    `states` has shape (people,), values of `AnswerState`; 0 for all where it is None.
    """
    if isinstance(row, CodedRow):
        levels, codes = row.levels, row.codes
        yield (
            name,
            Levels(
                levels + STATES,
                lambda: _filled(codes, levels + _whole(states)),
            ),
        )
        return
    ticks = row.ticks
    inside: Ticks = np.asarray(ticks.any(axis=1))
    yield name, Levels(2 * STATES, lambda: STATES * ~inside + _whole(states))
    for place in range(len(row.options)):
        yield _option(name, place), tick_levels(ticks[:, place], inside)


def tick_levels(ticked: Ticks, inside: Ticks) -> Levels:
    """Return the levels of something ticked or not, by those in the base; both shape (people,)."""
    return Levels(3, lambda: np.where(inside, NOT_TICKED - 1 * ticked, OUTSIDE))


def table_of(row: Row, counts: CrossTables, name: str, by: str, groups: int) -> Counts:
    """Return the table of a row by the first `groups` levels of a grouping.

    Shape (groups, levels); for several answers (groups, options + 1), the last column the base.
    """
    return _answers(row, name, lambda variable: counts.two_way(variable, by)[:groups])


def totals_of(row: Row, counts: CrossTables, name: str) -> Counts:
    """Return the counts of a row over all people, as one row of `table_of`."""
    totals: Counts = _answers(row, name, lambda variable: counts.one_way(variable)[None, :])[0]
    return totals


def missing_of(row: Row, counts: CrossTables, name: str) -> Counts:
    """Return how many have each `AnswerState`; for several answers that of the first option."""
    found = counts.one_way(name)
    if isinstance(row, SeveralRow):
        return np.add(found[:STATES], found[STATES:])
    kinds: Counts = found[row.levels :]
    return kinds


def tables_of(rows: Sequence[Row], groups: Codes) -> list[Counts]:
    """Count the table of each row by the groups, shape (people,), `MISSING` where unknown."""
    group_count = int(groups.max(initial=MISSING)) + 1
    variables = {
        name: levels
        for place, row in enumerate(rows)
        for name, levels in variables_of(row, f"{place}")
    }
    by = {"groups": group_levels(groups, group_count)}
    counts = cross_tables(variables, by, groups.size)
    return [
        table_of(row, counts, f"{place}", "groups", group_count) for place, row in enumerate(rows)
    ]


def group_levels(groups: Codes, group_count: int) -> Levels:
    """Return groups as levels; whoever has no group comes last."""
    return Levels(group_count + 1, lambda: _filled(groups, group_count))


def _answers(row: Row, name: str, counted: Callable[[str], Counts]) -> Counts:
    if isinstance(row, CodedRow):
        table: Counts = counted(name)[:, : row.levels]
        return table
    ticked = [counted(_option(name, place))[:, TICKED] for place in range(len(row.options))]
    return np.column_stack([*ticked, counted(name)[:, :STATES].sum(axis=1)])


def _option(name: str, place: int) -> str:
    return f"{name}/{place}"


def _filled(codes: Codes, missing: npt.NDArray[np.int64] | int) -> Codes:
    """Return the codes with the level `missing` where there is none."""
    filled: Codes = np.where(codes >= 0, codes, missing)
    return filled


def _whole(states: States | None) -> npt.NDArray[np.int64] | int:
    return 0 if states is None else states.astype(np.int64)
