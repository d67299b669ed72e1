"""What is said to a real mail server, and what its answers, its silence and a killed worker do."""

from __future__ import annotations

import asyncio
import datetime
import email
import email.policy
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from lovende.fieldwork.mail import actions, queries
from lovende.fieldwork.mail.sending import rounds
from lovende.fieldwork.mail.sending.delivery import said
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Contact, Invitee, Mailing, Message, Wave
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Study, User

ROOT = Path(__file__).resolve().parents[3]
MakeInvitee = Callable[..., Invitee]
PEOPLE = 200
LONG = 60.0


class Sink:
    """A mail server that keeps what it gets. `answers` holds its replies by stage and address.

    At message number `hold_at` it says nothing until `go_on` is set; `held` tells that it is there.
    """

    def __init__(self) -> None:
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.texts: list[bytes] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.hold_at: tuple[str, int] = ("", 0)
        self.held, self.go_on = threading.Event(), threading.Event()
        self.asked = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        await self._hold("RCPT", self.asked)
        envelope.rcpt_tos.append(address)
        return self.answers.get(("RCPT", address), "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.answers.get(("DATA", address), "250 OK")
        if answer.startswith("250"):
            self.recipients.append(address)
            self.senders.append(envelope.mail_from or "")
            content = envelope.content
            self.texts.append(content if isinstance(content, bytes) else b"")
        await self._hold("DATA", len(self.recipients))
        if answer.endswith("silence") and server.transport is not None:
            server.transport.close()
        return answer

    async def _hold(self, stage: str, number: int) -> None:
        if self.hold_at == (stage, number):
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, LONG)


@pytest.fixture
def sink(settings: Settings) -> Iterator[tuple[Sink, int]]:
    """A mail server on this machine, to which this process sends too."""
    keeper = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port, ready_timeout=LONG)
    server.start()
    settings.EMAIL_BACKEND = "lovende.fieldwork.mail.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "lovende@lovende.example.org"
    settings.BOUNCE_ADDRESS = "bounce@lovende.example.org"
    settings.KEEP_MESSAGE_TEXTS = False
    yield keeper, port
    keeper.go_on.set()
    server.stop()


@pytest.fixture
def planned(live_study: Study, wave: Wave, owner: User) -> Mailing:
    """An invitation to `PEOPLE` people that waits for a worker."""
    people = Invitee.objects.bulk_create(
        Invitee(study=live_study, wave=wave, key=f"p{number}", link_code=new_code())
        for number in range(PEOPLE)
    )
    Contact.objects.bulk_create(
        Contact(invitee=p, study=live_study, name="Søren Ærø", email=f"{p.key}@example.org")
        for p in people
    )
    return plan(live_study, wave, owner)


def plan(study: Study, wave: Wave, owner: User) -> Mailing:
    text = default_text(study, "invitation")
    day = datetime.date(2030, 1, 1)
    return actions.plan_mailing(wave=wave, text=text, send_at=None, answer_by=day, by=owner)


def worker(port: int, *words: str) -> subprocess.Popen[bytes]:
    """Start a real worker on the database of the test."""
    known = connection.settings_dict
    place = f"{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    sqlite = connection.vendor == "sqlite"
    environment = {
        **os.environ,
        "LOVENDE_MODE": "test",
        "LOVENDE_DATABASE": f"sqlite:///{known['NAME']}" if sqlite else f"postgres://{place}",
        "LOVENDE_MAIL": f"smtp://127.0.0.1:{port}",
        "LOVENDE_MAIL_FROM": "lovende@lovende.example.org",
        "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def ended(process: subprocess.Popen[bytes]) -> int:
    said_by_it, _ = process.communicate(timeout=LONG)
    assert b"Traceback" not in said_by_it, said_by_it.decode()
    return process.returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stage", "arrived"), [("DATA", True), ("RCPT", False)])
def test_a_killed_worker_sends_nobody_twice(
    stage: str, arrived: bool, planned: Mailing, sink: tuple[Sink, int]
) -> None:
    keeper, port = sink
    keeper.hold_at = (stage, 60)
    first = worker(port, "worker", "--no-jobs")
    assert keeper.held.wait(LONG)
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=LONG)
    keeper.hold_at = ("", 0)
    keeper.go_on.set()

    assert ended(worker(port, "run_due")) == 0
    assert max(Counter(keeper.recipients).values()) == 1
    assert len(keeper.recipients) == (PEOPLE if arrived else PEOPLE - 1)
    doubtful = Message.objects.get(state=Message.State.SENDING)
    assert (doubtful.invitee.contact.email in keeper.recipients) is arrived
    assert Message.objects.filter(state=Message.State.SENT).count() == PEOPLE - 1
    assert Message.objects.filter(state=Message.State.SENT, counted=False).count() == 0

    Message.objects.update(claimed_at=timezone.now() - rounds.IN_DOUBT_AFTER * 2)
    run_due()
    planned.refresh_from_db()
    assert planned.state == Mailing.State.SENT
    assert queries.troubled(planned) == [doubtful]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_end_finishes_the_message(
    planned: Mailing, sink: tuple[Sink, int]
) -> None:
    keeper, port = sink
    keeper.hold_at = ("DATA", 60)
    process = worker(port, "worker")
    assert keeper.held.wait(LONG)
    process.send_signal(signal.SIGTERM)
    keeper.go_on.set()
    assert ended(process) == 0
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["sending"] == 0
    assert states["sent"] == len(keeper.recipients) < PEOPLE
    run_due()
    assert sorted(Counter(keeper.recipients).values()) == [1] * PEOPLE


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_and_send_each_once(
    planned: Mailing, sink: tuple[Sink, int]
) -> None:
    keeper, port = sink
    both = [worker(port, "run_due") for _ in range(2)]
    assert [ended(process) for process in both] == [0, 0]
    assert sorted(Counter(keeper.recipients).values()) == [1] * PEOPLE
    assert Counter(Message.objects.values_list("state", flat=True)) == {"sent": PEOPLE}
    run_due()
    planned.refresh_from_db()
    assert planned.state == Mailing.State.SENT


@pytest.mark.parametrize(
    ("stage", "answer", "state", "mail"),
    [
        ("RCPT", "550 5.1.1 <i1@example.org> unknown", "failed", "bounced"),
        ("RCPT", "550 no such user i1@example.org", "failed", "bounced"),
        ("RCPT", "554 5.7.1 blocked by policy", "failed", "good"),
        ("DATA", "554 5.6.0 content refused", "failed", "good"),
        ("RCPT", "450 4.2.0 greylisted, come back", "waiting", "good"),
        ("DATA", "451 4.3.0 try later", "waiting", "good"),
    ],
)
def test_an_answer_of_the_server_decides(
    stage: str,
    answer: str,
    state: str,
    mail: str,
    live_study: Study,
    wave: Wave,
    owner: User,
    make_invitee: MakeInvitee,
    sink: tuple[Sink, int],
) -> None:
    keeper, _ = sink
    make_invitee(), make_invitee()
    keeper.answers[stage, "i1@example.org"] = answer
    plan(live_study, wave, owner)
    run_due()
    refused = Message.objects.get(invitee__key="i1")
    assert (refused.state, refused.invitee.contact.mail) == (state, mail)
    assert refused.reason.startswith(answer[:3])
    assert "@" not in refused.reason
    assert keeper.recipients == ["i2@example.org"]


def test_a_temporary_failure_is_tried_again_later_and_not_for_ever(
    live_study: Study,
    wave: Wave,
    owner: User,
    make_invitee: MakeInvitee,
    sink: tuple[Sink, int],
) -> None:
    keeper, _ = sink
    make_invitee()
    keeper.answers["RCPT", "i1@example.org"] = "450 4.2.0 greylisted"
    mailing = plan(live_study, wave, owner)
    rests = []
    for _ in range(9):
        run_due()
        message = Message.objects.get()
        if message.state != Message.State.WAITING:
            break
        assert message.not_before is not None
        rests.append(message.not_before - timezone.now())
        assert run_due().sent == 0
        Message.objects.update(not_before=timezone.now())
    assert rests == sorted(rests)
    assert (message.state, message.tries) == (Message.State.FAILED, 6)
    keeper.answers.clear()
    actions.send_again(message=message, by=owner)
    run_due()
    mailing.refresh_from_db()
    assert (keeper.recipients, mailing.state) == (["i1@example.org"], Mailing.State.SENT)


def test_a_server_that_goes_silent_over_a_text_leaves_it_in_doubt(
    live_study: Study,
    wave: Wave,
    owner: User,
    make_invitee: MakeInvitee,
    sink: tuple[Sink, int],
) -> None:
    keeper, _ = sink
    make_invitee(), make_invitee()
    keeper.answers["DATA", "i1@example.org"] = "250 silence"
    mailing = plan(live_study, wave, owner)
    run_due()
    run_due()
    assert keeper.recipients == ["i1@example.org", "i2@example.org"]
    doubtful = queries.troubled(mailing)
    assert [m.invitee.key for m in doubtful] == ["i1"]
    assert doubtful[0].reason


def test_a_server_that_is_away_leaves_everything_waiting(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "lovende.fieldwork.mail.smtp.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    make_invitee()
    plan(live_study, wave, owner)
    done = run_due()
    assert done.unreachable
    message = Message.objects.get()
    assert (message.state, message.tries) == (Message.State.WAITING, 0)


def sent_mail(keeper: Sink) -> EmailMessage:
    read = email.message_from_bytes(keeper.texts[0], policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_what_a_mail_looks_like(
    live_study: Study,
    wave: Wave,
    owner: User,
    make_invitee: MakeInvitee,
    sink: tuple[Sink, int],
) -> None:
    keeper, _ = sink
    invitee = make_invitee("Søren Ærø, fagchef")
    Study.objects.update(contact_name="Åse Ørsted")
    plan(live_study, wave, owner)
    run_due()
    read, code = sent_mail(keeper), Message.objects.get().code
    assert keeper.senders == [f"bounce+{code}@lovende.example.org"]
    assert read["From"].addresses[0].display_name == "Åse Ørsted"
    assert read["From"].addresses[0].addr_spec == "lovende@lovende.example.org"
    assert read["Reply-To"].addresses[0].addr_spec == "anna@example.org"
    assert [a.display_name for a in read["To"].addresses] == ["Søren Ærø, fagchef"]
    assert read["Subject"] == "Hvad lærte I af stormfloden? Du er inviteret til at deltage"
    assert read["Message-ID"] == f"<{code}@lovende.example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "da"
    assert read["Date"]
    key = token(Opens.INVITEE, invitee.link_code, 1)
    assert read["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/a/{key}/no/>"
    assert read.get_content_type() == "text/plain"
    lines = read.get_content().splitlines()
    assert f"http://127.0.0.1:8000/a/{key}/" in lines
    assert all(len(line) < 998 and line.isascii() for line in keeper.texts[0].decode().splitlines())
    assert Message.objects.get().body == ""


def test_a_header_cannot_be_slipped_in(
    live_study: Study,
    wave: Wave,
    owner: User,
    make_invitee: MakeInvitee,
    sink: tuple[Sink, int],
) -> None:
    keeper, _ = sink
    make_invitee("Bodil\r\nBcc: alle@example.org")
    other = make_invitee("Carl")
    Contact.objects.filter(invitee=other).update(email="c@example.org\nBcc: x@example.org")
    Study.objects.update(contact_name="Anna\nX-Evil: 1", occasion_da="storm\r\nX-Evil: 2")
    plan(live_study, wave, owner)
    run_due()
    read = sent_mail(keeper)
    assert (read["Bcc"], read["X-Evil"]) == (None, None)
    assert keeper.recipients == ["i1@example.org"]
    refused = Message.objects.get(invitee=other)
    assert (refused.state, refused.reason) == (Message.State.FAILED, "bad_address")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no <a@b.example>"), "535 5.7.8 no …"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (TimeoutError(), "TimeoutError"),
        ("x" * 500, "x" * 199 + "…"),
    ],
)
def test_the_servers_words_are_short_and_without_addresses(problem: Any, words: str) -> None:
    assert said(problem) == words
