"""A panel file from its upload to its import: stored, matched, checked, mended, given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from lovende.domain.contacts import shown_telephone
from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.fieldwork.models import PanelUpload
from lovende.fieldwork.panel.checking import Checked, Row, check, known_of
from lovende.fieldwork.panel.fields import BY_NAME, recognised
from lovende.fieldwork.panel.problems import Problem
from lovende.fieldwork.panel.queries import municipality_name
from lovende.fieldwork.panel.reading import Table, read_table, table_of, too_large
from lovende.studies.audit import record
from lovende.studies.models import Study, User
from lovende.web.uploads import plain_name

FIRST_ROWS = 10


@transaction.atomic
def store_upload(*, study: Study, file: UploadedFile[Any], by: User) -> PanelUpload:
    """Store a panel file that can be read, its columns matched as far as their headings are known.

    An earlier file of the same person that was not imported gives way. Raises LovendeError for a
    file that is no panel.
    """
    name = plain_name(file.name or "", "panel")
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise LovendeError(too_large(name))
    source = file.read()
    table = read_table(name, source)
    PanelUpload.objects.filter(study=study, by=by, job__isnull=True).delete()
    upload = PanelUpload(study=study, by=by, source_name=name, source=source)
    upload.columns = recognised(table.frame.columns)
    _check(upload, table)
    upload.save()
    record("panel.upload", study=study, by=by, subject=upload, values={"rows": table.frame.height})
    return upload


@transaction.atomic
def match_columns(*, upload: PanelUpload, columns: Mapping[str, str], by: User) -> None:
    """Say which column of the file holds which field, and check anew."""
    table = table_of(upload)
    upload.columns = {
        field: column
        for field, column in columns.items()
        if field in BY_NAME and column in table.frame.columns
    }
    _check(upload, table)
    upload.save(update_fields=["columns", "found"])
    record("panel.match", study=upload.study, by=by, subject=upload, fields=upload.columns)


@transaction.atomic
def mend(*, upload: PanelUpload, cells: Mapping[tuple[int, str], str], by: User) -> int:
    """Write something else into cells of the file, and check anew; return how many were changed.

    The file itself is left as it is. Rows and fields that have no problem are not touched.
    """
    problems = {(each.row, each.field) for each in problems_of(upload)}
    changed = {place: text for place, text in cells.items() if place in problems}
    corrections = {row: dict(cells) for row, cells in upload.corrections.items()}
    for (row, field), text in changed.items():
        corrections.setdefault(str(row), {})[field] = text[:1000]
    upload.corrections = corrections
    _check(upload, table_of(upload))
    upload.save(update_fields=["corrections", "found"])
    fields = {field for _, field in changed}
    record(
        "panel.mend",
        study=upload.study,
        by=by,
        subject=upload,
        fields=fields,
        values={"cells": len(changed)},
    )
    return len(changed)


@transaction.atomic
def give_up(*, upload: PanelUpload, by: User) -> None:
    """Remove a file that is not to be imported. Raises LovendeError where its import is under way."""
    stored = PanelUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if stored.job_id is not None and stored.done:
        message = N_("Part of the file is in the panel already. Let the import end.")
        raise LovendeError(fault("panel.half_imported", message))
    record("panel.give_up", study=upload.study, by=by, subject=upload)
    stored.delete()


def problems_of(upload: PanelUpload) -> list[Problem]:
    """Return every problem that the check found, in the order of the file."""
    return [Problem.of(each) for each in upload.found.get("problems", [])]


def checked_now(upload: PanelUpload) -> Checked:
    """Check the file of an upload against the panel as it is now."""
    return check(table_of(upload), upload.columns, upload.corrections, known_of(upload.study))


def _check(upload: PanelUpload, table: Table) -> None:
    known = known_of(upload.study)
    checked = check(table, upload.columns, upload.corrections, known)
    kept = [row for row in checked.rows if not row.stopped]
    missing = sorted({row.wave for row in kept if row.wave is not None} - set(known.waves))
    wrong = {problem.row for problem in checked.problems if problem.stops}
    values = table.field_values(upload.columns)
    upload.found = {
        "rows": len(checked.rows),
        "new": sum(row.invitee is None for row in kept),
        "known": sum(row.invitee is not None and row.active for row in kept),
        "withdrawn": sum(row.invitee is not None and not row.active for row in kept),
        "wrong": len(wrong),
        "no_wave": sum(row.wave is None for row in kept),
        "new_waves": missing,
        "by_code": Counter(problem.code for problem in checked.problems),
        "problems": [each.stored() for each in checked.problems],
        "cells": _cells_of(checked, table, values, upload.corrections),
        "first": [_shown(row) for row in kept[:FIRST_ROWS]],
        "unused": [c for c in table.frame.columns if c not in upload.columns.values()],
        "warnings": [
            {"message": each.message, "params": dict(each.params)} for each in table.warnings
        ],
    }


def _cells_of(
    checked: Checked,
    table: Table,
    values: Mapping[str, list[str]],
    corrections: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """Return what stands in each cell that has a problem: "row field" -> text."""
    found = {}
    for each in checked.problems:
        mended = corrections.get(str(each.row), {}).get(each.field)
        column = values.get(each.field)
        stands = column[each.row - table.first_row] if column else ""
        found[f"{each.row} {each.field}"] = stands if mended is None else mended
    return found


def _shown(row: Row) -> dict[str, Any]:
    readable = {
        "municipality": municipality_name(row.values.get("municipality", "")),
        "telephone": shown_telephone(row.values.get("telephone", "")),
    }
    return {"row": row.number, **row.values, **readable, "wave": row.wave}
