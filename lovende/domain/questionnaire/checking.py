"""Do the answers of one respondent keep to the questionnaire?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lovende.domain.errors import Fault, Place, fault, nearest
from lovende.domain.questionnaire.answer_rules import AnswerRules
from lovende.domain.questionnaire.columns import column_name, split_column
from lovende.domain.questionnaire.expressions import Surroundings, Value, as_number, as_text
from lovende.domain.questionnaire.interview import Interview, Memory, Slot, slots
from lovende.domain.questionnaire.model import Kind, Questionnaire
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
        self._rules = AnswerRules(self._plan)
        self._memory: Memory = {}

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
            faults += _placed(
                self._rules.broken(interview, step, rounds, answer, complete=complete), step, rounds
            )
            value = _value(interview, step, rounds, answer)
            checked.append(CheckedAnswer(step.name, rounds, asked, value))
        return CheckedAnswers(tuple(checked), tuple(faults))


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
