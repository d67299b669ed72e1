"""Background work of a study that its pages show while it goes on."""

from __future__ import annotations

from django.utils import timezone

from lovende.studies.models import Job, Study

SHOWN_FOR = 24 * 60 * 60
"""Seconds that a failed job is still told of."""


def jobs_under_way(study: Study, *kinds: str) -> list[Job]:
    """Return the jobs of these kinds that wait or run, and those that failed last, newest first."""
    shown = []
    for job in study.jobs.filter(kind__in=kinds).order_by("-pk")[:20]:
        if job.state in (Job.State.WAITING, Job.State.RUNNING):
            shown.append(job)
        elif job.state == Job.State.FAILED and not shown:
            if (timezone.now() - job.created_at).total_seconds() < SHOWN_FOR:
                shown.append(job)
            break
        else:
            break
    return shown
