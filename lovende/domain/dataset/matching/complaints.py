"""What is said about a table of answers that does not fit its questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.model import Variable, VariableKind
from lovende.domain.errors import Fault, Place, fault, nearest, warning
from lovende.domain.texts import N_

MOST_IN_COLUMN = 1000
"""A column with more unreadable cells has another fault; the rest are told as a number."""
LONGEST_LIST = 20
LONGEST_CODE = 6

_NOT_A_VALUE = {
    VariableKind.FLAG: (
        "answers.not_ticked_or_not",
        N_("“{value}” does not say whether the option is ticked; write 1 or 0."),
        N_("The cell does not say whether the option is ticked; write 1 or 0."),
    ),
    VariableKind.NUMBER: (
        "answers.not_a_number",
        N_("“{value}” is not a number; write digits only."),
        N_("The cell does not hold a number; write digits only."),
    ),
    VariableKind.DATE: (
        "answers.not_a_date",
        N_("“{value}” is not a date; write it as 2021-03-31."),
        N_("The cell does not hold a date; write it as 2021-03-31."),
    ),
}


def unreadable_cells(
    series: pl.Series, wrong: pl.Series, variable: Variable, column: str, first_row: int
) -> list[Fault]:
    """One fault for each cell that cannot be read as the variable."""
    rows = wrong.arg_true()
    if not len(rows):
        return []
    cells = as_text(series).gather(rows.head(MOST_IN_COLUMN))
    by_cell = {cell: _unreadable(str(cell), variable) for cell in cells.unique().to_list()}
    found = [
        by_cell[cell].at(row=row + first_row, column=column, question=variable.question)
        for row, cell in zip(rows.head(MOST_IN_COLUMN), cells, strict=True)
    ]
    if len(rows) > MOST_IN_COLUMN:
        found.append(_many_more(len(rows) - MOST_IN_COLUMN, column, variable.question))
    return found


def unknown_options(
    text: pl.Series,
    wrong: Mapping[str, tuple[str, ...]],
    flags: Sequence[Variable],
    column: str,
    first_row: int,
) -> list[Fault]:
    """One fault for each listed option that the several-choice question does not have."""
    if not wrong:
        return []
    codes = [str(flag.option) for flag in flags]
    rows = text.is_in(list(wrong)).fill_null(False).arg_true()
    found = [
        _unknown_code(part, codes, [label for f in flags for _, label in f.label.entries]).at(
            row=row + first_row, column=column, question=flags[0].question
        )
        for row in rows.head(MOST_IN_COLUMN)
        for part in wrong[text[row]]
    ]
    if len(rows) > MOST_IN_COLUMN:
        found.append(_many_more(len(rows) - MOST_IN_COLUMN, column, flags[0].question))
    return found


def doubled_column(variable: str, first: str, other: str) -> Fault:
    """Two columns for one variable."""
    return fault(
        "answers.doubled_column",
        N_("The columns {first} and {other} both hold the answers to {variable}; remove one."),
        place=Place(column=other),
        first=first,
        other=other,
        variable=variable,
    )


def unknown_column(name: str, known: Sequence[str]) -> Fault:
    """A column that belongs to no question."""
    near = nearest(name, known)
    if near is not None:
        return warning(
            "answers.unknown_column",
            N_("No question is named {name}; it is kept as it is. Did you mean {nearest}?"),
            place=Place(column=name),
            name=name,
            nearest=near,
        )
    return warning(
        "answers.unknown_column",
        N_("No question is named {name}; it is kept as it is."),
        place=Place(column=name),
        name=name,
    )


def unknown_columns(names: Sequence[str]) -> Fault:
    """Many columns that belong to no question, told together."""
    return warning(
        "answers.unknown_column",
        N_("{count} columns belong to no question and are kept as they are: {names}."),
        count=len(names),
        names=_listed(names),
    )


def absent_questions(absent: Sequence[Variable], present: Sequence[Variable]) -> Fault:
    """All questions, rows and options that have no column, in one warning.

    A question without any column is named as a whole, else its single rows or options are.
    """
    begun = {(variable.question, variable.round) for variable in present}
    names = [
        v.name
        if (v.question, v.round) in begun or (v.option is None and v.row is None)
        else f"{v.question}" + ("" if v.round == 1 else f"__{v.round}")
        for v in absent
    ]
    return warning(
        "answers.absent_questions",
        N_("No column was found for {names}; everyone counts as having skipped these."),
        names=", ".join(dict.fromkeys(names)),
    )


def no_key_column(key: str, columns: Sequence[str]) -> Fault:
    """The column that should hold the keys is not there."""
    near = nearest(key, columns)
    if near is not None:
        return fault(
            "answers.no_key_column",
            N_("There is no column {key} with the respondents' keys; did you mean {nearest}?"),
            key=key,
            nearest=near,
        )
    return fault(
        "answers.no_key_column",
        N_("There is no column {key} with the respondents' keys; the columns are {columns}."),
        key=key,
        columns=_listed(columns),
    )


def bad_keys(keys: pl.Series, column: str, first_row: int) -> list[Fault]:
    """A fault for each key that is empty, and for each that stands in an earlier row already."""
    empty = (keys.is_null() | (keys == "")).fill_null(True)
    found = [
        fault(
            "answers.empty_key",
            N_("The respondent has no key; every row needs one."),
            place=Place(row=row + first_row, column=column),
        )
        for row in empty.arg_true()
    ]
    again = (keys.is_duplicated() & ~empty).arg_true()
    first: dict[str, int] = {}
    for row in again:
        key = keys[row]
        if key in first:
            found.append(
                fault(
                    "answers.doubled_key",
                    N_("The key {key} stands in row {first} and again in row {other}; keep one."),
                    place=Place(row=row + first_row, column=column),
                    key=key,
                    first=first[key] + first_row,
                    other=row + first_row,
                )
            )
        else:
            first[key] = row
    return found


def _unreadable(cell: str, variable: Variable) -> Fault:
    if variable.kind is VariableKind.CODE:
        labels = [label for c in variable.categories for _, label in c.label.entries]
        return _unknown_code(cell, [c.code for c in variable.categories], labels)
    code, message, silent = _NOT_A_VALUE[variable.kind]
    if not _is_harmless(cell):
        return fault(code, silent)
    return fault(code, message, value=_shortened(cell))


def _unknown_code(cell: str, codes: Sequence[str], labels: Sequence[str]) -> Fault:
    by_folded = {label.casefold(): label for label in labels}
    near = nearest(cell.strip().casefold(), by_folded) if len(cell.strip()) > 2 else None
    if near is not None:
        return fault(
            "answers.unknown_code",
            N_("“{value}” is not an answer to this question; did you mean “{nearest}”?"),
            value=_shortened(cell),
            nearest=by_folded[near],
        )
    if not _is_harmless(cell):
        return fault(
            "answers.unknown_code",
            N_("The cell does not hold an answer to this question; its codes are {codes}."),
            codes=_listed(codes),
        )
    return fault(
        "answers.unknown_code",
        N_("“{value}” is not an answer to this question; its codes are {codes}."),
        value=_shortened(cell),
        codes=_listed(codes),
    )


def _many_more(count: int, column: str, question: str | None) -> Fault:
    return fault(
        "answers.many_more",
        N_("{count} more rows of this column cannot be read; is it the right column?"),
        place=Place(column=column, question=question),
        count=count,
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:LONGEST_LIST])
    return shown + (", …" if len(names) > LONGEST_LIST else "")


def _is_harmless(cell: str) -> bool:
    """Whether a cell looks like a code. Anything longer may be a text that slipped into the wrong
    column, and what a person wrote does not belong in a message."""
    return len(cell.strip()) <= LONGEST_CODE and any(letter.isdigit() for letter in cell)


def _shortened(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= 60 else line[:59] + "…"
