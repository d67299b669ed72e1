"""The questionnaire that a dataset's own description amounts to, where no other is known."""

from __future__ import annotations

from collections.abc import Callable

from lovende.domain.dataset.model import Category, Dataset, Measure, Variable, VariableKind
from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Item,
    Kind,
    Question,
    Questionnaire,
    Role,
)
from lovende.domain.texts import Text

_KINDS = {
    VariableKind.CODE: Kind.ONE,
    VariableKind.FLAG: Kind.ONE,
    VariableKind.TEXT: Kind.TEXT,
    VariableKind.DATE: Kind.DATE,
}
YES, NO = Text.of(da="Ja", en="Yes"), Text.of(da="Nej", en="No")


def questionnaire_of(dataset: Dataset, name: str) -> Questionnaire:
    """Return a questionnaire whose variables are those of `dataset`, the key apart.

    Every set becomes a several-choice question, every other coded variable a question with one
    choice; lists with the same choices are shared. Rounds of repeats stay questions of their own.
    Routing is unknown to a dataset, so there is none.
    """
    of_set = {variable: one for one in dataset.sets for variable in one.variables}
    lists: dict[tuple[tuple[Choice, ...], bool], ChoiceList] = {}
    items: list[Item] = []

    def list_named(choices: tuple[Choice, ...], ordinal: bool, wish: str) -> str:
        known = lists.setdefault((choices, ordinal), ChoiceList(wish, choices, ordinal))
        return known.name

    for variable in dataset.variables:
        one = of_set.get(variable.name)
        if variable.name == dataset.key:
            continue
        if one is not None:
            if variable.name == one.variables[0]:
                members = [dataset[member] for member in one.variables]
                choices = tuple(
                    Choice(_option(one.name, m), m.label or Text.of({"": m.name})) for m in members
                )
                items.append(
                    Question(
                        one.name,
                        Kind.SEVERAL,
                        one.label,
                        choices=list_named(choices, False, f"{one.name}_list"),
                    )
                )
            continue
        items.append(_question(variable, list_named))
    languages = tuple(
        dict.fromkeys(
            language for v in dataset.variables for language in v.label.languages if language
        )
    )
    return Questionnaire(
        name, tuple(items), tuple(lists.values()), dataset.title, languages=languages
    )


def _option(question: str, member: Variable) -> str:
    return member.option or member.name.removeprefix(f"{question}_")


def _question(
    variable: Variable, list_named: Callable[[tuple[Choice, ...], bool, str], str]
) -> Question:
    label = variable.label or Text.of({"": variable.name})
    if variable.kind is VariableKind.NUMBER:
        return Question(variable.name, Kind.DECIMAL, label, number=variable.number)
    if variable.kind is VariableKind.FLAG:
        categories: tuple[Category, ...] = (Category("1", YES), Category("0", NO))
    else:
        categories = variable.categories
    kind = _KINDS[variable.kind]
    choices = tuple(
        Choice(c.code, c.label or Text.of({"": c.code}), Role.DONT_KNOW if c.dont_know else None)
        for c in categories
    )
    if kind is not Kind.ONE:
        return Question(variable.name, kind, label, number=variable.number)
    name = list_named(choices, variable.measure is Measure.ORDINAL, f"{variable.name}_list")
    return Question(variable.name, kind, label, number=variable.number, choices=name)
