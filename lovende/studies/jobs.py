"""Long work in the background: begun by a page, carried out by the worker, followed on a page.

@job(title=N_("Importing the panel"))
def import_panel(job: Job, progress: Progress) -> dict[str, object]: ...

begun = begin(import_panel, study=study, by=user, parameters={"upload": 7})

What the work returns becomes `Job.result`; its "url" is where the page sends the user on, its
"text" a line about what came out. A worker that dies says nothing more: the job can then be begun
again, and the work of before that should still live stops at its next word of progress.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, overload

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies.audit import record
from lovende.studies.models import Job, Study, User
from lovende.translation import describe, translate

Progress = Callable[[int, int], None]
"""Called with how much is done and of how much."""
Work = Callable[[Job, Progress], dict[str, Any]]
JobTask = Task[[int, int], None]

BEAT = 20.0  # seconds between signs of life of a worker whose work says nothing
SILENT_AFTER = datetime.timedelta(minutes=2)

_tasks: dict[str, JobTask] = {}
_titles: dict[str, str] = {}
log = logging.getLogger(__name__)


class SupersededError(Exception):
    """The job was begun again elsewhere: this work must stop."""


@overload
def job(work: Work) -> JobTask: ...
@overload
def job(*, title: str) -> Callable[[Work], JobTask]: ...
def job(work: Work | None = None, *, title: str = "") -> JobTask | Callable[[Work], JobTask]:
    """Make a background task of a function that takes a job and tells its progress.

    A LovendeError becomes the line that the user reads; any other exception a plain sentence,
    and a line in the log. `title` is a marked message for the page of the job.
    """
    return _task_of(work, title) if work else lambda given: _task_of(given, title)


def _task_of(work: Work, title: str) -> JobTask:
    @task()
    @wraps(work)
    def run(job_id: int, attempt: int = 1) -> None:
        carry_out(work, job_id, attempt)

    _tasks[work.__name__] = run
    _titles[work.__name__] = title
    return run


def carry_out(work: Work, job_id: int, attempt: int) -> None:
    """Do the work of a job once: nothing where another worker has it, or a later attempt."""
    waiting = Job.objects.filter(pk=job_id, attempt=attempt, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.RUNNING, heard_at=timezone.now()):
        return
    found = Job.objects.select_related("study", "by").get(pk=job_id)
    ours = Job.objects.filter(pk=job_id, attempt=attempt, state=Job.State.RUNNING)

    def progress(done: int, total: int) -> None:
        if not ours.update(done=done, total=total, heard_at=timezone.now()):
            raise SupersededError

    language = found.by.language if found.by else "da"
    ended: dict[str, Any] = {"state": Job.State.FAILED}
    try:
        with _heartbeat(job_id, attempt):
            ended = {"result": work(found, progress), "state": Job.State.DONE}
    except SupersededError:
        log.warning("The job %s (%s) was begun again elsewhere", job_id, found.kind)
        return
    except LovendeError as error:
        ended["error"] = "\n".join(describe(each, language) for each in error.faults[:20])
    except Exception:
        log.exception("The job %s (%s) failed", job_id, found.kind)
        message = N_("This could not be done. The fault is ours, and it has been logged.")
        ended["error"] = translate(message, language)
    now = timezone.now()
    ours.update(**ended, finished_at=now, heard_at=now)


@contextmanager
def _heartbeat(job_id: int, attempt: int) -> Iterator[None]:
    """Say every BEAT seconds, from a thread of its own, that the worker lives."""
    end = threading.Event()

    def beat() -> None:
        while not end.wait(BEAT):
            try:
                Job.objects.filter(pk=job_id, attempt=attempt).update(heard_at=timezone.now())
            except DatabaseError:  # the work holds the database: the next beat will do
                log.debug("No sign of life from the job %s this time", job_id)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, name=f"job-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(timeout=1)


def begin(
    work: JobTask,
    *,
    study: Study,
    by: User | None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """Store a job and give it to the worker once the transaction is through."""
    made = Job.objects.create(
        study=study, by=by, kind=work.func.__name__, parameters=parameters or {}
    )
    transaction.on_commit(lambda: work.enqueue(made.pk, made.attempt))
    return made


def is_silent(job: Job) -> bool:
    """Whether the worker that had this job has said nothing for so long that it must be gone."""
    return job.state == Job.State.RUNNING and job.heard_at < timezone.now() - SILENT_AFTER


def can_begin_again(job: Job) -> bool:
    """Whether this job has failed, lost its worker or was never taken, and its work is known."""
    return job.kind in _tasks and (
        job.state == Job.State.FAILED
        or (job.state != Job.State.DONE and job.heard_at < timezone.now() - SILENT_AFTER)
    )


@transaction.atomic
def begin_again(job: Job, *, by: User) -> None:
    """Give a failed job, or one that lost its worker or was never taken, to the worker once more.

    The task of before does nothing should it come after all. Raises LovendeError where the job
    has been begun again already, or is in good hands.
    """
    silent = Q(
        state__in=(Job.State.WAITING, Job.State.RUNNING),
        heard_at__lt=timezone.now() - SILENT_AFTER,
    )
    lost = Job.objects.filter(Q(state=Job.State.FAILED) | silent, pk=job.pk, attempt=job.attempt)
    changed = job.kind in _tasks and lost.update(
        state=Job.State.WAITING,
        attempt=F("attempt") + 1,
        done=0,
        total=0,
        error="",
        finished_at=None,
        heard_at=timezone.now(),
    )
    if not changed:
        raise LovendeError(
            fault("job.in_hand", N_("This job is under way or done: it cannot be begun again."))
        )
    job.refresh_from_db()
    record("job.again", study=job.study, by=by, subject=job, values={"kind": job.kind})
    transaction.on_commit(lambda: _tasks[job.kind].enqueue(job.pk, job.attempt))


def title_of(job: Job) -> str:
    """Return the marked title of a job's work."""
    return _titles.get(job.kind) or N_("Work in the background")
