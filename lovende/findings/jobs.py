"""The background jobs of findings: making them, writing reports, packing the study as a folder."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse

from lovende.domain.texts import N_
from lovende.findings.live.making import NUMBER_OF_STEPS, make_run
from lovende.findings.models import Run, RunFile
from lovende.findings.plan.folder import pack_study
from lovende.findings.queries import findings_of_run
from lovende.reporting.files import write_report
from lovende.responses.exchange.keeping import keep_export
from lovende.responses.models import Export
from lovende.responses.personal.meanwhile import erasures_of
from lovende.studies.audit import record
from lovende.studies.jobs import Progress, job
from lovende.studies.models import Job, Study

KEPT_FOR_PAGES = 2
"""Runs kept for the pages of each filter: the latest, and the one that someone is just reading."""


@job(title=N_("Making the findings"))
def make_findings(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the findings of the answers as they stand, for analysts."""
    filters = job.parameters.get("filters", {})
    run = make_run(job.study, filters=filters, by=job.by, job=job, begin=_steps(progress))
    _forget_old_runs(job.study, run)
    return {"run": run.pk, "url": reverse("findings:overview", args=[job.study_id])}


@job(title=N_("Making a report"))
def make_report(job: Job, progress: Progress) -> dict[str, Any]:
    """Make findings and write them as documents; both are kept with their hashes."""
    wanted = job.parameters
    files = len(wanted["formats"]) * max(1, len(wanted["languages"]))
    total = NUMBER_OF_STEPS + files
    run = make_run(
        job.study,
        audience=wanted["audience"],
        by=job.by,
        job=job,
        begin=lambda step: progress(step, total),
    )
    with tempfile.TemporaryDirectory(prefix="lovende-report-") as folder:
        written = write_report(
            findings_of_run(run),
            Path(folder),
            wanted["formats"],
            wanted["languages"],
            progress=lambda done, _of, _name: progress(NUMBER_OF_STEPS + done, total),
        )
        for path in written:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            RunFile.objects.create(run=run, name=path.name, content=content, digest=digest)
    record(
        "findings.report",
        study=job.study,
        by=job.by,
        subject=run,
        values={
            "audience": run.audience,
            "files": [path.name for path in written],
            "digest": run.digest,
        },
    )
    progress(total, total)
    return {"run": run.pk, "url": reverse("findings:reports", args=[job.study_id])}


@job(title=N_("Packing the study as a folder"))
def make_study_folder(job: Job, progress: Progress) -> dict[str, Any]:
    """Pack the study as files that `lovende report` takes, and keep them as an export."""
    progress(0, 2)
    erasures = erasures_of(job.study)
    with tempfile.TemporaryDirectory(prefix="lovende-folder-") as folder:
        path, responses = pack_study(job.study, Path(folder))
        progress(1, 2)
        export = keep_export(
            study=job.study,
            by=job.by,
            path=path,
            erasures=erasures,
            kind=Export.Kind.STUDY_FOLDER,
            responses=responses,
        )
    return {"export": export.pk, "url": reverse("findings:plan", args=[job.study_id])}


def _steps(progress: Progress) -> Callable[[int], None]:
    return lambda step: progress(step, NUMBER_OF_STEPS)


def _forget_old_runs(study: Study, run: Run) -> None:
    """Runs without documents are only there for the pages."""
    runs = study.runs.filter(audience=run.audience, files__isnull=True, published_at=None)
    same = [r.pk for r in runs.defer("findings").order_by("-pk") if r.filters == run.filters]
    Run.objects.filter(pk__in=same[KEPT_FOR_PAGES:]).delete()
