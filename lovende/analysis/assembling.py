"""The parts of a study put together and checked, wherever they were read: from files or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import polars as pl

from lovende.analysis.findings import Practice
from lovende.analysis.groupings import (
    Grouped,
    People,
    bad_groups,
    make_groupings,
    unknown_frame,
)
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.panel import Panel, find_municipalities
from lovende.analysis.study_file import StudyFile
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, Severity
from lovende.domain.places import Municipality
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.statistics.tables import MISSING, Codes
from lovende.formats.answers import first_row

T = TypeVar("T")


class Collector:
    """Runs step after step and keeps the faults of all of them."""

    def __init__(self, *, thorough: bool) -> None:
        self.thorough = thorough
        self.faults: list[Fault] = []

    def run(self, step: Callable[[], T]) -> T | None:
        """Return what `step` returns, or None and its faults kept."""
        try:
            return step()
        except LovendeError as error:
            self.faults += error.faults
            return None

    def keep(self, found: tuple[T, Sequence[Fault]] | None) -> T | None:
        """Keep the warnings beside a result and return the result."""
        if found is None:
            return None
        self.faults += found[1]
        return found[0]

    @property
    def failed(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.faults)


@dataclass(frozen=True)
class Parts:
    """Everything that a study is made of. `submitted` is aligned with the dataset; `inputs` says
    what it was read from, and is asked once all is well; `name` is how faults name the plan."""

    file: StudyFile
    questionnaire: Questionnaire
    dataset: Dataset
    submitted: pl.Series | None
    panel: Panel | None
    nonresponders: Dataset | None
    index: IndexDefinition | None
    practices: tuple[Practice, ...]
    inputs: Callable[[], tuple[dict[str, str], ...]]
    name: str
    running: bool = False
    """Whether answers are still coming in: what more of them may mend is a warning then."""


def assemble(parts: Parts, collector: Collector) -> LoadedStudy:
    """Return the study that `parts` make; what is wrong with its groupings goes to `collector`."""
    file, dataset, panel = parts.file, parts.dataset, parts.panel
    rows = panel_rows(dataset, panel)
    places, wrong = _places(dataset, panel, rows)
    collector.faults += [found.at(file=file.answers.file.name) for found in wrong]
    groupings = _groupings(file, People(dataset, panel, places, rows), parts.name, collector)
    loaded = LoadedStudy(
        file=file,
        questionnaire=parts.questionnaire,
        dataset=dataset,
        panel=panel,
        places=tuple(places),
        panel_rows=rows,
        clusters=_clusters(file, dataset, panel, places, rows),
        groupings=groupings,
        submitted=parts.submitted,
        index=parts.index,
        practices=parts.practices,
        nonresponders=parts.nonresponders,
        inputs=parts.inputs() if not collector.failed else (),
        faults=(),
    )
    return _weighted(loaded, parts, collector)


def _weighted(loaded: LoadedStudy, parts: Parts, collector: Collector) -> LoadedStudy:
    """Add the weights that the study names, once all else is well."""
    part = loaded.file.weights
    if part is None or collector.failed or loaded.dataset.size == 0:
        return loaded
    # svy and what it brings take half a second to load, and most studies do not need them.
    from lovende.analysis.weights.making import make_weights

    def clusters_of(column: str) -> Codes:
        file = replace(loaded.file, analysis=replace(loaded.file.analysis, cluster=column))
        return _clusters(file, loaded.dataset, loaded.panel, loaded.places, loaded.panel_rows)

    first = 1 if parts.running else first_row(loaded.file.answers.file)
    weights, faults = make_weights(loaded, part, clusters_of, first=first, may_wait=parts.running)
    collector.faults += [f if f.place.file else f.at(file=parts.name) for f in faults]
    return replace(loaded, weights=weights)


def _groupings(
    file: StudyFile, people: People, name: str, collector: Collector
) -> tuple[Grouped, ...]:
    """Make the groupings, their faults and those of the frame told at the study file."""
    faults: list[Fault] = []
    made: tuple[Grouped, ...] = ()
    try:
        made = make_groupings(file.grouping, people)
    except LovendeError as error:
        faults += error.faults
    else:
        faults += [] if collector.failed else bad_groups(made)
    faults += unknown_frame(file, people.panel, made)
    collector.faults += [found.at(file=name) for found in faults]
    return made


def panel_rows(dataset: Dataset, panel: Panel | None) -> tuple[int | None, ...]:
    """Return the row of each respondent in the panel, by key."""
    if panel is None or dataset.key is None:
        return (None,) * dataset.size
    row_of = {key: row for row, key in enumerate(panel.keys)}
    keys = dataset.values[dataset.key].cast(pl.String).to_list()
    return tuple(row_of.get(key) for key in keys)


def _places(
    dataset: Dataset, panel: Panel | None, rows: Sequence[int | None]
) -> tuple[Sequence[Municipality | None], list[Fault]]:
    """The municipality of each respondent: as the panel says, else as the answers say."""
    if panel is not None:
        return [None if row is None else panel.municipalities[row] for row in rows], []
    if "municipality" in dataset.values.columns:
        return find_municipalities(dataset.values["municipality"].cast(pl.String), "municipality")
    return [None] * dataset.size, []


def _clusters(
    file: StudyFile,
    dataset: Dataset,
    panel: Panel | None,
    places: Sequence[Municipality | None],
    rows: Sequence[int | None],
) -> Codes:
    """Return the number of each respondent's cluster, `MISSING` where it is not known."""
    name = file.analysis.cluster
    values: list[str | None]
    if name == "municipality":
        values = [place.code if place else None for place in places]
    elif panel is not None and name in panel.frame.columns:
        column = panel.frame[name].to_list()
        values = [None if row is None else column[row] for row in rows]
    elif name in dataset.values.columns:
        values = dataset.valid(name).cast(pl.String).to_list()
    else:
        values = [None] * dataset.size
    numbers = {value: number for number, value in enumerate(sorted({v for v in values if v}))}
    return np.array([numbers.get(value or "", MISSING) for value in values], dtype=np.int64)
