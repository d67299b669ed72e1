"""Answers as text with separators: .csv, .tsv, .txt."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lovende.domain.dataset import state_column
from lovende.domain.dataset.inference import typed as with_types
from lovende.domain.dataset.model import Dataset, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_
from lovende.formats import formula_safety, text_table
from lovende.formats.replacing import replacing


def read_delimited(path: Path, *, typed: bool = True) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read a text file of answers: a header, then a row for each respondent.

    The encoding (UTF-8, UTF-16 with mark, else Windows-1252) and the separator (comma, semicolon,
    tab, bar) are found out. With `typed`, columns become numbers, dates, flags and codes where they
    look like it; without, all are texts as written, which is what matching with a questionnaire
    wants. Raises LovendeError with the row for everything that makes the table ambiguous.
    """
    table = text_table.load(path)
    frame = pl.read_csv(
        io.BytesIO(table.data),
        separator=table.separator,
        has_header=False,
        infer_schema=False,
        truncate_ragged_lines=False,
    )
    place = Place(file=path.name)
    if formula_safety.may_be_guarded(table.data):
        frame = frame.select(formula_safety.unguarded(pl.all()))
    names = [name or "" for name in frame.row(0)]
    dataset, faults = from_texts(names, frame.slice(1), place, table.skipped + 1)
    return (with_types(dataset) if typed else dataset), (*table.faults, *faults)


def from_texts(
    names: Sequence[str], cells: pl.DataFrame, place: Place, header_row: int
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Make a dataset of texts from cells without names, and take its column of states apart.

    Rows without anything in them are left out; a column without name or values is dropped, one
    with values is a fault, as is a name that stands twice.
    """
    faults = check_names(names, cells, place, header_row)
    named = [(name.strip(), column) for name, column in zip(names, cells.columns, strict=True)]
    frame = pl.DataFrame([cells[column].alias(name) for name, column in named if name])
    frame = frame.with_columns(pl.all().replace("", None))
    filled = frame.filter(~pl.all_horizontal(pl.all().is_null())) if frame.width > 1 else frame
    if filled.height == frame.height - _empty_tail(frame):
        frame = filled
    if frame.height == 0:
        faults = (
            *faults,
            warning("answers.no_rows", N_("The file has a header and no answers."), place=place),
        )
    packed = [frame[name] for name in frame.columns if state_column.is_state_column(name)]
    values = frame.drop([column.name for column in packed])
    states, unknown = state_column.unpack(packed, values)
    values = values.with_columns(
        pl.when(pl.Series(states[name] == 0))
        .then(pl.col(name).fill_null(""))
        .otherwise(name)
        .alias(name)
        for name in values.columns
        if packed
    )
    faults += tuple(state_column.unknown_state(word, place) for word in unknown)
    variables = tuple(Variable(name=name, kind=VariableKind.TEXT) for name in values.columns)
    return Dataset.from_values(variables, values, states), faults


def check_names(
    names: Sequence[str], cells: pl.DataFrame, place: Place, header_row: int
) -> tuple[Fault, ...]:
    """Raise for doubled and empty column names; warn of empty columns that are dropped."""
    seen: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    wrong: list[Fault] = []
    dropped: list[Fault] = []
    for position, raw in enumerate(names):
        name = raw.strip()
        if not name and cells.to_series(position).drop_nulls().len() == 0:
            dropped.append(
                warning(
                    "answers.empty_column",
                    N_("The column has no name and no values; it is left out."),
                    place=place,
                ).at(column=column_letters(position))
            )
        elif not name:
            wrong.append(
                fault(
                    "answers.unnamed_column",
                    N_("The column has values but no name; name it in the header."),
                    place=place,
                ).at(row=header_row, column=column_letters(position))
            )
        elif name in seen:
            doubled.setdefault(name, [seen[name]]).append(position)
        else:
            seen[name] = position
    wrong += [
        _doubled(name, positions, place).at(row=header_row, column=name)
        for name, positions in doubled.items()
    ]
    if not seen and not wrong:
        wrong.append(
            fault("answers.no_header", N_("The file has no row with column names."), place=place)
        )
    if wrong:
        raise LovendeError(wrong)
    return tuple(dropped)


def _doubled(name: str, positions: Sequence[int], place: Place) -> Fault:
    """One fault for a name that stands over several columns."""
    letters = [column_letters(position) for position in positions[:20]]
    if len(positions) == 2:
        return fault(
            "answers.doubled_name",
            N_("Two columns are named {name} ({first} and {other}); rename one."),
            place=place,
            name=name,
            first=letters[0],
            other=letters[1],
        )
    return fault(
        "answers.doubled_name",
        N_("{count} columns are named {name} ({letters}); give each its own name."),
        place=place,
        count=len(positions),
        name=name,
        letters=", ".join(letters) + (", …" if len(positions) > len(letters) else ""),
    )


def column_letters(position: int) -> str:
    """The name that a spreadsheet gives the column at `position` (from 0): A, B, ... AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def write_delimited(dataset: Dataset, path: Path, *, language: str = "da") -> tuple[Fault, ...]:
    """Write codes, 1 and 0, numbers, ISO dates and texts as UTF-8 with mark, which Excel knows by.

    In Danish as Danish spreadsheets expect it: semicolons and decimal commas; in other languages
    commas and points; tabs in a .tsv. States that an empty cell does not tell stand in a last
    column, `answer_states`. Cells that a spreadsheet would run are guarded (`formula_safety`).
    """
    separator = (
        "\t" if path.suffix.lower() in (".tsv", ".tab") else ";" if language == "da" else ","
    )
    frame = to_texts(dataset, decimal_comma=language == "da")
    texts = [name for name, dtype in dataset.values.schema.items() if dtype == pl.String]
    frame = frame.with_columns(formula_safety.guarded(pl.col(texts))) if texts else frame
    header = pl.Series("name", frame.columns, dtype=pl.String).to_frame()
    frame.columns = header.select(formula_safety.guarded(pl.col("name"))).to_series().to_list()
    with replacing(path) as part:
        frame.write_csv(part, include_bom=True, separator=separator, quote_style="necessary")
    return ()


def to_texts(dataset: Dataset, *, decimal_comma: bool = False) -> pl.DataFrame:
    """Return every column as text, with the states that the values do not tell as last columns."""
    frame = dataset.values.select(
        _as_cell(pl.col(name), dtype, decimal_comma)
        for name, dtype in dataset.values.schema.items()
    )
    packed = state_column.pack(dataset.values, dataset.states)
    return frame.with_columns(packed)


def _as_cell(column: pl.Expr, dtype: pl.DataType, decimal_comma: bool) -> pl.Expr:
    if dtype == pl.Boolean:
        return column.cast(pl.UInt8).cast(pl.String)
    if dtype.is_float():
        text = pl.when(column.is_finite()).then(column).cast(pl.String)
        return text.str.replace(".", ",", literal=True) if decimal_comma else text
    if dtype == pl.Datetime:
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
    return column.cast(pl.String)


def _empty_tail(frame: pl.DataFrame) -> int:
    """How many rows at the end have nothing in them."""
    filled = frame.select(~pl.all_horizontal(pl.all().is_null())).to_series()
    last = filled.arg_true()
    return frame.height - (last[-1] + 1 if len(last) else 0)
