"""A study file and everything it names, read and checked, with all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lovende.analysis.answers import read_respondents
from lovende.analysis.assembling import Collector, Parts, assemble, panel_rows
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.panel import read_panel
from lovende.analysis.plan import check_plan
from lovende.analysis.practices import read_practices
from lovende.analysis.provenance import described
from lovende.analysis.study_file import StudyFile, read_study_file_with_faults
from lovende.analysis.weights import columns_of_weights
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.promise.checking import scales_of_questionnaire
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.questionnaire.constants import resolved_labels, with_constants
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import LANGUAGES, N_, Text
from lovende.formats.answers import first_row
from lovende.formats.index_file import read_index
from lovende.formats.questionnaires import read_questionnaire


def load_study(path: Path) -> LoadedStudy:
    """Read a study file and all files it names.

    Raises LovendeError with every error that was found in any of them; warnings are in the
    result's `faults`.
    """
    collector = Collector(thorough=False)
    study = _load(path, collector)
    if study is None or collector.failed:
        raise LovendeError([f for f in collector.faults if f.severity is Severity.ERROR])
    return replace(study, faults=tuple(collector.faults))


def faults_of_study(path: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong with a study and its files, warnings included.

    Other tools are asked too whether they would take the questionnaire.
    """
    collector = Collector(thorough=True)
    _load(path, collector)
    return tuple(collector.faults)


def _load(path: Path, collector: Collector) -> LoadedStudy | None:
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
    population = file.weights.file if file.weights else None
    if population is not None:
        collector.run(lambda: _exists(population))
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
                expected=columns_of_weights(file.weights),
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
    if population is not None and not population.exists():
        return None
    dataset, submitted = respondents
    rows = panel_rows(dataset, panel)
    collector.faults += _not_in_panel(
        file.answers.file, file.answers.key, file.panel.file if file.panel else None, rows
    )
    if nonresponders is not None and file.nonresponders is not None and panel is not None:
        interviewed = panel_rows(nonresponders[0], panel)
        asked = file.nonresponders
        collector.faults += _not_in_panel(
            asked.file, asked.key, file.panel.file if file.panel else None, interviewed
        )
    return assemble(
        Parts(
            file=file,
            questionnaire=questionnaire,
            dataset=dataset,
            submitted=submitted,
            panel=panel,
            nonresponders=None if nonresponders is None else nonresponders[0],
            index=index,
            practices=tuple(practices or ()),
            inputs=lambda: tuple(_inputs(path, file)),
            name=path.name,
        ),
        collector,
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


def _exists(path: Path) -> None:
    if not path.exists():
        message = N_("There is no such file. Check the name and the folder.")
        raise LovendeError(fault("file.missing", message, place=Place(file=path.name)))


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


def _inputs(path: Path, file: StudyFile) -> list[dict[str, str]]:
    parts: list[tuple[str, Path | None]] = [
        ("study", path),
        ("questionnaire", file.questionnaire.file),
        ("answers", file.answers.file),
        ("panel", file.panel.file if file.panel else None),
        ("nonresponders", file.nonresponders.file if file.nonresponders else None),
        ("index", file.index.file if file.index else None),
        ("population", file.weights.file if file.weights else None),
        ("practices", file.practices.file if file.practices else None),
        ("themes", file.practices.themes if file.practices else None),
    ]
    return [described(role, part) for role, part in parts if part is not None]
