"""Every write of answering. Each is one transaction; what it returns is on disk.

The order of a page that comes in (nothing else is needed):

    walk = walk_of(response, language)                      # lovende.responses.flow
    shown = walk.page(name)                                 # None: not asked now; go to walk.resume(...)
    parsed = parse_page(shown, request.POST)
    after = walk.saved(parsed.answers)
    saved = save_page(response=response, page=name, answers=parsed.answers,
                      stands=after.next_after(name), seen=..., save_key=..., kind=Entry.Kind.PAGE,
                      language=language, shown_at=...)
    faults = check_page(after, name, parsed)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lovende.domain.questionnaire.flow import Stored
from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester, Version
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study, User


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `entry` holds it and `seq` is its number (the next form's `seen`). `overtaken` is the latest
    entry of the same page that another window, device or colleague stored since the page was
    made and whose answers differ: it is kept in the history, ours counts. `repeated`: the same
    save had arrived before. `answers` are the answers of the response now.
    """

    entry: Entry
    seq: int
    answers: Stored
    overtaken: Entry | None = None
    repeated: bool = False


def start_response(
    *,
    study: Study,
    language: str,
    invitee: Invitee | None = None,
    tester: Tester | None = None,
    hand_over: HandOver | None = None,
    version: Version | None = None,
    kind: str = "",
) -> Response:
    """Return the response of an invitee or a tester, made where there is none yet.

    Without either it is a new one by the open link. Two clicks or two devices make one response.
    The invitee counts as begun only with the first saved answer. `hand_over` is the handing
    over by which they came. Raises NotSavedError where the study cannot be answered (now).
    """
    raise NotImplementedError


def save_page(
    *,
    response: Response,
    page: str,
    answers: Stored,
    stands: str,
    seen: int,
    save_key: str,
    kind: str = Entry.Kind.PAGE,
    language: str = "da",
    change: int = 0,
    shown_at: datetime | None = None,
    version: Version | None = None,
    hand_over: HandOver | None = None,
    by: User | None = None,
) -> Saved:
    """Add one page to the history and to the current answers.

    `stands` is the page where the respondent goes on ('' at the end). `seen` is the number of
    the entry that the form was made from (`response.seq` then), `save_key` a random word made
    with each form (`new_save_key`), `change` how often the form was changed (counted by the
    script, 0 without): a save that comes late never undoes a newer one of the same form.
    `shown_at` is when the form was made. Raises NotSavedError where the study is closed, or the
    response is erased.
    """
    raise NotImplementedError


def submit(
    *,
    response: Response,
    language: str = "da",
    hand_over: HandOver | None = None,
    by: User | None = None,
) -> Response:
    """Submit the answers; once more changes nothing. Raises NotSavedError as `save_page` does."""
    raise NotImplementedError


def reopen(
    *,
    response: Response,
    language: str = "da",
    hand_over: HandOver | None = None,
    by: User | None = None,
) -> Response:
    """Open submitted answers for changing, until the study closes. Raises NotSavedError."""
    raise NotImplementedError


def new_save_key() -> str:
    """Return the word that names one form: two saves with it came from the same window."""
    raise NotImplementedError
