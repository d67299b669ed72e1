"""Response rates by the AAPOR Standard Definitions, and when an answer is complete.

I complete, P partial, R refusal and break-off, NC not reached, O other eligible; UH and UO of
unknown eligibility; NE not eligible. e is the share of the unknown that is taken to be eligible,
by default the share of the eligible among those whose eligibility is known (proportional
allocation, the method of CASRO).
"""

from __future__ import annotations

import numpy as np
import pytest

from lovende.domain.dataset.model import AnswerState
from lovende.domain.errors import LovendeError
from lovende.domain.statistics.dispositions import Outcome, label, outcome, tally
from lovende.domain.statistics.response import (
    Completion,
    CompletionRule,
    break_off_pages,
    by_group,
    completions,
    eligibility,
    item_response,
    rates,
)
from lovende.domain.statistics.tables import rounded_percent

DISPOSITIONS = [
    # code, what it counts as
    ("1.1", Outcome.I),
    ("1.2", Outcome.P),
    ("2.10", Outcome.R),
    ("2.11", Outcome.R),
    ("2.1121", Outcome.R),  # opened it and answered nothing
    ("2.12", Outcome.R),  # break-off
    ("2.20", Outcome.NC),
    ("2.27", Outcome.NC),
    ("2.31", Outcome.O),
    ("2.36", Outcome.O),
    ("3.11", Outcome.UH),
    ("3.19", Outcome.UH),
    ("3.21", Outcome.UH),
    ("3.30", Outcome.UO),  # the invitation came back
    ("3.90", Outcome.UO),
    ("4.0", Outcome.NE),
    ("4.10", Outcome.NE),
    ("4.81", Outcome.NE),
]


@pytest.mark.parametrize(("code", "expected"), DISPOSITIONS)
def test_what_a_disposition_counts_as(code: str, expected: Outcome) -> None:
    assert outcome(code) is expected


@pytest.mark.parametrize("code", ["", "x", "1", "2.0", "1.3", "5.1", "2.1.1", "-1.1", "refused"])
def test_a_code_that_does_not_exist_is_named(code: str) -> None:
    with pytest.raises(LovendeError) as caught:
        outcome(code)
    assert caught.value.fault.code == "response.unknown_disposition"
    assert caught.value.fault.params == {"disposition": code}


def test_all_unknown_codes_are_told_at_once() -> None:
    with pytest.raises(LovendeError) as caught:
        tally(["1.1", "9", "2.11", "refused", "9"])
    assert [fault.params["disposition"] for fault in caught.value.faults] == ["9", "refused"]


def test_a_narrow_code_without_words_of_its_own_takes_those_of_the_wider_one() -> None:
    assert label("2.110") == label("2.11") == "Refused"
    assert label("2.119") == "Refused"
    assert label("4.99") == "Not eligible, other reason"


COUNTS = {
    Outcome.I: 200,
    Outcome.P: 20,
    Outcome.R: 50,
    Outcome.NC: 60,
    Outcome.O: 10,
    Outcome.UH: 36,
    Outcome.UO: 24,
    Outcome.NE: 85,
}
# Known to be eligible: K = 200 + 20 + 50 + 60 + 10 = 340. Unknown: U = 36 + 24 = 60.
# e = 340 / (340 + 85) = 0.8, so eU = 48.
RATES = [
    # rate, upper number, lower number
    ("RR1", 200, 400),  # I / (K + U)
    ("RR2", 220, 400),  # (I + P) / (K + U)
    ("RR3", 200, 388),  # I / (K + eU)
    ("RR4", 220, 388),
    ("RR5", 200, 340),  # I / K
    ("RR6", 220, 340),
    ("COOP1", 200, 280),  # I / (I + P + R + O)
    ("COOP2", 220, 280),
    ("COOP3", 200, 270),  # I / (I + P + R)
    ("COOP4", 220, 270),
    ("REF1", 50, 400),
    ("REF2", 50, 388),
    ("REF3", 50, 340),
    ("CON1", 280, 400),  # (I + P + R + O) / (K + U)
    ("CON2", 280, 388),
    ("CON3", 280, 340),
]


def test_all_rates_of_a_worked_example() -> None:
    found = rates(COUNTS)
    assert found.e == eligibility(COUNTS) == 0.8
    assert list(found.values) == [name for name, _, _ in RATES]
    for name, upper, lower in RATES:
        assert found.values[name] == pytest.approx(100 * upper / lower), name


def test_a_given_e_is_used() -> None:
    found = rates(COUNTS, e=0.5)
    assert found.values["RR3"] == pytest.approx(100 * 200 / 370)
    assert found.values["RR1"] == pytest.approx(50.0)


def test_without_anybody_there_are_no_rates() -> None:
    found = rates({})
    assert set(found.values.values()) == {None}
    assert found.e == 1.0


def test_the_response_of_the_report() -> None:
    """556 invited, 296 with any answer: 53 %, which is RR2. By size of municipality 51 % and 56 %."""
    codes = ["1.1"] * 240 + ["1.2"] * 56 + ["2.11"] * 9 + ["3.19"] * 251
    assert rates(tally(codes)).values["RR2"] == pytest.approx(100 * 296 / 556)
    assert rounded_percent(296, 556) == 53
    groups = np.repeat([0, 1], [277, 279])
    responded = np.concatenate([np.arange(277) < 141, np.arange(279) < 155])
    large, small = by_group(responded, groups, 2)
    assert (large.count, large.base, small.count, small.base) == (141, 277, 155, 279)
    assert [rounded_percent(part.count, part.base) for part in (large, small)] == [51, 56]


A, S, X, N = (
    AnswerState.ANSWERED,
    AnswerState.SKIPPED,
    AnswerState.NOT_ASKED,
    AnswerState.NOT_REACHED,
)
# Five questions on the pages 1, 1, 2, 2, 3.
PEOPLE = [
    # states, submitted, what it is by the default rule
    ([A, A, A, A, A], True, Completion.COMPLETE),
    ([A, S, S, S, S], True, Completion.COMPLETE),  # submitted
    ([A, A, A, A, N], False, Completion.COMPLETE),  # 4 of 5 asked are 80 %
    ([A, A, A, X, N], False, Completion.PARTIAL),  # 3 of 4 asked are 75 %
    ([A, A, X, X, X], False, Completion.COMPLETE),  # all that was asked
    ([A, A, N, N, N], False, Completion.PARTIAL),  # not reached counts against them
    ([A, S, N, N, N], False, Completion.PARTIAL),
    ([S, S, N, N, N], False, Completion.BREAK_OFF),  # opened it, answered nothing
    ([S, S, S, S, S], True, Completion.BREAK_OFF),  # sent it in empty
    ([N, N, N, N, N], False, Completion.NOTHING),  # never began
]
STATES = np.array([states for states, *_ in PEOPLE])
SUBMITTED = np.array([submitted for _, submitted, _ in PEOPLE])


def test_complete_partial_and_broken_off() -> None:
    assert completions(STATES, SUBMITTED).tolist() == [kind for *_, kind in PEOPLE]


def test_the_rule_is_a_parameter() -> None:
    strict = CompletionRule(complete=100, partial=50, submitted_is_complete=False)
    assert completions(STATES, SUBMITTED, strict).tolist() == [
        Completion.COMPLETE,
        Completion.BREAK_OFF,  # 20 %
        Completion.PARTIAL,  # 80 %
        Completion.PARTIAL,
        Completion.COMPLETE,
        Completion.BREAK_OFF,  # 40 %
        Completion.BREAK_OFF,
        Completion.BREAK_OFF,
        Completion.BREAK_OFF,
        Completion.NOTHING,
    ]


def test_item_non_response_keeps_the_four_states_apart() -> None:
    second = item_response(STATES)[1]
    assert (second.answered, second.skipped, second.not_reached, second.not_asked) == (5, 4, 1, 0)
    assert second.asked == 10
    fourth = item_response(STATES)[3]
    assert (fourth.answered, fourth.skipped, fourth.not_reached, fourth.not_asked) == (2, 2, 4, 2)
    assert fourth.asked == 8


def test_the_page_where_people_break_off_is_that_of_the_first_question_not_reached() -> None:
    # Page 3: the third and the fourth person. Page 2: the sixth, seventh and eighth. The last
    # person never began.
    assert break_off_pages(STATES, np.array([1, 1, 2, 2, 3])) == {1: 0, 2: 3, 3: 2}
