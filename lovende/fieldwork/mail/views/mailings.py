"""Pages of rounds: plan one, follow it, stop it, decide on what is in doubt."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.errors import LovendeError
from lovende.domain.texts import N_
from lovende.fieldwork.mail import actions, queries
from lovende.fieldwork.mail.forms import MailingForm, mailing_label, text_label
from lovende.fieldwork.mail.rules import SKIPPED, to_be_written_to
from lovende.fieldwork.models import Mailing, Message, MessageText
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study, User
from lovende.web.forms import tell_in_form
from lovende.web.languages import line, on_page

HERE = "fieldwork"


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def plan(request: HttpRequest, study: Study) -> HttpResponse:
    """Plan a round to a wave, now or at a time."""
    texts = [t for t in queries.texts_of(study) if t.kind != MessageText.Kind.HAND_OVER]
    waves = [standing.wave for standing in queries.waves_of(study)]
    form = MailingForm(
        request.POST or None,
        study=study,
        waves=waves,
        texts=texts,
        initial=_initial(request, texts),
    )
    if request.method == "POST" and form.is_valid():
        try:
            mailing = actions.plan_mailing(**form.chosen, by=user_of(request))
            return redirect("fieldwork:mailing", study.pk, mailing.pk)
        except LovendeError as error:
            tell_in_form(form, error)
    context = {"study": study, "here": HERE, "form": form, "waves": waves}
    status = 422 if form.errors else 200
    return render(request, "fieldwork/mail/plan.html", context, status=status)


def _initial(request: HttpRequest, texts: list[MessageText]) -> dict[str, str]:
    """What the link to the form has chosen already: a wave and a kind."""
    kind = request.GET.get("kind", "")
    chosen = next((t for t in reversed(texts) if t.kind == kind), None)
    text = str(chosen.pk or chosen.kind) if chosen else ""
    return {"wave": request.GET.get("wave", ""), "text": text}


@require_safe
@study_page(*ANALYSTS)
def mailing(request: HttpRequest, study: Study, mailing_id: int) -> HttpResponse:
    """Follow a round while it is sent, and decide on what needs a person."""
    found = get_object_or_404(
        Mailing.objects.select_related("wave", "text", "by", "study"), study=study, pk=mailing_id
    )
    context = {
        "study": study,
        "here": HERE,
        "mailing": found,
        "label": mailing_label(found),
        "counts": queries.counts_of([found])[found.pk],
    }
    if request.headers.get("HX-Request"):
        response = render(request, "fieldwork/mail/progress.html", context)
        if found.state != Mailing.State.SENDING:
            response["HX-Refresh"] = "true"
        return response
    troubled = queries.troubled(found)
    if troubled:
        seen = {"messages": len(troubled)}
        record(
            "outbox.look", study=study, by=user_of(request), fields=["name", "email"], values=seen
        )
    more = {
        "troubled": troubled,
        "reasons": SKIPPED,
        "text_name": text_label(found.text),
        "newcomers": queries.newcomers(found) if found.state == Mailing.State.SENT else 0,
        "expected": to_be_written_to(found).count() if found.state == Mailing.State.PLANNED else 0,
    }
    return render(request, "fieldwork/mail/mailing.html", context | more)


Change = Callable[..., None]
CHANGES: dict[str, tuple[Change, str]] = {
    "cancel": (actions.cancel_mailing, N_("The mailing is called off. Nothing was sent.")),
    "pause": (actions.pause_mailing, N_("The mailing is paused. No more is sent until you go on.")),
    "resume": (actions.resume_mailing, N_("The mailing goes on.")),
    "newcomers": (
        actions.send_to_newcomers,
        N_("The mailing is sent to those who came into the wave later."),
    ),
}


@require_POST
@study_page(*ANALYSTS)
def change(request: HttpRequest, study: Study, mailing_id: int, what: str) -> HttpResponse:
    """Call off, pause, go on, or send to newcomers."""
    if what not in CHANGES:
        raise Http404
    found = get_object_or_404(Mailing, study=study, pk=mailing_id)
    act, said = CHANGES[what]

    def carry_out(by: User) -> None:
        act(mailing=found, by=by)

    _try(request, carry_out, said)
    return redirect("fieldwork:mailing", study.pk, found.pk)


@require_POST
@study_page(*ANALYSTS)
def decide(request: HttpRequest, study: Study, message_id: int, what: str) -> HttpResponse:
    """Decide on a message in doubt or one that failed."""
    message = get_object_or_404(Message.objects.select_related("study"), study=study, pk=message_id)
    doubtful = message.state == Message.State.SENDING

    def carry_out(by: User) -> None:
        if doubtful:
            actions.decide_doubtful(message=message, was_sent=what == "sent", by=by)
        else:
            actions.send_again(message=message, by=by)

    if what not in ("sent", "again") or (what == "sent" and not doubtful):
        raise Http404
    said = N_("It is noted as sent.") if what == "sent" else N_("It is sent again in a moment.")
    _try(request, carry_out, said)
    if message.mailing_id:
        return redirect("fieldwork:mailing", study.pk, message.mailing_id)
    return redirect("fieldwork:outbox", study.pk)


def _try(request: HttpRequest, carry_out: Callable[[User], None], said: str) -> None:
    try:
        carry_out(user_of(request))
        messages.success(request, on_page(said))
    except LovendeError as error:
        messages.error(request, line(error.fault))
