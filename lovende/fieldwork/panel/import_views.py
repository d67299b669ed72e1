"""Pages on which a panel file is read, matched, mended and confirmed."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.fieldwork.models import PanelUpload
from lovende.fieldwork.panel import actions, queries
from lovende.fieldwork.panel.fields import BY_NAME, CONTACT_FIELDS, FIELDS
from lovende.fieldwork.panel.forms import ColumnsForm, ConfirmForm, UploadForm
from lovende.fieldwork.panel.frame import panel_frame
from lovende.fieldwork.panel.importing import is_under_way
from lovende.fieldwork.panel.problems import MESSAGES, NOTICES, Problem
from lovende.fieldwork.panel.reading import SAMPLES, table_of
from lovende.fieldwork.panel.uploads import problems_of
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.forms import tell_in_form
from lovende.web.languages import on_page

PROBLEMS_AT_ONCE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_CELL = re.compile(r"cell-([0-9]{1,7})-([a-z_]{1,20})")


@get_or_post
@study_page(*ANALYSTS)
def upload(request: HttpRequest, study: Study) -> HttpResponse:
    """Choose a panel file; the next page shows what is in it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                stored = actions.store_upload(
                    study=study, file=form.cleaned_data["file"], by=user_of(request)
                )
            except LovendeError as error:
                tell_in_form(form, error, field="file")
            else:
                return HttpResponseRedirect(_next(study, stored))
    return render(
        request,
        "fieldwork/panel/upload.html",
        panel_frame(study, on_page(N_("Import from a file")))
        | {"form": form, "known_fields": FIELDS},
        status=422 if form.errors else 200,
    )


@get_or_post
@study_page(*ANALYSTS)
def columns(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """Say which column holds what."""
    stored = _upload(study, upload_id)
    form = ColumnsForm(request.POST or None, upload=stored, table=table_of(stored))
    if request.method == "POST" and form.is_valid():
        chosen = {name: column for name, column in form.cleaned_data.items() if column}
        actions.match_columns(upload=stored, columns=chosen, by=user_of(request))
        return redirect("fieldwork:panel_preview", study.pk, stored.pk)
    _look(request, stored, "columns", SAMPLES)
    return render(
        request,
        "fieldwork/panel/columns.html",
        panel_frame(study, on_page(N_("Columns of the file"))) | {"form": form, "upload": stored},
        status=422 if form.errors else 200,
    )


@require_safe
@study_page(*ANALYSTS)
def preview(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """What the file holds and every problem in it; nothing is in the panel yet."""
    return _preview(request, study, _upload(study, upload_id), None)


@require_POST
@study_page(*ANALYSTS)
def mend(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """Store what was written into the cells with problems."""
    stored = _upload(study, upload_id)
    cells = {
        (int(found[1]), found[2]): str(text)
        for name, text in request.POST.items()
        if (found := _CELL.fullmatch(name)) and found[2] in BY_NAME
    }
    held = stored.found["cells"]
    changed = {at: text for at, text in cells.items() if held.get(f"{at[0]} {at[1]}") != text}
    count = actions.mend(upload=stored, cells=changed, by=user_of(request))
    messages.success(request, on_page(N_("Corrected cells: {count}."), count=count))
    return redirect("fieldwork:panel_preview", study.pk, stored.pk)


@require_POST
@study_page(*ANALYSTS)
def confirm_import(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """Begin the import."""
    stored = _upload(study, upload_id)
    form = ConfirmForm(request.POST, waves=queries.waves_of(study), found=stored.found)
    if form.is_valid():
        try:
            begun = actions.confirm_import(upload=stored, by=user_of(request), **form.cleaned_data)
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            return redirect("studies:job", study.pk, begun.pk)
    return _preview(request, study, stored, form)


@require_POST
@study_page(*ANALYSTS)
def resume(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """Take up an import that was stopped."""
    begun = actions.resume_import(upload=_upload(study, upload_id), by=user_of(request))
    return redirect("studies:job", study.pk, begun.pk)


@require_POST
@study_page(*ANALYSTS)
def give_up(request: HttpRequest, study: Study, upload_id: int) -> HttpResponse:
    """Remove a file that is not to be imported."""
    actions.give_up(upload=_upload(study, upload_id), by=user_of(request))
    messages.success(request, on_page(N_("The file is removed. Nothing of it is in the panel.")))
    return redirect("fieldwork:panel", study.pk)


def _preview(
    request: HttpRequest, study: Study, stored: PanelUpload, form: ConfirmForm | None
) -> HttpResponse:
    problems = sorted(problems_of(stored), key=lambda each: (not each.stops, each.row))
    code = request.GET.get("code", "")
    shown = [each for each in problems if each.code == code] if code in MESSAGES else problems
    page = Paginator(shown, PROBLEMS_AT_ONCE).get_page(request.GET.get("page"))
    _look(request, stored, "preview", stored.found["rows"])
    fields = [BY_NAME[name] for name in BY_NAME if name in stored.columns]
    used = form or ConfirmForm(waves=queries.waves_of(study), found=stored.found)
    return render(
        request,
        "fieldwork/panel/preview.html",
        panel_frame(study, on_page(N_("Check before the import")))
        | {
            "upload": stored,
            "found": stored.found,
            "page": page,
            "problems": [(each, _line(each), _cell(stored, each)) for each in page],
            "kinds": [(c, n, on_page(_KINDS[c])) for c, n in stored.found["by_code"].items()],
            "code": code if code in MESSAGES else "",
            "fields": fields,
            "field_labels": [on_page(field.label) for field in fields],
            "labels": {field.name: field.label for field in FIELDS},
            "form": used,
            "under_way": is_under_way(stored),
        },
        status=422 if form is not None and form.errors else 200,
    )


_KINDS = {
    "name_missing": N_("Name missing"),
    "too_long": N_("Too long"),
    "formula": N_("Begins like a formula"),
    "municipality_unknown": N_("Unknown municipality"),
    "municipality_guess": N_("Municipality misspelt"),
    "email_bad": N_("No e-mail address"),
    "email_doubled": N_("Address twice in the file"),
    "email_of_other": N_("Address of another in the panel"),
    "key_doubled": N_("Key twice in the file"),
    "telephone_bad": N_("No telephone number"),
    "wave_unknown": N_("Unknown wave"),
    "language_unknown": N_("Unknown language"),
    "withdrawn": N_("Withdrawn earlier"),
    "not_reachable": N_("Neither e-mail nor telephone"),
}


def _look(request: HttpRequest, stored: PanelUpload, where: str, people: int) -> None:
    record(
        "panel.look",
        study=stored.study,
        by=user_of(request),
        subject=stored,
        fields=[name for name in CONTACT_FIELDS if name in stored.columns],
        values={"where": where, "people": people, "searched": False},
    )


def _line(problem: Problem) -> str:
    return on_page(problem.message, **problem.params)


def _cell(stored: PanelUpload, problem: Problem) -> str | None:
    """Return what to offer for mending a cell: the nearest municipality, else what stands there."""
    if problem.code in NOTICES:
        return None
    stands: str = stored.found["cells"].get(f"{problem.row} {problem.field}", "")
    return str(problem.params.get("guess", stands))


def _next(study: Study, stored: PanelUpload) -> str:
    """The columns are shown where a name was not recognised, or where a column is left over."""
    known = "name" in stored.columns and not stored.found["unused"]
    page = "fieldwork:panel_preview" if known else "fieldwork:panel_columns"
    return reverse(page, args=[study.pk, stored.pk])


def _upload(study: Study, upload_id: int) -> PanelUpload:
    rows = PanelUpload.objects.select_related("job", "study")
    return get_object_or_404(rows, study=study, pk=upload_id)
