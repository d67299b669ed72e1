"""Every write of answers that go out or come in as files."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from lovende.responses.exchange.importing import check_answers, import_answers
from lovende.responses.models import AnswerUpload, Export, ExportPart
from lovende.studies.audit import record
from lovende.studies.jobs import begin
from lovende.studies.models import Job, Study, User

DAYS_KEPT = 7
"""Days that an export lies ready. It is a copy of answers: it should not lie about."""
PART = 4 * 1024 * 1024
"""Bytes of one stored piece of an export."""


@transaction.atomic
def upload_answers(*, study: Study, by: User, name: str, source: bytes) -> AnswerUpload:
    """Keep a file of answers and begin its check in the background."""
    upload = AnswerUpload.objects.create(study=study, by=by, source_name=name, source=source)
    record("answers.upload", study=study, by=by, subject=upload, values={"bytes": len(source)})
    _begin_check(upload, by)
    return upload


@transaction.atomic
def choose_columns(*, upload: AnswerUpload, by: User, key: str, submitted: str) -> Job:
    """Say which columns hold the key and the submission, and check the file once more."""
    upload.settings = {"key": key, "submitted": submitted}
    upload.report = None
    upload.save(update_fields=["settings", "report"])
    return _begin_check(upload, by)


@transaction.atomic
def confirm_import(*, upload: AnswerUpload, by: User) -> Job:
    """Begin to import an upload in the background."""
    parameters = {"upload": upload.pk, "language": by.language}
    record("answers.import_begin", study=upload.study, by=by, subject=upload)
    return begin(import_answers, study=upload.study, by=by, parameters=parameters)


@transaction.atomic
def give_up_import(*, upload: AnswerUpload, by: User) -> None:
    """Remove an upload that is not to be imported."""
    record("answers.import_give_up", study=upload.study, by=by, subject=upload)
    upload.delete()


def _begin_check(upload: AnswerUpload, by: User) -> Job:
    return begin(check_answers, study=upload.study, by=by, parameters={"upload": upload.pk})


@transaction.atomic
def keep_export(
    *,
    study: Study,
    by: User | None,
    path: Path,
    kind: str = Export.Kind.ANSWERS,
    contact: bool = False,
    responses: int = 0,
    settings: Mapping[str, Any] | None = None,
    report: Mapping[str, Any] | None = None,
) -> Export:
    """Store the file at `path` as an export that lies ready for DAYS_KEPT days, piece by piece."""
    remove_expired(study=study)
    now = timezone.now()
    export = Export.objects.create(
        study=study,
        by=by,
        kind=kind,
        name=path.name,
        contact=contact,
        settings=dict(settings or {}),
        report=dict(report or {}),
        responses=responses,
        size=path.stat().st_size,
        expires_at=now + datetime.timedelta(days=DAYS_KEPT),
    )
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for number, content in enumerate(iter(lambda: file.read(PART), b"")):
            digest.update(content)
            ExportPart.objects.create(export=export, number=number, content=content)
    export.digest = digest.hexdigest()
    export.save(update_fields=["digest"])
    record(
        "answers.export",
        study=study,
        by=by,
        subject=export,
        fields=["name", "job_title", "email", "telephone"] if contact else (),
        values={"kind": kind, "responses": responses, "contact": contact, "bytes": export.size},
    )
    return export


@transaction.atomic
def record_download(*, export: Export, by: User) -> None:
    """Write into the audit log that an export was fetched."""
    record(
        "answers.download",
        study=export.study,
        by=by,
        subject=export,
        fields=["name", "job_title", "email", "telephone"] if export.contact else (),
        values={"kind": export.kind, "contact": export.contact},
    )


@transaction.atomic
def remove_export(*, export: Export, by: User) -> None:
    """Remove an export before its time."""
    record("answers.export_remove", study=export.study, by=by, subject=export)
    export.delete()


def remove_expired(*, study: Study | None = None) -> int:
    """Remove the exports whose time is over, of one study or of all; return how many."""
    found = Export.objects.filter(expires_at__lte=timezone.now())
    if study is not None:
        found = found.filter(study=study)
    number = found.count()
    found.delete()
    return number


def remove_exports(*, study: Study) -> int:
    """Remove every export and upload of a study: after an erasure they would hold what was erased."""
    number = study.exports.count()
    study.exports.all().delete()
    study.answer_uploads.all().delete()
    return number
