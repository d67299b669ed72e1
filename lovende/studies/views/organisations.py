"""Organisations: a new one, and its members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.studies import actions
from lovende.studies.access import user_of
from lovende.studies.forms import MemberForm, OrganisationForm
from lovende.studies.mail import tell_member
from lovende.studies.models import Membership, Organisation
from lovende.web.forms import sent, tell_in_form
from lovende.web.languages import line, on_page
from lovende.web.pages import confirm

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Create an organisation, the user its administrator."""
    form = OrganisationForm(sent(request))
    if form.is_valid():
        try:
            made = actions.create_organisation(
                name=form.full_name(),
                municipality=form.cleaned_data["municipality"],
                by=user_of(request),
            )
        except LovendeError as error:
            tell_in_form(form, error, field="municipality")
        else:
            messages.success(request, on_page(N_("{name} has been created."), name=made.name))
            return redirect("studies:list")
    status = INVALID if form.errors else 200
    return render(request, "studies/new_organisation.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show the members; an administrator invites one."""
    mine = _membership(request, organisation_id)
    found = mine.organisation
    form = MemberForm(sent(request))
    if request.method == "POST" and not mine.administrator:
        raise PermissionDenied
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            given = actions.invite_member(
                organisation=found, by=user_of(request), **form.cleaned_data
            )
        except LovendeError as error:
            tell_in_form(form, error, field="email")
        else:
            if tell_member(found, given, email, by=user_of(request)):
                messages.success(
                    request, on_page(N_("{name} has been told by e-mail."), name=email)
                )
            else:
                said = N_("{name} is invited, but the e-mail could not be sent.")
                messages.warning(request, on_page(said, name=email))
            return redirect("studies:organisation", found.pk)
    context = {
        "organisation": found,
        "mine": mine,
        "form": form,
        "members": found.memberships.select_related("user").order_by("user__email"),
        "invitations": found.invitations.order_by("email"),
    }
    status = INVALID if form.errors else 200
    return render(request, "studies/organisation.html", context, status=status)


@require_POST
def change_member(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Let a member administer the organisation, or no longer."""
    member = _administered(request, organisation_id, member_id)
    wanted = request.POST.get("administrator") == "yes"
    try:
        actions.change_member(member, administrator=wanted, by=user_of(request))
    except LovendeError as error:
        messages.error(request, line(error.fault))
    return redirect("studies:organisation", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Ask, then end a membership."""
    member = _administered(request, organisation_id, member_id)
    if request.method == "POST":
        try:
            actions.remove_member(member, by=user_of(request))
        except LovendeError as error:
            messages.error(request, line(error.fault))
        if member.user == user_of(request) and member.pk is None:
            return redirect("studies:list")
        return redirect("studies:organisation", organisation_id)
    return confirm(
        request,
        title=on_page(N_("Remove {name} from the organisation?"), name=member.user),
        text=on_page(N_("Their roles in studies stay: an owner of the study takes those.")),
        action=on_page(N_("Remove")),
        back=reverse("studies:organisation", args=[organisation_id]),
        danger=True,
    )


@require_POST
def remove_invitation(request: HttpRequest, organisation_id: int, number: int) -> HttpResponse:
    """Take back an invitation."""
    mine = _membership(request, organisation_id, administrator=True)
    invited = get_object_or_404(mine.organisation.invitations, pk=number)
    actions.remove_invitation(invited, by=user_of(request))
    return redirect("studies:organisation", organisation_id)


def _membership(request: HttpRequest, number: int, *, administrator: bool = False) -> Membership:
    mine = Membership.objects.select_related("organisation")
    found = mine.filter(organisation_id=number, user=user_of(request)).first()
    if found is None:
        raise Http404
    if administrator and not found.administrator:
        raise PermissionDenied
    return found


def _administered(request: HttpRequest, number: int, member_id: int) -> Membership:
    found: Organisation = _membership(request, number, administrator=True).organisation
    return get_object_or_404(found.memberships.select_related("user", "organisation"), pk=member_id)
