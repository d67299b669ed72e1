"""The variables that a questionnaire produces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lovende.domain.dataset.model import Category, Measure, MultipleSet, Variable, VariableKind
from lovende.domain.questionnaire.model import (
    ChoiceList,
    Group,
    Kind,
    Question,
    Questionnaire,
    Repeat,
    Role,
    option_column,
)

_KINDS = {
    Kind.TEXT: VariableKind.TEXT,
    Kind.TIME: VariableKind.TEXT,
    Kind.INTEGER: VariableKind.NUMBER,
    Kind.DECIMAL: VariableKind.NUMBER,
    Kind.DATE: VariableKind.DATE,
    Kind.DATETIME: VariableKind.DATE,
}


@dataclass(frozen=True)
class Asked:
    """A question in one round of the repeats around it, and the variables that hold its answer."""

    question: Question
    repeats: tuple[str, ...]
    rounds: tuple[int, ...]
    variables: tuple[Variable, ...]

    @property
    def suffix(self) -> str:
        return round_suffix(self.rounds)


def variables_of(
    questionnaire: Questionnaire, rounds: Mapping[str, int] | None = None
) -> tuple[Variable, ...]:
    """Return the variables of a questionnaire in its order.

    One choice gives a CODE; several choices a FLAG for each option, named `question_code`; a matrix
    a CODE for each row, named as the row; numbers, texts and dates themselves (a time of day is a
    text). Notes and calculations give none. A repeat gives its variables once for each of its
    `maximum` rounds, else as often as `rounds` says for the name of the repeat, else once; round 2
    is named `name__2`.
    """
    return tuple(v for asked in questions_asked(questionnaire, rounds) for v in asked.variables)


def sets_of(
    questionnaire: Questionnaire, rounds: Mapping[str, int] | None = None
) -> tuple[MultipleSet, ...]:
    """Return the several-choice sets, named as their question (`name__2` in round 2)."""
    return tuple(
        MultipleSet(
            asked.question.name + asked.suffix,
            asked.question.label,
            tuple(variable.name for variable in asked.variables),
        )
        for asked in questions_asked(questionnaire, rounds)
        if asked.question.kind is Kind.SEVERAL
    )


def questions_asked(
    questionnaire: Questionnaire, rounds: Mapping[str, int] | None = None
) -> Iterator[Asked]:
    """Yield every question in every round, round by round inside each repeat."""
    lists = {choice_list.name: choice_list for choice_list in questionnaire.lists}
    names = questionnaire.names

    def below(
        items: tuple[Question | Group | Repeat, ...],
        repeats: tuple[str, ...],
        here: tuple[int, ...],
    ) -> Iterator[Asked]:
        for item in items:
            if isinstance(item, Question):
                if item.kind.is_asked:
                    yield Asked(item, repeats, here, _variables(item, lists, here, names))
            elif isinstance(item, Repeat):
                for round in range(1, rounds_of(item, rounds) + 1):
                    yield from below(item.items, (*repeats, item.name), (*here, round))
            else:
                yield from below(item.items, repeats, here)

    return below(questionnaire.items, (), ())


def rounds_of(repeat: Repeat, rounds: Mapping[str, int] | None = None) -> int:
    """How many rounds of a repeat have variables."""
    return max(1, repeat.maximum or (rounds or {}).get(repeat.name, 1))


def round_suffix(rounds: tuple[int, ...]) -> str:
    """`""` for the first round, `"__2"` for the second, `"__2_3"` for round 3 within round 2."""
    return "" if all(round == 1 for round in rounds) else "__" + "_".join(map(str, rounds))


def _variables(
    question: Question,
    lists: Mapping[str, ChoiceList],
    rounds: tuple[int, ...],
    names: frozenset[str],
) -> tuple[Variable, ...]:
    suffix = round_suffix(rounds)
    base = Variable(
        name=question.name + suffix,
        kind=_KINDS.get(question.kind, VariableKind.CODE),
        label=question.label,
        measure=Measure.NOMINAL,
        question=question.name,
        number=question.number,
        round=rounds[-1] if rounds else 1,
    )
    if question.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.DATETIME):
        return (replace(base, measure=Measure.SCALE),)
    if not question.kind.has_choices:
        return (base,)
    choices = lists.get(question.choices or "", ChoiceList("", ()))
    if question.kind is Kind.SEVERAL:
        return tuple(
            replace(
                base,
                name=option_column(question.name, choice.code, names) + suffix,
                kind=VariableKind.FLAG,
                label=choice.label,
                option=choice.code,
            )
            for choice in choices.choices
        )
    coded = replace(
        base,
        categories=tuple(
            Category(choice.code, choice.label, choice.role is Role.DONT_KNOW)
            for choice in choices.choices
        ),
        measure=Measure.ORDINAL if choices.ordinal else Measure.NOMINAL,
    )
    if question.kind is Kind.MATRIX:
        return tuple(
            replace(coded, name=row.name + suffix, label=row.label or question.label, row=row.row)
            for row in question.rows
        )
    return (coded,)
