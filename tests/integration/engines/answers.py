"""Answers to count, and the counts as a plain group_by makes them."""

from __future__ import annotations

import numpy as np
import polars as pl

from lovende.engines import Counted


def invented(people: int, seed: int = 1) -> pl.DataFrame:
    """Answers of every kind that a column can hold, with some that are missing."""
    chance = np.random.default_rng(seed)

    def some(values: list[object], dtype: pl.DataType) -> pl.Series:
        picked = chance.integers(0, len(values) + 1, people)
        return pl.Series([values[i] if i < len(values) else None for i in picked], dtype=dtype)

    words = ["never", "seldom", "often"]
    return pl.DataFrame(
        {
            "byte": pl.Series(chance.integers(1, 6, people), dtype=pl.UInt8),
            "signed": some([-2, -1, 0, 3], pl.Int8()),
            "wide": some([1, 2, 3, 9999], pl.Int64()),
            "whole": some([1.0, 2.0, 5.0], pl.Float64()),
            "flag": some([True, False], pl.Boolean()),
            "text": some(["nord", "syd", "øst", ""], pl.String()),
            "digits": some(["1", "2", "10"], pl.String()),
            "scale": some([*words], pl.Enum(words)),
            "group": some(["a", "b"], pl.Categorical()),
        }
    )


def level_texts(counted: Counted, name: str) -> list[str]:
    """The levels of a variable: codes, then kinds of missing."""
    variable = next(v for v in counted.variables if v.variable.name == name)
    return [*(c.code for c in variable.variable.categories), *variable.missing]


def by_group(answers: pl.DataFrame, counted: Counted, row: str, column: str) -> np.ndarray:
    """Count a two-way table with group_by."""
    texts = answers.select(
        as_text(answers[name]).alias(place) for place, name in (("row", row), ("column", column))
    )
    found = {(r, c): n for r, c, n in texts.group_by("row", "column").len().iter_rows()}
    table = [
        [found.pop((r, c), 0) for c in level_texts(counted, column)]
        for r in level_texts(counted, row)
    ]
    assert not found, "levels that were not counted"
    return np.array(table)


def as_text(series: pl.Series) -> pl.Series:
    """The level of each answer as a text."""
    if series.dtype == pl.Boolean:
        series = series.cast(pl.UInt8)
    if series.dtype.is_float():
        series = series.cast(pl.Int64)
    texts = series.cast(pl.String)
    return texts.set(texts == "", None).fill_null("skipped")


def assert_counts(answers: pl.DataFrame, counted: Counted, names: list[str] | None = None) -> None:
    """Every two-way table is the one that group_by makes."""
    names = names or answers.columns
    assert [v.variable.name for v in counted.variables] == names
    assert counted.counts.size == answers.height
    for row in names:
        for column in names:
            expected = by_group(answers, counted, row, column)
            np.testing.assert_array_equal(counted.counts.two_way(row, column), expected)
