"""A several-choice question: one column that lists the ticked options, and the rule for its base."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.matching.cells import MISSING_WORDS, code_reader, folded
from lovende.domain.dataset.model import AnswerState, Category, Variable, VariableKind

_SPLITS = (r"[\s,;|]+", r"\s*[;|\n]\s*", r"\s*,\s*")


def split_joined(
    series: pl.Series, flags: Sequence[Variable]
) -> tuple[dict[str, pl.Series], dict[str, tuple[str, ...]]]:
    """Read a column of listed options: codes between spaces, commas, semicolons or bars, or labels
    between semicolons, bars, line breaks or commas.

    Returns a Boolean column for each flag (null where the cell is empty) and, for each cell that
    could not be read wholly, the parts of it that are no option.
    """
    read = code_reader(
        Variable(
            name=series.name,
            kind=VariableKind.CODE,
            categories=tuple(Category(str(flag.option), flag.label) for flag in flags),
        )
    )
    text = as_text(series)
    different = text.drop_nulls().unique().to_list()
    position = {str(flag.option): place for place, flag in enumerate(flags)}
    ticked = np.zeros((len(different) + 1, len(flags)), dtype=bool)
    given = np.zeros(len(different) + 1, dtype=bool)
    wrong: dict[str, tuple[str, ...]] = {}
    for row, cell in enumerate(different):
        if not cell.strip() or (folded(cell) in MISSING_WORDS and read(cell) is None):
            continue
        codes, unread = _parts(cell, read)
        if unread:
            wrong[cell] = unread
        given[row] = bool(codes)
        ticked[row, [position[code] for code in codes]] = True
    rows = (
        text.replace_strict(different, list(range(len(different))), default=len(different))
        .cast(pl.Int64)
        .fill_null(len(different))
        .to_numpy()
        if different
        else np.zeros(len(text), dtype=np.int64)
    )
    empty = pl.Series(~given[rows])
    columns = {
        flag.name: pl.Series(flag.name, ticked[rows, place]).set(empty, None)
        for place, flag in enumerate(flags)
    }
    return columns, wrong


def by_base_rule(
    values: dict[str, pl.Series], states: dict[str, pl.Series], names: Sequence[str]
) -> None:
    """Apply the base of a several-choice question, in place: who ticked at least one option
    answered every option; who ticked none skipped them all, unless a state says otherwise."""
    any_ticked = pl.Series(np.zeros(len(values[names[0]]), dtype=bool))
    for name in names:
        any_ticked = any_ticked | values[name].fill_null(False)
    for name in names:
        flags, state = values[name], states[name]
        filled = any_ticked & flags.is_null() & (state <= int(AnswerState.SKIPPED))
        flags = flags.set(filled, False)
        state = state.set(filled, int(AnswerState.ANSWERED))
        none = ~any_ticked & (state == int(AnswerState.ANSWERED))
        states[name] = state.set(none, int(AnswerState.SKIPPED))
        values[name] = flags.set(none, None)


def _parts(cell: str, read: Callable[[str], str | None]) -> tuple[list[str], tuple[str, ...]]:
    """The codes that a cell lists, by the first way of splitting it that every part agrees to."""
    whole = read(cell)
    if whole is not None:
        return [whole], ()
    best: tuple[list[str], tuple[str, ...]] = ([], (cell.strip(),))
    for split in _SPLITS:
        parts = [part for part in re.split(split, cell.strip()) if part]
        codes = [read(part) for part in parts]
        unread = tuple(part for part, code in zip(parts, codes, strict=True) if code is None)
        known = [code for code in codes if code is not None]
        if not unread:
            return known, ()
        if len(known) > len(best[0]):
            best = (known, unread)
    return best
