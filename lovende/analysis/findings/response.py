"""Response: who was invited, who answered, who broke off."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.analysis.findings.tables import Option
from lovende.analysis.findings.texts import Texts


@dataclass
class GroupResponse:
    group: str
    label: Texts
    invited: int
    answered: int | None
    rate: float | None
    low: float | None = None
    high: float | None = None
    variable: str | None = None


@dataclass
class ResponseTest:
    variable: str
    statistic: float
    df: int
    p: float
    n: int
    p_clustered: float | None = None


@dataclass
class Disposition:
    """How contacts ended: an AAPOR code ("2.11"), what it means, how many."""

    code: str
    label: Texts
    count: int


@dataclass
class ItemNonresponse:
    question: str
    row: int | None
    title: Texts
    asked: int
    answered: int
    skipped: int
    not_reached: int


@dataclass
class BreakOff:
    """How many broke off on a page (`page` counts from 1)."""

    page: int
    title: Texts
    count: int


@dataclass
class Representativity:
    """R-indicator of the response over a set of frame variables, and its partial indicators."""

    variables: list[str]
    r_indicator: float
    partial: dict[str, float]
    coefficient_of_variation: float | None = None
    r_unadjusted: float | None = None
    """The R-indicator before the adjustment for chance."""


@dataclass
class Tile:
    """A municipality on the tile map: square `column`, `row`; `answered` is None where a public map hides the number."""

    code: str
    name: str
    column: int
    row: int
    invited: int | None
    answered: int | None
    any_answer: bool


@dataclass
class NonresponderComparison:
    """A question of the short non-responder interview beside the answers of the respondents."""

    question: str
    title: Texts
    nonresponders: list[Option]
    respondents: list[Option]
    base_nonresponders: int
    base_respondents: int
    p: float | None = None


@dataclass
class Response:
    invited: int | None
    answered: int
    rate: float | None
    """Percent, 0-100."""
    municipalities: int | None
    municipalities_answering: int | None
    rates: dict[str, float]
    """AAPOR rates as percentages: RR1 ... RR6, COOP1, REF1, CON1 ..."""
    by_group: list[GroupResponse]
    test: ResponseTest | None
    tests: list[ResponseTest] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)
    complete: int | None = None
    partial: int | None = None
    rule: Texts | None = None
    item_nonresponse: list[ItemNonresponse] = field(default_factory=list)
    break_offs: list[BreakOff] = field(default_factory=list)
    representativity: list[Representativity] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    nonresponders: list[NonresponderComparison] = field(default_factory=list)
    nonresponder_count: int | None = None
