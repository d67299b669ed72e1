"""Lets tests empty the tables between them, though the database refuses to delete the audit log."""

from __future__ import annotations

from typing import Any


def allow_emptying() -> None:
    """Take SQLite's guards away while its tables are emptied (PostgreSQL truncates, which is allowed)."""
    from django.db.backends.sqlite3 import base

    operations = base.DatabaseOperations  # type: ignore[attr-defined]  # its own module cannot be loaded first

    plain = operations.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drop = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*drop, *plain(self, *args, **kwargs), *(sql for _, sql in triggers)]

    operations.sql_flush = flush  # type: ignore[method-assign]  # for the length of one flush
