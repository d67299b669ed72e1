"""What the findings were made from: hashes of the files, versions of the programs."""

from __future__ import annotations

import hashlib
import platform
from importlib import metadata
from pathlib import Path

from lovende import __version__

PROGRAMS = ("numpy", "numba", "polars", "scipy", "svy", "elementpath", "pyxform", "pyreadstat")


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def described(role: str, path: Path) -> dict[str, str]:
    """Return an input as the findings tell it: its name without the folder, its role, its hash."""
    return {"file": path.name, "role": role, "sha256": hash_of(path)}


def versions() -> dict[str, str]:
    """Return the versions of Lovende, Python and the libraries that compute."""
    return {
        "lovende": __version__,
        "python": platform.python_version(),
        **{name: version for name in PROGRAMS if (version := _version(name)) is not None},
    }


def _version(name: str) -> str | None:
    """Return the version of a library, None where it is not there: numba can be done without."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
