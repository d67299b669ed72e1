"""Each type of LimeSurvey's questions as questions of the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lovende.domain.questionnaire.model import (
    Choice,
    Group,
    Item,
    Kind,
    MatrixRow,
    Question,
    Role,
)
from lovende.domain.texts import N_, Term, Text
from lovende.formats.limesurvey.building import Draft, role_of
from lovende.formats.limesurvey.equations import quoted
from lovende.formats.limesurvey.limits import condition_of, limits, whole_numbers
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.texts import joined, word
from lovende.formats.limesurvey.variables import Variable

OTHER = "-oth-"
"""LimeSurvey's own code for "other" in questions with one choice."""

LEFT_OUT = {
    "R": N_("ranking"),
    "|": N_("file upload"),
    "I": N_("language switch"),
}

Build = Callable[[RawQuestion, Draft], list[Item]]


def items_of(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Return the questions that a question of LimeSurvey becomes, none where it is left out."""
    build = _BUILDERS.get(raw.type)
    if build is not None:
        return build(raw, draft)
    draft.left_out[raw.code] = raw.type
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


def _asked(raw: RawQuestion, draft: Draft, kind: Kind, wish: str | None = None) -> Question:
    """The question itself, with what all types share."""
    name = draft.name(raw.code if wish is None else wish)
    draft.later(name, "relevance", condition_of(raw), raw.code)
    affixes = Text.of(
        {
            tag: " … ".join(
                draft.text(raw.attributes[part], raw.code).get(tag)
                for part in ("prefix", "suffix")
                if part in raw.attributes
            )
            for tag in draft.languages
            if "prefix" in raw.attributes or "suffix" in raw.attributes
        }
    )
    hint = joined(draft.text(raw.help, raw.code), affixes, "\n")
    return Question(
        name,
        kind,
        draft.label(raw),
        hint=Text.of({tag: text for tag, text in hint.entries if text}),
        required=raw.mandatory == "Y",
        default=_default(raw, draft),
        read_only=False,
    )


def _default(raw: RawQuestion, draft: Draft, part: str = "") -> str | None:
    """The answer that is filled in beforehand, where it is a plain value."""
    value = raw.defaults.get(part)
    if value is None or "{" not in value:
        return value
    draft.warn(
        "default",
        N_("The default “{value}” is computed and is left out."),
        raw.code,
        value=value,
    )
    return None


def _one(raw: RawQuestion, draft: Draft) -> list[Item]:
    """A list of options: `L`, `!`, `O` with a comment, and the oldest `W`, `Z`."""
    question = _asked(raw, draft, Kind.ONE)
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


def _fixed(list_name: str, options: tuple[tuple[str, str], ...], *, ordinal: bool = False) -> Build:
    """A question whose options LimeSurvey has by itself: codes, and the words for them."""

    def build(raw: RawQuestion, draft: Draft) -> list[Item]:
        question = _asked(raw, draft, Kind.ONE)
        draft.knows(raw, "", "", Variable(question.name, plain=ordinal))
        listed = draft.choice_list(list_name, _options(options, draft), ordinal=ordinal)
        return [replace(question, choices=listed)]

    return build


def _options(options: tuple[tuple[str, str], ...], draft: Draft) -> list[Choice]:
    return [
        Choice(
            code,
            word(label, draft.languages)
            if not label.isdigit()
            else Text.of(dict.fromkeys(draft.languages, label)),
        )
        for code, label in options
    ]


def _several(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Multiple choice, `M`, and with comments, `P`."""
    question = _asked(raw, draft, Kind.SEVERAL)
    exclusive = frozenset(re.split(r"[;,\s]+", raw.attribute("exclude_all_others")))
    parts = raw.on_scale("0")
    choices = [
        Choice(part.code, draft.label(part, raw.code), role_of(part.code, exclusive))
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


def _matrix_on(options: Callable[[RawQuestion, Draft], str]) -> Build:
    """An array: its sub-questions are rows, the scale comes from `options`."""

    def build(raw: RawQuestion, draft: Draft) -> list[Item]:
        question = _asked(raw, draft, Kind.MATRIX)
        rows = tuple(_rows(raw, draft, question.name))
        return [replace(question, choices=options(raw, draft), rows=rows, default=None)]

    return build


def _rows(raw: RawQuestion, draft: Draft, name: str, scale: str = "") -> Iterator[MatrixRow]:
    for number, part in enumerate(raw.on_scale("0"), start=1):
        suffix = f"_{scale}" if scale else ""
        row = draft.name(f"{name}_{part.code}" if not scale else f"{raw.code}_{part.code}{suffix}")
        draft.knows(raw, f"{part.code}{suffix}", "_", Variable(row))
        if scale:
            draft.variables.by_field.setdefault(f"{raw.qid}{part.code}#{scale}", Variable(row))
        draft.later(row, "relevance", part.relevance, raw.code)
        yield MatrixRow(row, draft.label(part, raw.code), number)


def _own_scale(raw: RawQuestion, draft: Draft) -> str:
    choices = [Choice(a.code, draft.text(a.html, raw.code)) for a in raw.answers.get("0", [])]
    return draft.choice_list(raw.code, choices)


def _known_scale(
    name: str, options: tuple[tuple[str, str], ...], *, ordinal: bool
) -> Callable[[RawQuestion, Draft], str]:
    return lambda _raw, draft: draft.choice_list(name, _options(options, draft), ordinal=ordinal)


def _dual(raw: RawQuestion, draft: Draft) -> list[Item]:
    """An array with two scales: a matrix for each."""
    items: list[Item] = []
    for scale, heading in (("0", "dualscale_headerA"), ("1", "dualscale_headerB")):
        question = _asked(raw, draft, Kind.MATRIX, f"{raw.code}_{scale}")
        head = draft.text(raw.attributes.get(heading, Text()), raw.code)
        options = [Choice(a.code, draft.text(a.html, raw.code)) for a in raw.answers.get(scale, [])]
        items.append(
            replace(
                question,
                label=joined(question.label, head, " – "),
                choices=draft.choice_list(question.name, options),
                rows=tuple(_rows(raw, draft, question.name, scale)),
                default=None,
            )
        )
    return items


def _text(raw: RawQuestion, draft: Draft) -> list[Item]:
    numeric = raw.is_on("numbers_only")
    question = _asked(raw, draft, Kind.DECIMAL if numeric else Kind.TEXT)
    draft.knows(raw, "", "", Variable(question.name, numeric=numeric, plain=True))
    appearance = "multiline" if raw.type in "TU" and not numeric else ""
    return [replace(limits(question, raw, draft), appearance=appearance)]


def _number(raw: RawQuestion, draft: Draft) -> list[Item]:
    question = _asked(raw, draft, Kind.INTEGER if whole_numbers(raw) else Kind.DECIMAL)
    draft.knows(raw, "", "", Variable(question.name, numeric=True, plain=True))
    return [limits(question, raw, draft)]


def _parts(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Several short texts, `Q`, and several numbers, `K`: a group of questions."""
    numeric = raw.type == "K" or raw.is_on("numbers_only")
    number = Kind.INTEGER if whole_numbers(raw) else Kind.DECIMAL
    heading = _asked(raw, draft, number if numeric else Kind.TEXT)
    questions: list[Item] = []
    for part in raw.on_scale("0"):
        name = draft.name(f"{heading.name}_{part.code}")
        draft.knows(raw, part.code, "_", Variable(name, numeric=numeric, plain=True))
        draft.later(name, "relevance", part.relevance, raw.code)
        question = replace(
            heading,
            name=name,
            label=draft.label(part, raw.code),
            hint=Text(),
            default=_default(raw, draft, part.code),
        )
        questions.append(limits(question, raw, draft))
    return [_group(heading, questions)]


def _group(heading: Question, questions: list[Item]) -> Group:
    return Group(heading.name, tuple(questions), joined(heading.label, heading.hint, "\n"))


def _cells(raw: RawQuestion, draft: Draft) -> list[Item]:
    """An array of texts, `;`, or of numbers, `:`, with a question for each cell."""
    heading = _asked(raw, draft, Kind.TEXT)
    ticked = raw.type == ":" and raw.is_on("multiflexible_checkbox")
    numeric = raw.type == ":" or raw.is_on("numbers_only")
    columns = raw.on_scale("1")
    questions: list[Item] = []
    for row in raw.on_scale("0"):
        label = draft.label(row, raw.code)
        if ticked:
            questions.append(_ticked_row(raw, draft, heading, row, columns))
            continue
        for column in columns:
            name = draft.name(f"{heading.name}_{row.code}_{column.code}")
            suffix = f"{row.code}_{column.code}"
            draft.knows(raw, suffix, "_", Variable(name, numeric=numeric, plain=True))
            draft.later(name, "relevance", row.relevance, raw.code)
            cell = replace(
                heading,
                name=name,
                kind=Kind.DECIMAL if numeric else Kind.TEXT,
                label=joined(label, draft.label(column, raw.code), " – "),
                hint=Text(),
            )
            questions.append(limits(cell, raw, draft))
    return [_group(heading, questions)]


def _ticked_row(
    raw: RawQuestion, draft: Draft, heading: Question, row: RawQuestion, columns: list[RawQuestion]
) -> Question:
    """A row of check boxes: a several-choice question."""
    name = draft.name(f"{heading.name}_{row.code}")
    draft.reserve(f"{name}_{column.code}" for column in columns)
    for column in columns:
        suffix = f"{row.code}_{column.code}"
        draft.knows(raw, suffix, "_", Variable(name, column.code))
    draft.later(name, "relevance", row.relevance, raw.code)
    choices = [Choice(column.code, draft.label(column, raw.code)) for column in columns]
    return replace(
        heading,
        name=name,
        kind=Kind.SEVERAL,
        label=draft.label(row, raw.code),
        hint=Text(),
        choices=draft.choice_list(f"{raw.code}_columns", choices),
    )


def _date(raw: RawQuestion, draft: Draft) -> list[Item]:
    pattern = raw.attribute("date_format")
    has_time, has_day = "H" in pattern or "M:" in pattern, "d" in pattern or "y" in pattern.lower()
    kind = Kind.DATETIME if has_time and has_day else Kind.TIME if has_time else Kind.DATE
    question = _asked(raw, draft, kind)
    draft.knows(raw, "", "", Variable(question.name))
    return [question]


def _note(raw: RawQuestion, draft: Draft) -> list[Item]:
    question = _asked(raw, draft, Kind.NOTE)
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
    **dict.fromkeys("L!OWZ", _one),
    "5": _fixed("points_5", _POINTS[:5], ordinal=True),
    "G": _fixed("gender", _GENDER),
    "Y": _fixed("yes_no", _YES_NO),
    **dict.fromkeys("MP", _several),
    **dict.fromkeys("FH", _matrix_on(_own_scale)),
    "A": _matrix_on(_known_scale("points_5", _POINTS[:5], ordinal=True)),
    "B": _matrix_on(_known_scale("points_10", _POINTS, ordinal=True)),
    "C": _matrix_on(_known_scale("yes_uncertain_no", _UNCERTAIN, ordinal=False)),
    "E": _matrix_on(_known_scale("increase_same_decrease", _CHANGE, ordinal=True)),
    "1": _dual,
    **dict.fromkeys("STU", _text),
    "N": _number,
    **dict.fromkeys("QK", _parts),
    **dict.fromkeys(";:", _cells),
    "D": _date,
    "X": _note,
    "*": _equation,
}
