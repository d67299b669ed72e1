"""Each type of LimeSurvey's questions as questions of the model."""

from __future__ import annotations

import re
from dataclasses import replace

from lovende.domain.questionnaire.model import Group, Item, Kind, Question
from lovende.domain.texts import N_, Term
from lovende.formats.limesurvey.arrays import (
    cells,
    dual_scale,
    known_scale,
    matrix_on,
    own_scale,
    several_parts,
)
from lovende.formats.limesurvey.asking import Build, asked
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.limits import condition_of, limits, whole_numbers
from lovende.formats.limesurvey.lists import fixed_choice, one_choice, several_choices
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.variables import Variable

LEFT_OUT = {
    "R": N_("ranking"),
    "|": N_("file upload"),
    "I": N_("language switch"),
}


def items_of(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Return the questions that a question of LimeSurvey becomes, none where it is left out."""
    build = _BUILDERS.get(raw.type)
    if build is not None:
        return _complete(build(raw, draft), raw, draft)
    if raw.type in LEFT_OUT:
        draft.warn(
            "question_left_out",
            N_("A question of the type {type} has no place in a questionnaire and is left out."),
            raw.code,
            type=Term(LEFT_OUT[raw.type]),
        )
    else:
        draft.warn(
            "type_left_out",
            N_("The question type “{type}” is not known and the question is left out."),
            raw.code,
            type=raw.type,
        )
    return []


def _complete(items: list[Item], raw: RawQuestion, draft: Draft) -> list[Item]:
    """The items without those that have nothing to choose from, no rows or no parts."""
    empty = {each.name for each in draft.lists.values() if not each.choices}

    def is_whole(item: Item) -> bool:
        if isinstance(item, Group):
            return bool(item.items)
        if not isinstance(item, Question) or not item.kind.has_choices:
            return True
        return item.choices not in empty and bool(item.rows or item.kind is not Kind.MATRIX)

    if all(is_whole(item) for item in items):
        return items
    draft.warn(
        "unfinished",
        N_("The question has no answer options or no rows and is left out."),
        raw.code,
    )
    return []


def _text(raw: RawQuestion, draft: Draft) -> list[Item]:
    numeric = raw.is_on("numbers_only")
    question = asked(raw, draft, Kind.DECIMAL if numeric else Kind.TEXT)
    draft.knows(raw, "", "", Variable(question.name, numeric=numeric, plain=True))
    appearance = "multiline" if raw.type in "TU" and not numeric else ""
    return [replace(limits(question, raw, draft), appearance=appearance)]


def _number(raw: RawQuestion, draft: Draft) -> list[Item]:
    question = asked(raw, draft, Kind.INTEGER if whole_numbers(raw) else Kind.DECIMAL)
    draft.knows(raw, "", "", Variable(question.name, numeric=True, plain=True))
    return [limits(question, raw, draft)]


def _date(raw: RawQuestion, draft: Draft) -> list[Item]:
    pattern = raw.attribute("date_format")
    has_time, has_day = "H" in pattern or "M:" in pattern, "d" in pattern or "y" in pattern.lower()
    kind = Kind.DATETIME if has_time and has_day else Kind.TIME if has_time else Kind.DATE
    question = asked(raw, draft, kind)
    draft.knows(raw, "", "", Variable(question.name))
    return [question]


def _note(raw: RawQuestion, draft: Draft) -> list[Item]:
    question = asked(raw, draft, Kind.NOTE)
    return [replace(question, required=False, default=None)]


def _equation(raw: RawQuestion, draft: Draft) -> list[Item]:
    """An equation: `{…}`, with the braces or without, and the text that it is shown in."""
    name = draft.name(raw.code)
    draft.knows(raw, "", "", Variable(name))
    draft.later(name, "relevance", condition_of(raw), raw.code)
    written = raw.attribute("equation") or raw.text.get(draft.base).strip()
    whole = re.fullmatch(r"\{((?:[^{}\"']|\"[^\"]*\"|'[^']*')*)\}", written, re.DOTALL)
    draft.later(name, "calculation", whole[1] if whole else written, raw.code)
    calculation = Question(name, Kind.CALCULATION)
    text = draft.text(raw.text, raw.code)
    if not text or not raw.attribute("equation") or raw.is_on("hidden"):
        return [calculation]
    note = Question(draft.name(f"{name}_text"), Kind.NOTE, text)
    draft.later(note.name, "relevance", condition_of(raw), raw.code)
    return [calculation, note]


_YES_NO = (("Y", "yes"), ("N", "no"))


_GENDER = (("F", "female"), ("M", "male"))


_POINTS = tuple((str(point), str(point)) for point in range(1, 11))


_UNCERTAIN = (("Y", "yes"), ("U", "uncertain"), ("N", "no"))


_CHANGE = (("I", "increase"), ("S", "same"), ("D", "decrease"))


_BUILDERS: dict[str, Build] = {
    **dict.fromkeys("L!OWZ", one_choice),
    "5": fixed_choice("points_5", _POINTS[:5], ordinal=True),
    "G": fixed_choice("gender", _GENDER),
    "Y": fixed_choice("yes_no", _YES_NO),
    **dict.fromkeys("MP", several_choices),
    **dict.fromkeys("FH", matrix_on(own_scale)),
    "A": matrix_on(known_scale("points_5", _POINTS[:5], ordinal=True)),
    "B": matrix_on(known_scale("points_10", _POINTS, ordinal=True)),
    "C": matrix_on(known_scale("yes_uncertain_no", _UNCERTAIN, ordinal=False)),
    "E": matrix_on(known_scale("increase_same_decrease", _CHANGE, ordinal=True)),
    "1": dual_scale,
    **dict.fromkeys("STU", _text),
    "N": _number,
    **dict.fromkeys("QK", several_parts),
    **dict.fromkeys(";:", cells),
    "D": _date,
    "X": _note,
    "*": _equation,
}
