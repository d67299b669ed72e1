"""An export: the answers in every format that was asked for, described beside them, in one zip."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from django.utils import timezone

from lovende import __version__
from lovende.analysis.loading import with_occasion
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault
from lovende.domain.texts import LANGUAGES, N_, Text
from lovende.formats.answers import write_answers
from lovende.formats.ddi import StudyDescription, matrix_texts, question_texts, write_ddi
from lovende.formats.questionnaires import read_questionnaire, write_questionnaire
from lovende.questionnaires.models import Version
from lovende.responses.exchange.queries import Gathered, gather, without_questions
from lovende.studies.models import Study
from lovende.translation import describe, translate

FORMATS = {
    "sav": "SPSS (.sav)",
    "zsav": "SPSS (.zsav)",
    "dta": "Stata (.dta)",
    "csv": "CSV (.csv)",
    "xlsx": "Excel (.xlsx)",
    "parquet": "Parquet (.parquet)",
}
ALL_LANGUAGES_IN_ONE = ("xlsx", "parquet")
"""These hold their labels in every language; the others in one."""


CONTACT_QUESTIONS = ("job_title",)
"""What the panel says of a person, and the questionnaire asks them to confirm, is contact data too."""


@dataclass(frozen=True)
class Wish:
    """What an export is to hold."""

    formats: tuple[str, ...]
    languages: tuple[str, ...]
    contact: bool = False
    open_answers: bool = True
    submitted_only: bool = False


@dataclass(frozen=True)
class Packed:
    """A zip that was made, how many responses it holds, and what could not be carried over."""

    path: Path
    responses: int
    lost: tuple[Fault, ...]


def pack_answers(
    study: Study, wish: Wish, folder: Path, progress: Callable[[int, int], None]
) -> Packed:
    """Write the answers of a study as a zip into `folder`."""
    total = _number_of_files(wish) + 3
    progress(0, total)
    gathered = gather(
        study,
        submitted_only=wish.submitted_only,
        contact=wish.contact,
        open_answers=wish.open_answers,
    )
    if not wish.contact:
        kept = without_questions(gathered.dataset, CONTACT_QUESTIONS)
        gathered = replace(gathered, dataset=kept)
    progress(1, total)
    path = folder / f"answers-{timezone.localdate().isoformat()}.zip"
    lost: list[Fault] = []
    with (
        tempfile.TemporaryDirectory(dir=folder) as staging,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for done, (file, write) in enumerate(_files(study, gathered, wish, Path(staging)), 2):
            lost += [found.at(file=file.name) for found in write(file)]
            packed.write(file, file.name)
            # A file is gone once it is packed, so that the disk holds one at a time.
            file.unlink()
            progress(done, total)
        for language in LANGUAGES:
            packed.writestr(_READ_ME[language], _read_me(study, gathered, wish, lost, language))
    return Packed(path, gathered.dataset.size, tuple(lost))


_READ_ME = {"da": "LÆS-MIG.txt", "en": "README.txt"}
Write = Callable[[Path], tuple[Fault, ...]]


def _number_of_files(wish: Wish) -> int:
    whole = sum(kind in ALL_LANGUAGES_IN_ONE for kind in wish.formats)
    return whole + (len(wish.formats) - whole) * len(wish.languages) + 3


def _files(
    study: Study, gathered: Gathered, wish: Wish, folder: Path
) -> Iterable[tuple[Path, Write]]:
    dataset = gathered.dataset
    for kind in wish.formats:
        if kind in ALL_LANGUAGES_IN_ONE:
            yield folder / f"answers.{kind}", lambda path: write_answers(dataset, path)
            continue
        for language in wish.languages:
            name = f"answers.{language}.{kind}"
            yield folder / name, partial(_labelled, dataset, language)
    yield folder / "codebook.xml", lambda path: _codebook(study, gathered, path)
    yield folder / "codebook.xlsx", lambda path: write_answers(_described(dataset), path)
    yield folder / "questionnaire.xlsx", lambda path: _questionnaire(study, gathered, path)


def _labelled(dataset: Dataset, language: str, path: Path) -> tuple[Fault, ...]:
    return write_answers(dataset, path, language=language)


def _codebook(study: Study, gathered: Gathered, path: Path) -> tuple[Fault, ...]:
    about = StudyDescription(
        title=study.name,
        producer=Text.of({"": study.organisation.name}),
        identifier=f"{study.pk}",
        date=timezone.localdate().isoformat(),
        data_file="answers",
    )
    form = gathered.questionnaire
    return write_ddi(
        gathered.dataset, path, study=about, texts=question_texts(form), groups=matrix_texts(form)
    )


def _described(dataset: Dataset) -> Dataset:
    """The variables without the answers: the sheets that describe them are the codebook."""
    return Dataset(
        dataset.variables,
        dataset.values.clear(),
        dataset.states.clear(),
        dataset.sets,
        dataset.key,
        dataset.title,
    )


def _questionnaire(study: Study, gathered: Gathered, path: Path) -> tuple[Fault, ...]:
    """The questionnaire as an XLSForm: the file that was uploaded where it is one."""
    name, source = Version.objects.values_list("source_name", "source").get(pk=gathered.version.pk)
    if name.lower().endswith(".xlsx"):
        path.write_bytes(bytes(source))
        return ()
    with tempfile.TemporaryDirectory() as folder:
        uploaded = Path(folder) / Path(name).name
        uploaded.write_bytes(bytes(source))
        questionnaire, _ = read_questionnaire(uploaded, second_opinion=False)
    return write_questionnaire(with_occasion(questionnaire, study.occasion), path)


def _read_me(
    study: Study, gathered: Gathered, wish: Wish, lost: Iterable[Fault], language: str
) -> str:
    """What lies in the zip and how it is to be read, for whoever opens it a year from now."""

    def t(message: str, **params: object) -> str:
        return translate(message, language, **params)

    lines = [
        study.name.get(language),
        "",
        t(
            N_("{count} responses, exported {day} by Lovende {version}."),
            count=gathered.dataset.size,
            day=timezone.localdate().isoformat(),
            version=__version__,
        ),
        t(_WITH_CONTACT if wish.contact else _WITHOUT_CONTACT),
        *([] if wish.open_answers else [t(N_("Open answers were left out."))]),
        "",
        t(_STATES),
        t(_VERSIONS, column=gathered.names.about["questionnaire_version"]),
        t(_FORMULAS),
        t(
            N_(
                "codebook.xml describes every variable (DDI-Codebook 2.5), codebook.xlsx the same for reading."
            )
        ),
        t(N_("questionnaire.xlsx is the questionnaire as an XLSForm.")),
    ]
    left = [describe(found, language) for found in lost]
    if left:
        lines += ["", t(N_("Not all formats can hold everything:")), *left]
    return "\r\n".join(lines) + "\r\n"


_WITH_CONTACT = N_(
    "The files hold names and addresses. Keep them no longer than you must, and delete them safely."
)
_WITHOUT_CONTACT = N_(
    "The files hold no names, job titles and addresses. They are still personal data: the key is a pseudonym, and municipality and department together can point to a person."
)
_STATES = N_(
    "A missing answer says why it is missing: skipped, not asked, or not reached. SPSS and Stata hold that as missing values; the other files in the column answer_states. Don't know is an answer."
)
_VERSIONS = N_(
    "Labels are those of the latest questionnaire; the column {column} says which version was answered."
)
_FORMULAS = N_(
    "In CSV files a text that begins with = + - or @ has an apostrophe before it, so that no spreadsheet runs it. Numbers are left as they are. In Excel files texts are text cells and need none."
)
