"""Linear programmes over counts, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Row = tuple[csr_array, Floats, Floats]
"""A matrix, and the least and the largest value of its product with the counts."""


def minimise(
    objective: Floats,
    rows: Sequence[Row],
    low: Floats,
    high: Floats,
    *,
    whole_numbers: bool = False,
) -> Floats | None:
    """Return the x between `low` and `high` that minimises `objective` @ x within `rows`.

    None where there is no such x, or no least one.
    """
    constraints = [LinearConstraint(*row) for row in rows if row[0].shape[0]]
    kind = np.full(objective.size, int(whole_numbers), dtype=np.int64)
    solved = milp(objective, integrality=kind, bounds=Bounds(low, high), constraints=constraints)
    if solved.x is None:
        return None
    found: Floats = np.asarray(solved.x, dtype=np.float64)
    return found
