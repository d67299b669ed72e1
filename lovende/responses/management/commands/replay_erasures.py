"""Does again what the ledger of erasures says, after an older backup was restored."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lovende.responses.personal.actions import replay_erasures


class Command(BaseCommand):
    """Prints how many erasures were done again."""

    help = "Do again the erasures that the database does not know, from the ledger beside it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Erasures done again: {replay_erasures()}")
