"""The space of assumptions: from a point of the unit cube to the definition of an index."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lovende.domain.promise.composite import Floats, Mean
from lovende.domain.promise.definition import Aggregation, IndexDefinition, Item
from lovende.domain.promise.diagnostics import implicit_weights
from lovende.domain.promise.scoring import Assessments
from lovende.domain.promise.uncertainty.assumptions import (
    DontKnow,
    Factor,
    Scoring,
    WeightScheme,
)
from lovende.domain.promise.uncertainty.ridit import ridit_scores

DIMENSION_OF = {factor: place for place, factor in enumerate(Factor)}
DIRICHLET_VECTORS = 256
"""So many weight vectors are drawn beforehand: half around the weights of the items, half around
those of the dimensions. The coordinate of a draw picks one, so the weights are one assumption."""


@dataclass(frozen=True, eq=False)
class Weighting:
    """Weights of the items (sum 1). `nested`: what the items of a dimension leave out falls to the
    rest of it, so that the arithmetic mean is a mean of dimension means."""

    items: tuple[float, ...]
    nested: bool


@dataclass(frozen=True, eq=False)
class Levels:
    """What each draw assumes: `chosen` (draws x 5, int) are places in the lists of `Space` in the
    order of `Factor`, `thresholds` (draws) the thresholds."""

    chosen: NDArray[np.int64]
    thresholds: Floats


@dataclass(frozen=True, eq=False)
class Space:
    """Everything that may be assumed about one index.

    `schemes` are parts of `weightings`, equally likely, each (first, count). `threshold` is
    (lowest, highest).
    """

    definition: IndexDefinition
    ridit_items: tuple[Item, ...]
    scorings: tuple[Scoring, ...]
    dont_knows: tuple[DontKnow, ...]
    limits: tuple[int | None, ...]
    weightings: tuple[Weighting, ...]
    schemes: tuple[tuple[int, int], ...]
    means: tuple[Mean, ...]
    threshold: tuple[float, float]

    def levels(self, points: Floats) -> Levels:
        """Return what the points (draws x 6, each coordinate in [0, 1)) stand for.

        A list is cut into equal parts of the unit interval; within the part of the Dirichlet
        weights the place of the coordinate picks the vector.
        """
        sizes = (len(self.scorings), len(self.dont_knows), len(self.limits))
        chosen = np.empty((points.shape[0], len(Factor) - 1), dtype=np.int64)
        for place, size in enumerate(sizes):
            chosen[:, place] = _part(points[:, place], size)
        coordinate = points[:, DIMENSION_OF[Factor.WEIGHTS]]
        scheme = _part(coordinate, len(self.schemes))
        first, count = np.array(self.schemes).T
        within = coordinate * len(self.schemes) - scheme
        step = np.minimum((within * count[scheme]).astype(np.int64), count[scheme] - 1)
        chosen[:, DIMENSION_OF[Factor.WEIGHTS]] = first[scheme] + step
        mean = DIMENSION_OF[Factor.MEAN]
        chosen[:, mean] = _part(points[:, mean], len(self.means))
        low, high = self.threshold
        thresholds = low + (high - low) * points[:, DIMENSION_OF[Factor.THRESHOLD]]
        return Levels(chosen, thresholds)

    def items(self, scoring: Scoring, dont_know: DontKnow) -> tuple[Item, ...]:
        """Return the items with the scores of `scoring`, and `dont_know` for each of them."""
        items = self.ridit_items if scoring is Scoring.RIDIT else self.definition.items
        if dont_know == "as_defined":
            return items
        score = None if dont_know == "left_out" else dont_know
        return tuple(replace(item, dont_know=score) for item in items)

    def definition_of(self, levels: Levels, draw: int) -> IndexDefinition:
        """Return the index that one draw assumes: what `scoring.score` makes of it is the draw."""
        scoring, dont_know, limit, weights, mean = levels.chosen[draw]
        weighting = self.weightings[weights]
        items = tuple(
            replace(item, weight=weight)
            for item, weight in zip(
                self.items(self.scorings[scoring], self.dont_knows[dont_know]),
                weighting.items,
                strict=True,
            )
        )
        changed = replace(
            self.definition,
            items=items,
            max_dont_know=self.limits[limit],
            threshold=float(levels.thresholds[draw]),
            aggregation=_AGGREGATIONS[self.means[mean]],
        )
        if not (weighting.nested and self.means[mean] is Mean.ARITHMETIC):
            return changed
        return replace(
            changed,
            aggregation=Aggregation.DIMENSION_MEAN,
            dimensions=tuple(
                replace(
                    dimension,
                    weight=sum(items[place].weight for place in changed.items_of(dimension.key)),
                )
                for dimension in changed.dimensions
            ),
        )


_AGGREGATIONS = {
    Mean.ARITHMETIC: Aggregation.ITEM_MEAN,
    Mean.GEOMETRIC: Aggregation.GEOMETRIC,
    Mean.ORDERED: Aggregation.ORDERED_WEIGHTS,
}


def _part(coordinate: Floats, size: int) -> NDArray[np.int64]:
    """Return in which of `size` equal parts of [0, 1) each coordinate lies."""
    return np.minimum((coordinate * size).astype(np.int64), size - 1)


def make_space(definition: IndexDefinition, assessments: Assessments, seed: int) -> Space:
    """Return the space of the assumptions of `definition` (`IndexDefinition.uncertainty`).

    Ridits are those of the innovations in `assessments` that someone assessed and described,
    before the limit on don't knows. `seed` is that of the Dirichlet weights.
    """
    given = definition.uncertainty
    reference = assessments.codes[assessments.described]
    weightings, schemes = _weightings(definition, np.random.default_rng([seed, 5, 0]))
    means = given.mean or (
        (Mean.ARITHMETIC, Mean.GEOMETRIC, Mean.ORDERED)
        if definition.order_weights
        else (Mean.ARITHMETIC, Mean.GEOMETRIC)
    )
    return Space(
        definition=definition,
        ridit_items=tuple(
            replace(item, scores=ridit_scores(item, reference[:, place]))
            for place, item in enumerate(definition.items)
        ),
        scorings=given.scoring,
        dont_knows=given.dont_know,
        limits=limits_of(definition),
        weightings=weightings,
        schemes=schemes,
        means=means,
        threshold=threshold_of(definition),
    )


def limits_of(definition: IndexDefinition) -> tuple[int | None, ...]:
    """Return the limits of don't knows that are tried; (None,) where the index has none."""
    given, limit = definition.uncertainty.max_dont_know, definition.max_dont_know
    if given is not None:
        return tuple(range(given[0], given[1] + 1))
    if limit is None:
        return (None,)
    return tuple(range(max(0, limit - 1), limit + 2))


def threshold_of(definition: IndexDefinition) -> tuple[float, float]:
    """Return the lowest and the highest threshold that are tried."""
    given, threshold = definition.uncertainty.threshold, definition.threshold
    if given is not None:
        return given[0], given[1]
    return round(max(0.0, threshold - 0.05), 9), round(min(1.0, threshold + 0.05), 9)


def _weightings(
    definition: IndexDefinition, rng: np.random.Generator
) -> tuple[tuple[Weighting, ...], tuple[tuple[int, int], ...]]:
    """Return the weightings, and which part of them each scheme is.

    The Dirichlet distribution around weights w with concentration c has the parameters c w: its
    mean is w, its variance w (1 - w) / (c + 1).
    """
    given = definition.uncertainty
    flat = replace(definition, aggregation=Aggregation.ITEM_MEAN)
    nested = replace(definition, aggregation=Aggregation.DIMENSION_MEAN)
    by_item, by_dimension = implicit_weights(flat), implicit_weights(nested)
    weightings: list[Weighting] = []
    schemes: list[tuple[int, int]] = []
    for scheme in given.weights:
        first = len(weightings)
        if scheme is WeightScheme.ITEM:
            weightings.append(_weighting(by_item, nested=False))
        elif scheme is WeightScheme.DIMENSION:
            weightings.append(_weighting(by_dimension, nested=True))
        else:
            for number in range(DIRICHLET_VECTORS):
                around = by_dimension if number % 2 else by_item
                drawn = rng.standard_gamma(given.concentration * around) + 1e-12
                weightings.append(_weighting(drawn / drawn.sum(), nested=bool(number % 2)))
        schemes.append((first, len(weightings) - first))
    return tuple(weightings), tuple(schemes)


def _weighting(weights: Floats, *, nested: bool) -> Weighting:
    return Weighting(tuple(float(weight) for weight in weights), nested)
