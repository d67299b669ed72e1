"""Reads the definition of an index from a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.promise.checking import Scales, check_definition
from lovende.domain.promise.composite import Mean
from lovende.domain.promise.definition import (
    Aggregation,
    Dimension,
    Direction,
    IndexDefinition,
    Item,
    SkippedRule,
    equal_steps,
)
from lovende.domain.promise.uncertainty.assumptions import (
    Assumptions,
    DontKnow,
    Scoring,
    WeightScheme,
)
from lovende.domain.texts import N_, Text
from lovende.formats.toml_file import key_name, line_of, read_toml, setting

LEFT_OUT = "left_out"


@dataclass(frozen=True)
class IndexTable:
    """The table `[index]`: the limits, and how items become one number."""

    threshold: float = setting("Most promising is an index strictly above this number (0 to 1).")
    title: Text = setting("The name of the index, by language.", default=Text())
    max_dont_know: int = setting(
        "With more don't knows than this, an innovation is not ranked. All items count.", default=3
    )
    description: str | None = setting(
        "The variable with the respondent's own description; where it is empty, the innovation is"
        " not ranked.",
        default=None,
    )
    skipped: Literal["dont_know", "left_out", "exclude"] = setting(
        "What an item without an answer means.", default="dont_know"
    )
    aggregation: Literal["item_mean", "dimension_mean", "geometric", "ordered_weights"] = setting(
        "How the scored items become one number.", default="item_mean"
    )
    offset: float = setting(
        "For geometric: added to each score before, taken away after.", default=0.01
    )
    order_weights: tuple[float, ...] = setting(
        "For ordered_weights: one weight for each place, the best score first; they sum to 1.",
        default=(),
    )


@dataclass(frozen=True)
class DimensionTable:
    """A table `[[dimension]]`."""

    key: str = setting("Its name in this file and in findings.json.")
    label: Text = setting("Its name on screen, by language.", default=Text())
    weight: float | None = setting(
        "Its part of the index, for dimension_mean; all sum to 1.", default=None
    )


@dataclass(frozen=True)
class ItemTable:
    """A table `[[item]]`."""

    variable: str = setting("The question, or the row of a matrix, by its name.")
    dimension: str = setting("The key of its dimension.")
    label: Text = setting("A short name on screen, by language.", default=Text())
    direction: Literal["best_first", "best_last"] | None = setting(
        "Which end of the printed scale is the good one; always given.", default=None
    )
    steps: tuple[Any, ...] | None = setting(
        "The codes of the scale in printed order; their scores have equal distances.", default=None
    )
    scores: dict[str, float] | None = setting(
        "Instead of steps: a score from 0 to 1 for each code, in printed order.", default=None
    )
    dont_know: Any = setting('The score of a don\'t know, or "left_out".', default=LEFT_OUT)
    dont_know_codes: tuple[Any, ...] | None = setting(
        "The codes that mean don't know; by default those that the questionnaire marks so.",
        default=None,
    )
    weight: float = setting("The weight of the item beside the others.", default=1.0)


@dataclass(frozen=True)
class UncertaintyTable:
    """The table `[uncertainty]`: what is tried for each assumption, everything equally likely."""

    scoring: tuple[Literal["as_defined", "ridit"], ...] = setting(
        "The scores of the file, or ridits: how far apart answers stand is told by how many gave"
        " them.",
        default=("as_defined", "ridit"),
    )
    dont_know: tuple[Any, ...] = setting(
        'What a don\'t know means in every item: "left_out", a score from 0 to 1, or "as_defined",'
        " as each item says.",
        default=(LEFT_OUT, 0, 0.5),
    )
    max_dont_know: tuple[int, ...] | None = setting(
        "The lowest and the highest limit of don't knows; by default from one less to one more than"
        " that of the index.",
        default=None,
    )
    weights: tuple[Literal["item", "dimension", "dirichlet"], ...] = setting(
        "The weights of the items, those of the dimensions (equal where none are given), or drawn"
        " around both.",
        default=("item", "dimension", "dirichlet"),
    )
    concentration: float = setting(
        "For dirichlet: the higher, the closer the drawn weights lie around the given ones.",
        default=100.0,
    )
    mean: tuple[Literal["arithmetic", "geometric", "ordered_weights"], ...] | None = setting(
        "How the items become one number; by default the first two, and the third where the index"
        " has order_weights.",
        default=None,
    )
    threshold: tuple[float, ...] | None = setting(
        "The lowest and the highest threshold; by default 0.05 to both sides of that of the index.",
        default=None,
    )
    draws: int | None = setting(
        "How often the assumptions are drawn; by default 10,000, and fewer for very many innovations.",
        default=None,
    )


@dataclass(frozen=True)
class IndexFile:
    """The whole file."""

    index: IndexTable = setting("The limits, and how items become one number.")
    dimension: tuple[DimensionTable, ...] = setting("The dimensions, in printed order.")
    item: tuple[ItemTable, ...] = setting("The questions that count.")
    uncertainty: UncertaintyTable = setting(
        "Other assumptions, under which the ranking is tried.", default=UncertaintyTable()
    )


def read_index(
    path: Path, scales: Scales | None = None
) -> tuple[IndexDefinition, tuple[Fault, ...]]:
    """Read and check the index file `path`; return the definition and the warnings.

    With `scales` (see `lovende.domain.promise.checking`) the items are held against the
    questionnaire too. Raises LovendeError with every fault that was found; each names the file,
    and the line where the item or dimension begins.
    """
    written = read_toml(path, IndexFile)
    builder = _Builder(path)
    definition = builder.definition(written)
    told = tuple(builder.faults)
    broken = {found.place.row for found in told}
    checked = tuple(
        found
        for found in check_definition(definition, scales)
        if not (found.code in _NEEDS_SCORES and found.place.row in broken)
    )
    faults = tuple(found.at(file=path.name) for found in (*told, *checked))
    if any(found.severity is Severity.ERROR for found in faults):
        raise LovendeError(faults)
    return definition, faults


_NEEDS_SCORES = {"index.flat_scores", "index.code_without_score", "index.nothing_tried"}
"""What an item without usable scores (or a list of none) is bound to break as well: one cause, one
fault."""


class _Builder:
    """Makes the domain's objects of the written tables; what does not fit becomes a fault."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8-sig")
        self.faults: list[Fault] = []

    def definition(self, written: IndexFile) -> IndexDefinition:
        head = written.index
        return IndexDefinition(
            dimensions=tuple(
                Dimension(table.key, table.label, table.weight, self.line("dimension", place))
                for place, table in enumerate(written.dimension)
            ),
            items=tuple(self.item(table, place) for place, table in enumerate(written.item)),
            threshold=head.threshold,
            max_dont_know=head.max_dont_know,
            aggregation=Aggregation(head.aggregation),
            skipped=SkippedRule(head.skipped),
            description=head.description,
            offset=head.offset,
            order_weights=head.order_weights,
            title=head.title,
            uncertainty=self.assumptions(written.uncertainty),
        )

    def assumptions(self, table: UncertaintyTable) -> Assumptions:
        keys = [key_name(part) for part in fields(UncertaintyTable)]
        lines = {key: line_of(self.text, ("uncertainty", key)) for key in keys}
        means = {"ordered_weights": Mean.ORDERED}
        return Assumptions(
            scoring=tuple(Scoring(word) for word in table.scoring),
            dont_know=self.tried(table.dont_know, Place(row=lines["dont_know"])),
            max_dont_know=table.max_dont_know,
            weights=tuple(WeightScheme(word) for word in table.weights),
            concentration=table.concentration,
            mean=None
            if table.mean is None
            else tuple(means.get(word) or Mean(word) for word in table.mean),
            threshold=table.threshold,
            draws=table.draws,
            lines=tuple((key, line) for key, line in lines.items() if line is not None),
        )

    def tried(self, given: tuple[Any, ...], place: Place) -> tuple[DontKnow, ...]:
        """What a don't know may mean; what is neither a number nor one of two words is a fault."""
        found: list[DontKnow] = []
        for value in given:
            if value in (LEFT_OUT, "as_defined"):
                found.append(value)
            elif type(value) in (int, float):
                found.append(float(value))
            else:
                self.faults.append(
                    fault(
                        "index.dont_know_tried_type",
                        N_(
                            "A don't know is tried as {value}; give numbers from 0 to 1,"
                            ' "left_out" or "as_defined".'
                        ),
                        place=place,
                        value=value,
                    )
                )
        return tuple(found)

    def item(self, table: ItemTable, number: int) -> Item:
        place = Place(row=self.line("item", number), question=table.variable)
        direction = None if table.direction is None else Direction(table.direction)
        return Item(
            variable=table.variable,
            dimension=table.dimension,
            scores=self.scores(table, direction, place),
            direction=direction,
            dont_know=self.dont_know(table, place),
            dont_know_codes=self.codes(table.dont_know_codes, place),
            label=table.label,
            weight=table.weight,
            line=place.row,
        )

    def line(self, table: str, number: int) -> int | None:
        return line_of(self.text, (table, number))

    def scores(
        self, table: ItemTable, direction: Direction | None, place: Place
    ) -> tuple[tuple[str, float], ...]:
        if (table.steps is None) == (table.scores is None):
            self.faults.append(
                fault(
                    "index.steps_or_scores",
                    N_(
                        "Give the item either steps (codes with equal distances)"
                        " or scores (a score for each code)."
                    ),
                    place=place,
                )
            )
            return ()
        if table.scores is not None:
            return tuple(table.scores.items())
        codes = self.codes(table.steps, place) or ()
        if len(set(codes)) < len(codes):
            self.faults.append(
                fault(
                    "index.doubled_code",
                    N_("A code is listed twice in steps; list each once."),
                    place=place,
                )
            )
            return ()
        if len(codes) < 2:
            return tuple((code, 1.0) for code in codes)
        return equal_steps(codes, direction or Direction.BEST_FIRST)

    def codes(self, given: tuple[Any, ...] | None, place: Place) -> tuple[str, ...] | None:
        """Codes may be written as whole numbers: they are labels all the same."""
        if given is None:
            return None
        if not all(type(code) in (int, str) for code in given):
            self.faults.append(
                fault(
                    "index.code_type",
                    N_("A code must be a text in quotes or a whole number."),
                    place=place,
                )
            )
            return ()
        return tuple(str(code) for code in given)

    def dont_know(self, table: ItemTable, place: Place) -> float | None:
        if table.dont_know == LEFT_OUT:
            return None
        if type(table.dont_know) not in (int, float):
            self.faults.append(
                fault(
                    "index.dont_know_type",
                    N_('dont_know must be a number from 0 to 1, or "left_out".'),
                    place=place,
                )
            )
            return None
        return float(table.dont_know)
