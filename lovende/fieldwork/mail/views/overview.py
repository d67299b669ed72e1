"""The first page of fieldwork: waves, what was sent and is planned, texts, and what waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lovende.fieldwork.mail import queries
from lovende.fieldwork.mail.forms import mailing_label, text_label, wave_label
from lovende.studies.access import ANALYSTS, study_page
from lovende.studies.models import Study

HERE = "fieldwork"


@require_safe
@study_page(*ANALYSTS)
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """Where the sending stands and what comes next."""
    waves = queries.waves_of(study)
    mailings = [mailing for wave in waves for mailing in wave.mailings]
    counts = queries.counts_of(mailings)
    context = {
        "study": study,
        "here": HERE,
        "waves": waves,
        "counts": counts,
        "texts": queries.texts_of(study),
        "doubt": queries.doubtful(study),
        "next_planned": queries.next_planned(study),
        "by_telephone": queries.by_telephone_only(study) if mailings else 0,
        "under_way": any(mailing.state == "sending" for mailing in mailings),
        "mailing_label": mailing_label,
        "text_label": text_label,
        "wave_label": wave_label,
    }
    return render(request, "fieldwork/mail/overview.html", context)
