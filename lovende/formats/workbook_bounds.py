"""How much a workbook holds, found out by reading along it and keeping nothing.

A few kilobytes of a workbook can ask for all the memory there is: cells far apart from each other
(a table is made of all between them), one long text that a million cells refer to, or a part that
unpacks to more than the archive says. A library that opens it finds out too late.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.formats.content import Content, broken, content_of

MOST_CELLS = 20_000_000
"""Cells of the rectangle from the first to the last cell of a sheet."""
MOST_TEXT = 400_000_000
"""Characters of all cells of a sheet together."""
LARGEST_PART = 600_000_000
"""Bytes that one part of the archive may unpack to."""

_PIECE = 1 << 20
_KEPT = 4096
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,7})"')
_SHARED = re.compile(rb't="s"[^>]*>\s*(?:<f\b[^>]*(?:/>|>[^<]*</f>)\s*)?<(?:\w+:)?v>([0-9]{1,9})<')
_STRING_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")


def check_bounds(path: Path) -> None:
    """Raise LovendeError for a workbook that would take more memory than any panel or answers do."""
    place = Place(file=path.name)
    if content_of(path) is not Content.EXCEL:
        return
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            strings = [name for name in names if name.endswith("sharedStrings.xml")]
            lengths = _lengths(archive, strings[0], place) if strings else np.zeros(0, np.int64)
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet(archive, name, lengths, place)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise broken(path, "Excel") from None


def _pieces(archive: zipfile.ZipFile, name: str, place: Place) -> Iterator[bytes]:
    """Yield a part piece by piece. Raises LovendeError where it unpacks to too much."""
    read = 0
    with archive.open(name) as file:
        while piece := file.read(_PIECE):
            read += len(piece)
            if read > LARGEST_PART:
                raise LovendeError(_too_much(place))
            yield piece


def _lengths(archive: zipfile.ZipFile, name: str, place: Place) -> NDArray[np.int64]:
    """Return the length in bytes of every shared text, its marks included."""
    ends: list[int] = []
    base, rest = 0, b""
    for piece in _pieces(archive, name, place):
        text = rest + piece
        last = 0
        for found in _STRING_END.finditer(text):
            last = found.end()
            ends.append(base + last)
        # A text may be longer than a piece: only its end matters, so its beginning is let go.
        keep = max(last, len(text) - 64)
        base, rest = base + keep, text[keep:]
    places = np.array([0, *ends], dtype=np.int64)
    return places[1:] - places[:-1]


def _check_sheet(
    archive: zipfile.ZipFile,
    name: str,
    lengths: NDArray[np.int64],
    place: Place,
) -> None:
    rows, columns, text_size, rest = 0, 0, 0, b""
    for piece in _pieces(archive, name, place):
        text = rest + piece
        cut = text.rfind(b"<c ")
        cut = len(text) - _KEPT if cut < len(text) - _KEPT else cut
        cut = max(cut, 0) if len(piece) == _PIECE else len(text)
        whole, rest = text[:cut], text[cut:]
        cells = _CELL.findall(whole)
        rows = max([rows, *(int(row) for _, row in cells), *(int(r) for r in _ROW.findall(whole))])
        columns = max([columns, *(_number(letters) for letters in {c for c, _ in cells})])
        used = np.array(_SHARED.findall(whole), dtype=np.int64)
        text_size += int(lengths[used[used < len(lengths)]].sum()) if len(used) else 0
        if rows * columns > MOST_CELLS or text_size > MOST_TEXT:
            raise LovendeError(_too_much(place))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_much(place: Place) -> Fault:
    return fault(
        "excel.too_much",
        N_("The workbook asks for more cells or text than can be opened; save the sheet as CSV."),
        place=place,
    )
