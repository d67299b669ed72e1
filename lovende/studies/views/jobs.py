"""The progress of work in the background."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.studies import jobs
from lovende.studies.access import ANALYSTS, EVERYONE, study_page, user_of
from lovende.studies.models import Job, Study
from lovende.web.languages import line

NOBODY_AFTER = datetime.timedelta(seconds=30)


@require_safe
@study_page(*EVERYONE)
def job(request: HttpRequest, study: Study, job_id: int) -> HttpResponse:
    """Show how far a job is; asked by script, only the part that changes."""
    found = get_object_or_404(study.jobs.select_related("by"), pk=job_id)
    waited = timezone.now() - found.heard_at
    context = {
        "study": study,
        "here": "",
        "job": found,
        "title": jobs.title_of(found),
        "silent": jobs.is_silent(found),
        "nobody": found.state == Job.State.WAITING and waited > NOBODY_AFTER,
        "under_way": found.state in (Job.State.WAITING, Job.State.RUNNING),
        "may_read": _concerned(request, found),
        "again": _concerned(request, found) and jobs.can_begin_again(found),
    }
    asked_by_script = bool(request.headers.get("HX-Request"))
    page = "studies/job_progress.html" if asked_by_script else "studies/job.html"
    return render(request, page, context)


@require_POST
@study_page(*EVERYONE)
def begin_again(request: HttpRequest, study: Study, job_id: int) -> HttpResponse:
    """Give a failed or lost job to the worker once more."""
    found = get_object_or_404(study.jobs, pk=job_id)
    if not _concerned(request, found):
        raise PermissionDenied
    try:
        jobs.begin_again(found, by=user_of(request))
    except LovendeError as error:
        messages.warning(request, line(error.fault))
    return redirect("studies:job", study.pk, found.pk)


def _concerned(request: HttpRequest, found: Job) -> bool:
    """Whether the user may read what came out: lines about a panel may name people."""
    role = request.study_role  # type: ignore[attr-defined]  # set by study_page
    return role in ANALYSTS or found.by == user_of(request)
