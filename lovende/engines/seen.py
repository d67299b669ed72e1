"""Which values a column has: found batch by batch, and put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lovende.engines.coding import stored
from lovende.engines.head import Column, Held

MOST_TOLD = 10_000
"""Different values that are counted at most, so that a column of names does not fill the memory."""
MOST_GROUPED = 100_000
"""The same where the most frequent ones are to be kept."""

Value = str | int | float


@dataclass
class Seen:
    """How many have each value. `more` says that there are more values than were kept, `whole`
    that all numbers are whole, `longest` how many characters the longest text has."""

    counts: dict[Value, int] = field(default_factory=dict)
    more: bool = False
    whole: bool = True
    longest: int = 0
    missing: bool = False

    def add(self, other: Seen, most: int) -> None:
        """Add what was seen elsewhere; values beyond `most` are forgotten."""
        self.more |= other.more
        self.whole &= other.whole
        self.missing |= other.missing
        self.longest = max(self.longest, other.longest)
        for value, count in other.counts.items() if not self.more else ():
            self.counts[value] = self.counts.get(value, 0) + count
        if len(self.counts) > most:
            self.more = True
        if self.more:
            self.counts = {}


def seen_in(frame: pl.DataFrame, columns: Sequence[Column], most: int) -> dict[str, Seen]:
    """Return what a batch has in each of `columns`."""
    asked = [
        stored(column).value_counts().implode().alias(str(place))
        for place, column in enumerate(columns)
    ]
    lengths = [
        stored(column).str.len_chars().max().alias(f"{place}l")
        for place, column in enumerate(columns)
        if column.held is Held.TEXT
    ]
    found = frame.lazy().select(*asked, *lengths).collect()
    seen: dict[str, Seen] = {}
    for place, column in enumerate(columns):
        table = found[str(place)][0].struct.unnest()
        own = Seen()
        values = table.to_series(0)
        own.missing = values.null_count() > 0
        if column.held is Held.TEXT:
            own.longest = found[f"{place}l"][0] or 0
        if column.held is Held.DECIMAL:
            own.whole = bool(((values == values.floor()) & values.is_finite()).all())
        if values.len() > most + 1:
            own.more = True
        else:
            own.counts = {value: count for value, count in table.iter_rows() if value is not None}
        seen[column.name] = own
    return seen


def seen_in_all(
    batches: Iterable[pl.DataFrame], columns: Sequence[Column], most: int
) -> dict[str, Seen]:
    """Return what all batches have in each of `columns`, no more of it once that is too much."""
    seen = {column.name: Seen() for column in columns}
    for batch in batches:
        left = [column for column in columns if not seen[column.name].more]
        if not left:
            break
        put_together(seen, seen_in(batch, left, most), most)
    return seen


def put_together(seen: dict[str, Seen], more: Mapping[str, Seen], most: int) -> None:
    """Add what was seen in one part to what was seen in the others."""
    for name, found in more.items():
        seen.setdefault(name, Seen()).add(found, most)
