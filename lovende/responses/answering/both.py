"""Two windows saved the same page: what each holds, in plain words, and which counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader

from lovende.domain.questionnaire.flow import ShownPage, StoredAnswer
from lovende.responses.actions import new_save_key, save_page
from lovende.responses.answering.addresses import address, page_address, page_name
from lovende.responses.answering.door import answering_page
from lovende.responses.answering.said import Said, said_of
from lovende.responses.answering.showing import clock
from lovende.responses.answering.visit import Visit
from lovende.responses.flow import walk_of
from lovende.responses.history import replayed
from lovende.responses.models import Entry, Response
from lovende.web.languages import current_language


@answering_page("GET", "POST")
def both(request: HttpRequest, visit: Visit, part: str, seq: int) -> HttpResponse:
    """Show the answers of the other window beside those that count; a click takes the others."""
    name, response = page_name(part), visit.response
    if response is None or (visit.page and name != visit.page):
        return HttpResponseRedirect(address(visit, "start"))
    walk = walk_of(response, current_language())
    mine = walk.page(name)
    # Only a name that the questionnaire has reaches the database.
    entries = Entry.objects.filter(response=response, page=name, seq=seq)
    other = entries.first() if mine is not None else None
    if other is None or mine is None:
        return HttpResponseRedirect(page_address(visit, walk.resume(response.page)))
    touched = _touched(response, other)
    theirs = walk.saved(touched)
    if request.method == "POST":
        save_page(
            response=response,
            page=name,
            answers=touched,
            stands=theirs.next_after(name),
            seen=response.seq,
            save_key=new_save_key(),
            language=current_language(),
            version=response.version,
            hand_over=visit.hand_over,
        )
        return HttpResponseRedirect(page_address(visit, name))
    later = Entry.objects.filter(response=response, page=name, seq__gt=seq)
    own = later.exclude(save_key=other.save_key).order_by("-seq").first()
    context = {
        "study": visit.study,
        "shown": mine,
        "taken_over": _taken_over(mine, response, own, other),
        "at": clock(other.at),
        "pairs": _different(mine, theirs.page(name) or mine),
        "go_on": page_address(visit, walk.next_after(name))
        if not visit.page
        else address(visit, "done"),
        "change": page_address(visit, name),
        "action": page_address(visit, name, "both", seq),
        "language_action": address(visit, "language"),
    }
    page = loader.get_template("responses/answering/both.html", using="jinja2")
    return HttpResponse(page.render(context))


def _touched(response: Response, other: Entry) -> dict[str, StoredAnswer]:
    """Return what was changed in the other window, and not what merely stood there."""
    stood = replayed(response.entries.filter(seq__lte=other.seen).order_by("seq"))
    given: dict[str, StoredAnswer] = other.answers
    return {column: value for column, value in given.items() if value != stood.get(column)}


def _different(mine: ShownPage, theirs: ShownPage) -> list[tuple[str, Said | None, Said | None]]:
    """Return what differs between two states of a page: the question and both answers."""
    ours, others = _flat(mine), _flat(theirs)
    found = []
    for column in dict.fromkeys((*ours, *others)):
        one, two = ours.get(column), others.get(column)
        if (one.texts if one else ()) != (two.texts if two else ()):
            label = (one or two).label  # type: ignore[union-attr]  # one of them is there
            found.append((label, one, two))
    return found


def _taken_over(mine: ShownPage, response: Response, own: Entry | None, other: Entry) -> list[Said]:
    """Return answers of the other window that stand now, because nobody touched them here."""
    if own is None:
        return []
    sent, theirs, now = own.answers, other.answers, response.answers
    return [
        said
        for column, said in _flat(mine).items()
        if column in sent and sent[column] != theirs.get(column) == now.get(column)
    ]


def _flat(shown: ShownPage) -> dict[str, Said]:
    return {
        each.column: each
        for item in shown.items
        for answer in said_of(item, {})
        for each in (answer.rows or (answer,))
    }
