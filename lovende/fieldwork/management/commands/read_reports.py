"""Read delivery reports and complaints from where the mail server puts them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lovende.domain.errors import LovendeError
from lovende.fieldwork.mail.bounces.recording import record_all
from lovende.fieldwork.mail.bounces.sources import Found, from_imap, from_maildir, from_mbox
from lovende.translation import describe, user_language


class Command(BaseCommand):
    help = (
        "Read delivery reports and complaints, and mark messages and addresses. Without an option "
        "the inbox that LOVENDE_REPORTS_IMAP names is read, else one mail from standard input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument(
            "--imap", metavar="ADDRESS", help="An inbox: imaps://user:password@host/INBOX."
        )
        source.add_argument("--maildir", type=Path, metavar="FOLDER", help="A folder of mails.")
        source.add_argument("--mbox", type=Path, metavar="FILE", help="A file of mails.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = record_all(_inbox(options))
        except LovendeError as error:
            raise CommandError(describe(error.fault, user_language())) from error
        self.stdout.write(
            f"{done.recorded} recorded, {done.known} known, {done.unmatched} of no message of ours, "
            f"{done.other} other mail, {done.unreadable} unreadable"
        )


def _inbox(options: dict[str, Any]) -> Iterable[Found]:
    if options["maildir"]:
        return from_maildir(options["maildir"])
    if options["mbox"]:
        return from_mbox(options["mbox"])
    address = options["imap"] or settings.REPORTS_INBOX
    if address:
        return from_imap(address)
    return [Found(sys.stdin.buffer.read())]
