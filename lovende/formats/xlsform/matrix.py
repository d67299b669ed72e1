"""Groups that show several selects on one scale become a matrix, where nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lovende.domain.questionnaire.model import Group, Item, Kind, MatrixRow, Question, Repeat
from lovende.formats.xlsform.columns import Row
from lovende.formats.xlsform.survey import requirement

_HEADING, _ROW, _TABLE = "label", "list-nolabel", "table-list"


def with_matrices(items: tuple[Item, ...], rows: dict[int | None, Row]) -> tuple[Item, ...]:
    """Return the items with a matrix in place of every group or run of rows that is one.

    `rows` are the rows of the survey sheet by their number: a table-list group has its hint and
    printed number there, which a group of the model has not.
    """
    return tuple(_found(items, rows))


def _found(items: tuple[Item, ...], rows: dict[int | None, Row]) -> Iterator[Item]:
    position = 0
    while position < len(items):
        item = items[position]
        run = _run(items, position)
        if run:
            yield _from_run(items[position : position + run], rows)
            position += run
            continue
        position += 1
        if isinstance(item, Group) and _TABLE in item.appearance.split():
            matrix = _from_table(item, rows)
            if matrix is not None:
                yield matrix
                continue
        if isinstance(item, Group | Repeat):
            yield replace(item, items=with_matrices(item.items, rows))
        else:
            yield item


def _run(items: tuple[Item, ...], position: int) -> int:
    """Return how many items from here are a heading and its rows, 0 where they are none."""
    heading = items[position]
    if not isinstance(heading, Question) or not _is_select(heading, _HEADING):
        return 0
    count = 1
    while position + count < len(items):
        row = items[position + count]
        if not isinstance(row, Question) or not _is_select(row, _ROW):
            break
        if row.choices != heading.choices:
            break
        count += 1
    rows = items[position + 1 : position + count]
    plain = all(isinstance(row, Question) and row.appearance == _ROW for row in rows)
    return count if rows and plain and _alike(rows) else 0


def _is_select(item: Item, appearance: str) -> bool:
    return (
        isinstance(item, Question)
        and item.kind is Kind.ONE
        and appearance in item.appearance.split()
    )


def _alike(rows: tuple[Item, ...]) -> bool:
    """Whether the rows differ in nothing but what a row of a matrix has for itself."""
    first = rows[0]
    return isinstance(first, Question) and all(
        isinstance(row, Question)
        and row.kind is Kind.ONE
        and row.number is None
        and row.other is None
        and not row.guidance
        and _common(row) == _common(first)
        for row in rows
    )


def _common(row: Question) -> tuple[object, ...]:
    return (
        row.choices,
        row.required_when if not row.required else None,
        row.required_message,
        row.constraint,
        row.constraint_message,
        row.choice_filter,
        row.calculation,
        row.default,
        row.read_only,
    )


def _from_table(group: Group, rows_read: dict[int | None, Row]) -> Question | None:
    """Return the matrix that a table-list group is, None where it has something a matrix has not."""
    row = rows_read.get(group.source.row)
    questions = [item for item in group.items if isinstance(item, Question)]
    plain = all(not question.appearance for question in questions)
    if not questions or len(questions) < len(group.items) or not plain or row is None:
        return None
    if not _alike(group.items):
        return None
    required = requirement(row["required"])[0]
    words = [word for word in group.appearance.split() if word != _TABLE]
    heading = Question(
        name=group.name,
        kind=Kind.MATRIX,
        label=group.label,
        number=row["number"],
        hint=row.text("hint"),
        guidance=row.text("guidance_hint"),
        required=required,
        relevance=group.relevance,
        other=row["other"],
        appearance=" ".join(words),
        source=group.source,
    )
    return _matrix(heading, questions, rows_read)


def _from_run(items: tuple[Item, ...], rows_read: dict[int | None, Row]) -> Question:
    """Return the matrix that a heading and its rows are."""
    heading, *rows = (item for item in items if isinstance(item, Question))
    words = [word for word in heading.appearance.split() if word != _HEADING]
    outer = heading.relevance
    inner = [_within(row.relevance, outer) for row in rows]
    if outer is not None and any(found is None for found in inner):
        # The heading is shown under a condition that not every row shares: the rows decide.
        outer = None
        inner = [(row.relevance,) for row in rows]
    questions = [
        replace(row, relevance=found[0] if found else row.relevance)
        for row, found in zip(rows, inner, strict=True)
    ]
    return _matrix(
        replace(heading, relevance=outer, appearance=" ".join(words)), questions, rows_read
    )


def _within(relevance: str | None, outer: str | None) -> tuple[str | None] | None:
    """Return what a row asks beyond the condition of its heading, None where it does not share it."""
    if outer is None:
        return (relevance,)
    if relevance == outer:
        return (None,)
    if relevance is not None and relevance.startswith(f"({outer}) and ("):
        return (relevance[len(outer) + 8 : -1],)
    return None


def _matrix(heading: Question, rows: list[Question], rows_read: dict[int | None, Row]) -> Question:
    first = rows[0]
    # A row that is required because the whole matrix is says true(), one on its own says yes.
    inherited = {
        row.name
        for row in rows
        if heading.required and rows_read[row.source.row]["required"] == "true()"
    }
    return replace(
        heading,
        kind=Kind.MATRIX,
        choices=first.choices,
        rows=tuple(
            MatrixRow(
                row.name,
                row.label,
                number,
                row.required and row.name not in inherited,
                row.relevance,
                row.hint,
                row.source,
            )
            for number, row in enumerate(rows, start=1)
        ),
        required_when=next((row.required_when for row in rows if not row.required), None),
        required_message=first.required_message,
        constraint=first.constraint,
        constraint_message=first.constraint_message,
        choice_filter=first.choice_filter,
        calculation=first.calculation,
        default=first.default,
        read_only=first.read_only,
    )
