"""The `lovende` command: one module for each verb, and one place where errors become lines.

Exit codes: 0 done, 1 something wrong in the user's input, 2 usage, 3 a fault of the program,
130 interrupted. Modules import what they need when they run, so that `--help` is quick and an
interruption is met from the first moment on.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lovende.domain.texts import N_

AGAIN = 0.05
"""Seconds."""


class Interrupted(BaseException):
    """Someone pressed Ctrl-C, or the system asked the program to end."""


def main() -> int:
    """Run the command line and return its exit code."""
    # Our matrices are small: a second thread of the linear algebra waits more than it works.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with _interruptions():
            return _run()
    except (Interrupted, KeyboardInterrupt):
        return _interrupted()


@contextmanager
def _interruptions() -> Iterator[None]:
    """Meet the first Ctrl-C or request to end; further ones do not disturb the tidying up.

    What is raised in a destructor or a callback of a library is lost. So it is raised again until
    somebody has met it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: object) -> None:
        for name in names:
            signal.signal(name, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
        raise Interrupted

    def again(*_: object) -> None:
        # While it is on its way up, what is being tidied is not to be disturbed.
        if not isinstance(sys.exc_info()[1], Interrupted):
            raise Interrupted

    def lost(what: sys.UnraisableHookArgs, /) -> None:
        if what.exc_type is not Interrupted:
            hook(what)

    hook, sys.unraisablehook = sys.unraisablehook, lost
    before = {name: signal.signal(name, stop) for name in names}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, again)
    try:
        yield
    finally:
        interruption_met()
        sys.unraisablehook = hook
        for name, handler in before.items():
            signal.signal(name, handler)


def interruption_met() -> None:
    """Say that an interruption was met, so that it is not raised again."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _run() -> int:
    from lovende.cli.commands import app
    from lovende.domain.errors import LovendeError

    try:
        outcome = app(standalone_mode=False)
    except LovendeError as error:
        from lovende.cli.faults import say_first

        say_first(error)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        return _other(problem)
    return outcome if isinstance(outcome, int) else 0


def _other(problem: Exception) -> int:
    """Usage errors and faults of the program."""
    from lovende.cli.faults import say

    show = getattr(problem, "show", None)
    if show is not None:
        show()
        return int(getattr(problem, "exit_code", 2))
    if type(problem).__name__ == "Abort":
        return _interrupted()
    if os.environ.get("LOVENDE_DEBUG"):
        raise problem
    if isinstance(problem, MemoryError):
        say(N_("There is not enough memory for this. Close other programs, or use a smaller file."))
        return 1
    say(
        N_(
            "A fault of the program ({kind}). Run it again with LOVENDE_DEBUG=1 to see where, and report that."
        ),
        kind=type(problem).__name__,
    )
    return 3


def _interrupted() -> int:
    from lovende.cli.faults import say

    say(N_("Interrupted. Finished files are whole; nothing half-written is left."))
    return 130
