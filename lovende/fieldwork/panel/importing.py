"""The import of a checked panel file, in batches that are each stored whole or not at all.

`PanelUpload.done` grows in the transaction of each batch. A worker that is killed leaves whole
batches behind; whoever takes the import up goes on after the last of them and stores nothing
twice. Two workers at one file cannot both move `done` on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.fieldwork.models import Contact, Invitee, PanelUpload, Wave
from lovende.fieldwork.panel.checking import Row
from lovende.fieldwork.panel.uploads import checked_now
from lovende.fieldwork.progress import record_added, record_placed
from lovende.studies.audit import record
from lovende.studies.jobs import Progress, begin, begin_again, can_begin_again, job
from lovende.studies.links import new_code
from lovende.studies.models import Job, Study, User
from lovende.translation import translate

BATCH = 1_000
UPDATE, LEAVE = "update", "leave"
IN_INVITEE = ("administration", "department")
IN_CONTACT = ("name", "job_title", "email", "telephone", "language")
OUTCOME = N_(
    "Added: {added}. Updated: {updated}. Left as they were: {left_alone}. Left out: {left_out}."
)
COUNTS = ("added", "updated", "left_alone", "left_out")


@dataclass(frozen=True)
class Import:
    """What stays the same in all batches."""

    upload: PanelUpload
    study: Study
    waves: Mapping[int, Wave]
    default: Wave
    existing: str


@transaction.atomic
def confirm_import(
    *, upload: PanelUpload, existing: str, leave_out: bool, wave: int, by: User
) -> Job:
    """Begin the import of a checked file.

    `existing` is `UPDATE` or `LEAVE` for those who are in the panel already; `leave_out` leaves
    out the rows with problems; `wave` is the number of the wave for rows that name none. Raises
    LovendeError where problems are neither mended nor left out, nobody remains, or it has begun.
    """
    upload = _held(upload)
    found = upload.found
    if found["wrong"] and not leave_out:
        raise _unmended(found["wrong"])
    if "name" not in upload.columns or not (found["new"] or found["known"]):
        message = N_("No row of the file can be stored. Match the columns, or mend the rows.")
        raise LovendeError(fault("panel.nothing_to_store", message))
    upload.choices = {"existing": existing, "leave_out": leave_out, "wave": wave}
    upload.job = begin(import_panel, study=upload.study, by=by, parameters={"upload": upload.pk})
    upload.save(update_fields=["choices", "job"])
    record(
        "panel.import",
        study=upload.study,
        by=by,
        subject=upload,
        fields=upload.columns,
        values={**upload.choices, "rows": found["rows"], "wrong": found["wrong"]},
    )
    return upload.job


def resume_import(*, upload: PanelUpload, by: User) -> Job:
    """Take up an import whose worker stopped; what is stored already stays and is not doubled.

    Raises LovendeError where it is under way or done.
    """
    if upload.job is None:
        raise _gone()
    begin_again(upload.job, by=by)
    return upload.job


def is_under_way(upload: PanelUpload) -> bool:
    """Whether a worker has the import or is about to, as far as can be told."""
    begun = upload.job
    return begun is not None and begun.state != Job.State.DONE and not can_begin_again(begun)


def _held(upload: PanelUpload) -> PanelUpload:
    """Return the upload, locked. Raises LovendeError where it is gone or being imported."""
    rows = PanelUpload.objects.select_for_update(of=("self",)).select_related("job", "study")
    found = rows.filter(pk=upload.pk).first()
    if found is None:
        raise _gone()
    if is_under_way(found):
        message = N_("The import of this file has begun already.")
        raise LovendeError(fault("panel.importing", message))
    return found


def _gone() -> LovendeError:
    message = N_("The file is no longer there: it was imported or removed.")
    return LovendeError(fault("panel.no_upload", message))


@job(title=N_("Import of the panel"))
def import_panel(job: Job, progress: Progress) -> dict[str, Any]:
    """Store the rows of an upload. Returns how many were added, updated, left alone, left out."""
    upload = PanelUpload.objects.select_related("study").filter(pk=job.parameters["upload"]).first()
    if upload is None:
        raise _gone()
    checked = checked_now(upload)
    stopped = sum(row.stopped for row in checked.rows[upload.done :])
    if stopped and not upload.choices["leave_out"]:
        raise _unmended(stopped)
    wanted = checked.new_waves | {upload.choices["wave"]}
    waves = {number: wave_numbered(upload.study, number) for number in sorted(wanted)}
    default = waves[upload.choices["wave"]]
    plan = Import(upload, upload.study, waves, default, upload.choices["existing"])
    total = len(checked.rows)
    progress(upload.done, total)
    while upload.done < total:
        store_batch(plan, checked.rows[upload.done : upload.done + BATCH], total, job)
        progress(upload.done, total)
    if total >= BATCH:
        _tell_the_planner()
    counts: dict[str, Any] = upload.choices["counts"]
    language = job.by.language if job.by else "da"
    return {
        **counts,
        "url": reverse("fieldwork:panel", args=[job.study_id]),
        "text": translate(OUTCOME, language, **counts),
    }


def _tell_the_planner() -> None:
    """Let PostgreSQL count the panel now: until it does, it takes a large one for a small one and
    sorts all of it for each page of the list."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE fieldwork_invitee, fieldwork_contact")


@transaction.atomic
def store_batch(plan: Import, rows: Sequence[Row], total: int, job: Job) -> None:
    """Store one batch; with the last one the upload goes."""
    upload = plan.upload
    done = upload.done + len(rows)
    moved = PanelUpload.objects.filter(pk=upload.pk, done=upload.done).update(done=done)
    if not moved:
        message = N_("Another worker imports this file at the moment.")
        raise LovendeError(fault("panel.two_workers", message))
    new = [row for row in rows if not row.stopped and row.invitee is None]
    known = [row for row in rows if not row.stopped and row.invitee is not None and row.active]
    updated = _update(plan, known) if plan.existing == UPDATE else 0
    _add(plan, new)
    counts = Counter(upload.choices.get("counts") or dict.fromkeys(COUNTS, 0))
    counts["added"] += len(new)
    counts["updated"] += updated
    counts["left_alone"] += sum(row.invitee is not None and not row.stopped for row in rows)
    counts["left_alone"] -= updated
    counts["left_out"] += sum(row.stopped for row in rows)
    choices = {**upload.choices, "counts": dict(counts)}
    if done < total:
        PanelUpload.objects.filter(pk=upload.pk).update(choices=choices)
    else:
        PanelUpload.objects.filter(pk=upload.pk).delete()
        record(
            "panel.imported",
            study=plan.study,
            by=job.by,
            subject=f"job:{job.pk}",
            fields=upload.columns,
            values=dict(counts),
        )
    upload.done, upload.choices = done, choices


def _add(plan: Import, rows: Sequence[Row]) -> None:
    made = Invitee.objects.bulk_create(
        Invitee(
            study=plan.study,
            wave=plan.default if row.wave is None else plan.waves[row.wave],
            key=row.values.get("key") or new_code(),
            municipality=row.values.get("municipality", ""),
            link_code=new_code(),
            **{name: row.values.get(name, "") for name in IN_INVITEE},
        )
        for row in rows
    )
    Contact.objects.bulk_create(
        Contact.of(invitee, **_contact(row)) for invitee, row in zip(made, rows, strict=True)
    )
    record_added(made)


def _update(plan: Import, rows: Sequence[Row]) -> int:
    """Write what the file says over what is stored; an empty cell leaves what was there."""
    by_id = {row.invitee: row for row in rows if row.invitee is not None}
    people = Invitee.objects.select_for_update(of=("self",)).select_related("contact", "wave")
    found = list(people.filter(pk__in=by_id, contact__isnull=False))
    contacts = []
    for invitee in found:
        invitee.study = plan.study
        row = by_id[invitee.pk]
        for name in IN_INVITEE:
            setattr(invitee, name, row.values.get(name) or getattr(invitee, name))
        contact = invitee.contact
        contact.invitee = invitee
        if row.values.get("email", contact.email) != contact.email:
            contact.mail = Contact.Mail.GOOD
        for name in IN_CONTACT:
            setattr(contact, name, row.values.get(name) or getattr(contact, name))
        contact.derive()
        contacts.append(contact)
        place = row.values.get("municipality") or invitee.municipality
        wave = plan.waves[row.wave] if row.wave and invitee.invited_at is None else invitee.wave
        if place != invitee.municipality or wave.pk != invitee.wave_id:
            record_placed(invitee, municipality=place, wave=wave)
    Invitee.objects.bulk_update(found, IN_INVITEE, batch_size=200)
    Contact.objects.bulk_update(
        contacts, [*IN_CONTACT, "mail", "address", "search"], batch_size=200
    )
    return len(found)


def _contact(row: Row) -> dict[str, str]:
    return {name: row.values[name] for name in IN_CONTACT if name in row.values}


def wave_numbered(study: Study, number: int) -> Wave:
    """Return the wave of this number, made where there is none yet."""
    return Wave.objects.get_or_create(study=study, number=number)[0]


def _unmended(count: int) -> LovendeError:
    message = N_("{count} rows have problems. Mend them, or choose to leave them out.")
    return LovendeError(fault("panel.unmended", message, count=count))
