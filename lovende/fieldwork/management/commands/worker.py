"""The worker of the platform: background jobs, mailings at their time, and keeping counts folded.

Any number of workers may run. One that is asked to end (SIGTERM, Ctrl-C) finishes the message
and the job that it has under way; asked a second time it ends at once.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from lovende.fieldwork import tally
from lovende.fieldwork.mail.sending.rounds import run_due

log = logging.getLogger(__name__)

LOOK_FOR_MAIL = 2.0
LOOK_FOR_JOBS = 1.0
FOLD = 15.0
LONGEST_REST = 300.0
"""Seconds."""


class Command(BaseCommand):
    help = "Carry out background jobs, send mailings at their time, keep the counts folded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-mail", action="store_true", help="Leave mail to another worker.")
        parser.add_argument("--no-jobs", action="store_true", help="Leave jobs to another worker.")

    def handle(self, *_args: Any, **options: Any) -> None:
        stop = threading.Event()
        jobs = None if options["no_jobs"] else _jobs()
        _end_when_asked(stop, jobs)
        threads = [_thread("counts", _fold_until, stop)]
        if not options["no_mail"]:
            threads.append(_thread("mail", _post_until, stop))
        log.info("The worker has begun.")
        if jobs is not None:
            jobs.run()
        stop.wait()
        for each in threads:
            each.join()
        log.info("The worker has ended.")


def _jobs() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=LOOK_FOR_JOBS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _end_when_asked(stop: threading.Event, jobs: Worker | None) -> None:
    def end(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            sys.exit(128 + number)
        stop.set()
        if jobs is not None:
            jobs.running = False

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _thread(
    name: str, work: Callable[[threading.Event], None], stop: threading.Event
) -> threading.Thread:
    # A daemon, so that a second request to end is not held up by it.
    made = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    made.start()
    return made


def _post_until(stop: threading.Event) -> None:
    """Send what is due; while the mail server is away, rest longer and longer."""
    rest = LOOK_FOR_MAIL
    while not stop.is_set():
        close_old_connections()
        try:
            done = run_due(stop.is_set)
            rest = min(rest * 2, LONGEST_REST) if done.unreachable else LOOK_FOR_MAIL
        except Exception:
            log.exception("Sending mail failed; it is tried again")
            rest = min(rest * 2, LONGEST_REST)
        stop.wait(rest)
    connection.close()


def _fold_until(stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        started = time.monotonic()
        try:
            tally.fold()
        except Exception:
            log.exception("Folding the counts failed; it is tried again")
        stop.wait(max(FOLD - (time.monotonic() - started), 1.0))
    connection.close()
