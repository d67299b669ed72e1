"""Pages of the telephone. An interviewer sees whom to call and nothing of the answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.places import BY_CODE
from lovende.domain.texts import N_
from lovende.fieldwork.calls import actions, queries
from lovende.fieldwork.calls.ending import CallForm
from lovende.fieldwork.calls.forms import (
    AssignForm,
    ShortQuestionsForm,
)
from lovende.fieldwork.calls.outcomes import PARTICIPATION
from lovende.fieldwork.calls.queries import CONTACT, Wanted, person
from lovende.fieldwork.models import Call, CallTask, Invitee
from lovende.studies.access import ANALYSTS, CALLERS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.forms import tell_in_form
from lovende.web.languages import line, on_page
from lovende.web.pages import confirm

HERE = "calls"
AT_ONCE = 25
MOST_TO_DEEPEN = 200
TAKING_PART = Call.Purpose.PARTICIPATION


@require_safe
@study_page(*CALLERS)
def calls(request: HttpRequest, study: Study) -> HttpResponse:
    """Who is to be called: due attempts first, then those never called."""
    user, wanted = user_of(request), _wanted(request)
    found = queries.listed(study, wanted, user, now=timezone.now())
    page = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    people = {each.pk: each for each in queries.callers(study)}
    if page.object_list:
        record("call.list", study=study, by=user, fields=["name", "job_title"])
    context = {
        "study": study,
        "here": HERE,
        "page": page,
        "wanted": wanted,
        "waves": list(study.waves.order_by("number")),
        "people": people,
        "places": BY_CODE,
        "now": timezone.now(),
        "silent": queries.without_telephone(study),
        "outcomes": [
            (str(Call.Outcome(outcome).label), number)
            for outcome, number in queries.calls_by_outcome(study)
        ],
        "to_deepen": queries.deepening(study).count(),
    }
    return render(request, "fieldwork/calls/list.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    given = request.POST if request.method == "POST" else request.GET
    wave = given.get("wave", "")
    return Wanted(
        wave=int(wave) if wave.isascii() and wave.isdecimal() and len(wave) < 6 else None,
        mine=given.get("mine") == "1",
        later=given.get("later") == "1",
    )


@require_POST
@study_page(*CALLERS)
def call_next(request: HttpRequest, study: Study) -> HttpResponse:
    """Take the next who is to be called."""
    task = actions.claim_next(study=study, wanted=_wanted(request), by=user_of(request))
    if task is None:
        messages.info(request, on_page(N_("Nobody is to be called just now.")))
        return redirect("fieldwork:calls", study.pk)
    return redirect("fieldwork:call", study.pk, task.invitee_id)


@require_POST
@study_page(*CALLERS)
def claim(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """Take one person to call."""
    invitee = _invitee(study, invitee_id)
    try:
        actions.claim(invitee=invitee, purpose=TAKING_PART, by=user_of(request))
    except actions.TakenError as error:
        messages.warning(request, line(error.fault))
        return redirect("fieldwork:calls", study.pk)
    return redirect("fieldwork:call", study.pk, invitee.pk)


@require_POST
@study_page(*CALLERS)
def release(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """Leave a person to the others."""
    task = get_object_or_404(
        CallTask.objects.select_related("study", "invitee"),
        study=study,
        invitee_id=invitee_id,
        purpose=TAKING_PART,
    )
    actions.release(task=task, by=user_of(request))
    return redirect("fieldwork:calls", study.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*CALLERS)
def call(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """One person: how to reach them, earlier calls, and how this one ended."""
    invitee = _invitee(study, invitee_id)
    seen = invitee.calls.count()
    form = CallForm(PARTICIPATION, request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_call(
                invitee=invitee, purpose=TAKING_PART, by=user_of(request), **form.cleaned_data
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            messages.success(request, on_page(N_("The call is stored.")))
            return redirect("fieldwork:calls", study.pk)
    return _call_page(request, study, invitee, form)


def _call_page(
    request: HttpRequest, study: Study, invitee: Invitee, form: CallForm
) -> HttpResponse:
    user = user_of(request)
    task = CallTask.objects.filter(invitee=invitee, purpose=TAKING_PART).first()
    mine = task is not None and queries.is_held(task, timezone.now()) and task.claimed_by == user
    context = {
        "study": study,
        "here": HERE,
        **person(invitee, task, shown=mine),
        "form": form,
        "mine": mine,
        "assign": AssignForm(
            queries.callers(study), initial={"to": task.assigned if task else None}
        ),
    }
    if mine:
        record("call.look", study=study, by=user, subject=invitee, fields=CONTACT)
    return render(request, "fieldwork/calls/call.html", context, status=422 if form.errors else 200)


@require_POST
@study_page(*ANALYSTS)
def assign(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """Give a person to one interviewer."""
    invitee = _invitee(study, invitee_id)
    form = AssignForm(queries.callers(study), request.POST)
    if not form.is_valid():
        raise Http404
    actions.assign(
        invitee=invitee, purpose=TAKING_PART, to=form.cleaned_data["to"], by=user_of(request)
    )
    messages.success(request, on_page(N_("Saved.")))
    return redirect("fieldwork:call", study.pk, invitee.pk)


@require_safe
@study_page(*CALLERS)
def deepening(request: HttpRequest, study: Study) -> HttpResponse:
    """The list for deepening open answers: an interviewer sees what is theirs or anybody's."""
    user = user_of(request)
    all_of_it = request.study_role in ANALYSTS  # type: ignore[attr-defined]  # set by study_page
    tasks = list(queries.deepening(study, mine=None if all_of_it else user)[:MOST_TO_DEEPEN])
    if tasks:
        record("call.list", study=study, by=user, fields=["name", "job_title"])
    context = {
        "study": study,
        "here": HERE,
        "tasks": tasks,
        "all_of_it": all_of_it,
        "places": BY_CODE,
        "now": timezone.now(),
    }
    return render(request, "fieldwork/calls/deepening.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def take_off(request: HttpRequest, study: Study, task_id: int) -> HttpResponse:
    """Ask, and then take someone off the list for deepening."""
    tasks = CallTask.objects.select_related("invitee", "study")
    task = get_object_or_404(tasks, study=study, pk=task_id, purpose=Call.Purpose.DEEPENING)
    if request.method == "POST":
        actions.take_off(task=task, by=user_of(request))
        messages.success(request, on_page(N_("The respondent is off the list.")))
        return redirect("fieldwork:deepening", study.pk)
    return confirm(
        request,
        title=on_page(N_("Take {key} off the list?"), key=task.invitee.key),
        text=on_page(N_("Calls that were made and what was told are kept.")),
        action=on_page(N_("Take off the list")),
        back=redirect("fieldwork:deepening", study.pk).url,
        frame="studies/study_base.html",
        study=study,
        here=HERE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def short_questions(request: HttpRequest, study: Study) -> HttpResponse:
    """Which questions those are asked who do not take part."""
    known = queries.closed_questions(study)
    chosen = [question.name for question in queries.short_questions(study)]
    form = ShortQuestionsForm(known, request.POST or None, initial={"questions": chosen})
    if request.method == "POST" and form.is_valid():
        actions.choose_short_questions(
            study=study, names=form.cleaned_data["questions"], by=user_of(request)
        )
        messages.success(request, on_page(N_("Saved.")))
        return redirect("fieldwork:calls", study.pk)
    context = {"study": study, "here": HERE, "form": form, "known": known}
    status = 422 if form.errors else 200
    return render(request, "fieldwork/calls/short_questions.html", context, status=status)


def _invitee(study: Study, invitee_id: int) -> Invitee:
    found = Invitee.objects.select_related("contact", "wave", "study")
    return get_object_or_404(
        found, study=study, pk=invitee_id, state=Invitee.State.ACTIVE, contact__isnull=False
    )
