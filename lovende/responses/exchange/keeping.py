"""Files that lie ready for some days: stored piece by piece, and removed when their time is over."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from lovende.responses.models import Export, ExportPart
from lovende.responses.personal.meanwhile import refuse_if_erased_since
from lovende.studies.audit import record
from lovende.studies.models import Study, User

DAYS_KEPT = 7
"""Days that an export lies ready. It is a copy of answers: it should not lie about."""
PART = 4 * 1024 * 1024
"""Bytes of one stored piece of an export."""
CONTACT_FIELDS = ("name", "job_title", "email", "telephone")


@transaction.atomic
def keep_export(
    *,
    study: Study,
    by: User | None,
    path: Path,
    erasures: int,
    kind: str = Export.Kind.ANSWERS,
    contact: bool = False,
    responses: int = 0,
    settings: Mapping[str, Any] | None = None,
    report: Mapping[str, Any] | None = None,
) -> Export:
    """Store the file at `path` as an export that lies ready for DAYS_KEPT days, piece by piece.

    `erasures` is what `erasures_of` said before the answers were read. Raises LovendeError where
    somebody's data were erased since.
    """
    refuse_if_erased_since(study, erasures)
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
        fields=CONTACT_FIELDS if contact else (),
        values={"kind": kind, "responses": responses, "contact": contact, "bytes": export.size},
    )
    return export


def remove_expired(*, study: Study | None = None) -> int:
    """Remove the exports whose time is over, of one study or of all; return how many."""
    found = Export.objects.filter(expires_at__lte=timezone.now())
    if study is not None:
        found = found.filter(study=study)
    number = found.count()
    found.delete()
    return number


def content_of(export: Export) -> Iterator[bytes]:
    """Yield the pieces of an export in order; one is held in memory at a time."""
    parts = ExportPart.objects.filter(export=export).order_by("number")
    for pk in list(parts.values_list("pk", flat=True)):
        yield bytes(ExportPart.objects.values_list("content", flat=True).get(pk=pk))
