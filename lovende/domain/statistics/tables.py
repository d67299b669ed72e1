"""The distribution of an answer: counts, bases, percentages and their intervals.

Answers come as level numbers: 0, 1, ... in printed order, and `MISSING` for whoever did not
answer. Percentages run from 0 to 100 and are never rounded here; `rounded_percent` rounds from
counts. The base of a question is the number of those who answered it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_

MISSING = -1
Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""

Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Ticks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Share:
    """A count, its base, the percentage and its 95 % Wilson limits (None where the base is 0)."""

    count: int
    base: int
    percent: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers to one question in printed order, zeros kept."""

    base: int
    shares: tuple[Share, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(share.count for share in self.shares)


def encode(values: pl.Series, categories: Sequence[str]) -> Codes:
    """Return the level number of each text code in `categories`, `MISSING` for null.

    Raises LovendeError where a value is none of the categories.
    """
    position = {code: level for level, code in enumerate(categories)}
    unknown = sorted(set(values.drop_nulls().unique().to_list()) - position.keys())
    if unknown:
        message = N_("The value {value} is not among the answers of {name}; add it or correct it.")
        raise LovendeError(
            fault("statistics.unknown_code", message, value=value, name=values.name)
            for value in unknown
        )
    if values.dtype != pl.String or not categories:
        levels = [MISSING if value is None else position[value] for value in values.to_list()]
        return np.array(levels, dtype=np.int64)
    found = values.replace_strict(
        list(position), list(position.values()), default=None, return_dtype=pl.Int64
    )
    codes: Codes = found.fill_null(MISSING).to_numpy().astype(np.int64)
    return codes


def percent(count: int, base: int) -> float | None:
    """Return 100 * count / base, or None where the base is 0."""
    return 100 * count / base if base else None


def rounded_percent(count: int, base: int) -> int | None:
    """Return the percentage as a whole number, halves rounded up, or None where the base is 0.

    Whole numbers only: floor((200 count + base) / (2 base)), so that no binary fraction decides.
    """
    return (200 * count + base) // (2 * base) if base else None


def wilson(count: int, base: int, z: float = Z95) -> tuple[float, float] | None:
    """Return Wilson's score limits of a percentage (0-100), or None where the base is 0.

    With p = count / base the limits are (p + z^2/2n -+ z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n)
    (Wilson 1927, Journal of the American Statistical Association 22, 209-212).
    """
    if not base:
        return None
    p = count / base
    middle = p + z * z / (2 * base)
    half = z * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    scale = 100 / (1 + z * z / base)
    # At the ends the formula gives 0 and 100 but for the last binary digit.
    low = 0.0 if count == 0 else (middle - half) * scale
    high = 100.0 if count == base else (middle + half) * scale
    return low, high


def share(count: int, base: int) -> Share:
    """Return a count with its percentage and 95 % limits."""
    low, high = wilson(count, base) or (None, None)
    return Share(count, base, percent(count, base), low, high)


def one_way(codes: Codes, levels: int) -> Distribution:
    """Return the distribution of one question over `levels` answers."""
    return distribution(np.bincount(codes[codes >= 0], minlength=levels), int((codes >= 0).sum()))


def cross_counts(codes: Codes, levels: int, groups: Codes, group_count: int) -> Counts:
    """Return the counts, shape (group_count, levels), of those with an answer and a group."""
    known = (codes >= 0) & (groups >= 0)
    fused = groups[known] * levels + codes[known]
    return np.bincount(fused, minlength=group_count * levels).reshape(group_count, levels)


def collapse(distribution: Distribution, levels: Iterable[int]) -> Share:
    """Take several answers of a scale together: counts are added, never rounded percentages."""
    count = sum(distribution.shares[level].count for level in set(levels))
    return share(count, distribution.base)


def distribution(counts: Counts, base: int) -> Distribution:
    """Return the distribution that counts of the answers make, shape (levels,), over a base."""
    return Distribution(base, tuple(share(int(count), base) for count in counts))
