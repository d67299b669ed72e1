"""The background job of an export."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.urls import reverse

from lovende.domain.texts import LANGUAGES, N_
from lovende.responses.exchange.keeping import keep_export
from lovende.responses.exchange.packing import Wish, pack_answers
from lovende.responses.personal.marks import unlooked
from lovende.responses.personal.meanwhile import erasures_of
from lovende.studies.jobs import Progress, job
from lovende.studies.models import Job
from lovende.translation import describe

MOST_TOLD = 200


@job(title=N_("Exporting answers"))
def export_answers(job: Job, progress: Progress) -> dict[str, Any]:
    """Write the answers in the formats of the job, and keep the zip for some days."""
    given = job.parameters
    wish = Wish(
        tuple(given["formats"]),
        tuple(given["languages"]),
        given["contact"],
        given["open_answers"],
        given["submitted_only"],
    )
    erasures = erasures_of(job.study)
    with tempfile.TemporaryDirectory(prefix="lovende-export-") as folder:
        packed = pack_answers(job.study, wish, Path(folder), progress)
        export = keep_export(
            study=job.study,
            by=job.by,
            path=packed.path,
            erasures=erasures,
            contact=wish.contact,
            responses=packed.responses,
            settings=asdict(wish),
            report={
                **{
                    language: [describe(found, language) for found in packed.lost[:MOST_TOLD]]
                    for language in LANGUAGES
                },
                "marked": unlooked(job.study) if wish.open_answers else 0,
            },
        )
    return {"export": export.pk, "url": reverse("responses:exports", args=[job.study_id])}
