"""The rules of a questionnaire for a whole file of answers: who broke which.

The same rules as for one respondent (`checking.py`), but by column: a rule is evaluated once for
each distinct combination of the answer and what the rule reads, however many respondents there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from lovende.domain.errors import Fault, fault
from lovende.domain.questionnaire.columns import AnswerColumns, column_name
from lovende.domain.questionnaire.expressions import Expression, Surroundings, as_boolean
from lovende.domain.questionnaire.factors import Factor
from lovende.domain.questionnaire.model import Choice, Kind, Questionnaire
from lovende.domain.questionnaire.plan import Labels, Plan, Rounds, Step, make_plan
from lovende.domain.questionnaire.routing import Flags, Router
from lovende.domain.texts import N_, Text


@dataclass(frozen=True)
class BrokenRule:
    """A rule, and in `rows` (from 0) the respondents whose answers in `column` break it."""

    column: str
    rows: tuple[int, ...]
    fault: Fault


def broken_rules(
    questionnaire: Questionnaire, answers: pl.DataFrame, *, now: str = ""
) -> Iterator[BrokenRule]:
    """Yield every constraint and choice filter that some answer breaks.

    `answers` is laid out as for `routing_states`. Answers that were not asked for are not looked
    at: routing tells of them. A fault never shows what someone wrote in a text. Raises LovendeError
    where a condition cannot be read.
    """
    if not any(q.constraint or q.choice_filter for q in questionnaire.questions()):
        return
    plan = make_plan(questionnaire)
    router = Router(plan, AnswerColumns(plan, answers), Surroundings(now, Labels(plan)))
    for step in plan.steps:
        if step.kind.is_asked and (step.constraint or step.choice_filter):
            for rounds in router.columns.rounds_of_step(step):
                yield from _of_step(router, step, rounds, plan)


def _of_step(router: Router, step: Step, rounds: Rounds, plan: Plan) -> Iterator[BrokenRule]:
    given = router.columns.given(step, rounds)
    answered = router.asked(step, rounds) & given.flags(lambda text: text != "")
    if not answered.any():
        return
    column = column_name(step.name, rounds)
    if step.constraint is not None:
        kept = router.evaluate(step.constraint, step.repeats, rounds, here=given)
        rows = answered & ~kept.flags(as_boolean)
        for found, where in _by_answer(step, step.constraint, given, rows):
            yield BrokenRule(column, where, found.at(question=_said(step)))
    if step.choice_filter is not None:
        choices = plan.lists.get(step.question.choices or "")
        for code in dict.fromkeys(choices.codes if choices else ()):
            chosen = answered & given.flags(partial(_holds, code=code))
            if not chosen.any():
                continue
            same = [choice for choice in choices.choices if choice.code == code] if choices else []
            offered = _offered(router, step, step.choice_filter, rounds, same)
            where = tuple(np.flatnonzero(chosen & ~offered).tolist())
            if where:
                yield BrokenRule(column, where, _not_offered(code).at(question=_said(step)))


def _holds(text: str, *, code: str) -> bool:
    return code in text.split()


def _offered(
    router: Router, step: Step, choice_filter: Expression, rounds: Rounds, same: list[Choice]
) -> Flags:
    """Who was offered an option; a list can have the same code several times."""
    offered = np.zeros(router.columns.size, np.bool_)
    for choice in same:
        columns = {**dict(choice.filters), "name": choice.code}
        shown = router.evaluate(choice_filter, step.repeats, rounds, columns=columns)
        offered |= shown.flags(as_boolean)
    return offered


def _by_answer(
    step: Step, rule: Expression, given: Factor, broken: Flags
) -> Iterator[tuple[Fault, tuple[int, ...]]]:
    """Each wrong answer with its rows; texts are told together, without what they say."""
    rows = np.flatnonzero(broken)
    if not len(rows):
        return
    explanation = step.question.constraint_message
    if step.kind is Kind.TEXT:
        yield _breaks(rule, "", explanation), tuple(rows.tolist())
        return
    by_level = rows[np.argsort(given.codes[rows], kind="stable")]
    levels, starts = np.unique(given.codes[by_level], return_index=True)
    for level, where in zip(levels, np.split(by_level, starts[1:]), strict=True):
        yield _breaks(rule, given.levels[level], explanation), tuple(where.tolist())


def _breaks(rule: Expression, answer: str, explanation: Text) -> Fault:
    if explanation.entries:
        message = (
            N_("The answer {answer} breaks a rule of the questionnaire: {explanation}")
            if answer
            else N_("The answer breaks a rule of the questionnaire: {explanation}")
        )
    else:
        message = (
            N_("The answer {answer} breaks the rule {rule} of the questionnaire. Correct it.")
            if answer
            else N_("The answer breaks the rule {rule} of the questionnaire. Correct it.")
        )
    return fault(
        "answers.constraint", message, answer=answer, rule=rule.text, explanation=explanation
    )


def _not_offered(code: str) -> Fault:
    return fault(
        "answers.filtered",
        N_("The option {option} is not offered after the earlier answers. Correct one of them."),
        option=code,
    )


def _said(step: Step) -> str:
    """What the user calls the question: its printed number where it has one."""
    return step.question.number or step.question.name
