"""Who gave what: the answers of a response by the colleague they came from."""

from __future__ import annotations

from lovende.domain.questionnaire.model import Group
from lovende.fieldwork.models import HandOver
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.history import History
from lovende.responses.models import Entry, Response


def givers(response: Response) -> dict[str, HandOver | None]:
    """Return who gave each current answer, by column: the colleague, or None for the invitee.

    Whoever stored an answer first as it stands now gave it: a colleague who saves a page without
    changing what stood on it has not given that.
    """
    found: dict[str, HandOver | None] = {}
    history = History()
    held: dict[str, object] = {}
    for entry in _entries(response):
        for column, value in history.add(entry).items():
            if column not in found or held[column] != value:
                found[column], held[column] = entry.hand_over, value
    return {column: giver for column, giver in found.items() if column in response.answers}


def _entries(response: Response) -> list[Entry]:
    rows = response.entries.select_related("hand_over").order_by("seq")
    return list(rows)


def page_title(version: Version, page: str, language: str) -> str:
    """Return what a page is called for those who answer; its name where it has no title."""
    questionnaire = questionnaire_of(version)
    for item, _ in questionnaire.walk():
        if isinstance(item, Group) and item.page and item.name == page.split("__")[0]:
            return item.label.get(language) or page
    return page
