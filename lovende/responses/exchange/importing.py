"""The background jobs of an import: the check that its preview shows, and the import itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse

from lovende.domain.errors import Fault, LovendeError, Severity, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.models import Invitee
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.queries import answered_version
from lovende.responses.exchange.reading import Elsewhere, by_kind, read_elsewhere
from lovende.responses.exchange.storing import Stored, given_answers, store_given
from lovende.responses.models import AnswerUpload, Response
from lovende.studies.audit import record
from lovende.studies.jobs import Progress, job
from lovende.studies.models import Job, Study
from lovende.translation import describe

MOST_SHOWN = 500
"""Problems that the preview lists; more are told as a number."""
AT_ONCE = 5_000


@job(title=N_("Checking a file of answers"))
def check_answers(job: Job, progress: Progress) -> dict[str, Any]:
    """Read an upload and keep what is found: how many, of whom, and every problem by row."""
    upload = AnswerUpload.objects.select_related("study").get(pk=job.parameters["upload"])
    progress(0, 2)
    try:
        found = _read(upload)
    except LovendeError as error:
        upload.report = {"blocked": True, "rows": 0, **_problems(error.faults)}
    else:
        progress(1, 2)
        upload.report = {
            "blocked": found.blocked or found.dataset.size == 0,
            "rows": found.dataset.size,
            "submitted": int(found.submitted.sum()),
            "columns": list(found.columns),
            "key": found.key,
            "submitted_column": found.submitted_column,
            **_whose(upload.study, [str(key) for key in found.dataset.values[found.key].to_list()]),
            **_problems(found.faults),
        }
    upload.save(update_fields=["report"])
    place = reverse("responses:import", args=[upload.study_id, upload.pk])
    return {"upload": upload.pk, "url": place}


@job(title=N_("Importing answers"))
def import_answers(job: Job, progress: Progress) -> dict[str, Any]:
    """Store the answers of an upload, batch by batch; a job begun again goes on where it was."""
    uploads = AnswerUpload.objects.select_related("study").filter(study=job.study)
    upload = uploads.filter(pk=job.parameters["upload"]).first()
    if upload is None:
        message = N_("The file is no longer there: it was imported, or given up.")
        raise LovendeError(fault("import.gone", message))
    found = _read(upload)
    if found.blocked:
        raise LovendeError([f for f in found.faults if f.severity is Severity.ERROR])
    version = answered_version(job.study)
    total, stored = Stored(), 0
    submitted = found.submitted.to_list()
    for rows in given_answers(found.dataset, submitted, _questionnaire(job.study)):
        total.add(
            store_given(job.study, version, rows, by=job.by, language=job.parameters["language"])
        )
        stored += len(rows)
        progress(stored, found.dataset.size)
    record(
        "answers.import",
        study=job.study,
        by=job.by,
        subject=upload,
        values={"rows": found.dataset.size, **asdict(total)},
    )
    upload.delete()
    place = reverse("responses:imports", args=[job.study_id])
    return {"rows": found.dataset.size, **asdict(total), "url": place}


def _questionnaire(study: Study) -> Questionnaire:
    return questionnaire_of(answered_version(study))


def _read(upload: AnswerUpload) -> Elsewhere:
    return read_elsewhere(
        upload.source_name,
        bytes(upload.source),
        _questionnaire(upload.study),
        key=upload.settings.get("key", ""),
        submitted=upload.settings.get("submitted", ""),
    )


def _whose(study: Study, keys: list[str]) -> dict[str, int]:
    """How many of the keys are in the panel, have answered already, or were erased."""
    counts = {"in_panel": 0, "there_already": 0, "erased": 0}
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        panel = study.invitees.filter(key__in=part)
        counts["in_panel"] += panel.count()
        counts["erased"] += panel.filter(state=Invitee.State.ERASED).count()
        by_key = set(study.responses.filter(key__in=part).values_list("key", flat=True))
        answered = study.responses.filter(kind=Response.Kind.PANEL, invitee__key__in=part)
        by_key |= set(answered.values_list("invitee__key", flat=True))
        counts["there_already"] += len(by_key)
    return counts


def _problems(faults: tuple[Fault, ...]) -> dict[str, Any]:
    """The problems as rows of the preview, in both languages; errors before warnings."""
    ordered = sorted(faults, key=lambda found: found.severity is not Severity.ERROR)
    return {
        "errors": sum(found.severity is Severity.ERROR for found in faults),
        "warnings": sum(found.severity is Severity.WARNING for found in faults),
        "kinds": by_kind(faults),
        "problems": [
            {
                "row": found.place.row,
                "column": found.place.column,
                "error": found.severity is Severity.ERROR,
                "line": {language: describe(_bare(found), language) for language in LANGUAGES},
            }
            for found in ordered[:MOST_SHOWN]
        ],
    }


def _bare(found: Fault) -> Fault:
    """The fault without its place, which stands in columns of its own."""
    return Fault(found.code, found.message, found.params, severity=found.severity)
