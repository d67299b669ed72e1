"""One save under the lock of its response: what it adds to the history, and what it changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from lovende.domain.errors import fault
from lovende.domain.questionnaire.flow import Stored
from lovende.domain.texts import N_
from lovende.fieldwork.models import HandOver, Invitee
from lovende.responses.clocks import seconds_used
from lovende.responses.errors import (
    NotSavedError,
    ResponseGoneError,
    StudyClosedError,
    TooManySavesError,
)
from lovende.responses.history import Answers, History, Recorded
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study, User


def locked(response: Response) -> Response:
    """Return the response as it is stored now, nobody else writing to it until the transaction ends.

    Raises NotSavedError where nothing can be saved in it.
    """
    rows = Response.objects.select_for_update(of=("self",))
    found = rows.select_related("study", "invitee__wave").filter(pk=response.pk).first()
    if found is None or found.erased_at is not None:
        raise gone()
    if found.invitee is not None and found.invitee.state != Invitee.State.ACTIVE:
        raise gone()
    check_open(found.study, found.kind)
    return found


def check_open(study: Study, kind: str) -> None:
    """Raises StudyClosedError where a study takes no answers of this kind (now)."""
    open_states = [Study.State.LIVE]
    if kind == Response.Kind.PILOT:
        open_states.append(Study.State.DRAFT)
    if study.state in open_states and study.erased_at is None:
        return
    message = (
        N_("The study is closed and takes no more answers. What you saved before is kept.")
        if study.state == Study.State.CLOSED
        else N_("The study has not been opened yet.")
    )
    raise StudyClosedError(fault("response.closed", message))


def gone() -> NotSavedError:
    """Return the error for answers that are no longer there to be changed."""
    message = N_("These answers were withdrawn or erased, so nothing can be saved in them.")
    return ResponseGoneError(fault("response.gone", message))


MOST_SAVES = 10_000
MOST_TYPED = 8_000
"""Entries of one response, and those after which nothing more is stored while typing.

Someone who types for eight hours makes 5,000. Every save stays for ever, and a late one reads
those before it, so that one respondent could fill the disk and hold up the others.
"""
MOST_IN_A_MINUTE = 600


def check_pace(response: Response, kind: str, now: datetime) -> None:
    """Raises TooManySavesError where no person can have saved a response so often, or so fast."""
    if response.seq >= (MOST_TYPED if kind == Entry.Kind.TYPED else MOST_SAVES):
        message = N_(
            "These answers have been saved so many times that no more can be stored. What was "
            "saved before is kept. Write to us if you want to change more."
        )
        raise TooManySavesError(fault("response.too_many_saves", message))
    if response.seq < MOST_IN_A_MINUTE:
        return
    earlier = response.entries.filter(seq=response.seq - MOST_IN_A_MINUTE + 1)
    at = earlier.values_list("at", flat=True).first()
    if at is not None and now - timedelta(minutes=1) < at <= now:
        message = N_("These answers are being saved too fast. Wait a minute and send them again.")
        raise TooManySavesError(fault("response.too_fast", message))


@dataclass(frozen=True)
class Form:
    """A save as it arrived."""

    kind: str
    page: str
    answers: Answers
    seen: int
    save_key: str
    change: int

    def digest(self, before: int) -> str:
        """Return what no other save has; `before` is what the same form last stored.

        The answers are not in it: when they are erased, it must not tell who guesses at them.
        """
        said = f"{self.save_key}:{self.seen}:{self.change}:{before}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def entry(
        self,
        response: Response,
        *,
        before: int,
        stands: str = "",
        version_id: int | None = None,
        language: str,
        hand_over: HandOver | None,
        by: User | None,
    ) -> Entry:
        """Return the entry that holds this save, not stored yet; `before` as in `digest`."""
        return Entry(
            response=response,
            kind=self.kind,
            version_id=response.version_id if version_id is None else version_id,
            page=self.page,
            stands=stands,
            answers=self.answers,
            seen=self.seen,
            save_key=self.save_key,
            change=self.change,
            digest=self.digest(before),
            language=language,
            hand_over=hand_over,
            by=by,
        )

    def is_same(self, entry: Entry) -> bool:
        """Whether an entry of the same form holds just this."""
        return (self.kind, self.page, self.answers, self.change) == (
            entry.kind,
            entry.page,
            entry.answers,
            entry.change,
        )


@dataclass(frozen=True)
class Since:
    """What was stored since a form was made: by the form itself, and by others.

    `own` is the latest of the form itself, `late` whether a later change of it is there already,
    `others` whether there is anything from elsewhere, `overtaken` the latest of these of the same
    page.
    """

    own: Entry | None = None
    late: bool = False
    others: bool = False
    overtaken: Entry | None = None


def since(response: Response, form: Form) -> Since:
    """Look for what was stored since the form was made; nothing is asked where nothing was."""
    if form.seen >= response.seq:
        return Since()
    newer = response.entries.filter(seq__gt=form.seen).order_by("-seq")
    own = newer.filter(save_key=form.save_key).first() if form.save_key else None
    late = (
        own is not None
        and form.change > 0
        and newer.filter(save_key=form.save_key, change__gt=form.change).exists()
    )
    elsewhere = newer.exclude(save_key=form.save_key) if form.save_key else newer
    overtaken = next(
        (each for each in elsewhere.filter(page=form.page) if _differs(each, form)), None
    )
    return Since(own, late, elsewhere.exclude(answers={}).exists(), overtaken)


def _differs(entry: Entry, form: Form) -> bool:
    mine = form.answers
    return any(
        mine.get(column) != value for column, value in entry.answers.items() if column in mine
    )


def changes(response: Response, form: Form, stored: Since) -> Stored:
    """Return the columns that a save changes; see `responses.history` for the rule."""
    if stored.late:
        return {}
    if not stored.others:
        return form.answers
    history = History()
    fields = ("seq", "answers", "seen", "save_key", "change")
    for row in response.entries.order_by("seq").values_list(*fields):
        history.add(Recorded(*row))
    mine = Recorded(response.seq + 1, form.answers, form.seen, form.save_key, form.change)
    return history.changes(mine)


def take(
    response: Response,
    entry: Entry,
    changed: Stored,
    *,
    now: datetime,
    shown_at: datetime | None = None,
) -> None:
    """Store an entry as the next one and bring the response up to date with it."""
    if response.submitted_at is None:
        entry.seconds = seconds_used(now, shown_at, response.saved_at)
    entry.seq = response.seq + 1
    entry.at = now
    entry.save(force_insert=True)
    response.seq = entry.seq
    response.answers = {**response.answers, **changed}
    response.page = entry.stands
    response.saved_at = now
    response.seconds += entry.seconds
    if entry.hand_over_id is None:
        # A colleague answers in their own language, and the invitee goes on in theirs.
        response.language = entry.language
    response.version_id = entry.version_id


UPDATED = ("seq", "answers", "page", "saved_at", "seconds", "language", "version", "submitted_at")
