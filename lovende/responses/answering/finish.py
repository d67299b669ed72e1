"""The end of answering: reading through, sending, the receipt, and changing afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils import timezone

from lovende.domain.texts import N_
from lovende.responses.actions import reopen as reopen_answers
from lovende.responses.actions import submit
from lovende.responses.answering.addresses import FROM_CHECK, address, page_address
from lovende.responses.answering.closed import closed_page
from lovende.responses.answering.door import answering_page
from lovende.responses.answering.said import faults_of, said_on
from lovende.responses.answering.showing import clock, keepable_link, said_moment
from lovende.responses.answering.visit import Visit
from lovende.responses.flow import walk_of
from lovende.responses.handing_over.landing import finished
from lovende.responses.receipt.pdf import receipt_pdf
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page


@answering_page("GET", "POST")
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers at a glance; a click sends them."""
    response = visit.response
    if response is None:
        return HttpResponseRedirect(address(visit, "start"))
    if visit.page:
        return HttpResponseRedirect(page_address(visit, visit.page))
    pages = said_on(walk_of(response, current_language()), response)
    faults = faults_of(pages)
    if request.method == "POST" and not faults:
        submit(response=response, language=current_language(), hand_over=visit.hand_over)
        finished(visit)
        return HttpResponseRedirect(address(visit, "done"))
    context = {
        **_everywhere(visit, "check"),
        "pages": pages,
        "faults": faults,
        "refused": request.method == "POST",
        "action": address(visit, "check"),
        "submitted": response.submitted_at is not None,
        "page_address": lambda page: page_address(visit, page) + FROM_CHECK,
        "last_page": page_address(visit, pages[-1].name) if pages else "",
    }
    return _page("check.html", context, 422 if request.method == "POST" else 200)


@answering_page("GET")
def done(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Thanks, and what can be done now."""
    response = visit.response
    if response is None:
        return HttpResponseRedirect(address(visit, "start"))
    if not visit.page and response.submitted_at is None:
        return HttpResponseRedirect(address(visit, "check"))
    context = {
        **_everywhere(visit, "done"),
        "submitted_at": response.submitted_at,
        "receipt": address(visit, "receipt"),
        "reopen": address(visit, "reopen"),
        "only_page": page_address(visit, visit.page) if visit.page else "",
    }
    return _page("done.html", context)


@answering_page("POST")
def reopen(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open sent answers for changing."""
    response = visit.response
    if response is None or visit.page:
        return HttpResponseRedirect(address(visit, "start"))
    reopen_answers(response=response, language=current_language(), hand_over=visit.hand_over)
    return HttpResponseRedirect(address(visit, "check"))


@answering_page("GET")
def saved(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything is saved; the same link goes on."""
    response = visit.response
    if response is None:
        return HttpResponseRedirect(address(visit, "start"))
    walk = walk_of(response, current_language())
    stands = visit.page or walk.resume(response.page)
    context = {**_everywhere(visit, "saved"), "go_on": page_address(visit, stands)}
    return _page("saved.html", context)


@answering_page("GET", also_closed=True)
def receipt(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """The copy of one's own answers as a PDF."""
    response = visit.response
    closed = visit.study.state == Study.State.CLOSED
    if response is None or visit.page or (closed and response.submitted_at is None):
        text = N_("There are no answers to make a copy of.")
        return closed_page(404, N_("There is no copy"), text, study=visit.study)
    pages = said_on(walk_of(response, current_language()), response, with_faults=False)
    content = receipt_pdf(visit.study, response, pages, now=timezone.now())
    name = on_page(N_("answers.pdf"))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _everywhere(visit: Visit, here: str) -> dict[str, Any]:
    response = visit.response
    return {
        "study": visit.study,
        "tester": visit.is_test,
        "language_action": address(visit, "language"),
        "language_back": here,
        "saved_at": response.saved_at if response else None,
        "link_to_keep": keepable_link(visit),
        "clock": clock,
        "said_moment": said_moment,
    }


def _page(name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    page = loader.get_template(f"responses/answering/{name}", using="jinja2")
    return HttpResponse(page.render(context), status=status)
