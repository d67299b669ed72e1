"""What an index is made of: dimensions, items, scores, limits. One definition, any study."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from lovende.domain.promise.uncertainty.assumptions import Assumptions
from lovende.domain.texts import Text


class Direction(StrEnum):
    """Which end of a scale is the promising one, in the order in which its codes are listed."""

    BEST_FIRST = "best_first"
    BEST_LAST = "best_last"


class Aggregation(StrEnum):
    """How the scored items of an innovation become one number.

    ITEM_MEAN: weighted mean of the items. DIMENSION_MEAN: weighted mean of the dimension means.
    GEOMETRIC: weighted geometric mean of the items, each lifted by an offset so that a zero does
    not decide alone. ORDERED_WEIGHTS: the items from best to worst, weighted by their place.
    """

    ITEM_MEAN = "item_mean"
    DIMENSION_MEAN = "dimension_mean"
    GEOMETRIC = "geometric"
    ORDERED_WEIGHTS = "ordered_weights"


class SkippedRule(StrEnum):
    """What an item without an answer means.

    DONT_KNOW: the same as a don't know, in the score and in the limit. LEFT_OUT: it is left out
    of the mean and does not count towards the limit. EXCLUDE: the innovation is not ranked.
    """

    DONT_KNOW = "dont_know"
    LEFT_OUT = "left_out"
    EXCLUDE = "exclude"


@dataclass(frozen=True)
class Dimension:
    """A side of the concept. `weight` is its part of the index (0-1), None where none is set."""

    key: str
    label: Text = Text()
    weight: float | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Item:
    """One question that counts in the index.

    `scores` are (code, score 0-1) pairs in the order of the question's scale. `dont_know` is the
    score of a don't know, None where it is left out of the mean. `dont_know_codes` are the codes
    that mean don't know; None takes those that the questionnaire marks so. `weight` is relative
    to the other items. `line` is where the file names the item, for messages.
    """

    variable: str
    dimension: str
    scores: tuple[tuple[str, float], ...]
    direction: Direction | None
    dont_know: float | None = None
    dont_know_codes: tuple[str, ...] | None = None
    label: Text = Text()
    weight: float = 1.0
    line: int | None = field(default=None, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.scores)


@dataclass(frozen=True)
class IndexDefinition:
    """A whole index.

    An innovation is among the most promising when its index is strictly above `threshold`, and is
    not ranked with more than `max_dont_know` don't knows (None: no limit) or with an empty
    `description` (the variable of the open answer; None: no such rule). `offset` belongs to the
    geometric mean; `order_weights` (one for each place, best first) to ordered weights.
    `uncertainty` says which other assumptions the ranking is tried under.
    """

    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    threshold: float
    max_dont_know: int | None = 3
    aggregation: Aggregation = Aggregation.ITEM_MEAN
    skipped: SkippedRule = SkippedRule.DONT_KNOW
    description: str | None = None
    offset: float = 0.01
    order_weights: tuple[float, ...] = ()
    title: Text = Text()
    uncertainty: Assumptions = Assumptions()

    def dimension(self, key: str) -> Dimension:
        """Return the dimension `key`. Raises KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.key == key:
                return dimension
        raise KeyError(key)

    def items_of(self, key: str) -> tuple[int, ...]:
        """Return the places (from 0) of the items of dimension `key`."""
        return tuple(place for place, item in enumerate(self.items) if item.dimension == key)


def equal_steps(codes: tuple[str, ...], direction: Direction) -> tuple[tuple[str, float], ...]:
    """Return the scores of a scale with the same distance between all its codes, from 0 to 1.

    `codes` are at least two, in the order of the scale: five codes with the best one first get
    1, 0.75, 0.5, 0.25 and 0.
    """
    last = len(codes) - 1
    rising = [place / last for place in range(len(codes))]
    steps = rising if direction is Direction.BEST_LAST else rising[::-1]
    return tuple(zip(codes, steps, strict=True))
