"""A questionnaire made ready for routing: every condition parsed, every name in its place.

A *step* is one thing that can be asked or computed: a question, a row of a matrix, a note or a
calculation. Rounds of repeats are a tuple of numbers from 1, one for each repeat around the
step, outermost first: `()` outside repeats, `(2,)` in the second round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lovende.domain.questionnaire.expressions import Expression, parse
from lovende.domain.questionnaire.model import (
    ChoiceList,
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
)

Rounds = tuple[int, ...]


@dataclass(frozen=True)
class Condition:
    """A relevance and how many repeats are around the place where it stands."""

    expression: Expression
    depth: int


@dataclass(frozen=True)
class Step:
    """One variable of the questionnaire with its parsed conditions, in the order of asking."""

    name: str
    question: Question
    row: MatrixRow | None
    repeats: tuple[str, ...]
    relevance: tuple[Condition, ...]
    required: bool
    required_when: Expression | None
    constraint: Expression | None
    choice_filter: Expression | None
    calculation: Expression | None

    @property
    def kind(self) -> Kind:
        """The kind of the answer: a row of a matrix is answered by one choice."""
        return self.question.kind if self.row is None else Kind.ONE


@dataclass(frozen=True)
class RepeatPlan:
    """A repeat with its parsed conditions and the repeats around it."""

    repeat: Repeat
    repeats: tuple[str, ...]
    relevance: tuple[Condition, ...]
    count: Expression | None
    repeat_while: Expression | None


@dataclass(frozen=True)
class Plan:
    """What routing and checking work from."""

    questionnaire: Questionnaire
    steps: tuple[Step, ...]
    repeats: tuple[RepeatPlan, ...]
    lists: dict[str, ChoiceList] = field(default_factory=dict)
    by_name: dict[str, Step] = field(default_factory=dict)
    repeat_by_name: dict[str, RepeatPlan] = field(default_factory=dict)


@dataclass(frozen=True)
class Labels:
    """What jr:choice-name shows: the label of a code of a question, named as `${name}` or plainly,
    in the questionnaire's own language."""

    plan: Plan

    def __call__(self, code: str, question: str) -> str:
        step = self.plan.by_name.get(question.strip().removeprefix("${").removesuffix("}").strip())
        choices = self.plan.lists.get(step.question.choices or "") if step else None
        language = self.plan.questionnaire.default_language
        for choice in choices.choices if choices else ():
            if choice.code == code:
                return choice.label.get(language) or code
        return code


def make_plan(questionnaire: Questionnaire) -> Plan:
    """Parse every condition of a questionnaire. Raises LovendeError for the first that cannot be."""
    steps: list[Step] = []
    repeats: list[RepeatPlan] = []
    for item, around in questionnaire.walk():
        inside = tuple(outer.name for outer in around if isinstance(outer, Repeat))
        relevance = _conditions(around)
        if isinstance(item, Question):
            steps.extend(_steps(item, inside, _with(relevance, item.relevance, len(inside))))
        elif isinstance(item, Repeat):
            repeats.append(
                RepeatPlan(
                    item,
                    inside,
                    _with(relevance, item.relevance, len(inside)),
                    _parsed(item.count),
                    _parsed(item.repeat_while),
                )
            )
    return Plan(
        questionnaire,
        tuple(steps),
        tuple(repeats),
        {choice_list.name: choice_list for choice_list in questionnaire.lists},
        {step.name: step for step in steps},
        {plan.repeat.name: plan for plan in repeats},
    )


def _conditions(around: tuple[Group | Repeat, ...]) -> tuple[Condition, ...]:
    found: tuple[Condition, ...] = ()
    depth = 0
    for outer in around:
        found = _with(found, outer.relevance, depth)
        depth += isinstance(outer, Repeat)
    return found


def _with(conditions: tuple[Condition, ...], text: str | None, depth: int) -> tuple[Condition, ...]:
    return conditions if text is None else (*conditions, Condition(parse(text), depth))


def _parsed(text: str | None) -> Expression | None:
    return None if text is None else parse(text)


def _steps(
    question: Question, repeats: tuple[str, ...], relevance: tuple[Condition, ...]
) -> Iterator[Step]:
    conditions = (
        _parsed(question.required_when),
        _parsed(question.constraint),
        _parsed(question.choice_filter),
        _parsed(question.calculation),
    )
    if question.kind is not Kind.MATRIX:
        yield Step(
            question.name, question, None, repeats, relevance, question.required, *conditions
        )
        return
    for row in question.rows:
        yield Step(
            row.name,
            question,
            row,
            repeats,
            _with(relevance, row.relevance, len(repeats)),
            row.required or question.required,
            *conditions,
        )
