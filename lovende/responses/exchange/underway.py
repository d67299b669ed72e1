"""Background work of a study that its pages show while it goes on."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lovende.studies.jobs import is_silent
from lovende.studies.models import Job, Study

SHOWN_FOR = timedelta(days=1)
"""So long a failed job is still told of."""
MOST = 20


def jobs_under_way(study: Study, *kinds: str) -> list[Job]:
    """Return the jobs of these kinds that wait or run, and the latest where it failed, newest first.

    One that lost its worker is told as failed (in memory only).
    """
    shown: list[Job] = []
    for job in study.jobs.filter(kind__in=kinds).order_by("-pk")[:MOST]:
        if is_silent(job):
            job.state = Job.State.FAILED
        if job.state in (Job.State.WAITING, Job.State.RUNNING):
            shown.append(job)
            continue
        recent = timezone.now() - job.created_at < SHOWN_FOR
        if job.state == Job.State.FAILED and recent and not shown:
            shown.append(job)
        break
    return shown


def underway_part(request: HttpRequest, study: Study, *kinds: str) -> HttpResponse:
    """The part of a page that says how far these jobs are.

    The page asks with the number of jobs that it shows under way; it is told to load itself
    again when there are fewer.
    """
    jobs = jobs_under_way(study, *kinds)
    context = {"study": study, "jobs": jobs, "address": request.path}
    response = render(request, "responses/exchange/underway.html", context)
    going_on = sum(job.state != Job.State.FAILED for job in jobs)
    shown = request.GET.get("jobs", "")
    if shown.isdecimal() and going_on < int(shown):
        response["HX-Refresh"] = "true"
    return response
