"""Long work in the background: begun by a page, carried out by the worker, followed on a page.

@job
def import_panel(job: Job, progress: Progress) -> dict[str, object]: ...

begun = begin(import_panel, study=study, by=user, parameters={"upload": 7})
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.studies.models import Job, Study, User
from lovende.translation import describe, translate

Progress = Callable[[int, int], None]
"""Called with how much is done and of how much."""
Work = Callable[[Job, Progress], dict[str, Any]]

log = logging.getLogger(__name__)


def job(work: Work) -> Task[[int], None]:
    """Make a background task of a function that takes a job and tells its progress.

    What it returns becomes `Job.result`. A LovendeError becomes the line that the user reads;
    any other exception a plain sentence, and a line in the log.
    """

    @task()
    @wraps(work)
    def run(job_id: int) -> None:
        found = Job.objects.select_related("study", "by").get(pk=job_id)
        if found.state in (Job.State.DONE, Job.State.FAILED):
            return
        found.state = Job.State.RUNNING
        found.save(update_fields=["state", "heard_at"])

        def progress(done: int, total: int) -> None:
            Job.objects.filter(pk=job_id).update(done=done, total=total, heard_at=timezone.now())

        language = found.by.language if found.by else "da"
        try:
            found.result = work(found, progress)
            found.state = Job.State.DONE
        except LovendeError as error:
            found.state = Job.State.FAILED
            found.error = "\n".join(describe(each, language) for each in error.faults[:20])
        except Exception:
            log.exception("The job %s (%s) failed", job_id, found.kind)
            found.state = Job.State.FAILED
            message = N_("This could not be done. The fault is ours, and it has been logged.")
            found.error = translate(message, language)
        found.finished_at = timezone.now()
        found.save(update_fields=["state", "result", "error", "finished_at", "heard_at"])

    return run


def begin(
    work: Task[[int], None],
    *,
    study: Study,
    by: User | None,
    parameters: dict[str, Any] | None = None,
) -> Job:
    """Store a job and give it to the worker once the transaction is through."""
    made = Job.objects.create(
        study=study, by=by, kind=work.func.__name__, parameters=parameters or {}
    )
    transaction.on_commit(lambda: work.enqueue(made.pk))
    return made
