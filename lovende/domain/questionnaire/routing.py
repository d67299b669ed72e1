"""Routing for a whole file of answers: who was asked what.

The same rules as for one respondent (`interview.py`), but by column: every condition is
evaluated once for each distinct combination of the answers that it reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from elementpath.xpath_tokens import XPathToken
from numpy.typing import NDArray

from lovende.domain.questionnaire.columns import AnswerColumns
from lovende.domain.questionnaire.expressions import (
    Expression,
    Reference,
    Surroundings,
    Value,
    as_boolean,
    as_number,
    evaluated,
    walk_tokens,
)
from lovende.domain.questionnaire.expressions.parser import XFormsContext, operands
from lovende.domain.questionnaire.factors import Factor, combined
from lovende.domain.questionnaire.interview import MOST_ROUNDS, shared_repeats
from lovende.domain.questionnaire.model import Kind, Questionnaire
from lovende.domain.questionnaire.plan import (
    Labels,
    Plan,
    RepeatPlan,
    Rounds,
    Step,
    make_plan,
)
from lovende.domain.questionnaire.reads import Reads

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Routing:
    """Who was asked what.

    `asked` has a Boolean column for every question and matrix row in every round (`name`,
    `name__2`), and for every option of a several-choice question (`name_code`). `reads` has for
    each of them the columns of answers that its routing depends on, through calculations too.
    """

    asked: pl.DataFrame
    reads: dict[str, frozenset[str]]


def routing_states(
    questionnaire: Questionnaire, answers: pl.DataFrame, *, now: str = ""
) -> Routing:
    """Return who was asked what, from one row of answers for each respondent.

    Columns of `answers` are named as questions and matrix rows (`q1`, `q15_3`, `q1__2` in the
    second round of a repeat). A several-choice question is one column of space-separated codes,
    or a column for each option (`q4_1`: Boolean, 0/1 or text). Columns that are missing count as
    unanswered, others are ignored. `now` is the clock as an ISO date-time. A repeat without a
    count and without `repeat_while` has the rounds that were answered, at least one.

    Raises LovendeError where a condition cannot be read.
    """
    plan = make_plan(questionnaire)
    routing = Router(plan, AnswerColumns(plan, answers), Surroundings(now, Labels(plan)))
    reads_of = Reads(plan, routing.columns)
    asked: dict[str, Flags] = {}
    reads: dict[str, frozenset[str]] = {}
    for step in plan.steps:
        if not step.kind.is_asked:
            continue
        for rounds in routing.columns.rounds_of_step(step):
            flags, read = routing.asked(step, rounds), reads_of.routing(step, rounds)
            for name in routing.columns.variables(step, rounds):
                asked[name], reads[name] = flags, read
    return Routing(pl.DataFrame(asked), reads)


class Router:
    """Evaluates conditions over columns; everything is worked out once and kept."""

    def __init__(self, plan: Plan, columns: AnswerColumns, surroundings: Surroundings) -> None:
        self._plan = plan
        self.columns = columns
        self._surroundings = surroundings
        self._asked: dict[tuple[str, Rounds], Flags] = {}
        self._values: dict[tuple[str, Rounds], Factor] = {}
        self._rounds: dict[tuple[str, Rounds], NDArray[np.int64]] = {}
        self._results: dict[tuple[str, tuple[str, ...], Rounds], Factor] = {}

    def _nobody(self) -> Flags:
        return np.zeros(self.columns.size, np.bool_)

    def asked(self, step: Step, rounds: Rounds) -> Flags:
        slot = (step.name, rounds)
        if slot not in self._asked:
            self._asked[slot] = self._nobody()
            flags = self._relevant(step, rounds)
            for depth, number in enumerate(rounds):
                flags = flags & (self.rounds_of(step.repeats[depth], rounds[:depth]) >= number)
            self._asked[slot] = flags
        return self._asked[slot]

    def _relevant(self, where: Step | RepeatPlan, rounds: Rounds) -> Flags:
        flags = ~self._nobody()
        for condition in where.relevance:
            depth = condition.depth
            result = self.evaluate(condition.expression, where.repeats[:depth], rounds[:depth])
            flags = flags & result.flags(as_boolean)
        return flags

    def value(self, step: Step, rounds: Rounds) -> Factor:
        """What conditions see of a step: '' where it is not asked."""
        slot = (step.name, rounds)
        if slot not in self._values:
            self._values[slot] = Factor.constant(self.columns.size, "")
            self._values[slot] = self._value(step, rounds).where(self.asked(step, rounds), "")
        return self._values[slot]

    def _value(self, step: Step, rounds: Rounds) -> Factor:
        given = self.columns.given(step, rounds)
        if step.calculation is None:
            return given
        computed = self.evaluate(step.calculation, step.repeats, rounds, here=given)
        if step.kind is Kind.CALCULATION:
            return computed
        both = combined([given, computed], self.columns.size)
        return both.mapped(lambda pair: pair[0] if pair[0] != "" else pair[1])

    def rounds_of(self, name: str, outer: Rounds) -> NDArray[np.int64]:
        """How many rounds of a repeat each respondent was asked."""
        slot = (name, outer)
        if slot not in self._rounds:
            self._rounds[slot] = np.zeros(self.columns.size, np.int64)
            self._count_rounds(self._plan.repeat_by_name[name], outer)
        return self._rounds[slot]

    def _count_rounds(self, plan: RepeatPlan, outer: Rounds) -> None:
        slot = (plan.repeat.name, outer)
        relevant = self._relevant(plan, outer)
        most = MOST_ROUNDS if plan.repeat.maximum is None else plan.repeat.maximum
        if plan.count is not None:
            counts = self.evaluate(plan.count, plan.repeats, outer).mapped(_whole)
            numbers = np.array(counts.levels, np.int64)[counts.codes]
            self._rounds[slot] = np.where(relevant, np.minimum(numbers, most), 0)
            return
        in_file = self.columns.rounds_in_file(plan.repeat.name, outer)
        if plan.repeat_while is None:
            answered = np.maximum(self.columns.last_round(plan.repeat.name, outer), 1)
            self._rounds[slot] = np.where(relevant, np.minimum(answered, most), 0)
            return
        count = relevant.astype(np.int64)
        self._rounds[slot] = count
        inside = (*plan.repeats, plan.repeat.name)
        for number in range(1, max(plan.repeat.maximum or 0, in_file)):
            # The rounds so far must be open before their answers can be seen.
            goes_on = self.evaluate(plan.repeat_while, inside, (*outer, number)).flags(as_boolean)
            count = count + ((count == number) & goes_on)
            self._rounds[slot] = count

    def evaluate(
        self,
        expression: Expression,
        repeats: tuple[str, ...],
        rounds: Rounds,
        here: Factor | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Factor:
        """The value of an expression for everyone; `here` is what `.` means, `columns` those of
        the choice that a choice filter is asked about."""
        key = (expression.text, repeats, rounds)
        if here is None and columns is None and key in self._results:
            return self._results[key]
        number = rounds[-1] if rounds else 1
        if expression.columns or (here is not None and expression.depends_on_surroundings):
            here = here or Factor.constant(self.columns.size, "")
            parts = [self._seen(each, repeats, rounds) for each in expression.references]
            return combined([*parts, here], self.columns.size).mapped(
                lambda row: expression.evaluate(
                    row[:-1], self._surroundings, here=row[-1], columns=columns, round=number
                )
            )
        context = expression.context(self._surroundings, round=number)
        assert expression.token is not None
        result = self._part(expression, expression.token, repeats, rounds, context)
        self._results[key] = result
        return result

    def _part(
        self,
        expression: Expression,
        token: XPathToken,
        repeats: tuple[str, ...],
        rounds: Rounds,
        context: XFormsContext,
    ) -> Factor:
        """Evaluate a part of an expression from its own parts, each over its distinct values.

        `selected(${q}, '4') and ${n} > 3` looks once at each answer to q and once at each to n,
        then at four combinations, and the next condition on q finds the first part done.
        """
        if token.symbol == "$":
            reference = expression.references[int(str(token.value)[1:])]
            return self._seen(reference, repeats, rounds)
        if not any(below.symbol == "$" for below in walk_tokens(token)):
            return Factor.constant(self.columns.size, evaluated(token, context))
        key = (_signature(expression, token), repeats, rounds)
        if key not in self._results:
            ticked = self._ticked(expression, token, repeats, rounds)
            if ticked is not None:
                self._results[key] = Factor.of_flags(ticked)
                return self._results[key]
            inner = operands(token)
            factors = [self._part(expression, p, repeats, rounds, context) for p in inner]
            ids = [id(part) for part in inner]

            def value(row: tuple[Value, ...]) -> Value:
                context.known = dict(zip(ids, row, strict=True))
                return evaluated(token, context)

            self._results[key] = combined(factors, self.columns.size).mapped(value)
            context.known = {}
        return self._results[key]

    def _ticked(
        self, expression: Expression, token: XPathToken, repeats: tuple[str, ...], rounds: Rounds
    ) -> Flags | None:
        """Answer `selected(${q}, '4')` from the column of that option, where there is one: the
        combinations of many options can be as many as there are respondents."""
        if token.symbol != "selected" or [part.symbol for part in token] != ["$", "(string)"]:
            return None
        reference = expression.references[int(str(token[0].value)[1:])]
        step = self._plan.by_name.get(reference.name)
        if step is None or step.calculation is not None or reference.every_round:
            return None
        if shared_repeats(repeats, step.repeats) < len(step.repeats):
            return None
        where = rounds[: len(step.repeats)]
        flags = self.columns.ticked(step, where, str(token[1].value).strip())
        return None if flags is None else flags & self.asked(step, where)

    def _seen(self, reference: Reference, repeats: tuple[str, ...], rounds: Rounds) -> Factor:
        """What `${name}` means here: a value, or the list of the values of several rounds."""
        name = reference.name
        step, repeat = self._plan.by_name.get(name), self._plan.repeat_by_name.get(name)
        if repeat is not None:
            path = (*repeat.repeats, name)
            shared = min(shared_repeats(repeats, path), len(path) - 1)
            return self._over_rounds(path, rounds[:shared], self._number)
        if step is None:
            return Factor.constant(self.columns.size, "")
        shared = shared_repeats(repeats, step.repeats)
        if reference.every_round and shared == len(step.repeats):
            shared = max(shared - 1, 0)
        if shared == len(step.repeats):
            return self.value(step, rounds[:shared])
        return self._over_rounds(step.repeats, rounds[:shared], lambda r: self.value(step, r))

    def _number(self, rounds: Rounds) -> Factor:
        return Factor.constant(self.columns.size, str(rounds[-1]))

    def _over_rounds(
        self, path: tuple[str, ...], known: Rounds, value: Callable[[Rounds], Factor]
    ) -> Factor:
        """The list of the values of all rounds that a respondent was asked, from `known` on."""
        parts = []
        for rounds in self.columns.all_rounds(path, known):
            there = ~self._nobody()
            for depth in range(len(known), len(path)):
                there &= self.rounds_of(path[depth], rounds[:depth]) >= rounds[depth]
            parts.append(value(rounds).where(there, None))
        return combined(parts, self.columns.size).mapped(
            lambda row: [member for member in row if member is not None]
        )


def _whole(value: object) -> int:
    number = as_number(value)
    return 0 if math.isnan(number) else int(min(max(number, 0), MOST_ROUNDS))


def _signature(expression: Expression, token: XPathToken) -> str:
    """Return what a part of an expression says, the same in every expression that says it."""
    if token.symbol == "$":
        reference = expression.references[int(str(token.value)[1:])]
        return f"${{{reference.name}}}{'*' * reference.every_round}"
    inner = ",".join(_signature(expression, part) for part in operands(token))
    return f"{token.symbol}({inner})" if inner else f"{token.symbol}:{token.value!r}"
