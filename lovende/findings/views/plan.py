"""The plan: how a study's findings are made, as texts and as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import Fault, LovendeError
from lovende.domain.texts import N_
from lovende.findings import actions
from lovende.findings.forms import PlanFilesForm, PlanForm
from lovende.findings.models import Plan
from lovende.findings.plan.texts import plan_texts
from lovende.findings.plan.uploading import texts_from_files
from lovende.responses.exchange.queries import exports_of
from lovende.responses.exchange.underway import jobs_under_way, underway_part
from lovende.responses.models import Export
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.models import Study
from lovende.web.languages import line, on_page
from lovende.web.pages import confirm

HERE = "findings"


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def edit(request: HttpRequest, study: Study) -> HttpResponse:
    """The parts of the plan as texts; a plan with a fault is not stored, and kept on the page."""
    if request.method != "POST":
        return _page(request, study, PlanForm(initial=asdict(plan_texts(study))))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, study, form, status=422)
    try:
        faults = actions.save_plan(study=study, by=user_of(request), texts=form.texts())
    except LovendeError as error:
        return _page(request, study, form, error.faults, status=422)
    _told(request, faults)
    return redirect("findings:plan", study.pk)


def _told(request: HttpRequest, faults: Iterable[Fault]) -> None:
    messages.success(request, on_page(N_("The plan is saved.")))
    for found in list(faults)[:20]:
        messages.warning(request, line(found))


def _page(
    request: HttpRequest,
    study: Study,
    form: PlanForm,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
    files: PlanFilesForm | None = None,
) -> HttpResponse:
    kind = Export.Kind.STUDY_FOLDER
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "files": files or PlanFilesForm(),
        "faults": faults,
        "own": Plan.objects.filter(study=study).exists(),
        "folders": exports_of(study).filter(kind=kind),
        "jobs": jobs_under_way(study, "make_study_folder"),
    }
    return render(request, "findings/plan.html", context, status=status)


@require_POST
@study_page(*ANALYSTS)
def upload(request: HttpRequest, study: Study) -> HttpResponse:
    """Take the plan from files; what is wrong with it is shown beside their texts."""
    files = PlanFilesForm(request.POST, request.FILES)
    standing = plan_texts(study)
    if not files.is_valid():
        form = PlanForm(initial=asdict(standing))
        return _page(request, study, form, status=422, files=files)
    given = [(one.name or "", one.read()) for one in files.cleaned_data["plan_files"]]
    texts = standing
    try:
        texts = texts_from_files(given, standing)
        faults = actions.save_plan(study=study, by=user_of(request), texts=texts)
    except LovendeError as error:
        return _page(request, study, PlanForm(initial=asdict(texts)), error.faults, status=422)
    _told(request, faults)
    return redirect("findings:plan", study.pk)


@require_safe
@study_page(*ANALYSTS)
def download(request: HttpRequest, study: Study) -> HttpResponse:
    """The files of the plan as a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in plan_texts(study).files().items():
            packed.writestr(name, text)
    response = HttpResponse(content.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="plan.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def reset(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask whether the study's own plan is to go, and let it go."""
    if request.method == "POST":
        actions.forget_plan(study=study, by=user_of(request))
        messages.success(request, on_page(N_("The usual plan is used again.")))
        return redirect("findings:plan", study.pk)
    return confirm(
        request,
        title=on_page(N_("Use the usual plan again?")),
        text=on_page(
            N_("The study's own plan is removed. Download it first if you want to keep it.")
        ),
        action=on_page(N_("Remove our own plan")),
        back=reverse("findings:plan", args=[study.pk]),
        danger=True,
        frame="studies/study_base.html",
        study=study,
        here=HERE,
    )


@require_POST
@study_page(*ANALYSTS)
def folder(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin to pack the study as files for the command line."""
    actions.begin_study_folder(study=study, by=user_of(request))
    return redirect(reverse("findings:plan", args=[study.pk]) + "#folder")


@require_safe
@study_page(*ANALYSTS)
def folder_underway(request: HttpRequest, study: Study) -> HttpResponse:
    """How far the folder is that is being packed."""
    return underway_part(request, study, "make_study_folder")
