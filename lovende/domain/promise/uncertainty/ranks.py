"""How often each innovation had which rank, and the quantiles of it, in bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
BINS = 1024
"""Up to so many ranks are counted one by one; more in equal bins, and those that hold a quantile
once more by one. So memory grows with the number of innovations, not with its square."""


class RankCounts:
    """Counts of ranks (innovations x bins). `refine` counts within bins that a first pass found."""

    def __init__(self, innovations: int) -> None:
        self.width = -(-max(innovations, 1) // BINS)
        bins = -(-max(innovations, 1) // self.width)
        self.counts: Ints = np.zeros((innovations, bins), dtype=np.int64)
        self.start: Ints = np.zeros(innovations, dtype=np.int64)

    @property
    def exact(self) -> bool:
        return self.width == 1

    def add(self, ranks: NDArray[np.int32], draws: Ints) -> None:
        """Count `ranks` (assumptions x innovations, 0: none), each row `draws` times."""
        rows, columns = np.nonzero(ranks)
        bins = (ranks[rows, columns] - 1 - self.start[columns]) // self.width
        kept = (bins >= 0) & (bins < self.counts.shape[1])
        at = columns[kept] * self.counts.shape[1] + bins[kept]
        np.add.at(self.counts.reshape(-1), at, draws[rows[kept]])

    @property
    def ranked(self) -> Ints:
        """In how many draws each innovation has a rank (of a first pass)."""
        return np.asarray(self.counts.sum(axis=1))

    def reach(self, share: float) -> tuple[Ints, Ints]:
        """Return the first bin with at least `share` of the ranked draws up to its end, and how
        many are still wanted at its beginning: the quantile is the inverse of the distribution."""
        wanted = np.maximum(1, np.ceil(share * self.ranked - 1e-9)).astype(np.int64)
        return self.place_of(wanted)

    def place_of(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Return the bin in which the `wanted`-th draw (from 1) of each innovation lies, and its
        place among the draws of that bin."""
        reached = np.cumsum(self.counts, axis=1)
        place = np.asarray((reached < wanted[:, None]).sum(axis=1))
        place = np.minimum(place, self.counts.shape[1] - 1)
        rows = np.arange(place.size)
        before = reached[rows, place] - self.counts[rows, place]
        return place, wanted - before

    def within(self, place: Ints) -> RankCounts:
        """Return a counter of single ranks within the bin `place` of each innovation."""
        inner = RankCounts(0)
        inner.width = 1
        inner.counts = np.zeros((place.size, self.width), dtype=np.int64)
        inner.start = place * self.width
        return inner
