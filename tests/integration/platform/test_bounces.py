"""What mail servers send back is matched to the message, recorded once, and acted on."""

from __future__ import annotations

import datetime
import io
import mailbox
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lovende.fieldwork import tally
from lovende.fieldwork.mail import actions
from lovende.fieldwork.mail.bounces.reading import read_report
from lovende.fieldwork.mail.bounces.recording import record_one
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Contact, DeliveryReport, Invitee, Message, Wave
from lovende.studies.models import AuditEntry, Study, User
from tests.integration.platform import bounce_samples as samples
from tests.integration.platform.bounce_samples import sample

MakeInvitee = Callable[..., Invitee]


@pytest.fixture
def message(live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee) -> Message:
    """An invitation that was sent to i1@example.org."""
    make_invitee()
    tally.recount(live_study)
    actions.plan_mailing(
        wave=wave,
        text=default_text(live_study, "invitation"),
        send_at=None,
        answer_by=datetime.date(2030, 1, 1),
        by=owner,
    )
    run_due()
    return Message.objects.get()


def standing(message: Message) -> tuple[str, str, str]:
    """How the message, the address and the invitee stand."""
    message.refresh_from_db()
    contact = Contact.objects.get(invitee=message.invitee_id)
    return (message.state, contact.mail, Invitee.objects.get(pk=message.invitee_id).disposition)


PERMANENT = ("bounced", "bounced", "3.3")
GIVEN_UP = ("bounced", "good", "3.19")
UNCHANGED = ("sent", "good", "3.19")
COMPLAINED = ("complained", "complained", "2.1122")


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("POSTFIX", "5.1.1", PERMANENT),
        ("POSTFIX_DELAY", "4.4.1", UNCHANGED),
        ("OFFICE365", "5.1.10", PERMANENT),
        ("GMAIL", "5.1.1", PERMANENT),
        ("MAILBOX_FULL", "5.2.2", GIVEN_UP),
        ("EXIM", "550", PERMANENT),
        ("EXIM_WARNING", "", UNCHANGED),
        ("QMAIL", "5.1.1", PERMANENT),
        ("COMPLAINT", "", COMPLAINED),
    ],
)
def test_a_report_is_recorded_once(
    name: str, status: str, expected: tuple[str, str, str], message: Message
) -> None:
    raw = sample(getattr(samples, name), message.code)
    assert record_one(raw) == "recorded"
    assert standing(message) == expected
    report = DeliveryReport.objects.get()
    assert report.status == status
    assert "@" not in report.explanation
    assert record_one(raw) == "known"
    assert DeliveryReport.objects.count() == 1
    entry = AuditEntry.objects.get(verb="mail.report")
    assert "@" not in str(entry.values)


@pytest.mark.parametrize(
    "name", ["OUT_OF_OFFICE", "READ_RECEIPT", "PERSON", "DELIVERED", "NOT_SPAM"]
)
def test_what_is_no_failure_changes_nothing(name: str, message: Message) -> None:
    assert record_one(sample(getattr(samples, name), message.code)) == "other"
    assert standing(message) == UNCHANGED


def test_a_report_of_a_message_that_is_not_ours_is_left(message: Message) -> None:
    assert record_one(sample(samples.POSTFIX, "a" * 20)) == "unmatched"


def test_the_envelope_tells_the_message_where_nothing_is_quoted(message: Message) -> None:
    bare = samples.QMAIL.replace("{original}", "")
    assert record_one(sample(bare, message.code)) == "recorded"


def test_an_answer_stands_over_a_bounce(message: Message) -> None:
    Invitee.objects.update(disposition="1.2", progress="started")
    record_one(sample(samples.POSTFIX, message.code))
    assert standing(message) == ("bounced", "bounced", "1.2")


def test_a_late_bounce_of_an_old_address_leaves_the_new_one(message: Message) -> None:
    Contact.objects.update(email="ny@example.org")
    record_one(sample(samples.POSTFIX, message.code))
    assert standing(message) == GIVEN_UP


def test_a_bounce_proves_that_a_message_in_doubt_was_sent(message: Message) -> None:
    Message.objects.update(
        state="sending", sent_at=None, claimed_at=datetime.datetime.now(datetime.UTC)
    )
    record_one(sample(samples.POSTFIX, message.code))
    assert standing(message)[0] == "bounced"
    message.refresh_from_db()
    assert message.sent_at is not None


def test_the_counts_agree_with_what_is_stored(message: Message) -> None:
    record_one(sample(samples.POSTFIX, message.code))
    assert tally.differences(message.study) == []


MALFORMED = [
    b"",
    b"\x00\xff\xfe" * 50,
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\nno parts",
    b"Content-Type: multipart/report; report-type=feedback-report\r\n\r\n",
    b"From: MAILER-DAEMON\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n550 5.1.1 \xff",
    b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"From: =?utf-8?b?!!!?=\r\nReturn-Path: <>\r\nSubject: \xe6\xf8\xe5\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 2000,
]


@pytest.mark.parametrize("raw", MALFORMED)
def test_malformed_mail_is_told_from_reports(raw: bytes) -> None:
    report = read_report(raw)
    assert report is None or report.codes == ()


def test_malformed_mail_does_not_stop_the_rest(message: Message, tmp_path: Path) -> None:
    box = mailbox.mbox(str(tmp_path / "reports.mbox"))
    for raw in [*MALFORMED[1:], sample(samples.GMAIL, message.code)]:
        box.add(raw)
    box.close()
    call_command("read_reports", mbox=tmp_path / "reports.mbox")
    assert standing(message) == PERMANENT


def test_a_maildir_is_read_once(message: Message, tmp_path: Path) -> None:
    box = mailbox.Maildir(str(tmp_path / "box"), create=True)
    box.add(sample(samples.POSTFIX, message.code))
    said = io.StringIO()
    call_command("read_reports", maildir=tmp_path / "box", stdout=said)
    call_command("read_reports", maildir=tmp_path / "box", stdout=said)
    assert said.getvalue().splitlines()[0].startswith("1 recorded")
    assert said.getvalue().splitlines()[1].startswith("0 recorded, 0 known")


def test_one_mail_comes_by_standard_input(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = sample(samples.EXIM, message.code)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("read_reports")
    assert standing(message) == PERMANENT


def test_a_missing_inbox_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder named new"):
        call_command("read_reports", maildir=tmp_path)
    with pytest.raises(CommandError, match="begins with imaps"):
        call_command("read_reports", imap="pop3://example.org")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("read_reports", imap="imap://u:p@127.0.0.1:1/INBOX")


class ImapInbox(socketserver.StreamRequestHandler):
    """As much of an IMAP server as reading an inbox needs; `mails` and `seen` are the inbox."""

    mails: dict[int, bytes]
    seen: set[int]

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command, *words = line.decode().split()
            getattr(self, f"do_{command.lower()}", self.do_nothing)(words)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if command == "LOGOUT":
                return

    def do_nothing(self, words: list[str]) -> None:
        """Answer with OK alone."""

    def do_capability(self, words: list[str]) -> None:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def do_select(self, words: list[str]) -> None:
        self.wfile.write(f"* {len(self.mails)} EXISTS\r\n".encode())

    def do_logout(self, words: list[str]) -> None:
        self.wfile.write(b"* BYE\r\n")

    def do_uid(self, words: list[str]) -> None:
        if words[0] == "SEARCH":
            unread = [str(uid) for uid in self.mails if uid not in self.seen]
            self.wfile.write(f"* SEARCH {' '.join(unread)}\r\n".encode())
        elif words[0] == "FETCH":
            raw = self.mails[int(words[1])]
            head = f"* 1 FETCH (UID {words[1]} BODY[] {{{len(raw)}}}\r\n"
            self.wfile.write(head.encode() + raw + b")\r\n")
        elif words[0] == "STORE":
            self.seen.add(int(words[1]))


@pytest.fixture
def inbox() -> Iterator[tuple[type[ImapInbox], int]]:
    """A server with an empty inbox, and its port."""
    handler = type("Inbox", (ImapInbox,), {"mails": {}, "seen": set()})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield handler, server.server_address[1]
        server.shutdown()


def test_an_inbox_is_read_by_imap(message: Message, inbox: tuple[type[ImapInbox], int]) -> None:
    server, port = inbox
    server.mails |= {1: MALFORMED[1], 2: sample(samples.OFFICE365, message.code)}
    said = io.StringIO()
    for _ in range(2):
        call_command("read_reports", imap=f"imap://u:p%40ss@127.0.0.1:{port}/INBOX", stdout=said)
    first, second = said.getvalue().splitlines()
    assert first.startswith("1 recorded")
    assert second.startswith("0 recorded, 0 known")
    assert server.seen == {1, 2}
    assert standing(message) == PERMANENT
