"""The findings of a study: what is kept, how old it is, and who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from lovende.analysis.findings import Findings
from lovende.findings.live.making import compute, unpacked
from lovende.findings.live.stamp import stamp_of
from lovende.findings.models import Run, RunFile
from lovende.reporting.document import Document
from lovende.reporting.story import tell
from lovende.studies.jobs import is_silent
from lovende.studies.models import Job, Role, Study

REST = timedelta(seconds=60)
"""So long findings are left alone while answers come in, before they are made again by themselves."""
KEPT = 4
"""So many documents a process keeps; one of 100,000 answers takes some ten megabytes."""
ANALYST, PUBLIC = Run.Audience.ANALYST, Run.Audience.PUBLIC


def current(
    study: Study, audience: str = ANALYST, filters: Mapping[str, str] | None = None
) -> Findings:
    """Return the findings of the answers as they stand now: those kept, if they are of now, else new.

    With the audience `public` the small cells are protected, and there are no filters. Nothing is
    stored. Raises LovendeError for a faulty plan and without answers.
    """
    run = latest_run(study, audience, filters)
    if run is not None and run.stamp == stamp_of(study):
        return findings_of_run(run)
    return compute(study, audience, filters).findings


def latest_run(
    study: Study, audience: str = ANALYST, filters: Mapping[str, str] | None = None
) -> Run | None:
    """Return the latest run of these filters without its findings, or None."""
    runs = study.runs.filter(audience=audience).defer("findings").order_by("-pk")
    wanted = dict(filters or {})
    return next((run for run in runs[:200] if run.filters == wanted), None)


def run_for(study: Study, role: Role, run: int) -> Run | None:
    """Return a run that this role may see. Readers see what is published, and nothing else."""
    found = study.runs.defer("findings").filter(pk=run).first()
    if found is None or role in (Role.OWNER, Role.ANALYST):
        return found
    published = published_run(study)
    readable = role is Role.READER and published is not None and published.pk == found.pk
    return found if readable and found.audience == PUBLIC else None


def published_run(study: Study) -> Run | None:
    """Return the run that readers see, or None."""
    runs = study.runs.defer("findings").filter(audience=PUBLIC, published_at__isnull=False)
    return runs.order_by("-published_at").first()


def findings_of_run(run: Run) -> Findings:
    """Return the findings that a run holds."""
    return _findings(run.pk, run.digest)


def document_of_run(run: Run, language: str) -> Document:
    """Return the report of a run, told in a language: what its pages show."""
    return _document(run.pk, run.digest, language)


# A run never changes, so each is read once in a process.


@lru_cache(maxsize=KEPT)
def _findings(run: int, _digest: str) -> Findings:
    return unpacked(bytes(Run.objects.values_list("findings", flat=True).get(pk=run)))


@lru_cache(maxsize=KEPT)
def _document(run: int, digest: str, language: str) -> Document:
    return tell(_findings(run, digest), language)


def is_old(run: Run) -> bool:
    """Whether anything has changed since the run was made."""
    return run.stamp != stamp_of(run.study)


def may_rest(run: Run) -> bool:
    """Whether a run is so new that it is not made again by itself."""
    return timezone.now() - run.at < REST


def job_under_way(study: Study, filters: Mapping[str, str] | None = None) -> Job | None:
    """Return the job that makes these findings now, or None."""
    jobs = study.jobs.filter(kind="make_findings", state__in=(Job.State.WAITING, Job.State.RUNNING))
    wanted = dict(filters or {})
    these = (job for job in jobs if job.parameters.get("filters", {}) == wanted)
    return next((job for job in these if not is_silent(job)), None)


def failed_job(study: Study, filters: Mapping[str, str] | None = None) -> Job | None:
    """Return the latest job for these findings where it failed, else None."""
    wanted = dict(filters or {})
    for job in study.jobs.filter(kind="make_findings").order_by("-pk")[:50]:
        if job.parameters.get("filters", {}) == wanted:
            return job if job.state == Job.State.FAILED else None
    return None


def reports_of(study: Study, role: Role) -> QuerySet[Run]:
    """Return the runs with documents that this role may see, newest first."""
    runs = study.runs.defer("findings").filter(files__isnull=False).distinct()
    runs = runs.select_related("by").order_by("-pk")
    if role in (Role.OWNER, Role.ANALYST):
        return runs
    published = published_run(study)
    return runs.filter(pk=published.pk) if published and role is Role.READER else runs.none()


def files_of(runs: list[Run]) -> dict[int, list[RunFile]]:
    """Return the documents of runs without their content, by run."""
    found: dict[int, list[RunFile]] = {run.pk: [] for run in runs}
    for file in RunFile.objects.filter(run__in=runs).defer("content").order_by("pk"):
        found[file.run_id].append(file)
    return found


def changed_between(one: Run, other: Run) -> int:
    """Return at least how many respondents' answers came, changed or went from one run to another."""
    since = min(one.at, other.at)
    touched = one.study.responses.filter(Q(saved_at__gt=since) | Q(erased_at__gt=since))
    return max(touched.count(), abs(one.answers - other.answers))


def same_numbers(one: Run, other: Run) -> bool:
    """Whether two runs print the same tables, tests, response and index."""
    mine, theirs = findings_of_run(one), findings_of_run(other)
    return (mine.tables, mine.tests, mine.response, mine.index) == (
        theirs.tables,
        theirs.tests,
        theirs.response,
        theirs.index,
    )
