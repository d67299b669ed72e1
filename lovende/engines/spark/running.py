"""Work run on all partitions: how far it is, how it is interrupted, and what failed in one line."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.engines.model import Step
from lovende.engines.spark.session import (
    first_line,
    gone,
    not_usable,
    quiet_about_pandas,
    spark_errors,
)
from lovende.engines.spark.work import RESULT, Work

_LOOK_AGAIN = 0.1
"""Seconds between two looks at how far the work is."""
_PYTHON_SAID = re.compile(r"^(?:\w+\.)*(\w*(?:Error|Exception|Exit)): (.*)$", re.MULTILINE)


def rows_of(table: Any, work: Work, place: Place, step: Step, what: str) -> list[bytes]:
    """Run `work` on every partition of `table` and return what each sent, in order.

    Only partitions that were done to their end send anything, so one that failed and was tried
    again counts once. Raises LovendeError where one fails for good.
    """
    from pyspark import InheritableThread

    context = table.sparkSession.sparkContext
    try:
        with quiet_about_pandas():
            mapped = table.mapInArrow(work, RESULT)
    except ImportError as problem:
        raise not_usable(first_line(problem)) from None
    found: list[Any] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.extend(mapped.collect())
        except BaseException as problem:
            failed.append(problem)

    thread = InheritableThread(target=run, session=table.sparkSession, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_LOOK_AGAIN)
            step(*_progress(context), what)
    except gone() as problem:
        thread.join()
        raise failure_of(problem, place) from None
    except BaseException:
        with suppress(*gone()):
            context.cancelAllJobs()
        thread.join()
        raise
    if failed:
        raise failure_of(failed[0], place) from None
    return [bytes(row["result"]) for row in sorted(found, key=lambda row: row["part"])]


def _progress(context: Any) -> tuple[int, int]:
    """Return how many partitions are done, and how many there are."""
    tracker = context.statusTracker()
    stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    known = [stage for stage in stages if stage is not None]
    return sum(s.numCompletedTasks for s in known), sum(s.numTasks for s in known)


def failure_of(problem: BaseException, place: Place) -> BaseException:
    """Return the error that says in one line why the work failed for good."""
    if isinstance(problem, gone()) and not hasattr(problem, "java_exception"):
        return _error(
            "engine.spark_gone",
            N_(
                "Spark ended in the middle of the work, perhaps for lack of memory; run it again, "
                "or count fewer variables."
            ),
            place,
        )
    if not isinstance(problem, spark_errors()):
        return problem
    said = str(problem)
    if "No module named 'lovende'" in said:
        return _error(
            "engine.not_on_executors",
            N_(
                "The executors do not have Lovende; send it with the job, as the page about many machines tells."
            ),
            place,
        )
    if "is not a Parquet file" in said or "CANNOT_READ_FILE_FOOTER" in said:
        return _error(
            "answers.broken_file",
            N_("The {what} file is damaged or was cut off; save or download it again."),
            place,
            what="Parquet",
        )
    if "MALFORMED_RECORD_IN_PARSING" in said or "MALFORMED_CSV_RECORD" in said:
        return _error(
            "engine.ragged",
            N_("A row has more cells than the header; is a separator missing, or one too many?"),
            place,
        )
    if "crashed" in said or "Python worker exited" in said or "ExecutorLostFailure" in said:
        return _error(
            "engine.worker_died",
            N_(
                "A worker died again and again, perhaps for lack of memory; give the executors more, "
                "or count fewer variables."
            ),
            place,
        )
    told = _PYTHON_SAID.findall(said)
    reason = ": ".join(told[-1]) if told else first_line(problem)
    return _error(
        "engine.work_failed", N_("The work on the cluster failed: {reason}"), place, reason=reason
    )


def _error(code: str, message: str, place: Place, **params: object) -> LovendeError:
    return LovendeError(fault(code, message, place=place, **params))
