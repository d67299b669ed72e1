"""A file opened, or one clear line that says why it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_


def bytes_of(path: Path, most: int | None = None) -> bytes:
    """Return the bytes of a file, at the most the first `most`.

    Raises LovendeError where it is missing, a folder, not to be opened, or has nothing in it.
    """
    place = Place(file=path.name)
    if path.is_dir():
        raise LovendeError(
            fault("file.is_folder", N_("This is a folder; name a file in it."), place=place)
        )
    try:
        with path.open("rb") as file:
            data = file.read(most)
    except FileNotFoundError:
        raise LovendeError(
            fault("file.missing", N_("There is no such file; check its name."), place=place)
        ) from None
    except OSError as problem:
        raise LovendeError(
            fault(
                "file.unreadable",
                N_("The file cannot be opened ({reason}); check that you may read it."),
                place=place,
                reason=os.strerror(problem.errno) if problem.errno else str(problem),
            )
        ) from None
    if not data.strip():
        raise LovendeError(fault("file.empty", N_("The file is empty."), place=place))
    return data
