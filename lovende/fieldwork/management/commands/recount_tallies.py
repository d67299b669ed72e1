"""`lovende manage recount_tallies [STUDY …] [--check]`: the counts of fieldwork made anew, or compared."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lovende.fieldwork import tally
from lovende.studies.models import Study


class Command(BaseCommand):
    """Make the counts that monitoring reads anew from the panel and the answers."""

    help = "Make the counts that monitoring reads anew from the panel and the answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "study", nargs="*", type=int, help="The number of a study; all without one."
        )
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; tell where the counts differ."
        )

    def handle(self, *_args: Any, study: list[int], check: bool, **_options: Any) -> None:
        chosen = Study.objects.filter(pk__in=study) if study else Study.objects.all()
        wrong = 0
        for each in chosen.order_by("pk"):
            if check:
                wrong += self._tell(each)
            else:
                self.stdout.write(f"study {each.pk}: {len(tally.recount(each))} counts")
        if wrong:
            raise CommandError(
                f"{wrong} counts differ; run lovende manage recount_tallies to make them anew"
            )

    def _tell(self, study: Study) -> int:
        found = tally.differences(study)
        for kept, true in found:
            cell = " ".join(str(part) for part in kept.cell if part not in ("", 0))
            self.stdout.write(f"study {study.pk}: {cell}: {kept.count}, should be {true}")
        return len(found)
