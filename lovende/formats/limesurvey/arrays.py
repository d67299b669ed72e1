"""Questions with rows: arrays, and several texts or numbers in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lovende.domain.questionnaire.model import Choice, Group, Item, Kind, MatrixRow, Question
from lovende.domain.texts import Text
from lovende.formats.limesurvey.asking import Build, asked, default_of, own_options
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.limits import limits, whole_numbers
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.texts import joined
from lovende.formats.limesurvey.variables import Variable


def matrix_on(options: Callable[[RawQuestion, Draft], str]) -> Build:
    """An array: its sub-questions are rows, the scale comes from `options`."""

    def build(raw: RawQuestion, draft: Draft) -> list[Item]:
        question = asked(raw, draft, Kind.MATRIX)
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


def own_scale(raw: RawQuestion, draft: Draft) -> str:
    """Return the list of the question's own answer options."""
    choices = [Choice(a.code, draft.text(a.html, raw.code)) for a in raw.answers.get("0", [])]
    return draft.choice_list(raw.code, choices)


def known_scale(
    name: str, options: tuple[tuple[str, str], ...], *, ordinal: bool
) -> Callable[[RawQuestion, Draft], str]:
    """Return what gives the list of options that LimeSurvey has by itself."""
    return lambda _raw, draft: draft.choice_list(name, own_options(options, draft), ordinal=ordinal)


def dual_scale(raw: RawQuestion, draft: Draft) -> list[Item]:
    """An array with two scales: a matrix for each."""
    items: list[Item] = []
    for scale, heading in (("0", "dualscale_headerA"), ("1", "dualscale_headerB")):
        question = asked(raw, draft, Kind.MATRIX, f"{raw.code}_{scale}")
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


def several_parts(raw: RawQuestion, draft: Draft) -> list[Item]:
    """Several short texts, `Q`, and several numbers, `K`: a group of questions."""
    numeric = raw.type == "K" or raw.is_on("numbers_only")
    number = Kind.INTEGER if whole_numbers(raw) else Kind.DECIMAL
    heading = asked(raw, draft, number if numeric else Kind.TEXT)
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
            default=default_of(raw, draft, part.code),
        )
        questions.append(limits(question, raw, draft))
    return [_group(heading, questions)]


def _group(heading: Question, questions: list[Item]) -> Group:
    return Group(heading.name, tuple(questions), joined(heading.label, heading.hint, "\n"))


def cells(raw: RawQuestion, draft: Draft) -> list[Item]:
    """An array of texts, `;`, or of numbers, `:`, with a question for each cell."""
    heading = asked(raw, draft, Kind.TEXT)
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
