"""The exact test of small tables, held against the enumeration of every table one by one."""

from collections.abc import Iterator, Sequence
from math import factorial, prod

import numpy as np
import pytest

from lovende.domain.statistics.exact import fisher_exact

TABLES = [
    # What the first rows leave of the columns no longer has the order of the columns.
    [[3, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [3, 0, 0, 0], [0, 0, 1, 4]],
    [[0, 0, 2], [1, 0, 1], [3, 0, 0], [0, 2, 1], [4, 0, 0]],
    [[2, 0, 1], [0, 1, 1], [0, 3, 0], [2, 0, 0]],
]


@pytest.mark.parametrize("table", TABLES)
def test_tables_of_four_rows_and_more(table: list[list[int]]) -> None:
    found = fisher_exact(np.array(table))
    assert found is not None
    assert found.p == pytest.approx(p_of_all_tables(table), rel=1e-9)


def p_of_all_tables(table: list[list[int]]) -> float:
    """Add up the probabilities of all tables with the same margins, no more probable than this."""
    columns = [sum(column) for column in zip(*table, strict=True)]
    # The probability of a table is a constant over the product of the factorials of its cells.
    own = prod(factorial(cell) for row in table for cell in row)
    whole, tail = 0.0, 0.0
    for cells in tables_of([sum(row) for row in table], columns):
        whole += 1 / cells
        tail += 1 / cells if cells >= own else 0.0
    return tail / whole


def tables_of(rows: Sequence[int], left: Sequence[int]) -> Iterator[int]:
    """Yield the product of the factorials of each table with these margins."""
    if not rows:
        yield 1
        return
    for row in rows_of(rows[0], left):
        rest = [total - cell for total, cell in zip(left, row, strict=True)]
        for others in tables_of(rows[1:], rest):
            yield others * prod(map(factorial, row))


def rows_of(total: int, bounds: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if len(bounds) == 1:
        if total <= bounds[0]:
            yield (total,)
        return
    for cell in range(min(total, bounds[0]) + 1):
        for rest in rows_of(total - cell, bounds[1:]):
            yield (cell, *rest)
