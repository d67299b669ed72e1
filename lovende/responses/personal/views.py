"""Pages about personal data: finding a person, their own data, erasing, and what answers reveal."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.responses.models import Response
from lovende.responses.personal import actions, queries
from lovende.responses.personal.everything import LABELS, as_document, shown
from lovende.responses.personal.forms import EraseForm, FindForm, RetentionForm
from lovende.responses.personal.marks import CHECK_LABELS, SORT_LABELS
from lovende.responses.personal.subjects import KIND_LABELS, Kind, Subject
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.forms import tell_in_form
from lovende.web.languages import on_page
from lovende.web.pages import confirm
from lovende.web.templating import number

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@study_page(*ANALYSTS)
def personal(request: HttpRequest, study: Study) -> HttpResponse:
    """Find a person, and see what the study keeps for how long.

    What is looked for is posted, so that no name stands in an address.
    """
    form = FindForm(request.POST or None)
    found: list[Subject] | None = None
    if request.method == "POST" and form.is_valid():
        found = queries.find(study, form.cleaned_data["text"])
        record(
            "personal.find",
            study=study,
            by=user_of(request),
            fields=["name", "email"],
            values={"people": len(found)},
        )
    keeps = RetentionForm(initial={"keep_open_answers": queries.keeps_open_answers(study)})
    return render(
        request,
        "responses/personal/find.html",
        _frame(study) | {"form": form, "found": found, "kinds": KIND_LABELS, "retention": keeps},
        status=422 if form.errors else 200,
    )


@require_POST
@study_page(*ANALYSTS)
def retention(request: HttpRequest, study: Study) -> HttpResponse:
    """Say whether open answers stay after the retention time."""
    form = RetentionForm(request.POST)
    if form.is_valid():
        actions.set_retention(study=study, by=user_of(request), **form.cleaned_data)
        messages.success(request, on_page(N_("The choice is stored.")))
    return redirect("responses:personal", study.pk)


@require_safe
@study_page(*ANALYSTS)
def person_data(request: HttpRequest, study: Study, kind: str, pk: int) -> HttpResponse:
    """Everything that is stored about a person."""
    subject = _subject(study, kind, pk)
    parts = queries.everything_about(subject)
    _look(request, subject, "personal.look", parts)
    return render(
        request,
        "responses/personal/person.html",
        _frame(study, subject.name)
        | {
            "subject": subject,
            "parts": parts,
            "labels": LABELS,
            "shown": shown,
            "kind": KIND_LABELS[subject.kind],
        },
    )


@require_POST
@study_page(*ANALYSTS)
def download(request: HttpRequest, study: Study, kind: str, pk: int) -> HttpResponse:
    """Everything that is stored about a person, as a file to hand over."""
    subject = _subject(study, kind, pk)
    parts = queries.everything_about(subject)
    _look(request, subject, "personal.download", parts)
    if request.POST.get("form") == "json":
        text = json.dumps(as_document(subject, parts), ensure_ascii=False, indent=1)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        name = "data.json"
    else:
        context = {"study": study, "subject": subject, "parts": parts, "labels": LABELS}
        response = render(request, "responses/personal/handed_out.html", context | {"shown": shown})
        name = "data.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@get_or_post
@study_page(*ANALYSTS)
def erase(request: HttpRequest, study: Study, kind: str, pk: int) -> HttpResponse:
    """Erase everything about a person."""
    subject = _subject(study, kind, pk)
    form = EraseForm(request.POST or None, colleague=subject.kind is Kind.HAND_OVER)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            counts = actions.erase_person(
                subject=subject,
                reason=said["reason"],
                with_answers=said.get("with_answers", True),
                by=user_of(request),
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            done = N_(
                "The data are erased: {answers} sets of answers, {saves} saves, {mails} mails."
            )
            messages.success(
                request,
                on_page(
                    done,
                    answers=number(counts["responses"]),
                    saves=number(counts["entries"]),
                    mails=number(counts["messages"]),
                ),
            )
            return redirect("responses:personal", study.pk)
    points = (
        N_("Name, job title, address, telephone, administration and department"),
        N_("Texts of mails, replies of mail servers, notes of calls, and who it was passed on to"),
        N_("Answers, and every earlier save of them"),
        N_("Exports and files of the study that may hold the person; they can be made again"),
    )
    return confirm(
        request,
        title=on_page(N_("Erase everything about {name}"), name=subject.name),
        text=on_page(
            N_(
                "This cannot be undone. What stays names nobody: the municipality and the wave, "
                "how the contact ended, and the counts."
            )
        ),
        points=[on_page(point) for point in points],
        action=on_page(N_("Erase for good")),
        back=reverse("responses:person_data", args=[study.pk, kind, pk]),
        form=form,
        danger=True,
        frame="studies/study_base.html",
        **_frame(study, on_page(N_("Erase"))),
    )


@require_safe
@study_page(*ANALYSTS)
def marks(request: HttpRequest, study: Study) -> HttpResponse:
    """Answers in own words with what could name a person."""
    seen = request.GET.get("seen") == "yes"
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 19 else 0
    page = queries.marked_page(study, after=start, looked_at=seen)
    if page.answers:
        record(
            "personal.marks",
            study=study,
            by=user_of(request),
            fields=["answers"],
            values={"answers": len(page.answers)},
        )
    return render(
        request,
        "responses/personal/marks.html",
        _frame(study, on_page(N_("Personal data in answers")))
        | {"page": page, "seen": seen, "sorts": SORT_LABELS, "checks": CHECK_LABELS},
    )


@require_POST
@study_page(*ANALYSTS)
def look_at(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Note that a marked answer was looked at."""
    response = get_object_or_404(Response, study=study, pk=pk, erased_at__isnull=True)
    column = request.POST.get("column", "")
    actions.look_at_answer(response=response, column=column, by=user_of(request))
    messages.success(request, on_page(N_("Noted: you have looked at the answer.")))
    return HttpResponseRedirect(reverse("responses:marks", args=[study.pk]))


def _subject(study: Study, kind: str, pk: int) -> Subject:
    found = queries.subject_of(study, kind, pk)
    if found is None:
        raise Http404
    return found


def _look(request: HttpRequest, subject: Subject, verb: str, parts: list[queries.Part]) -> None:
    record(
        verb,
        study=subject.study,
        by=user_of(request),
        subject=subject.code,
        fields=[part.name for part in parts],
    )


def _frame(study: Study, *crumbs: str) -> dict[str, Any]:
    first = reverse("responses:personal", args=[study.pk])
    way = [(first, on_page(N_("Personal data"))), *(("", text) for text in crumbs)]
    return {"study": study, "here": "personal", "crumbs": way if crumbs else []}
