"""The verbs of the command line, put together."""

from __future__ import annotations

import typer

from lovende.cli.backup import backup, restore
from lovende.cli.check import check
from lovende.cli.convert import convert
from lovende.cli.example import example
from lovende.cli.manage import manage
from lovende.cli.rank import rank
from lovende.cli.report import report
from lovende.cli.serve import serve
from lovende.cli.tabulate import tabulate

app = typer.Typer(
    name="lovende",
    help="From the experience of a crisis to lasting, shared practice.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (example, check, report, tabulate, rank, convert, serve, backup, restore):
    app.command()(verb)
# Django reads the words itself, its --help too.
_AS_GIVEN = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
app.command(context_settings=_AS_GIVEN)(manage)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Show the version and stop."),
) -> None:
    if version:
        from lovende import __version__

        print(__version__)
        raise typer.Exit
