"""What a file of answers really is, told from its first bytes, and the faults of files that are none."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.formats.opening import bytes_of

LARGEST_UNPACKED = 2_000_000_000
"""Bytes that a workbook may unpack to; more is taken for a trap."""
MOST_TIMES_LARGER = 500
"""A workbook over 100 MB unpacked may be this many times its packed size."""


class Content(StrEnum):
    """The kinds of file that hold answers."""

    SPSS = "SPSS"
    STATA = "Stata"
    EXCEL = "Excel"
    PARQUET = "Parquet"
    TEXT = "text"


ENDINGS = {
    ".sav": Content.SPSS,
    ".zsav": Content.SPSS,
    ".dta": Content.STATA,
    ".xlsx": Content.EXCEL,
    ".xlsm": Content.EXCEL,
    ".parquet": Content.PARQUET,
    ".csv": Content.TEXT,
    ".tsv": Content.TEXT,
    ".tab": Content.TEXT,
    ".txt": Content.TEXT,
}

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NOT_ANSWERS = (
    (b"%PDF", "PDF"),
    (b"ASCII SPSS PORT FILE", "SPSS portable (.por)"),
    (b"{\\rtf", "RTF"),
    (b"<?xml", "XML"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3", "SQLite"),
    (b"RDX", "R"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def content_of(path: Path) -> Content:
    """Return what kind of answers `path` holds.

    Raises LovendeError when the file is missing, a folder, empty, protected by a password, of a
    kind that holds no answers, or another kind than its ending says.
    """
    place = Place(file=path.name)
    head = bytes_of(path, 65536)
    content = _recognised(path, head, place)
    named = ENDINGS.get(path.suffix.lower())
    if named is not None and named is not content:
        raise LovendeError(
            fault(
                "answers.wrong_ending",
                N_("The file is named {ending} but holds {content}; name it {right}."),
                place=place,
                ending=path.suffix,
                content=content.value,
                right=_ENDING_OF[content],
            )
        )
    if named is None and content is Content.TEXT and path.suffix:
        raise LovendeError(unknown_ending(path))
    return content


_ENDING_OF = {
    Content.SPSS: ".sav",
    Content.STATA: ".dta",
    Content.EXCEL: ".xlsx",
    Content.PARQUET: ".parquet",
    Content.TEXT: ".csv",
}


def unknown_ending(path: Path) -> Fault:
    """The name does not say a format that answers can be in."""
    return fault(
        "answers.unknown_ending",
        N_("Answers cannot be in a file named {ending}; use one of {endings}."),
        place=Place(file=path.name),
        ending=path.suffix or path.name,
        endings=", ".join(ENDINGS),
    )


def broken(path: Path, what: str) -> LovendeError:
    """The error for a file that begins as what it should be and cannot be read to its end."""
    return LovendeError(
        fault(
            "answers.broken_file",
            N_("The {what} file is damaged or was cut off; save or download it again."),
            place=Place(file=path.name),
            what=what,
        )
    )


def check_size(
    path: Path, rows: int | None, columns: int | None, what: str, *, packing: int = 1
) -> None:
    """Raise for a file whose header promises more cells than its bytes can hold, before memory is
    set aside for them. A cell takes a byte or more; `packing` is how much smaller they can be."""
    if rows is not None and rows * max(columns or 0, 1) > path.stat().st_size * packing:
        raise broken(path, what)


def _recognised(path: Path, head: bytes, place: Place) -> Content:
    if head[:4] in (b"$FL2", b"$FL3"):
        return Content.SPSS
    if b"ENCRYPTED" in head[:36] or head[:4] == b"PARE":
        raise LovendeError(_protected(place))
    if head.startswith(b"<stata_dta>") or (
        0x66 <= head[0] <= 0x73 and head[1:2] in (b"\x01", b"\x02") and head[2:3] == b"\x01"
    ):
        return Content.STATA
    if head[:4] == b"PAR1":
        return Content.PARQUET
    if head[:4] == b"PK\x03\x04":
        return _checked_workbook(path, place)
    if head[:8] == _OLE:
        raise LovendeError(_ole_fault(path, place))
    for mark, name in _NOT_ANSWERS:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(mark):
            raise LovendeError(_no_answers(place, name))
    if not head.startswith(_UTF16) and (fault_found := _not_text(head, place)):
        raise LovendeError(fault_found)
    return Content.TEXT


def _not_text(head: bytes, place: Place) -> Fault | None:
    """Noise, and text in an encoding that nothing announces."""
    nuls = head.count(0)
    if nuls > len(head) * 0.3 and (not any(head[1::2]) or head[1::2].count(0) > len(head) * 0.3):
        return fault(
            "csv.utf16_without_mark",
            N_("The file seems to be UTF-16 without a mark; save it as “CSV UTF-8”."),
            place=place,
        )
    control = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if control > len(head) * 0.02:
        return _no_answers(place, "")
    return None


def _no_answers(place: Place, name: str) -> Fault:
    endings = ".sav, .dta, .csv, .xlsx, .parquet"
    if name:
        return fault(
            "answers.not_answers",
            N_("This is a file of the kind {name}; answers are read from {endings}."),
            place=place,
            name=name,
            endings=endings,
        )
    return fault(
        "answers.not_answers",
        N_("This is no file of answers: neither text nor {endings}."),
        place=place,
        endings=endings,
    )


def _protected(place: Place) -> Fault:
    return fault(
        "file.protected",
        N_("The file is protected by a password; save a copy without one."),
        place=place,
    )


def _ole_fault(path: Path, place: Place) -> Fault:
    """An Office container: either an encrypted workbook or one in the format before 2007."""
    with path.open("rb") as file:
        directory = file.read(4_000_000)
        file.seek(max(0, path.stat().st_size - 1_000_000))
        directory += file.read()
    if "EncryptedPackage".encode("utf-16-le") in directory:
        return _protected(place)
    return fault(
        "excel.old_format",
        N_("This is an Excel file in the format before 2007; save it as .xlsx."),
        place=place,
    )


def _checked_workbook(path: Path, place: Place) -> Content:
    """Look at the list of a zip file before anything in it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise broken(path, "Excel") from None
    if any(member.flag_bits & 1 for member in members):
        raise LovendeError(_protected(place))
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    if unpacked > LARGEST_UNPACKED or (
        unpacked > 100_000_000 and unpacked > packed * MOST_TIMES_LARGER
    ):
        raise LovendeError(
            fault(
                "excel.too_large",
                N_("The workbook unpacks to {megabytes} MB, too much to open; save it as CSV."),
                place=place,
                megabytes=unpacked // 1_000_000,
            )
        )
    names = {member.filename for member in members}
    if not any(name.startswith("xl/") for name in names):
        raise LovendeError(_no_answers(place, "zip"))
    return Content.EXCEL
