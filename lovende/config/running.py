"""Whether the platform of a data folder is running: a lock that ends with the process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_


def make_private(folder: Path) -> None:
    """Make the data folder where it is not there; others may not look into one that we make."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the data folder for oneself. Raises LovendeError where another process has it."""
    make_private(folder)
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = N_("The platform of this folder is running. End it first (Ctrl-C).")
            place = Place(file=str(folder))
            raise LovendeError(fault("platform.running", message, place=place)) from None
        yield
