"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_

FULL = 1_000_000
"""Bytes; a disk with less left counts as full."""


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
        reason = os.strerror(problem.errno) if problem.errno else str(problem)
        raise LovendeError(_unwritable(place, reason)) from None
    except LovendeError:
        raise
    except Exception:
        # Some libraries tell of a full disk by errors of their own.
        if shutil.disk_usage(path.parent).free >= FULL:
            raise
        raise LovendeError(_unwritable(place, os.strerror(errno.ENOSPC))) from None
    finally:
        part.unlink(missing_ok=True)


def _unwritable(place: Place, reason: str) -> Fault:
    return fault(
        "file.unwritable",
        N_("The file cannot be written ({reason}); check the folder and the disk."),
        place=place,
        reason=reason,
    )
