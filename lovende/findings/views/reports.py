"""Reports: made in the background, kept with their hashes, shown to readers by decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.findings import actions, queries
from lovende.findings.forms import ReportForm
from lovende.findings.models import Run, RunFile
from lovende.findings.views.pages import HERE, role_of
from lovende.responses.exchange.underway import jobs_under_way, underway_part
from lovende.studies.access import ANALYSTS, READERS, study_page, user_of
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page
from lovende.web.pages import confirm

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
ON_A_PAGE = 20


@require_safe
@study_page(*READERS)
def listed(request: HttpRequest, study: Study) -> HttpResponse:
    """The reports that there are; analysts can have one made."""
    form = ReportForm(initial={"audience": "analyst", "languages": [current_language()]})
    return _page(request, study, form)


def _page(request: HttpRequest, study: Study, form: ReportForm, status: int = 200) -> HttpResponse:
    analyst = role_of(request) in ANALYSTS
    runs = Paginator(queries.reports_of(study, role_of(request)), ON_A_PAGE)
    page = runs.get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "study": study,
        "here": HERE,
        "form": form if analyst else None,
        "analyst": analyst,
        "page": page,
        "files": queries.files_of(shown),
        "jobs": jobs_under_way(study, "make_report") if analyst else [],
    }
    return render(request, "findings/reports.html", context, status=status)


@require_POST
@study_page(*ANALYSTS)
def make(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin to make a report."""
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    actions.begin_report(study=study, by=user_of(request), **form.cleaned_data)
    return redirect("findings:reports", study.pk)


@require_safe
@study_page(*ANALYSTS)
def underway(request: HttpRequest, study: Study) -> HttpResponse:
    """How far the reports are that are being made."""
    return underway_part(request, study, "make_report")


@require_safe
@study_page(*READERS)
def file(request: HttpRequest, study: Study, run: int, file: int) -> HttpResponse:
    """A document of a report, to be kept: it is never shown as a page of the platform."""
    found = queries.run_for(study, role_of(request), run)
    if found is None:
        raise Http404
    wanted = get_object_or_404(RunFile, run=found, pk=file)
    ending = wanted.name.rpartition(".")[2]
    response = HttpResponse(bytes(wanted.content), content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{wanted.name}"'
    return response


@require_safe
@study_page(*READERS)
def provenance(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    """What a run was made of: inputs and files with their hashes, programs, parameters."""
    found = queries.run_for(study, role_of(request), run)
    if found is None:
        raise Http404
    context = {
        "study": study,
        "here": HERE,
        "run": found,
        "analyst": role_of(request) in ANALYSTS,
        "files": queries.files_of([found])[found.pk],
    }
    return render(request, "findings/provenance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def publish(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    """Ask whether readers may see a run from now on, and let them."""
    found = get_object_or_404(Run.objects.defer("findings"), study=study, pk=run)
    back = reverse("findings:reports", args=[study.pk])
    if request.method == "POST":
        actions.publish(run=found, by=user_of(request))
        messages.success(request, on_page(N_("Readers see these findings now.")))
        return redirect(back)
    faults = actions.obstacles(found)
    if faults:
        raise LovendeError(faults)
    return confirm(
        request,
        title=on_page(N_("Show these findings to the readers?")),
        text=on_page(N_("Readers see these findings and their documents, and no others.")),
        points=[
            on_page(N_("Small numbers are hidden, together with what would give them away.")),
            on_page(
                N_(
                    "Readers cannot narrow the findings: two narrowed tables can tell of one person."
                )
            ),
            on_page(N_("Findings that readers saw before may have been kept by them.")),
        ],
        action=on_page(N_("Show them to the readers")),
        back=back,
        frame="studies/study_base.html",
        study=study,
        here=HERE,
    )


@require_POST
@study_page(*ANALYSTS)
def withdraw(request: HttpRequest, study: Study, run: int) -> HttpResponse:
    """Take a run away from the readers."""
    found = get_object_or_404(Run.objects.defer("findings"), study=study, pk=run)
    actions.withdraw(run=found, by=user_of(request))
    messages.success(request, on_page(N_("Readers do not see these findings any more.")))
    return redirect("findings:reports", study.pk)
