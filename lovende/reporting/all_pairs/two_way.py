"""The two-way table of a pair, made to be read: few columns, percentages down each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lovende.analysis.all_pairs import AllPairs

MOST_COLUMNS, MOST_ROWS = 8, 20
OTHERS = -1
"""Stands for all levels that have no line of their own."""
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TwoWay:
    """A table to print. `row` and `column` are places of variables, `rows` and `columns` their
    levels, the last one `OTHERS` where levels were taken together.

    `counts` are people, shape (rows, columns); `shares` the percentages of each column, 0 to 100,
    weighted where there are weights; `totals` those of all columns together.
    """

    row: int
    column: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    counts: Counts
    shares: Floats
    totals: Floats


def two_way(pairs: AllPairs, pair: int) -> TwoWay:
    """Return the table of a pair: the ranked variable, or the one with more levels, makes the rows.

    Only people who answered both are in it, and only levels that somebody of them has. Levels
    beyond `MOST_COLUMNS` and `MOST_ROWS` are taken together, the least frequent ones first.
    """
    found = pairs.found
    first, second = int(found.first[pair]), int(found.second[pair])
    row, column = first, second
    if found.rank_test[pair] > 0:
        row = int(found.response[pair])
        column = second if row == first else first
    elif found.rows[pair] < found.columns[pair]:
        row, column = second, first
    counts = _valid(pairs, row, column, pairs.counted.counts.two_way)
    weighted = pairs.counted.weighted
    amounts = counts if weighted is None else _valid(pairs, row, column, weighted.two_way)
    rows, groups_r = _lines(counts.sum(axis=1), MOST_ROWS)
    columns, groups_c = _lines(counts.sum(axis=0), MOST_COLUMNS)
    counts, amounts = groups_r @ counts @ groups_c.T, groups_r @ amounts @ groups_c.T
    whole = amounts.sum(axis=0)
    shares = 100 * np.divide(amounts, whole, out=np.zeros(amounts.shape), where=whole > 0)
    return TwoWay(
        row,
        column,
        rows,
        columns,
        np.rint(counts).astype(np.int64),
        shares,
        100 * amounts.sum(axis=1) / max(float(amounts.sum()), 1e-300),
    )


def _valid(pairs: AllPairs, row: int, column: int, table: object) -> Floats:
    names = [v.name for v in pairs.variables]
    valid = [len(pairs.variables[place].categories) for place in (row, column)]
    assert callable(table)
    whole: Floats = np.asarray(table(names[row], names[column]), np.float64)
    return whole[: valid[0], : valid[1]]


def _lines(totals: Floats, most: int) -> tuple[tuple[int, ...], Floats]:
    """Return the levels that have a line, and which levels each line adds up: (lines, levels)."""
    present = np.flatnonzero(totals > 0)
    kept, rest = present, present[:0]
    if present.size > most:
        often = present[np.argsort(-totals[present], kind="stable")]
        kept, rest = np.sort(often[: most - 1]), often[most - 1 :]
    lines = np.zeros((kept.size + (rest.size > 0), totals.size))
    lines[np.arange(kept.size), kept] = 1
    lines[-1, rest] = 1 if rest.size else lines[-1, rest]
    return (*(int(level) for level in kept), *([OTHERS] if rest.size else [])), lines
