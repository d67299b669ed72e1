"""`lovende manage`: Django's own commands, for those who run the platform."""

from __future__ import annotations

import typer


def manage(context: typer.Context) -> None:
    """Run a command of the web platform, such as migrate, worker or check --deploy."""
    from lovende.config.manage import manage as run

    run(context.args)
