"""Questionnaires in and out of DDI-Codebook, which describes variables and no routing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from lovende.domain.dataset.from_questionnaire import questions_asked, sets_of
from lovende.domain.dataset.model import Dataset, VariableKind
from lovende.domain.dataset.to_questionnaire import questionnaire_of
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.questionnaire.analysis import COLUMNS
from lovende.domain.questionnaire.constants import resolved_labels
from lovende.domain.questionnaire.model import (
    Group,
    Item,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
    Role,
)
from lovende.domain.texts import N_, Text
from lovende.formats.ddi.reading import Codebook, Grid, read_codebook
from lovende.formats.ddi.words import QuestionText
from lovende.formats.ddi.writing import StudyDescription, write_ddi
from lovende.formats.question_names import valid_name, with_question_names

_TYPES = {
    VariableKind.FLAG: pl.Boolean,
    VariableKind.NUMBER: pl.Float64,
    VariableKind.DATE: pl.Date,
}
_CONDITIONS = (
    "relevance", "constraint", "required", "required_when", "choice_filter", "default", "other",
    "count", "repeat_while", "read_only",
)  # fmt: skip


def read_ddi_questionnaire(
    path: str | os.PathLike[str],
) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read the questions that a DDI-Codebook describes as a questionnaire without routing.

    Labels are the question texts where the codebook has them. Raises LovendeError as `read_ddi`.
    """
    file = Path(path)
    book, warnings = read_codebook(file)
    dataset, names, renamed = with_question_names(book.dataset, file.name)
    book = _renamed(book, names)
    questionnaire = questionnaire_of(dataset, valid_name(book.identifier or file.stem))
    items = tuple(_asked(item, book) for item in questionnaire.items)
    for grid in book.grids:
        items = _with_matrix(items, grid, book)
    return replace(questionnaire, items=items), (*warnings, *renamed)


def _asked(item: Item, book: Codebook) -> Item:
    """The question with the text that it was asked by."""
    text = book.texts.get(item.name)
    if text is None or not isinstance(item, Question):
        return item
    return replace(item, label=text.question or item.label, hint=text.instruction or item.hint)


def _with_matrix(items: tuple[Item, ...], grid: Grid, book: Codebook) -> tuple[Item, ...]:
    """Put a matrix in the place of its rows, where they are questions on one list."""
    rows = [i for i in items if isinstance(i, Question) and i.name in grid.variables]
    alike = {(row.kind, row.choices) for row in rows}
    taken = {item.name for item in items} - {row.name for row in rows}
    if len(alike) != 1 or rows[0].kind is not Kind.ONE or grid.name in taken:
        return items
    heading = next((book.texts[r.name].before for r in rows if r.name in book.texts), Text())
    matrix = Question(
        grid.name,
        Kind.MATRIX,
        grid.label or heading or Text.of({"": grid.name}),
        number=rows[0].number,
        choices=rows[0].choices,
        rows=tuple(
            MatrixRow(row.name, row.label, number, hint=row.hint)
            for number, row in enumerate(rows, start=1)
        ),
    )
    place = items.index(rows[0])
    kept = [item for item in items if item not in rows]
    return (*kept[:place], matrix, *kept[place:])


def _renamed(book: Codebook, names: Mapping[str, str]) -> Codebook:
    """The texts and matrices of a codebook whose variables got other names."""
    grids = tuple(
        replace(g, name=valid_name(g.name), variables=tuple(names[v] for v in g.variables))
        for g in book.grids
    )
    return replace(book, grids=grids, texts={names[name]: t for name, t in book.texts.items()})


def write_ddi_questionnaire(questionnaire: Questionnaire, path: Path) -> tuple[Fault, ...]:
    """Write the variables that a questionnaire produces as a DDI-Codebook without frequencies.

    Calculations that are the same for everyone are written out in the texts that show them.
    Returns a warning for everything that a codebook cannot hold: routing, pages, notes,
    calculations. Raises LovendeError where the file cannot be written.
    """
    questionnaire = resolved_labels(questionnaire)
    asked = list(questions_asked(questionnaire))
    variables = tuple(variable for one in asked for variable in one.variables)
    empty = {v.name: pl.Series(v.name, [], _TYPES.get(v.kind, pl.String)) for v in variables}
    dataset = Dataset.from_values(
        variables,
        pl.DataFrame(empty),
        sets=sets_of(questionnaire),
        title=questionnaire.title or Text.of({"": questionnaire.name}),
    )
    written = write_ddi(
        dataset,
        path,
        study=StudyDescription(identifier=questionnaire.name),
        texts=question_texts(questionnaire),
        groups=matrix_texts(questionnaire),
    )
    place = Place(file=path.name)
    return (*written, *(lost.at(file=place.file) for lost in _lost(questionnaire)))


def question_texts(questionnaire: Questionnaire) -> dict[str, QuestionText]:
    """How each variable of a questionnaire was asked, by the name of the variable."""
    texts: dict[str, QuestionText] = {}
    for one in questions_asked(questionnaire):
        question = one.question
        rows = {row.row: row for row in question.rows}
        for variable in one.variables:
            row = rows.get(variable.row or 0)
            texts[variable.name] = (
                QuestionText(Text(), question.label, question.hint)
                if row is None
                else QuestionText(question.label, row.label, row.hint or question.hint)
            )
    return texts


def matrix_texts(questionnaire: Questionnaire) -> dict[str, Text]:
    """The text above each matrix, by the name of the question."""
    return {q.name: q.label for q in questionnaire.questions() if q.kind is Kind.MATRIX}


def _lost(questionnaire: Questionnaire) -> Iterator[Fault]:
    """What a codebook cannot hold, by question."""
    pages = [item.name for item, _ in questionnaire.walk() if isinstance(item, Group)]
    if pages:
        yield warning(
            "ddi.pages",
            N_("{count} pages and groups are left out; a codebook lists variables."),
            count=len(pages),
        )
    for item, _ in questionnaire.walk():
        place = Place(question=item.name)
        if isinstance(item, Question) and not item.kind.is_asked:
            yield warning(
                "ddi.not_asked",
                N_("Notes and calculations give no answers and are left out."),
                place=place,
            )
            continue
        fields = [COLUMNS.get(name, name) for name in _CONDITIONS if getattr(item, name, None)]
        if isinstance(item, Question):
            fields += ["guidance"] if item.guidance else []
            fields += [f"{row.name}: relevant" for row in item.rows if row.relevance]
        if isinstance(item, Repeat):
            fields.append("repeat")
        if fields:
            yield warning(
                "ddi.conditions",
                N_("A codebook has no place for {fields}; that is left out."),
                place=place,
                fields=", ".join(dict.fromkeys(fields)),
            )
    for choice_list in questionnaire.lists:
        roles = [c.code for c in choice_list.choices if c.role in (Role.EXCLUSIVE, Role.OTHER)]
        if roles:
            yield warning(
                "ddi.roles",
                N_("That {codes} in the list {list} excludes others or is “other” is left out."),
                codes=", ".join(roles),
                list=choice_list.name,
            )
