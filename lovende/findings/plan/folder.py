"""A study as a folder of files that the command line takes: the same numbers without the platform."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from lovende.domain.dataset.model import Dataset, Variable, VariableKind
from lovende.findings.plan.completing import ANSWERS, NONRESPONDERS, PANEL, completed_by
from lovende.findings.plan.texts import SETTINGS, plan_texts
from lovende.formats.answers import write_answers
from lovende.formats.toml_file import tables_of_toml
from lovende.formats.toml_writing import toml_text
from lovende.questionnaires.models import Version
from lovende.responses.exchange.queries import Gathered, gather, panel_of
from lovende.responses.models import Response
from lovende.studies.models import Study

FOLDER = "study"


def pack_study(study: Study, folder: Path) -> tuple[Path, int]:
    """Write the study as a zip into `folder`; return it and the number of responses.

    It holds the plan as a whole `study.toml`, the questionnaire as it was uploaded, answers and
    panel without contact data. Raises LovendeError for a plan that is no TOML.
    """
    texts = plan_texts(study)
    gathered, panel = gather(study), panel_of(study)
    short = study.responses.filter(kind=Response.Kind.SHORT, erased_at=None, seq__gt=0)
    nonresponders = None
    if panel is not None and short.exists():
        nonresponders = gather(study, kinds=(Response.Kind.SHORT,))
    place = folder / FOLDER
    place.mkdir()
    for name, text in texts.files().items():
        (place / name).write_text((text.strip() and text) or "#\n", encoding="utf-8")
    completed = completed_by(
        study,
        texts,
        gathered.names,
        questionnaire=gathered.version.source_name,
        panel=panel is not None,
        nonresponders=nonresponders is not None,
    )
    _, tables = tables_of_toml(place / SETTINGS)
    (place / SETTINGS).write_text(toml_text(completed(tables)), encoding="utf-8")
    source = Version.objects.values_list("source", flat=True).get(pk=gathered.version.pk)
    (place / Path(gathered.version.source_name).name).write_bytes(bytes(source))
    write_answers(_answers(gathered), place / ANSWERS, language="en")
    if panel is not None:
        write_answers(_as_dataset(panel.frame), place / PANEL, language="en")
    if nonresponders is not None:
        write_answers(_some(nonresponders), place / NONRESPONDERS, language="en")
    return _zipped(place, folder / f"{FOLDER}.zip"), gathered.dataset.size


def _as_dataset(frame: pl.DataFrame) -> Dataset:
    variables = tuple(Variable(name, VariableKind.TEXT) for name in frame.columns)
    return Dataset.from_values(variables, frame)


def _answers(gathered: Gathered) -> Dataset:
    """The answers with key and submission: more columns would be strange to the study file."""
    beside = {*gathered.names.about.values()} - {gathered.names.about["submitted"]}
    return _only(gathered.dataset, lambda variable: variable.name not in beside)


def _some(gathered: Gathered) -> Dataset:
    """Only the questions that were asked in the short interview."""
    dataset = gathered.dataset
    return _only(
        dataset,
        lambda v: (
            v.name == dataset.key or (v.question is not None and dataset.answered(v.name).any())
        ),
    )


def _only(dataset: Dataset, kept: Callable[[Variable], bool]) -> Dataset:
    variables = tuple(variable for variable in dataset.variables if kept(variable))
    names = [variable.name for variable in variables]
    return replace(
        dataset,
        variables=variables,
        values=dataset.values.select(names),
        states=dataset.states.select(names),
        sets=(),
    )


def _zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            packed.write(file, f"{FOLDER}/{file.name}")
    return path
