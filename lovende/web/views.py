"""Pages without business: the choice of language, and whether the server is well."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.texts import LANGUAGES
from lovende.web.languages import remember_language


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen and go back to the page."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if wanted in LANGUAGES:
        remember_language(response, wanted)
        if request.user.is_authenticated:
            # E-mails to this person follow; the model is the project's and has a language.
            get_user_model().objects.filter(pk=request.user.pk).update(language=wanted)
    return response


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
