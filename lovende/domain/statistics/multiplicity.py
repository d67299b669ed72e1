"""Correction for many tests: Holm and Benjamini-Hochberg."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Holm's adjusted p-values; None stays None and does not count as a test.

    In ascending order p(i) becomes the largest of (m - j + 1) p(j) over j <= i, at most 1: the
    chance of any false finding in the family is held (Holm 1979, Scandinavian Journal of
    Statistics 6, 65-70).
    """
    return _adjusted(p_values, lambda p: np.maximum.accumulate(p * np.arange(p.size, 0, -1)))


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Benjamini and Hochberg's adjusted p-values; None stays None and does not count.

    In ascending order p(i) becomes the smallest of (m / j) p(j) over j >= i: the expected share of
    false findings among the findings is held (Benjamini & Hochberg 1995, JRSS B 57, 289-300).
    """
    return _adjusted(
        p_values,
        lambda p: np.minimum.accumulate((p * p.size / np.arange(1, p.size + 1))[::-1])[::-1],
    )


def _adjusted(
    p_values: Sequence[float | None], rule: Callable[[Floats], Floats]
) -> list[float | None]:
    """Apply `rule` to the known p-values in ascending order and put them back in their places."""
    places = [place for place, p in enumerate(p_values) if p is not None]
    known = np.array([p for p in p_values if p is not None], dtype=float)
    order = np.argsort(known, kind="stable")
    result: list[float | None] = [None] * len(p_values)
    for rank, p in zip(order, np.minimum(rule(known[order]), 1.0), strict=True):
        result[places[int(rank)]] = float(p)
    return result
