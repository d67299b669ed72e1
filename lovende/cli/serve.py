"""`lovende serve`: the platform on this machine."""

from __future__ import annotations

import os
import time
from pathlib import Path

import typer


def serve(
    host: str = typer.Option("127.0.0.1", help="The address to listen on."),
    port: int = typer.Option(8000, min=1, max=65535, help="The port to listen on."),
    demo: bool = typer.Option(False, "--demo", help="With the example study in it."),
    data: Path | None = typer.Option(
        None, help="The folder for database and keys. Default: lovende-data, or lovende-demo."
    ),
    processes: int = typer.Option(1, min=1, max=64, help="How many web processes."),
    threads: int = typer.Option(4, min=1, max=64, help="How many threads in each."),
    worker: bool = typer.Option(
        True, "--worker/--no-worker", help="Run the background worker beside it, or elsewhere."
    ),
    open_it: bool = typer.Option(
        False, "--open", help="Open the browser where there is a desktop."
    ),
) -> None:
    """Serve the platform until Ctrl-C: the web server and the background worker."""
    from lovende.cli import Interrupted, interruption_met
    from lovende.cli.faults import say
    from lovende.cli.report import open_where_there_is_a_desktop
    from lovende.config.running import held
    from lovende.config.serving import (
        Served,
        check_port,
        environment,
        prepare,
        running,
        wait_until_well,
    )
    from lovende.domain.texts import N_

    served = Served(host, port, processes, threads, worker)
    check_port(served)
    os.environ |= environment(data, served, "lovende-demo" if demo else "lovende-data")
    if demo:
        os.environ["LOVENDE_MAIL"] = "files://"  # nobody in the demo is to be written to
    folder = Path(os.environ["LOVENDE_DATA"])
    with held(folder):
        say(N_("Getting the platform ready in {folder}"), folder=folder)
        prepare()
        said = _demo() if demo else ""
        try:
            with running(served, folder / "server.log") as begun:
                wait_until_well(begun, served)
                print(said or os.environ["LOVENDE_URL"])
                say(N_("Ctrl-C ends it. What the server says is in {log}."), log=begun.log)
                if open_it:
                    open_where_there_is_a_desktop(os.environ["LOVENDE_URL"])
                while not begun.has_ended:
                    time.sleep(0.5)
        except (Interrupted, KeyboardInterrupt):
            interruption_met()
            say(N_("The platform has ended."))
            return
    say(N_("A part of the platform ended by itself. Its last words are in {log}."), log=begun.log)
    raise typer.Exit(3)


def _demo() -> str:
    """Fill the platform with the demo and return how to use it."""
    from lovende.cli.progress import progress
    from lovende.config.demo import fill, introduction

    with progress("Lovende") as step:
        fill(step)
    return introduction(os.environ["LOVENDE_URL"])
