"""Guards in the database: an entry of the history is neither changed nor removed.

Even a program that goes past the models, or a person with a database client, is refused. What the
guards let through:

- of a response that was erased (`erased_at`), `answers` can be set to `{}`, and nothing else;
- what names a person outside the answers (`by_id`, `hand_over_id`) can be set to null, which the
  database does when that user or handing over is removed;
- entries of an erased response can be removed with it.

They are made when the tables are (`make_guards` runs after every migration, because SQLite makes a
table anew when it changes it and forgets its triggers then).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as registry
from django.apps.registry import Apps
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = (
    "id",
    "response_id",
    "seq",
    "kind",
    "version_id",
    "page",
    "stands",
    "seen",
    "save_key",
    "change",
    "seconds",
    "digest",
    "language",
    "at",
)
"""The columns of an entry that nothing changes."""
LINKS = ("by_id", "hand_over_id")
"""The columns that can only become null."""

ERASED = "EXISTS (SELECT 1 FROM responses_response r WHERE r.id = OLD.response_id AND r.erased_at IS NOT NULL)"
REFUSED = "The history of answers is only added to."

_SQLITE = (
    "DROP TRIGGER IF EXISTS entry_stays",
    "DROP TRIGGER IF EXISTS entry_unchanged",
    f"CREATE TRIGGER entry_stays BEFORE DELETE ON responses_entry WHEN NOT {ERASED} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    "CREATE TRIGGER entry_unchanged BEFORE UPDATE ON responses_entry WHEN "
    + " OR ".join(
        [
            *(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT),
            *(f"(OLD.{n} IS NOT NEW.{n} AND NEW.{n} IS NOT NULL)" for n in LINKS),
            f"(OLD.answers IS NOT NEW.answers AND NOT (NEW.answers = '{{}}' AND {ERASED}))",
        ]
    )
    + f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
)

_CHANGED = " OR ".join(
    [
        *(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT),
        *(f"(OLD.{n} IS DISTINCT FROM NEW.{n} AND NEW.{n} IS NOT NULL)" for n in LINKS),
        f"(OLD.answers IS DISTINCT FROM NEW.answers AND NOT (NEW.answers = '{{}}'::jsonb AND {ERASED}))",
    ]
)
_POSTGRESQL = (
    "DROP TRIGGER IF EXISTS entry_stays ON responses_entry",
    "DROP TRIGGER IF EXISTS entry_unchanged ON responses_entry",
    f"""CREATE OR REPLACE FUNCTION entry_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
    BEGIN
      IF TG_OP = 'DELETE' THEN
        IF NOT {ERASED} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END IF;
        RETURN OLD;
      END IF;
      IF {_CHANGED} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END IF;
      RETURN NEW;
    END $guard$""",
    "CREATE TRIGGER entry_stays BEFORE DELETE ON responses_entry "
    "FOR EACH ROW EXECUTE FUNCTION entry_guard()",
    "CREATE TRIGGER entry_unchanged BEFORE UPDATE ON responses_entry "
    "FOR EACH ROW EXECUTE FUNCTION entry_guard()",
)
GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def make_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the guards, or make them anew. Does nothing where there is no table of entries yet."""
    if "responses_entry" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in GUARDS[connection.vendor]:
            cursor.execute(statement)


def after_migration(using: str, apps: Apps = registry, **_: Any) -> None:
    """Make the guards of a database that was migrated just now; `apps` are those of the migration."""
    try:
        entry = apps.get_model("responses", "Entry")
    except LookupError:
        return
    columns = {field.column for field in entry._meta.concrete_fields}
    if router.allow_migrate_model(using, entry) and columns >= {*KEPT, *LINKS}:
        make_guards(connections[using])
