"""A plan that comes as files: told apart by their names, unpacked, and taken as texts."""

from __future__ import annotations

import io
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.findings.plan.texts import FILES, PRACTICES, SETTINGS, PlanTexts
from lovende.formats.answers import read_answers

LARGEST = 5_000_000
"""Bytes of one file of a plan; a file that a person wrote is smaller."""
MOST_FILES = 50


def texts_from_files(files: Iterable[tuple[str, bytes]], standing: PlanTexts) -> PlanTexts:
    """Return the plan that files hold; parts for which there is no file stay as they are.

    A zip is unpacked. Files are known by the names that the study file gives them, else by ours.
    Raises LovendeError for a file that is no text, too large, or not of a plan.
    """
    given = {name: data for file, content in files for name, data in _unpacked(file, content)}
    names = _names(given.get(SETTINGS))
    found = {part: given[name] for part, name in names.items() if name in given}
    if not found:
        message = N_("None of these is a file of a plan: {known}. Name them so.")
        raise LovendeError(fault("plan.no_files", message, known=", ".join(FILES.values())))
    texts = {part: _text(names[part], data) for part, data in found.items()}
    kept = {part: getattr(standing, part) for part in FILES}
    return PlanTexts(**(kept | texts))


def _unpacked(name: str, content: bytes) -> list[tuple[str, bytes]]:
    if not name.lower().endswith(".zip"):
        _check_size(name, len(content))
        return [(name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # Whatever else lies in a study's folder (answers, panel) is not the plan's.
            members = [m for m in packed.infolist() if _of_plan(m.filename)][:MOST_FILES]
            for member in members:
                _check_size(member.filename, member.file_size)
            return [(PurePosixPath(m.filename).name, packed.read(m)) for m in members]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        message = N_("The zip is damaged or protected. Pack it anew.")
        raise LovendeError(fault("plan.bad_zip", message, place=Place(file=name))) from None


def _of_plan(name: str) -> bool:
    file = PurePosixPath(name).name.lower()
    if file.startswith((".", "answers", "panel", "nonresponders", "questionnaire")):
        return False
    return file.endswith((".toml", ".csv", ".xlsx"))


def _check_size(name: str, size: int) -> None:
    if size > LARGEST:
        message = N_("The file is too large to be part of a plan. Name the right file.")
        raise LovendeError(fault("plan.too_large", message, place=Place(file=name)))


def _names(settings: bytes | None) -> dict[str, str]:
    """The names of the files by part: as the study file says, else as we name them."""
    names = dict(FILES)
    try:
        tables: dict[str, Any] = tomllib.loads((settings or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError):  # the reader of the plan says what is wrong
        return names
    for part, table, key in (
        ("index", "index", "file"),
        ("practices", "practices", "file"),
        ("themes", "practices", "themes"),
    ):
        said = tables.get(table)
        if isinstance(said, Mapping) and isinstance(said.get(key), str):
            names[part] = PurePosixPath(said[key]).name
    return names


def _text(name: str, data: bytes) -> str:
    if name.lower().endswith(".xlsx"):
        return _as_csv(data)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        message = N_("The file is not text in UTF-8. Save it as UTF-8.")
        raise LovendeError(fault("toml.encoding", message, place=Place(file=name))) from None


def _as_csv(data: bytes) -> str:
    """A workbook of innovations as the text that the plan keeps."""
    with tempfile.TemporaryDirectory(prefix="lovende-plan-") as folder:
        path = Path(folder) / PRACTICES.replace(".csv", ".xlsx")
        path.write_bytes(data)
        dataset, _ = read_answers(path, typed=False)
    return dataset.values.write_csv()
