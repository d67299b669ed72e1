"""Pages of interviews. The interviewer sees what to ask, never what was answered before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.flow import LONGEST_TEXT, ShownPage, parse_page
from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.calls import actions as calls
from lovende.fieldwork.calls.ending import CallForm
from lovende.fieldwork.calls.outcomes import DEEPENING
from lovende.fieldwork.calls.queries import CONTACT, callers, is_held, person
from lovende.fieldwork.models import Call, CallTask, Invitee
from lovende.questionnaires.queries import live_version
from lovende.responses.answering.showing import clock, condition_said, input_type
from lovende.responses.interviews.actions import (
    ask_about_answers,
    store_short_interview,
    store_told,
)
from lovende.responses.interviews.forms import AskForm, ShortForm, ToldForm
from lovende.responses.interviews.queries import (
    TOLD,
    short_page,
    short_walk,
    told_in,
)
from lovende.studies.access import ANALYSTS, CALLERS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.forms import tell_in_form
from lovende.web.languages import current_language, line, on_page

NOT_A_QUESTION = "-call"
"""Begins the names of fields that stand beside the questions: no question has such a name."""
TAKING_PART, DEEPEN = Call.Purpose.PARTICIPATION, Call.Purpose.DEEPENING


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*CALLERS)
def short_interview(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """A few questions for someone who does not take part, read aloud from the page."""
    invitees = Invitee.objects.select_related("contact", "study", "wave")
    invitee = get_object_or_404(
        invitees, study=study, pk=invitee_id, state=Invitee.State.ACTIVE, contact__isnull=False
    )
    task = CallTask.objects.filter(invitee=invitee, purpose=TAKING_PART).first()
    mine = (
        task is not None and is_held(task, timezone.now()) and task.claimed_by == user_of(request)
    )
    if not mine and request.method != "POST":
        # What was filled in is looked at even where the time is up: the action says whose it is.
        return redirect("fieldwork:call", study.pk, invitee.pk)
    version = live_version(study)
    if version is None:
        messages.error(request, on_page(N_("No version of the questionnaire is in use.")))
        return redirect("fieldwork:call", study.pk, invitee.pk)
    version.study = study
    language = _language(request, invitee)
    walk = short_walk(study, version, language, {})
    shown = short_page(walk)
    form = ShortForm(
        request.POST or None, initial={"calls_seen": invitee.calls.count()}, prefix=NOT_A_QUESTION
    )
    if request.method == "POST" and form.is_valid() and shown is not None:
        parsed = parse_page(shown, request.POST)
        shown = short_page(short_walk(study, version, language, parsed.answers)) or shown
        try:
            store_short_interview(
                invitee=invitee,
                version=version,
                answers=parsed.answers,
                language=language,
                by=user_of(request),
                **form.cleaned_data,
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            messages.success(request, on_page(N_("The short interview is stored.")))
            return redirect("fieldwork:calls", study.pk)
    record("call.look", study=study, by=user_of(request), subject=invitee, fields=["name"])
    context = {
        "study": study,
        "here": "calls",
        **person(invitee, task, shown=True),
        **_shown(shown),
        "form": form,
        "asked_in": language,
        "offered": LANGUAGES,
    }
    status = 422 if form.errors else 200
    return render(request, "responses/interviews/short.html", context, status=status)


def _language(request: HttpRequest, invitee: Invitee) -> str:
    wanted = (
        request.POST.get("-asked_in") or request.GET.get("language") or invitee.contact.language
    )
    return wanted if wanted in LANGUAGES else "da"


def _shown(shown: ShownPage | None) -> dict[str, Any]:
    """Return what the widgets of a page need."""
    return {
        "shown": shown,
        "told": {},
        "comments": None,
        "typed_comments": {},
        "clock": clock,
        "condition_said": condition_said,
        "input_type": input_type,
        "longest_text": LONGEST_TEXT,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*CALLERS)
def deepening_call(request: HttpRequest, study: Study, task_id: int) -> HttpResponse:
    """One respondent on the list for deepening: what to ask about, and what they tell."""
    task = _task(study, task_id)
    seen = task.invitee.calls.count()
    form = ToldForm(request.POST if "text" in request.POST else None, initial={"calls_seen": seen})
    ended = request.POST if "outcome" in request.POST else None
    ending = CallForm(DEEPENING, ended, initial={"seen": seen}, auto_id="ending_%s")
    if request.method == "POST" and _stored(request, task, form, ending):
        return redirect("fieldwork:deepening", study.pk)
    user = user_of(request)
    mine = is_held(task, timezone.now()) and task.claimed_by == user
    if mine:
        record("call.look", study=study, by=user, subject=task.invitee, fields=CONTACT)
    context = {
        "study": study,
        "here": "calls",
        **person(task.invitee, task, shown=mine),
        "mine": mine,
        "form": form,
        "ending": ending,
    }
    status = 422 if form.errors or ending.errors else 200
    return render(request, "responses/interviews/deepening.html", context, status=status)


def _stored(request: HttpRequest, task: CallTask, form: ToldForm, ending: CallForm) -> bool:
    """Store what was told, or how the call ended without it; whether that could be done."""
    user = user_of(request)
    if form.is_bound and form.is_valid():
        try:
            store_told(
                invitee=task.invitee, language=current_language(), by=user, **form.cleaned_data
            )
        except LovendeError as error:
            tell_in_form(form, error)
            return False
        messages.success(request, on_page(N_("What was told is stored.")))
        return True
    if ending.is_bound and ending.is_valid():
        try:
            calls.record_call(invitee=task.invitee, purpose=DEEPEN, by=user, **ending.cleaned_data)
        except LovendeError as error:
            tell_in_form(ending, error)
            return False
        messages.success(request, on_page(N_("The call is stored.")))
        return True
    return False


@require_POST
@study_page(*CALLERS)
def deepening_claim(request: HttpRequest, study: Study, task_id: int) -> HttpResponse:
    """Take a respondent on the list for deepening to call."""
    task = _task(study, task_id)
    try:
        calls.claim(invitee=task.invitee, purpose=DEEPEN, by=user_of(request))
    except calls.TakenError as error:
        messages.warning(request, line(error.fault))
    return redirect("responses:deepening_call", study.pk, task.pk)


def _task(study: Study, task_id: int) -> CallTask:
    tasks = CallTask.objects.select_related("invitee__contact", "invitee__study", "claimed_by")
    return get_object_or_404(
        tasks,
        study=study,
        pk=task_id,
        purpose=DEEPEN,
        invitee__state=Invitee.State.ACTIVE,
        invitee__contact__isnull=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def told(request: HttpRequest, study: Study) -> HttpResponse:
    """What respondents wrote and told, without contact data; put one more on the list."""
    user = user_of(request)
    asked = {"key": request.GET.get("key", "")[:100]}
    form = AskForm(callers(study), request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            ask_about_answers(study=study, by=user, **form.cleaned_data)
        except LovendeError as error:
            tell_in_form(form, error, field="key")
        else:
            messages.success(request, on_page(N_("The respondent is on the list.")))
            return redirect("responses:told", study.pk)
    found = told_in(study)
    if found:
        record("call.read_told", study=study, by=user, values={"responses": len(found)})
    context = {"study": study, "here": "calls", "found": found, "column": TOLD, "form": form}
    status = 422 if form.errors else 200
    return render(request, "responses/interviews/told.html", context, status=status)
