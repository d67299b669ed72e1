"""Random two-way tables with given margins, as independence would make them."""

from __future__ import annotations

import numpy as np

from lovende.domain.statistics.tables import Counts


def random_tables(rows: Counts, columns: Counts, draws: int, rng: np.random.Generator) -> Counts:
    """Return tables with the row and column totals given, shape (rows, columns, draws).

    Cell by cell: given what is left of its row and of its column, a cell is hypergeometric. That
    is the distribution of the margins of people dealt out at random, the one that Patefield's
    algorithm draws from (1981, Applied Statistics 30, 91-97), here for all draws at once.
    """
    tables = np.zeros((len(rows), len(columns), draws), dtype=np.int64)
    left = np.repeat(np.asarray(columns, dtype=np.int64)[:, None], draws, axis=1)
    for row, total in enumerate(rows[:-1]):
        wanted = np.full(draws, int(total))
        others = left.sum(axis=0)
        for column in range(len(columns)):
            others = others - left[column]
            tables[row, column] = rng.hypergeometric(left[column], others, wanted)
            wanted = wanted - tables[row, column]
        left = left - tables[row]
    tables[-1] = left
    return tables
