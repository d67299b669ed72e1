"""SPSS, Stata and Excel: small files are read whole, large ones of SPSS in parts."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.errors import Fault, Place
from lovende.domain.texts import N_
from lovende.engines.head import Column, Head, held
from lovende.engines.local.source import InMemory, Prepare
from lovende.engines.model import Step
from lovende.formats.answers import first_row, read_answers
from lovende.formats.content import Content, content_of
from lovende.formats.spss.parts import SpssParts, spss_parts
from lovende.formats.spss.stored import size_of

READ_WHOLE = 1 << 24
"""Cells up to which a file is read whole: it is several times faster, and takes a gigabyte."""


def dataset_source(path: Path, step: Step, people: int | None = None) -> InMemory | SpssStream:
    """Return the source for a file that holds a dataset. Raises LovendeError where it cannot be read.

    `people` of a large file are looked at a time; as many as memory is meant for if None.
    """
    if content_of(path) is Content.SPSS:
        cells = size_of(path)
        if cells is None or cells > READ_WHOLE:
            return _stream(path, step, people)
    dataset, faults = read_answers(path)
    return in_memory(dataset, faults, path.name, first_row(path))


def in_memory(dataset: Dataset, faults: tuple[Fault, ...], name: str, row: int) -> InMemory:
    """Return the source for a dataset."""
    states = _companions(dataset)
    head = _head(dataset, states, dataset.size, faults, name)
    return InMemory(head, _frame(dataset, states), row)


@dataclass(frozen=True)
class SpssStream:
    """A file of SPSS that is read in parts. `states` are the names of the columns of states."""

    head: Head
    file: SpssParts
    states: Mapping[str, str]
    first_row: int = 1

    def batches(
        self, columns: Sequence[str], prepare: Prepare, people: int
    ) -> Generator[pl.DataFrame, None, None]:
        before = 0
        names = [name for name in columns if name in self.head]
        for part in self.file.parts(names, people):
            frame = _frame(part, self.states).select(columns)
            yield prepare(frame.lazy(), before).collect()
            before += part.size


def _stream(path: Path, step: Step, people: int | None) -> SpssStream:
    file = spss_parts(
        path, lambda done, total: step(done, total, N_("Looking at the file")), people
    )
    states = _companions(file.empty)
    return SpssStream(_head(file.empty, states, file.size, file.faults, path.name), file, states)


def _companions(dataset: Dataset) -> dict[str, str]:
    """Return a name for the column of the states of each variable that no variable has."""
    taken = set(dataset.values.columns)
    states: dict[str, str] = {}
    for column in dataset.states.columns:
        companion = f"{column}__state"
        while companion in taken:
            companion += "_"
        taken.add(companion)
        states[column] = companion
    return states


def _head(
    dataset: Dataset, states: Mapping[str, str], rows: int, faults: tuple[Fault, ...], name: str
) -> Head:
    columns = tuple(
        Column(
            variable,
            held(dataset.values[variable.name].dtype),
            states[variable.name],
            # A text is what it looks like: nothing in these formats tells codes from free text.
            described=variable.kind is not VariableKind.TEXT,
        )
        for variable in dataset.variables
    )
    return Head(columns, rows, dataset.key, Place(file=name), faults)


def _frame(dataset: Dataset, states: Mapping[str, str]) -> pl.DataFrame:
    """Return the values with the states beside them."""
    return dataset.values.with_columns(
        dataset.states[column].alias(states[column]) for column in dataset.states.columns
    )
