"""Answers collected elsewhere: the file, what is wrong with it by row, and the import."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.texts import N_
from lovende.responses.exchange import actions
from lovende.responses.exchange.forms import AnswersForm, ColumnsForm
from lovende.responses.exchange.queries import answered_version, upload_of
from lovende.responses.exchange.underway import jobs_under_way, underway_part
from lovende.responses.exchange.views.exports import HERE
from lovende.responses.models import AnswerUpload
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.models import Job, Study
from lovende.web.languages import on_page


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def upload(request: HttpRequest, study: Study) -> HttpResponse:
    """Choose a file; its check begins at once, and nothing is stored as an answer yet."""
    answered_version(study)
    form = AnswersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = actions.upload_answers(
            study=study, by=user_of(request), name=file.name, source=file.read()
        )
        return redirect("responses:import", study.pk, made.pk)
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "jobs": jobs_under_way(study, "import_answers"),
        "latest": study.jobs.filter(kind="import_answers", state=Job.State.DONE)
        .order_by("-pk")
        .first(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "responses/exchange/upload.html", context, status=status)


@require_safe
@study_page(*ANALYSTS)
def preview(request: HttpRequest, study: Study, upload: int) -> HttpResponse:
    """What the file holds and every problem in it, before anything is stored."""
    found = _upload(study, upload)
    return _preview(request, study, found)


def _preview(
    request: HttpRequest,
    study: Study,
    upload: AnswerUpload,
    form: ColumnsForm | None = None,
) -> HttpResponse:
    report = upload.report or {}
    columns = report.get("columns", [])
    if form is None and columns:
        chosen = {"key": report["key"], "submitted": report["submitted_column"]}
        form = ColumnsForm(columns, initial=chosen)
    context = {
        "study": study,
        "here": HERE,
        "upload": upload,
        "report": upload.report,
        "form": form,
        "jobs": jobs_under_way(study, "check_answers", "import_answers"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "responses/exchange/preview.html", context, status=status)


@require_safe
@study_page(*ANALYSTS)
def underway(request: HttpRequest, study: Study) -> HttpResponse:
    """How far checks and imports are."""
    return underway_part(request, study, "check_answers", "import_answers")


@require_POST
@study_page(*ANALYSTS)
def columns(request: HttpRequest, study: Study, upload: int) -> HttpResponse:
    """Say which columns hold the key and the submission."""
    found = _upload(study, upload)
    form = ColumnsForm((found.report or {}).get("columns", []), request.POST)
    if not form.is_valid():
        return _preview(request, study, found, form)
    actions.choose_columns(upload=found, by=user_of(request), **form.cleaned_data)
    return redirect("responses:import", study.pk, found.pk)


@require_POST
@study_page(*ANALYSTS)
def confirm(request: HttpRequest, study: Study, upload: int) -> HttpResponse:
    """Begin the import of a file that was checked and is not blocked."""
    found = _upload(study, upload)
    report = found.report or {"blocked": True}
    if report["blocked"]:
        messages.error(request, on_page(N_("Correct the file first; it cannot be imported so.")))
        return redirect("responses:import", study.pk, found.pk)
    if report["errors"] and request.POST.get("leave_out") != "1":
        text = N_("Confirm that the answers that cannot be used are left out.")
        messages.error(request, on_page(text))
        return redirect("responses:import", study.pk, found.pk)
    actions.confirm_import(upload=found, by=user_of(request))
    return redirect("responses:imports", study.pk)


@require_POST
@study_page(*ANALYSTS)
def give_up(request: HttpRequest, study: Study, upload: int) -> HttpResponse:
    """Remove a file that is not to be imported."""
    actions.give_up_import(upload=_upload(study, upload), by=user_of(request))
    messages.success(request, on_page(N_("The file is removed. Nothing was imported.")))
    return redirect("responses:imports", study.pk)


def _upload(study: Study, upload: int) -> AnswerUpload:
    found = upload_of(study, upload)
    if found is None:
        raise Http404
    return found
