"""Pages of message texts: write one, see it as a person in the panel will, send it to oneself."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lovende.domain.errors import LovendeError
from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.mail import actions, queries
from lovende.fieldwork.mail.composing import Letter, message_code, platform_address
from lovende.fieldwork.mail.forms import DAYS_TO_ANSWER, TextForm, text_label
from lovende.fieldwork.mail.placeholders import known_for
from lovende.fieldwork.mail.texts import DEFAULTS, Wording, default_text
from lovende.fieldwork.mail.viewing import example_person, preview_values
from lovende.fieldwork.models import Invitee, MessageText
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.languages import line, on_page
from lovende.web.pages import confirm

HERE = "fieldwork"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@study_page(*ANALYSTS)
def new_text(request: HttpRequest, study: Study, kind: str) -> HttpResponse:
    """Write a text, beginning with our own."""
    if kind not in DEFAULTS:
        raise Http404
    return _edit(request, study, default_text(study, kind))


@get_or_post
@study_page(*ANALYSTS)
def edit_text(request: HttpRequest, study: Study, text_id: int) -> HttpResponse:
    """Change a text."""
    return _edit(request, study, get_object_or_404(study.message_texts, pk=text_id))


def _edit(request: HttpRequest, study: Study, text: MessageText) -> HttpResponse:
    initial = Wording.of(text).as_dict() | {"name": text.name}
    form = TextForm(request.POST or None, kind=text.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        stored = actions.save_text(
            study=study,
            kind=text.kind,
            wording=form.wording,
            name=form.cleaned_data["name"],
            text=text if text.pk else None,
            by=user_of(request),
        )
        messages.success(request, on_page(N_("The text is saved. This is how it is read.")))
        return redirect(_preview_address(study, stored))
    kinds = dict(MessageText.Kind.choices)
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "text": text,
        "title": on_page(str(kinds[text.kind])),
        "placeholders": known_for(text.kind),
        "preview": _preview_address(study, text),
    }
    status = 422 if form.errors else 200
    return render(request, "fieldwork/mail/text.html", context, status=status)


@get_or_post
@study_page(*ANALYSTS)
def remove_text(request: HttpRequest, study: Study, text_id: int) -> HttpResponse:
    """Ask, and remove a text that no round uses."""
    text = get_object_or_404(study.message_texts, pk=text_id)
    if request.method == "POST":
        try:
            actions.remove_text(text=text, by=user_of(request))
            messages.success(request, on_page(N_("The text is removed.")))
        except LovendeError as error:
            messages.error(request, line(error.fault))
        return redirect("fieldwork:overview", study.pk)
    return confirm(
        request,
        title=on_page(N_("Remove the text?")),
        text=text_label(text),
        action=on_page(N_("Remove the text")),
        back=reverse("fieldwork:overview", args=[study.pk]),
        danger=True,
        frame="studies/study_base.html",
        study=study,
        here=HERE,
    )


@get_or_post
@study_page(*ANALYSTS)
def preview_text(request: HttpRequest, study: Study) -> HttpResponse:
    """Show a text in both languages as one person in the panel will read it."""
    text = _asked_text(request, study)
    person = _asked_person(request, study)
    shown = person or example_person(study)
    user = user_of(request)
    last = timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER)
    read = {
        language: Wording.of(text).read(
            language, preview_values(study, text.kind, shown, language, last)
        )
        for language in LANGUAGES
    }
    if person is not None:
        seen = ["name", "job_title", "municipality"]
        record("text.preview", study=study, by=user, subject=person, fields=seen)
    looked = request.GET.get("search", "").strip()[:200]
    context = {
        "study": study,
        "here": HERE,
        "text": text,
        "label": text_label(text),
        "person": person,
        "shown": shown,
        "read": read,
        "search": looked,
        "found": queries.people_found(study, looked) if looked else [],
        "address": _preview_address(study, text),
        "sender": platform_address(),
        "own_address": user.email,
        "leaves": settings.MAIL.scheme in ("smtp", "smtps"),
    }
    return render(request, "fieldwork/mail/preview.html", context)


@require_POST
@study_page(*ANALYSTS)
def test_mail(request: HttpRequest, study: Study) -> HttpResponse:
    """Send the previewed text to the user's own address."""
    text = _asked_text(request, study)
    person = _asked_person(request, study)
    language = request.POST.get("language", "da")
    if language not in LANGUAGES:
        raise Http404
    user = user_of(request)
    last = timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER)
    values = preview_values(study, text.kind, person or example_person(study), language, last)
    subject, body = Wording.of(text).read(language, values)
    letter = Letter(message_code(), user.email, str(user), language, f"[Test] {subject}", body)
    try:
        actions.send_test(study=study, letter=letter, kind=text.kind, by=user)
        said = on_page(N_("A test mail is on its way to {address}."), address=user.email)
        messages.success(request, said)
    except LovendeError as error:
        messages.error(request, line(error.fault))
    address = _preview_address(study, text)
    return redirect(f"{address}&person={person.pk}" if person else address)


def _asked_text(request: HttpRequest, study: Study) -> MessageText:
    """Return the text that the address names: by number, or ours by kind."""
    given = request.GET.get("text", "")
    if given in DEFAULTS:
        return default_text(study, given)
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Http404
    return get_object_or_404(study.message_texts, pk=int(given))


def _asked_person(request: HttpRequest, study: Study) -> Invitee | None:
    """Return the person whom the address names, else the first in the panel, if any."""
    given = request.GET.get("person", "")
    rows = Invitee.objects.filter(study=study, contact__isnull=False).select_related("contact")
    if not given:
        return rows.filter(state=Invitee.State.ACTIVE).order_by("pk").first()
    if not given.isascii() or not given.isdecimal() or len(given) > 18:
        raise Http404
    return get_object_or_404(rows, pk=int(given))


def _preview_address(study: Study, text: MessageText) -> str:
    address = reverse("fieldwork:text_preview", args=[study.pk])
    return f"{address}?text={text.pk or text.kind}"
