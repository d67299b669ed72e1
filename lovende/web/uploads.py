"""What a file is called that somebody sends: never more than a name."""

from __future__ import annotations

from pathlib import PurePosixPath

LONGEST_NAME = 200
"""Bytes; a file system takes 255, and a table 200 characters."""
LONGEST_ENDING = 10


def plain_name(name: str, otherwise: str = "file") -> str:
    """Return a file's name without folders and signs that no file system takes, its ending kept.

    `otherwise` where nothing is left of what stood before the ending.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    stem, point, ending = kept.rpartition(".") if "." in kept else (kept, "", "")
    ending = f"{point}{ending[:LONGEST_ENDING]}" if ending else ""
    room = LONGEST_NAME - len(ending.encode())
    shown = stem.strip(". ").encode()[:room].decode("utf-8", "ignore")
    return f"{shown or otherwise}{ending}"
