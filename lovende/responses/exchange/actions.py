"""Every write of answers that go out or come in as files."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from lovende.responses.exchange.exporting import export_answers
from lovende.responses.exchange.importing import check_answers, import_answers
from lovende.responses.exchange.keeping import CONTACT_FIELDS
from lovende.responses.models import AnswerUpload, Export
from lovende.studies.audit import record
from lovende.studies.jobs import begin
from lovende.studies.models import Job, Study, User
from lovende.web.uploads import plain_name


@transaction.atomic
def upload_answers(*, study: Study, by: User, name: str, source: bytes) -> AnswerUpload:
    """Keep a file of answers and begin its check in the background."""
    shown = plain_name(name, "answers")
    upload = AnswerUpload.objects.create(study=study, by=by, source_name=shown, source=source)
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
def begin_export(
    *,
    study: Study,
    by: User,
    formats: Sequence[str],
    languages: Sequence[str],
    contact: bool = False,
    open_answers: bool = True,
    submitted_only: bool = False,
) -> Job:
    """Begin to write the answers as files in the background. Contact data only with `contact`."""
    parameters = {
        "formats": list(formats),
        "languages": list(languages),
        "contact": contact,
        "open_answers": open_answers,
        "submitted_only": submitted_only,
    }
    record(
        "answers.export_begin",
        study=study,
        by=by,
        fields=CONTACT_FIELDS if contact else (),
        values=parameters,
    )
    return begin(export_answers, study=study, by=by, parameters=parameters)


@transaction.atomic
def record_download(*, export: Export, by: User) -> None:
    """Write into the audit log that an export was fetched."""
    record(
        "answers.download",
        study=export.study,
        by=by,
        subject=export,
        fields=CONTACT_FIELDS if export.contact else (),
        values={"kind": export.kind, "contact": export.contact},
    )


@transaction.atomic
def remove_export(*, export: Export, by: User) -> None:
    """Remove an export before its time."""
    record("answers.export_remove", study=export.study, by=by, subject=export)
    export.delete()


def remove_exports(*, study: Study) -> int:
    """Remove every export and upload of a study: after an erasure they would hold what was erased."""
    number = study.exports.count()
    study.exports.all().delete()
    study.answer_uploads.all().delete()
    return number
