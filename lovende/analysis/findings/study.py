"""The study itself: what it is called, how its answers are grouped, what its report tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from lovende.analysis.findings.texts import Texts


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
