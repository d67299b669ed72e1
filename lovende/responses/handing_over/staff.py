"""What was passed on to whom, for those who run the study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.texts import N_
from lovende.fieldwork.handing_over import OPEN, withdraw_hand_over
from lovende.fieldwork.models import HandOver
from lovende.questionnaires.queries import newest_version
from lovende.responses.handing_over.queries import page_title
from lovende.responses.models import Entry, Response
from lovende.responses.queries import given_by
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page

AT_ONCE = 25


@require_safe
@study_page(*ANALYSTS)
def hand_overs(request: HttpRequest, study: Study) -> HttpResponse:
    """Who passed what on to whom, how far it is, and how many answers came of it."""
    found = HandOver.objects.filter(invitee__study=study).select_related("invitee__contact")
    page = Paginator(found.order_by("-pk"), AT_ONCE).get_page(request.GET.get("page"))
    passed = list(page.object_list)
    if passed:
        record("hand_over.look", study=study, by=user_of(request), fields=["name", "email"])
    version = newest_version(study)
    language = current_language()
    given = answers_given(passed)
    rows = [
        (
            each,
            page_title(version, each.page, language) if each.page and version else each.page,
            given[each.pk],
        )
        for each in passed
    ]
    context = {"study": study, "here": "fieldwork", "page": page, "rows": rows, "open_states": OPEN}
    return render(request, "responses/handing_over/hand_overs.html", context)


def answers_given(passed: Sequence[HandOver]) -> Counter[int]:
    """Return how many of the current answers came by each handing over."""
    found: Counter[int] = Counter()
    invitees = {each.invitee_id for each in passed if each.state != HandOver.State.OFFERED}
    rows = Entry.objects.filter(
        response__invitee__in=invitees, response__kind=Response.Kind.PANEL
    ).select_related("hand_over")
    in_order = rows.order_by("response_id", "seq").iterator()
    for _, entries in groupby(in_order, attrgetter("response_id")):
        found.update(giver.pk for giver in given_by(entries).values())
    return found


@require_POST
@study_page(*ANALYSTS)
def withdraw(request: HttpRequest, study: Study, hand_over_id: int) -> HttpResponse:
    """Take back what was passed on; the colleague's link opens nothing any more."""
    passed = get_object_or_404(HandOver, invitee__study=study, pk=hand_over_id)
    if withdraw_hand_over(hand_over=passed, by=user_of(request)):
        messages.success(request, on_page(N_("It is taken back, and the link is closed.")))
    return redirect("responses:hand_overs", study.pk)
