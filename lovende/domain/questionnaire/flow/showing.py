"""Conditions on answers of the same page: what the browser can follow while the page is filled in.

Routing is done by the server. Where a question depends on one of its own page, the server cannot
know while the page is filled in. Such a question is sent along with its condition (`ShownIf`): a
script shows and hides it, and without a script it stands there with the condition in words. A
condition that is too involved for that is left to the server: the question appears when the page
has been saved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import product

from lovende.domain.questionnaire.conditions import (
    AllOf,
    Alternatives,
    AnyOf,
    HasCode,
    IsAnswered,
    alternatives,
)
from lovende.domain.questionnaire.expressions import Expression
from lovende.domain.questionnaire.flow.shown import FieldTest
from lovende.domain.questionnaire.plan import Condition, Plan, Step

# A condition that multiplies out to more parts than this is left to the server.
MOST_PARTS = 12


@dataclass(frozen=True)
class NamedTest:
    """A test on a question by its name; the column follows from the round."""

    name: str
    codes: tuple[str, ...]
    negated: bool = False

    def holds(self, answer: str) -> bool:
        """Whether the test holds for an answer as conditions see it."""
        given = answer.split()
        met = any(code in given for code in self.codes) if self.codes else bool(answer)
        return met is not self.negated

    def at(self, column: str) -> FieldTest:
        return FieldTest(column, self.codes, self.negated)


Parts = tuple[tuple[NamedTest, ...], ...]


@dataclass(frozen=True)
class Showing:
    """When a step is shown: `before` is known before the page is, `parts` follow the page.

    `parts` is None where the page's part of the condition cannot be followed by the browser.
    """

    before: tuple[Condition, ...]
    parts: Parts | None = ()

    @property
    def depends_on_page(self) -> bool:
        return self.parts is None or bool(self.parts)


def showing_of(step: Step, page: Collection[str], plan: Plan) -> Showing:
    """Return when a step is shown on a page that has the questions `page`."""
    before: list[Condition] = []
    parts: list[tuple[NamedTest, ...]] = []
    followed = True
    for condition in step.relevance:
        if not reads_any(condition.expression, page, plan):
            before.append(condition)
            continue
        found = _parts(condition.expression, plan)
        if found is None or not all(
            _can_follow(test, step, plan) for part in found for test in part
        ):
            followed = False
        else:
            parts += found
    return Showing(tuple(before), tuple(dict.fromkeys(parts)) if followed else None)


def reads_any(expression: Expression, names: Collection[str], plan: Plan) -> bool:
    """Whether an expression reads one of these questions, itself or through calculations."""
    return any(name in names for name in _read(expression, plan, set()))


def _read(expression: Expression, plan: Plan, seen: set[str]) -> Iterator[str]:
    for name in expression.names:
        if name in seen:
            continue
        seen.add(name)
        yield name
        step = plan.by_name.get(name)
        if step is not None and step.calculation is not None:
            yield from _read(step.calculation, plan, seen)


def _parts(expression: Expression, plan: Plan) -> Parts | None:
    found = alternatives(expression, plan.questionnaire)
    return None if found is None else _multiplied(found)


def _multiplied(found: Alternatives) -> Parts | None:
    """Return a condition as parts that must all hold, each by one of its tests."""
    if isinstance(found, HasCode):
        return ((NamedTest(found.name, found.codes, found.negated),),)
    if isinstance(found, IsAnswered):
        return ((NamedTest(found.name, (), found.negated),),)
    if not isinstance(found, AllOf | AnyOf):
        return None
    inner = [_multiplied(part) for part in found.parts]
    known = [part for part in inner if part is not None]
    if len(known) < len(inner):
        return None
    if isinstance(found, AllOf):
        return tuple(part for parts in known for part in parts)
    if math.prod(len(parts) for parts in known) > MOST_PARTS:
        return None
    return tuple(tuple(t for part in chosen for t in part) for chosen in product(*known))


def _can_follow(test: NamedTest, step: Step, plan: Plan) -> bool:
    """Whether a test reads one field: a question of the same round, asked by choices or text."""
    read = plan.by_name.get(test.name)
    return (
        read is not None
        and read.kind.is_asked
        and read.repeats == step.repeats[: len(read.repeats)]
    )


def remaining(
    parts: Parts, on_page: Callable[[str], bool], answer: Callable[[str], str]
) -> Parts | None:
    """Return what is left of `parts` once the tests on other pages are settled.

    None: it cannot hold. `on_page` says whether a question stands on the page, `answer` gives
    the answer to one that does not, as conditions see it.
    """
    left: list[tuple[NamedTest, ...]] = []
    for part in parts:
        if any(not on_page(test.name) and test.holds(answer(test.name)) for test in part):
            continue
        open_tests = tuple(test for test in part if on_page(test.name))
        if not open_tests:
            return None
        left.append(open_tests)
    return tuple(left)
