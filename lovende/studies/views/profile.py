"""What a person says of themselves: name, language, and the ways to their sign-in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from lovende.domain.texts import N_
from lovende.studies import actions
from lovende.studies.access import user_of
from lovende.studies.forms import ProfileForm
from lovende.web.forms import sent
from lovende.web.languages import on_page, remember_language

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Change name and language."""
    user = user_of(request)
    form = ProfileForm(sent(request), initial={"name": user.name, "language": user.language})
    if form.is_valid():
        actions.change_profile(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, on_page(N_("Your profile has been saved.")))
        response = redirect("studies:profile")
        remember_language(response, user.language)
        return response
    context = {"form": form, "memberships": user.memberships.select_related("organisation")}
    status = INVALID if form.errors else 200
    return render(request, "studies/profile.html", context, status=status)
