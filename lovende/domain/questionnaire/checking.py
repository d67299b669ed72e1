"""Do the answers of one respondent keep to the questionnaire?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lovende.domain.errors import Fault, Place, fault, nearest
from lovende.domain.questionnaire.columns import column_name, split_column
from lovende.domain.questionnaire.expressions import (
    Surroundings,
    Value,
    as_boolean,
    as_number,
    as_text,
)
from lovende.domain.questionnaire.expressions.expression import Expression
from lovende.domain.questionnaire.interview import Interview, Memory, Slot, slots
from lovende.domain.questionnaire.model import Kind, Questionnaire, Role
from lovende.domain.questionnaire.normalising import EMPTY, Answer, Normalised, normalise
from lovende.domain.questionnaire.plan import Labels, Plan, Rounds, Step, make_plan
from lovende.domain.texts import N_


@dataclass(frozen=True)
class CheckedAnswer:
    """One question, matrix row or calculation in one round.

    `rounds` is empty outside repeats; `value` is the code, the tuple of codes in printed order,
    the number, or the text (dates in ISO form), None where there is no answer.
    """

    name: str
    rounds: Rounds
    asked: bool
    value: Answer


@dataclass(frozen=True)
class CheckedAnswers:
    """The answers of one respondent, checked: by question and then by round, and every fault."""

    answers: tuple[CheckedAnswer, ...]
    faults: tuple[Fault, ...]

    def __getitem__(self, key: str | tuple[str, int]) -> CheckedAnswer:
        """Return the answer to a name (its first round) or to (name, round). Raises KeyError."""
        name, number = (key, 1) if isinstance(key, str) else key
        for answer in self.answers:
            if answer.name == name and (not answer.rounds or answer.rounds == (number,)):
                return answer
        raise KeyError(key)

    @property
    def values(self) -> dict[str, Answer]:
        """The answers that count (asked and given) by column name: `name`, `name__2`, ..."""
        return {
            column_name(answer.name, answer.rounds): answer.value
            for answer in self.answers
            if answer.asked and answer.value is not None
        }


def check_answers(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    *,
    now: str = "",
    complete: bool = True,
) -> CheckedAnswers:
    """Check the answers of one respondent.

    `answers` maps the name of a question or matrix row to a code, space-separated codes or a
    sequence of codes, a number, a text or a date. A repeat is a list of such mappings under its
    name, or flat: `name`, `name__2`, `name__3`. `now` is the clock as an ISO date-time for
    today() and now(). Where `complete` is false (an interview that is not at its end), a
    required answer may be missing. Raises LovendeError where a condition cannot be read.
    """
    return Checker(questionnaire, now=now).check(answers, complete=complete)


class Checker:
    """Checks the answers of many respondents; each distinct combination is evaluated once."""

    def __init__(self, questionnaire: Questionnaire, *, now: str = "") -> None:
        self._plan = make_plan(questionnaire)
        self._surroundings = Surroundings(now, Labels(self._plan))
        self._memory: Memory = {}
        self._owners = {
            s.question.other: s for s in self._plan.steps if s.question.other and not s.row
        }

    def check(self, answers: Mapping[str, object], *, complete: bool = True) -> CheckedAnswers:
        """Check one respondent; see `check_answers`."""
        faults: list[Fault] = []
        given: dict[Slot, Normalised] = {}
        for step, rounds, raw in _flat(self._plan, answers, (), faults):
            found = normalise(raw, step, self._plan.lists.get(step.question.choices or ""))
            if found is not EMPTY:
                given[step.name, rounds] = found
        texts = {slot: found.text for slot, found in given.items()}
        interview = Interview(self._plan, texts, self._surroundings, self._memory)
        checked = []
        for step, rounds in slots(self._plan, interview, texts):
            answer = given.get((step.name, rounds), EMPTY)
            asked = interview.asked(step, rounds)
            faults += _placed(self._rules(interview, step, rounds, answer, complete), step, rounds)
            value = _value(interview, step, rounds, answer)
            checked.append(CheckedAnswer(step.name, rounds, asked, value))
        return CheckedAnswers(tuple(checked), tuple(faults))

    def _rules(
        self, interview: Interview, step: Step, rounds: Rounds, answer: Normalised, complete: bool
    ) -> Iterator[Fault]:
        if step.kind in (Kind.NOTE, Kind.CALCULATION):
            return
        if not interview.asked(step, rounds):
            if answer is not EMPTY:
                yield _not_asked(step, answer)
            return
        yield from answer.faults
        if answer is EMPTY:
            if complete and _is_required(interview, step, rounds):
                yield fault(
                    "answers.required",
                    N_("{question} must be answered, but has no answer."),
                    question=step.name,
                )
            return
        if step.choice_filter is not None:
            yield from self._filtered(interview, step, rounds, answer, step.choice_filter)
        if step.constraint is not None and not answer.faults:
            yield from self._constraint(interview, step, rounds, answer, step.constraint)
        yield from self._other(interview, step, rounds)

    def _constraint(
        self,
        interview: Interview,
        step: Step,
        rounds: Rounds,
        answer: Normalised,
        constraint: Expression,
    ) -> Iterator[Fault]:
        if not as_boolean(interview.evaluate(constraint, step.repeats, rounds, here=answer.text)):
            yield fault(
                "answers.constraint",
                N_("{question}: “{answer}” breaks the rule {rule}."),
                question=step.name,
                answer=answer.text,
                rule=constraint.text,
                explanation=step.question.constraint_message,
            )

    def _filtered(
        self,
        interview: Interview,
        step: Step,
        rounds: Rounds,
        answer: Normalised,
        choice_filter: Expression,
    ) -> Iterator[Fault]:
        choices = self._plan.lists.get(step.question.choices or "")
        codes = answer.value if isinstance(answer.value, tuple) else (answer.text,)
        for code in codes:
            same = [c for c in choices.choices if c.code == code] if choices else []
            shown = any(
                as_boolean(
                    interview.evaluate(
                        choice_filter,
                        step.repeats,
                        rounds,
                        columns={**dict(c.filters), "name": c.code},
                    )
                )
                for c in same
            )
            if same and not shown:
                yield fault(
                    "answers.filtered",
                    N_("{question}: the option {option} is not offered after the earlier answers."),
                    question=step.name,
                    option=code,
                    rule=choice_filter.text,
                )

    def _other(self, interview: Interview, step: Step, rounds: Rounds) -> Iterator[Fault]:
        """A text under "other, please state" goes with the choice that asks for it."""
        owner = self._owners.get(step.name)
        if owner is None:
            return
        choices = self._plan.lists.get(owner.question.choices or "")
        wanted = [c.code for c in choices.choices if c.role is Role.OTHER] if choices else []
        seen = interview.seen(owner.name, step.repeats, rounds, False)
        if wanted and not set(wanted) & set(as_text(seen).split()):
            yield fault(
                "answers.other_without_choice",
                N_("{question} has a text, but {owner} does not have the option {option}."),
                question=step.name,
                owner=owner.name,
                option=wanted[0],
            )


def _flat(
    plan: Plan,
    answers: Mapping[str, object],
    rounds: Rounds,
    faults: list[Fault],
) -> Iterator[tuple[Step, Rounds, object]]:
    """Yield every answer with its step and rounds, from nested repeats and flat columns alike."""
    for key, raw in answers.items():
        if key in plan.repeat_by_name and isinstance(raw, Sequence) and not isinstance(raw, str):
            for number, inner in enumerate(raw, start=1):
                if isinstance(inner, Mapping):
                    yield from _flat(plan, inner, (*rounds, number), faults)
            continue
        step, where = _step_of(plan, key, rounds)
        if step is not None:
            yield step, where, raw
        elif raw is not None and raw != "" and not _has_name(plan, key):
            faults.append(_unknown_question(plan, key))


def _step_of(plan: Plan, key: str, rounds: Rounds) -> tuple[Step | None, Rounds]:
    step = plan.by_name.get(key)
    if step is not None:
        # A flat answer to a question in a repeat is its first round.
        return step, rounds + (1,) * (len(step.repeats) - len(rounds))
    name, numbers = split_column(key)
    step = plan.by_name.get(name)
    if step is None or not numbers:
        return None, ()
    where = numbers if len(numbers) == len(step.repeats) else rounds + numbers
    return (step, where) if len(where) == len(step.repeats) else (None, ())


def _has_name(plan: Plan, key: str) -> bool:
    return key in plan.repeat_by_name or any(
        key == item.name for item, _ in plan.questionnaire.walk()
    )


def _unknown_question(plan: Plan, key: str) -> Fault:
    meant = nearest(key, plan.by_name)
    return fault(
        "answers.unknown_question",
        N_("There is no question {name}; did you mean {nearest}?")
        if meant
        else N_("There is no question {name}."),
        place=Place(question=key),
        name=key,
        nearest=meant,
    )


def _not_asked(step: Step, answer: Normalised) -> Fault:
    relevance = " and ".join(condition.expression.text for condition in step.relevance)
    if not relevance:
        return fault(
            "answers.too_many_rounds",
            N_("{question} has the answer “{answer}” in a round that is not asked."),
            question=step.name,
            answer=answer.text,
        )
    return fault(
        "answers.not_asked",
        N_("{question} has the answer “{answer}”, but is asked only if {condition}."),
        question=step.name,
        answer=answer.text,
        condition=relevance,
    )


def _is_required(interview: Interview, step: Step, rounds: Rounds) -> bool:
    if step.required:
        return True
    return step.required_when is not None and as_boolean(
        interview.evaluate(step.required_when, step.repeats, rounds)
    )


def _placed(faults: Iterator[Fault], step: Step, rounds: Rounds) -> Iterator[Fault]:
    return (found.at(question=column_name(step.name, rounds)) for found in faults)


def _value(interview: Interview, step: Step, rounds: Rounds, answer: Normalised) -> Answer:
    """Return the normalised answer, or what a calculation comes to."""
    if step.calculation is None or (answer is not EMPTY and step.kind is not Kind.CALCULATION):
        return answer.value
    if not interview.asked(step, rounds):
        return None
    computed = interview.value(step, rounds)
    if step.kind in (Kind.INTEGER, Kind.DECIMAL) or _is_number(computed):
        number = as_number(computed)
        if math.isnan(number) or math.isinf(number):
            return None
        return int(number) if number == int(number) else number
    return as_text(computed) or None


def _is_number(computed: Value) -> bool:
    return isinstance(computed, int | float) and not isinstance(computed, bool)
