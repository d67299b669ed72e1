"""Scores by ridit: how far apart two answers stand is told by how many gave them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lovende.domain.promise.definition import Item


def ridit_scores(item: Item, codes: NDArray[np.int8]) -> tuple[tuple[str, float], ...]:
    """Return the scores of the codes of `item`, rescaled ridits instead of the defined scores.

    `codes` are the answers of the reference group to it (see `Assessments`; don't know and skipped
    answers are left out). The ridit of an answer is the share of worse answers and half of the
    share of its own (Bross 1958, How to use ridit analysis, Biometrics 14, 18-38); codes with the
    same defined score are one answer. Ridits lie around a half whatever was answered, so that a
    threshold would mean another thing: they are stretched to run from the lowest to the highest
    defined score, as equal steps do. An item that nobody answered keeps its defined scores.
    """
    defined = np.array([score for _, score in item.scores])
    counts = np.bincount(codes[codes >= 0], minlength=defined.size).astype(np.float64)
    if counts.sum() == 0 or np.ptp(defined) == 0:
        return item.scores
    levels, place = np.unique(defined, return_inverse=True)
    shares = np.bincount(place, weights=counts, minlength=levels.size) / counts.sum()
    ridits = np.cumsum(shares) - shares / 2
    stretched = (ridits - ridits[0]) / (ridits[-1] - ridits[0])
    scores = levels[0] + (levels[-1] - levels[0]) * stretched[place]
    return tuple((code, float(score)) for (code, _), score in zip(item.scores, scores, strict=True))
