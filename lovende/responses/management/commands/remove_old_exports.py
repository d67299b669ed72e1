"""`manage remove_old_exports`: removes exports of answers whose time is over; meant to run every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lovende.responses.exchange.keeping import remove_expired


class Command(BaseCommand):
    """Removes what is no longer offered for download."""

    help = "Remove exports of answers whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Remove them and say how many there were."""
        self.stdout.write(str(remove_expired()))
