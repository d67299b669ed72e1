"""Answers as Parquet: the columns as they are, the description as JSON in the file's own metadata.

States that a null does not tell stand in columns named `variable__state` (0 answered, 1 skipped,
2 not asked, 3 not reached), so that other programs can use them too.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from lovende.domain.dataset.inference import coded
from lovende.domain.dataset.model import Dataset, Measure, Variable, VariableKind
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_
from lovende.formats.content import broken
from lovende.formats.description import described_by, tables_of
from lovende.formats.replacing import replacing

METADATA_KEY = "lovende"
_VERSION = 1


def write_parquet(dataset: Dataset, path: Path) -> tuple[Fault, ...]:
    """Write `dataset`; `read_parquet` gives the very same one back."""
    taken = set(dataset.values.columns)
    states: dict[str, str] = {}
    columns: list[pl.Series] = []
    for name in dataset.values.columns:
        state = dataset.states[name].cast(pl.UInt8)
        if (state == dataset.values[name].is_null().cast(pl.UInt8)).all():
            continue
        column = f"{name}__state"
        while column in taken:
            column += "_"
        taken.add(column)
        states[column] = name
        columns.append(state.alias(column))
    about = {"version": _VERSION, "states": states, **tables_of(dataset)}
    with replacing(path) as part:
        dataset.values.with_columns(columns).write_parquet(
            part, metadata={METADATA_KEY: json.dumps(about, ensure_ascii=False)}
        )
    return ()


def read_parquet(path: Path) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read a Parquet file of ours with all it describes, or anyone's with what its types tell.

    In the latter, Boolean columns are flags, categorical ones codes, and columns of lists, structs
    or bytes are left out with a warning. Raises LovendeError for a damaged file.
    """
    place = Place(file=path.name)
    try:
        metadata = pl.read_parquet_metadata(path)
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException):
        raise broken(path, "Parquet") from None
    if METADATA_KEY in metadata:
        try:
            return _described(frame, json.loads(metadata[METADATA_KEY])), ()
        except (KeyError, ValueError, TypeError, AttributeError, pl.exceptions.PolarsError):
            told = warning(
                "parquet.description",
                N_("The description in the file cannot be read; the answers are used without it."),
                place=place,
            )
            dataset, faults = _foreign(frame, place)
            return dataset, (told, *faults)
    return _foreign(frame, place)


def _described(frame: pl.DataFrame, about: dict[str, object]) -> Dataset:
    description = described_by(about)  # type: ignore[arg-type]  # JSON has no static type
    companions: dict[str, str] = about["states"]  # type: ignore[assignment]  # as above
    states = {name: frame[column] for column, name in companions.items()}
    return Dataset.from_values(
        description.variables,
        frame.drop(list(companions)),
        states,
        sets=description.sets,
        key=description.key,
        title=description.title,
    )


def _foreign(frame: pl.DataFrame, place: Place) -> tuple[Dataset, tuple[Fault, ...]]:
    variables: list[Variable] = []
    columns: list[pl.Series] = []
    faults: list[Fault] = []
    for series in frame.iter_columns():
        held = _held(series)
        if held is None:
            faults.append(
                warning(
                    "parquet.left_out",
                    N_("The column holds values of the type {type}, no answers; it is left out."),
                    place=place,
                    type=str(series.dtype),
                ).at(column=series.name)
            )
            continue
        variables.append(held[0])
        columns.append(held[1])
    return Dataset.from_values(tuple(variables), pl.DataFrame(columns)), tuple(faults)


def _held(series: pl.Series) -> tuple[Variable, pl.Series] | None:
    """The variable and the column that hold a foreign column, None where nothing does."""
    name, dtype = series.name, series.dtype
    if dtype == pl.Boolean:
        return Variable(name, VariableKind.FLAG), series
    if dtype in (pl.Categorical, pl.Enum):
        text = series.cast(pl.String)
        measure = Measure.ORDINAL if dtype == pl.Enum else Measure.NOMINAL
        return coded(Variable(name, VariableKind.CODE), text, measure=measure), text
    if dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128, pl.UInt128):
        return Variable(name, VariableKind.NUMBER, measure=Measure.SCALE), series.cast(pl.Int64)
    if dtype.is_numeric():
        numbers = series.cast(pl.Float64)
        return (
            Variable(name, VariableKind.NUMBER, measure=Measure.SCALE),
            numbers.set(numbers.is_nan(), None),
        )
    if dtype == pl.Date:
        return Variable(name, VariableKind.DATE, measure=Measure.SCALE), series
    if dtype == pl.Datetime:
        local = series.dt.replace_time_zone(None).cast(pl.Datetime("us"))
        return Variable(name, VariableKind.DATE, measure=Measure.SCALE), local
    if dtype in (pl.String, pl.Time, pl.Null):
        text = series.cast(pl.String)
        return Variable(name, VariableKind.TEXT), text.set(text == "", None)
    return None
