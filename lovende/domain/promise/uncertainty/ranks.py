"""How often each innovation had which rank, and the quantiles of it, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]
BINS, FEWEST_BINS = 1024, 128
"""Up to so many ranks are counted one by one; more in equal bins, and those that hold a quantile
once more by finer ones. So memory grows with the number of innovations, not with its square."""
COUNTED = 32_000_000
"""With so many counts in memory there are fewer bins, down to the fewest."""
CACHED = 500_000


class RankCounts:
    """Counts of ranks (innovations x bins), for so many draws in all. `within` counts within bins
    that a first pass found."""

    def __init__(self, innovations: int, draws: int, span: int | None = None) -> None:
        span = max(1, innovations if span is None else span)
        limit = min(BINS, max(FEWEST_BINS, COUNTED // max(innovations, 1)))
        self.draws = draws
        self.width = -(-span // limit)
        bins = -(-span // self.width)
        # Half of the memory where no count can be larger. What has no bin is counted in one more.
        kind = np.uint16 if draws < 1 << 16 else np.uint32
        self._all: NDArray[np.unsignedinteger] = np.zeros((innovations, bins + 1), dtype=kind)
        self.start: Ranks | None = None

    @property
    def counts(self) -> NDArray[np.unsignedinteger]:
        return self._all[:, :-1]

    def add(self, ranks: Ranks, draws: Ints) -> None:
        """Count `ranks` (assumptions x innovations, 0: none), each row `draws` times."""
        innovations, columns = self._all.shape
        bins = columns - 1
        at = ranks - (1 if self.start is None else self.start)
        at[(at < 0) | (ranks == 0)] = bins * self.width
        at //= self.width
        np.minimum(at, bins, out=at)
        flat, times = self._all.reshape(-1), draws.astype(self._all.dtype)
        # Some innovations at a time, whose counts stay in the cache for all the rows.
        size = max(1, CACHED // columns)
        for begin in range(0, innovations, size):
            part = slice(begin, begin + size)
            first = np.arange(begin, min(begin + size, innovations)) * columns
            for row, count in zip(at[:, part], times, strict=True):
                # An innovation has one rank in a row, so no place of the counts comes twice.
                flat[first + row] += count

    @property
    def ranked(self) -> Ints:
        """In how many draws each innovation has a rank (of a first pass)."""
        return np.asarray(self.counts.sum(axis=1, dtype=np.int64))

    def reach(self, share: float) -> tuple[Ints, Ints]:
        """Return the first bin with at least `share` of the ranked draws up to its end, and how
        many are still wanted at its beginning: the quantile is the inverse of the distribution."""
        wanted = np.maximum(1, np.ceil(share * self.ranked - 1e-9)).astype(np.int64)
        return self.place_of(wanted)

    def place_of(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Return the bin in which the `wanted`-th draw (from 1) of each innovation lies, and its
        place among the draws of that bin."""
        place, left = np.empty_like(wanted), np.empty_like(wanted)
        size = max(1, CACHED // self.counts.shape[1])
        for first in range(0, wanted.size, size):
            part = slice(first, first + size)
            counts = self.counts[part]
            reached = np.cumsum(counts, axis=1, dtype=np.int64)
            at = np.count_nonzero(reached < wanted[part, None], axis=1)
            at = np.minimum(at, counts.shape[1] - 1)
            rows = np.arange(at.size)
            place[part] = at
            left[part] = wanted[part] - (reached[rows, at] - counts[rows, at])
        return place, left

    def clear(self) -> None:
        """Forget everything, to make room."""
        self._all = self._all[:, :0].copy()

    def within(self, place: Ints) -> RankCounts:
        """Return a counter of the ranks within the bin `place` of each innovation."""
        inner = RankCounts(place.size, self.draws, self.width)
        inner.start = self.lowest(place)
        return inner

    def lowest(self, place: Ints) -> Ranks:
        """Return the lowest rank in the bin `place` of each innovation."""
        before = place * self.width + (1 if self.start is None else self.start)
        return before.astype(np.int32)


def rank_quantiles(
    counts: RankCounts, shares: Iterable[float], again: Callable[[], Iterable[tuple[Ranks, Ints]]]
) -> tuple[Ints, list[Ints]]:
    """Return in how many draws each innovation has a rank, and the quantiles of it (0: none).

    `again` gives everything once more that was added to `counts`: it is asked for only where
    there are more ranks than bins. `counts` are cleared then.
    """
    ranked = counts.ranked
    reached = [(counts, *counts.reach(share)) for share in shares]
    while any(counter.width > 1 for counter, _, _ in reached):
        inner = [counter.within(place) for counter, place, _ in reached]
        for counter, _, _ in reached:
            counter.clear()
        for ranks, draws in again():
            for counter in inner:
                counter.add(ranks, draws)
        reached = [
            (counter, *counter.place_of(wanted))
            for counter, (_, _, wanted) in zip(inner, reached, strict=True)
        ]
    found = [np.where(ranked > 0, one.lowest(place), 0) for one, place, _ in reached]
    return ranked, [ranks.astype(np.int64) for ranks in found]
