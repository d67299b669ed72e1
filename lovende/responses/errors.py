"""Why something was not saved, told apart so that each gets its own page and status."""

from __future__ import annotations

from lovende.domain.errors import LovendeError


class NotSavedError(LovendeError):
    """Nothing was stored. `status` is the HTTP status that fits: 403, 409, 410 or 429."""

    status = 403


class StudyClosedError(NotSavedError):
    """The study does not take answers (any more, or yet)."""

    status = 403


class ResponseGoneError(NotSavedError):
    """The answers were erased, or the invitee left the panel."""

    status = 410


class TooManySavesError(NotSavedError):
    """One response was saved so often, or so fast, that no person can be at work."""

    status = 429
