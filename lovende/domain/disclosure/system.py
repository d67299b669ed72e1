"""Counts, and the sums and bounds that anyone who reads the tables knows to hold between them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

Key = Hashable
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cell:
    """A count of people.

    `cost` is what the reader loses when the cell is hidden (larger is worse); None for a count
    that everybody knows and that cannot be hidden. `shown` is false for a count that is printed
    nowhere but follows from what is printed, such as those who did not tick an option. `guarded`
    is false where a small number tells nothing about anybody's answer.
    """

    key: Key
    value: int
    cost: float | None = 1.0
    shown: bool = True
    guarded: bool = True

    def is_small(self, threshold: int) -> bool:
        """Whether the count must not be learnt: 1 to `threshold` - 1 people. Zero is nobody."""
        return self.guarded and self.cost is not None and 0 < self.value < threshold


@dataclass(frozen=True)
class Relation:
    """sum(coefficient * count) = 0, or >= 0, over (key, coefficient) pairs."""

    terms: tuple[tuple[Key, int], ...]
    kind: Literal["=", ">="] = "="


@dataclass
class System:
    """Cells and relations, collected one after the other."""

    cells: dict[Key, Cell] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def add(self, cell: Cell) -> Key:
        """Add a cell and return its key. Raises ValueError where the key is taken."""
        if cell.key in self.cells:
            raise ValueError(f"two cells have the key {cell.key!r}")
        self.cells[cell.key] = cell
        return cell.key

    def total(self, whole: Key, parts: Iterable[Key]) -> None:
        """Say that `whole` is the sum of `parts`. Raises ValueError where it is not."""
        self._relate(Relation(((whole, -1), *((part, 1) for part in parts)), "="))

    def at_least(self, larger: Iterable[Key], smaller: Key) -> None:
        """Say that the sum of `larger` is not less than `smaller`. Raises ValueError where it is."""
        self._relate(Relation((*((key, 1) for key in larger), (smaller, -1)), ">="))

    def _relate(self, relation: Relation) -> None:
        amount = sum(self.cells[key].value * times for key, times in relation.terms)
        if amount < 0 or (amount > 0 and relation.kind == "="):
            raise ValueError(f"the counts do not keep the relation {relation!r}")
        self.relations.append(relation)

    def small(self, threshold: int) -> set[Key]:
        """Return the keys of the cells that must not be learnt."""
        return {key for key, cell in self.cells.items() if cell.is_small(threshold)}


@dataclass(frozen=True, eq=False)
class Part:
    """Cells that hang together, as arrays; the other cells of their relations are constants.

    `low` <= `matrix` @ x <= `high`, for x >= 0, is what is known; `values` is the truth.
    """

    keys: tuple[Key, ...]
    values: Floats
    matrix: csc_array
    low: Floats
    high: Floats


def parts(system: System, unknown: set[Key]) -> list[Part]:
    """Split the `unknown` cells into those that hang together through the relations."""
    keys = [key for key in system.cells if key in unknown]
    place = {key: number for number, key in enumerate(keys)}
    rows = [
        (relation, [place[key] for key, _ in relation.terms if key in place])
        for relation in system.relations
    ]
    rows = [(relation, members) for relation, members in rows if members]
    ends = [(members[0], member) for _, members in rows for member in members]
    if not keys:
        return []
    starts, stops = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    graph = csc_array((np.ones(len(ends)), (starts, stops)), shape=(len(keys), len(keys)))
    _, labels = connected_components(graph, directed=False)
    by_label: dict[int, tuple[list[Key], list[Relation]]] = {}
    for key, label in zip(keys, labels, strict=True):
        by_label.setdefault(int(label), ([], []))[0].append(key)
    for relation, members in rows:
        by_label[int(labels[members[0]])][1].append(relation)
    return [_part(system.cells, members, relations) for members, relations in by_label.values()]


def _part(cells: Mapping[Key, Cell], keys: list[Key], relations: list[Relation]) -> Part:
    place = {key: number for number, key in enumerate(keys)}
    entries: list[tuple[int, int, int]] = []
    low = np.zeros(len(relations))
    for row, relation in enumerate(relations):
        for key, times in relation.terms:
            if key in place:
                entries.append((row, place[key], times))
            else:
                low[row] -= cells[key].value * times
    table = np.array(entries, dtype=np.int64).reshape(-1, 3)
    matrix = csc_array(
        (table[:, 2].astype(np.float64), (table[:, 0], table[:, 1])),
        shape=(len(relations), len(keys)),
    )
    exact = np.array([relation.kind == "=" for relation in relations], dtype=bool)
    values = np.array([cells[key].value for key in keys], dtype=np.float64)
    return Part(tuple(keys), values, matrix, low, np.where(exact, low, np.inf))
