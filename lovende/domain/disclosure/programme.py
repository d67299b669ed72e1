"""Linear programmes over counts, solved by HiGHS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

Floats = NDArray[np.float64]


def minimise(
    objective: Floats,
    known: LinearConstraint | None,
    least: Floats,
    most: Floats,
    *,
    whole_numbers: bool = False,
) -> Floats | None:
    """Return the x between `least` and `most` that minimises `objective` @ x and keeps `known`.

    None where there is no such x, or no least one.
    """
    solved = milp(
        objective,
        integrality=np.full(objective.size, int(whole_numbers), dtype=np.int64),
        bounds=Bounds(least, most),
        constraints=() if known is None else known,
        # With integers, the presolve of HiGHS 1.12 was seen to call 4 the largest where 9 was.
        options={"presolve": not whole_numbers},
    )
    if solved.x is None:
        return None
    found: Floats = np.asarray(solved.x, dtype=np.float64)
    return found


def within(matrix: csc_array, low: Floats, high: Floats) -> LinearConstraint | None:
    """Return the constraint `low` <= `matrix` @ x <= `high`; None where it has no rows."""
    return LinearConstraint(matrix, low, high) if low.size else None
