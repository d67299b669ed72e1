"""Where reports are read from: an inbox by IMAP, a Maildir, an mbox file, standard input."""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_

SECONDS = 60
LARGEST = 5 * 1024 * 1024


def _nothing() -> None:
    """What has no mark for having been read needs none: a report counts once."""


@dataclass(frozen=True)
class Found:
    """One mail, and what marks it as read once it is dealt with."""

    raw: bytes
    done: Callable[[], object] = _nothing


def from_maildir(path: Path) -> Iterator[Found]:
    """Yield the unread mails of a Maildir. Raises LovendeError where there is none."""
    if not (path / "new").is_dir():
        raise _wrong(path, N_("This is not a Maildir: it has no folder named new."))
    box = mailbox.Maildir(str(path), create=False)
    for key in sorted(box.iterkeys()):
        mail = box.get_message(key)
        if "S" in mail.get_flags():
            continue

        def read(key: str = key, mail: mailbox.MaildirMessage = mail) -> None:
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail

        yield Found(box.get_bytes(key), read)


def from_mbox(path: Path) -> Iterator[Found]:
    """Yield the mails of an mbox file, which is not changed. Raises LovendeError without one."""
    if not path.is_file():
        raise _wrong(path, N_("There is no such file."))
    box = mailbox.mbox(str(path), create=False)
    try:
        for key in box.iterkeys():
            yield Found(box.get_bytes(key))
    finally:
        box.close()


def from_imap(address: str) -> Iterator[Found]:
    """Yield the unread mails of an inbox, such as `imaps://user:password@mail.example.org/INBOX`.

    Each is marked as read once it is dealt with. `imap://` turns to TLS before the password is
    given, except to this machine. Raises LovendeError where the inbox cannot be opened.
    """
    parts = urlsplit(address)
    place = Path(parts.hostname or "imap")
    try:
        server = _connect(parts.scheme, parts.hostname or "", parts.port)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        state, _ = server.select(unquote(parts.path.strip("/")) or "INBOX")
        if state != "OK":
            raise _wrong(place, N_("There is no such folder in the inbox."))
    except (OSError, imaplib.IMAP4.error) as problem:
        reason = type(problem).__name__
        message = N_("The inbox cannot be opened ({reason}).")
        raise _wrong(place, message, reason=reason) from problem
    try:
        yield from _unread(server)
    finally:
        server.logout()


def _connect(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=SECONDS)
    if scheme != "imap":
        raise _wrong(Path("imap"), N_("The address of an inbox begins with imaps:// or imap://."))
    server = imaplib.IMAP4(host, port or 143, timeout=SECONDS)
    if host not in ("127.0.0.1", "localhost", "::1"):
        server.starttls(ssl_context=context)
    return server


def _unread(server: imaplib.IMAP4) -> Iterator[Found]:
    _, listed = server.uid("SEARCH", "UNSEEN")
    for number in (listed[0] or b"").split():
        uid = number.decode("ascii")
        _, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:  # somebody else removed it meanwhile
            continue

        def read(uid: str = uid) -> None:
            server.uid("STORE", uid, "+FLAGS", r"(\Seen)")

        yield Found(raw, read)


def _wrong(path: Path, message: str, **params: str) -> LovendeError:
    return LovendeError(fault("mail.inbox", message, place=Place(file=str(path)), **params))
