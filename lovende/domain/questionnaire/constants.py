"""Calculations that are constants: the occasion of a study in the texts of its questionnaire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lovende.domain.errors import Fault, LovendeError, fault, nearest
from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.expressions import as_text, parse
from lovende.domain.questionnaire.model import ChoiceList, Kind, Question, Questionnaire
from lovende.domain.texts import N_, Text

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
_TEXTS = ("label", "hint", "guidance", "required_message", "constraint_message")


def with_constants(questionnaire: Questionnaire, values: Mapping[str, str]) -> Questionnaire:
    """Return the questionnaire with the calculations of these names set to constant texts.

    Raises LovendeError (`questionnaire.unknown_constant`) for a name that is no calculation.
    """
    known = [q.name for q in questionnaire.questions() if q.kind is Kind.CALCULATION]
    unknown = [_unknown(name, known) for name in values if name not in known]
    if unknown:
        raise LovendeError(unknown)

    def change(part: Part) -> Part:
        if isinstance(part, Question) and part.name in values and part.kind is Kind.CALCULATION:
            constant: dict[str, Any] = {"calculation": literal(values[part.name])}
            return replace(part, **constant)
        return part

    return with_parts_changed(questionnaire, change)


def _unknown(name: str, known: list[str]) -> Fault:
    meant = nearest(name, known)
    return fault(
        "questionnaire.unknown_constant",
        N_("The questionnaire has no calculation {name}; did you mean {nearest}?")
        if meant
        else N_("The questionnaire has no calculation {name}."),
        name=name,
        nearest=meant,
    )


def constants(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the calculations that come to the same text for everyone, by name.

    Constant is what depends on nothing but literals and other constants, and not on the clock.
    """
    found: dict[str, str] = {}
    waiting = [q for q in questionnaire.questions() if q.kind is Kind.CALCULATION]
    progress = True
    while progress:
        progress = False
        for question in list(waiting):
            if question.calculation is None or question.relevance is not None:
                continue
            try:
                expression = parse(question.calculation)
            except LovendeError:
                continue
            if expression.depends_on_surroundings or any(n not in found for n in expression.names):
                continue
            values = [found[reference.name] for reference in expression.references]
            found[question.name] = as_text(expression.evaluate(values))
            waiting.remove(question)
            progress = True
    return found


def resolved_labels(questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with `${name}` of constant calculations written out in all texts.

    Other names stay as they are: they depend on the respondent.
    """
    known = constants(questionnaire)

    def resolved(text: Text) -> Text:
        return Text(
            tuple(
                (language, _REFERENCE.sub(lambda found: known.get(found[1], found[0]), words))
                for language, words in text.entries
            )
        )

    def change(part: Part) -> Part:
        texts: dict[str, Any] = {
            name: resolved(getattr(part, name)) for name in _TEXTS if hasattr(part, name)
        }
        return replace(part, **texts)

    lists = tuple(_with_labels(each, resolved) for each in questionnaire.lists)
    changed = with_parts_changed(questionnaire, change)
    return replace(changed, title=resolved(questionnaire.title), lists=lists)


def _with_labels(choice_list: ChoiceList, change: Callable[[Text], Text]) -> ChoiceList:
    choices = tuple(replace(each, label=change(each.label)) for each in choice_list.choices)
    return replace(choice_list, choices=choices)


def literal(text: str) -> str:
    """Return a text as an XPath literal, whatever quotes it has."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat({})".format(', "\'", '.join(f"'{part}'" for part in text.split("'")))
