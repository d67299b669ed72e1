"""Routing for one respondent: what is asked, in which round, and what conditions see.

A condition sees the answer to a question only where the question is asked; else it sees an
empty answer, as in XForms.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from itertools import islice

from lovende.domain.questionnaire.expressions import (
    Expression,
    Surroundings,
    Value,
    as_boolean,
    as_number,
    as_text,
)
from lovende.domain.questionnaire.model import Kind
from lovende.domain.questionnaire.plan import Plan, RepeatPlan, Rounds, Step

Slot = tuple[str, Rounds]
Memory = MutableMapping[tuple[object, ...], Value]

# Nobody answers more rounds than this; a count computed from a typing error must not hang us.
MOST_ROUNDS = 1000
# Repeats within repeats multiply: so many combinations of their rounds are asked, and no more.
MOST_PLACES = 10_000


class Interview:
    """One respondent's way through a questionnaire.

    `given` has the normalised answers as texts by slot (name and rounds); `memory` is shared by
    the interviews of one questionnaire, so that each distinct combination is evaluated once.
    `opened` are rounds that a respondent is about to begin, where nothing but the answers says
    how many there are: by repeat and the rounds around it.
    """

    def __init__(
        self,
        plan: Plan,
        given: Mapping[Slot, str],
        surroundings: Surroundings,
        memory: Memory | None = None,
        opened: Mapping[Slot, int] | None = None,
    ) -> None:
        self._plan = plan
        self._given = given
        self._surroundings = surroundings
        self._memory: Memory = {} if memory is None else memory
        self._asked: dict[Slot, bool] = {}
        self._values: dict[Slot, Value] = {}
        self._rounds: dict[Slot, int] = {}
        self._given_rounds = self._count_given_rounds() | dict(opened or {})

    def _count_given_rounds(self) -> dict[Slot, int]:
        most: dict[Slot, int] = {}
        for (name, rounds), answer in self._given.items():
            step = self._plan.by_name.get(name)
            if step is None or not answer:
                continue
            for depth, repeat in enumerate(step.repeats):
                key = (repeat, rounds[:depth])
                most[key] = max(most.get(key, 0), rounds[depth])
        return most

    def given_rounds(self, name: str, outer: Rounds) -> int:
        """Return the last round of a repeat that has an answer, 0 where none has."""
        return self._given_rounds.get((name, outer), 0)

    def rounds_of(self, name: str, outer: Rounds) -> int:
        """Return how many rounds of the repeat `name` are asked within the rounds `outer`."""
        slot = (name, outer)
        if slot not in self._rounds:
            self._rounds[slot] = 0
            self._rounds[slot] = self._count_rounds(self._plan.repeat_by_name[name], outer)
        return self._rounds[slot]

    def _count_rounds(self, plan: RepeatPlan, outer: Rounds) -> int:
        if not all(
            as_boolean(self.evaluate(c.expression, plan.repeats, outer[: c.depth]))
            for c in plan.relevance
        ):
            return 0
        most = MOST_ROUNDS if plan.repeat.maximum is None else plan.repeat.maximum
        if plan.count is not None:
            number = as_number(self.evaluate(plan.count, plan.repeats, outer))
            return 0 if math.isnan(number) else int(min(max(number, 0), most))
        if plan.repeat_while is None:
            return min(max(1, self._given_rounds.get((plan.repeat.name, outer), 0)), most)
        inside = (*plan.repeats, plan.repeat.name)
        count = 1
        while count < most:
            # The latest round must be open before its answers can be seen.
            self._rounds[plan.repeat.name, outer] = count
            if not as_boolean(self.evaluate(plan.repeat_while, inside, (*outer, count))):
                break
            count += 1
        return count

    def all_rounds(self, repeats: tuple[str, ...], known: Rounds = ()) -> list[Rounds]:
        """Return every combination of rounds of `repeats` that is asked and begins with `known`,
        at most MOST_PLACES."""
        found = [known]
        for depth in range(len(known), len(repeats)):
            inner = (
                (*rounds, number)
                for rounds in found
                for number in range(1, self.rounds_of(repeats[depth], rounds) + 1)
            )
            found = list(islice(inner, MOST_PLACES))
        return found

    def asked(self, step: Step, rounds: Rounds) -> bool:
        """Whether the step is asked in these rounds."""
        slot = (step.name, rounds)
        if slot not in self._asked:
            # First the rounds: how many there are can depend on the answer to this very step.
            within = all(
                1 <= number <= self.rounds_of(step.repeats[depth], rounds[:depth])
                for depth, number in enumerate(rounds)
            )
            self._asked[slot] = False
            self._asked[slot] = within and all(
                as_boolean(self.evaluate(c.expression, step.repeats[: c.depth], rounds[: c.depth]))
                for c in step.relevance
            )
        return self._asked[slot]

    def value(self, step: Step, rounds: Rounds) -> Value:
        """Return what conditions see of the step in these rounds: '' where it is not asked."""
        slot = (step.name, rounds)
        if slot not in self._values:
            # A condition on all rounds (the round before this one) also meets its own round,
            # whose value is not known yet: it sees it as empty.
            self._values[slot] = ""
            self._values[slot] = self._value(step, rounds)
        return self._values[slot]

    def _value(self, step: Step, rounds: Rounds) -> Value:
        if not self.asked(step, rounds):
            return ""
        given = self._given.get((step.name, rounds), "")
        if step.calculation is None or (given and step.kind is not Kind.CALCULATION):
            return given
        return self.evaluate(step.calculation, step.repeats, rounds, here=given)

    def seen(self, name: str, repeats: tuple[str, ...], rounds: Rounds, every: bool) -> Value:
        """Return what `${name}` means within these rounds of these repeats.

        In the same round it is one value; from outside its repeat (or with `every`) the list
        of the values of all rounds. The name of a repeat is the list of its rounds.
        """
        step, repeat = self._plan.by_name.get(name), self._plan.repeat_by_name.get(name)
        if repeat is not None:
            path = (*repeat.repeats, name)
            shared = min(shared_repeats(repeats, path), len(path) - 1)
            return [as_text(float(r[-1])) for r in self.all_rounds(path, rounds[:shared])]
        if step is None:
            return ""
        shared = shared_repeats(repeats, step.repeats)
        if every and shared == len(step.repeats):
            shared = max(shared - 1, 0)
        if shared == len(step.repeats):
            return self.value(step, rounds[:shared])
        return [self.value(step, r) for r in self.all_rounds(step.repeats, rounds[:shared])]

    def evaluate(
        self,
        expression: Expression,
        repeats: tuple[str, ...],
        rounds: Rounds,
        *,
        here: Value = "",
        columns: Mapping[str, str] | None = None,
    ) -> Value:
        """Return the value of an expression that stands within these rounds of these repeats."""
        values = tuple(
            self.seen(r.name, repeats, rounds, r.every_round) for r in expression.references
        )
        number = rounds[-1] if rounds else 1
        key = (
            expression.text,
            tuple(tuple(v) if isinstance(v, list) else (type(v), v) for v in values),
            here,
            number,
            tuple(columns.items()) if columns else (),
            self._surroundings.now if expression.reads_clock else "",
        )
        # One look, as another thread may clear the memory between two.
        value = self._memory.get(key)
        if value is None:
            value = self._memory[key] = expression.evaluate(
                values, self._surroundings, here=here, columns=columns, round=number
            )
        return value


def shared_repeats(here: tuple[str, ...], there: tuple[str, ...]) -> int:
    """Return how many repeats two places share, outermost first."""
    shared = 0
    for mine, other in zip(here, there, strict=False):
        if mine != other:
            break
        shared += 1
    return shared


def slots(plan: Plan, interview: Interview, given: Mapping[Slot, str]) -> list[tuple[Step, Rounds]]:
    """Return every step in every round that is asked or answered: by step, then by round."""
    answered: dict[str, set[Rounds]] = {}
    for name, rounds in given:
        answered.setdefault(name, set()).add(rounds)
    return [
        (step, rounds)
        for step in plan.steps
        for rounds in sorted(
            {*interview.all_rounds(step.repeats), *answered.get(step.name, set())}
            or {(1,) * len(step.repeats)}
        )
    ]
