"""The guard of every answering page: finds out what the address opens, and turns trouble into pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from lovende.domain.texts import LANGUAGES
from lovende.responses.answering import closed
from lovende.responses.answering.said import fields_in_words
from lovende.responses.answering.throttle import is_guessing, was_wrong
from lovende.responses.answering.tongue import COOKIE, language_for, language_of
from lovende.responses.answering.visit import (
    RevokedLinkError,
    UnknownLinkError,
    Visit,
    find_visit,
)
from lovende.responses.errors import NotSavedError, TooManySavesError
from lovende.studies.models import Study
from lovende.web.languages import current_language

AnsweringView = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "no-store",
    # The address is a key: no other server may learn it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
log = logging.getLogger(__name__)


def answering_page(
    *methods: str, also_closed: bool = False
) -> Callable[[AnsweringView], AnsweringView]:
    """Make a view of an answering address; it is called with the request, the visit and the rest.

    Without sign-in and without a CSRF token: the secret address itself is what proves who asks,
    no cookie does, so no other site can act for the visitor. `also_closed` pages open when the
    study is closed.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def guard(view: AnsweringView) -> AnsweringView:
        @login_not_required
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
            if request.method not in allowed:
                return _with_headers(HttpResponseNotAllowed(allowed))
            return _with_headers(_opened(view, request, token, also_closed, rest))

        return guarded

    return guard


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _opened(
    view: AnsweringView, request: HttpRequest, token: str, also_closed: bool, rest: dict[str, Any]
) -> HttpResponse:
    """Return the page, or one that says that the database cannot be reached."""
    try:
        return _let_in(view, request, token, also_closed, rest)
    except (DatabaseError, InterfaceError):
        # The message of a database error can hold values, so it is not logged.
        log.error("The database could not be used by an answering page")
        chosen = request.COOKIES.get(COOKIE, "")
        with translation.override(chosen if chosen in LANGUAGES else current_language()):
            return closed.no_database(request, typed_fields(request), request.path)


def _let_in(
    view: AnsweringView, request: HttpRequest, token: str, also_closed: bool, rest: dict[str, Any]
) -> HttpResponse:
    """Call the view with what the token opens; else say why it opens nothing."""
    try:
        visit = find_visit(token)
    except UnknownLinkError:
        return closed.too_many_tries() if was_wrong(request) else closed.unknown_link()
    except RevokedLinkError as gone:
        with translation.override(language_for(request, gone.invitee)):
            return closed.revoked_link(gone.study)
    if is_guessing(request) and not visit.is_known:
        return closed.too_many_tries()
    language = language_of(request, visit)
    with translation.override(language):
        try:
            response = _seen_to(view, request, visit, also_closed, rest)
        except (DatabaseError, InterfaceError):
            log.error("The database could not be used by an answering page")
            typed = typed_fields(request)
            response = closed.no_database(request, typed, request.path, _in_words(visit, typed))
    response.headers["Content-Language"] = language
    return response


def _seen_to(
    view: AnsweringView, request: HttpRequest, visit: Visit, also_closed: bool, rest: dict[str, Any]
) -> HttpResponse:
    """Call the view where the study can be answered, else say why not."""
    study = visit.study
    if study.state == Study.State.DRAFT and not visit.is_test:
        return closed.not_open_yet(study)
    if study.state == Study.State.CLOSED and not also_closed:
        typed = typed_fields(request)
        page = closed.study_closed(study, receipt_of(visit))
        return _not_saved(visit, typed) if typed else page
    try:
        return view(request, visit, **rest)
    except TooManySavesError as problem:
        log.warning("Saving was refused: %s", problem.fault.code)
        typed = typed_fields(request)
        return closed.too_many_saves(study, problem, typed, request.path, _in_words(visit, typed))
    except NotSavedError as problem:
        log.info("An answering page was refused: %s", problem.fault.code)
        return _not_saved(visit, typed_fields(request), problem)
    except (RequestDataTooBig, SuspiciousOperation):
        return closed.too_large()


def _not_saved(
    visit: Visit,
    typed: list[tuple[str, str]],
    problem: NotSavedError | None = None,
) -> HttpResponse:
    """Say that a page was not saved, and show what was typed."""
    return closed.closed_page(
        410 if problem is None else problem.status,
        closed.NOT_SAVED,
        closed.NO_LONGER,
        study=visit.study,
        typed=typed,
        words=_in_words(visit, typed),
        receipt=receipt_of(visit),
        faults=problem.faults if problem else (),
    )


def _in_words(visit: Visit, typed: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Return what was typed as questions and answers, None where the questions are not known."""
    if visit.response is None:
        return None
    try:
        return fields_in_words(visit.response, typed)
    except (DatabaseError, InterfaceError):
        return None


def receipt_of(visit: Visit) -> str:
    """Return the address of the copy of one's own answers, '' where they were not sent."""
    response = visit.response
    if response is None or response.submitted_at is None or visit.page:
        return ""
    return reverse("responses:receipt", args=[visit.token])


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field that was sent, in order, so that nothing typed is lost."""
    if request.method != "POST":
        return []
    try:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except SuspiciousOperation:
        return []
