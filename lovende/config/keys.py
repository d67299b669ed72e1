"""The keys of a platform on one's own machine: made once, kept in the data folder."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from lovende.config.running import make_private

NAMES = ("LOVENDE_SECRET_KEY", "LOVENDE_LINK_KEY")


def keys_of(folder: Path) -> dict[str, str]:
    """Return the keys in `folder`, making them (readable by the owner alone) where there are none.

    Personal links are derived from the link key: whoever moves the platform takes the file along.
    """
    make_private(folder)
    path = folder / "keys.json"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known: dict[str, str] = json.loads(path.read_text("utf-8"))
        return {name: known[name] for name in NAMES}
    made = {name: secrets.token_urlsafe(48) for name in NAMES}
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return made
