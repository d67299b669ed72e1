"""The words of audit entries about personal data."""

from __future__ import annotations

from lovende.domain.texts import N_
from lovende.studies import verbs

VERBS = {
    "personal.find": N_("looked for a person"),
    "personal.look": N_("looked at everything about a person"),
    "personal.download": N_("downloaded everything about a person"),
    "personal.erase": N_("erased everything about a person"),
    "personal.expire": N_("erased personal data because the retention time had ended"),
    "personal.marks": N_("looked at answers that could name a person"),
    "personal.looked": N_("noted that a marked answer was looked at"),
    "personal.retention": N_("chose what stays after the retention time"),
}
FIELDS = {
    "answers": N_("answers"),
    "contact": N_("contact data"),
    "panel": N_("panel"),
    "messages": N_("mails"),
    "calls": N_("calls"),
    "hand_overs": N_("colleagues"),
    "responses": N_("sets of answers"),
    "history": N_("saves of answers"),
    "entries": N_("saves of answers"),
    "comments": N_("comments"),
    "contacts": N_("people with contact data"),
    "call_tasks": N_("tasks on call lists"),
    "panel_files": N_("panel files"),
    "exports": N_("exports"),
    "runs": N_("findings made for analysts"),
    "jobs": N_("jobs"),
    "testers": N_("testers"),
    "keep_open_answers": N_("keep answers in own words"),
    "audit": N_("audit log"),
}
THINGS = {"response": N_("response"), "hand_over": N_("passing on"), "tester": N_("tester")}


def register_all() -> None:
    """Register the words."""
    verbs.register(VERBS, fields=FIELDS, things=THINGS)
