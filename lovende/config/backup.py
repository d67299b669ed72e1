"""The whole platform in one file, as it was at one moment, while it runs.

A backup is a zip: `manifest.json` and a file of JSON lines for each table, in a form that no
database owns, so that a platform can move from SQLite to PostgreSQL and back. Sessions, caches and
the queue of the worker stay out: what was waiting to be done is not done twice. Keys stay out too.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from lovende import __version__
from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.formats.replacing import replacing

SNAPSHOT = "snapshot"
FORM = 1
Step = Callable[[int, int, str], None]
_OWN = ("studies", "questionnaires", "fieldwork", "responses", "findings", "account", "mfa")


class ToTheMicrosecond(DjangoJSONEncoder):
    """Writes moments whole: Django's own way drops what is below a thousandth of a second."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def models_kept() -> list[type[Model]]:
    """Return the models that a backup holds, by name."""
    found = (model for label in _OWN for model in apps.get_app_config(label).get_models())
    return sorted((m for m in found if not m._meta.proxy), key=lambda m: m._meta.label_lower)


def write_backup(path: Path, step: Step = lambda *_: None) -> dict[str, Any]:
    """Write a backup to `path` and return its manifest.

    All tables are read in one snapshot, which neither waits for writers nor makes them wait. The
    file is written beside its place and moved there when it is whole; only its owner may read it.
    Raises LovendeError where the folder cannot be written.
    """
    kept = models_kept()
    tables: list[dict[str, Any]] = []
    with replacing(path) as part:
        part.chmod(0o600)
        with _snapshot(), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
            applied = migrations_of(SNAPSHOT)
            for number, model in enumerate(kept):
                name = model._meta.label_lower
                step(number, len(kept), name)
                with out.open(f"{name}.jsonl", "w", force_zip64=True) as table:
                    tables.append({"model": name, **_write_table(model, table)})
            manifest = {
                "form": FORM,
                "lovende": __version__,
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "migrations": applied,
                "tables": tables,
            }
            out.writestr("manifest.json", json.dumps(manifest, indent=1))
        with part.open("rb") as written:
            os.fsync(written.fileno())
    step(len(kept), len(kept), "")
    return manifest


def _write_table(model: type[Model], out: IO[bytes]) -> dict[str, Any]:
    """Write one table and return how many rows it has and their hash."""
    digest, rows = hashlib.sha256(), 0
    everything = model._base_manager.using(SNAPSHOT).order_by("pk").iterator(chunk_size=500)
    for row in everything:
        line = serializers.serialize("jsonl", [row], cls=ToTheMicrosecond).encode()
        out.write(line)
        digest.update(line)
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


@contextmanager
def _snapshot() -> Iterator[None]:
    """Open a connection of its own that sees the database as it is at this moment."""
    ours = dict(settings.DATABASES["default"])
    name = connections["default"].settings_dict["NAME"]
    sqlite = connections["default"].vendor == "sqlite"
    # A reading transaction must not wait in the queue of the writers.
    options = {**ours["OPTIONS"], **({"transaction_mode": "DEFERRED"} if sqlite else {})}
    connections.databases[SNAPSHOT] = {
        **connections.databases["default"],
        "NAME": name,
        "OPTIONS": options,
    }
    try:
        with transaction.atomic(using=SNAPSHOT):
            if not sqlite:
                with connections[SNAPSHOT].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def migrations_of(database: str) -> list[str]:
    """Return the migrations of our tables that a database has, as `app.name`."""
    recorder = MigrationRecorder(connections[database])
    return sorted(f"{app}.{name}" for app, name in recorder.applied_migrations() if app in _OWN)


def read_manifest(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Return what a backup says of itself. Raises LovendeError where it is none of ours."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        if manifest["form"] != FORM:
            raise LovendeError(
                fault(
                    "backup.form",
                    N_(
                        "This backup was made by another version ({version}). Restore it with that."
                    ),
                    place=Place(file=name),
                    version=manifest.get("lovende", "?"),
                )
            )
        return manifest
    except (KeyError, ValueError, TypeError):
        message = N_("This is not a backup of Lovende. Name the file that lovende backup wrote.")
        raise LovendeError(fault("backup.unknown", message, place=Place(file=name))) from None
