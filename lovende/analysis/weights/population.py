"""What is known of the population: how many of it each group of a margin has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from lovende.analysis.groupings import Grouped, People, make_groupings
from lovende.analysis.panel import Panel
from lovende.analysis.study_file import GroupingPart, StudyFile, WeightsPart
from lovende.analysis.weights.model import Floats
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.places import MUNICIPALITIES, Municipality
from lovende.domain.statistics import dispositions
from lovende.domain.statistics.dispositions import Outcome
from lovende.domain.statistics.tables import Codes
from lovende.domain.texts import N_, Text
from lovende.formats.answers import first_row, read_answers
from lovende.translation import in_all_languages

COUNT = "count"
OF_PLACES = ("population", "region", "municipality")
MOST_CELLS = 10_000


@dataclass(frozen=True, eq=False)
class Population:
    """The margins as groupings of the respondents, and the counts of the population.

    `cells` has one axis for each margin where all combinations are known, else `totals` one
    array for each margin.
    """

    margins: tuple[Grouped, ...]
    totals: tuple[Floats, ...]
    cells: Floats | None


def population_of(file: StudyFile, part: WeightsPart, people: People) -> Population:
    """Return the population of a study's weights. Raises LovendeError for margins that do not exist,
    and for a population of whom they are not known."""
    parts = [_part(file, name, people) for name in part.margins]
    if part.population == "file" and part.file is not None:
        return _of_file(part, part.file, make_groupings(parts, people))
    if part.population == "invited":
        source = people.panel
        assert source is not None, "checked with the settings"
        counts = _eligible(source)
    else:
        source = _municipalities()
        sizes = [
            1.0 if part.population == "municipalities" else m.population for m in MUNICIPALITIES
        ]
        counts = np.array(sizes, dtype=np.float64)
    known = replace(people, panel=source) if part.population != "invited" else people
    margins = _groupings(parts, known, people)
    groups = [_known_of_all(margin, counts) for margin in margins]
    shape = tuple(len(margin.keys) for margin in margins)
    if part.method == "poststratify" and np.prod(shape) > MOST_CELLS:
        message = N_("The margins make {count} combinations, too many. Use rake, or fewer margins.")
        raise LovendeError(fault("weights.many_cells", message, count=int(np.prod(shape))))
    totals = tuple(
        np.bincount(group[group >= 0], counts[group >= 0], minlength=size).astype(np.float64)
        for group, size in zip(groups, shape, strict=True)
    )
    cells = None
    if part.method == "poststratify":
        eligible = counts > 0
        cells = np.zeros(shape)
        np.add.at(cells, tuple(group[eligible] for group in groups), counts[eligible])
    return Population(margins, totals, cells)


def _part(file: StudyFile, name: str, people: People) -> GroupingPart:
    """Return how a margin is made: a grouping of the study, else a column."""
    for grouping in file.grouping:
        if grouping.name == name:
            return grouping
    panel, answers = people.panel, people.dataset.values.columns
    columns = [*(panel.frame.columns if panel else ()), *answers]
    if name == "region":
        return GroupingPart(name, Text.of(in_all_languages(N_("Region"))), name)
    if name in columns or name == "municipality":
        return GroupingPart(name, Text.of({"": name}), name)
    known = ["region", *(grouping.name for grouping in file.grouping), *columns]
    guess = nearest(name, known)
    message = (
        N_("weights.margins names {name}, which does not exist. Did you mean {guess}?")
        if guess
        else N_(
            "weights.margins names {name}, which does not exist. Name a grouping, region, or a column."
        )
    )
    raise LovendeError(fault("weights.unknown_margin", message, name=name, guess=guess))


def _groupings(parts: Sequence[GroupingPart], known: People, people: People) -> tuple[Grouped, ...]:
    """Make the groups of the population and of the respondents from the same values."""
    for part in parts:
        if known is not people and part.source not in OF_PLACES:
            message = N_(
                "weights.margins names {name}, which is not known of the municipalities. Name region or a grouping from population, or another population."
            )
            raise LovendeError(fault("weights.margin_of_places", message, name=part.name))
    # The places of the respondents stand beside them; the rows of the panel are not those of the places.
    if known is not people:
        known = replace(known, panel_rows=(None,) * people.dataset.size)
    made = []
    for grouping, part in zip(make_groupings(parts, known), parts, strict=True):
        if grouping.invitees is None:
            message = N_(
                "weights.margins names {name}, which is known of the answers only. Name what is known of the whole population, or give its counts in a file."
            )
            raise LovendeError(fault("weights.margin_of_answers", message, name=part.name))
        if not part.cut and not part.group:
            grouping = _all_groups(grouping, part, known)
        made.append(grouping)
    return tuple(made)


def _all_groups(grouping: Grouped, part: GroupingPart, known: People) -> Grouped:
    """Return the grouping with the groups of the population too that no respondent is in."""
    panel = known.panel
    assert panel is not None
    values = _values_of(panel, part.source)
    missing = sorted({value for value in values if value} - set(grouping.keys))
    if not missing:
        return grouping
    keys = (*grouping.keys, *missing)
    place = {key: number for number, key in enumerate(keys)}
    return replace(
        grouping,
        keys=keys,
        labels=(*grouping.labels, *(Text.of({"": value}) for value in missing)),
        invitees=tuple(place.get(value or "", -1) for value in values),
    )


def _values_of(panel: Panel, source: str) -> list[str | None]:
    """Return the values that the groups of a panel, or of the municipalities, are made from."""
    if source in OF_PLACES and any(panel.municipalities):
        get: dict[str, Callable[[Municipality], str]] = {
            "population": lambda place: str(place.population),
            "region": lambda place: place.region,
            "municipality": lambda place: place.code,
        }
        return [get[source](place) if place else None for place in panel.municipalities]
    found: list[str | None] = panel.frame[source].to_list()
    return found


def _eligible(panel: Panel) -> Floats:
    """Return 1 for each invitee, 0 for those who turned out not to belong to the population."""
    if panel.dispositions is None:
        return np.ones(panel.size)
    outcomes = [dispositions.outcome(code) for code in panel.dispositions]
    return np.array([float(outcome is not Outcome.NE) for outcome in outcomes])


def _municipalities() -> Panel:
    codes = tuple(place.code for place in MUNICIPALITIES)
    return Panel(pl.DataFrame({"municipality": codes}), codes, tuple(MUNICIPALITIES), None)


def _known_of_all(margin: Grouped, counts: Floats) -> Codes:
    groups = np.array(margin.invitees, dtype=np.int64)
    unknown = int(((groups < 0) & (counts > 0)).sum())
    if unknown:
        message = N_(
            "{count} of the population have no group of {margin}. Give every group a place, or leave the margin out."
        )
        raise LovendeError(
            fault("weights.unknown_in_population", message, count=unknown, margin=margin.name)
        )
    return groups


def _of_file(part: WeightsPart, path: Path, margins: tuple[Grouped, ...]) -> Population:
    table, _ = read_answers(path, typed=False)
    frame = table.values.select(pl.all().cast(pl.String).str.strip_chars())
    wanted: tuple[str, ...] = ("variable", "category", COUNT)
    if part.method == "poststratify":
        wanted = (*(margin.name for margin in margins), COUNT)
    for column in wanted:
        if column not in frame.columns:
            message = N_("There is no column {column}. The columns must be: {columns}.")
            place = Place(file=path.name, column=column)
            raise LovendeError(
                fault(
                    "weights.no_column",
                    message,
                    place=place,
                    column=column,
                    columns=", ".join(wanted),
                )
            )
    reader = _Counts(path.name, first_row(path))
    if part.method == "poststratify":
        found = reader.cells(frame, margins)
        axes = range(len(margins))
        totals = tuple(found.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes)
        population = Population(margins, totals, found)
    else:
        population = Population(margins, reader.margins(frame, margins), None)
    if reader.faults:
        raise LovendeError(reader.faults)
    return population


class _Counts:
    """Reads counts by category from a file, and keeps every fault with its row."""

    def __init__(self, file: str, first: int) -> None:
        self.file, self.first = file, first
        self.faults: list[Fault] = []

    def margins(self, frame: pl.DataFrame, margins: Sequence[Grouped]) -> tuple[Floats, ...]:
        """Return the counts of each margin from the columns variable, category and count."""
        totals = {margin.name: np.zeros(len(margin.keys)) for margin in margins}
        by_name = {margin.name: margin for margin in margins}
        columns = [frame[name].to_list() for name in ("variable", "category", COUNT)]
        for row, (variable, category, count) in enumerate(zip(*columns, strict=True), self.first):
            margin = by_name.get(variable or "")
            if margin is None:
                self._unknown(row, "variable", variable, list(by_name))
                continue
            place = self._category(row, "category", category, margin)
            number = self._count(row, count)
            if place is not None and number is not None:
                totals[margin.name][place] += number
        for name, counts in totals.items():
            if not counts.any() and not self.faults:
                message = N_("The file has no counts of {margin}. Add a row for each category.")
                self.faults.append(
                    fault("weights.no_counts", message, place=Place(file=self.file), margin=name)
                )
        return tuple(totals[margin.name] for margin in margins)

    def cells(self, frame: pl.DataFrame, margins: Sequence[Grouped]) -> Floats:
        """Return the counts of each combination, one axis for each margin."""
        found = np.zeros(tuple(len(margin.keys) for margin in margins))
        for row, values in enumerate(frame.iter_rows(named=True), self.first):
            places = [self._category(row, m.name, values[m.name], m) for m in margins]
            number = self._count(row, values[COUNT])
            if number is not None and all(place is not None for place in places):
                found[tuple(place for place in places if place is not None)] += number
        return found

    def _category(self, row: int, column: str, value: str | None, margin: Grouped) -> int | None:
        names = {key: place for place, key in enumerate(margin.keys)}
        for place, label in enumerate(margin.labels):
            for _, text in label.entries:
                names.setdefault(text, place)
        if value in names:
            return names[value]
        self._unknown(row, column, value, list(margin.keys))
        return None

    def _unknown(self, row: int, column: str, value: str | None, known: list[str]) -> None:
        guess = nearest(value or "", known)
        message = (
            N_("{value} does not occur among the answers. Did you mean {guess}?")
            if guess
            else N_("{value} does not occur among the answers. There are: {known}.")
        )
        self.faults.append(
            fault(
                "weights.unknown_category",
                message,
                place=Place(file=self.file, row=row, column=column),
                value=value or "-",
                guess=guess,
                known=", ".join(known[:20]),
            )
        )

    def _count(self, row: int, value: str | None) -> float | None:
        number = number_of(value)
        if number is None or number < 0:
            message = N_("{value} is no count. Give a number from 0.")
            place = Place(file=self.file, row=row, column=COUNT)
            self.faults.append(fault("weights.bad_count", message, place=place, value=value or "-"))
            return None
        return number


def number_of(value: str | None) -> float | None:
    """Return a text as a number, with a comma or a point for decimals; None where it is none."""
    try:
        number = float((value or "").replace(",", "."))
    except ValueError:
        return None
    return number if np.isfinite(number) else None
