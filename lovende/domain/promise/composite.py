"""Composite indicators: normalise, weight, aggregate level by level, rank.

The index of an innovation and any other composite indicator go through this one machinery.
Arrays are float64 with one row a unit; NaN is a missing value and is left out of every mean.
Method and words follow the OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
"""Two scores closer than this are the same number: scores are sums of a few simple fractions, so
different ones lie much further apart, and the last binary digits decide nothing."""


class Mean(StrEnum):
    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    ORDERED = "ordered"


@dataclass(frozen=True)
class Node:
    """A level of a composite: an indicator (no children), or the mean of its children.

    `weight` is relative to the siblings. `offset` belongs to the geometric mean, `order_weights`
    (best first, sum 1) to the ordered one.
    """

    key: str
    weight: float = 1.0
    children: tuple[Node, ...] = ()
    mean: Mean = Mean.ARITHMETIC
    offset: float = 0.0
    order_weights: tuple[float, ...] = ()


def normalise(values: Floats, *, higher_is_better: bool, top: float = 100.0) -> Floats:
    """Return `values` rescaled so that the worst unit has 0 and the best `top` (min-max).

    top * (x - min) / (max - min), mirrored where lower is better. An indicator on which all units
    are equal tells nothing and becomes NaN.
    """
    towards = values if higher_is_better else -values
    known = towards[~np.isnan(towards)]
    if known.size == 0 or known.max() == known.min():
        return np.full(values.shape, np.nan)
    low, high = known.min(), known.max()
    rescaled: Floats = top * (towards - low) / (high - low)
    return rescaled


def evaluate(root: Node, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the scores of `root` and of every level below it, by key.

    `columns` holds the indicators by key, shape (units,). Raises KeyError for one that is missing.
    """
    scores: dict[str, Floats] = {}

    def score(node: Node) -> Floats:
        if node.children:
            below = np.column_stack([score(child) for child in node.children])
            weights = [child.weight for child in node.children]
            found = aggregate(below, weights, node.mean, node.offset, node.order_weights)
        else:
            found = columns[node.key]
        scores[node.key] = found
        return found

    score(root)
    return scores


def aggregate(
    values: Floats,
    weights: Sequence[float],
    mean: Mean = Mean.ARITHMETIC,
    offset: float = 0.0,
    order_weights: Sequence[float] = (),
) -> Floats:
    """Return the mean over the columns of `values` (units x columns); NaN where a row has none.

    Weights are made to sum to 1 over the columns that are known in the row.
    ARITHMETIC: sum(w x). GEOMETRIC: exp(sum(w ln(x + offset))) - offset.
    ORDERED: see `_ordered`.
    """
    if mean is Mean.ORDERED:
        return _ordered(values, weights, order_weights)
    shares = row_weights(values, weights)
    known = np.where(np.isnan(values), 0.0, values)
    found: Floats
    if mean is Mean.ARITHMETIC:
        found = np.einsum("ij,ij->i", shares, known)
    else:
        with np.errstate(divide="ignore"):
            logs = np.log(known + offset)
        # A column without weight must not turn 0 * -inf into NaN.
        weighted = np.where(shares > 0, shares * logs, 0.0)
        found = np.exp(weighted.sum(axis=1)) - offset
    return np.where(shares.sum(axis=1) > 0, found, np.nan)


def row_weights(values: Floats, weights: Sequence[float]) -> Floats:
    """Return the weight of each cell (units x columns): 0 where missing, each row summing to 1."""
    given = np.where(np.isnan(values), 0.0, np.asarray(weights, dtype=np.float64))
    totals = given.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(given, totals, out=np.zeros_like(given), where=totals > 0)
    return shares


def _ordered(values: Floats, weights: Sequence[float], order_weights: Sequence[float]) -> Floats:
    """Return the weighted ordered mean (WOWA; Torra 1997, after Yager's OWA of 1988).

    The cumulated order weights are a curve Q on [0, 1], straight between the places; the value in
    place j, best first, gets Q(p_1 + ... + p_j) - Q(p_1 + ... + p_(j-1)), where p are the weights
    of the columns in that order. With equal columns and none missing these are the order weights.
    """
    shares = row_weights(values, weights)
    order = np.argsort(np.where(np.isnan(values), np.inf, -values), axis=1, kind="stable")
    sorted_values = np.take_along_axis(values, order, axis=1)
    reached = np.clip(np.cumsum(np.take_along_axis(shares, order, axis=1), axis=1), 0.0, 1.0)
    curve = np.concatenate([[0.0], np.cumsum(order_weights)])
    heights: Floats = np.interp(reached, np.linspace(0.0, 1.0, curve.size), curve / curve[-1])
    steps = np.diff(heights, axis=1, prepend=0.0)
    found: Floats = np.nansum(steps * sorted_values, axis=1)
    return np.where(shares.sum(axis=1) > 0, found, np.nan)


def rank(scores: Floats) -> Floats:
    """Return the rank of each unit: 1 + the number of units that are strictly better.

    Units with the same score share the best of their ranks ("1, 2, 2, 4"), as in a competition; a
    difference below `TOLERANCE` is none. NaN where there is no score.
    """
    ranks = np.full(scores.shape, np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    order = known[np.argsort(-scores[known], kind="stable")]
    in_order = scores[order]
    new = np.ones(order.size, dtype=bool)
    new[1:] = in_order[:-1] - in_order[1:] > TOLERANCE
    first = np.maximum.accumulate(np.where(new, np.arange(order.size), 0))
    ranks[order] = first + 1
    return ranks


def above(scores: Floats, threshold: float) -> NDArray[np.bool_]:
    """Return which scores are strictly above `threshold`; one that equals it is not, however it
    was rounded in binary. NaN is not above anything."""
    return np.greater(scores, threshold + TOLERANCE)
