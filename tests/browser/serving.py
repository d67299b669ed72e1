"""The platform with its demo as processes of their own, as `lovende serve --demo` gives it to anyone."""

from __future__ import annotations

import email
import email.policy
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

PATIENCE = 60.0
"""Seconds in which what happens in the background must have happened, on a busy machine too."""


@dataclass(frozen=True)
class Platform:
    """A platform that is served: its address, and the folder with its data."""

    address: str
    folder: Path

    def letters_to(self, person: str) -> list[EmailMessage]:
        """Return the e-mails to an address, the oldest first."""
        found = []
        for file in sorted((self.folder / "mail").glob("*.log")):
            for text in file.read_text("utf-8").split(f"\n{'-' * 79}\n"):
                letter = email.message_from_string(text.lstrip("\n"), policy=email.policy.default)
                if person in str(letter["To"]):
                    found.append(letter)
        return found

    def letter_to(self, person: str) -> EmailMessage:
        """Return the newest e-mail to an address, and wait for it where the worker sends it."""
        end = time.monotonic() + PATIENCE
        while not (found := self.letters_to(person)):
            assert time.monotonic() < end, f"no e-mail to {person}"
            time.sleep(0.1)
        return found[-1]

    def link_in(self, letter: EmailMessage) -> str:
        """Return the first address of the platform in a letter."""
        words = str(letter.get_content()).split()
        return next(word for word in words if word.startswith(self.address))


@contextmanager
def demo(folder: Path) -> Iterator[Platform]:
    """Serve the demo until the block ends; then press Ctrl-C and expect a clean end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Nothing of the settings of the tests: this is the platform in earnest.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LOVENDE_", "DJANGO_", "COVERAGE_"))
    }
    command = [str(Path(sys.executable).with_name("lovende")), "serve", "--demo"]
    server = subprocess.Popen(
        [*command, "--data", str(folder), "--port", str(port)],
        env=inherited | {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    said: list[str] = []
    try:
        for line in server.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert server.poll() is None, "".join(said)
        yield Platform(f"http://127.0.0.1:{port}", folder)
    finally:
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0, rest
    log = (folder / "server.log").read_text("utf-8")
    assert " ERROR " not in log, log[-4000:]
