"""Correction for many tests: Holm and Benjamini-Hochberg."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Rule = Callable[[Floats], Floats]


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Holm's adjusted p-values; None stays None and does not count as a test.

    In ascending order p(i) becomes the largest of (m - j + 1) p(j) over j <= i, at most 1: the
    chance of any false finding in the family is held (Holm 1979, Scandinavian Journal of
    Statistics 6, 65-70).
    """
    return _listed(holm_many(_as_array(p_values)))


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Return Benjamini and Hochberg's adjusted p-values; None stays None and does not count.

    In ascending order p(i) becomes the smallest of (m / j) p(j) over j >= i: the expected share of
    false findings among the findings is held (Benjamini & Hochberg 1995, JRSS B 57, 289-300).
    """
    return _listed(benjamini_hochberg_many(_as_array(p_values)))


def holm_many(p_values: Floats) -> Floats:
    """Return what `holm` does, of an array of shape (tests,); NaN stays NaN and is no test."""
    return _adjusted(p_values, lambda p: np.maximum.accumulate(p * np.arange(p.size, 0, -1)))


def benjamini_hochberg_many(p_values: Floats) -> Floats:
    """Return what `benjamini_hochberg` does, of an array of shape (tests,); NaN is no test."""
    return _adjusted(
        p_values,
        lambda p: np.minimum.accumulate((p * p.size / np.arange(1, p.size + 1))[::-1])[::-1],
    )


def _adjusted(p_values: Floats, rule: Rule) -> Floats:
    """Apply `rule` to the known p-values in ascending order and put them back in their places."""
    places = np.flatnonzero(~np.isnan(p_values))
    known = p_values[places]
    order = np.argsort(known, kind="stable")
    result = np.full(p_values.shape, np.nan)
    result[places[order]] = np.minimum(rule(known[order]), 1.0)
    return result


def _as_array(p_values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if p is None else p for p in p_values], dtype=float)


def _listed(adjusted: Floats) -> list[float | None]:
    return [None if np.isnan(p) else float(p) for p in adjusted]
