"""Weights: made so that respondents match a population, and figures estimated with them.

The library svy does the weighting, the estimating and the replicate weights; nothing of it leaves
this package, and it is loaded when a function is called. What it would do wrongly is refused here.
"""

from lovende.domain.statistics.weighting.adjusting import (
    MOST_ROUNDS,
    given_weights,
    poststratify,
    rake,
)
from lovende.domain.statistics.weighting.estimating import Survey
from lovende.domain.statistics.weighting.model import (
    Estimate,
    Limits,
    Margin,
    Replicates,
    Sampling,
    Weighted,
    WeightSummary,
    summary_of,
)
from lovende.domain.statistics.weighting.replicating import replicate_weights
from lovende.domain.statistics.weighting.testing import weighted_rank_test, weighted_rao_scott

__all__ = [
    "MOST_ROUNDS",
    "Estimate",
    "Limits",
    "Margin",
    "Replicates",
    "Sampling",
    "Survey",
    "WeightSummary",
    "Weighted",
    "given_weights",
    "poststratify",
    "rake",
    "replicate_weights",
    "summary_of",
    "weighted_rank_test",
    "weighted_rao_scott",
]
