"""Codes as text: one spelling for one code, whatever type a file held it in."""

from __future__ import annotations

import re

import polars as pl

WHOLE_NUMBER = r"^(?:0|-?[1-9][0-9]{0,14})$"
"""A whole number written in the one way that survives becoming a number and back: "0101" is not one."""

_NUMBER_CODE = re.compile(WHOLE_NUMBER + r"|^-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9]$")
_EXACT = 2.0**53


def is_number_code(code: str) -> bool:
    """Whether `code` can be held as a number and come back letter by letter."""
    return _NUMBER_CODE.fullmatch(code) is not None


def code_from_number(number: float) -> str:
    """Return the code that a number stands for: 1.0 is "1", 1.5 is "1.5"."""
    whole = number == int(number) and abs(number) <= _EXACT
    return str(int(number)) if whole else repr(float(number))


def codes_from_numbers(numbers: pl.Expr) -> pl.Expr:
    """`code_from_number` for a numeric expression; null stays null."""
    floating = numbers.cast(pl.Float64)
    whole = (floating == floating.floor()) & (floating.abs() <= _EXACT)
    return (
        pl.when(whole)
        .then(floating.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(floating.cast(pl.String))
    )


def as_text(series: pl.Series) -> pl.Series:
    """Return any column of answers as text: codes for numbers, 1 and 0 for flags, ISO dates."""
    column = pl.col(series.name)
    if series.dtype == pl.String:
        return series
    if series.dtype == pl.Boolean:
        text = column.cast(pl.UInt8).cast(pl.String)
    elif series.dtype == pl.Float64 or series.dtype == pl.Float32:
        text = codes_from_numbers(column)
    elif series.dtype == pl.Datetime:
        text = column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
    else:
        text = column.cast(pl.String)
    return series.to_frame().select(text.alias(series.name)).to_series()
