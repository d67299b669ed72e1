"""The promising-practice index: its items, dimensions and ranking."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lovende.analysis.findings.texts import Texts
from lovende.analysis.findings.uncertainty import Uncertainty


@dataclass
class Exclusion:
    """Why innovations are not in the ranking: `reason` is a stable word (`dont_know`, `no_description`)."""

    reason: str
    count: int
    label: Texts = field(default_factory=dict)


@dataclass
class IndexItem:
    item: str
    dimension: str
    label: Texts
    question: str
    row: int | None
    mean: float | None
    scored: int | None
    dont_know: int | None
    scores: dict[str, float]
    """Code -> score, 0 to 1."""
    weight: float
    """The item's implicit weight in the index; all sum to 1."""
    correlation: float | None = None
    """With its dimension."""
    vif: float | None = None


@dataclass
class IndexDimension:
    dimension: str
    label: Texts
    items: list[str]
    weight: float
    effective_weight: float | None
    mean: float | None
    mean_selected: float | None
    """Mean over the most promising innovations."""
    correlations: dict[str, float] = field(default_factory=dict)
    """Correlation with each other dimension."""


@dataclass
class Ranked:
    key: str
    score: float
    rank: float
    dont_know: int
    selected: bool
    dimensions: dict[str, float | None] = field(default_factory=dict)
    rank_low: int | None = None
    """5 % quantile of the rank under other assumptions."""
    rank_high: int | None = None
    selection_probability: float | None = None
    """The share of the draws in which it is above the threshold."""


@dataclass
class Index:
    threshold: float
    described: int
    scored: int
    excluded: list[Exclusion]
    selected: int
    items: list[IndexItem]
    dimensions: list[IndexDimension]
    ranking: list[Ranked]
    title: Texts = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    attrition: list[Exclusion] = field(default_factory=list)
    """From all respondents down to the selected: what is left after each step."""
    second_innovations: int | None = None
    uncertainty: Uncertainty | None = None
