"""The `lovende` command: one module for each verb, and one place where errors become lines.

Exit codes: 0 done, 1 something wrong in the user's input, 2 usage, 3 a fault of the program,
130 interrupted. Modules import what they need when they run, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys

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


def main() -> int:
    """Run the command line and return its exit code."""
    # Our matrices are small: a second thread of the linear algebra waits more than it works.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from lovende.domain.errors import LovendeError

    try:
        outcome = app(standalone_mode=False)
    except LovendeError as error:
        from lovende.cli.faults import say_first

        say_first(error)
        return 1
    except KeyboardInterrupt:
        print(
            "Interrupted. Finished files are whole; nothing half-written is left.", file=sys.stderr
        )
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        return _other(problem)
    return outcome if isinstance(outcome, int) else 0


def _other(problem: Exception) -> int:
    """Usage errors and faults of the program."""
    show = getattr(problem, "show", None)
    if show is not None:
        show()
        return int(getattr(problem, "exit_code", 2))
    if type(problem).__name__ == "Abort":
        print(
            "Interrupted. Finished files are whole; nothing half-written is left.", file=sys.stderr
        )
        return 130
    if os.environ.get("LOVENDE_DEBUG"):
        raise problem
    print(
        f"lovende: a fault of the program ({type(problem).__name__}). "
        "Run it again with LOVENDE_DEBUG=1 to see where, and report that.",
        file=sys.stderr,
    )
    return 3


if __name__ == "__main__":
    sys.exit(main())
