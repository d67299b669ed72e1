"""Counting the batches of a source by a plan: what a machine does, whichever it is."""

from __future__ import annotations

import os
from dataclasses import replace

import polars as pl

from lovende.domain.errors import Fault, Place
from lovende.domain.statistics.pair_counts import (
    PairCounter,
    PairCounts,
    WeightedPairCounter,
    WeightedPairCounts,
)
from lovende.engines.choosing import kept
from lovende.engines.head import Head
from lovende.engines.model import Job
from lovende.engines.planning import Plan
from lovende.engines.weights import ROW, WEIGHT, weight_as_written, weight_of, wrong_weight

CELLS = 1 << 25
"""Cells of a batch: 32 MB of codes."""
_FEWEST, _MOST = 1 << 14, 1 << 18


def threads() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def people_at_a_time(columns: int) -> int:
    """Return how many people make a batch of so many columns."""
    return max(_FEWEST, min(_MOST, CELLS // max(columns, 1)))


def recoded(
    frame: pl.LazyFrame, plan: Plan, head: Head, job: Job, *, numbered: bool = False
) -> pl.LazyFrame:
    """Return the slots of all people who are counted, with the weights where there are some.

    `numbered` says that a column ROW has the rows of the people, which is passed on.
    """
    columns = [coding.expression() for coding in plan.codings]
    if job.weight is not None:
        columns.append(weight_of(head, job.weight).alias(WEIGHT))
        columns += [weight_as_written(job.weight)]
    if numbered:
        columns.append(pl.col(ROW))
    return kept(frame, head, job).select(*columns)


class Counter:
    """Counts batches of slots, with weights where there are some."""

    def __init__(self, plan: Plan, weight: str | None, place: Place, threads: int) -> None:
        layout = plan.layout
        self._place = replace(place, column=weight)
        self._counter = PairCounter(layout, threads=threads)
        self._weighted = (
            WeightedPairCounter(layout, threads=threads) if weight is not None else None
        )
        self._names = layout.names
        self.sum_of_weights = 0.0

    def add(self, batch: pl.DataFrame) -> Fault | None:
        """Count a batch, or return what is wrong with its weights."""
        columns = [batch[name].to_numpy() for name in self._names]
        if self._weighted is not None:
            rows = batch[ROW] if ROW in batch.columns else None
            wrong = wrong_weight(batch[WEIGHT], batch[f"{WEIGHT}_text"], rows, self._place)
            if wrong is not None:
                return wrong
            weights = batch[WEIGHT].to_numpy()
            self.sum_of_weights += float(weights.sum())
            self._weighted.add(columns, weights)
        self._counter.add(columns)
        return None

    def result(self) -> tuple[PairCounts, WeightedPairCounts | None]:
        """Return the counts of all batches so far."""
        return self._counter.result(), self._weighted.result() if self._weighted else None
