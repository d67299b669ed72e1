"""What an outcome of a call means: for the next attempt, and for the disposition.

outcome          next attempt, where none is given   disposition (AAPOR)
no_answer        tomorrow                            3.13, where nothing else is known
busy             in two hours                        3.12, where nothing else is known
call_back        must be given                       as it was
will_answer      in a week                           as it was
short_interview  none                                2.111: does not take part
refused          none                                2.111
gone             none                                4.1: does not belong to the panel any more
wrong_number     none                                as it was: the invitation may still arrive
deepened         none                                as it was

Whoever has answered anything keeps that disposition, whatever is said on the telephone.
"""

from __future__ import annotations

import datetime

from lovende.fieldwork.models import Call, Invitee
from lovende.fieldwork.progress import ANSWERED, record_refused, set_disposition

Outcome = Call.Outcome
NEVER_ANSWERED, ALWAYS_ENGAGED, NOT_IN_THE_PANEL = "3.13", "3.12", "4.1"
UNHEARD = ("3.11", "3.12", "3.13", "3.19")

PARTICIPATION = (
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.CALL_BACK,
    Outcome.WILL_ANSWER,
    Outcome.REFUSED,
    Outcome.WRONG_NUMBER,
    Outcome.GONE,
)
DEEPENING = (
    Outcome.NO_ANSWER,
    Outcome.BUSY,
    Outcome.CALL_BACK,
    Outcome.REFUSED,
    Outcome.WRONG_NUMBER,
    Outcome.GONE,
)
"""What an interviewer can choose; the other two follow from storing what was said."""
AGAIN = {
    Outcome.NO_ANSWER: datetime.timedelta(days=1),
    Outcome.BUSY: datetime.timedelta(hours=2),
    Outcome.CALL_BACK: datetime.timedelta(0),
    Outcome.WILL_ANSWER: datetime.timedelta(days=7),
}
"""Outcomes after which there is another attempt, and when if nothing is said."""


def next_attempt(
    outcome: str, given: datetime.datetime | None, now: datetime.datetime
) -> datetime.datetime | None:
    """Return when to call again, None where that is over."""
    if outcome not in AGAIN:
        return None
    return given or now + AGAIN[Outcome(outcome)]


def set_what_it_means(invitee: Invitee, outcome: str) -> None:
    """Set the disposition that follows from the outcome of a call about taking part."""
    if invitee.disposition in ANSWERED:
        return
    unheard = invitee.disposition in UNHEARD and invitee.started_at is None
    if outcome in (Outcome.REFUSED, Outcome.SHORT_INTERVIEW):
        record_refused(invitee)
    elif outcome == Outcome.GONE:
        set_disposition(invitee, NOT_IN_THE_PANEL)
    elif outcome == Outcome.NO_ANSWER and unheard:
        set_disposition(invitee, NEVER_ANSWERED)
    elif outcome == Outcome.BUSY and unheard and invitee.disposition != NEVER_ANSWERED:
        set_disposition(invitee, ALWAYS_ENGAGED)
