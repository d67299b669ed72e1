"""The engine of one machine."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import polars as pl

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.statistics.pair_counts import PairCounts, WeightedPairCounts
from lovende.domain.texts import N_
from lovende.engines.carrying_out import carried_out
from lovende.engines.choosing import columns_read, kept
from lovende.engines.counting import Counter, people_at_a_time, recoded, threads
from lovende.engines.head import Column, Head
from lovende.engines.local.datasets import dataset_source
from lovende.engines.local.parquet import parquet_source
from lovende.engines.local.source import Source
from lovende.engines.local.text import text_source
from lovende.engines.model import Counted, Job, Step
from lovende.engines.planning import Plan, most_values
from lovende.engines.seen import Seen, seen_in, seen_in_all
from lovende.engines.weights import ROW
from lovende.formats.content import Content, content_of

_LOOKED_AT_FIRST = 1 << 16


class LocalEngine:
    """Counts on this machine: any format of answers, in batches, on all its processors.

    `people` is how many make a batch, `processors` how many threads count; found out if None.
    """

    def __init__(self, *, people: int | None = None, processors: int | None = None) -> None:
        self._people = people
        self._threads = processors or threads()

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        """Return the pair counts that `job` asks for.

        Raises LovendeError where the file, a variable, a condition or the weight is not usable.
        """
        step = progress or (lambda *_: None)
        return carried_out(
            _Reader(source_of(job, step), job, step, self._people, self._threads), job
        )


@dataclass(frozen=True)
class _Reader:
    """A source that is read on this machine."""

    source: Source
    job: Job
    step: Step
    people: int | None
    threads: int

    @property
    def head(self) -> Head:
        return self.source.head

    def seen(self, columns: Sequence[Column]) -> dict[str, Seen]:
        """Return the values of `columns`. Those that turn out to have too many are not read on."""
        most = most_values(self.job)
        hopeless: dict[str, Seen] = {}
        if self.head.rows is None or self.head.rows > 2 * _LOOKED_AT_FIRST:
            with closing(self._answers(columns, _LOOKED_AT_FIRST)) as batches:
                first = next(batches, None)
            if first is not None:
                found = seen_in(first, columns, most)
                hopeless = {name: seen for name, seen in found.items() if seen.more}
        left = [column for column in columns if column.name not in hopeless]
        people = self.people or people_at_a_time(len(columns))
        with closing(self._answers(left, people)) as batches:
            return {
                **hopeless,
                **seen_in_all(self._told(batches, N_("Finding the levels")), left, most),
            }

    def slots(self, plan: Plan) -> tuple[PairCounts, WeightedPairCounts | None]:
        """Return the pair counts of the slots of `plan`."""
        read = columns_read([coding.column for coding in plan.codings], self.head, self.job)
        counter = Counter(plan, self.job.weight, self.head.place, self.threads)

        def prepare(frame: pl.LazyFrame, before: int) -> pl.LazyFrame:
            if self.job.weight is None:
                return recoded(frame, plan, self.head, self.job)
            frame = frame.with_row_index(ROW, offset=self.source.first_row + before)
            return recoded(frame, plan, self.head, self.job, numbered=True)

        people = self.people or people_at_a_time(len(read))
        with closing(self.source.batches(read, prepare, people)) as batches:
            for batch in self._told(batches, N_("Counting")):
                if wrong := counter.add(batch):
                    raise LovendeError(wrong)
        return counter.result()

    def _answers(
        self, columns: Sequence[Column], people: int
    ) -> Generator[pl.DataFrame, None, None]:
        """Yield the stored answers of the people who are counted."""
        read = columns_read(columns, self.head, self.job)
        return self.source.batches(read, lambda frame, _: kept(frame, self.head, self.job), people)

    def _told(self, batches: Iterable[pl.DataFrame], what: str) -> Iterator[pl.DataFrame]:
        """Tell how far the reading has come while the batches pass."""
        done = 0
        for batch in batches:
            yield batch
            done += batch.height
            self.step(done, self.head.rows or 0, what)


def source_of(job: Job, step: Step) -> Source:
    """Return where the answers of a job are read from. Raises LovendeError where they cannot be."""
    if job.address is not None:
        raise LovendeError(
            fault(
                "engine.url",
                N_("Only Spark reads from an address like {url}; add --engine spark."),
                url=job.address,
                place=Place(file=job.path.name),
            )
        )
    content = Content.PARQUET if job.path.is_dir() else content_of(job.path)
    if content is Content.PARQUET:
        return parquet_source(job.path)
    if content is Content.TEXT:
        return text_source(job.path)
    return dataset_source(job.path, step)
