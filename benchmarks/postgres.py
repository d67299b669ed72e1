"""A PostgreSQL server of one's own in a folder, with nothing else on it: for measuring and for killing."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"


@dataclass(frozen=True)
class Cluster:
    """A running server: its address, its folder and the process that owns all others."""

    address: str
    folder: Path

    @property
    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])

    def kill(self) -> None:
        """End the server as a power cut would: every process of it, at once."""
        pid = self.pid
        children = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for each in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        # After a power cut its number belongs to nobody; here the dead may still hold it.
        for lock in (self.folder / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def start(self) -> None:
        """Start it again where it stood."""
        port = self.address.rpartition(":")[2].partition("/")[0]
        _run(
            "pg_ctl",
            "-D",
            str(self.folder),
            "-w",
            "-l",
            f"{self.folder}/log",
            "-o",
            f"-p {port} -h 127.0.0.1 -k {self.folder}",
            "start",
        )


@contextmanager
def own_cluster(folder: Path) -> Iterator[Cluster]:
    """Run a server with PostgreSQL's own settings until the block ends."""
    place = folder / "postgres"
    place.mkdir(parents=True)
    if os.getuid() == 0:
        for each in (folder, *folder.parents):
            if each.stat().st_uid == 0 and each != Path("/") and not each.stat().st_mode & 0o001:
                each.chmod(each.stat().st_mode | 0o011)
        shutil.chown(place, USER, USER)
    _run("initdb", "-D", str(place), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = Cluster(f"postgres://{USER}@127.0.0.1:{port}/postgres", place)
    cluster.start()
    try:
        yield cluster
    finally:
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            _run("pg_ctl", "-D", str(place), "-w", "-m", "immediate", "stop")


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are the superuser."""
    binaries = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    command = [str(binaries[-1] if binaries else program), *words]
    if os.getuid() == 0:
        user = pwd.getpwnam(USER)
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
        )
    else:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
