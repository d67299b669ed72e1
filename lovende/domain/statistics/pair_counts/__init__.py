"""Pair counts: how many have level a of one variable and level b of another, for all pairs at once.

Every variable is a column of levels 0, 1, ..., in which each kind of missing is a level of its
own. The counts of all pairs of levels form one symmetric matrix F. It holds every one-way and
two-way table with its pairwise base, it is small however many people were counted, and it is
additive: the matrices of parts of the data sum to the matrix of the whole.
"""

from lovende.domain.statistics.pair_counts.counting import (
    PairCounter,
    WeightedPairCounter,
    one_way_counts,
)
from lovende.domain.statistics.pair_counts.model import (
    MOST_LEVELS,
    MOST_LEVELS_IN_ALL,
    Layout,
    PairCounts,
    WeightedPairCounts,
)

__all__ = [
    "MOST_LEVELS",
    "MOST_LEVELS_IN_ALL",
    "Layout",
    "PairCounter",
    "PairCounts",
    "WeightedPairCounter",
    "WeightedPairCounts",
    "one_way_counts",
]
