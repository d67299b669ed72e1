"""Whether a file is a questionnaire or answers, told from its content where endings are shared."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.formats.content import ENDINGS, content_of

XLSFORM_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".md"})
XML_ENDINGS = frozenset({".xml", ".lss"})

_SHEETS_OF_A_FORM = ("survey", "choices", "settings")
_LARGEST_LIST_OF_SHEETS = 1_000_000
_SHEET_NAME = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\bname=[\"']([^\"']*)[\"']")


class FileKind(StrEnum):
    """What a file holds."""

    QUESTIONNAIRE = "questionnaire"
    ANSWERS = "answers"


_SEALED = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an OLE container begins, which Excel puts around a workbook with a password."""


def file_kind(path: Path) -> FileKind:
    """Return what the file at `path` holds.

    A workbook with a sheet named survey and a text whose first line is the name of a sheet of an
    XLSForm are questionnaires; so is everything in XML. A file that is missing or cannot be read
    has the kind that its ending suggests; reading it then says what is wrong. Raises LovendeError
    for an ending that neither a questionnaire nor answers can have, and for a protected workbook.
    """
    ending = path.suffix.lower()
    if ending in XML_ENDINGS or ending in XLSFORM_ENDINGS - ENDINGS.keys():
        return FileKind.QUESTIONNAIRE
    if ending in (".xlsx", ".xlsm"):
        if _head(path).startswith(_SEALED):
            # It is protected: that is what is wrong, whatever it is to be converted to.
            content_of(path)
        return _kind(any(name.strip().lower() == "survey" for name in _sheet_names(path)))
    if ending == ".csv":
        return _kind(_first_line(path).lower() in _SHEETS_OF_A_FORM)
    if ending in ENDINGS:
        return FileKind.ANSWERS
    raise LovendeError(
        fault(
            "convert.unknown_ending",
            N_(
                "Neither a questionnaire nor answers can be in a file that ends in {ending}; "
                "known are {known}."
            ),
            place=Place(file=path.name),
            ending=path.suffix or path.name,
            known=", ".join(sorted({*ENDINGS, *XLSFORM_ENDINGS, *XML_ENDINGS})),
        )
    )


def is_limesurvey(path: Path) -> bool:
    """Whether an XML file is a survey structure of LimeSurvey, whatever its name."""
    return b"<LimeSurveyDocType>" in _head(path) or path.suffix.lower() == ".lss"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError:
        return b""


def _kind(is_form: bool) -> FileKind:
    return FileKind.QUESTIONNAIRE if is_form else FileKind.ANSWERS


def _sheet_names(path: Path) -> list[str]:
    """The names of the sheets, read without unpacking the workbook."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as file:
            head = file.read(_LARGEST_LIST_OF_SHEETS)
    except (OSError, KeyError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return []
    return [name.decode("utf-8", "replace") for name in _SHEET_NAME.findall(head)]


def _first_line(path: Path) -> str:
    """The cell with anything in it of the first line of a text, where there is just one."""
    head = _head(path)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lines = head.decode(encoding, "replace").splitlines()
    line = next((line for line in lines if line.strip()), "")
    cells = [cell.strip().strip("\"'") for cell in re.split(r"[,;\t]", line)]
    given = [cell for cell in cells if cell]
    return given[0] if len(given) == 1 else ""
