"""Weights of a study: made as its file says, and the weighted figures beside the others."""

from lovende.analysis.weights.model import StudyWeights
from lovende.analysis.weights.settings import check_weights, columns_of_weights

__all__ = ["StudyWeights", "check_weights", "columns_of_weights"]
