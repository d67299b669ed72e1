"""The telephone's words for the audit log."""

from __future__ import annotations

from lovende.domain.texts import N_
from lovende.fieldwork.models import Call
from lovende.studies import verbs

VERBS = {
    "call.list": N_("looked at a list of whom to call"),
    "call.look": N_("looked at how to reach someone"),
    "call.claim": N_("took someone to call"),
    "call.release": N_("left someone to the others"),
    "call.record": N_("stored a call"),
    "call.assign": N_("gave someone to an interviewer to call"),
    "call.ask_to_deepen": N_("asked for more about someone's open answers"),
    "call.take_off": N_("took someone off the list for deepening"),
    "call.choose_short_questions": N_("chose the questions of the short interview"),
    "call.short_interview": N_("stored a short interview"),
    "call.told": N_("stored what someone told about their open answers"),
    "call.read_told": N_("read what was told about open answers"),
    "hand_over.offer": N_("passed the questionnaire on to a colleague"),
    "hand_over.begin": N_("began on what was passed on"),
    "hand_over.done": N_("answered what was passed on"),
    "hand_over.withdraw": N_("took back what was passed on"),
    "hand_over.look": N_("looked at what was passed on to whom"),
}
FIELDS = {"purpose": N_("purpose"), "outcome": N_("outcome")}
WORDS = {str(value): str(label) for value, label in (*Call.Purpose.choices, *Call.Outcome.choices)}
THINGS = {"calltask": N_("call"), "handover": N_("handing over")}


def register_all() -> None:
    """Register what the audit log says of calls and of handing over."""
    verbs.register(VERBS, fields=FIELDS, things=THINGS, words=WORDS)
