"""Which answers the routing of a question reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lovende.domain.questionnaire.columns import AnswerColumns
from lovende.domain.questionnaire.expressions import Expression, Reference
from lovende.domain.questionnaire.interview import shared_repeats
from lovende.domain.questionnaire.plan import Plan, Rounds, Step

_Slot = tuple[str, Rounds]


class Reads:
    """Follows conditions to the columns of answers that they read, through calculations and the
    rounds of repeats."""

    def __init__(self, plan: Plan, columns: AnswerColumns) -> None:
        self._plan = plan
        self._columns = columns

    def routing(self, step: Step, rounds: Rounds) -> frozenset[str]:
        """Return the columns that decide whether a step is asked in these rounds."""
        seen: set[_Slot] = set()
        found: set[str] = set()
        for condition in step.relevance:
            depth = condition.depth
            found |= self._read(condition.expression, step.repeats[:depth], rounds[:depth], seen)
        for depth, number in enumerate(rounds):
            found |= self._rounds(step.repeats[depth], rounds[:depth], number, seen)
        return frozenset(found)

    def _rounds(self, name: str, outer: Rounds, number: int, seen: set[_Slot]) -> set[str]:
        """The columns that decide whether round `number` of a repeat is asked."""
        plan = self._plan.repeat_by_name[name]
        found: set[str] = set()
        if plan.count is not None:
            found |= self._read(plan.count, plan.repeats, outer, seen)
        if plan.repeat_while is not None:
            inside = (*plan.repeats, name)
            for earlier in range(1, number):
                found |= self._read(plan.repeat_while, inside, (*outer, earlier), seen)
        for condition in plan.relevance:
            depth = condition.depth
            found |= self._read(condition.expression, plan.repeats[:depth], outer[:depth], seen)
        return found

    def _read(
        self, expression: Expression, repeats: tuple[str, ...], rounds: Rounds, seen: set[_Slot]
    ) -> set[str]:
        return {
            column
            for reference in expression.references
            for column in self._mention(reference, repeats, rounds, seen)
        }

    def _mention(
        self, reference: Reference, repeats: tuple[str, ...], rounds: Rounds, seen: set[_Slot]
    ) -> Iterable[str]:
        name = reference.name
        if name in self._plan.repeat_by_name:
            outer = rounds[: len(self._plan.repeat_by_name[name].repeats)]
            slot = (name, outer)
            if slot in seen:
                return ()
            seen.add(slot)
            return self._rounds(name, outer, self._columns.rounds_in_file(name, outer), seen)
        step = self._plan.by_name.get(name)
        if step is None:
            return ()
        shared = shared_repeats(repeats, step.repeats)
        if reference.every_round:
            shared = min(shared, max(len(step.repeats) - 1, 0))
        return self._value(step, rounds[:shared], seen)

    def _value(self, step: Step, known: Rounds, seen: set[_Slot]) -> Iterator[str]:
        for rounds in self._columns.all_rounds(step.repeats, known):
            slot = (step.name, rounds)
            if slot in seen:
                continue
            seen.add(slot)
            if step.kind.is_asked:
                yield from self._columns.variables(step, rounds)
            if step.calculation is not None:
                yield from self._read(step.calculation, step.repeats, rounds, seen)
