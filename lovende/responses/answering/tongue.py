"""The language of an answering page: the response's, before the start the visitor's choice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from lovende.domain.texts import LANGUAGES
from lovende.fieldwork.models import Contact, Invitee
from lovende.responses.answering.visit import Visit
from lovende.studies.links import Opens
from lovende.web.languages import current_language

COOKIE = "lovende_answering_language"
_KEPT_IN_COOKIE = (Opens.HAND_OVER, Opens.STUDY)


def language_of(request: HttpRequest, visit: Visit) -> str:
    """Return the language in which a visit is shown."""
    if visit.response is not None and visit.opens not in _KEPT_IN_COOKIE:
        return _known(visit.response.language)
    return language_for(request, visit.invitee)


def language_for(request: HttpRequest, invitee: Invitee | None) -> str:
    """Return what was chosen here, else the invitee's language, else the browser's."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if invitee is not None:
        said = Contact.objects.filter(invitee=invitee).values_list("language", flat=True).first()
        if said in LANGUAGES:
            return str(said)
    return current_language()


def keep_language(response: HttpResponse, request: HttpRequest, token: str, language: str) -> None:
    """Remember the choice in a cookie for this link alone."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=180 * 24 * 60 * 60,
        path=f"/a/{token}/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _known(language: str) -> str:
    return language if language in LANGUAGES else "da"
