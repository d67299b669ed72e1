"""A study: the list, a new one, its overview, its settings, and its states."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings as conf
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.studies import actions, jobs, queries
from lovende.studies.access import ANALYSTS, EVERYONE, OWNERS, study_page, user_of
from lovende.studies.forms import NewStudyForm, SettingsForm
from lovende.studies.links import Opens, token
from lovende.studies.models import Job, Membership, Role, Study
from lovende.studies.readiness import obstacles_to_opening
from lovende.studies.steps import steps_of
from lovende.studies.texts import proposals
from lovende.web.forms import sent
from lovende.web.languages import on_page
from lovende.web.pages import confirm
from lovende.web.templating import url_or_none

INVALID = 422
CONFLICT = 409


@login_not_required
@require_safe
def list_studies(request: HttpRequest) -> HttpResponse:
    """The studies in which the user has a role; to those who are not signed in, what this is."""
    if not request.user.is_authenticated:
        return render(request, "studies/front.html")
    user = user_of(request)
    studies = list(queries.studies_of(user))
    member = Membership.objects.filter(user=user).exists()
    return render(request, "studies/list.html", {"studies": studies, "member": member})


@require_http_methods(["GET", "HEAD", "POST"])
def new_study(request: HttpRequest) -> HttpResponse:
    """Create a study; the proposals for its texts are written from what is given."""
    user = user_of(request)
    if not Membership.objects.filter(user=user).exists():
        messages.info(request, on_page(N_("A study belongs to an organisation. Name yours first.")))
        return redirect("studies:new_organisation")
    form = NewStudyForm(sent(request), user=user)
    if form.is_valid():
        organisation, details = form.cleaned_data["organisation"], form.details()
        texts = proposals(organisation.name, details)
        study = actions.create_study(
            organisation=organisation, by=user, details={**details, **texts}
        )
        messages.success(request, on_page(N_("The study has been created. Go on from here.")))
        return redirect("studies:overview", study.pk)
    status = INVALID if form.errors else 200
    return render(request, "studies/new.html", {"form": form}, status=status)


@require_safe
@study_page(*EVERYONE)
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """Where a study is and what comes next."""
    role = request.study_role  # type: ignore[attr-defined]  # set by study_page
    context = {
        "study": study,
        "here": "overview",
        "role": role,
        "steps": steps_of(study, role),
        "owner": role in OWNERS,
        "may_change": role in ANALYSTS,
        "jobs": [(job, jobs.title_of(job)) for job in _jobs(study, role)],
        "open_address": _open_address(study) if study.open_link and role in ANALYSTS else "",
    }
    return render(request, "studies/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def settings(request: HttpRequest, study: Study) -> HttpResponse:
    """Change the details of a study, or have new texts proposed from them."""
    # A copy: a form writes what is being checked into its object, and the page shows the study.
    form = SettingsForm(sent(request), instance=Study.objects.get(pk=study.pk))
    proposed = False
    if form.is_valid():
        if "propose" not in request.POST:
            details = {name: form.cleaned_data[name] for name in form.Meta.fields}
            changed = actions.change_study(study, by=user_of(request), details=details)
            done = N_("The details have been saved.") if changed else N_("Nothing was changed.")
            messages.success(request, on_page(done))
            return redirect("studies:settings", study.pk)
        texts = proposals(study.organisation.name, form.cleaned_data)
        kept = {name: value for name, value in texts.items() if not form.fields[name].disabled}
        form = SettingsForm({**request.POST.dict(), **kept}, instance=form.instance)
        proposed = form.is_valid()
    context = {"study": study, "here": "settings", "form": form, "proposed": proposed}
    status = INVALID if form.errors else 200
    return render(request, "studies/settings.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def new_link(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask, then make a new open link; the old one opens nothing any more."""
    if request.method == "POST":
        actions.renew_open_link(study, by=user_of(request))
        messages.success(request, on_page(N_("There is a new open link.")))
        return redirect("studies:overview", study.pk)
    return confirm(
        request,
        title=on_page(N_("Make a new open link?")),
        text=on_page(
            N_("The link that has been given out stops working for those who have not begun.")
        ),
        action=on_page(N_("Make a new open link")),
        back=reverse("studies:overview", args=[study.pk]),
        danger=True,
        frame="studies/study_base.html",
        study=study,
        here="overview",
    )


def _jobs(study: Study, role: Role) -> list[Job]:
    return queries.jobs_to_mind(study) if role in ANALYSTS else []


def _open_address(study: Study) -> str:
    opens = token(Opens.STUDY, study.link_code, study.link_round)
    path = url_or_none("responses:start", opens)
    return f"{conf.BASE_URL}{path}" if path else ""


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*OWNERS)
def open_study(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask, then set the draft live; or say what is missing."""
    return _change_state(
        request,
        study,
        state=Study.State.DRAFT,
        act=actions.open_study,
        title=N_("Open the study"),
        points=(
            N_("Those who are invited, or have the open link, can answer from now on."),
            N_("The questionnaire and the legal basis are fixed."),
            N_("No e-mail is sent by this: invitations are sent under Fieldwork."),
        ),
        done=N_("The study is open."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*OWNERS)
def close_study(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask, then close the study."""
    return _change_state(
        request,
        study,
        state=Study.State.LIVE,
        act=actions.close_study,
        title=N_("Close the study"),
        points=(
            N_("Nobody can answer any more. All that is saved is kept."),
            N_("No more invitations and reminders are sent."),
            N_("You can open the study again later."),
        ),
        done=N_("The study is closed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*OWNERS)
def reopen_study(request: HttpRequest, study: Study) -> HttpResponse:
    """Ask, then open the closed study again."""
    return _change_state(
        request,
        study,
        state=Study.State.CLOSED,
        act=actions.reopen_study,
        title=N_("Open the study again"),
        points=(N_("Those who have the link can answer, or go on, from now on."),),
        done=N_("The study is open again."),
    )


def _change_state(
    request: HttpRequest,
    study: Study,
    *,
    state: Study.State,
    act: Callable[..., None],
    title: str,
    points: tuple[str, ...],
    done: str,
) -> HttpResponse:
    if study.state != state:
        messages.warning(request, on_page(N_("The study is in another state than you thought.")))
        return redirect("studies:overview", study.pk)
    context = {"study": study, "here": "overview", "title": on_page(title)}
    # A study can be closed at any time; only to open one takes something.
    missing = [] if state == Study.State.LIVE else obstacles_to_opening(study)
    if not missing and request.method == "POST":
        try:
            act(study, by=user_of(request))
        except LovendeError as error:
            context["faults"] = error.faults
            return render(request, "studies/not_ready.html", context, status=CONFLICT)
        messages.success(request, on_page(done))
        return redirect("studies:overview", study.pk)
    if missing:
        status = CONFLICT if request.method == "POST" else 200
        context["obstacles"] = missing
        return render(request, "studies/not_ready.html", context, status=status)
    return confirm(
        request,
        action=on_page(title),
        back=reverse("studies:overview", args=[study.pk]),
        points=[on_page(point) for point in points],
        frame="studies/study_base.html",
        title=on_page(title),
        study=study,
        here="overview",
    )
