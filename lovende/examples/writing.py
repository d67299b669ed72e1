"""The example study written to a folder, ready to be reported on."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from importlib import resources
from pathlib import Path

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.examples.synthesis import synthetic_study
from lovende.formats.xlsform import write_xlsform, xlsform_markdown

AS_THEY_ARE = ("study.toml", "index.toml", "themes.toml", "practices.csv")


def write_example(folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Write the example study to `folder` and return its files.

    The files are made beside the folder and moved in together, so that an interrupted run leaves
    none of them half-written. Raises LovendeError where the folder cannot be written, or where it
    has files of the same names and `overwrite` is false.
    """
    names = (*AS_THEY_ARE, "questionnaire.xlsx", "panel.csv", "answers.csv", "nonresponders.csv")
    place = Place(file=str(folder))
    if folder.exists() and not folder.is_dir():
        raise LovendeError(
            fault("folder.is_file", N_("This is a file. Name a folder."), place=place)
        )
    standing = [name for name in names if (folder / name).exists()]
    if standing and not overwrite:
        message = N_(
            "The folder has a {name} already. Name another folder, or add --force to write over it."
        )
        raise LovendeError(fault("example.exists", message, place=place, name=standing[0]))
    made = [part for part in (folder, *folder.parents) if not part.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as temporary:
            _write_all(Path(temporary))
            return [(Path(temporary) / name).replace(folder / name) for name in names]
    except BaseException as problem:
        for part in made:
            with suppress(OSError):
                part.rmdir()
        if not isinstance(problem, OSError):
            raise
        message = N_("The folder cannot be written: {reason}. Name another folder.")
        raise LovendeError(
            fault(
                "folder.unwritable", message, place=place, reason=problem.strerror or str(problem)
            )
        ) from None


def _write_all(folder: Path) -> None:
    data = resources.files("lovende.examples") / "data"
    for name in AS_THEY_ARE:
        (folder / name).write_bytes((data / name).read_bytes())
    form = (data / "questionnaire.md").read_text("utf-8")
    questionnaire, _ = xlsform_markdown(form)
    write_xlsform(questionnaire, folder / "questionnaire.xlsx")
    study = synthetic_study()
    study.panel.write_csv(folder / "panel.csv")
    study.answers.write_csv(folder / "answers.csv")
    study.nonresponders.write_csv(folder / "nonresponders.csv")
