"""Saves that were acknowledged and are missing after a fault: the number must be zero.

    python -m benchmarks.platform.faults [--seconds 12] [--on sqlite,postgres] [--only kill,power,disk,crowd]

Real web processes on a database of their own, with respondents who save pages without a pause. Every
text is unique, so that each save can be looked for afterwards:

- `kill`: every process of the web server is ended with SIGKILL in the middle of the load, and begun
  again, several times;
- `power`: the same with every process of PostgreSQL (on SQLite the web server is the database);
- `disk`: the database lies on a small file system of its own (as superuser only), which is filled up
  under load and then given room again;
- `crowd`: 32 respondents save pages of one and the same response.

A save counts as acknowledged when the browser has got the redirect to the next page (303 or 302). After
each fault the database is read: acknowledged saves that are missing, saves that are there twice, and
responses whose answers differ from their history. Beside it, what the respondents met meanwhile: pages
that say in plain words that nothing was saved (503), and broken connections. Clocks that jump are in
the test suite (`test_history.py`), where the clock can be set.
"""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from lxml import html

from benchmarks.platform.served import Bench, bench

HEADERS = {"X-Forwarded-Proto": "https", "Content-Type": "application/x-www-form-urlencoded"}
PAGE = "page_background"
STORED = """
import json
from lovende.responses.models import Entry
words = Entry.objects.filter(page="page_background").values_list("answers__department", flat=True)
print(json.dumps(list(words)))
"""
WRITERS = 16


@dataclass
class Met:
    """What the respondents met."""

    acknowledged: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)


class Saver(threading.Thread):
    """A respondent who opens one page, fills it in and saves it, over and over."""

    def __init__(self, platform: Bench, token: str, name: str, stop: threading.Event) -> None:
        super().__init__()
        self._platform, self._token, self._name, self._halt = platform, token, name, stop
        self.found = Met()

    def run(self) -> None:
        number = 0
        while not self._halt.is_set():
            number += 1
            try:
                self._save(f"{self._name}-{number}")
            except (OSError, http.client.HTTPException) as problem:
                self.found.met[type(problem).__name__] += 1
                time.sleep(0.05)

    def _save(self, word: str) -> None:
        parts = urlsplit(self._platform.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=40)
        try:
            place = f"/a/{self._token}/{PAGE}/"
            connection.request("GET", place, headers=HEADERS)
            shown = connection.getresponse()
            page = shown.read()
            if shown.status != 200:
                self.found.met[f"page {shown.status}"] += 1
                if shown.status in (301, 302, 303):
                    connection.request("POST", f"/a/{self._token}/", "", HEADERS)
                    connection.getresponse().read()
                return
            fields = _hidden(page)
            fields += [("department", word), ("job_title", "Leder " * 40), ("do", "next")]
            connection.request("POST", place, urlencode(fields), HEADERS)
            answer = connection.getresponse()
            body = answer.read()
            self.found.met[f"save {answer.status}"] += 1
            if answer.status in (302, 303):
                self.found.acknowledged.append(word)
            elif answer.status == 503 and word.encode() not in body:
                self.found.met["text lost from the page"] += 1
        finally:
            connection.close()


def _hidden(page: bytes) -> list[tuple[str, str]]:
    """The fields that a form carries along."""
    forms = html.fromstring(page).iter("form")
    form = next(each for each in forms if each.get("id") == "answers")
    hidden = (each for each in form.iter("input") if each.get("type") == "hidden")
    return [(each.get("name") or "", each.get("value") or "") for each in hidden]


@contextmanager
def under_load(platform: Bench, tokens: list[str]) -> Iterator[Met]:
    """Let respondents save until the block ends; then tell what they met."""
    stop, together = threading.Event(), Met()
    savers = [Saver(platform, each, f"s{n}", stop) for n, each in enumerate(tokens)]
    for each in savers:
        each.start()
    try:
        yield together
    finally:
        stop.set()
        for each in savers:
            each.join()
            together.acknowledged += each.found.acknowledged
            together.met += each.found.met


def kill_web(platform: Bench) -> None:
    """End every process of the web server as if the power had gone."""
    assert platform.server is not None
    pid = platform.server.pid
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    for each in (pid, *map(int, listed.stdout.split())):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    platform.server.wait()


def kill(platform: Bench, seconds: float) -> Met:
    """The web server is killed and begun again, three times."""
    with platform.serving():
        tokens = _begun(platform, WRITERS)
    with under_load(platform, tokens) as met:
        for _ in range(3):
            with platform.serving():
                time.sleep(seconds / 3)
                kill_web(platform)
        with platform.serving():
            time.sleep(1)
    return met


def power(platform: Bench, seconds: float) -> Met:
    """The database server is killed and begun again, three times; the web server stays."""
    assert platform.cluster is not None
    with platform.serving():
        tokens = _begun(platform, WRITERS)
        with under_load(platform, tokens) as met:
            for _ in range(3):
                time.sleep(seconds / 3)
                platform.cluster.kill()
                time.sleep(0.7)
                platform.cluster.start()
            time.sleep(1)
    return met


def disk(platform: Bench, seconds: float) -> Met:
    """The file system is filled up, and given room again."""
    ballast = platform.folder / "ballast"
    with platform.serving():
        tokens = _begun(platform, WRITERS)
        with under_load(platform, tokens) as met:
            for _ in range(2):
                time.sleep(seconds / 6)
                _fill(ballast)
                time.sleep(seconds / 6)
                ballast.unlink()
                if platform.cluster is not None and not _lives(platform.cluster.pid):
                    # What cannot write its log ends itself; whoever runs it begins it again.
                    platform.cluster.start()
                time.sleep(seconds / 6)
    return met


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _fill(ballast: Path) -> None:
    with ballast.open("wb") as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
            file.flush()


def crowd(platform: Bench, seconds: float) -> Met:
    """Thirty-two respondents on one response."""
    with platform.serving():
        tokens = _begun(platform, 1) * 32
        with under_load(platform, tokens) as met:
            time.sleep(seconds)
    return met


FAULTS: dict[str, Callable[[Bench, float], Met]] = {
    "kill": kill,
    "power": power,
    "disk": disk,
    "crowd": crowd,
}


def _begun(platform: Bench, count: int) -> list[str]:
    """Invite people who have begun."""
    tokens = platform.invite(count)
    parts = urlsplit(platform.address)
    for each in tokens:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        connection.request("POST", f"/a/{each}/", "", HEADERS)
        connection.getresponse().read()
        connection.close()
    return tokens


@contextmanager
def place(name: str, kind: str) -> Iterator[Path]:
    """A folder for the platform: for a full disk a small file system of its own."""
    with tempfile.TemporaryDirectory(prefix="lovende-faults-") as made:
        folder = Path(made)
        if name != "disk":
            yield folder
            return
        room = "48m" if kind == "sqlite" else "320m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", made], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", made], check=True)


def measured(name: str, kind: str, seconds: float) -> bool:
    """Bring the fault about, tell what came of it, and return whether nothing was lost."""
    with place(name, kind) as folder, bench(folder / "platform", kind) as platform:
        met = FAULTS[name](platform, seconds)
        stored = platform.python(STORED)
        assert isinstance(stored, list)
        checked = subprocess.run(
            [sys.executable, "-m", "lovende.config.manage", "rebuild_answers", "--check"],
            env=platform.environment,
            capture_output=True,
            text=True,
        )
    times = Counter(stored)
    missing = [word for word in met.acknowledged if word not in times]
    doubled = [word for word, count in times.items() if count > 1]
    if checked.returncode:
        print(checked.stdout[-2000:], checked.stderr[-2000:], file=sys.stderr)
    rest = ", ".join(f"{count} × {what}" for what, count in sorted(met.met.items()))
    same = "as the history says" if checked.returncode == 0 else "NOT AS THE HISTORY SAYS"
    print(
        f"{name:6} {kind:9} acknowledged {len(met.acknowledged):6}  missing {len(missing)}  "
        f"doubled {len(doubled)}  answers {same}  ({rest})",
        flush=True,
    )
    lost_texts = met.met["text lost from the page"]
    return bool(met.acknowledged) and not (missing or doubled or lost_texts or checked.returncode)


def main() -> int:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--seconds", type=float, default=12)
    words.add_argument("--on", default="sqlite,postgres")
    words.add_argument("--only", default=",".join(FAULTS))
    said = words.parse_args()
    good = True
    for kind in said.on.split(","):
        for name in said.only.split(","):
            if name == "power" and kind == "sqlite":
                continue
            if name == "disk" and os.getuid() != 0:
                print("disk   not done: only the superuser can make a small file system")
                continue
            good &= measured(name, kind, said.seconds)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
