"""`lovende backup` and `lovende restore`: the whole platform in one file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import typer

DATA = typer.Option(
    None, help="The folder of the platform. Default: LOVENDE_DATA, or lovende-data."
)


def backup(
    file: Path = typer.Argument(..., help="The file to write, such as lovende.backup.zip."),
    data: Path | None = DATA,
    json_output: bool = typer.Option(False, "--json", help="Print the manifest as JSON."),
) -> None:
    """Write the whole platform to a file, as it is at this moment, while it runs."""
    from lovende.cli.progress import progress

    _set_up(data)
    from lovende.config.backup import write_backup

    with progress("Lovende") as step:
        manifest = write_backup(file, step)
    _say(manifest, file, json_output)


def restore(
    file: Path = typer.Argument(..., help="The file that lovende backup wrote."),
    data: Path | None = DATA,
    replace: bool = typer.Option(False, "--replace", help="Put it in the place of what is there."),
    json_output: bool = typer.Option(False, "--json", help="Print the manifest as JSON."),
) -> None:
    """Put a backup back: all of it, or nothing. The platform must not be running."""
    from lovende.cli.progress import progress

    _set_up(data)
    from lovende.config.restoring import restore_backup

    with progress("Lovende") as step:
        manifest = restore_backup(file, replace=replace, step=step)
    _say(manifest, file, json_output)


def _set_up(data: Path | None) -> None:
    """Choose the platform and load it."""
    from lovende.config.serving import Served, environment

    os.environ |= environment(data, Served("127.0.0.1", 8000))
    import django

    django.setup()


def _say(manifest: dict[str, object], file: Path, json_output: bool) -> None:
    if json_output:
        print(json.dumps(manifest, ensure_ascii=False, indent=1))
    else:
        print(file)
