"""The engine of one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.choosing import chosen, columns_read, filters
from lovende.engines.counting import Counter, people_at_a_time, recoded, threads
from lovende.engines.head import Column, Head
from lovende.engines.levels import counted
from lovende.engines.local.datasets import dataset_source
from lovende.engines.local.parquet import parquet_source
from lovende.engines.local.source import Prepare, Source
from lovende.engines.local.text import text_source
from lovende.engines.model import Counted, Job, Step
from lovende.engines.planning import Plan, most_values, plan_of, to_look_at, with_notes
from lovende.engines.seen import Seen, seen_in, seen_in_all
from lovende.engines.weights import ROW, check_weight, no_weight
from lovende.formats.content import Content, content_of

_LOOKED_AT_FIRST = 1 << 16


class LocalEngine:
    """Counts on this machine: any format of answers, in batches, on all its processors."""

    def __init__(self, *, people: int | None = None, processors: int | None = None) -> None:
        self._people = people
        self._threads = processors or threads()

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        """Return the pair counts that `job` asks for.

        Raises LovendeError where the file, a variable, a condition or the weight is not usable.
        """
        step = progress or (lambda *_: None)
        source = source_of(job)
        head = source.head
        columns, notes = chosen(head, job)
        check_weight(head, job.weight)
        notes = (*head.faults, *notes)
        seen = self._seen(source, to_look_at(columns), job, step)
        plan = with_notes(plan_of(columns, seen, job, head.place), notes)
        return self._counted(source, plan, job, step)

    def _seen(
        self, source: Source, columns: Sequence[Column], job: Job, step: Step
    ) -> dict[str, Seen]:
        """Return the values of `columns`. Those that turn out to have too many are not read on."""
        if not columns:
            return {}
        most = most_values(job)
        left = list(columns)
        people = self._people or people_at_a_time(len(columns))
        hopeless: dict[str, Seen] = {}
        total = source.head.rows
        if total is None or total > 2 * _LOOKED_AT_FIRST:
            read = columns_read(left, source.head, job)
            with closing(
                source.batches(read, _filtered(source.head, job), _LOOKED_AT_FIRST)
            ) as some:
                first = next(some, None)
            if first is not None:
                hopeless = {n: s for n, s in seen_in(first, left, most).items() if s.more}
                left = [column for column in left if column.name not in hopeless]
        read = columns_read(left, source.head, job)
        batches = source.batches(read, _filtered(source.head, job), people)
        return {**hopeless, **seen_in_all(_told(batches, total or 0, step), left, most)}

    def _counted(self, source: Source, plan: Plan, job: Job, step: Step) -> Counted:
        head = source.head
        read = columns_read([coding.column for coding in plan.codings], head, job)
        counter = Counter(plan, job.weight, head.place, self._threads)
        people = self._people or people_at_a_time(len(read))

        def prepare(frame: pl.LazyFrame) -> pl.LazyFrame:
            if job.weight is None:
                return recoded(frame, plan, head, job)
            numbered = frame.with_row_index(ROW, offset=source.first_row)
            return recoded(numbered, plan, head, job)

        done = 0
        for batch in source.batches(read, prepare, people):
            if wrong := counter.add(batch):
                raise LovendeError(wrong)
            done += batch.height
            step(done, head.rows or 0, "")
        counts, weighted = counter.result()
        if not counts.size:
            raise _nobody(head.place, job)
        if job.weight is not None and not counter.sum_of_weights > 0:
            raise no_weight(replace(head.place, column=job.weight))
        return counted(plan, counts, weighted, job, head.place)


def _filtered(head: Head, job: Job) -> Prepare:
    def prepare(frame: pl.LazyFrame) -> pl.LazyFrame:
        return frame.filter(*filters(head, job)) if job.where else frame

    return prepare


def _told(batches: Iterable[pl.DataFrame], total: int, step: Step) -> Iterator[pl.DataFrame]:
    """Tell how far the reading has come while the batches pass."""
    done = 0
    for batch in batches:
        yield batch
        done += batch.height
        step(done, total, "")


def source_of(job: Job) -> Source:
    """Return where the answers of a job are read from. Raises LovendeError where they cannot be."""
    if job.path.is_dir():
        return parquet_source(job.path)
    content = content_of(job.path)
    if content is Content.PARQUET:
        return parquet_source(job.path)
    if content is Content.TEXT:
        return text_source(job.path)
    return dataset_source(job.path)


def _nobody(place: Place, job: Job) -> LovendeError:
    if job.where:
        return LovendeError(
            fault(
                "engine.nobody_meets",
                N_("Nobody meets the condition; check the variable and its codes."),
                place=replace(place, column=job.where[0].variable),
            )
        )
    return LovendeError(
        fault("engine.nobody", N_("There is nobody in the file to count."), place=place)
    )
