"""Pages for passing on: the form, what was passed on before, and taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.fieldwork.handing_over import hand_over, hand_overs_of, withdraw_hand_over
from lovende.fieldwork.models import HandOver
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import live_version
from lovende.responses.answering.addresses import address, page_address, page_name
from lovende.responses.answering.closed import closed_page
from lovende.responses.answering.door import answering_page
from lovende.responses.answering.visit import Visit
from lovende.responses.flow import walk_of
from lovende.responses.handing_over.forms import PAGE, HandOverForm
from lovende.responses.handing_over.queries import page_title
from lovende.web.forms import tell_in_form
from lovende.web.languages import current_language, on_page


@answering_page("GET", "POST")
def pass_on(request: HttpRequest, visit: Visit, part: str = "") -> HttpResponse:
    """Pass the page, or the whole questionnaire, to a colleague; see what was passed on before."""
    if visit.invitee is None or visit.hand_over is not None:
        return _not_possible(visit)
    version = visit.response.version if visit.response else live_version(visit.study)
    page = _known(visit, page_name(part))
    title = page_title(version, page, current_language()) if version and page else ""
    form = HandOverForm(page, title, request.POST or None)
    if request.method == "POST" and form.is_valid():
        only_page = form.cleaned_data["scope"] == PAGE
        try:
            made = hand_over(
                invitee=visit.invitee,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                page=page if only_page else "",
                part=title if only_page else "",
                word=form.cleaned_data["word"],
                language=current_language(),
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            return HttpResponseRedirect(f"{_here(visit, part)}?to={made.pk}")
    return _page(request, visit, version, form, part, page)


def _known(visit: Visit, page: str) -> str:
    """Return the page where it is one that is asked; '' for anything else."""
    if visit.response is None or not page:
        return ""
    return page if walk_of(visit.response, current_language()).page(page) is not None else ""


def _page(
    request: HttpRequest,
    visit: Visit,
    version: Version | None,
    form: HandOverForm,
    part: str,
    page: str,
) -> HttpResponse:
    assert visit.invitee is not None  # the caller made sure
    passed = list(hand_overs_of(visit.invitee))
    sent = request.GET.get("to", "")
    context = {
        "study": visit.study,
        "form": form,
        "action": _here(visit, part),
        "language_action": address(visit, "language"),
        "passed": [(each, _said(each, version), _take_back(visit, each)) for each in passed],
        "sent": next((each for each in passed if str(each.pk) == sent), None),
        "go_on": page_address(visit, page) if page else address(visit, "start"),
        "open_states": (HandOver.State.OFFERED, HandOver.State.STARTED),
    }
    template = loader.get_template("responses/handing_over/pass_on.html", using="jinja2")
    return HttpResponse(template.render(context), status=422 if form.errors else 200)


def _said(passed: HandOver, version: Version | None) -> str:
    if not passed.page:
        return on_page(N_("The whole questionnaire"))
    return page_title(version, passed.page, current_language()) if version else passed.page


def _take_back(visit: Visit, passed: HandOver) -> str:
    return reverse("responses:hand_over_withdraw", args=[visit.token, passed.pk])


def _here(visit: Visit, part: str) -> str:
    return reverse("responses:hand_over", args=[visit.token, part] if part else [visit.token])


@answering_page("POST")
def withdraw(_request: HttpRequest, visit: Visit, hand_over_id: int) -> HttpResponse:
    """Take back what was passed on; the colleague's link opens nothing any more."""
    passed = (
        hand_overs_of(visit.invitee).filter(pk=hand_over_id).first()
        if visit.invitee is not None and visit.hand_over is None
        else None
    )
    if passed is None:
        return _not_possible(visit)
    withdraw_hand_over(hand_over=passed)
    return HttpResponseRedirect(_here(visit, ""))


def _not_possible(visit: Visit) -> HttpResponse:
    text = N_("Only those who were invited themselves can pass the questionnaire on.")
    link = (address(visit, "start"), on_page(N_("Go to the questionnaire")))
    return closed_page(404, N_("This cannot be passed on"), text, study=visit.study, link=link)
