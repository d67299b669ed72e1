"""Equations that were kept while the questions were built, now that every name is known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.expressions import as_boolean, parse
from lovende.domain.questionnaire.model import (
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
)
from lovende.domain.texts import N_
from lovende.formats.limesurvey.building import Draft, Pending
from lovende.formats.limesurvey.equations import translated
from lovende.formats.limesurvey.variables import Variable
from lovende.formats.limesurvey.xpath_parts import UntranslatableError, as_condition


def with_equations(questionnaire: Questionnaire, draft: Draft) -> Questionnaire:
    """Return the questionnaire with every equation that can be translated as a condition."""
    pending: dict[str, list[Pending]] = {}
    for each in draft.pending:
        pending.setdefault(each.name, []).append(each)
    around = _surroundings(questionnaire)
    conditions: dict[str, tuple[str, ...]] = {}

    def filled(part: Part) -> Part:
        changes: dict[str, Any] = {}
        for each in pending.get(part.name, []):
            found = _translation(each, part, draft, conditions)
            if found is not None:
                own = changes.get(each.field, getattr(part, each.field))
                changes[each.field] = f"({own}) and ({found})" if own else found
        done = replace(part, **changes) if changes else part
        own_condition = (done.relevance,) if done.relevance else ()
        conditions[part.name] = conditions.get(around.get(part.name, ""), ()) + own_condition
        return done

    return with_parts_changed(questionnaire, filled)


def _surroundings(questionnaire: Questionnaire) -> dict[str, str]:
    """What each part lies in, by name."""
    found: dict[str, str] = {}
    for item, groups in questionnaire.walk():
        if groups:
            found[item.name] = groups[-1].name
        if isinstance(item, Question):
            found.update({row.name: item.name for row in item.rows})
    return found


def _translation(
    pending: Pending,
    part: Question | MatrixRow | Group | Repeat,
    draft: Draft,
    conditions: dict[str, tuple[str, ...]],
) -> str | None:
    """Return an equation as XPath; None, and a warning, where that cannot be."""
    numeric = isinstance(part, Question) and part.kind in (Kind.INTEGER, Kind.DECIMAL)
    equation = pending.equation
    whole = re.fullmatch(r"\{(.*)\}", equation, re.DOTALL)
    try:
        found = translated(
            whole[1] if whole else equation, draft.variables, Variable(".", None, numeric)
        )
    except UntranslatableError as obstacle:
        draft.warn(
            "equation_left_out",
            N_("The equation “{text}” is left out, as “{part}” in it cannot be carried over.")
            if pending.field != "relevance"
            else N_(
                "The condition “{text}” is left out, as “{part}” in it cannot be carried over; "
                "without it the question is asked of everyone."
            ),
            pending.question,
            text=" ".join(equation.split()),
            part=str(obstacle),
        )
        return None
    if pending.field == "calculation":
        return found.xpath
    condition = as_condition(found)
    if pending.field == "relevance":
        condition = _guarded(condition, found.must_be_asked, conditions)
    return None if condition == "true()" else condition


def _guarded(
    condition: str, must_be_asked: tuple[str, ...], conditions: dict[str, tuple[str, ...]]
) -> str:
    """Return a condition that does not hold where a question it needs was not asked.

    Most hold for no answer anyway; `!=` and the like would.
    """
    guards = dict.fromkeys(
        guard for name in must_be_asked for guard in conditions.get(name, ()) if guard != condition
    )
    expression = parse(condition)
    if not guards or not as_boolean(expression.evaluate([""] * len(expression.references))):
        return condition
    return " and ".join(f"({each})" for each in (*guards, condition))
