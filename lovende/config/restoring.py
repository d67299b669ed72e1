"""A backup put back: all of it, or nothing.

PostgreSQL: the tables are emptied, made and filled in one transaction. SQLite: a new file is
filled beside the old one and takes its place. What had been erased since the backup was made is
erased again, and what was waiting to be sent waits for a person.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from lovende.config.backup import migrations_of, models_kept, read_manifest
from lovende.config.running import held
from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.fieldwork.mail.sending.rounds import hold_after_restore
from lovende.responses.personal.actions import replay_erasures
from lovende.studies.models import Job, User

Step = Callable[[int, int, str], None]
BATCH = 200


def restore_backup(
    path: Path, *, replace: bool = False, step: Step = lambda *_: None
) -> dict[str, Any]:
    """Put a backup back and return its manifest.

    Raises LovendeError where the file is not a whole backup, where the platform is running, and
    where it holds something already and `replace` is false; then nothing has changed.
    """
    place = Place(file=path.name)
    if not path.is_file():
        message = N_("There is no such file. Check the name and the folder.")
        raise LovendeError(fault("file.missing", message, place=place))
    try:
        with zipfile.ZipFile(path) as archive, held(Path(settings.DATA)):
            _check_alone()
            manifest = read_manifest(archive, path.name)
            _check_whole(archive, manifest, place)
            with _emptied(replace):
                _check_version(manifest, place)
                _fill(archive, manifest, step)
                _wait_for_a_person()
                replay_erasures()
    except zipfile.BadZipFile:
        raise LovendeError(_broken(place)) from None
    return manifest


def _check_alone() -> None:
    """Raise LovendeError where others are connected to the database."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        others = cursor.fetchone()[0]
    if others:
        message = N_("The database is in use ({others} connections). End the services first.")
        raise LovendeError(fault("restore.in_use", message, others=others))


def _check_whole(archive: zipfile.ZipFile, manifest: dict[str, Any], place: Place) -> None:
    """Compare every table with its hash before anything is touched."""
    for table in manifest["tables"]:
        digest = hashlib.sha256()
        try:
            with archive.open(f"{table['model']}.jsonl") as file:
                for part in iter(lambda: file.read(1 << 20), b""):  # used at once
                    digest.update(part)
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise LovendeError(_broken(place)) from None
        if digest.hexdigest() != table["sha256"]:
            raise LovendeError(_broken(place))


def _check_version(manifest: dict[str, Any], place: Place) -> None:
    """Raise LovendeError where the tables of the backup are not those of this version."""
    if manifest["migrations"] != migrations_of(connection.alias):
        message = N_(
            "This backup was made by Lovende {version}, which stores things differently."
            " Restore it with that version, and bring the platform up to date afterwards."
        )
        raise LovendeError(
            fault("backup.version", message, place=place, version=manifest["lovende"])
        )


def _broken(place: Place) -> Any:
    message = N_("The backup is damaged: a part is missing or has changed. Use another one.")
    return fault("backup.broken", message, place=place)


@contextmanager
def _emptied(replace: bool) -> Iterator[None]:
    """Give an empty, migrated database that becomes the platform's when the block ends well."""
    if _holds_something() and not replace:
        message = N_(
            "The platform holds something already. Add --replace to put the backup in its place."
        )
        raise LovendeError(fault("restore.not_empty", message))
    if connection.vendor == "sqlite":
        with _new_file():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            schema = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute(f"CREATE SCHEMA {schema}")
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield


def _holds_something() -> bool:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return User._meta.db_table in tables and User.objects.exists()


@contextmanager
def _new_file() -> Iterator[None]:
    """Fill a new SQLite file and put it in the place of the old one."""
    place = Path(connection.settings_dict["NAME"])
    part = place.with_name(f".{place.name}.part")
    for file in _files(part):
        file.unlink(missing_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(part)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for file in _files(place)[1:]:
            file.unlink(missing_ok=True)
        part.replace(place)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
        for file in _files(part):
            file.unlink(missing_ok=True)


def _files(database: Path) -> list[Path]:
    return [database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))]


def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any], step: Step) -> None:
    known = {model._meta.label_lower: model for model in models_kept()}
    tables = manifest["tables"]
    for number, table in enumerate(tables):
        step(number, len(tables), table["model"])
        model = known.get(table["model"])
        if model is None:
            message = N_("The backup has a table {name} that this version does not know.")
            raise LovendeError(fault("backup.table", message, name=table["model"]))
        with archive.open(f"{table['model']}.jsonl") as file:
            _fill_table(model, file)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(known.values())):
            cursor.execute(statement)
    step(len(tables), len(tables), "")


def _fill_table(model: type[Model], lines: IO[bytes]) -> None:
    """Add the rows as they were: no moment is set anew, no rule of the model is run."""
    rows = (found.object for found in serializers.deserialize("jsonl", (x.decode() for x in lines)))
    fields = model._meta.local_concrete_fields
    while batch := list(islice(rows, BATCH)):
        model._base_manager._insert(batch, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]  # the only way that keeps moments as they were


def _wait_for_a_person() -> None:
    """Stop what would go on by itself: it may have been done after the backup was made."""
    Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).update(
        state=Job.State.FAILED, error="", finished_at=timezone.now()
    )
    hold_after_restore()
