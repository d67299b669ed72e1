"""The description of a dataset as plain tables, for formats that carry it as JSON or as sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    MultipleSet,
    Variable,
    VariableKind,
)
from lovende.domain.texts import Text

Table = list[dict[str, Any]]
_TYPES: dict[str, pl.DataType] = {
    "whole": pl.Int64(),
    "decimal": pl.Float64(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "text": pl.String(),
    "flag": pl.Boolean(),
}


@dataclass(frozen=True)
class Description:
    """Everything of a dataset apart from its answers. `types` are those of the columns."""

    variables: tuple[Variable, ...]
    types: Mapping[str, pl.DataType]
    sets: tuple[MultipleSet, ...]
    key: str | None
    title: Text


def tables_of(dataset: Dataset) -> dict[str, Table]:
    """Return the tables `variables`, `categories`, `missing`, `sets` and `dataset`."""
    return {
        "variables": [_variable_row(v, dataset.values[v.name].dtype) for v in dataset.variables],
        "categories": [
            {
                "variable": v.name,
                "code": c.code,
                "label": c.label.as_dict(),
                "dont_know": c.dont_know,
            }
            for v in dataset.variables
            for c in v.categories
        ],
        "missing": [
            {
                "variable": v.name,
                "type": "text" if isinstance(m.low, str) else "number",
                "low": m.low,
                "high": m.high,
                "state": m.state.name.lower(),
                "label": m.label.as_dict(),
            }
            for v in dataset.variables
            for m in v.missing
        ],
        "sets": [
            {"name": s.name, "label": s.label.as_dict(), "variables": " ".join(s.variables)}
            for s in dataset.sets
        ],
        "dataset": [{"key": dataset.key, "label": dataset.title.as_dict()}],
    }


def described_by(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Description:
    """Return the description that `tables` hold. Raises KeyError or ValueError where they do not."""
    categories: dict[str, list[Category]] = {}
    for row in tables.get("categories", ()):
        category = Category(str(row["code"]), _text(row), _truth(row["dont_know"]))
        categories.setdefault(row["variable"], []).append(category)
    missing: dict[str, list[MissingCodes]] = {}
    for row in tables.get("missing", ()):
        missing.setdefault(row["variable"], []).append(_missing_codes(row))
    about = next(iter(tables.get("dataset", ())), {})
    return Description(
        tuple(
            _variable(
                row, tuple(categories.get(row["name"], ())), tuple(missing.get(row["name"], ()))
            )
            for row in tables["variables"]
        ),
        {row["name"]: _TYPES[row["type"]] for row in tables["variables"]},
        tuple(
            MultipleSet(row["name"], _text(row), tuple(row["variables"].split()))
            for row in tables.get("sets", ())
        ),
        about.get("key") or None,
        _text(about),
    )


def _variable_row(variable: Variable, dtype: pl.DataType) -> dict[str, Any]:
    return {
        "name": variable.name,
        "kind": variable.kind.value,
        "type": _type_name(dtype),
        "measure": variable.measure.value,
        "label": variable.label.as_dict(),
        "question": variable.question,
        "number": variable.number,
        "row": variable.row,
        "option": variable.option,
        "round": variable.round,
    }


def _type_name(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "whole"
    if dtype.is_float():
        return "decimal"
    if dtype == pl.Datetime:
        return "datetime"
    return {pl.Date: "date", pl.Boolean: "flag"}.get(dtype.base_type(), "text")


def _variable(
    row: Mapping[str, Any], categories: tuple[Category, ...], missing: tuple[MissingCodes, ...]
) -> Variable:
    return Variable(
        name=row["name"],
        kind=VariableKind(row["kind"]),
        label=_text(row),
        measure=Measure(row["measure"]),
        categories=categories,
        missing=missing,
        question=row.get("question"),
        number=row.get("number"),
        row=int(row["row"]) if row.get("row") is not None else None,
        option=row.get("option"),
        round=int(row["round"]),
    )


def _missing_codes(row: Mapping[str, Any]) -> MissingCodes:
    numeric = row["type"] == "number"
    return MissingCodes(
        float(row["low"]) if numeric else str(row["low"]),
        float(row["high"]) if numeric else str(row["high"]),
        AnswerState[row["state"].upper()],
        _text(row),
    )


def _text(row: Mapping[str, Any]) -> Text:
    return Text.of(row.get("label") or {})


def _truth(value: object) -> bool:
    return value is True or str(value).casefold() in ("true", "1")
