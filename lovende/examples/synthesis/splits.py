"""How the counts of a question fall on large and smaller municipalities.

The source prints no table by size; it says that only question 1 differs. So a split is drawn at
random, as if size meant nothing, and drawn again as long as a test would call it a difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from lovende.domain.statistics.contingency import chi_square
from lovende.examples.synthesis.draws import Draws, Ints

LEAST_P = 0.07
LEAST_P_SMALL = 0.14
"""Where expected counts are small: the exact test, which is used there, may lie under the chi-square."""


def split_row(counts: Ints, large: int, scale: Sequence[int], draws: Draws) -> Ints:
    """Return how many of each answer are in the large municipalities.

    `counts` are those of all answers, `large` of the respondents are in a large municipality.
    `scale` has the places of the answers but don't know: they are held to the rank test too, even
    where their order means little, so that no way of reading the codes finds a difference.
    """
    answers = np.repeat(np.arange(counts.size), counts)
    while True:
        chosen = answers[draws.order(answers.size)[:large]]
        split = np.bincount(chosen, minlength=counts.size).astype(np.int64)
        if _is_calm(split, counts - split, scale):
            return split


def split_options(
    counts: Ints, base: int, large: int, draws: Draws, exclusive: int | None = None
) -> Ints:
    """Return how many ticked each option in the large municipalities.

    `base` answered the question, `large` of them in a large municipality. Every respondent ticks
    the `exclusive` option alone (its place in `counts`), or at least one of the others.
    """
    others = np.arange(counts.size) != (-1 if exclusive is None else exclusive)
    while True:
        split = np.array([_split_option(int(count), base, large, draws) for count in counts])
        if all(
            ticks[others].sum() >= side - alone and ticks[others].max() <= side - alone
            for ticks, side in ((split, large), (counts - split, base - large))
            for alone in [int(ticks[~others].sum())]
        ):
            return split


def _split_option(count: int, base: int, large: int, draws: Draws) -> int:
    return int(split_row(np.array([count, base - count]), large, (), draws)[0])


def _is_calm(large: Ints, small: Ints, scale: Sequence[int]) -> bool:
    """Whether no test calls the two sides different."""
    table = np.array([large, small])
    test = chi_square(table)
    if test is not None and test.p < (LEAST_P_SMALL if test.small_any else LEAST_P):
        return False
    return len(scale) < 3 or rank_p(table[:, list(scale)]) >= LEAST_P


def rank_p(table: Ints) -> float:
    """Return the two-sided p of the Mann-Whitney test with ties (asymptotic); `table` is 2 x levels.

    `lovende.domain.statistics.ranks` has the full test; its import of all of scipy.stats would
    cost more time than the whole generator.
    """
    ties = table.sum(axis=0).astype(float)
    first, second = (float(side.sum()) for side in table)
    total = first + second
    spread = total + 1 - float((ties**3 - ties).sum()) / (total * (total - 1))
    if not first * second * spread:
        return 1.0
    midranks = np.cumsum(ties) - ties / 2 + 0.5
    distance = float(table[0] @ midranks) - first * (total + 1) / 2
    z = abs(distance) / math.sqrt(first * second / 12 * spread)
    return 2 * float(ndtr(-z))
