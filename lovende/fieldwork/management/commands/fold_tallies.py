"""`lovende manage fold_tallies`: move what was counted lately into the counts. Run it every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lovende.fieldwork import tally


class Command(BaseCommand):
    """Fold the changes of all studies into their counts."""

    help = "Fold the changes of all studies into their counts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{tally.fold()} changes folded")
