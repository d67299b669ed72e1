"""Seeded random draws that come out the same on every machine and with every version of numpy.

Only the uniform numbers of numpy's PCG64 are used: their stream is promised to stay as it is,
while numpy may change how it makes its normal numbers, permutations and choices.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Draws:
    """A stream of random numbers for one purpose.

    Each `purpose` has a stream of its own, so that a change in one part of the generator leaves
    the others as they were.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        entropy = np.random.SeedSequence([seed, *purpose.encode()])
        self._generator = np.random.Generator(np.random.PCG64(entropy))

    def uniform(self, *shape: int) -> Floats:
        """Return numbers from 0 to 1."""
        return self._generator.random(shape)

    def normal(self, *shape: int) -> Floats:
        """Return numbers that are close to standard normal: twelve uniform ones less six."""
        parts = self._generator.random((12, *shape))
        total: Floats = parts[0].copy()
        for part in parts[1:]:
            total += part
        return total - 6.0

    def order(self, count: int) -> Ints:
        """Return 0 to `count` - 1 in random order."""
        return ascending(self.uniform(count))

    def pick(self, count: int) -> int:
        """Return a number from 0 to `count` - 1."""
        return int(self._generator.random() * count)


def ascending(values: Floats) -> Ints:
    """Return the places of `values`, smallest first; equal ones keep their order."""
    return np.argsort(values, kind="stable").astype(np.int64)
