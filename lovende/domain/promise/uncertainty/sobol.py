"""How much of the variation of an output each input accounts for: Sobol's indices.

For an output Y of independent inputs X: first order S_i = V[E(Y | X_i)] / V(Y), the part that
would go away on average if X_i were known; total T_i = 1 - V[E(Y | all but X_i)] / V(Y), the part
in which X_i has a hand, alone or together with others (Sobol 1993; Homma and Saltelli 1996).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lovende.domain.promise.composite import Floats

RESAMPLES = 500


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Indices (outputs x inputs), each from 0 to 1, with the 95 % limits of a bootstrap.

    An output that does not vary has indices of 0. `evaluations` is how often the output was
    calculated.
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    evaluations: int


def sobol_indices(
    function: Callable[[Floats], Floats], inputs: int, size: int, seed: int
) -> SobolIndices:
    """Return the indices of `function`: points (n x inputs) in the unit cube to outputs (s x n).

    `size` points, a power of 2, make the two matrices A and B of Saltelli's design, from a
    scrambled Sobol sequence; the function is called on (inputs + 2) * size points. First order:
    mean of f(B) (f(AB_i) - f(A)) / V (Saltelli et al. 2010, Computer Physics Communications 181,
    table 2 b); total: mean of (f(A) - f(AB_i))^2 / (2 V) (Jansen 1999). What is not in 0 to 1 by
    chance of the draws is put at the limit. Percentile intervals over resampled points.
    """
    points = saltelli_design(inputs, size, seed)
    return indices_of(function(points.reshape(-1, inputs)), inputs, seed)


def indices_of(outputs: Floats, inputs: int, seed: int) -> SobolIndices:
    """Return the indices of `outputs` (s x n), what the points of `saltelli_design` gave, in its order."""
    found = outputs.reshape(outputs.shape[0], inputs + 2, -1)
    size = found.shape[2]
    mean = found[:, :2].mean(axis=(1, 2), keepdims=True)
    a, b, ab = found[:, 0] - mean[:, 0], found[:, 1] - mean[:, 0], found[:, 2:] - mean
    terms = np.stack([b[:, None] * (ab - a[:, None]), (a[:, None] - ab) ** 2 / 2])
    both = np.stack([(a + b) / 2, (a**2 + b**2) / 2])
    estimate = _ratio(terms.mean(axis=-1), both.mean(axis=-1))
    rng = np.random.default_rng([seed, 5, 3])
    resampled = np.empty((RESAMPLES, *estimate.shape))
    for number in range(RESAMPLES):
        # How often each point is taken: the same as taking `size` of them with replacement.
        weights = np.bincount(rng.integers(0, size, size), minlength=size) / size
        resampled[number] = _ratio(terms @ weights, both @ weights)
    low, high = np.quantile(resampled, (0.025, 0.975), axis=0)
    return SobolIndices(
        estimate[0], low[0], high[0], estimate[1], low[1], high[1], outputs.shape[1]
    )


def saltelli_design(inputs: int, size: int, seed: int) -> Floats:
    """Return A, B and, for each input, A with that column of B (inputs + 2 x size x inputs)."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(2 * inputs, rng=np.random.default_rng([seed, 5, 2]))
    drawn = sequence.random(size)
    a, b = drawn[:, :inputs], drawn[:, inputs:]
    mixed = np.repeat(a[None], inputs, axis=0)
    for place in range(inputs):
        mixed[place, :, place] = b[:, place]
    return np.concatenate([a[None], b[None], mixed])


def _ratio(parts: Floats, moments: Floats) -> Floats:
    """Return `parts` (2 x outputs x inputs) over the variance that `moments` tell, within 0 to 1."""
    variance = (moments[1] - moments[0] ** 2)[None, :, None]
    shares = np.divide(parts, variance, out=np.zeros_like(parts), where=variance > 1e-15)
    within: Floats = np.clip(shares, 0.0, 1.0)
    return within
