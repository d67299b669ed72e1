"""Associations of all pairs of variables at once, from the matrix of pair counts alone.

No table is built and no pair is looped over: sums over the blocks of the matrix give the margins,
bases, tests and effect sizes of every two-way table.
"""

from lovende.domain.statistics.associations.all_pairs import associations
from lovende.domain.statistics.associations.model import (
    REASONS,
    TESTS,
    Associations,
    Scale,
)

__all__ = ["REASONS", "TESTS", "Associations", "Scale", "associations"]
