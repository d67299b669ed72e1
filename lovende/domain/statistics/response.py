"""Response: outcome rates, complete and partial answers, item non-response, breaking off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from lovende.domain.dataset.model import AnswerState
from lovende.domain.statistics.dispositions import Outcome
from lovende.domain.statistics.tables import Codes, Share, share

States = npt.NDArray[np.integer]
KNOWN_ELIGIBLE = (Outcome.I, Outcome.P, Outcome.R, Outcome.NC, Outcome.O)


@dataclass(frozen=True, slots=True)
class Rates:
    """`values` are AAPOR's rates as percentages (0-100), None where the divisor is 0; `e` as used."""

    values: dict[str, float | None]
    e: float


def eligibility(counts: Mapping[Outcome, int]) -> float:
    """Return e, the share of the unknown that is taken to be eligible (0-1).

    Proportional allocation (the method of CASRO): eligible / (eligible + not eligible) among those
    whose eligibility is known; 1 where nobody's is.
    """
    eligible = sum(counts.get(letter, 0) for letter in KNOWN_ELIGIBLE)
    known = eligible + counts.get(Outcome.NE, 0)
    return eligible / known if known else 1.0


def rates(counts: Mapping[Outcome, int], e: float | None = None) -> Rates:
    """Return RR1-RR6, COOP1-COOP4, REF1-REF3 and CON1-CON3.

    `counts` by outcome (see `dispositions.tally`); `e` is the assumed share of the unknown that is
    eligible, by default estimated by `eligibility`. With K = I + P + R + NC + O and U = UH + UO:
    RR1, RR3, RR5 = I / (K + U), I / (K + eU), I / K, and RR2, RR4, RR6 with I + P above; COOP1, 2
    = I, I + P / (I + P + R + O); COOP3, 4 without O; REF1-3 = R and CON1-3 = I + P + R + O over
    K + U, K + eU, K (AAPOR Standard Definitions, 10th edition, 2023).
    """
    share_eligible = eligibility(counts) if e is None else e
    i, p, r, nc, o, uh, uo = (
        counts.get(letter, 0)
        for letter in (
            Outcome.I,
            Outcome.P,
            Outcome.R,
            Outcome.NC,
            Outcome.O,
            Outcome.UH,
            Outcome.UO,
        )
    )
    known, unknown = i + p + r + nc + o, uh + uo
    bases = (known + unknown, known + share_eligible * unknown, known)
    parts: dict[str, tuple[float, float]] = {}
    for number, base in enumerate(bases):
        parts[f"RR{2 * number + 1}"] = (i, base)
        parts[f"RR{2 * number + 2}"] = (i + p, base)
        parts[f"REF{number + 1}"] = (r, base)
        parts[f"CON{number + 1}"] = (i + p + r + o, base)
    parts |= {"COOP1": (i, i + p + r + o), "COOP2": (i + p, i + p + r + o)}
    parts |= {"COOP3": (i, i + p + r), "COOP4": (i + p, i + p + r)}
    order = ("RR", "COOP", "REF", "CON")
    names = sorted(parts, key=lambda name: (order.index(name.rstrip("123456")), name))
    return Rates({name: _rate(*parts[name]) for name in names}, share_eligible)


def _rate(part: float, base: float) -> float | None:
    return 100 * part / base if base else None


def by_group(
    responded: npt.NDArray[np.bool_], groups: Codes, group_count: int
) -> tuple[Share, ...]:
    """Return those who answered among those invited, in each group, with 95 % Wilson limits."""
    return tuple(
        share(int(responded[groups == group].sum()), int((groups == group).sum()))
        for group in range(group_count)
    )


class Completion(IntEnum):
    """How far a respondent came. BREAK_OFF: began, but gave too little to count."""

    NOTHING = 0
    BREAK_OFF = 1
    PARTIAL = 2
    COMPLETE = 3


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """When an answer is complete or partial; shares of the asked questions, in percent.

    Complete: submitted (where `submitted_is_complete`), or at least `complete` percent answered.
    Partial: at least one answer and at least `partial` percent.
    """

    complete: float = 80.0
    partial: float = 0.0
    submitted_is_complete: bool = True


def completions(
    states: States,
    submitted: npt.NDArray[np.bool_],
    rule: CompletionRule = CompletionRule(),
) -> npt.NDArray[np.int64]:
    """Return the `Completion` of each person; `states` has shape (people, questions).

    A question counts as asked unless routing leaves it out: what a person never reached counts
    against them, or whoever left after the first page would be complete.
    """
    answered = (states == AnswerState.ANSWERED).sum(axis=1)
    asked = (states != AnswerState.NOT_ASKED).sum(axis=1)
    reached = (states != AnswerState.NOT_ASKED) & (states != AnswerState.NOT_REACHED)
    any_answer = answered > 0
    result = np.where(reached.any(axis=1) | submitted, Completion.BREAK_OFF, Completion.NOTHING)
    result[any_answer & (100 * answered >= rule.partial * asked)] = Completion.PARTIAL
    enough = any_answer & (100 * answered >= rule.complete * asked)
    if rule.submitted_is_complete:
        enough |= submitted & any_answer
    result[enough] = Completion.COMPLETE
    return result.astype(np.int64)


@dataclass(frozen=True, slots=True)
class ItemResponse:
    """One question: asked = answered + skipped + not reached; not asked are those routing left out."""

    asked: int
    answered: int
    skipped: int
    not_reached: int
    not_asked: int


def item_response(states: States) -> tuple[ItemResponse, ...]:
    """Return the states of each question counted; `states` has shape (people, questions)."""
    counts = [
        [int((column == state).sum()) for state in AnswerState] for column in np.asarray(states).T
    ]
    return tuple(
        ItemResponse(answered + skipped + not_reached, answered, skipped, not_reached, not_asked)
        for answered, skipped, not_asked, not_reached in counts
    )


def break_off_pages(states: States, pages: Codes) -> dict[int, int]:
    """Return how many broke off on each page: the page of the first question they did not reach.

    `pages[q]` is the page of question q, from 1. Pages where nobody left have the count 0; who
    reached nothing at all never began and did not break off.
    """
    missed = states == AnswerState.NOT_REACHED
    began = ((states == AnswerState.ANSWERED) | (states == AnswerState.SKIPPED)).any(axis=1)
    left = missed.any(axis=1) & began
    where = pages[missed[left].argmax(axis=1)] if left.any() else np.empty(0, dtype=np.int64)
    return {int(page): int((where == page).sum()) for page in np.unique(pages)}
