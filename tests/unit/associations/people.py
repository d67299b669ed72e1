"""People with answers, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lovende.domain.statistics.associations import Associations, Scale, associations
from lovende.domain.statistics.pair_counts import (
    Layout,
    PairCounter,
    PairCounts,
    WeightedPairCounter,
)


@dataclass(frozen=True, eq=False)
class People:
    """Codes of shape (variables, people); the level after the categories is missing."""

    codes: np.ndarray
    scales: tuple[Scale, ...]
    weights: np.ndarray | None = None

    @property
    def layout(self) -> Layout:
        names = tuple(f"v{place}" for place in range(len(self.scales)))
        return Layout(names, tuple(scale.categories + 1 for scale in self.scales))

    @property
    def counts(self) -> PairCounts:
        counter = PairCounter(self.layout, compiled=False)
        counter.add(list(self.codes.astype(np.uint8)))
        return counter.result()

    def found(self) -> Associations:
        weighted = None
        if self.weights is not None:
            counter = WeightedPairCounter(self.layout, compiled=False)
            counter.add(list(self.codes.astype(np.uint8)), self.weights)
            weighted = counter.result()
        return associations(self.counts, self.scales, weighted)


def drawn(
    seed: int, scales: tuple[Scale, ...], people: int, *, pull: float = 0.3, weighted: bool = False
) -> People:
    """Draw answers that go together by `pull`, a few of them missing."""
    rng = np.random.default_rng(seed)
    common = rng.random(people)
    rows = []
    for scale in scales:
        own = np.where(rng.random(people) < pull, common, rng.random(people))
        codes = np.floor(own * max(scale.categories, 1)).astype(int)
        gone = rng.random(people) < 0.1
        rows.append(np.where(gone | (scale.categories == 0), scale.categories, codes))
    weights = rng.uniform(0.5, 3.0, people) if weighted else None
    return People(np.array(rows), scales, weights)
