"""Pages of versions: list, upload, overview, comparison, preview, downloads."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import Fault, LovendeError
from lovende.domain.texts import LANGUAGES, N_
from lovende.questionnaires import actions, queries
from lovende.questionnaires.changes import judge
from lovende.questionnaires.files import EXAMPLE_NAME, FORMATS, example_form, written
from lovende.questionnaires.forms import UploadForm
from lovende.questionnaires.models import Version
from lovende.questionnaires.outline import Outline, outline
from lovende.questionnaires.wording import difference_rows, fault_rows
from lovende.studies.access import ANALYSTS, READERS, study_page, user_of
from lovende.studies.models import Study
from lovende.web.languages import LANGUAGE_NAMES, current_language, on_page

HERE = "questionnaire"
KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}


@require_safe
@study_page(*READERS)
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """The questionnaire that is in use, the versions, and what the pilot said."""
    versions = list(queries.versions_of(study))
    used = next((v for v in versions if v.state == Version.State.LIVE), None)
    newest = next((v for v in versions if v.state != Version.State.RETIRED), None)
    shown = used or newest
    return render(
        request,
        "questionnaires/overview.html",
        {
            "study": study,
            "here": HERE,
            "versions": versions,
            "used": used,
            "shown": shown,
            "draft": newest if newest is not used else None,
            "outline": _outline(shown) if shown else None,
            "counts": queries.comment_counts(study),
            "testers": study.testers.filter(removed_at=None).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def upload(request: HttpRequest, study: Study) -> HttpResponse:
    """Send a form; its faults are shown by sheet, row and question, and then nothing is stored."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            added = actions.add_version(
                study=study,
                name=sent.name or "",
                content=sent.read(),
                by=user_of(request),
                note=form.cleaned_data["note"],
            )
        except LovendeError as error:
            return _upload_page(request, study, form, error.faults, sent.name or "")
        _tell(request, added)
        return redirect("questionnaires:version", study.pk, added.version.pk)
    return _upload_page(request, study, form)


def _upload_page(
    request: HttpRequest,
    study: Study,
    form: UploadForm,
    faults: tuple[Fault, ...] = (),
    name: str = "",
) -> HttpResponse:
    rows = fault_rows(faults, current_language())
    breaks = any(each.code.startswith("questionnaire.breaks_") for each in faults)
    status = 422 if faults or form.errors else 200
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "faults": rows,
        "errors": sum(row.is_error for row in rows),
        "breaks": breaks,
        "name": name,
        "live": queries.live_version(study),
    }
    return render(request, "questionnaires/upload.html", context, status=status)


def _tell(request: HttpRequest, added: actions.Added) -> None:
    number = added.version.number
    if added.version.state == Version.State.LIVE:
        said = N_("Version {number} is stored and is answered from now on: only words differ.")
    elif added.judgement is not None:
        said = N_(
            "Version {number} is stored. See what differs, and put it to use when it is right."
        )
    else:
        said = N_("Version {number} is stored. See whether everything is as you meant it.")
    messages.success(request, on_page(said, number=number))


@require_POST
@study_page(*ANALYSTS)
def use_example(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin with the shipped questionnaire."""
    note = on_page(N_("The shipped questionnaire"))
    added = actions.add_version(
        study=study, name=EXAMPLE_NAME, content=example_form(), by=user_of(request), note=note
    )
    _tell(request, added)
    return redirect("questionnaires:version", study.pk, added.version.pk)


@require_safe
@study_page(*READERS)
def show(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """One version: pages, questions, routing in words, languages, what was left out."""
    version = _version(study, version_id)
    warnings = fault_rows(queries.warnings_of(version), current_language())
    context = {
        "study": study,
        "here": HERE,
        "edition": version,
        "outline": _outline(version),
        "warnings": warnings,
        "live": queries.live_version(study),
        "reads": current_language(),
    }
    return render(request, "questionnaires/version.html", context)


@require_safe
@study_page(*READERS)
def changes(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """How a version differs from the one that is answered, and whether it can take its place."""
    version = _version(study, version_id)
    judgement = judge(study, queries.questionnaire_of(version))
    rows = (
        list(difference_rows(judgement.differences, judgement.refused, current_language()))
        if judgement
        else []
    )
    context = {
        "study": study,
        "here": HERE,
        "edition": version,
        "live": queries.live_version(study),
        "rows": rows,
        "refused": sum(row.refused for row in rows),
    }
    return render(request, "questionnaires/changes.html", context)


@require_POST
@study_page(*ANALYSTS)
def make_live(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """Put a version to use; where it would break answers, the comparison says why not."""
    version = _version(study, version_id)
    try:
        actions.make_live(version=version, by=user_of(request))
    except LovendeError as error:
        messages.error(request, on_page(N_("The version was not put to use. See why below.")))
        if not any(each.code.startswith("questionnaire.breaks_") for each in error.faults):
            raise
        return redirect("questionnaires:changes", study.pk, version.pk)
    said = N_("Version {number} is answered from now on.")
    messages.success(request, on_page(said, number=version.number))
    return redirect("questionnaires:version", study.pk, version.pk)


@require_POST
@study_page(*ANALYSTS)
def retire(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """Put a draft away."""
    version = actions.retire(version=_version(study, version_id), by=user_of(request))
    messages.success(request, on_page(N_("Version {number} is put away."), number=version.number))
    return redirect("questionnaires:overview", study.pk)


@require_safe
@study_page(*READERS)
def preview(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """A version at the width of a phone and of a desk, in each language."""
    version = _version(study, version_id)
    made = _outline(version)
    offered = [each for each in made.languages if each in LANGUAGES] or ["da"]
    language = request.GET.get("language", "")
    pages = [sheet.name for sheet in made.pages]
    page = request.GET.get("page", "")
    page = page if page in pages else (pages[0] if pages else "")
    at = pages.index(page) if page else 0
    context = {
        "study": study,
        "here": HERE,
        "edition": version,
        "outline": made,
        "offered": [(each, LANGUAGE_NAMES[each]) for each in offered],
        "chosen": language if language in offered else offered[0],
        "page": page,
        "number": at + 1,
        "before": pages[at - 1] if at else "",
        "after": pages[at + 1] if at + 1 < len(pages) else "",
    }
    return render(request, "questionnaires/preview.html", context)


@require_safe
@study_page(*READERS)
def file(request: HttpRequest, study: Study, version_id: int) -> HttpResponse:
    """The file as it was sent."""
    version = get_object_or_404(Version, study=study, pk=version_id)
    return _download(bytes(version.source), version.source_name)


@require_safe
@study_page(*READERS)
def export(request: HttpRequest, study: Study, version_id: int, kind: str) -> HttpResponse:
    """The questionnaire in another format: an XLSForm, or a DDI codebook without answers."""
    version = _version(study, version_id)
    ending = FORMATS.get(kind)
    if ending is None:
        raise Http404
    content = written(queries.questionnaire_of(version), ending)
    return _download(content, f"{Path(version.source_name).stem}-{version.number}{ending}")


def _download(content: bytes, name: str) -> HttpResponse:
    kind = KINDS.get(Path(name).suffix.lower(), "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _version(study: Study, version_id: int) -> Version:
    found = study.versions.defer("source").select_related("study", "created_by")
    return get_object_or_404(found, pk=version_id)


def _outline(version: Version) -> Outline:
    return outline(queries.questionnaire_of(version))
