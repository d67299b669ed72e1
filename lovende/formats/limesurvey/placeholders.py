"""Answers that LimeSurvey shows in its texts: `{Q1.shown}`, `{INSERTANS:319418X1X7}`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.model import ChoiceList, Questionnaire
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.variables import Variable

_BRACES = re.compile(r"(?<!\$)\{(?=\S)((?:[^{}\"']|\"[^\"]*\"|'[^']*')+?)\}")
_FIELDS = ("label", "hint", "constraint_message")


def without_placeholders(questionnaire: Questionnaire, draft: Draft) -> Questionnaire:
    """Return the questionnaire with `${name}` where LimeSurvey shows an answer in a text.

    Anything else in braces stays as it is and is told by question.
    """

    def changed(part: Part) -> Part:
        changes: dict[str, Any] = {}
        for field in _FIELDS:
            text = getattr(part, field, None)
            if text:
                changes[field] = _replaced(text, part.name, draft)
        return replace(part, **changes) if changes else part

    result = with_parts_changed(questionnaire, changed)
    return replace(result, lists=tuple(_in_list(each, draft) for each in result.lists))


def _in_list(choices: ChoiceList, draft: Draft) -> ChoiceList:
    return replace(
        choices,
        choices=tuple(
            replace(choice, label=_replaced(choice.label, choices.name, draft))
            for choice in choices.choices
        ),
    )


def _replaced(text: Text, question: str, draft: Draft) -> Text:
    kept: dict[str, None] = {}

    def one(found: re.Match[str]) -> str:
        variable = _variable(found[1].strip(), draft)
        if variable is not None and variable.option is None and variable.name != question:
            return f"${{{variable.name}}}"
        kept[found[0]] = None
        return found[0]

    result = Text.of({tag: _BRACES.sub(one, each) for tag, each in text.entries})
    for each in kept:
        draft.warn(
            "placeholder",
            N_("“{text}” in a text is left as it is; LimeSurvey would fill it in."),
            question,
            text=each,
        )
    return result


def _variable(written: str, draft: Draft) -> Variable | None:
    inserted = written.removeprefix("INSERTANS:")
    stem = re.sub(r"\.(shown|NAOK|value|code|valueNAOK)$", "", inserted, flags=re.IGNORECASE)
    return draft.variables.bare(stem)
