"""E-mails of this room, in the language of whom they go to."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lovende.domain.texts import N_
from lovende.studies.models import Invitation, Membership, Organisation, Role, StudyRole, User
from lovende.web.languages import current_language, on_page

log = logging.getLogger(__name__)


def tell_colleague(held: StudyRole, *, by: User) -> bool:
    """Tell someone of their role in a study. Returns whether the mail server took the message."""
    where = reverse("studies:overview", args=[held.study_id])
    context = {
        "by": by,
        "study": held.study,
        "organisation": held.study.organisation,
        "role": Role(held.role).label,
        "name": held.user.name if held.user else "",
        "waiting": held.user is None,
        "email": held.email,
    }
    subject = N_("{by} has given you a role in a study")
    return _send(held.email, held.user, "studies/mail/role.txt", subject, where, context, by)


def tell_member(
    organisation: Organisation, given: Membership | Invitation, email: str, *, by: User
) -> bool:
    """Tell someone that they belong to an organisation. Returns whether the message was taken."""
    user = given.user if isinstance(given, Membership) else None
    context = {
        "by": by,
        "organisation": organisation,
        "name": user.name if user else "",
        "waiting": user is None,
        "email": email,
    }
    subject = N_("{by} has invited you to Lovende")
    where = reverse("studies:list")
    return _send(email, user, "studies/mail/member.txt", subject, where, context, by)


def _send(
    email: str,
    user: User | None,
    template: str,
    subject: str,
    path: str,
    context: dict[str, object],
    by: User,
) -> bool:
    language = user.language if user else current_language()
    address = settings.BASE_URL + (path if user else reverse("account_signup"))
    with translation.override(language):
        text = render_to_string(template, {**context, "address": address})
        # A line break in a name must not become a line of the header.
        line = " ".join(on_page(subject, by=by).split())
        message = EmailMessage(line, text.strip() + "\n", to=[email], reply_to=[by.email])
    try:
        message.send()
    except (SMTPException, OSError):
        log.exception("A message about a role or a membership could not be sent")
        return False
    return True
