"""The pages of the questionnaire: shown, saved, and stored while someone types."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.dateparse import parse_datetime

from lovende.domain.questionnaire.flow import (
    COLUMN_FIELD,
    Parsed,
    ShownPage,
    Walk,
    check_page,
    parse_page,
)
from lovende.domain.texts import LANGUAGES, N_
from lovende.responses.actions import Saved, new_save_key, save_page
from lovende.responses.answering.addresses import (
    address,
    hand_over_address,
    page_address,
    page_name,
)
from lovende.responses.answering.closed import closed_page
from lovende.responses.answering.door import answering_page, typed_fields
from lovende.responses.answering.pilot import add_comments, comments_of
from lovende.responses.answering.said import fields_in_words
from lovende.responses.answering.showing import Telling, clock, show_page
from lovende.responses.answering.tongue import keep_language
from lovende.responses.answering.visit import Visit
from lovende.responses.errors import NotSavedError
from lovende.responses.flow import walk_of
from lovende.responses.handing_over.landing import finished, no_longer_asked
from lovende.responses.models import Entry, Response
from lovende.web.languages import current_language, on_page

_SAVE_KEY = re.compile(r"[A-Za-z0-9_-]{8,32}")
# The form's own fields begin with a hyphen, which no question's name can.


@answering_page("GET", "POST")
def page(request: HttpRequest, visit: Visit, part: str) -> HttpResponse:
    """One page of the questionnaire."""
    name = page_name(part)
    if visit.response is None:
        return HttpResponseRedirect(address(visit, "start"))
    if visit.page and name != visit.page:
        return _not_theirs(visit)
    walk = walk_of(visit.response, current_language())
    if request.method == "POST":
        return _saved(request, visit, walk, name)
    shown = walk.page(name)
    if shown is None and visit.page:
        return no_longer_asked(visit)
    if shown is None:
        return HttpResponseRedirect(page_address(visit, walk.resume(visit.response.page)))
    telling = Telling(comments=comments_of(visit, name), from_check="check" in request.GET)
    return show_page(visit, shown, telling, seq=visit.response.seq)


@answering_page("POST")
def typed(request: HttpRequest, visit: Visit, part: str) -> HttpResponse:
    """Store what stands on the page while someone types; says so in a line."""
    name = page_name(part)
    response = visit.response
    if response is None or (visit.page and name != visit.page):
        return JsonResponse({"text": on_page(N_("This page is not asked any more."))}, status=409)
    walk = walk_of(response, current_language())
    shown = walk.page(name)
    if shown is None:
        return JsonResponse({"text": on_page(N_("This page is not asked any more."))}, status=409)
    _check_form(request)
    parsed = parse_page(shown, request.POST)
    try:
        saved = _store(request, visit, walk, name, parsed, stands=name, kind=Entry.Kind.TYPED)
    except NotSavedError as problem:
        text = on_page(N_("This can no longer be saved. Open the page again to see why."))
        return JsonResponse({"text": text}, status=problem.status)
    if parsed.problems:
        text = on_page(N_("Saved at {time}, but not all of it"), time=clock(saved.entry.at))
    else:
        text = on_page(N_("Saved at {time}"), time=clock(saved.entry.at))
    return JsonResponse({"text": text})


def _check_form(request: HttpRequest) -> None:
    """Refuse what is none of our forms: an empty one would empty every question of the page."""
    if not request.POST:
        raise BadRequest("not a page of the questionnaire")


def _saved(request: HttpRequest, visit: Visit, walk: Walk, name: str) -> HttpResponse:
    """Store a page and go where the respondent wants to."""
    response = visit.response
    assert response is not None  # the caller made sure
    shown = walk.page(name)
    if shown is None:
        return _not_asked(request, visit, walk, response)
    _check_form(request)
    parsed = parse_page(shown, request.POST)
    after = walk.saved(parsed.answers)
    do = request.POST.get("-do", "next")
    stands = after.next_after(name) if do == "next" else name
    language = current_language()
    if do.removeprefix("language-") in LANGUAGES:
        language = do.removeprefix("language-")
    saved = _store(request, visit, walk, name, parsed, stands=stands, language=language)
    if saved.overtaken is not None:
        after = walk_of(response, current_language())  # with what the other window stored
    add_comments(visit, shown, request.POST)
    again = _shown_again(request, visit, after, shown, parsed, saved, do)
    if again is not None:
        return again
    merged = any(parsed.answers.get(column) != theirs for column, theirs in saved.kept.items())
    if saved.overtaken is not None and (saved.conflicts or merged):
        both = page_address(visit, name, "both", saved.overtaken.seq)
        return HttpResponseRedirect(both)
    if visit.page and do == "next":
        finished(visit)
    on = HttpResponseRedirect(_where(visit, after, shown, do))
    if visit.hand_over is not None and language != current_language():
        keep_language(on, request, visit.token, language)
    return on


def _shown_again(
    request: HttpRequest,
    visit: Visit,
    after: Walk,
    shown: ShownPage,
    parsed: Parsed,
    saved: Saved,
    do: str,
) -> HttpResponse | None:
    """Return the page once more where something is to be looked at before going on."""
    faults = dict(parsed.problems)
    if do == "next":
        faults = check_page(after, shown.name, parsed)
    posted = request.POST.getlist(COLUMN_FIELD) or shown.columns
    appeared = do == "next" and bool(after.appeared(shown.name, posted))
    if not faults and not appeared:
        return None
    here = after.page(shown.name, typed=parsed.typed)
    if here is None or visit.response is None:
        return None
    visit.response.saved_at = saved.entry.at
    telling = Telling(
        faults,
        appeared,
        comments_of(visit, shown.name),
        from_check="check" in request.GET,
    )
    return show_page(visit, here, telling, seq=saved.seq)


def _where(visit: Visit, after: Walk, shown: ShownPage, do: str) -> str:
    """Return the address to go to after a save."""
    if do == "later":
        return address(visit, "saved")
    if do == "pass_on" and (there := hand_over_address(visit, shown.name)):
        return there
    if do.startswith("language-"):
        return page_address(visit, shown.name)
    if visit.page:
        return address(visit, "done")
    if do == "back":
        return page_address(visit, after.before(shown.name) or shown.name)
    if do == "further" and shown.further and after.page(shown.further) is not None:
        return page_address(visit, shown.further)
    if do == "check":
        return address(visit, "check")
    return page_address(visit, after.next_after(shown.name))


def _stands(visit: Visit, walk: Walk, stands: str) -> str:
    """Return where the invitee goes on: a colleague who answers one page does not move them."""
    if not visit.page or visit.response is None:
        return stands
    return visit.response.page or next((page.name for page in walk.pages), "")


def _store(
    request: HttpRequest,
    visit: Visit,
    walk: Walk,
    name: str,
    parsed: Parsed,
    *,
    stands: str,
    kind: str = Entry.Kind.PAGE,
    language: str = "",
) -> Saved:
    posted = request.POST
    response = visit.response
    assert response is not None  # the caller made sure
    key = posted.get("-save_key", "")
    return save_page(
        response=response,
        page=name,
        answers=parsed.answers,
        stands=_stands(visit, walk, stands),
        seen=_number(posted.get("-seen", "")),
        save_key=key if _SAVE_KEY.fullmatch(key) else new_save_key(),
        kind=kind,
        language=language or current_language(),
        change=_number(posted.get("-change", "")),
        shown_at=_moment(posted.get("-shown_at", "")),
        version=response.version,
        hand_over=visit.hand_over,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _not_theirs(visit: Visit) -> HttpResponse:
    text = N_("You were passed one page of the questionnaire. Your colleague answers the rest.")
    link = (page_address(visit, visit.page), on_page(N_("Go to your page")))
    return closed_page(404, N_("This page is not yours to answer"), text, link=link)


def _not_asked(request: HttpRequest, visit: Visit, walk: Walk, response: Response) -> HttpResponse:
    """Earlier answers were changed meanwhile, so that this page is not asked: show what was typed."""
    link = (page_address(visit, walk.resume(response.page)), on_page(N_("Go on")))
    text = N_(
        "Earlier answers have been changed, perhaps in another window, so that this page is not "
        "asked any more. It was not saved."
    )
    return closed_page(
        409,
        N_("This page is not asked any more"),
        text,
        study=visit.study,
        typed=typed_fields(request),
        words=fields_in_words(response, typed_fields(request)),
        link=link,
    )
