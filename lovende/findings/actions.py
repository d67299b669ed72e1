"""Every write of findings: the plan, making them, reports, and what readers see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from lovende.domain.errors import Fault, LovendeError, Severity, fault
from lovende.domain.texts import N_
from lovende.findings.jobs import make_findings, make_report, make_study_folder
from lovende.findings.models import Plan, Run
from lovende.findings.plan.reading import faults_of_plan
from lovende.findings.plan.texts import PlanTexts
from lovende.findings.queries import (
    changed_between,
    findings_of_run,
    job_under_way,
    published_run,
    same_numbers,
)
from lovende.reporting.files import FORMATS
from lovende.studies.audit import record
from lovende.studies.jobs import begin
from lovende.studies.models import Job, Study, User


@transaction.atomic
def save_plan(*, study: Study, by: User, texts: PlanTexts) -> tuple[Fault, ...]:
    """Store the plan where nothing is wrong with it; return what is to be minded all the same.

    Raises LovendeError with every fault, by file and line; then nothing is stored.
    """
    faults = faults_of_plan(study, texts)
    errors = [found for found in faults if found.severity is Severity.ERROR]
    if errors:
        raise LovendeError(errors)
    Plan.objects.update_or_create(
        study=study,
        defaults={
            "settings": texts.settings,
            "index": texts.index,
            "practices": texts.practices,
            "themes": texts.themes,
        },
    )
    record("findings.plan", study=study, by=by, fields=sorted(texts.files()))
    return faults


@transaction.atomic
def forget_plan(*, study: Study, by: User) -> None:
    """Go back to the plan that a study has without one of its own."""
    Plan.objects.filter(study=study).delete()
    record("findings.plan_reset", study=study, by=by)


@transaction.atomic
def begin_findings(*, study: Study, by: User, filters: Mapping[str, str] | None = None) -> Job:
    """Begin to make findings for analysts, unless that is under way; return the job."""
    under_way = job_under_way(study, filters)
    if under_way is not None:
        return under_way
    return begin(make_findings, study=study, by=by, parameters={"filters": dict(filters or {})})


@transaction.atomic
def begin_report(
    *, study: Study, by: User, audience: str, formats: Sequence[str], languages: Sequence[str]
) -> Job:
    """Begin to make a report; its documents are kept with their hashes."""
    assert audience in Run.Audience.values
    parameters = {
        "audience": audience,
        "formats": [one for one in FORMATS if one in formats],
        "languages": list(languages),
    }
    return begin(make_report, study=study, by=by, parameters=parameters)


@transaction.atomic
def begin_study_folder(*, study: Study, by: User) -> Job:
    """Begin to pack the study as files for the command line."""
    return begin(make_study_folder, study=study, by=by)


@transaction.atomic
def publish(*, run: Run, by: User) -> Run:
    """Let readers see a run for the public, and no other.

    Raises LovendeError where the study still takes answers, and where a few answers only have come
    or gone since the run that readers saw before: the two together would tell theirs.
    """
    Study.objects.select_for_update().get(pk=run.study_id)
    faults = obstacles(run)
    if faults:
        raise LovendeError(faults)
    run.study.runs.filter(published_at__isnull=False).update(published_at=None)
    run.published_at = timezone.now()
    run.save(update_fields=["published_at"])
    record("findings.publish", study=run.study, by=by, subject=run, values={"digest": run.digest})
    return run


@transaction.atomic
def withdraw(*, run: Run, by: User) -> None:
    """Take a run away from the readers."""
    run.published_at = None
    run.save(update_fields=["published_at"])
    record("findings.withdraw", study=run.study, by=by, subject=run)


def obstacles(run: Run) -> list[Fault]:
    """Return why a run cannot be shown to readers."""
    if run.audience != Run.Audience.PUBLIC:
        message = N_("These findings are for analysts. Make a report for readers first.")
        return [fault("publish.for_analysts", message)]
    if run.study.state != Study.State.CLOSED:
        message = N_(
            "The study still takes answers. Close it first: findings that readers see before and"
            " after an answer would tell what was answered."
        )
        return [fault("publish.not_closed", message)]
    before = published_run(run.study) or _published_before(run)
    if before is None or before.pk == run.pk:
        return []
    smallest = findings_of_run(run).study.small_cells or 5
    changed = changed_between(before, run)
    if changed == 0 and not same_numbers(before, run):
        message = N_(
            "The answers are those that readers saw before, but the tables are others. Put"
            " together, the two could tell what each of them hides."
        )
        return [fault("publish.other_tables", message)]
    if 0 < changed < smallest:
        message = N_(
            "Only {count} answers came, changed or were erased since the findings that readers saw"
            " before. The two together would tell them. Fewer than {smallest} cannot be told apart."
        )
        return [fault("publish.few_changed", message, count=changed, smallest=smallest)]
    return []


def _published_before(run: Run) -> Run | None:
    """What was withdrawn may have been kept by a reader: the audit log knows it."""
    entry = run.study.audit.filter(verb="findings.publish").order_by("-pk").first()
    if entry is None:
        return None
    pk = entry.subject.partition(":")[2]
    return run.study.runs.defer("findings").filter(pk=int(pk)).first() if pk.isdigit() else None
