"""From one format to another: what is read, what is written, and what is lost on the way."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lovende.analysis.states import with_states
from lovende.domain.dataset.matching import match
from lovende.domain.dataset.model import Dataset
from lovende.domain.dataset.to_questionnaire import questionnaire_of
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.questionnaire.constants import resolved_labels
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.questionnaire.routing import routing_states
from lovende.domain.texts import N_
from lovende.formats.answers import read_answers, write_answers
from lovende.formats.content import ENDINGS, Content
from lovende.formats.ddi import StudyDescription, matrix_texts, question_texts, write_ddi
from lovende.formats.question_names import valid_name, with_question_names
from lovende.formats.questionnaires import (
    QUESTIONNAIRE_OUT,
    read_questionnaire,
    write_questionnaire,
)
from lovende.formats.recognising import XML_ENDINGS, FileKind, file_kind

_DESCRIBED = (Content.SPSS, Content.STATA, Content.PARQUET)


@dataclass(frozen=True)
class Conversion:
    """What came of a conversion: `files` that were written (none where `strict` held it back),
    and in `lost` a warning for everything that was not carried over."""

    kind: FileKind
    files: tuple[Path, ...]
    lost: tuple[Fault, ...]


def convert_file(
    source: Path,
    target: Path,
    *,
    kind: FileKind | None = None,
    questionnaire: Path | None = None,
    key: str | None = None,
    strict: bool = False,
    language: str = "da",
) -> Conversion:
    """Read `source` and write it as `target`, whose ending names the format.

    `kind` says whether the source is a questionnaire or answers where its content does not.
    `questionnaire` is a file whose questions the answers are fitted to first: labels, types, and
    by its routing what was not asked; `key` is then the column with the respondents' keys. With `strict` nothing is
    written where anything would be lost. Labels of answers are written in `language`.

    Raises LovendeError for a source that cannot be read, a target that cannot be written, and two
    kinds that do not go together.
    """
    _check_names(source, target)
    kind = kind or (FileKind.ANSWERS if questionnaire else file_kind(source))
    _check_target(source, target, kind)
    if kind is FileKind.ANSWERS:
        form, in_form = _form(questionnaire)
        dataset, faults = _answers(source, form, key)
        with _beside(target) as draft:
            faults += _write_answers(dataset, draft, source.name, form, language)
            return _finished(kind, draft, target, (*in_form, *faults), strict)
    form, faults = _questionnaire(source)
    with _beside(target) as draft:
        faults += write_questionnaire(form, draft)
        return _finished(kind, draft, target, faults, strict)


def _check_names(source: Path, target: Path) -> None:
    place = Place(file=target.name)
    if not source.exists():
        raise LovendeError(
            fault(
                "file.missing",
                N_("There is no such file; check its name."),
                place=Place(file=source.name),
            )
        )
    if target.exists() and source.samefile(target):
        raise LovendeError(
            fault(
                "convert.same_file",
                N_("The file cannot be converted into itself; give the result another name."),
                place=place,
            )
        )
    if target.is_dir():
        raise LovendeError(
            fault("file.is_folder", N_("This is a folder; name a file in it."), place=place)
        )


def _check_target(source: Path, target: Path, kind: FileKind) -> None:
    """Refuse a target that cannot hold what the source holds before anything is read."""
    ending = target.suffix.lower()
    known = QUESTIONNAIRE_OUT if kind is FileKind.QUESTIONNAIRE else (*ENDINGS, ".xml")
    if ending in known:
        return
    raise LovendeError(
        fault(
            "convert.questionnaire_target",
            N_("{source} is a questionnaire, which cannot be written as {ending}; use {known}.")
            if kind is FileKind.QUESTIONNAIRE
            else N_("{source} holds answers, which cannot be written as {ending}; use {known}."),
            place=Place(file=target.name),
            source=source.name,
            ending=target.suffix or target.name,
            known=", ".join(known),
        )
    )


def _questionnaire(source: Path) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire; a file of answers that describes itself amounts to one too."""
    if ENDINGS.get(source.suffix.lower()) in _DESCRIBED:
        dataset, faults = read_answers(source)
        dataset, _, renamed = with_question_names(dataset, source.name)
        return questionnaire_of(dataset, valid_name(source.stem)), (*faults, *renamed)
    return read_questionnaire(source)


def _form(path: Path | None) -> tuple[Questionnaire | None, tuple[Fault, ...]]:
    """The questionnaire of the answers, its labels without names of constant calculations."""
    if path is None:
        return None, ()
    form, faults = read_questionnaire(path)
    return resolved_labels(form), faults


def _answers(
    source: Path, form: Questionnaire | None, key: str | None
) -> tuple[Dataset, tuple[Fault, ...]]:
    if source.suffix.lower() in XML_ENDINGS:
        raise LovendeError(
            fault(
                "convert.no_answers",
                N_("The file describes a questionnaire and holds no answers."),
                place=Place(file=source.name),
            )
        )
    if form is None:
        return read_answers(source)
    raw, faults = read_answers(source, typed=False)
    dataset, found = match(raw, form, key=key)
    placed = tuple(each.at(file=source.name) for each in found)
    errors = [each for each in placed if each.severity is Severity.ERROR]
    if errors:
        raise LovendeError(errors)
    routing = routing_states(form, dataset.values)
    asked = {name: routing.asked[name] for name in routing.asked.columns}
    return with_states(dataset, asked, routing.reads, None), (*faults, *placed)


def _write_answers(
    dataset: Dataset, target: Path, source: str, form: Questionnaire | None, language: str
) -> tuple[Fault, ...]:
    """Write answers; in XML their description, with frequencies and, from `form`, the questions."""
    if target.suffix.lower() != ".xml":
        return write_answers(dataset, target, language=language)
    return write_ddi(
        dataset,
        target,
        study=StudyDescription(data_file=source),
        texts=question_texts(form) if form else None,
        groups=matrix_texts(form) if form else None,
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a name to write to, in a folder of its own beside `target`, that is gone afterwards."""
    place = Place(file=target.name)
    if not target.parent.is_dir():
        raise LovendeError(
            fault(
                "file.no_folder",
                N_("There is no folder {folder} to write to; make it first."),
                place=place,
                folder=str(target.parent),
            )
        )
    try:
        folder = Path(tempfile.mkdtemp(prefix=".lovende-", dir=target.parent))
    except OSError as problem:
        raise LovendeError(_unwritable(target, problem)) from None
    try:
        yield folder / target.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _finished(
    kind: FileKind, draft: Path, target: Path, faults: tuple[Fault, ...], strict: bool
) -> Conversion:
    """Move what was written into place, the files that stand beside `target` included."""
    if strict and faults:
        return Conversion(kind, (), faults)
    files: list[Path] = []
    try:
        for written in sorted(draft.parent.iterdir(), key=lambda file: file != draft):
            files.append(target.with_name(written.name))
            os.replace(written, files[-1])
    except OSError as problem:
        raise LovendeError(_unwritable(target, problem)) from None
    return Conversion(kind, tuple(files), faults)


def _unwritable(target: Path, problem: OSError) -> Fault:
    return fault(
        "file.unwritable",
        N_("The file cannot be written ({reason}); check the folder and the disk."),
        place=Place(file=target.name),
        reason=os.strerror(problem.errno) if problem.errno else str(problem),
    )
