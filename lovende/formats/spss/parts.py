"""Reading .sav and .zsav some people at a time, for files that are larger than memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lovende.domain.dataset import state_column
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, Place
from lovende.formats.spss.answers import Answers, Known
from lovende.formats.spss.reading import Reader
from lovende.formats.spss.stored import StoredParts, stored_parts

CELLS = 1 << 21
"""Cells that are read at a time: about 100 MB while they are."""


@dataclass(frozen=True)
class SpssParts:
    """A file whose variables are known and whose answers are read in parts.

    `empty` has the variables of the file and nobody in it, `size` is the number of respondents,
    `faults` are warnings.
    """

    empty: Dataset
    size: int
    faults: tuple[Fault, ...]
    stored: StoredParts
    known: Known

    def parts(self, names: Sequence[str], people: int) -> Generator[Dataset, None, None]:
        """Yield the answers to the variables `names`, at most `people` people at a time, as
        `read_spss` would have read them. Raises LovendeError for a damaged file."""
        packed = [name for name in self.stored.empty.columns if _is_packed(self.stored, name)]
        columns = [*names, *packed]
        most = min(people, people_at_a_time(len(columns)))
        for part in self.stored.parts(columns, most):
            yield _read(part, self.stored, self.known).dataset()


def spss_parts(
    path: Path, step: Callable[[int, int], None], people: int | None = None
) -> SpssParts:
    """Return a file for reading in parts, after all its cells were looked at once.

    What a variable is depends on all its answers, so they are looked at `people` at a time, as
    many as memory is meant for if None. `step` is told how many were, of how many (0: not known).
    Raises LovendeError for a damaged file.
    """
    answers: dict[str, Answers] = {}
    unknown: dict[str, None] = {}
    size = 0

    def look(stored: StoredParts) -> None:
        nonlocal size
        names = stored.empty.columns
        # A second look, in another encoding, begins anew.
        answers.clear()
        unknown.clear()
        size = 0
        for part in stored.parts(names, people or people_at_a_time(len(names))):
            reader = _read(part, stored, None)
            reader.dataset()
            for name, found in reader.answers.items():
                answers[name] = answers.get(name, Answers()).with_those(found)
            unknown.update(dict.fromkeys(reader.unknown))
            size += part.height
            step(size, stored.meta.number_rows or 0)

    stored = stored_parts(path, look)
    nobody = _read(stored.empty, stored, None)
    known = Known({**nobody.answers, **answers}, tuple(unknown))
    reader = _read(stored.empty, stored, known)
    empty = reader.dataset()
    return SpssParts(empty, size, (*stored.faults, *reader.faults), stored, known)


def people_at_a_time(columns: int) -> int:
    """Return how many people with so many columns are read at a time."""
    return max(1, CELLS // max(columns, 1))


def _read(part: pl.DataFrame, stored: StoredParts, known: Known | None) -> Reader:
    reader = Reader(part, stored.meta, Place(file=stored.path.name), known)
    for name in part.columns:
        reader.variable(name)
    return reader


def _is_packed(stored: StoredParts, name: str) -> bool:
    text = stored.meta.readstat_variable_types[name] == "string"
    return state_column.is_state_column(name) and text
