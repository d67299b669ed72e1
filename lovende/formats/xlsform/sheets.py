"""From a file to the rows of its sheets, through pyxform, with a guard against bad files."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlrd
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 300_000_000
MOST_TIMES_LARGER = 200
"""A workbook over 20 MB unpacked may be this many times its packed size; more is taken for a trap."""
_HEAD = 4096
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_DOUBLED = "Duplicate column header"  # how pyxform tells of it
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKDOWN_ROW = re.compile(r"\s*\|(.*)\|\s*")
_MARKDOWN_RULE = re.compile(r"[|\s:-]+")
_MARKDOWN_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its headings, and its rows as (row that the user sees, heading -> text)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int | None, dict[str, str]], ...]


@dataclass(frozen=True)
class Workbook:
    """The sheets of a form by their lower-case names, all sheet names, and pyxform's own view."""

    sheets: dict[str, Sheet]
    names: tuple[str, ...]
    definition: DefinitionData


def read_workbook(path: Path) -> Workbook:
    """Return the sheets of a form. Raises LovendeError where the file cannot be read as one."""
    data = _checked_bytes(path)
    return _workbook(data, path.suffix.lower(), path.stem)


def read_markdown(text: str, name: str) -> Workbook:
    """Return the sheets of a form that is written as Markdown tables."""
    return _workbook(text.encode(), ".md", name)


def _checked_bytes(path: Path) -> bytes:
    """Return the bytes of a file that may be what its ending says."""
    ending = path.suffix.lower()
    if not path.exists():
        raise LovendeError(fault("file.missing", N_("There is no such file.")))
    if path.is_dir():
        raise LovendeError(fault("file.folder", N_("This is a folder; name a file in it.")))
    if ending not in ENDINGS:
        raise LovendeError(
            fault(
                "xlsform.ending",
                N_("An XLSForm is one of {endings}; this file ends in “{ending}”."),
                endings=", ".join(ENDINGS),
                ending=ending,
            )
        )
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise LovendeError(
                fault(
                    "file.too_large",
                    N_("The file is {size} MB; a questionnaire is at most {limit} MB."),
                    size=size // 1_000_000,
                    limit=LARGEST_FILE // 1_000_000,
                )
            )
        data = path.read_bytes()
    except OSError as error:
        raise LovendeError(
            fault(
                "file.unreadable", N_("The file cannot be opened: {reason}."), reason=error.strerror
            )
        ) from error
    if not data.strip():
        raise LovendeError(fault("file.empty", N_("The file is empty.")))
    _check_signature(data, ending)
    return data.removeprefix(b"\xef\xbb\xbf")


def _check_signature(data: bytes, ending: str) -> None:
    """Raise where the first bytes contradict the ending, or the file is locked or too large."""
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise LovendeError(_PASSWORD)
    if ending in (".xlsx", ".xlsm"):
        if not data.startswith(_ZIP):
            raise LovendeError(_not_what_it_says(ending))
        _check_archive(data, ending)
    elif ending == ".xls":
        if not data.startswith(_OLE):
            raise LovendeError(_not_what_it_says(ending))
    elif data.startswith((_ZIP, _OLE)) or b"\0" in data[:4096]:
        raise LovendeError(_not_what_it_says(ending))
    else:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise LovendeError(
                fault(
                    "file.encoding",
                    N_("The file is not UTF-8 text; save it again as UTF-8."),
                    place=Place(row=data.count(b"\n", 0, error.start) + 1),
                )
            ) from error


def _check_archive(data: bytes, ending: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            heads = [_head(archive, entry) for entry in entries if _is_xml(entry)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise LovendeError(_DAMAGED) from error
    except RuntimeError as error:
        raise LovendeError(_PASSWORD) from error
    if any(b"<!DOCTYPE" in head or b"<!ENTITY" in head for head in heads):
        raise LovendeError(_ENTITIES)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise LovendeError(_PASSWORD)
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise LovendeError(_not_what_it_says(ending))
    unpacked = sum(entry.file_size for entry in entries)
    swollen = unpacked > 20_000_000 and unpacked > len(data) * MOST_TIMES_LARGER
    if unpacked > LARGEST_UNPACKED or swollen:
        raise LovendeError(
            fault(
                "file.unpacks_too_large",
                N_("The file unpacks to {size} MB; a questionnaire is at most {limit} MB."),
                size=unpacked // 1_000_000,
                limit=LARGEST_UNPACKED // 1_000_000,
            )
        )


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The beginning of a part: what it declares stands there, in whatever encoding."""
    with archive.open(entry) as part:
        return part.read(_HEAD).replace(b"\0", b"")


def _workbook(data: bytes, ending: str, stem: str) -> Workbook:
    if ending in (".csv", ".md"):
        faults = _table_faults(data, ending)
        if faults:
            raise LovendeError(faults)
    definition = _definition(data, ending)
    definition.fallback_form_name = stem
    names = tuple(definition.sheet_names or ())
    numbers = _text_rows(data, ending)
    sheets: dict[str, Sheet] = {}
    for name in ("survey", "choices", "settings"):
        rows = getattr(definition, name)
        header = getattr(definition, f"{name}_header")
        if rows is None and header is None:
            continue
        if ending == ".md":
            rows = [_with_line_breaks(row) for row in rows or ()]
        headings = tuple(h for h in (header[0] if header else {}) if h)
        seen = next((original for original in names if original.lower() == name), names[0])
        sheets[name] = Sheet(seen, headings, tuple(_numbered(rows or (), numbers, name)))
    return Workbook(sheets, names, definition)


def _with_line_breaks(row: dict[str, str]) -> dict[str, str]:
    """Return the row with the line breaks that Markdown cannot hold and writes as `<br>`."""
    return {heading: _MARKDOWN_BREAK.sub("\n", text) for heading, text in row.items()}


def _definition(data: bytes, ending: str) -> DefinitionData:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of decoration that it does not know, which is nothing to the user.
            warnings.simplefilter("ignore")
            # xlrd prints a remark where a file does not fill its last sector.
            padding = b"\0" * (-len(data) % _SECTOR) if ending == ".xls" else b""
            return get_xlsform(data + padding, file_type=ending)
    except PyXFormError as error:
        if _DOUBLED in str(error):
            raise LovendeError(_doubled_headings(data, ending)) from error
        raise LovendeError(_unreadable(ending, str(error))) from error
    except Exception as error:
        # pyxform lets whatever openpyxl, xlrd, zipfile and csv raise for a damaged file through.
        raise LovendeError(_unreadable(ending, str(error))) from error


def _unreadable(ending: str, reason: str) -> Fault:
    if "encrypted" in reason.lower():
        return _PASSWORD
    if ending in (".csv", ".md"):
        return fault(
            "xlsform.no_tables",
            N_("The file has no sheets of an XLSForm: a line that says survey, then its columns."),
        )
    return _DAMAGED


def _numbered(
    rows: Sequence[dict[str, str]], numbers: dict[str, list[int]] | None, name: str
) -> Iterator[tuple[int | None, dict[str, str]]]:
    """Give each row the number that the user sees; text files number their lines."""
    known = None if numbers is None else numbers.get(name, [])
    for index, row in enumerate(rows):
        if not row:
            continue
        if known is None:
            yield index + 2, row
        else:
            yield (known[index] if len(known) == len(rows) else index + 2), row


def _text_rows(data: bytes, ending: str) -> dict[str, list[int]] | None:
    """Return the line of every data row by sheet for .csv and .md, None for workbooks."""
    if ending not in (".csv", ".md"):
        return None
    found: dict[str, list[int]] = {}
    for sheet, number, _, heading in _lines(data, ending):
        found.setdefault(sheet.lower(), [])
        if not heading:
            found[sheet.lower()].append(number)
    return found


def _table_faults(data: bytes, ending: str) -> list[Fault]:
    """Return what pyxform would pass over in a text file: doubled headings, cells without one."""
    faults: list[Fault] = []
    width = 0
    for sheet, number, cells, heading in _lines(data, ending):
        if heading:
            width = len(cells)
            faults += _doubled(sheet, number, cells)
        elif any(cells[width:]):
            faults.append(
                fault(
                    "xlsform.cell_without_column",
                    N_("The row has more cells than there are headings."),
                    place=Place(sheet=sheet, row=number),
                )
            )
    return faults


def _lines(data: bytes, ending: str) -> Iterator[tuple[str, int, list[str], bool]]:
    """Yield sheet, line, cells, and whether they are the headings, for the rows of a text file."""
    text = data.decode("utf-8")
    sheet, headed = "", False
    try:
        for number, cells in _csv_lines(text) if ending == ".csv" else _markdown_lines(text):
            if cells and cells[0]:
                sheet, headed = cells[0], False
            if any(cells[1:]):
                yield sheet, number, cells[1:], not headed
                headed = True
    except csv.Error as error:
        raise LovendeError(
            fault("file.broken_csv", N_("The file cannot be read as CSV: {reason}."), reason=error)
        ) from error


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    end = 0
    for row in reader:
        yield end + 1, [cell.strip() for cell in row]
        end = reader.line_num


def _markdown_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        found = _MARKDOWN_ROW.match(line)
        if found and not line.lstrip().startswith("#") and not _MARKDOWN_RULE.fullmatch(line):
            yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", found[1])]


def _doubled_headings(data: bytes, ending: str) -> list[Fault]:
    """Return a fault for every heading that stands twice in a sheet of a workbook."""
    return [
        found
        for sheet, headings in _first_rows(data, ending)
        if sheet.lower() in ("survey", "choices", "settings")
        for found in _doubled(sheet, 1, headings)
    ]


def _doubled(sheet: str, row: int, headings: list[str]) -> list[Fault]:
    times = Counter(heading for heading in headings if heading)
    return [
        fault(
            "xlsform.doubled_column",
            N_("The column {column} stands twice in the sheet; delete or rename one."),
            place=Place(sheet=sheet, row=row, column=heading),
            column=heading,
        )
        for heading, number in times.items()
        if number > 1
    ]


def _first_rows(data: bytes, ending: str) -> Iterator[tuple[str, list[str]]]:
    if ending in (".xlsx", ".xlsm"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                first: Any = next(sheet.iter_rows(max_row=1, values_only=True), ())
                yield sheet.title, [str(cell).strip() for cell in first if cell is not None]
            book.close()
    elif ending == ".xls":
        with xlrd.open_workbook(file_contents=data, on_demand=True) as old:
            for page in old.sheets():
                if page.nrows:
                    yield page.name, [str(cell).strip() for cell in page.row_values(0)]


def _not_what_it_says(ending: str) -> Fault:
    return fault(
        "file.not_what_it_says",
        N_(
            "The file is not what its ending {ending} says; save it again from the program it came from."
        ),
        ending=ending,
    )


_DAMAGED = fault("file.damaged", N_("The file is damaged or cut short; fetch or save it again."))
_PASSWORD = fault("file.password", N_("The file is protected by a password; save it without one."))
_ENTITIES = fault(
    "xml.entities",
    N_("The file declares entities of its own (<!ENTITY …>), which is not safe to read."),
)
