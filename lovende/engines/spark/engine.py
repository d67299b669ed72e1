"""The engine of many machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from lovende.domain.errors import LovendeError
from lovende.domain.statistics.pair_counts import PairCounts, WeightedPairCounts
from lovende.domain.texts import N_
from lovende.engines.carrying_out import carried_out
from lovende.engines.choosing import columns_read
from lovende.engines.head import Column, Head
from lovende.engines.model import Counted, Job, Step
from lovende.engines.planning import Plan, most_values
from lovende.engines.seen import Seen, put_together
from lovende.engines.spark.running import rows_of
from lovende.engines.spark.session import check_installed, session
from lovende.engines.spark.source import SparkSource, source_of
from lovende.engines.spark.work import Work, counting, looking, seen_from, unpacked

MOST_AT_ONCE = 1 << 31
"""Bytes of matrices that the driver takes in at the same time; more partitions are read together."""


class SparkEngine:
    """Counts on the cluster of a Spark master; on this machine, with all its processors, without.

    `spark` is a session that is there already and goes on; else one is begun and ended for each
    job. `around` wraps the work of the executors, for tests of what happens when that fails.
    """

    def __init__(
        self,
        master: str | None = None,
        *,
        spark: Any = None,
        parts: int | None = None,
        around: Callable[[Work], Work] = lambda work: work,
    ) -> None:
        self._master = master
        self._spark = spark
        self._parts = parts
        self._around = around

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        """Return the pair counts that `job` asks for.

        Raises LovendeError where Spark, the file, a variable, a condition or the weight is not
        usable, and where the work fails for good.
        """
        step = progress or (lambda *_: None)
        check_installed()
        known = source_of(job)
        begun = nullcontext(self._spark) if self._spark is not None else session(self._master)
        with begun as spark:
            source = known(spark)
            return carried_out(_Reader(source, job, step, self._parts, self._around), job)


@dataclass(frozen=True)
class _Reader:
    """A source whose partitions are read by executors."""

    source: SparkSource
    job: Job
    step: Step
    parts: int | None
    around: Callable[[Work], Work]

    @property
    def head(self) -> Head:
        return self.source.head

    def seen(self, columns: Sequence[Column]) -> dict[str, Seen]:
        """Return the values of `columns`, put together from all partitions."""
        most = most_values(self.job)
        work = looking(columns, self.head, self.job, most)
        seen = {column.name: Seen() for column in columns}
        for result in self._results(work, columns, None, N_("Finding the levels")):
            put_together(seen, seen_from(result), most)
        return seen

    def slots(self, plan: Plan) -> tuple[PairCounts, WeightedPairCounts | None]:
        """Return the pair counts of the slots of `plan`, added up from all partitions."""
        layout = plan.layout
        weighted = WeightedPairCounts.nothing(layout) if self.job.weight is not None else None
        counts = PairCounts.nothing(layout)
        columns = [coding.column for coding in plan.codings]
        each = 4 * layout.size**2 * (1 if weighted is None else 5)
        most = max(1, MOST_AT_ONCE // each)
        work = counting(plan, self.head, self.job)
        for result in self._results(work, columns, most, N_("Counting")):
            part = unpacked(result, layout)
            if part.wrong is not None:
                raise LovendeError(part.wrong)
            assert part.counts is not None
            counts += part.counts
            if weighted is not None and part.weighted is not None:
                weighted += part.weighted
        return counts, weighted

    def _results(
        self, work: Work, columns: Sequence[Column], most: int | None, what: str
    ) -> list[bytes]:
        """Return what every partition sends, in the order of the partitions."""
        table = self.source.table(columns_read(columns, self.head, self.job))
        if self.parts is not None:
            table = table.repartition(self.parts)
        if most is not None and table.rdd.getNumPartitions() > most:
            table = table.coalesce(most)
        return rows_of(table, self.around(work), self.head.place, self.step, what)
