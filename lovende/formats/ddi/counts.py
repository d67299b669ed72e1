"""How often each value of a variable occurs, and the sums that a codebook gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from lovende.domain.dataset.codes import as_text
from lovende.domain.dataset.model import AnswerState, Dataset, Variable, VariableKind


@dataclass(frozen=True)
class Counts:
    """The counts of a variable.

    `valid` and `invalid` are numbers of respondents with and without an answer, `by_code` those
    who gave each code, `missing` those whose value, although given, counts as missing, `by_state`
    those without any value by the reason. `sums` are min, max, mean and standard deviation (with
    n - 1) of a number.
    """

    valid: int
    invalid: int
    by_code: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    by_state: dict[AnswerState, int] = field(default_factory=dict)
    sums: dict[str, float] = field(default_factory=dict)


def counts_of(dataset: Dataset, variable: Variable) -> Counts:
    """Count the values of one variable."""
    name = variable.name
    answered = dataset.answered(name)
    values = dataset.values[name]
    given = dataset.valid(name).drop_nulls()
    valid = int(answered.sum())
    # Values that were given and count as missing, and respondents without any value.
    coded = values.filter(~answered & values.is_not_null())
    states = dataset.states[name].filter(~answered & values.is_null())
    coded_counts = variable.kind in (VariableKind.CODE, VariableKind.FLAG)
    return Counts(
        valid=valid,
        invalid=dataset.size - valid,
        by_code=_by_value(given) if coded_counts else {},
        missing=_by_value(coded),
        by_state={
            state: count
            for state in AnswerState
            if state is not AnswerState.ANSWERED and (count := int((states == int(state)).sum()))
        },
        sums=_sums(given) if variable.kind is VariableKind.NUMBER else {},
    )


def _by_value(values: pl.Series) -> dict[str, int]:
    if values.is_empty():
        return {}
    counted = as_text(values).value_counts(sort=False, name="count")
    pairs = zip(counted[counted.columns[0]], counted["count"], strict=True)
    return {str(code): int(count) for code, count in pairs}


def _sums(values: pl.Series) -> dict[str, float]:
    if values.is_empty() or not values.dtype.is_numeric():
        return {}
    numbers = values.cast(pl.Float64)
    found = {
        "min": numbers.min(),
        "max": numbers.max(),
        "mean": numbers.mean(),
        "stdev": numbers.std(),
    }
    return {name: float(value) for name, value in found.items() if isinstance(value, float)}
