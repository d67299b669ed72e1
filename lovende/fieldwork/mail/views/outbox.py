"""The outbox: what was sent to whom, and the text where it is kept."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lovende.fieldwork.mail import queries
from lovende.fieldwork.mail.actions import keeps_texts
from lovende.fieldwork.mail.forms import OutboxForm, mailing_label
from lovende.fieldwork.mail.queries import Looked
from lovende.fieldwork.mail.rules import SKIPPED
from lovende.fieldwork.mail.sending.rounds import in_doubt
from lovende.fieldwork.models import Message
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study

HERE = "fieldwork"
_LINK = re.compile(r"(https?://\S+)")


@require_safe
@study_page(*ANALYSTS)
def outbox(request: HttpRequest, study: Study) -> HttpResponse:
    """What was sent and is about to be, the newest first."""
    form = OutboxForm(request.GET or None, study=study)
    looked = _looked(request, form)
    rows, older = queries.outbox_page(study, looked)
    if rows:
        record(
            "outbox.look",
            study=study,
            by=user_of(request),
            fields=["name", "email"],
            values={"messages": len(rows), "searched": bool(looked.text)},
        )
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "looked": looked,
        "rows": rows,
        "older": older,
        "reasons": SKIPPED,
        "kept": keeps_texts(),
        "mailing_label": mailing_label,
        "address_of": address_of,
        "name_of": name_of,
    }
    return render(request, "fieldwork/mail/outbox.html", context)


@require_safe
@study_page(*ANALYSTS)
def message(request: HttpRequest, study: Study, message_id: int) -> HttpResponse:
    """One message: what is known of it, its reports, and its text where it is kept."""
    related = ("invitee__contact", "mailing__wave", "hand_over")
    rows = Message.objects.select_related(*related)
    found = get_object_or_404(rows, study=study, pk=message_id)
    record(
        "outbox.look",
        study=study,
        by=user_of(request),
        subject=found,
        fields=["name", "email", "body"],
    )
    context = {
        "study": study,
        "here": HERE,
        "message": found,
        "doubtful": Message.objects.filter(in_doubt(), pk=found.pk).exists(),
        "reports": list(found.reports.order_by("-pk")),
        "name": name_of(found),
        "address": address_of(found),
        # Every second part is a link: the template writes both, and escapes both.
        "parts": _LINK.split(found.body) if keeps_texts() else [],
        "kept": keeps_texts(),
        "mailing_label": mailing_label,
        "reasons": SKIPPED,
        "back": reverse("fieldwork:outbox", args=[study.pk]),
    }
    return render(request, "fieldwork/mail/message.html", context)


def name_of(found: Message) -> str:
    """Return whom a message is for; '' where they are erased."""
    if found.hand_over is not None:
        return found.hand_over.name
    contact = getattr(found.invitee, "contact", None)
    return contact.name if contact else ""


def address_of(found: Message) -> str:
    """Return where a message goes; '' where it is erased."""
    if found.hand_over is not None:
        return found.hand_over.email
    contact = getattr(found.invitee, "contact", None)
    return found.to or (contact.email if contact else "")


def _looked(request: HttpRequest, form: OutboxForm) -> Looked:
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    mailing = given.get("mailing")
    return Looked(
        state=given.get("state", ""),
        mailing=int(mailing) if mailing else None,
        text=given.get("text", "").strip(),
        before=number,
    )
