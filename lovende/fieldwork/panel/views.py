"""Pages of the whole panel: the list, its waves, and the file that is handed out."""

from __future__ import annotations

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.texts import N_
from lovende.fieldwork.models import Invitee, Wave
from lovende.fieldwork.panel import actions, downloads, queries
from lovende.fieldwork.panel.fields import CONTACT_FIELDS
from lovende.fieldwork.panel.forms import (
    FilterForm,
    WaveForm,
    wave_label,
)
from lovende.fieldwork.panel.frame import panel_frame
from lovende.fieldwork.panel.queries import Wanted
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@study_page(*ANALYSTS)
def panel(request: HttpRequest, study: Study) -> HttpResponse:
    """The panel: how many are in it, and the part of it that is looked for."""
    waves = queries.waves_of(study)
    form = FilterForm(request.GET or None, waves=waves)
    wanted = _wanted(form)
    after, before = _place(request, "after"), _place(request, "before")
    page = queries.page_of(study, wanted, after=after, before=before)
    if page.invitees:
        queries.look_at(
            study, page.invitees, by=user_of(request), where="list", searched=wanted.any
        )
    counts = queries.counts_by_wave(study)
    return render(
        request,
        "fieldwork/panel/list.html",
        panel_frame(study)
        | {
            "page": page,
            "form": form,
            "wanted": wanted,
            "waves": waves,
            "wave_label": wave_label,
            "place_name": queries.municipality_name,
            "contact_of": downloads.contact_of,
            "counts": counts,
            "active": sum(each["active"] for each in counts.values()),
            "uploads": list(queries.uploads_of(study)[:5]),
        },
    )


@require_safe
@study_page(*ANALYSTS)
def waves(request: HttpRequest, study: Study) -> HttpResponse:
    """The waves, how many are in each, and their names."""
    known = queries.waves_of(study)
    context = {
        "waves": [
            (wave, WaveForm(initial={"name": wave.name}, prefix=f"wave{wave.pk}")) for wave in known
        ],
        "counts": queries.counts_by_wave(study),
        "form": WaveForm(),
        "wave_label": wave_label,
    }
    return render(
        request, "fieldwork/panel/waves.html", panel_frame(study, on_page(N_("Waves"))) | context
    )


@require_POST
@study_page(*ANALYSTS)
def add_wave(request: HttpRequest, study: Study) -> HttpResponse:
    """Add a wave."""
    form = WaveForm(request.POST)
    if form.is_valid():
        made = actions.add_wave(study=study, name=form.cleaned_data["name"], by=user_of(request))
        done = on_page(N_("Wave {number} is there."), number=made.number)
        messages.success(request, done)
    return redirect("fieldwork:panel_waves", study.pk)


@require_POST
@study_page(*ANALYSTS)
def name_wave(request: HttpRequest, study: Study, wave_id: int) -> HttpResponse:
    """Give a wave another name."""
    wave = get_object_or_404(Wave, study=study, pk=wave_id)
    form = WaveForm(request.POST, prefix=f"wave{wave.pk}")
    if form.is_valid():
        actions.name_wave(wave=wave, name=form.cleaned_data["name"], by=user_of(request))
        messages.success(request, on_page(N_("The name is stored.")))
    return redirect("fieldwork:panel_waves", study.pk)


@require_POST
@study_page(*ANALYSTS)
def move(request: HttpRequest, study: Study) -> HttpResponse:
    """Move the chosen people, or all that fit the search, to another wave."""
    number = request.POST.get("to", "")
    # Longer than 18 digits is the number of no row, and more than a database takes.
    said = [text for text in request.POST.getlist("person") if text.isdecimal() and len(text) < 19]
    ids = [int(text) for text in said][: queries.PAGE]
    wave = study.waves.filter(number=int(number)).first() if number.isdecimal() else None
    everyone = request.POST.get("which") == "all"
    if wave is None or not (ids or everyone):
        messages.warning(request, on_page(N_("Choose people in the list, and a wave.")))
        return redirect("fieldwork:panel", study.pk)
    wave.study = study
    if everyone:
        wanted = _wanted(FilterForm(request.POST, waves=queries.waves_of(study)))
        rows = queries.wanted_invitees(study, wanted)
    else:
        rows = Invitee.objects.filter(pk__in=ids)
    moved, stayed = actions.move_invitees(rows=rows, wave=wave, by=user_of(request))
    done = N_("Moved to {wave}: {moved}. Not moved, because invited or withdrawn: {stayed}.")
    words = on_page(done, wave=wave_label(wave), moved=moved, stayed=stayed)
    messages.success(request, words)
    return redirect("fieldwork:panel", study.pk)


@require_POST
@study_page(*ANALYSTS)
def download(request: HttpRequest, study: Study) -> HttpResponse:
    """The panel as a file."""
    wanted = _wanted(FilterForm(request.POST, waves=queries.waves_of(study)))
    contacts = request.POST.get("contacts") == "yes"
    kind = "xlsx" if request.POST.get("kind") == "xlsx" else "csv"
    record(
        "panel.download",
        study=study,
        by=user_of(request),
        fields=CONTACT_FIELDS if contacts else (),
        values={
            "contacts": contacts,
            "kind": kind,
            "people": queries.wanted_invitees(study, wanted).count(),
            "searched": wanted.any,
        },
    )
    name = f"panel-{study.pk}.{kind}"
    if kind == "xlsx":
        content = downloads.workbook(study, wanted, contacts=contacts)
        response = HttpResponse(content, content_type=EXCEL)
    else:
        separator = ";" if current_language() == "da" else ","
        rows = downloads.csv_portions(study, wanted, contacts=contacts, separator=separator)
        response = HttpResponse(b"".join(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wanted(form: FilterForm) -> Wanted:
    """Return what is looked for; what is no choice narrows nothing down."""
    form.is_valid()
    said = form.cleaned_data if form.is_bound else {}
    return Wanted(
        text=said.get("text", ""),
        wave=int(said["wave"]) if said.get("wave") else None,
        state=said.get("state", ""),
        progress=said.get("progress", ""),
    )


def _place(request: HttpRequest, word: str) -> int:
    text = request.GET.get(word, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
