"""Django's own commands for the platform: `lovende manage …`, `python -m lovende.config.manage …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line


def manage(words: Sequence[str]) -> None:
    """Run one of Django's commands with its words."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.config.settings")
    execute_from_command_line(["lovende manage", *words])


if __name__ == "__main__":
    manage(sys.argv[1:])
