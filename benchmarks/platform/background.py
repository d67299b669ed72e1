"""What goes on in the background: 100,000 invitees imported, 5,000 e-mails sent, findings of 100,000.

    python -m benchmarks.platform.background [--invitees 100000] [--mails 5000] [--responses 100000]

Each in a process of its own, with its seconds and its peak of memory. The mails go to a server on
this machine that takes everything and counts.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.platform.growth import COPY
from benchmarks.platform.respondents import walk_together
from benchmarks.platform.served import Bench, bench, free_port

MEASURED = """
import json, resource, sys, time
def told(began, **more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": peak, **more}))
"""

IMPORT = (
    MEASURED
    + """
from django.core.files.uploadedfile import SimpleUploadedFile
from lovende.fieldwork.models import Invitee
from lovende.fieldwork.panel.importing import LEAVE, confirm_import, import_panel
from lovende.fieldwork.panel.uploads import store_upload
from lovende.studies.models import Study, User
study, user = Study.objects.get(), User.objects.get()
rows = ["navn,e-mail,kommune,forvaltning,stilling,telefon"]
rows += [f"Testperson {n},t{n}@example.org,Aarhus,Social,Leder,00{n:06}" for n in range(int(sys.argv[1]))]
file = SimpleUploadedFile("panel.csv", "\\n".join(rows).encode())
began = time.perf_counter()
upload = store_upload(study=study, file=file, by=user)
checked = time.perf_counter() - began
job = confirm_import(upload=upload, existing=LEAVE, leave_out=False, wave=1, by=user)
import_panel.func(job.pk)
job.refresh_from_db()
assert job.state == "done", job.error
told(began, checked=checked, count=Invitee.objects.count())
"""
)

SEND = (
    MEASURED
    + """
import datetime
from lovende.fieldwork.mail.actions import plan_mailing
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Message, Wave
from lovende.studies.models import User
wave = Wave.objects.get()
plan_mailing(
    wave=wave, text=default_text(wave.study, "invitation"), send_at=None, by=User.objects.get(),
    answer_by=datetime.date(2040, 1, 1),
)
began = time.perf_counter()
done = run_due()
told(began, count=Message.objects.filter(state="sent").count())
"""
)

FIND = (
    MEASURED
    + """
from lovende.findings.queries import current
from lovende.studies.models import Study
began = time.perf_counter()
found = current(Study.objects.get())
told(began, count=found.response.answered)
"""
)


class Sink:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.taken = 0
        self._lock = threading.Lock()

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        with self._lock:
            self.taken += 1
        return "250 taken"


def line(what: str, made: Bench, code: str, *words: str) -> str:
    """Run one measurement and return its line of the table."""
    told = made.python(code, *words)
    assert isinstance(told, dict)
    rate = told["count"] / told["seconds"]
    return (
        f"{what:<28}{made.kind:<10}{told['count']:>9,}{told['seconds']:>9.1f}"
        f"{rate:>10.0f}{told['peak']:>8}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--invitees", type=int, default=100_000)
    parser.add_argument("--mails", type=int, default=5_000)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--on", default="sqlite,postgres")
    words = parser.parse_args()
    print(f"{'':<38}{'how many':>9}{'seconds':>9}{'per s':>10}{'MiB':>8}")
    for kind in words.on.split(","):
        with tempfile.TemporaryDirectory() as name, bench(Path(name) / "b", kind) as made:
            print(line("panel imported", made, IMPORT, str(words.invitees)), flush=True)
        with tempfile.TemporaryDirectory() as name, bench(Path(name) / "b", kind) as made:
            made.invite(words.mails, invited=False)
            sink = Sink()
            port = free_port()
            controller = Controller(sink, hostname="127.0.0.1", port=port)
            controller.start()
            made.settings["LOVENDE_MAIL"] = f"smtp://127.0.0.1:{port}"
            print(line("e-mails sent", made, SEND), flush=True)
            controller.stop()
            assert sink.taken == words.mails
        with tempfile.TemporaryDirectory() as name, bench(Path(name) / "b", kind) as made:
            with made.serving():
                walk_together(made.address, made.invite(2), 1)
            made.python(COPY, str(words.responses))
            print(line("findings of responses", made, FIND), flush=True)


if __name__ == "__main__":
    main()
