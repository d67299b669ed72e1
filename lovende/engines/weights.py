"""The column of weights: as numbers, or one line that says what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.head import Head, Held

WEIGHT = "__weight"
ROW = "__row"
SMALLEST, LARGEST = 1e-60, 1e60
"""Weights beyond these, 0 apart, have squares and products of sums that are no numbers any more."""
Floats = npt.NDArray[np.float64]

_NEGATIVE = N_("The weight is negative ({value}); a weight is 0 or more.")
_TOO_LARGE = N_("The weight is too large ({value}); divide all weights by the same number.")
_TOO_SMALL = N_("The weight is too small ({value}); multiply all weights by the same number.")
_MISSING = N_("The weight is missing; give everyone a weight, 0 for those who do not count.")
_NO_NUMBER = N_("The weight is no number; give everyone a number.")


def check_weight(head: Head, weight: str | None) -> None:
    """Raise LovendeError where the column of weights cannot hold any."""
    if weight is None or head[weight].held in (Held.WHOLE, Held.DECIMAL, Held.TEXT):
        return
    raise LovendeError(
        fault(
            "engine.weight_type",
            N_("The column holds no numbers, so it cannot be the weight; name another one."),
            place=replace(head.place, column=weight),
        )
    )


def weight_of(head: Head, weight: str) -> pl.Expr:
    """Return the weights as numbers, null where there is none or it is no number."""
    column = pl.col(weight)
    if head[weight].held is Held.TEXT:
        column = column.cast(pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    return column.cast(pl.Float64, strict=False)


def weight_as_written(weight: str) -> pl.Expr:
    """Return the weights as they stand in the file, for those who are told what is wrong."""
    return pl.col(weight).cast(pl.String).alias(f"{WEIGHT}_text")


def wrong_weight(
    weights: pl.Series, written: pl.Series, rows: pl.Series | None, place: Place
) -> Fault | None:
    """Return what is wrong with the first weight that is not 0 or more, or too large or small.

    What stands there instead of a number is not told: it may be anything that a person wrote.
    `rows` are the rows of the people as the user counts them, None where they are not known.
    """
    values = weights.to_numpy()
    wrong = ~((values == 0) | ((values >= SMALLEST) & (values <= LARGEST)))
    if not wrong.any():
        return None
    first = int(np.argmax(wrong))
    value = written[first]
    if value is None or not str(value).strip():
        message = _MISSING
    elif not np.isfinite(values[first]):
        message = _NO_NUMBER
    elif values[first] < 0:
        message = _NEGATIVE
    else:
        message = _TOO_SMALL if values[first] < 1 else _TOO_LARGE
    row = int(rows[first]) if rows is not None else None
    params = {} if message in (_MISSING, _NO_NUMBER) else {"value": value}
    return fault("engine.weight", message, place=replace(place, row=row), **params)


def no_weight(place: Place) -> LovendeError:
    """The error for weights that are all zero."""
    return LovendeError(
        fault(
            "engine.weight_zero",
            N_("All weights are zero, so nobody counts; name another column."),
            place=place,
        )
    )
