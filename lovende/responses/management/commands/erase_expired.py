"""Erases what identifies people in studies whose retention time has passed. Meant to run daily."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lovende.domain.errors import LovendeError
from lovende.responses.personal.actions import erase_expired_study
from lovende.responses.personal.retention import Due, due_studies, plan, remove_old_uploads


class Command(BaseCommand):
    """Prints counts only: no name, no address, no title of a study."""

    help = "Erase what identifies people in studies whose retention time has passed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be erased.")

    def handle(self, *_args: Any, **options: Any) -> None:
        today, dry = timezone.localdate(), options["dry_run"]
        studies = list(due_studies(today))
        if not studies:
            self.stdout.write("No study is past its retention time.")
        waiting = 0
        for study in studies:
            try:
                due = plan(study) if dry else erase_expired_study(study=study, today=today)
            except LovendeError as error:
                waiting += 1
                self.stderr.write(f"Study {study.pk}: not erased: {error}")
                continue
            if due is not None:
                self.stdout.write(_line(due, dry))
        if not dry and (removed := remove_old_uploads()):
            self.stdout.write(f"Panel files that were never imported: {removed} removed.")
        if waiting:
            raise CommandError(f"{waiting} studies could not be erased. Run the command again.")


def _line(due: Due, dry: bool) -> str:
    counts = ", ".join(f"{name} {number}" for name, number in sorted(due.counts.items()) if number)
    does = "would be erased" if dry else "erased"
    kept = "kept" if due.keeps_open_answers else "erased"
    said = counts or "nothing left that identifies people"
    return f"Study {due.study.pk} (kept until {due.study.keep_until}): {does}: {said}. Open answers: {kept}."
