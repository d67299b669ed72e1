"""Names of variables from anywhere as names that a question of a form can have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lovende.domain.dataset.model import Category, Dataset, Variable
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_BEGINNING = re.compile(r"[^\W\d]")


def valid_name(wish: str) -> str:
    """Return a name with letters, digits, `_`, `.` and `-` only that begins with a letter or `_`."""
    name = _NOT_IN_NAMES.sub("_", wish).strip("_.-")
    return name if _BEGINNING.match(name) else f"q{name}"


def with_question_names(
    dataset: Dataset, file: str
) -> tuple[Dataset, Mapping[str, str], tuple[Fault, ...]]:
    """Return a dataset whose variables and sets have names and codes that a form can have.

    With it come the new name of every old one, and a warning for each that changed. Names are
    unique without regard to capitals; codes of categories have no spaces.
    """
    names = _new_names([*(v.name for v in dataset.variables), *(s.name for s in dataset.sets)])
    changed = {old: new for old, new in names.items() if old != new}
    in_values = {old: new for old, new in changed.items() if old in dataset.values.columns}
    warnings = [
        warning(
            "questions.renamed",
            N_("{old} cannot be the name of a question; it is called {new}."),
            place=Place(file=file, question=new),
            old=old,
            new=new,
        )
        for old, new in changed.items()
    ]
    variables = []
    for variable in dataset.variables:
        categories = tuple(_coded(category) for category in variable.categories)
        if categories != variable.categories:
            warnings.append(_recoded(variable, names[variable.name], file))
        option = None if variable.option is None else "_".join(variable.option.split())
        variables.append(
            replace(variable, name=names[variable.name], categories=categories, option=option)
        )
    result = replace(
        dataset,
        variables=tuple(variables),
        values=dataset.values.rename(in_values),
        states=dataset.states.rename(in_values),
        sets=tuple(
            replace(s, name=names[s.name], variables=tuple(names[v] for v in s.variables))
            for s in dataset.sets
        ),
        key=names.get(dataset.key or ""),
    )
    return result, names, tuple(warnings)


def _new_names(wishes: list[str]) -> dict[str, str]:
    taken: set[str] = set()
    names: dict[str, str] = {}
    for wish in wishes:
        valid = valid_name(wish)
        name, number = valid, 1
        while name.casefold() in taken:
            number += 1
            name = f"{valid}_{number}"
        taken.add(name.casefold())
        names[wish] = name
    return names


def _coded(category: Category) -> Category:
    code = "_".join(category.code.split()) or "blank"
    return category if code == category.code else replace(category, code=code)


def _recoded(variable: Variable, name: str, file: str) -> Fault:
    codes = [c.code for c in variable.categories if c != _coded(c)]
    return warning(
        "questions.recoded",
        N_("Codes of choices have no spaces; {codes} get an underscore instead."),
        place=Place(file=file, question=name),
        codes=", ".join(f"“{code}”" for code in codes[:5]),
    )
