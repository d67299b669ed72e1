"""The cells of a .sav or .zsav as stored: dates as seconds, missing codes as values."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_
from lovende.formats.content import broken, check_size

_ZLIB_AT_BEST = 1100
"""How many times smaller a .zsav can make its cells."""
_OPTIONS: dict[str, Any] = {
    "output_format": "polars",
    "user_missing": True,
    "disable_datetime_conversion": True,
}
_WINDOWS = "WINDOWS-1252"
"""The encoding of files whose text is not in the one that they claim."""


class OtherTextError(Exception):
    """The text of a file is not in the encoding that it claims."""


def stored_in(path: Path) -> tuple[pl.DataFrame, Any, list[Fault]]:
    """Return all cells of a file, what it says of them, and warnings.

    Raises LovendeError for a damaged file.
    """
    with _doubled_names(path) as faults:
        try:
            with _damage_told(path):
                head_of(path)
                frame, meta = pyreadstat.read_sav(str(path), **_OPTIONS)
        except OtherTextError:
            frame, meta = _in_windows_text(path)
    return frame, meta, faults


def head_of(path: Path, encoding: str | None = None) -> tuple[pl.DataFrame, Any]:
    """Return the columns of a file without anybody in them, and what it says of them.

    Raises LovendeError for a file that promises more than it can hold.
    """
    frame, head = pyreadstat.read_sav(str(path), metadataonly=True, encoding=encoding, **_OPTIONS)
    check_size(path, head.number_rows, head.number_columns, "SPSS", packing=_ZLIB_AT_BEST)
    return frame, head


def size_of(path: Path) -> int | None:
    """Return how many cells a file says that it has, None where it does not say.

    Raises LovendeError for a damaged file.
    """
    try:
        with _doubled_names(path), _damage_told(path):
            _, head = head_of(path)
    except OtherTextError:
        with _doubled_names(path), _damage_told(path):
            _, head = head_of(path, _WINDOWS)
    return None if head.number_rows is None else head.number_rows * head.number_columns


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Raise LovendeError for a damaged file, OtherTextError for one whose text is not as it claims."""
    try:
        yield
    except (UnicodeDecodeError, pyreadstat.ReadstatError) as problem:
        if "convert" not in str(problem) and not isinstance(problem, UnicodeDecodeError):
            raise broken(path, "SPSS") from None
        raise OtherTextError from None
    except (pyreadstat.PyreadstatError, MemoryError, ValueError, OverflowError, OSError):
        raise broken(path, "SPSS") from None


@contextmanager
def _doubled_names(path: Path) -> Iterator[list[Fault]]:
    """Yield a list that has the warnings of names that occur twice in the end."""
    faults: list[Fault] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield faults
    said = dict.fromkeys(str(one.message) for one in caught)
    faults += [
        warning(
            "spss.doubled_name",
            N_("Two variables have the same name; the later one was renamed: {what}."),
            place=Place(file=path.name),
            what=what,
        )
        for what in said
        if "duplicated" in what
    ]


def _in_windows_text(path: Path) -> tuple[pl.DataFrame, Any]:
    try:
        frame, meta = pyreadstat.read_sav(str(path), encoding=_WINDOWS, **_OPTIONS)
    except Exception:  # whatever the second try meets, the file is damaged
        raise broken(path, "SPSS") from None
    return frame, meta


@dataclass(frozen=True)
class StoredParts:
    """The cells of a file, to be read some people at a time.

    `empty` has its columns without anybody in them, `meta` what the file says of them.
    """

    path: Path
    empty: pl.DataFrame
    meta: Any
    faults: tuple[Fault, ...]
    encoding: str | None = None

    def parts(self, columns: Sequence[str], people: int) -> Generator[pl.DataFrame, None, None]:
        """Yield the cells of some columns, at most `people` people at a time.

        Raises LovendeError for a damaged file, OtherTextError where its text is not as it claims.
        """
        rows: int | None = self.meta.number_rows
        # Which of two columns of the same name is meant only a reader of all of them knows.
        chosen = None if self.faults else list(columns)
        done = 0
        while rows is None or done < rows:
            with _damage_told(self.path), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                part, _ = pyreadstat.read_sav(
                    str(self.path),
                    row_offset=done,
                    row_limit=people,
                    usecols=chosen,
                    encoding=self.encoding,
                    **_OPTIONS,
                )
            if not part.height:
                break
            done += part.height
            yield part.select(columns)
        if rows is not None and done < rows:
            raise broken(self.path, "SPSS")


def stored_parts(path: Path, look: Callable[[StoredParts], None]) -> StoredParts:
    """Return the cells of a file for reading in parts, once `look` has read them all.

    Raises LovendeError for a damaged file.
    """
    for encoding in (None, _WINDOWS):
        try:
            with _doubled_names(path) as faults, _damage_told(path):
                empty, meta = head_of(path, encoding)
            found = StoredParts(path, empty, meta, tuple(faults), encoding)
            look(found)
        except OtherTextError:
            continue
        return found
    raise broken(path, "SPSS")
