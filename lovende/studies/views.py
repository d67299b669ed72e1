"""Pages of studies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lovende.studies.access import EVERYONE, study_page, user_of
from lovende.studies.models import Study


@require_safe
def list_studies(request: HttpRequest) -> HttpResponse:
    """The studies in which the user has a role."""
    studies = Study.objects.filter(roles__user=user_of(request))
    return render(request, "studies/list.html", {"studies": studies})


@require_safe
@study_page(*EVERYONE)
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """Where a study is and what comes next."""
    return render(request, "studies/overview.html", {"study": study, "here": "overview"})
