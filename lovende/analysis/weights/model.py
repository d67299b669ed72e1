"""The weights of a study, and what they were made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lovende.analysis.groupings import Grouped
from lovende.analysis.study_file import WeightsPart
from lovende.domain.errors import Fault

if TYPE_CHECKING:
    from lovende.domain.statistics.weighting import Replicates, Weighted

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class KnownMargin:
    """A grouping, the count of each of its groups in the population, and the groups of all
    respondents."""

    grouping: Grouped
    totals: Floats


@dataclass(frozen=True, eq=False)
class StudyWeights:
    """The weights of those who answered anything: `members`, shape (people,).

    `weighted` and `replicates` are of the members alone. Where the answers cannot be weighted
    yet, `weighted` is None and `left_out` says why.
    """

    part: WeightsPart
    members: Flags
    margins: tuple[KnownMargin, ...] = ()
    weighted: Weighted | None = None
    replicates: Replicates | None = None
    left_out: tuple[Fault, ...] = ()
