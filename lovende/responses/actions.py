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

A save leaves no entry in the audit log: the history of answers is that log, in more detail.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from lovende.domain.errors import fault
from lovende.domain.questionnaire.flow import Stored, StoredAnswer
from lovende.domain.texts import N_
from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester, Version
from lovende.questionnaires.queries import live_version
from lovende.responses.counting import cells, count_step, tell_fieldwork
from lovende.responses.errors import StudyClosedError
from lovende.responses.models import Entry, Response
from lovende.responses.queries import found_responses
from lovende.responses.saving import (
    UPDATED,
    Form,
    changes,
    check_open,
    check_pace,
    gone,
    locked,
    since,
    take,
)
from lovende.studies import audit
from lovende.studies.links import new_code
from lovende.studies.models import Study, User


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `entry` holds it and `seq` is its number. `answers` are the answers of the response now, and
    `stands` where the respondent goes on. `overtaken` is the latest entry of the same page that
    another window, device or colleague stored since the form was made and whose answers differ:
    both are in the history. `conflicts` are the columns that both changed, with what the other
    had (ours counts); `kept` those that only the other changed (theirs counts). `repeated`: the
    same save had arrived before, and nothing was stored again.
    """

    entry: Entry
    seq: int
    answers: Stored
    overtaken: Entry | None = None
    conflicts: Mapping[str, StoredAnswer] = field(default_factory=dict)
    kept: Mapping[str, StoredAnswer] = field(default_factory=dict)
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
    consented: bool = False,
    by: User | None = None,
) -> Response:
    """Return the response of an invitee or a tester, made where there is none yet.

    Without either it is a new one by the open link. Two clicks or two devices make one response.
    The invitee counts as begun only with the first saved answer. A colleague to whom the
    questionnaire was handed over answers in the invitee's response. `version` is the live one
    unless told; a tester has a response for each version. Raises NotSavedError where the study
    cannot be answered (now).
    """
    subject = hand_over.invitee if hand_over is not None and invitee is None else invitee
    kind = kind or _kind(subject, tester)
    check_open(study, kind)
    if subject is not None and subject.state != Invitee.State.ACTIVE:
        raise gone()
    version = version or live_version(study)
    if version is None:
        raise StudyClosedError(fault("response.closed", N_("The study has not been opened yet.")))
    found = _existing(study, subject, tester, version, kind)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(study, language, subject, tester, version, kind, consented, by)
    except IntegrityError:
        # Another click of the same person was first.
        found = _existing(study, subject, tester, version, kind)
        if found is None:
            raise
        return found


def _kind(invitee: Invitee | None, tester: Tester | None) -> str:
    if invitee is not None:
        return Response.Kind.PANEL
    return Response.Kind.OPEN if tester is None else Response.Kind.PILOT


def _existing(
    study: Study, invitee: Invitee | None, tester: Tester | None, version: Version, kind: str
) -> Response | None:
    rows = found_responses().filter(study=study, kind=kind)
    if invitee is not None:
        return rows.filter(invitee=invitee).first()
    return None if tester is None else rows.filter(tester=tester, version=version).first()


def _make(
    study: Study,
    language: str,
    invitee: Invitee | None,
    tester: Tester | None,
    version: Version,
    kind: str,
    consented: bool,
    by: User | None,
) -> Response:
    if tester is not None:
        # Held until the end of the transaction, so that two clicks do not make two.
        Tester.objects.select_for_update().get(pk=tester.pk)
        found = _existing(study, None, tester, version, kind)
        if found is not None:
            return found
    made = Response.objects.create(
        study=study,
        kind=kind,
        invitee=invitee,
        tester=tester,
        version=version,
        key=new_code(),
        link_code=new_code(),
        language=language,
        consented_at=timezone.now() if consented else None,
    )
    audit.record("response.start", study=study, by=by, actor="respondent", subject=made)
    return made


@transaction.atomic
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
    the entry that the form was made from (`response.seq` then; it stays as long as the form
    does), `save_key` a random word made with each form (`new_save_key`), `change` how often the
    form was changed (counted by the script, 0 without): a save that comes late never undoes a
    newer one of the same form. `shown_at` is when the form was made. `version` is the one that
    was shown, the response's own unless told. `response` is brought up to date. Raises NotSavedError where the study
    is closed, the response is erased, or it is saved as no person can.
    """
    now = timezone.now()
    stored = locked(response)
    seen = min(max(seen, 0), stored.seq)
    form = Form(kind, page, dict(answers), seen, save_key[:32], max(change, 0))
    newer = since(stored, form)
    if newer.own is not None and form.is_same(newer.own):
        _follow(response, stored)
        return Saved(newer.own, newer.own.seq, stored.answers, repeated=True)
    if by is None:
        check_pace(stored, kind, now)
    before, held, began = cells(stored), stored.answers, stored.seq == 0
    changed = changes(stored, form, newer)
    entry = form.entry(
        stored,
        before=newer.own.seq if newer.own is not None else 0 if form.save_key else stored.seq,
        stands=stored.page if newer.late else stands,
        version_id=version.pk if version else response.version_id,
        language=language,
        hand_over=hand_over,
        by=by,
    )
    take(stored, entry, changed, now=now, shown_at=shown_at)
    stored.save(update_fields=UPDATED)
    count_step(stored, before, began=began, at=now)
    tell_fieldwork(stored, at=now)
    _follow(response, stored)
    other = newer.overtaken.answers if newer.overtaken is not None else {}
    return Saved(
        entry,
        entry.seq,
        stored.answers,
        newer.overtaken,
        {c: v for c, v in other.items() if v and c in changed and held.get(c) == v != changed[c]},
        {c: v for c, v in other.items() if c not in changed and form.answers.get(c, v) != v},
    )


@transaction.atomic
def submit(
    *,
    response: Response,
    language: str = "da",
    hand_over: HandOver | None = None,
    by: User | None = None,
) -> Response:
    """Submit the answers; once more changes nothing. Raises NotSavedError as `save_page` does."""
    now = timezone.now()
    stored = locked(response)
    if stored.submitted_at is None:
        before, began = cells(stored), stored.seq == 0
        entry = _mark(stored, Entry.Kind.SUBMITTED, language, hand_over, by)
        take(stored, entry, {}, now=now)
        stored.submitted_at = now
        stored.save(update_fields=UPDATED)
        count_step(stored, before, began=began, at=now)
        tell_fieldwork(stored, at=now)
        audit.record(
            "response.submit", study=stored.study, by=by, actor="respondent", subject=stored
        )
    _follow(response, stored)
    return response


@transaction.atomic
def reopen(
    *,
    response: Response,
    language: str = "da",
    hand_over: HandOver | None = None,
    by: User | None = None,
) -> Response:
    """Open submitted answers for changing, until the study closes. Raises NotSavedError."""
    now = timezone.now()
    stored = locked(response)
    if stored.submitted_at is not None:
        before = cells(stored)
        entry = _mark(stored, Entry.Kind.REOPENED, language, hand_over, by)
        take(stored, entry, {}, now=now)
        stored.submitted_at = None
        stored.save(update_fields=UPDATED)
        count_step(stored, before, began=False, at=now)
        tell_fieldwork(stored, at=now, reopened=True)
        audit.record(
            "response.reopen", study=stored.study, by=by, actor="respondent", subject=stored
        )
    _follow(response, stored)
    return response


def _mark(
    stored: Response, kind: str, language: str, hand_over: HandOver | None, by: User | None
) -> Entry:
    """Return an entry without answers that marks a step."""
    return Form(kind, "", {}, stored.seq, "", 0).entry(
        stored, before=stored.seq, language=language, hand_over=hand_over, by=by
    )


def _follow(response: Response, stored: Response) -> None:
    """Bring the caller's object up to date with what is stored."""
    for name in UPDATED:
        attribute = "version_id" if name == "version" else name
        setattr(response, attribute, getattr(stored, attribute))


def new_save_key() -> str:
    """Return the word that names one form: two saves with it came from the same window."""
    return secrets.token_hex(16)
