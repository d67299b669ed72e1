"""The assumptions of an index that are varied, and the range of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from lovende.domain.promise.composite import Mean


class Factor(StrEnum):
    """The assumptions, in the order of the coordinates of a draw."""

    SCORING = "scoring"
    DONT_KNOW = "dont_know"
    MAX_DONT_KNOW = "max_dont_know"
    WEIGHTS = "weights"
    MEAN = "mean"
    THRESHOLD = "threshold"


class Scoring(StrEnum):
    """AS_DEFINED: the scores of the index file. RIDIT: see `ridit.ridit_scores`."""

    AS_DEFINED = "as_defined"
    RIDIT = "ridit"


class WeightScheme(StrEnum):
    """ITEM: the weights of the items. DIMENSION: those of the dimensions (equal where none are
    given), shared by their items. DIRICHLET: drawn around both."""

    ITEM = "item"
    DIMENSION = "dimension"
    DIRICHLET = "dirichlet"


DontKnow = float | Literal["as_defined", "left_out"]
"""What a don't know means in every item: a score, left out of the mean, or as each item says."""

FEWEST_DRAWS = 100
MOST_DRAWS = 1_000_000

DEFAULT_DRAWS = 10_000
FEWEST_DEFAULT_DRAWS = 500
RANKS_DRAWN = 50_000_000
"""Draws times innovations, unless the number of draws is given: the time of a ranking."""


def draws_for(innovations: int) -> int:
    """Return how many draws there are where nobody said: 10,000 up to 5,000 innovations, and
    fewer the more there are, down to 500.

    A probability p of being selected then has a standard error of sqrt(p (1 - p) / draws): at most
    0.5 percentage points of 10,000 draws, 1.6 of 1,000 and 2.2 of 500.
    """
    allowed = RANKS_DRAWN // max(1, innovations)
    return max(FEWEST_DEFAULT_DRAWS, min(DEFAULT_DRAWS, allowed))


@dataclass(frozen=True)
class Assumptions:
    """What is tried for each assumption; everything in a list or range is equally likely.

    `max_dont_know` and `threshold` are ranges with both ends in; None takes one from one less to
    one more, and 0.05 to both sides, of what the index says. `mean` None takes the arithmetic and
    the geometric mean, and the ordered one where the index has order weights. `concentration` is
    that of the Dirichlet distribution: the parameters are this number times the weights. `draws`
    None: see `draws_for`.
    `lines` says where the index file names what, for messages.
    """

    scoring: tuple[Scoring, ...] = (Scoring.AS_DEFINED, Scoring.RIDIT)
    dont_know: tuple[DontKnow, ...] = ("left_out", 0.0, 0.5)
    max_dont_know: tuple[int, ...] | None = None
    weights: tuple[WeightScheme, ...] = (
        WeightScheme.ITEM,
        WeightScheme.DIMENSION,
        WeightScheme.DIRICHLET,
    )
    concentration: float = 100.0
    mean: tuple[Mean, ...] | None = None
    threshold: tuple[float, ...] | None = None
    draws: int | None = None
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def line(self, key: str) -> int | None:
        """Return the line of the index file on which `key` stands, or None."""
        return dict(self.lines).get(key)
