"""What differs between two versions of a questionnaire, and what of it would break answers given.

An answer is kept by the name of its question and the code of its option. A change of words leaves
it as it is; what is added has no answers yet; everything that would leave an answer without its
place, or let it say something else than the respondent meant, breaks it.
"""

from lovende.domain.questionnaire.comparison.differences import differences
from lovende.domain.questionnaire.comparison.model import (
    CHANGE_LABELS,
    KIND_LABELS,
    Change,
    Difference,
    Weight,
)

__all__ = ["CHANGE_LABELS", "KIND_LABELS", "Change", "Difference", "Weight", "differences"]
