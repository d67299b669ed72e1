"""The answers of a study: how many there are, and their export as files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.texts import N_
from lovende.responses.exchange import actions
from lovende.responses.exchange.forms import ExportForm
from lovende.responses.exchange.keeping import DAYS_KEPT, content_of
from lovende.responses.exchange.queries import exports_of, tally
from lovende.responses.exchange.underway import jobs_under_way, underway_part
from lovende.responses.models import Export
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page

HERE = "answers"


@require_safe
@study_page(*ANALYSTS)
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """How many answers there are, and what can be done with them."""
    uploads = study.answer_uploads.defer("source", "report").order_by("-pk")
    context = {
        "study": study,
        "here": HERE,
        "tally": tally(study),
        "exports": exports_of(study).filter(kind=Export.Kind.ANSWERS),
        "uploads": uploads,
    }
    return render(request, "responses/exchange/overview.html", context)


@require_safe
@study_page(*ANALYSTS)
def exports(request: HttpRequest, study: Study) -> HttpResponse:
    """The exports that lie ready, and a form for a new one."""
    return _page(request, study, ExportForm(initial={"languages": [current_language()]}))


def _page(request: HttpRequest, study: Study, form: ExportForm, status: int = 200) -> HttpResponse:
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "tally": tally(study),
        "exports": exports_of(study).filter(kind=Export.Kind.ANSWERS),
        "jobs": jobs_under_way(study, "export_answers"),
        "days": DAYS_KEPT,
    }
    return render(request, "responses/exchange/exports.html", context, status=status)


@require_POST
@study_page(*ANALYSTS)
def make(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin an export."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    actions.begin_export(study=study, by=user_of(request), **form.cleaned_data)
    return redirect("responses:exports", study.pk)


@require_safe
@study_page(*ANALYSTS)
def underway(request: HttpRequest, study: Study) -> HttpResponse:
    """How far the exports are that are being made."""
    return underway_part(request, study, "export_answers")


@require_POST
@study_page(*ANALYSTS)
def download(request: HttpRequest, study: Study, export: int) -> HttpResponseBase:
    """Fetch an export; that it was fetched is in the audit log, so it is no plain link."""
    found = get_object_or_404(exports_of(study), pk=export)
    actions.record_download(export=found, by=user_of(request))
    response = StreamingHttpResponse(content_of(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    response["Content-Length"] = str(found.size)
    return response


@require_POST
@study_page(*ANALYSTS)
def remove(request: HttpRequest, study: Study, export: int) -> HttpResponse:
    """Remove an export before its time."""
    found = get_object_or_404(exports_of(study), pk=export)
    actions.remove_export(export=found, by=user_of(request))
    messages.success(request, on_page(N_("The export is removed.")))
    return redirect("responses:exports", study.pk)
