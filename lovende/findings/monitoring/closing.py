"""When a study closes: the final disposition of everyone whose contact was still under way."""

from __future__ import annotations

from typing import Any

from lovende.domain.errors import LovendeError
from lovende.domain.statistics.response import Completion
from lovende.domain.texts import N_
from lovende.fieldwork.models import Invitee
from lovende.fieldwork.progress import COMPLETE, PARTIAL, finalise, set_disposition
from lovende.findings.plan.reading import load_live
from lovende.findings.plan.texts import plan_texts
from lovende.responses.models import Response
from lovende.studies import verbs
from lovende.studies.audit import record
from lovende.studies.jobs import Progress, begin, job
from lovende.studies.models import Job, Study, User
from lovende.studies.readiness import after_closing


def register_all() -> None:
    """Let a study that closes settle its dispositions, and give the audit log the words for it."""
    after_closing(settle_when_closed)
    verbs.register({"fieldwork.settle": N_("set the final outcomes of the contacts")})


def settle_when_closed(study: Study, by: User) -> None:
    """Begin to settle the dispositions of a study that was closed just now."""
    begin(settle, study=study, by=by)


@job
def settle(job: Job, progress: Progress) -> dict[str, Any]:
    """Set the final dispositions of a closed study."""
    progress(0, 2)
    spoken = finalise(job.study)
    progress(1, 2)
    complete = count_as_complete(job.study)
    progress(2, 2)
    values = {"spoken_with": spoken, "complete": complete}
    record("fieldwork.settle", study=job.study, by=job.by, subject=job.study, values=values)
    return values


def count_as_complete(study: Study) -> int:
    """Count as complete who did not submit but answered as much as the plan of the study asks for.

    So the response rates and the report speak of the same complete answers. A plan with faults
    leaves the dispositions as they are.
    """
    under_way = dict(
        Response.objects.filter(
            study=study, kind=Response.Kind.PANEL, invitee__disposition=PARTIAL, erased_at=None
        ).values_list("key", "invitee_id")
    )
    if not under_way:
        return 0
    from lovende.analysis.response import completions_of  # not in the processes that answer

    try:
        loaded = load_live(study, plan_texts(study))
    except LovendeError:
        return 0
    keys = loaded.dataset.values[loaded.dataset.key or "key"].to_list()
    found = zip(keys, completions_of(loaded), strict=True)
    complete = [
        under_way[key] for key, done in found if done == Completion.COMPLETE and key in under_way
    ]
    invitees = Invitee.objects.filter(pk__in=complete).select_related("wave", "study")
    return sum(set_disposition(invitee, COMPLETE) for invitee in invitees.iterator())
