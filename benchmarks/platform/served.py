"""A platform of its own for measuring: set up, filled, served by real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import Cost, cost_of
from benchmarks.postgres import Cluster, own_cluster

SET_UP = """
import datetime, json, sys, tempfile
from pathlib import Path
from lovende.examples.writing import write_example
from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.fieldwork.progress import record_added
from lovende.questionnaires.actions import add_version, make_live
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Organisation, Role, Study, StudyRole, User
from allauth.account.models import EmailAddress
user = User.objects.create_user("bench@example.org", "lovende-bench", name="Bench")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
study = Study.objects.create(
    organisation=Organisation.objects.create(name="Bench"), name_da="Måling", occasion_da="målingen",
    contact_name="A", contact_email="a@example.org", privacy_da="p", open_link=True,
    keep_until=datetime.date(2040, 1, 1), link_code=new_code(),
)
StudyRole.objects.create(study=study, user=user, email=user.email, role=Role.OWNER)
with tempfile.TemporaryDirectory() as folder:
    write_example(Path(folder) / "e")
    content = (Path(folder) / "e" / "questionnaire.xlsx").read_bytes()
version = add_version(study=study, name="questionnaire.xlsx", content=content, by=user).version
make_live(version=version, by=user)
Study.objects.filter(pk=study.pk).update(state="live")
wave = Wave.objects.create(study=study, number=1)
print(json.dumps({"study": study.pk, "version": version.pk, "wave": wave.pk}))
"""

INVITE = """
import json, sys
from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.fieldwork.progress import record_added, record_invited
from lovende.studies.links import Opens, new_code, token
wave = Wave.objects.select_related("study").get(pk=int(sys.argv[1]))
before = Invitee.objects.count()
people = Invitee.objects.bulk_create(
    Invitee(study=wave.study, wave=wave, key=f"b{before + n}", municipality="0751", link_code=new_code())
    for n in range(int(sys.argv[2]))
)
Contact.objects.bulk_create(
    Contact.of(one, name=f"Testperson {one.key}", email=f"{one.key}@example.org") for one in people
)
record_added(people)
if sys.argv[3] == "True":
    record_invited(people)
print(json.dumps([token(Opens.INVITEE, one.link_code, one.link_round) for one in people]))
"""


@dataclass
class Bench:
    """A platform under measurement."""

    folder: Path
    kind: str
    settings: dict[str, str]
    cluster: Cluster | None
    study: int = 0
    version: int = 0
    wave: int = 0
    address: str = ""
    server: subprocess.Popen[bytes] | None = None

    def python(self, code: str, *words: str) -> object:
        """Run Python in the platform; what it prints last is read as JSON."""
        command = [sys.executable, "-c", f"import django\ndjango.setup()\n{code}", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | self.settings

    def invite(self, count: int, *, invited: bool = True) -> list[str]:
        """Put people into the panel, as if written to where `invited`, and return their tokens."""
        found = self.python(INVITE, str(self.wave), str(count), str(invited))
        assert isinstance(found, list)
        return found

    def cost(self) -> tuple[Cost, Cost]:
        """What the web server and the database server have cost so far."""
        assert self.server is not None
        web = cost_of(self.server.pid)
        return web, cost_of(self.cluster.pid) if self.cluster else Cost(0.0, 0)

    @contextmanager
    def serving(self, processes: int = 2, threads: int = 4) -> Iterator[None]:
        """Serve until the block ends."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        environment = self.environment | {"LOVENDE_URL": self.address}
        words = ["-m", "granian", "--interface=wsgi", "--no-ws", "--http=1", "--log-level=warning"]
        words += [f"--port={port}", f"--workers={processes}", f"--blocking-threads={threads}"]
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                [sys.executable, *words, "lovende.config.wsgi:application"],
                env=environment,
                stdout=log,
                stderr=log,
            )
            try:
                self._wait()
                yield
            finally:
                self.server.terminate()
                self.server.wait(30)

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text()[-2000:])


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def bench(folder: Path, kind: str) -> Iterator[Bench]:
    """Set up a platform on `sqlite` or `postgres` with the example questionnaire live."""
    folder.mkdir(parents=True)
    settings = {
        "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
        "LOVENDE_MODE": "local",
        "LOVENDE_DATA": str(folder),
        "LOVENDE_DATABASE": "sqlite:///",
        "OPENBLAS_NUM_THREADS": "1",
    }
    if kind == "sqlite":
        yield _set_up(Bench(folder, kind, settings, None))
        return
    with own_cluster(folder) as cluster:
        settings["LOVENDE_DATABASE"] = cluster.address
        yield _set_up(Bench(folder, kind, settings, cluster))


def _set_up(made: Bench) -> Bench:
    manage = [sys.executable, "-m", "lovende.config.manage"]
    for words in (["migrate", "-v0"], ["collectstatic", "-v0", "--noinput"]):
        subprocess.run([*manage, *words], env=made.environment, check=True)
    known = made.python(SET_UP)
    assert isinstance(known, dict)
    made.study, made.version, made.wave = known["study"], known["version"], known["wave"]
    return made
