"""Whom a round is for: asked when its messages are made, and again when each is sent."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from lovende.domain.texts import N_
from lovende.fieldwork.models import Contact, Invitee, Mailing, MessageText
from lovende.studies.models import Study

# Said no, complained; dead, not able; not eligible. Whoever broke off or sent an empty
# questionnaire is told by their progress.
NO = ("2.11", "2.111", "2.112", "2.1122")
NO_BEGINNINGS = ("2.3", "4")

SKIPPED: Mapping[str, str] = {
    "finished": N_("Has answered"),
    "not_in_panel": N_("No longer in the panel"),
    "refused": N_("Will not take part"),
    "no_address": N_("Has no e-mail address"),
    "bad_address": N_("The address does not work"),
    "no_mail": N_("Does not want mail"),
    "not_invited": N_("Has not been invited by e-mail"),
    "closed": N_("The study is not live"),
    "restored": N_("A backup was put back: it may have been sent since"),
    "wrong_text": N_("The text has a placeholder that nothing fills in"),
    "hand_over_over": N_("The handing over was withdrawn or is done"),
}


def refused(disposition: str) -> bool:
    """Whether a disposition says that no more is to be sent."""
    return disposition in NO or disposition.startswith(NO_BEGINNINGS)


def why_not(
    *, kind: str, state: str, progress: str, disposition: str, invited: bool, mail: str, email: str
) -> str:
    """Return why someone gets no message of a round (a key of `SKIPPED`), or '' where they do."""
    if state != Invitee.State.ACTIVE:
        return "not_in_panel"
    if progress == Invitee.Progress.FINISHED:
        return "finished"
    if refused(disposition):
        return "refused"
    if not email:
        return "no_address"
    if mail == Contact.Mail.COMPLAINED:
        return "no_mail"
    if mail != Contact.Mail.GOOD:
        return "bad_address"
    if kind == MessageText.Kind.REMINDER and not invited:
        return "not_invited"
    return ""


def _not_finished(study: Study) -> QuerySet[Invitee]:
    said_no = Q(disposition__in=NO)
    for beginning in NO_BEGINNINGS:
        said_no |= Q(disposition__startswith=beginning)
    return (
        Invitee.objects.filter(study=study, state=Invitee.State.ACTIVE)
        .exclude(progress=Invitee.Progress.FINISHED)
        .exclude(said_no)
    )


def to_be_written_to(mailing: Mailing) -> QuerySet[Invitee]:
    """Return those of the wave who are to get a round, by what is known now."""
    rows = _not_finished(mailing.study).filter(
        wave=mailing.wave, contact__mail=Contact.Mail.GOOD, contact__email__gt=""
    )
    if mailing.kind == MessageText.Kind.REMINDER:
        rows = rows.filter(invited_at__isnull=False)
    return rows


def not_reached_by_mail(study: Study) -> QuerySet[Invitee]:
    """Return those who have not finished and cannot be written to: the telephone is left."""
    good = Q(contact__mail=Contact.Mail.GOOD, contact__email__gt="")
    return _not_finished(study).exclude(good)
