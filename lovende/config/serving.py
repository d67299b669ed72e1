"""The platform as processes: the web server and the worker, begun together and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_

PATIENCE = 20.0
"""Seconds that a process has to end by itself."""


@dataclass(frozen=True)
class Served:
    """What is served and how: `processes` web processes with `threads` threads each."""

    host: str
    port: int
    processes: int = 1
    threads: int = 4
    worker: bool = True


def environment(
    folder: Path | None, served: Served, default: str = "lovende-data"
) -> dict[str, str]:
    """Return the settings of a platform on this machine.

    Mode and address stand where they are set; `folder` wins over LOVENDE_DATA, which wins over
    `default`.
    """
    said = os.environ.get
    shown = f"[{served.host}]" if ":" in served.host else served.host
    chosen = folder or Path(said("LOVENDE_DATA") or default)
    return {
        "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
        "LOVENDE_DATA": str(chosen.absolute()),
        "LOVENDE_MODE": said("LOVENDE_MODE") or _mode(),
        "LOVENDE_URL": said("LOVENDE_URL") or f"http://{shown}:{served.port}",
    }


def _mode() -> str:
    """Without a word about it: production where settings of production are given, else local."""
    given = ("LOVENDE_SECRET_KEY", "LOVENDE_LINK_KEY", "LOVENDE_HOSTS")
    return "production" if any(os.environ.get(name) for name in given) else "local"


def prepare() -> None:
    """Bring the database and the static files up to date, in this process."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


@dataclass(frozen=True)
class Running:
    """The processes of a platform, the web server first, and the file with what they say."""

    processes: Sequence[subprocess.Popen[bytes]]
    log: Path

    @property
    def has_ended(self) -> bool:
        """Whether any of them ended by itself."""
        return any(process.poll() is not None for process in self.processes)


@contextmanager
def running(served: Served, log: Path) -> Iterator[Running]:
    """Run the web server and the worker until the block ends; then end them and wait for them."""
    commands = [_web(served)]
    if served.worker:
        commands.append([sys.executable, "-m", "lovende.config.manage", "worker"])
    begun: list[subprocess.Popen[bytes]] = []
    with log.open("ab") as out:
        try:
            for command in commands:
                # A session of their own: Ctrl-C reaches this process, which ends them in order.
                begun.append(
                    subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
                )
            yield Running(begun, log)
        finally:
            _end(begun)


def wait_until_well(begun: Running, served: Served) -> None:
    """Return when the server answers. Raises LovendeError where it ends or stays silent."""
    import http.client

    for _ in range(300):
        if begun.has_ended:
            break
        connection = http.client.HTTPConnection(served.host, served.port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers=_as_the_proxy())
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    message = N_("The server did not start. Is the port in use? Its last words are in {log}.")
    raise LovendeError(fault("serve.silent", message, log=begun.log))


def _as_the_proxy() -> dict[str, str]:
    """The headers with which a reverse proxy would ask."""
    address = urlsplit(os.environ["LOVENDE_URL"])
    return {"Host": address.netloc, "X-Forwarded-Proto": address.scheme}


def check_port(served: Served) -> None:
    """Raise LovendeError where the port cannot be used."""
    import socket

    family = socket.AF_INET6 if ":" in served.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((served.host, served.port))
        except OSError as problem:
            message = N_(
                "Port {port} cannot be used ({reason}). Choose another: lovende serve --port 8001"
            )
            place = Place(file=served.host)
            raise LovendeError(
                fault(
                    "serve.port",
                    message,
                    place=place,
                    port=served.port,
                    reason=problem.strerror or str(problem),
                )
            ) from None


def _web(served: Served) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={served.host}",
        f"--port={served.port}",
        f"--workers={served.processes}",
        f"--blocking-threads={served.threads}",
        "--no-ws",
        "--http=1",
        "--log-level=warning",
        "--workers-kill-timeout=15",
        "--respawn-failed-workers",
        "lovende.config.wsgi:application",
    ]


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, and make it end where it does not."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
