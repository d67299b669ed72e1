"""Tables and tests: what was answered, and how groups compare."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.analysis.findings.texts import Texts


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
    weighted_percent: float | None = None
    weighted_low: float | None = None
    weighted_high: float | None = None
    weighted_se: float | None = None
    design_effect: float | None = None


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
    weighted_percent: float | None = None
    weighted_low: float | None = None
    weighted_high: float | None = None
    weighted_se: float | None = None
    design_effect: float | None = None


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
    p_weighted: float | None = None
    """The weighted, design-based test; None where the answers are not weighted or it is left out."""
    weighted_f: float | None = None
    weighted_df: float | None = None
    weighted_df_error: float | None = None
