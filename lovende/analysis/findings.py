"""The findings of a study: one object, from which every document is made.

The field names are those of `findings.json`; its JSON Schema is `findings.schema.json` beside
this module. Texts are objects by language (`{"da": ..., "en": ...}`), percentages run from 0 to
100 unrounded, a count or percentage that is None was suppressed to protect people.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any

Texts = dict[str, str]


@dataclass
class Group:
    """One group of a grouping variable, e.g. the municipalities with more than 50,000 inhabitants."""

    group: str
    label: Texts


@dataclass
class Grouping:
    """A variable by which the findings are compared, e.g. `size`."""

    variable: str
    label: Texts
    groups: list[Group]


@dataclass
class FigureSpec:
    """A figure of a chapter.

    `figure`: `distribution` (one question: stacked bar of a scale, else bars), `several` (sorted
    bars), `matrix` (one stacked bar a row), `groups` (dumbbell of a comparison), `response`
    (response by group), `map` (tile map), `profile` (index by dimension). `question` names the
    question by its number or name; `rows` limits a matrix; `by` names a grouping variable.
    """

    figure: str
    question: str | None = None
    rows: list[int] | None = None
    by: str | None = None
    title: Texts | None = None
    text: Texts | None = None


@dataclass
class Section:
    title: Texts
    text: Texts | None = None
    figures: list[FigureSpec] = field(default_factory=list)


@dataclass
class Chapter:
    title: Texts
    text: Texts | None = None
    sections: list[Section] = field(default_factory=list)


@dataclass
class PlannedTest:
    """A comparison that the plan names; `added_later` is true for what was not in the plan before the data came."""

    by: str
    questions: list[str] | None
    added_later: bool = False


@dataclass
class Study:
    name: Texts
    occasion: Texts
    period: Texts
    audience: str
    """`analyst` (everything; not for publication) or `public` (small cells suppressed)."""
    synthetic: bool
    """True where the answers are invented; every page of every document says so."""
    notice: Texts | None = None
    about: Texts | None = None
    """The study's own words about itself, shown in the introduction."""
    source: Texts | None = None
    """Where the method comes from, shown as a reference."""
    publisher: Texts | None = None
    contact: Texts | None = None
    groupings: list[Grouping] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    plan: list[PlannedTest] = field(default_factory=list)
    languages: list[str] = field(default_factory=lambda: ["da", "en"])
    small_cells: int | None = None
    """The smallest count that is shown to the public (3 or 5); None where nothing is suppressed."""


@dataclass
class Option:
    """One answer of a table. `low` and `high` are the 95 % Wilson limits of the percentage."""

    code: str
    label: Texts
    count: int | None
    percent: float | None
    low: float | None = None
    high: float | None = None
    dont_know: bool = False
    suppressed: bool = False
    aside: bool = False
    """True for "other" and for the answer that excludes all others: they stand last in a sorted figure."""


@dataclass
class Collapse:
    """Several codes of a scale taken together by the plan ("high or very high")."""

    key: str
    label: Texts
    codes: list[str]
    count: int | None
    percent: float | None
    low: float | None = None
    high: float | None = None
    headline: bool = False
    sentence: Texts | None = None
    """The sentence of the summary, with {percent}, {count} and {base} to be filled in."""
    headline_order: int | None = None
    """The place among the collapses of the study file, by which the summary is ordered; None for no headline."""


@dataclass
class TableGroup:
    """The answers of one group, in the same order of options as the whole table."""

    group: str
    label: Texts
    base: int | None
    options: list[Option]
    collapsed: list[Collapse] = field(default_factory=list)


@dataclass
class Table:
    """The distribution of one question, or of one row of a matrix.

    The ungrouped table of a question comes first; a grouped one has `by` and `groups`.
    """

    question: str
    row: int | None
    name: str
    kind: str
    """`one`, `several` or `matrix`."""
    title: Texts
    row_title: Texts | None
    base: int | None
    options: list[Option]
    ordinal: bool = False
    collapsed: list[Collapse] = field(default_factory=list)
    by: str | None = None
    groups: list[TableGroup] = field(default_factory=list)
    asked_if: Texts | None = None
    """In words, to whom the question was put; None where all were asked."""
    not_asked: int | None = None
    skipped: int | None = None
    not_reached: int | None = None
    note: Texts | None = None


@dataclass
class Test:
    """One test of one question row against one grouping variable.

    `test`: `chi2`, `mann_whitney`, `kruskal_wallis`, `fisher` (Fisher-Freeman-Halton),
    `simultaneous` (several-choice: largest standardised difference by permutation). `option` is
    set for the 2 x 2 test of one option. `p_holm` and `p_bh` are given for primary tests only.
    """

    question: str
    row: int | None
    by: str
    test: str
    primary: bool
    statistic: float | None
    df: int | None
    p: float | None
    p_clustered: float | None
    p_holm: float | None
    p_bh: float | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    option: str | None = None
    effect_name: str | None = None
    """`cramers_v`, `cliffs_delta` or `difference` (percentage points)."""
    n: int | None = None
    method: str | None = None
    """`asymptotic`, `exact` or `monte_carlo`; `p_se` is the standard error of a Monte Carlo p."""
    p_se: float | None = None
    clustered_method: str | None = None
    """How `p_clustered` was found: `monte_carlo`, `exact` (all ways counted) or `rao_scott`."""
    p_clustered_se: float | None = None
    reason: str | None = None
    """Why there is no result: `no_answers`, `one_group`, `one_level` or `only_dont_know`. `protected`
    where small cells leave only the verdict: p-values rounded up to 0.001, 0.01, 0.05 or 1."""
    added_later: bool = False


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


@dataclass
class AskedQuestion:
    """A question as it was put, for the appendix with the questionnaire."""

    question: str
    name: str
    kind: str
    title: Texts
    hint: Texts | None = None
    guidance: Texts | None = None
    asked_if: Texts | None = None
    answers: int | None = None
    """For an open question: how many wrote something."""


@dataclass
class QuestionnairePage:
    title: Texts
    questions: list[AskedQuestion]
    text: Texts | None = None


@dataclass
class Practice:
    """A published innovation: facts, and the effort and the learning retold."""

    theme: str
    theme_label: Texts
    municipality: str
    area: Texts
    target_group: Texts
    purpose: Texts
    effort: Texts
    learning: Texts


@dataclass
class Provenance:
    """What the findings were made from, so that they can be made again."""

    inputs: list[dict[str, str]]
    """Each `file`, `role`, `sha256`."""
    versions: dict[str, str]
    parameters: dict[str, Any]
    seed: int
    warnings: list[str] = field(default_factory=list)


@dataclass
class Findings:
    study: Study
    response: Response
    tables: list[Table]
    tests: list[Test]
    index: Index | None
    provenance: Provenance
    questionnaire: list[QuestionnairePage] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    practices_note: Texts | None = None

    def table(self, question: str, row: int | None = None, by: str | None = None) -> Table:
        """Return one table. Raises KeyError where there is none."""
        for table in self.tables:
            if (table.question, table.row, table.by) == (question, row, by):
                return table
        raise KeyError((question, row, by))

    def rows(self, question: str, by: str | None = None) -> list[Table]:
        """Return the tables of a question: one, or one for each row of a matrix."""
        return [t for t in self.tables if t.question == question and t.by == by]

    def to_json(self) -> str:
        """Return the findings as the text of `findings.json` (UTF-8, no NaN)."""
        plain = dataclasses.asdict(self)
        return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Findings:
        """Read back what `to_json` wrote."""
        return typing.cast(Findings, _build(cls, json.loads(text)))


def _build(kind: Any, value: Any) -> Any:
    """Make an object of the annotated type `kind` from plain JSON data."""
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _build(hints[name], part) for name, part in value.items()})  # type: ignore[operator]
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(kind) if a is not type(None))
        return _build(inner, value)
    if origin is list:
        (inner,) = typing.get_args(kind)
        return [_build(inner, part) for part in value]
    return value
