"""The counts of a study made anew from its invitees and messages."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count as CountRows
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from lovende.fieldwork.models import Invitee, Message
from lovende.fieldwork.progress import SUCCEEDED
from lovende.fieldwork.tally import Count, Measure
from lovende.studies.models import Study

MOMENTS = {
    Measure.INVITED: "invited_at",
    Measure.STARTED: "started_at",
    Measure.FINISHED: "finished_at",
    Measure.WITHDRAWN: "withdrawn_at",
}


def panel_counts(study: Study) -> Iterator[Count]:
    """Count what the panel tells: who was written to, who began, and how everyone stands."""
    for measure, moment in MOMENTS.items():
        yield from _by_day(study, measure, moment)
    # Whoever was replaced before they began is counted by their successor.
    replaced = SUCCEEDED & Q(started_at=None)
    rows = Invitee.objects.filter(~replaced, study=study).order_by()
    found = rows.values_list("wave__number", "municipality", "disposition")
    for wave, municipality, code, number in found.annotate(n=CountRows("pk")):
        yield Count(Measure.DISPOSITION, number, "", wave, municipality, code)
    yield from _sent(study)


def _by_day(study: Study, measure: Measure, moment: str) -> Iterator[Count]:
    rows = Invitee.objects.filter(study=study, **{f"{moment}__isnull": False}).order_by()
    found = rows.annotate(day=TruncDate(moment)).values_list("day", "wave__number")
    for day, wave, number in found.annotate(n=CountRows("pk")):
        yield Count(measure, number, day.isoformat(), wave)


def _sent(study: Study) -> Iterator[Count]:
    rows = Message.objects.filter(study=study, mailing__isnull=False, sent_at__isnull=False)
    found = rows.order_by().annotate(day=TruncDate("sent_at"), sent_as=F("mailing__kind"))
    cells = found.values_list("day", "mailing__wave__number", "sent_as")
    for day, wave, kind, number in cells.annotate(n=CountRows("pk")):
        yield Count(Measure.SENT, number, day.isoformat(), wave, "", kind)
