"""The front page of answering, the start, and the choice of language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader

from lovende.domain.texts import LANGUAGES
from lovende.fieldwork.models import HandOver
from lovende.responses.actions import start_response
from lovende.responses.answering.addresses import address, page_address
from lovende.responses.answering.door import answering_page
from lovende.responses.answering.showing import clock, keepable_link, said_moment
from lovende.responses.answering.tongue import keep_language
from lovende.responses.answering.visit import Visit
from lovende.responses.flow import walk_of
from lovende.responses.handing_over.landing import began, passed_on
from lovende.responses.preferences import choose_language, give_consent
from lovende.studies.links import Opens, token
from lovende.studies.models import LegalBasis
from lovende.web.languages import current_language, on_page


@answering_page("GET", "POST")
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What it is about and who asks; a click begins it or goes on."""
    if request.method == "POST":
        return _begin(request, visit)
    return _front_page(visit)


@answering_page("POST")
def language(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the pages in another language, and come back to the front page."""
    wanted = request.POST.get("language", "")
    back = HttpResponseRedirect(address(visit, _BACK.get(request.POST.get("back", ""), "start")))
    if wanted in LANGUAGES:
        keep_language(back, request, visit.token, wanted)
        if visit.response is not None and visit.hand_over is None:
            choose_language(response=visit.response, language=wanted)
    return back


_BACK = {"check": "check", "done": "done", "saved": "saved"}


def _begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    asks = _asks_consent(visit)
    if asks and request.POST.get("consent") != "yes":
        return _front_page(visit, no_consent=True)
    response = visit.response
    if response is None:
        response = start_response(
            study=visit.study,
            language=current_language(),
            invitee=visit.invitee,
            tester=visit.tester,
            hand_over=visit.hand_over,
            version=visit.version,
            consented=asks,
        )
        if visit.opens is Opens.STUDY:
            own = token(Opens.RESPONSE, response.link_code, response.link_round)
            visit = Visit(own, Opens.RESPONSE, visit.study, response)
        response.study = response.version.study = visit.study
        visit.response = response
    elif asks:
        give_consent(response=response)
    began(visit)
    if visit.page:
        return HttpResponseRedirect(page_address(visit, visit.page))
    if response.submitted_at is not None:
        return HttpResponseRedirect(address(visit, "done"))
    walk = walk_of(response, current_language())
    return HttpResponseRedirect(page_address(visit, walk.resume(response.page)))


def _has_begun(visit: Visit) -> bool:
    """Whether this visitor has answered before: a colleague's own beginning counts for them."""
    if visit.hand_over is not None:
        return visit.hand_over.state != HandOver.State.OFFERED
    return visit.response is not None and visit.response.seq > 0


def _asks_consent(visit: Visit) -> bool:
    begun = visit.response is not None and visit.response.consented_at is not None
    return visit.study.legal_basis == LegalBasis.CONSENT and not begun and not visit.hand_over


def _front_page(visit: Visit, *, no_consent: bool = False) -> HttpResponse:
    study, response = visit.study, visit.response
    context = {
        "study": study,
        "action": address(visit, "start"),
        "language_action": address(visit, "language"),
        "begun": _has_begun(visit),
        "saved_at": response.saved_at if response else None,
        "submitted_at": response.submitted_at if response and not visit.page else None,
        "done": address(visit, "done"),
        "passed": passed_on(visit),
        "tester": visit.is_test,
        "asks_consent": _asks_consent(visit),
        "no_consent": no_consent,
        "legal_basis": on_page(str(study.get_legal_basis_display())),
        "link_to_keep": keepable_link(visit),
        "clock": clock,
        "said_moment": said_moment,
    }
    page = loader.get_template("responses/answering/start.html", using="jinja2")
    return HttpResponse(page.render(context), status=422 if no_consent else 200)
