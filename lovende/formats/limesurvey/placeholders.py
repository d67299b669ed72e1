"""Answers that LimeSurvey shows in its texts: `{Q1.shown}`, `{INSERTANS:319418X1X7}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.model import ChoiceList, Questionnaire
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.variables import Variable

_BRACES = re.compile(r"(?<!\$)\{(?=\S)((?:[^{}\"']|\"[^\"]*\"|'[^']*')+?)\}")
_SUFFIX = re.compile(r"\.(shown|NAOK|value|code|valueNAOK)$", re.IGNORECASE)
_FIELDS = ("label", "hint", "constraint_message")


def without_placeholders(questionnaire: Questionnaire, draft: Draft) -> Questionnaire:
    """Return the questionnaire with `${name}` where LimeSurvey shows an answer in a text.

    Anything else in braces stays as it is and is told by question.
    """

    asked = {question.name for question in questionnaire.questions()}
    asked |= {row.name for question in questionnaire.questions() for row in question.rows}
    reader = _Reader(draft, frozenset(asked))

    def changed(part: Part) -> Part:
        changes: dict[str, Any] = {}
        for field in _FIELDS:
            text = getattr(part, field, None)
            if text:
                changes[field] = reader.replaced(text, part.name)
        return replace(part, **changes) if changes else part

    result = with_parts_changed(questionnaire, changed)
    return replace(result, lists=tuple(reader.in_list(each) for each in result.lists))


@dataclass(frozen=True)
class _Reader:
    """Reads braces; `asked` are the questions that there are to be shown."""

    draft: Draft
    asked: frozenset[str]

    def in_list(self, choices: ChoiceList) -> ChoiceList:
        return replace(
            choices,
            choices=tuple(
                replace(choice, label=self.replaced(choice.label, choices.name))
                for choice in choices.choices
            ),
        )

    def replaced(self, text: Text, question: str) -> Text:
        kept: dict[str, None] = {}

        def one(found: re.Match[str]) -> str:
            variable = self._variable(found[1].strip())
            if variable is not None and variable.option is None and variable.name != question:
                return f"${{{variable.name}}}"
            kept[found[0]] = None
            return found[0]

        result = Text.of({tag: _BRACES.sub(one, each) for tag, each in text.entries})
        for each in kept:
            self.draft.warn(
                "placeholder",
                N_("“{text}” in a text is left as it is; LimeSurvey would fill it in."),
                question,
                text=each,
            )
        return result

    def _variable(self, written: str) -> Variable | None:
        inserted = written.removeprefix("INSERTANS:")
        stem = _SUFFIX.sub("", inserted)
        found = self.draft.variables.bare(stem)
        return found if found is not None and found.name in self.asked else None
