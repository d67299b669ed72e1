"""The ledger of erasures: a file beside the database, which no restored backup takes back.

One line of JSON for each erasure: the study and the subject by their random codes, the moment and
the reason. Nothing in it names a person. A line is on disk before the database commits: where the
program dies between the two, the erasure is done when the ledger is replayed.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

NAME = "erasures.jsonl"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """One erasure. `study` is the study's `link_code`, `subject` a kind and a `link_code`
    (`invitee:k3v9…`), `answers` whether a colleague's answers were erased too, `at` in UTC."""

    study: str
    subject: str
    reason: str
    at: str
    answers: bool = True


def ledger_path() -> Path:
    """Return where the ledger lies."""
    return Path(settings.DATA) / NAME


def add_line(line: Line) -> None:
    """Add a line and wait until it is on disk; other writers wait their turn."""
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        # A line that was cut off by a crash must not swallow the next one.
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        said = json.dumps(asdict(line), ensure_ascii=False).encode() + b"\n"
        _write(handle, b"\n" + said if torn else said)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(path.parent)


def lines() -> Iterator[Line]:
    """Yield every whole line, oldest first; one that was cut off is told in the log and passed over."""
    path = ledger_path()
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                yield Line(**json.loads(text))
            except (ValueError, TypeError):
                log.warning("Line %d of the ledger of erasures cannot be read", number)


def _write(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
