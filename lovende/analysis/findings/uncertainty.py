"""How sure the ranking is: what was assumed, what came of it, and which assumption matters."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.analysis.findings.texts import Texts


@dataclass
class Importance:
    """Sobol's indices of one assumption for one number, 0 to 1, with 95 % intervals."""

    first: float
    total: float
    first_low: float | None = None
    first_high: float | None = None
    total_low: float | None = None
    total_high: float | None = None


@dataclass
class Assumption:
    assumption: str
    label: Texts
    values: list[Texts]
    """What was tried, each equally likely."""
    baseline: Texts
    """What the index itself assumes."""
    rank_shift: Importance
    overlap: Importance


@dataclass
class Spread:
    mean: float
    low: float | None = None
    """5 % quantile over the draws."""
    high: float | None = None


@dataclass
class Admitted:
    """An innovation that the index leaves out of the ranking, and other assumptions do not."""

    key: str
    ranked_share: float
    rank_low: int
    rank_high: int
    selection_probability: float


@dataclass
class Uncertainty:
    draws: int
    evaluations: int
    """How many rankings the importances rest on, beside the draws."""
    concentration: float
    rank_shift: Spread
    overlap: Spread
    selected: Spread
    assumptions: list[Assumption]
    admitted: list[Admitted] = field(default_factory=list)
