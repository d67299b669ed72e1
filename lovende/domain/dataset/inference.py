"""What the columns of a table of texts probably are, where no questionnaire says it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lovende.domain.dataset.codes import WHOLE_NUMBER, is_number_code
from lovende.domain.dataset.model import Category, Dataset, Measure, Variable, VariableKind
from lovende.domain.texts import Text

FEW_NUMBERS = 12
"""A whole-number column with at most this many different values is taken for codes."""
FEW_TEXTS = 50
LONGEST_LABEL = 80

_DECIMAL = r"^-?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$"
_LEADING_ZERO = r"^-?0[0-9]"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DATETIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"


def typed(dataset: Dataset) -> Dataset:
    """Return `dataset` with its TEXT variables turned into what they look like.

    Whole numbers, decimals (point or comma), ISO dates and true/false become numbers, dates and
    flags; few, short, repeated values become codes. A column with leading zeros ("0101") is never
    a number. Empty texts are nulls.
    """
    variables: list[Variable] = []
    columns: list[pl.Series] = []
    for variable in dataset.variables:
        series = dataset.values[variable.name]
        if variable.kind is VariableKind.TEXT and variable.name != dataset.key:
            variable, series = _guess(variable, series)
        variables.append(variable)
        columns.append(series)
    return replace(dataset, variables=tuple(variables), values=pl.DataFrame(columns))


def coded(variable: Variable, series: pl.Series, *, measure: Measure | None = None) -> Variable:
    """Return `variable` as a CODE whose categories are the values that occur, in natural order."""
    codes = series.drop_nulls().unique().to_list()
    numbers = all(is_number_code(code) for code in codes)
    codes.sort(key=float if numbers else None)
    return replace(
        variable,
        kind=VariableKind.CODE,
        measure=measure or variable.measure,
        categories=tuple(Category(code, Text.of({"": code})) for code in codes),
    )


def _guess(variable: Variable, series: pl.Series) -> tuple[Variable, pl.Series]:
    given = series.drop_nulls()
    given = given.filter(given != "")
    if not len(given):
        return variable, series
    if given.str.contains(_LEADING_ZERO + "$|" + _LEADING_ZERO + "[0-9]*$").any():
        return _text_or_code(variable, series, given)
    if given.str.contains(WHOLE_NUMBER).all():
        if given.n_unique() <= FEW_NUMBERS:
            return coded(variable, given), series
        return _number(variable), series.cast(pl.Int64, strict=False)
    if given.str.contains(_DECIMAL).all() and not given.str.contains(_LEADING_ZERO).any():
        numbers = series.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        return _number(variable), numbers
    for pattern, kind in ((_DATE, pl.Date()), (_DATETIME, pl.Datetime("us"))):
        if given.str.contains(pattern).all():
            dates = _dates(series, kind)
            if dates.null_count() == len(series) - len(given):
                return replace(variable, kind=VariableKind.DATE, measure=Measure.SCALE), dates
    if given.is_in(["true", "false"]).all():
        flags = series.replace_strict({"true": True, "false": False}, default=None)
        return replace(variable, kind=VariableKind.FLAG), flags.cast(pl.Boolean)
    return _text_or_code(variable, series, given)


def _dates(series: pl.Series, kind: pl.Date | pl.Datetime) -> pl.Series:
    if isinstance(kind, pl.Date):
        return series.str.to_date("%Y-%m-%d", strict=False)
    dates = series.str.replace("T", " ", literal=True).str.to_datetime(
        "%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us"
    )
    days = dates.cast(pl.Date)
    return days if (dates == days.cast(pl.Datetime("us"))).all() else dates


def _number(variable: Variable) -> Variable:
    return replace(variable, kind=VariableKind.NUMBER, measure=Measure.SCALE)


def _text_or_code(
    variable: Variable, series: pl.Series, given: pl.Series
) -> tuple[Variable, pl.Series]:
    different = given.n_unique()
    repeated = different * 2 <= len(given)
    short = given.str.len_chars().max()
    if repeated and different <= FEW_TEXTS and isinstance(short, int) and short <= LONGEST_LABEL:
        return coded(variable, given), series
    return variable, series
