"""The words of audit entries about answers out and in, and what is counted of answers from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from lovende.domain.texts import N_
from lovende.fieldwork.tally import Count, Measure, count_source
from lovende.responses.models import Response
from lovende.studies import verbs
from lovende.studies.models import Study

VERBS = {
    "answers.upload": N_("uploaded a file of answers"),
    "answers.import_begin": N_("began an import of answers"),
    "answers.import": N_("imported answers"),
    "answers.import_give_up": N_("removed a file of answers without importing it"),
    "answers.export_begin": N_("asked for an export of answers"),
    "answers.export": N_("exported answers"),
    "answers.download": N_("downloaded an export"),
    "answers.export_remove": N_("removed an export"),
}
FIELDS = {
    "name": N_("name"),
    "job_title": N_("job title"),
    "email": N_("e-mail address"),
    "telephone": N_("telephone number"),
}
THINGS = {"answerupload": N_("file of answers"), "export": N_("export")}


def register_all() -> None:
    """Register the words."""
    verbs.register(VERBS, fields=FIELDS, things=THINGS)


@count_source
def counts_of_imports(study: Study) -> Iterator[Count]:
    """Yield the counts of those who answered elsewhere and are in no panel."""
    found = study.responses.filter(kind=Response.Kind.IMPORTED).order_by()
    for begun, done in found.values_list("started_at", "submitted_at").iterator():
        yield Count(Measure.STARTED, day=timezone.localdate(begun).isoformat())
        if done is not None:
            yield Count(Measure.FINISHED, day=timezone.localdate(done).isoformat())
