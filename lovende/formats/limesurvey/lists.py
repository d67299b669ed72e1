"""Questions that are answered by choosing: lists, multiple choice, yes and no."""

from __future__ import annotations

import re
from dataclasses import replace

from lovende.domain.questionnaire.model import Choice, Item, Kind, Question, Role
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.asking import Build, asked, own_options
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.limits import condition_of
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.texts import joined, word
from lovende.formats.limesurvey.variables import Variable
from lovende.formats.limesurvey.xpath_parts import quoted

OTHER = "-oth-"
"""LimeSurvey's own code for "other" in questions with one choice."""


def one_choice(raw: RawQuestion, draft: Draft) -> list[Item]:
    """A list of options: `L`, `!`, `O` with a comment, and the oldest `W`, `Z`."""
    question = asked(raw, draft, Kind.ONE)
    draft.knows(raw, "", "", Variable(question.name))
    choices = [Choice(a.code, draft.text(a.html, raw.code)) for a in raw.answers.get("0", [])]
    items: list[Item] = []
    if raw.other:
        choices.append(Choice(OTHER, _other_label(raw, draft), Role.OTHER))
        other = _extra(raw, draft, question.name, "other", f"${{{question.name}}} = '{OTHER}'")
        question = replace(question, other=other.name)
        items.append(other)
    if raw.type == "O":
        items.append(_extra(raw, draft, question.name, "comment", None))
    listed = draft.choice_list(raw.code, choices)
    appearance = "minimal" if raw.type in "!Z" else ""
    return [replace(question, choices=listed, appearance=appearance), *items]


def _extra(raw: RawQuestion, draft: Draft, name: str, what: str, relevance: str | None) -> Question:
    """The text that goes with a list: what other, or a comment."""
    text = Question(
        draft.name(f"{name}_{what}"),
        Kind.TEXT,
        joined(draft.label(raw), word(what, draft.languages), " – "),
        relevance=relevance,
        required=what == "other" and raw.is_on("other_comment_mandatory"),
    )
    if relevance is None:
        draft.later(text.name, "relevance", condition_of(raw), raw.code)
    draft.knows(raw, what, "_", Variable(text.name, plain=True))
    return text


def _other_label(raw: RawQuestion, draft: Draft) -> Text:
    given = draft.text(raw.attributes.get("other_replace_text", Text()), raw.code)
    known = {tag: text for tag, text in given.entries if tag}
    return Text.of({**word("other", draft.languages).as_dict(), **known})


def fixed_choice(
    list_name: str, options: tuple[tuple[str, str], ...], *, ordinal: bool = False
) -> Build:
    """A question whose options LimeSurvey has by itself: codes, and the words for them."""

    def build(raw: RawQuestion, draft: Draft) -> list[Item]:
        question = asked(raw, draft, Kind.ONE)
        draft.knows(raw, "", "", Variable(question.name, plain=ordinal))
        listed = draft.choice_list(list_name, own_options(options, draft), ordinal=ordinal)
        return [replace(question, choices=listed)]

    return build


def several_choices(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Multiple choice, `M`, and with comments, `P`."""
    question = asked(raw, draft, Kind.SEVERAL)
    exclusive = frozenset(re.split(r"[;,\s]+", raw.attribute("exclude_all_others")))
    parts = raw.on_scale("0")
    choices = [
        Choice(
            part.code,
            draft.label(part, raw.code),
            Role.EXCLUSIVE if part.code in exclusive else None,
        )
        for part in parts
    ]
    draft.knows(raw, "", "", Variable(question.name, several=True))
    codes = [part.code for part in parts] + (["other"] if raw.other else [])
    draft.reserve(f"{question.name}_{code}" for code in codes)
    for code in codes:
        draft.knows(raw, code, "_", Variable(question.name, code))
    items: list[Item] = []
    for part in parts:
        if part.relevance not in ("", "1"):
            draft.warn(
                "option_condition",
                N_("The condition of the option {option} is left out: “{text}”."),
                raw.code,
                option=part.code,
                text=part.relevance,
            )
        if raw.type == "P":
            items.append(_comment(raw, draft, question.name, part.code, choices))
    if raw.other:
        choices.append(Choice("other", _other_label(raw, draft), Role.OTHER))
        chosen = f"selected(${{{question.name}}}, 'other')"
        label = joined(draft.label(raw), word("other", draft.languages), " – ")
        name = draft.name(f"{question.name}_othertext")
        required = raw.is_on("other_comment_mandatory")
        items.append(Question(name, Kind.TEXT, label, relevance=chosen, required=required))
        question = replace(question, other=name)
    preset = [code for code in codes if raw.defaults.get(code) == "Y"]
    return [
        replace(
            question,
            choices=draft.choice_list(raw.code, choices),
            constraint=_number_of_answers(raw),
            default=" ".join(preset) or None,
        ),
        *items,
    ]


def _comment(
    raw: RawQuestion, draft: Draft, name: str, code: str, choices: list[Choice]
) -> Question:
    label = next(choice.label for choice in choices if choice.code == code)
    text = Question(
        draft.name(f"{name}_{code}comment"),
        Kind.TEXT,
        joined(label, word("comment", draft.languages), " – "),
        relevance=f"selected(${{{name}}}, {quoted(code)})",
    )
    draft.knows(raw, f"{code}comment", "_", Variable(text.name, plain=True))
    return text


def _number_of_answers(raw: RawQuestion) -> str | None:
    bounds = (("min_answers", ">="), ("max_answers", "<="))
    parts = [
        f"count-selected(.) {sign} {int(raw.attribute(name))}"
        for name, sign in bounds
        if raw.attribute(name).isdigit()
    ]
    return " and ".join(parts) or None
