"""A plan read and checked with the same code that reads the files of a study."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from lovende.analysis.assembling import Collector, Parts, assemble
from lovende.analysis.findings import Practice
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.panel import Panel
from lovende.analysis.plan import check_plan
from lovende.analysis.practices import read_practices
from lovende.analysis.study_file import StudyFile, read_study_file_with_faults
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, Severity, fault, warning
from lovende.domain.promise.checking import scales_of_questionnaire
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.findings.plan.completing import completed_by
from lovende.findings.plan.texts import INDEX, PRACTICES, SETTINGS, THEMES, PlanTexts
from lovende.findings.provenance import inputs_of
from lovende.formats.index_file import read_index
from lovende.responses.exchange.queries import Gathered, gather, panel_of
from lovende.responses.models import Response
from lovende.studies.models import Study

Inputs = tuple[dict[str, str], ...]
SAMPLE = 1_000
"""Responses that a plan is tried on while it is edited."""


@dataclass(frozen=True)
class Material:
    """What the answers of a study are at one moment."""

    gathered: Gathered
    panel: Panel | None
    nonresponders: Dataset | None


def load_live(study: Study, texts: PlanTexts) -> LoadedStudy:
    """Return the study as the analysis works on it, made of what is in the database.

    Raises LovendeError with every fault of the plan, and where nobody has answered.
    """
    loaded, faults = _load(study, texts, most=None)
    errors = [found for found in faults if found.severity is Severity.ERROR]
    if loaded is None or errors:
        raise LovendeError(errors)
    return replace(loaded, faults=faults)


def faults_of_plan(study: Study, texts: PlanTexts) -> tuple[Fault, ...]:
    """Return everything that is wrong with a plan, tried on the first answers where there are any."""
    try:
        loaded, faults = _load(study, texts, most=SAMPLE)
    except LovendeError as error:
        return error.faults
    if loaded is not None and loaded.dataset.size == 0:
        return tuple(f for f in faults if f.code not in _NEED_ANSWERS)
    return faults


_NEED_ANSWERS = ("study.no_municipalities", "study.empty_grouping", "findings.nobody")


def _load(
    study: Study, texts: PlanTexts, *, most: int | None
) -> tuple[LoadedStudy | None, tuple[Fault, ...]]:
    collector = Collector(thorough=False)
    with _folder(texts) as folder:
        material = _material(study, most)
        file = collector.keep(collector.run(lambda: _file(study, texts, material, folder)))
        if file is None:
            return None, tuple(collector.faults)
        if file.study.occasion != study.occasion:
            # The plan words the occasion in its own way, and so do the labels then.
            gathered = gather(study, occasion=file.study.occasion, most=most)
            material = Material(gathered, material.panel, material.nonresponders)
        questionnaire = material.gathered.questionnaire
        collector.run(lambda: check_plan(file, questionnaire, SETTINGS))
        index = collector.keep(collector.run(lambda: _index(file, folder, questionnaire)))
        practices = collector.keep(collector.run(lambda: _practices(file, folder)))
    collector.faults += _of_answers(material)
    loaded = assemble(
        Parts(
            file=file,
            questionnaire=questionnaire,
            dataset=material.gathered.dataset,
            submitted=material.gathered.submitted,
            panel=material.panel,
            nonresponders=material.nonresponders,
            index=index,
            practices=tuple(practices or ()),
            inputs=_inputs(texts, material),
            name=SETTINGS,
            running=True,
        ),
        collector,
    )
    return loaded, tuple(collector.faults)


@contextmanager
def _folder(texts: PlanTexts) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lovende-plan-") as made:
        for name, text in texts.files().items():
            # A study file may be empty here: the platform knows the rest.
            (Path(made) / name).write_text((text.strip() and text) or "#\n", encoding="utf-8")
        yield Path(made)


def _material(study: Study, most: int | None) -> Material:
    gathered = gather(study, most=most)
    short = None
    if study.responses.filter(kind=Response.Kind.SHORT, erased_at=None, seq__gt=0).exists():
        short = gather(study, kinds=(Response.Kind.SHORT,), most=most).dataset
    panel = panel_of(study)
    return Material(gathered, panel, short if panel is not None else None)


def _file(
    study: Study, texts: PlanTexts, material: Material, folder: Path
) -> tuple[StudyFile | None, tuple[Fault, ...]]:
    completed = completed_by(
        study,
        texts,
        material.gathered.names,
        questionnaire=material.gathered.version.source_name,
        panel=material.panel is not None,
        nonresponders=material.nonresponders is not None,
    )
    return read_study_file_with_faults(folder / SETTINGS, completed)


def _index(
    file: StudyFile, folder: Path, questionnaire: Questionnaire
) -> tuple[IndexDefinition | None, tuple[Fault, ...]]:
    if file.index is None:
        return None, ()
    return read_index(folder / INDEX, scales_of_questionnaire(questionnaire))


def _practices(file: StudyFile, folder: Path) -> tuple[list[Practice] | None, tuple[Fault, ...]]:
    if file.practices is None:
        return None, ()
    return read_practices(folder / PRACTICES, folder / THEMES)


def _of_answers(material: Material) -> list[Fault]:
    """Say what the reader of the findings must know of the answers themselves."""
    dataset, panel = material.gathered.dataset, material.panel
    if dataset.size == 0:
        message = N_("Nobody has answered yet, so there are no findings.")
        return [fault("findings.nobody", message)]
    return [] if panel is None else [*_outside(dataset, panel)]


def _outside(dataset: Dataset, panel: Panel) -> Iterator[Fault]:
    known = set(panel.keys)
    keys = dataset.values[dataset.key or "key"].to_list()
    count = sum(key not in known for key in keys)
    if count:
        message = N_(
            "{count} of the answers belong to nobody in the panel (they came by the open link, or"
            " from elsewhere). They are in the tables, and not in the response rate."
        )
        yield warning("findings.outside_panel", message, count=count)


def _inputs(texts: PlanTexts, material: Material) -> Callable[[], Inputs]:
    gathered = material.gathered
    return lambda: inputs_of(
        texts, gathered.version, gathered.dataset, material.panel, material.nonresponders
    )
