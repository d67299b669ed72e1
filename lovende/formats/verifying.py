"""Whether a file of a statistics program says the same as the dataset it was written from."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind

_CUT_FROM = 32_700
"""Bytes; a longer text may have been cut, which has been warned about."""


def differences(
    written: Dataset,
    back: Dataset,
    names: Mapping[str, str],
    labels: Mapping[str, str],
    categories: Mapping[str, Mapping[str, str]],
    *,
    measures: bool = True,
) -> list[str]:
    """Return the names of the variables whose answers, states or descriptions differ.

    `names` gives each variable its name in the file, `labels` and `categories` what was written
    for that name. Spaces at the end of a text do not count, since SPSS fills texts up with them,
    and a text of nothing else is an empty one. Moments are compared to the millisecond.
    """
    if back.size != written.size:
        return list(names)
    before = {variable.name: variable for variable in written.variables}
    after = {variable.name: variable for variable in back.variables}
    return [
        name
        for name, in_file in names.items()
        if in_file not in after
        or not _same_answers(written, back, name, in_file)
        or (measures and before[name].measure is not after[in_file].measure)
        or after[in_file].label.get("") != labels.get(in_file, "")
        or not _same_categories(before[name], after[in_file], categories.get(in_file, {}))
    ]


def _same_answers(written: Dataset, back: Dataset, name: str, in_file: str) -> bool:
    if not (written.states[name] == back.states[in_file]).all():
        return False
    before, after = written.values[name], back.values[in_file]
    answered = written.states[name] == int(AnswerState.ANSWERED)
    kept = before.is_not_null() & ~answered & after.is_not_null()
    return _equal(before, after, answered) and _equal(before, after, kept)


def _equal(before: pl.Series, after: pl.Series, rows: pl.Series) -> bool:
    before, after = before.filter(rows), after.filter(rows)
    if before.dtype.is_temporal() and after.dtype.is_temporal():
        moments = [s.cast(pl.Datetime("us")).dt.round("1ms") for s in (before, after)]
        return bool(moments[0].eq_missing(moments[1]).all())
    if before.dtype.is_float() and after.dtype.is_numeric():
        finite = before.set(~before.is_finite().fill_null(True), None)
        return bool(finite.eq_missing(after.cast(pl.Float64)).all())
    texts = [
        as_text(s).fill_null("").str.replace_all("\x00", "", literal=True).str.strip_chars_end(" ")
        for s in (before, after)
    ]
    same = (texts[0] == texts[1]) | (texts[0].str.len_bytes() > _CUT_FROM)
    return bool(same.all())


def _same_categories(before: Variable, after: Variable, categories: Mapping[str, str]) -> bool:
    if before.kind is VariableKind.FLAG:
        return after.kind is VariableKind.FLAG
    return {c.code: c.label.get("") for c in after.categories} == dict(categories)
