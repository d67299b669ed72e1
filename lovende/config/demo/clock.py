"""The clock turned back while the demo is filled, so that its fieldwork lies in the past days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def as_if_at(moment: datetime) -> Iterator[None]:
    """Let everything that asks Django for the time in this block be told `moment`."""
    before = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = before
