"""Send what is due once and end: for those who use a scheduler of the system and no worker."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from lovende.fieldwork import tally
from lovende.fieldwork.mail.sending.rounds import run_due


class Command(BaseCommand):
    help = "Begin the mailings whose time has come, send everything that waits, and end."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done = run_due()
        tally.fold()
        self.stdout.write(f"{done.begun} begun, {done.sent} sent, {done.other} not sent")
        if done.unreachable:
            self.stderr.write(f"The mail server cannot be reached: {done.unreachable}")
            sys.exit(1)
