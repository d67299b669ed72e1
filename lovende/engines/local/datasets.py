"""Formats that are read whole: SPSS, Stata and Excel."""

from __future__ import annotations

from pathlib import Path

from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.errors import Fault, Place
from lovende.engines.head import Column, Head, held
from lovende.engines.local.source import InMemory
from lovende.formats.answers import first_row, read_answers


def dataset_source(path: Path) -> InMemory:
    """Return the source for a file that is read whole. Raises LovendeError where it cannot be read."""
    dataset, faults = read_answers(path)
    return in_memory(dataset, faults, path.name, first_row(path))


def in_memory(dataset: Dataset, faults: tuple[Fault, ...], name: str, row: int) -> InMemory:
    """Return the source for a dataset."""
    taken = set(dataset.values.columns)
    states: dict[str, str] = {}
    for column in dataset.states.columns:
        companion = f"{column}__state"
        while companion in taken:
            companion += "_"
        taken.add(companion)
        states[column] = companion
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
    frame = dataset.values.with_columns(
        dataset.states[column].alias(companion) for column, companion in states.items()
    )
    head = Head(columns, dataset.size, dataset.key, Place(file=name), faults)
    return InMemory(head, frame, row)
