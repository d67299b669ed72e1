"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; it takes the place of `path` when the block ends well.

    Raises LovendeError when the folder is missing or cannot be written to. Whatever is raised in
    the block, the file that stood at `path` is untouched and nothing half-written stays.
    """
    place = Place(file=path.name)
    if not path.parent.is_dir():
        raise LovendeError(
            fault(
                "file.no_folder",
                N_("There is no folder {folder} to write to; make it first."),
                place=place,
                folder=str(path.parent),
            )
        )
    if path.is_dir():
        raise LovendeError(
            fault("file.is_folder", N_("This is a folder; name a file in it."), place=place)
        )
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        part.touch()
        yield part
        os.replace(part, path)
    except OSError as problem:
        raise LovendeError(
            fault(
                "file.unwritable",
                N_("The file cannot be written ({reason}); check the folder and the disk."),
                place=place,
                reason=os.strerror(problem.errno) if problem.errno else str(problem),
            )
        ) from None
    finally:
        part.unlink(missing_ok=True)
