"""What a colleague is told on the front page, and the steps that follow from their answering."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from lovende.domain.texts import N_
from lovende.fieldwork.handing_over import begin_hand_over, hand_over_done
from lovende.fieldwork.models import Contact
from lovende.questionnaires.queries import live_version
from lovende.responses.answering.closed import closed_page
from lovende.responses.answering.visit import Visit
from lovende.responses.handing_over.queries import page_title
from lovende.web.languages import current_language, on_page


@dataclass(frozen=True)
class Passed:
    """Who passed it on, what (`part`, '' for the whole), their word, and where to say no."""

    by: str
    part: str
    word: str
    no: str


def passed_on(visit: Visit) -> Passed | None:
    """Return what a colleague is to be told; None for everyone else."""
    given = visit.hand_over
    if given is None:
        return None
    contact = Contact.objects.filter(invitee_id=given.invitee_id).first()
    version = visit.response.version if visit.response else live_version(visit.study)
    part = page_title(version, given.page, current_language()) if given.page and version else ""
    try:
        no = reverse("fieldwork:say_no", args=[visit.token])
    except NoReverseMatch:
        no = ""
    name = contact.name if contact else on_page(N_("A colleague"))
    return Passed(name, part or given.page, given.word, no)


def no_longer_asked(visit: Visit) -> HttpResponse:
    """Return the page for a colleague whose page is not asked (any more): nothing is left to do."""
    text = N_(
        "Your colleague's other answers mean that this page is not asked. There is nothing more for you to do. Thank you for your help."
    )
    return closed_page(410, N_("This page is not needed any more"), text, study=visit.study)


def began(visit: Visit) -> None:
    """Store that a colleague pressed the button to start; nothing for anyone else."""
    if visit.hand_over is not None:
        begin_hand_over(hand_over=visit.hand_over)


def finished(visit: Visit) -> None:
    """Store that a colleague has answered what was passed on; nothing for anyone else."""
    if visit.hand_over is not None:
        hand_over_done(hand_over=visit.hand_over)
