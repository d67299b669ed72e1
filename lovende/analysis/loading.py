"""A study file and everything it names, read and checked, with all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from lovende.analysis.answers import read_respondents
from lovende.analysis.groupings import (
    Grouped,
    People,
    bad_groups,
    make_groupings,
    unknown_frame,
)
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.panel import Panel, find_municipalities, read_panel
from lovende.analysis.plan import check_plan
from lovende.analysis.practices import read_practices
from lovende.analysis.provenance import described
from lovende.analysis.study_file import StudyFile, read_study_file_with_faults
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.places import Municipality
from lovende.domain.promise.checking import scales_of_questionnaire
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.constants import resolved_labels, with_constants
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.statistics.tables import MISSING, Codes
from lovende.domain.texts import LANGUAGES, N_, Text
from lovende.formats.answers import first_row
from lovende.formats.index_file import read_index
from lovende.formats.questionnaires import read_questionnaire

T = TypeVar("T")


class _Collector:
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


def load_study(path: Path) -> LoadedStudy:
    """Read a study file and all files it names.

    Raises LovendeError with every error that was found in any of them; warnings are in the
    result's `faults`.
    """
    collector = _Collector(thorough=False)
    study = _load(path, collector)
    if study is None or collector.failed:
        raise LovendeError([f for f in collector.faults if f.severity is Severity.ERROR])
    return replace(study, faults=tuple(collector.faults))


def faults_of_study(path: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong with a study and its files, warnings included.

    Other tools are asked too whether they would take the questionnaire.
    """
    collector = _Collector(thorough=True)
    _load(path, collector)
    return tuple(collector.faults)


def _load(path: Path, collector: _Collector) -> LoadedStudy | None:
    file = collector.keep(collector.run(lambda: read_study_file_with_faults(path)))
    if file is None:
        return None
    questionnaire = collector.keep(collector.run(lambda: _questionnaire(file, collector.thorough)))
    panel = None
    if (part := file.panel) is not None:
        panel = collector.keep(collector.run(lambda: read_panel(part.file, part)))
    practices = None
    if (listed := file.practices) is not None:
        practices = collector.keep(
            collector.run(lambda: read_practices(listed.file, listed.themes))
        )
    if questionnaire is None:
        collector.run(lambda: _exists(file.answers.file))
        if (defined := file.index) is not None:
            collector.keep(collector.run(lambda: read_index(defined.file)))
        return None
    collector.run(lambda: check_plan(file, questionnaire, path.name))
    index = collector.keep(collector.run(lambda: _index(file, questionnaire)))
    respondents = collector.keep(
        collector.run(
            lambda: read_respondents(
                file.answers.file,
                questionnaire,
                key=file.answers.key,
                submitted=file.answers.submitted,
                panel=panel,
            )
        )
    )
    nonresponders = None
    if (interviews := file.nonresponders) is not None:
        nonresponders = collector.keep(
            collector.run(
                lambda: read_respondents(
                    interviews.file, questionnaire, key=interviews.key, panel=panel, partial=True
                )
            )
        )
    if respondents is None or (file.panel is not None and panel is None):
        return None
    dataset, submitted = respondents
    rows = _panel_rows(dataset, panel)
    collector.faults += _not_in_panel(
        file.answers.file, file.answers.key, file.panel.file if file.panel else None, rows
    )
    if nonresponders is not None and file.nonresponders is not None and panel is not None:
        interviewed = _panel_rows(nonresponders[0], panel)
        asked = file.nonresponders
        collector.faults += _not_in_panel(
            asked.file, asked.key, file.panel.file if file.panel else None, interviewed
        )
    places, wrong = _places(dataset, panel, rows)
    collector.faults += [found.at(file=file.answers.file.name) for found in wrong]
    people = People(dataset, panel, places, rows)
    groupings = _groupings(file, people, path.name, collector)
    return LoadedStudy(
        file=file,
        questionnaire=questionnaire,
        dataset=dataset,
        panel=panel,
        places=tuple(places),
        panel_rows=rows,
        clusters=_clusters(file, dataset, panel, places, rows),
        groupings=groupings,
        submitted=submitted,
        index=index,
        practices=tuple(practices or ()),
        nonresponders=None if nonresponders is None else nonresponders[0],
        inputs=tuple(_inputs(path, file)) if not collector.failed else (),
        faults=(),
    )


def _questionnaire(
    file: StudyFile, second_opinion: bool
) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read the questionnaire and set its constants; the occasion is the study's."""
    questionnaire, warnings = read_questionnaire(
        file.questionnaire.file, second_opinion=second_opinion
    )
    said = with_occasion(questionnaire, file.study.occasion, file.questionnaire.constants or {})
    return said, warnings


def with_occasion(
    questionnaire: Questionnaire, occasion: Text, constants: Mapping[str, str] | None = None
) -> Questionnaire:
    """Return the questionnaire with its constants set and written out in its labels.

    The calculations `occasion_da` and `occasion_en` say the study's occasion; `constants` others.
    """
    names = {question.name for question in questionnaire.questions()}
    said = {f"occasion_{language}": occasion.get(language) for language in LANGUAGES}
    known = {name: value for name, value in said.items() if name in names and value}
    return resolved_labels(with_constants(questionnaire, known | dict(constants or {})))


def _index(
    file: StudyFile, questionnaire: Questionnaire
) -> tuple[IndexDefinition | None, tuple[Fault, ...]]:
    if file.index is None:
        return None, ()
    return read_index(file.index.file, scales_of_questionnaire(questionnaire))


def _groupings(
    file: StudyFile, people: People, name: str, collector: _Collector
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


def _exists(path: Path) -> None:
    if not path.exists():
        message = N_("There is no such file. Check the name and the folder.")
        raise LovendeError(fault("file.missing", message, place=Place(file=path.name)))


def _panel_rows(dataset: Dataset, panel: Panel | None) -> tuple[int | None, ...]:
    if panel is None or dataset.key is None:
        return (None,) * dataset.size
    row_of = {key: row for row, key in enumerate(panel.keys)}
    keys = dataset.values[dataset.key].cast(pl.String).to_list()
    return tuple(row_of.get(key) for key in keys)


def _not_in_panel(
    path: Path, key: str, panel: Path | None, rows: Sequence[int | None]
) -> list[Fault]:
    """A respondent whom nobody invited would make the response rate wrong."""
    if panel is None or not rows:
        return []
    strangers = [place for place, row in enumerate(rows, first_row(path)) if row is None]
    if len(strangers) == len(rows):
        message = N_(
            "None of the keys is in the panel {panel}. Name the column and the panel that belong to these answers."
        )
        return [
            fault(
                "answers.other_panel",
                message,
                place=Place(file=path.name, column=key),
                panel=panel.name,
            )
        ]
    message = N_(
        "This respondent's key is not in the panel {panel}. Correct the key, or add the invitee."
    )
    return [
        fault(
            "answers.not_in_panel",
            message,
            place=Place(file=path.name, row=place, column=key),
            panel=panel.name,
        )
        for place in strangers
    ]


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


def _inputs(path: Path, file: StudyFile) -> list[dict[str, str]]:
    parts: list[tuple[str, Path | None]] = [
        ("study", path),
        ("questionnaire", file.questionnaire.file),
        ("answers", file.answers.file),
        ("panel", file.panel.file if file.panel else None),
        ("nonresponders", file.nonresponders.file if file.nonresponders else None),
        ("index", file.index.file if file.index else None),
        ("practices", file.practices.file if file.practices else None),
        ("themes", file.practices.themes if file.practices else None),
    ]
    return [described(role, part) for role, part in parts if part is not None]
