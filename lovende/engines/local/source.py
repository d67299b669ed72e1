"""What the local engine reads from: a head, and batches of what is made of the columns."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from lovende.engines.head import Head

Prepare = Callable[[pl.LazyFrame, int], pl.LazyFrame]
"""Makes batches of stored columns; the number is how many people of the file stand before."""
ROW = "__row"


class Source(Protocol):
    """A file of answers that can be read more than once."""

    @property
    def head(self) -> Head:
        """What the file says of its columns."""
        ...

    @property
    def first_row(self) -> int:
        """The row of the first person, as the user counts rows."""
        ...

    def batches(
        self, columns: Sequence[str], prepare: Prepare, people: int
    ) -> Generator[pl.DataFrame, None, None]:
        """Yield what `prepare` makes of the stored columns, about `people` people at a time, in
        the order of the file. Raises LovendeError for a file that is damaged."""
        ...


@dataclass(frozen=True)
class InMemory:
    """A file that was read whole."""

    head: Head
    frame: pl.DataFrame
    first_row: int = 1

    def batches(
        self, columns: Sequence[str], prepare: Prepare, people: int
    ) -> Generator[pl.DataFrame, None, None]:
        stream = prepare(self.frame.select(columns).lazy(), 0)
        yield from stream.collect_batches(chunk_size=people, maintain_order=True)
