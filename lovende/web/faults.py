"""Pages for what went wrong: in the reader's language, with the right status, without personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.web.languages import on_page

LARGEST_NUMBER = 2**63 - 1
"""The largest number that a row can have; a database takes no larger one, not even to look for it."""


class ClearFaults:
    """Turns a `LovendeError` that a view did not meet into a page that says what is wrong.

    A number in an address that no row can have leads to the page for what is not there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self,
        _request: HttpRequest,
        _view: Callable[..., HttpResponse],
        _args: object,
        kwargs: Mapping[str, object],
    ) -> None:
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, LovendeError):
            return None
        return fault_page(request, 400, N_("This cannot be done"), faults=problem.faults)


def fault_page(
    request: HttpRequest, status: int, title: str, text: str = "", **context: object
) -> HttpResponse:
    """Return a page with a title, a text and faults; `title` and `text` are marked messages."""
    return render(
        request,
        "web/fault.html",
        {
            "title": on_page(title),
            "text": on_page(text) if text else "",
            "status": status,
            **context,
        },
        status=status,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = N_("Your browser sent something that we cannot read. Go back and try again.")
    return fault_page(request, 400, N_("We could not read that"), text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = N_("Your role in this study does not include this. Ask the owner of the study.")
    return fault_page(request, 403, N_("You do not have access to this"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = N_("The address may be mistyped, or what it led to is no longer there.")
    return fault_page(request, 404, N_("There is no such page"), text)


def too_many(request: HttpRequest) -> HttpResponse:
    text = N_("You, or someone on your network, tried many times. Wait five minutes and try again.")
    return fault_page(request, 429, N_("Too many tries"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """Tell of a fault of ours; asks the database for nothing, for that may be what is broken."""
    context = {
        "title": on_page(N_("Something went wrong")),
        "text": on_page(N_("The fault is ours. What you saved is kept. Try again in a moment.")),
        "status": 500,
    }
    return HttpResponse(render_to_string("web/fault.html", context), status=500)


@login_not_required
@requires_csrf_token
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell that a form was sent without its secret: most often the page was open for very long."""
    text = N_(
        "The page was open for a long time, or your browser does not accept cookies from us. "
        "Nothing was stored. Go back, load the page again and send the form once more. "
        "Copy what you wrote first."
    )
    way = request.path if request.method == "POST" and request.path != "/" else "/"
    words = on_page(N_("Load the page again"))
    return fault_page(
        request, 403, N_("The form could not be received"), text, way=way, way_text=words
    )
