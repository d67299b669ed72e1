"""Pages of one person in the panel: added, corrected, withdrawn, replaced, given a new link."""

from __future__ import annotations

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lovende.domain.errors import LovendeError
from lovende.domain.statistics import dispositions
from lovende.domain.texts import N_
from lovende.fieldwork.models import Invitee, Wave
from lovende.fieldwork.panel import actions, downloads, queries
from lovende.fieldwork.panel.forms import (
    PersonForm,
    WithdrawForm,
    wave_label,
)
from lovende.fieldwork.panel.frame import panel_frame
from lovende.fieldwork.panel.reasons import BY_CODE
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.models import Study
from lovende.web.forms import tell_in_form
from lovende.web.languages import on_page
from lovende.web.pages import confirm
from lovende.web.templating import day

FRAME = "studies/study_base.html"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@study_page(*ANALYSTS)
def add(request: HttpRequest, study: Study) -> HttpResponse:
    """Add one person."""
    waves = queries.waves_of(study) or [Wave(study=study, number=1)]
    form = PersonForm(request.POST or None, study=study, waves=waves)
    if request.method == "POST" and form.is_valid():
        wave = form.chosen_wave if form.chosen_wave.pk else queries.default_wave(study)
        try:
            person = actions.add_invitee(
                study=study, wave=wave, given=form.row, by=user_of(request)
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            messages.success(request, on_page(N_("The person is in the panel.")))
            return redirect("fieldwork:person", study.pk, person.pk)
    title = on_page(N_("Add a person"))
    return _form_page(request, study, form, title, on_page(N_("Add to the panel")))


@get_or_post
@study_page(*ANALYSTS)
def person(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """One person: what is known, and what can be done."""
    found = _person(study, invitee_id)
    if downloads.contact_of(found) is None:
        return render(
            request, "fieldwork/panel/erased.html", panel_frame(study) | {"person": found}
        )
    waves = queries.waves_of(study)
    form = PersonForm(
        request.POST or None,
        study=study,
        waves=waves,
        person=found,
        initial=PersonForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.correct_invitee(
                invitee=found, wave=form.chosen_wave, given=form.row, by=user_of(request)
            )
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            if changed:
                messages.success(request, on_page(N_("The correction is stored.")))
            return redirect("fieldwork:person", study.pk, found.pk)
    if request.method != "POST":
        queries.look_at(study, [found], by=user_of(request), where="person", searched=False)
    replaced = Invitee.objects.filter(study=study, replaced_by=found).first()
    return render(
        request,
        "fieldwork/panel/person.html",
        panel_frame(study, found.contact.name)
        | {
            "person": found,
            "form": form,
            "facts": _facts(found),
            "reason": BY_CODE.get(found.reason),
            "replaced": replaced,
        },
        status=422 if form.errors else 200,
    )


@get_or_post
@study_page(*ANALYSTS)
def withdraw(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """Take someone out of the panel."""
    found = _person(study, invitee_id)
    back = reverse("fieldwork:person", args=[study.pk, found.pk])
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_invitee(
            invitee=found, reason=form.cleaned_data["reason"], by=user_of(request)
        )
        messages.success(request, on_page(N_("The person is withdrawn from the panel.")))
        return HttpResponseRedirect(back)
    return confirm(
        request,
        title=on_page(N_("Withdraw {name} from the panel"), name=found.contact.name),
        text=on_page(
            N_("They get no more mails and no calls, and their link ends. Answers given stay.")
        ),
        action=on_page(N_("Withdraw")),
        back=back,
        form=form,
        danger=True,
        frame=FRAME,
        **panel_frame(study, on_page(N_("Withdraw"))),
    )


@get_or_post
@study_page(*ANALYSTS)
def replace(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """Put someone else in the place of one."""
    found = _person(study, invitee_id)
    initial = PersonForm.initial_of(found) | dict.fromkeys(
        ("name", "job_title", "email", "telephone"), ""
    )
    form = PersonForm(request.POST or None, study=study, waves=[found.wave], initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            successor = actions.replace_invitee(invitee=found, given=form.row, by=user_of(request))
        except LovendeError as error:
            tell_in_form(form, error)
        else:
            messages.success(
                request, on_page(N_("The person is replaced. The old link has ended."))
            )
            return redirect("fieldwork:person", study.pk, successor.pk)
    title = on_page(N_("Replace {name} by another"), name=found.contact.name)
    text = N_("Both stay known. The new person is invited with the wave, and the old link ends.")
    return _form_page(
        request, study, form, title, on_page(N_("Replace")), text=on_page(text), person=found
    )


@get_or_post
@study_page(*ANALYSTS)
def new_link(request: HttpRequest, study: Study, invitee_id: int) -> HttpResponse:
    """End someone's link and give them another."""
    found = _person(study, invitee_id)
    back = reverse("fieldwork:person", args=[study.pk, found.pk])
    if request.method == "POST":
        actions.new_link(invitee=found, by=user_of(request))
        done = N_("The old link has ended. The next mail carries the new one.")
        messages.success(request, on_page(done))
        return HttpResponseRedirect(back)
    return confirm(
        request,
        title=on_page(N_("A new link for {name}"), name=found.contact.name),
        text=on_page(
            N_(
                "Use this where the link has come into wrong hands. The old link ends at once; "
                "answers that were given stay."
            )
        ),
        action=on_page(N_("Make a new link")),
        back=back,
        danger=True,
        frame=FRAME,
        **panel_frame(study, on_page(N_("New link"))),
    )


def _person(study: Study, invitee_id: int) -> Invitee:
    rows = Invitee.objects.select_related("wave", "contact", "replaced_by")
    found = rows.filter(study=study, pk=invitee_id).first()
    if found is None:
        raise Http404
    found.study = study
    return found


def _facts(person: Invitee) -> list[tuple[str, str]]:
    return [
        (on_page(N_("Key")), person.key),
        (on_page(N_("Wave")), wave_label(person.wave)),
        (on_page(N_("State")), on_page(person.get_state_display())),
        (on_page(N_("Progress")), on_page(person.get_progress_display())),
        (on_page(N_("Disposition")), on_page(dispositions.label(person.disposition))),
        (on_page(N_("Mail")), on_page(person.contact.get_mail_display())),
        (on_page(N_("First invited")), day(person.invited_at)),
    ]


def _form_page(
    request: HttpRequest,
    study: Study,
    form: PersonForm,
    title: str,
    action: str,
    text: str = "",
    person: Invitee | None = None,
) -> HttpResponse:
    back = (
        reverse("fieldwork:person", args=[study.pk, person.pk])
        if person
        else reverse("fieldwork:panel", args=[study.pk])
    )
    context = {"form": form, "title": title, "action": action, "text": text, "back": back}
    return render(
        request,
        "fieldwork/panel/form.html",
        panel_frame(study, title) | context,
        status=422 if form.errors else 200,
    )
