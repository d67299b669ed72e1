"""Weights: whom the answers are made to speak for, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.analysis.findings.texts import Texts


@dataclass
class WeightCategory:
    """A category of a margin; percentages of all three columns run from 0 to 100."""

    category: str
    label: Texts
    population: float
    population_percent: float
    respondents: int
    respondents_percent: float
    weighted_percent: float


@dataclass
class WeightMargin:
    variable: str
    label: Texts
    categories: list[WeightCategory]


@dataclass
class Weighting:
    """How the answers were weighted. Numbers are None where they are left out, and `left_out` says why.

    `smallest` and `largest` are weights as multiples of the mean; `design_effect` is Kish's.
    """

    method: str
    population: str
    standard_errors: str
    """`linearised`, `jackknife`, `bootstrap` or `brr`."""
    interval: str
    """`logit`: limits on the scale of the logit, with t of the degrees of freedom."""
    respondents: int | None = None
    total: float | None = None
    smallest: float | None = None
    largest: float | None = None
    coefficient_of_variation: float | None = None
    design_effect: float | None = None
    effective: float | None = None
    rounds: int | None = None
    clusters: int | None = None
    replicates: int | None = None
    margins: list[WeightMargin] = field(default_factory=list)
    left_out: list[Texts] = field(default_factory=list)
