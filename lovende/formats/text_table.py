"""The text of a CSV file before it is taken apart: its encoding, its separator, its quotes.

All checks run over the bytes as an array, so that a file of many megabytes is looked at in a
moment and a fault is told by its row as a spreadsheet counts them: a quoted line break does not
begin a new row.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_

LONGEST_HEADER = 2_000_000
"""Bytes; a text without any line break before that is no table."""
SEPARATORS = (",", ";", "\t", "|")
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13
_SEP_LINE = re.compile(rb'^"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class TextTable:
    """`data` is UTF-8 without mark; `skipped` are rows that stood before the header."""

    data: bytes
    separator: str
    skipped: int
    faults: tuple[Fault, ...]


def load(path: Path) -> TextTable:
    """Read `path` and find its separator. Raises LovendeError for text that is no table."""
    place = Place(file=path.name)
    data, faults = _decoded(path.read_bytes(), place)
    skipped = 0
    if said := _SEP_LINE.match(data):
        data, skipped = data[said.end() :], 1
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if b"\n" not in data[:LONGEST_HEADER] and len(data) > LONGEST_HEADER:
        raise LovendeError(
            fault("csv.no_rows", N_("The text has no rows; this is no table."), place=place)
        )
    separator = said[1].decode() if said else find_separator(data)
    _check_rows(data, separator, skipped, place)
    return TextTable(data, separator, skipped, tuple(faults))


def has_separator_line(head: bytes) -> bool:
    """Whether a file begins with Excel's own line that names the separator, `sep=;`."""
    return _SEP_LINE.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def find_separator(data: bytes) -> str:
    """Return the separator that splits the first rows most often and most evenly.

    A header without any is that of a single column: then one that occurs nowhere.
    """
    head = data[:200_000]
    rows = _ends(np.frombuffer(head, dtype=np.uint8))[1][:50]
    nowhere = (s for s in SEPARATORS if s.encode() not in data)
    best, best_score = next(nowhere, ","), (0.0, 0)
    for separator in SEPARATORS:
        counts = _separators_by_row(head, separator, rows)
        if not len(counts) or not counts[0]:
            continue
        even = float((counts == counts[0]).mean())
        if (even, int(counts[0])) > best_score:
            best, best_score = separator, (even, int(counts[0]))
    return best


def _decoded(raw: bytes, place: Place) -> tuple[bytes, list[Fault]]:
    """Return the text as UTF-8 without mark, and a warning where the encoding had to be guessed."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16").encode(), []
        except UnicodeError:
            raise LovendeError(_wrong_encoding(raw, len(raw), place)) from None
    marked = raw.startswith(codecs.BOM_UTF8)
    data = raw[3:] if marked else raw
    if (nul := data.find(b"\x00")) >= 0:
        raise LovendeError(
            fault(
                "csv.nul",
                N_("There is a NUL character here; the file is damaged or not text."),
                place=place,
            ).at(row=_row_at(data, nul))
        )
    try:
        data.decode()
    except UnicodeDecodeError as problem:
        return _windows(data, problem.start, marked, place)
    faults = []
    if double := re.search(rb"\xc3\x83\xc2[\xa5\xa6\xb8\x85\x86\x98]", data):
        faults.append(
            warning(
                "csv.twice_encoded",
                N_("“Ã¦” stands where “æ” is meant: the file was converted wrongly before."),
                place=place,
            ).at(row=_row_at(data, double.start()))
        )
    return data, faults


def _windows(data: bytes, wrong: int, marked: bool, place: Place) -> tuple[bytes, list[Fault]]:
    """Text that is not UTF-8: Windows-1252, which holds Latin-1, unless something contradicts that."""
    before = data[:wrong]
    utf8_before = any(byte >= 0x80 for byte in before)
    if marked or utf8_before or re.search(rb"[\x81\x8d\x8f\x90\x9d]", data):
        raise LovendeError(_wrong_encoding(data, wrong, place))
    guess = warning(
        "csv.not_utf8",
        N_("The file is not UTF-8; it was read as Windows-1252. Check that æ, ø and å are right."),
        place=place,
    )
    return data.decode("cp1252").encode(), [guess]


def _wrong_encoding(data: bytes, at: int, place: Place) -> Fault:
    return fault(
        "csv.wrong_encoding",
        N_("A character here is in another encoding than the rest; save it as “CSV UTF-8”."),
        place=place,
    ).at(row=_row_at(data, at))


def _row_at(data: bytes, position: int) -> int:
    """The row (from 1) in which a byte stands."""
    return len(_ends(np.frombuffer(data[:position], dtype=np.uint8))[1]) + 1


def _ends(text: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Where text is within quotes, and the positions of the line breaks that end a row."""
    inside = np.bitwise_xor.accumulate(text == _QUOTE) if len(text) else np.zeros(0, dtype=bool)
    return inside, np.flatnonzero((text == _NEWLINE) & ~inside)


def _separators_by_row(data: bytes, separator: str, ends: NDArray[np.intp]) -> NDArray[np.int64]:
    """How many separators, outside quotes, each row up to the last of `ends` has."""
    text = np.frombuffer(data, dtype=np.uint8)
    inside, _ = _ends(text)
    at = np.flatnonzero((text == ord(separator)) & ~inside)
    if not len(ends):
        return np.array([len(at)])
    return np.diff(np.searchsorted(at, ends), prepend=0)


def _check_rows(data: bytes, separator: str, skipped: int, place: Place) -> None:
    """Raise for quotes in the wrong place and for rows with another number of cells than the header."""
    text = np.frombuffer(data, dtype=np.uint8)
    inside, ends = _ends(text)
    if _QUOTE in data:
        _check_quotes(text, inside, ends, separator, skipped, place)
    if not len(ends) or ends[-1] != len(text) - 1:
        ends = np.append(ends, len(text))
    at = np.flatnonzero((text == ord(separator)) & ~inside)
    counts = np.diff(np.searchsorted(at, ends), prepend=0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    returns = (ends > 0) & (text[np.maximum(ends, 1) - 1] == _RETURN)
    blank = ends - starts - returns <= 0
    ragged = np.flatnonzero((counts != counts[0]) & ~blank)
    if len(ragged):
        raise LovendeError(
            [
                fault(
                    "csv.ragged_row",
                    N_(
                        "The row has {cells} cells, the header {columns}; is a separator missing, or one too many?"
                    ),
                    place=place,
                    cells=int(counts[row]) + 1,
                    columns=int(counts[0]) + 1,
                ).at(row=int(row) + 1 + skipped)
                for row in ragged[:1000]
            ]
        )


def _check_quotes(
    text: NDArray[np.uint8],
    inside: NDArray[np.bool_],
    ends: NDArray[np.intp],
    separator: str,
    skipped: int,
    place: Place,
) -> None:
    """A quote may open only at the start of a cell, and close only at its end."""
    quotes = np.flatnonzero(text == _QUOTE)
    edge = np.array([_NEWLINE], dtype=np.uint8)
    padded = np.concatenate((edge, text, edge))
    before, after = padded[quotes], padded[quotes + 2]
    opens = inside[quotes]
    borders = np.array([ord(separator), _NEWLINE, _RETURN, _QUOTE], dtype=np.uint8)
    stray = np.where(opens, ~np.isin(before, borders), ~np.isin(after, borders))
    if stray.any():
        position = int(quotes[stray][0])
        row = int(np.searchsorted(ends, position)) + 1 + skipped
        raise LovendeError(
            fault(
                "csv.stray_quote",
                N_("There is a quotation mark inside a cell; write it twice and quote the cell."),
                place=place,
            ).at(row=row)
        )
    if len(quotes) % 2:
        opened = int(quotes[-1])
        raise LovendeError(
            fault(
                "csv.open_quote",
                N_("A quotation mark opens here and is never closed."),
                place=place,
            ).at(row=int(np.searchsorted(ends, opened)) + 1 + skipped)
        )
