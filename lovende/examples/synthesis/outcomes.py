"""How each contact ended, by the AAPOR Standard Definitions for surveys of named persons online."""

from __future__ import annotations

import numpy as np

from lovende.examples import figures
from lovende.examples.synthesis.draws import Draws, ascending
from lovende.examples.synthesis.panel import Invitees

COMPLETE = "1.1"
PARTIAL = "1.2"
REFUSAL = "2.11"
LEFT_AT_ONCE = "2.12"
UNAVAILABLE = "2.26"
NOTHING_HEARD = "3.19"
UNDELIVERABLE = "3.30"

SHORT_INTERVIEWS = 9

NONRESPONSE: tuple[tuple[str, float], ...] = (
    (REFUSAL, 0.13),
    (LEFT_AT_ONCE, 0.07),
    (UNAVAILABLE, 0.04),
    (UNDELIVERABLE, 0.05),
)
"""The shares of those who do not answer; nothing was ever heard of the rest."""


def dispositions(invitees: Invitees, complete: list[bool], seed: int) -> list[str]:
    """Return the disposition of every invitee. `complete` has one entry a respondent, in order."""
    ends = [NOTHING_HEARD] * len(invitees.keys)
    for respondent, is_complete in zip(
        np.flatnonzero(invitees.answers).tolist(), complete, strict=True
    ):
        ends[respondent] = COMPLETE if is_complete else PARTIAL
    silent = np.flatnonzero(~invitees.answers)
    waiting = silent[Draws(seed, "dispositions").order(silent.size)].tolist()
    for disposition, share in NONRESPONSE:
        for _ in range(round(share * silent.size)):
            ends[waiting.pop()] = disposition
    return ends


def short_interviews(ends: list[str], seed: int) -> list[tuple[int, str, str]]:
    """Return (invitee, answer to question 1, answer to question 3) of nine who refused to take part.

    They were reached on the telephone and found less new in their area than those who answered.
    """
    draws = Draws(seed, "short interviews")
    refusing = np.array([i for i, end in enumerate(ends) if end == REFUSAL], dtype=np.int64)
    chosen = np.sort(refusing[ascending(draws.uniform(refusing.size))[:SHORT_INTERVIEWS]])
    return [
        (invitee, _answer("q1", draws.uniform(2).max(), "6"), _answer("q3", draws.uniform(1)[0]))
        for invitee in chosen.tolist()
    ]


def _answer(question: str, place: float, without: str | None = None) -> str:
    """Return the answer that stands at `place` (0 to 1) of the published distribution."""
    counts = {c: n for c, n in figures.ONE[question].items() if n and c != without}
    reached = np.cumsum(list(counts.values())) / sum(counts.values())
    return list(counts)[int(np.searchsorted(reached, place, side="right"))]
