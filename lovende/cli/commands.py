"""The verbs of the command line, put together."""

from __future__ import annotations

import typer

from lovende.cli.check import check
from lovende.cli.convert import convert
from lovende.cli.example import example
from lovende.cli.rank import rank
from lovende.cli.report import report
from lovende.cli.tabulate import tabulate

app = typer.Typer(
    name="lovende",
    help="From the experience of a crisis to lasting, shared practice.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (example, check, report, tabulate, rank, convert):
    app.command()(verb)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Show the version and stop."),
) -> None:
    if version:
        from lovende import __version__

        print(__version__)
        raise typer.Exit
