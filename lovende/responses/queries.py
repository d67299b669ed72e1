"""Reading of responses and their history, each with what a page needs and without the files."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester
from lovende.responses.history import History
from lovende.responses.models import Entry, Response


def found_responses() -> QuerySet[Response]:
    """Return responses with version, study, invitee and contact, in one query each."""
    with_all = Response.objects.select_related("version__study", "study", "invitee__contact")
    return with_all.defer("version__source")


def response_of(
    *,
    invitee: Invitee | None = None,
    tester: Tester | None = None,
    link_code: str = "",
    kind: str = "",
) -> Response | None:
    """Return the response of an invitee, of a tester (their latest), or of a link; else None."""
    rows = found_responses()
    if invitee is not None:
        return rows.filter(invitee=invitee, kind=kind or Response.Kind.PANEL).first()
    if tester is not None:
        return rows.filter(tester=tester, kind=Response.Kind.PILOT).order_by("-pk").first()
    return rows.filter(link_code=link_code).first()


def history(response: Response) -> QuerySet[Entry]:
    """Return all entries of a response in their order."""
    return response.entries.select_related("hand_over", "by").order_by("seq")


def given_by(entries: Iterable[Entry]) -> dict[str, HandOver]:
    """Return by which handing over the current answers came, by column; from all of a history.

    Whoever changed an answer last gave it, not who saved it along with a page.
    """
    replay = History()
    found: dict[str, HandOver] = {}
    for entry in entries:
        stood = replay.answers
        for column, value in replay.add(entry).items():
            if value == stood.get(column):
                continue
            found.pop(column, None)
            if entry.hand_over is not None and value:
                found[column] = entry.hand_over
    return found
