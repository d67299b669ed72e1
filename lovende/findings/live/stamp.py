"""A quick mark of the state of a study: the same mark, the same findings."""

from __future__ import annotations

import hashlib
import json

from django.db.models import Count, Max, Sum

from lovende import __version__
from lovende.findings.models import Plan
from lovende.questionnaires.models import Version
from lovende.studies.models import Study


def stamp_of(study: Study) -> str:
    """Return a hash that changes with answers, panel, questionnaire and plan.

    It is made of a few counts and not of the answers themselves, so that a page can ask for it;
    `Run.digest` is the exact one.
    """
    responses = (
        study.responses.order_by()
        .values("kind")
        .annotate(
            number=Count("pk"),
            saved=Sum("seq"),
            latest=Max("saved_at"),
            submitted=Count("submitted_at"),
            erased=Count("erased_at"),
        )
    )
    panel = study.invitees.order_by().values("state", "disposition", "municipality", "wave")
    said = [
        __version__,
        [study.name.as_dict(), study.occasion.as_dict(), study.contact_email],
        [str(study.period_start), str(study.period_end)],
        sorted(map(list, Version.objects.filter(study=study).values_list("digest", "state"))),
        [str(at) for at in Plan.objects.filter(study=study).values_list("changed_at", flat=True)],
        sorted([str(value) for value in row.values()] for row in responses),
        sorted(
            [str(value) for value in row.values()]
            for row in panel.annotate(number=Count("pk"), sum=Sum("pk"))
        ),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
