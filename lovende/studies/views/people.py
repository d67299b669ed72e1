"""The people of a study: who has which role, and how it is given, changed and taken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.studies import actions
from lovende.studies.access import OWNERS, study_page, user_of
from lovende.studies.forms import RoleForm, roles
from lovende.studies.mail import tell_colleague
from lovende.studies.models import Role, Study, StudyRole
from lovende.web.faults import fault_page
from lovende.web.forms import sent, tell_in_form
from lovende.web.languages import line, on_page
from lovende.web.pages import confirm

INVALID = 422
ABOUT = {
    Role.OWNER: N_("Everything, and decides who is in the study and when it opens and closes."),
    Role.ANALYST: N_("Sets the study up, sees the panel, the answers and the findings."),
    Role.INTERVIEWER: N_("Sees the call list and those who are to be called, not the answers."),
    Role.READER: N_("Sees the questionnaire, the progress and the findings without small groups."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*OWNERS)
def people(request: HttpRequest, study: Study) -> HttpResponse:
    """Show who is in the study, and add a colleague."""
    form = RoleForm(sent(request))
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            given = actions.give_role(study=study, email=email, role=role, by=user_of(request))
        except LovendeError as error:
            tell_in_form(form, error, field="email")
        else:
            _say_told(request, given, tell_colleague(given, by=user_of(request)))
            return redirect("studies:people", study.pk)
    held = study.roles.select_related("user").order_by("created_at")
    context = {
        "study": study,
        "here": "settings",
        "form": form,
        "held": held,
        "roles": roles(),
        "about": [(on_page(role.label), on_page(ABOUT[role])) for role in Role],
        "me": user_of(request),
    }
    status = INVALID if form.errors else 200
    return render(request, "studies/people.html", context, status=status)


@require_POST
@study_page(*OWNERS)
def change_role(request: HttpRequest, study: Study, role_id: int) -> HttpResponse:
    """Give someone another role."""
    held = get_object_or_404(study.roles, pk=role_id)
    wanted = request.POST.get("role", "")
    if wanted not in Role.values:
        return fault_page(request, 400, N_("There is no such role"), way=_people(study))
    try:
        actions.change_role(held, role=Role(wanted), by=user_of(request))
    except LovendeError as error:
        messages.error(request, line(error.fault))
    else:
        said = on_page(N_("{name} is now: {role}."), name=_name(held), role=_role(held))
        messages.success(request, said)
    return redirect("studies:people", study.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*OWNERS)
def take_role(request: HttpRequest, study: Study, role_id: int) -> HttpResponse:
    """Ask, then take someone out of the study."""
    held = get_object_or_404(study.roles.select_related("user"), pk=role_id)
    if request.method == "POST":
        try:
            actions.take_role(held, by=user_of(request))
        except LovendeError as error:
            messages.error(request, line(error.fault))
        else:
            said = on_page(N_("{name} is no longer in the study."), name=_name(held))
            messages.success(request, said)
            if held.user == user_of(request):
                return redirect("studies:list")
        return redirect("studies:people", study.pk)
    return confirm(
        request,
        title=on_page(N_("Take {name} out of the study?"), name=_name(held)),
        text=on_page(N_("They no longer see the study. What they did stays in the audit log.")),
        action=on_page(N_("Take out of the study")),
        back=_people(study),
        danger=True,
        frame="studies/study_base.html",
        study=study,
        here="settings",
    )


@require_POST
@study_page(*OWNERS)
def tell_again(request: HttpRequest, study: Study, role_id: int) -> HttpResponse:
    """Send the message about the role once more."""
    held = get_object_or_404(study.roles.select_related("user"), pk=role_id)
    _say_told(request, held, tell_colleague(held, by=user_of(request)))
    return redirect("studies:people", study.pk)


def _say_told(request: HttpRequest, held: StudyRole, told: bool) -> None:
    if told:
        messages.success(request, on_page(N_("{name} has been told by e-mail."), name=_name(held)))
    else:
        said = N_("{name} has the role, but the e-mail could not be sent. Try again later.")
        messages.warning(request, on_page(said, name=_name(held)))


def _name(held: StudyRole) -> str:
    return str(held.user) if held.user else held.email


def _role(held: StudyRole) -> str:
    return on_page(Role(held.role).label).lower()


def _people(study: Study) -> str:
    return reverse("studies:people", args=[study.pk])
