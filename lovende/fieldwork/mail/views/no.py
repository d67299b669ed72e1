"""Saying no by a personal link: the right of everyone who is written to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.mail import actions
from lovende.fieldwork.mail.rules import NO
from lovende.fieldwork.models import HandOver, Invitee
from lovende.studies.links import Opens, read_token
from lovende.web.faults import fault_page
from lovende.web.languages import current_language


@login_not_required
@csrf_exempt  # the secret address is the key: no cookie takes part, so no site can misuse one
@require_http_methods(["GET", "HEAD", "POST"])
def say_no(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whether someone wants to say no (GET), and note it (POST).

    Mail programs post here by themselves where their user presses "unsubscribe" (RFC 8058), and
    follow no redirect.
    """
    person = _person(key)
    if person is None:
        title = N_("The link does not work")
        text = N_(
            "It may be cut off or replaced by a newer one. Copy the whole link from the latest "
            "mail, or answer the mail: then a person reads it."
        )
        return fault_page(request, 404, title, text)
    if request.method == "POST":
        if isinstance(person, Invitee):
            actions.say_no(invitee=person)
        else:
            actions.decline_hand_over(hand_over=person)
        if "List-Unsubscribe" not in request.POST:
            return redirect(request.get_full_path())
    study = (person if isinstance(person, Invitee) else person.invitee).study
    context = {"study": study, "said": _has_said(person), "key": key}
    with translation.override(_language(request, person)):
        response = render(request, "fieldwork/mail/no.html", context)
        response["Content-Language"] = current_language()
    return response


def _language(request: HttpRequest, person: Invitee | HandOver) -> str:
    """The language that the address names or that was chosen before, else the one of the mail.

    In the address, because this page leaves no cookie.
    """
    asked = request.GET.get("language", "")
    if asked in LANGUAGES or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return asked if asked in LANGUAGES else current_language()
    contact = getattr(person, "contact", None)
    return contact.language if contact and contact.language in LANGUAGES else current_language()


def _person(key: str) -> Invitee | HandOver | None:
    """Return whose link it is, or None where it opens nothing (any more)."""
    link = read_token(key)
    found: Invitee | HandOver | None = None
    if link is not None and link.opens == Opens.INVITEE:
        found = Invitee.objects.select_related("study").filter(link_code=link.code).first()
    elif link is not None and link.opens == Opens.HAND_OVER:
        rows = HandOver.objects.select_related("invitee__study")
        found = rows.filter(link_code=link.code).first()
    if link is None or found is None or not link.holds(found.link_round):
        return None
    return found


def _has_said(person: Invitee | HandOver) -> bool:
    if isinstance(person, HandOver):
        person.refresh_from_db(fields=["state"])
        return person.state == HandOver.State.WITHDRAWN
    person.refresh_from_db(fields=["disposition"])
    contact = getattr(person, "contact", None)
    return person.disposition in NO or (contact is not None and contact.mail == "complained")
