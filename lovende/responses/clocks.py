"""Time used, made from clocks that may jump."""

from __future__ import annotations

from datetime import datetime

LONGEST_PAUSE = 30 * 60
"""Seconds: whoever is away for longer from a page does not use the time on it."""


def seconds_used(now: datetime, shown_at: datetime | None, saved_at: datetime | None) -> int:
    """Return the seconds between the moment a page was shown and now, from 0 to LONGEST_PAUSE.

    What was counted at the save before (`saved_at`) is not counted again, in whichever window
    it was. A clock that jumped never gives a negative or a huge time.
    """
    begun = max((at for at in (shown_at, saved_at) if at is not None), default=now)
    return int(min(max((now - begun).total_seconds(), 0), LONGEST_PAUSE))
