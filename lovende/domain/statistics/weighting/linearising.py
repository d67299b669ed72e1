"""Variances by Taylor linearisation, with what does not depend on the answers made ready once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.weighting.model import Floats, Weighted

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
DEPENDENT = 1e-10
"""Singular values smaller than this, relative to the largest, are taken as 0."""


class Linearisation:
    """The clusters, the strata and the margins of weighted people, ready for many estimates.

    The variance of the sum of w * score is that of cluster totals z within strata,
    V = sum of (1 - m/M) m/(m - 1) sum (z - mean z)(z - mean z)', as in `design.linearised`. Where
    the weights meet margins, the score is first made the residual of its regression on the margins,
    by least squares with the base weights: what the population tells does not vary (Deville &
    Sarndal 1992, JASA 87, 376-382). So z = (total of w * score) - (totals of the margins) * b, and
    no residual of a single person is needed.
    """

    def __init__(self, weighted: Weighted) -> None:
        people, sampling = weighted.weights.size, weighted.sampling
        strata = np.zeros(people, dtype=np.int64) if sampling.strata is None else sampling.strata
        clusters = np.arange(people) if sampling.clusters is None else sampling.clusters
        self.weights = weighted.weights
        self._order: Places = np.lexsort((clusters, strata))
        self._first = _starts(clusters[self._order], strata[self._order])
        members = self._order[self._first]
        """One person of each cluster."""
        self._stratum = np.unique(strata[members], return_inverse=True)[1]
        self._opening = _starts(self._stratum)
        self._sizes = np.bincount(self._stratum)
        self._factors = self._sizes / np.maximum(self._sizes - 1, 1) * (self._sizes > 1)
        if sampling.population is not None:
            units = sampling.population[members[self._opening]]
            self._factors = self._factors * (1 - self._sizes / units)
        self._regress(weighted)

    def _regress(self, weighted: Weighted) -> None:
        """Make ready the regression on the margins: b = `_solver` @ scores."""
        self._solver: Floats | None = None
        if not weighted.margins:
            return
        margins = np.column_stack([np.eye(m.totals.size)[m.codes] for m in weighted.margins])
        root = np.sqrt(weighted.base)
        # The categories of several margins follow from each other: the pseudo-inverse allows for it.
        inverse = np.linalg.pinv(margins * root[:, None], rcond=DEPENDENT)
        self._solver = np.asarray(inverse * root, dtype=np.float64)
        self._margins = self._totals(margins * weighted.weights[:, None])

    def _totals(self, values: npt.NDArray[np.number]) -> Floats:
        """Return sums within clusters, shape (clusters, k)."""
        totals: Floats = np.add.reduceat(values[self._order], self._first, axis=0)
        return totals

    def spread(self, scores: Floats) -> Floats:
        """Return A, shape (clusters, k), with A'A the covariance of the sums of w * `scores`.

        `scores` has shape (people, k) and is 0 for whoever does not count.
        """
        totals = self._totals(scores * self.weights[:, None])
        if self._solver is not None:
            totals -= self._margins @ (self._solver @ scores)
        means = np.add.reduceat(totals, self._opening, axis=0) / self._sizes[:, None]
        spread: Floats = (totals - means[self._stratum]) * np.sqrt(self._factors)[
            self._stratum, None
        ]
        return spread

    def concerned(self, inside: Flags) -> tuple[int, int]:
        """Return how many clusters hold any of `inside`, shape (people,), and the degrees of freedom:
        these clusters less their strata."""
        held = np.logical_or.reduceat(inside[self._order], self._first)
        clusters = int(held.sum())
        return clusters, clusters - int(np.unique(self._stratum[held]).size)


def _starts(*values: npt.NDArray[np.integer]) -> Places:
    """Return the places in which any of some ordered arrays takes a new value."""
    new = np.ones(values[0].size, dtype=bool)
    new[1:] = np.logical_or.reduce([one[1:] != one[:-1] for one in values])
    return np.flatnonzero(new)
