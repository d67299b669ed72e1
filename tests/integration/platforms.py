"""Platforms of their own for tests: a data folder and a database, used through processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.on_postgres import ADDRESS


@dataclass(frozen=True)
class Platform:
    """One installation: its settings by name."""

    settings: dict[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.settings["LOVENDE_DATA"])

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOVENDE_", "DJANGO_"))}
        return kept | self.settings

    def run(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `lovende` with these words; it must end with `status`."""
        done = subprocess.run(
            [str(Path(sys.executable).parent / "lovende"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    def python(self, code: str, *words: str) -> Any:
        """Run Python in the platform; what it prints last is read as JSON."""
        done = subprocess.run(
            self.python_command(code, *words),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def python_command(self, code: str, *words: str) -> list[str]:
        """The command that runs Python with the platform loaded."""
        return [sys.executable, "-c", f"import django\ndjango.setup()\n{code}", *words]


@contextmanager
def platform(folder: Path, kind: str) -> Iterator[Platform]:
    """Make an empty platform on `kind` of database; a database of PostgreSQL is dropped again."""
    name = f"lovende_test_{uuid.uuid4().hex[:12]}"
    server, _, _ = ADDRESS.rpartition("/")
    made = Platform(
        {
            "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
            "LOVENDE_MODE": "local",
            "LOVENDE_DATA": str(folder),
            "LOVENDE_DATABASE": "sqlite:///" if kind == "sqlite" else f"{server}/{name}",
            "LOVENDE_LANG": "en",
            "LOVENDE_DEBUG": os.environ.get("LOVENDE_DEBUG", ""),
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "postgres":
        _on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        made.run("manage", "migrate", "-v0")
        yield made
    finally:
        if kind == "postgres":
            _on_server(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _on_server(statement: sql.Composed) -> None:
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(statement)
