"""Why an answer is missing."""

from __future__ import annotations

import polars as pl

from lovende.analysis.states import with_states
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind

A, S, N, R = (
    AnswerState.ANSWERED,
    AnswerState.SKIPPED,
    AnswerState.NOT_ASKED,
    AnswerState.NOT_REACHED,
)
NAMES = ("q1", "q2", "q3", "q4")
NEEDS = {"q3": frozenset({"q2"})}
"""Question 3 is asked depending on question 2."""


def states(
    answers: list[list[str | None]],
    asked: list[list[bool]],
    submitted: list[bool] | None,
    declared: dict[str, pl.Series] | None = None,
) -> list[tuple[int, ...]]:
    variables = tuple(Variable(name, VariableKind.TEXT, question=name) for name in NAMES)
    values = pl.DataFrame(answers, schema=dict.fromkeys(NAMES, pl.String), orient="row")
    dataset = Dataset.from_values(variables, values, declared)
    flags = pl.DataFrame(asked, schema=dict.fromkeys(NAMES, pl.Boolean), orient="row")
    done = None if submitted is None else pl.Series(submitted)
    return with_states(dataset, {n: flags[n] for n in NAMES}, NEEDS, done).states.rows()


def test_a_question_that_was_asked_and_left_empty_was_skipped() -> None:
    assert states([["x", None, "x", "x"]], [[True] * 4], [True]) == [(A, S, A, A)]


def test_routing_says_what_was_not_asked() -> None:
    assert states([["x", "x", None, "x"]], [[True, True, False, True]], [True]) == [(A, A, N, A)]


def test_behind_the_last_answer_of_a_break_off_nothing_was_reached() -> None:
    assert states([["x", None, None, None]], [[True] * 4], [False]) == [(A, R, R, R)]


def test_a_gap_before_the_last_answer_was_skipped_in_a_break_off_too() -> None:
    assert states([["x", None, "x", None]], [[True] * 4], [False]) == [(A, S, A, R)]


def test_what_an_answered_question_ruled_out_is_not_asked_even_in_a_break_off() -> None:
    asked = [[True, True, False, True]]
    assert states([["x", "x", None, None]], asked, [False]) == [(A, A, N, R)]


def test_what_an_unreached_question_would_have_decided_was_not_reached() -> None:
    asked = [[True, True, False, True]]
    assert states([["x", None, None, None]], asked, [False]) == [(A, R, R, R)]


def test_without_a_column_that_says_who_submitted_nobody_broke_off() -> None:
    assert states([["x", None, None, None]], [[True] * 4], None) == [(A, S, S, S)]


def test_a_state_that_the_file_declares_stays() -> None:
    declared = {"q2": pl.Series([int(N)]), "q4": pl.Series([int(R)])}
    assert states([["x", None, "x", None]], [[True] * 4], [True], declared) == [(A, N, A, R)]


def test_who_answered_nothing_and_did_not_submit_reached_nothing() -> None:
    assert states([[None] * 4], [[True] * 4], [False]) == [(R, R, R, R)]
