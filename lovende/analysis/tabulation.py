"""Findings of answers without a study: every coded variable becomes a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from lovende.analysis.findings import Findings
from lovende.analysis.groupings import People, make_groupings
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.provenance import described
from lovende.analysis.run import findings_of
from lovende.analysis.study_file import (
    AnalysisPart,
    AnswersPart,
    ComparisonPart,
    GroupingPart,
    QuestionnairePart,
    StudyFile,
    StudyPart,
)
from lovende.domain.dataset.from_questionnaire import sets_of, variables_of
from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.dataset.to_questionnaire import questionnaire_of
from lovende.domain.errors import Fault, LovendeError, fault, nearest
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.statistics.tables import MISSING
from lovende.domain.texts import N_, Text
from lovende.formats.answers import read_answers

Step = Callable[[int, int, str], None]


def tabulated(
    path: Path,
    *,
    by: Sequence[str] = (),
    only: Sequence[str] = (),
    permutations: int = 10_000,
    seed: int = 1,
    progress: Step | None = None,
) -> tuple[Findings, tuple[Fault, ...]]:
    """Return the tables of the answers in `path`, compared by the variables in `by`, and the warnings.

    `only` limits the variables; all coded ones otherwise. Raises LovendeError for a file that
    cannot be read and for variables that it does not have.
    """
    dataset, warnings = read_answers(path)
    _check_names(dataset, (*by, *only), path)
    kept = [v for v in dataset.variables if not only or v.name in (*only, *by)]
    dataset = replace(dataset, variables=tuple(kept))
    questionnaire = questionnaire_of(dataset, path.stem)
    study = _study(path, dataset, questionnaire, by, permutations, seed)

    def begin(step: int) -> None:
        if progress is not None:
            progress(step, 6, path.name)

    return findings_of(study, audience="analyst", begin=begin), warnings


def _check_names(dataset: Dataset, names: Sequence[str], path: Path) -> None:
    known = [variable.name for variable in dataset.variables]
    faults = [_unknown(name, known).at(file=path.name) for name in names if name not in known]
    if faults:
        raise LovendeError(faults)


def _unknown(name: str, known: Sequence[str]) -> Fault:
    guess = nearest(name, known)
    message = (
        N_("There is no variable {name}. Did you mean {guess}?")
        if guess
        else N_("There is no variable {name}. There are: {known}.")
    )
    listed = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    return fault("tabulate.unknown_variable", message, name=name, guess=guess, known=listed)


def _study(
    path: Path,
    dataset: Dataset,
    questionnaire: Questionnaire,
    by: Sequence[str],
    permutations: int,
    seed: int,
) -> LoadedStudy:
    """Make the study that the answers by themselves amount to."""
    name = dataset.title or Text.of({"": path.stem})
    file = StudyFile(
        study=StudyPart(name, Text()),
        questionnaire=QuestionnairePart(path),
        answers=AnswersPart(path),
        analysis=AnalysisPart(seed=seed, permutations=permutations),
        grouping=tuple(
            GroupingPart(one, dataset[one].label or Text.of({"": one}), one) for one in by
        ),
        comparison=tuple(ComparisonPart(one) for one in by),
    )
    fitted = _as_asked(dataset, questionnaire)
    nowhere = (None,) * dataset.size
    return LoadedStudy(
        file=file,
        questionnaire=questionnaire,
        dataset=fitted,
        panel=None,
        places=nowhere,
        panel_rows=nowhere,
        clusters=np.full(dataset.size, MISSING),
        groupings=make_groupings(file.grouping, People(dataset, None, nowhere, nowhere)),
        submitted=None,
        index=None,
        practices=(),
        nonresponders=None,
        inputs=(described("answers", path),),
        faults=(),
    )


def _as_asked(dataset: Dataset, questionnaire: Questionnaire) -> Dataset:
    """Return the answers under the variables that the questionnaire makes of them."""
    members = {
        v: f"{s.name}_{dataset[v].option or v.removeprefix(s.name + '_')}"
        for s in dataset.sets
        for v in s.variables
    }
    wanted = variables_of(questionnaire)
    names = {old: members.get(old, old) for old in dataset.values.columns}
    values = dataset.values.rename(names)
    flags = [
        v.name for v in dataset.variables if v.kind is VariableKind.FLAG and v.name not in members
    ]
    values = values.with_columns(pl.col(flags).cast(pl.Int8).cast(pl.String)) if flags else values
    return Dataset(
        wanted,
        values,
        dataset.states.rename(names),
        sets_of(questionnaire),
        dataset.key,
        dataset.title,
    )
