"""How the answers of a column become codes 0, 1, ...: the same expressions in every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from lovende.domain.dataset.model import AnswerState, MissingCodes
from lovende.engines.head import Column, Held
from lovende.formats import formula_safety

STATES = (AnswerState.SKIPPED, AnswerState.NOT_ASKED, AnswerState.NOT_REACHED)


@dataclass(frozen=True)
class Coding:
    """Gives each answer of a column a slot: first one for each of its values, then one for all
    other values where `rest` is set, then those of the states.

    With `values` None the slots are the whole numbers from `low` on, `width` of them. `states` is
    how many states have a slot: none where nothing is missing, 1 (skipped) where a null is all
    there is to tell, else all 3.
    """

    column: Column
    values: tuple[str | int | float, ...] | None
    low: int
    width: int
    rest: bool
    states: int

    @property
    def slots(self) -> int:
        return self.width + self.rest + self.states

    def expression(self) -> pl.Expr:
        """Return the expression that makes a column of slots (uint8, no nulls)."""
        code = self._value()
        first = self.width + self.rest
        if self.column.states is not None:
            state = pl.col(self.column.states)
            declared = self._declared()
            counts = (state == 0) | code.is_in(declared) if declared else state == 0
            code = pl.when(counts).then(code)
            state = state.clip(1, len(STATES)).fill_null(1).cast(pl.UInt8)
            code = code.fill_null(state + pl.lit(first - 1, pl.UInt8))
        elif self.states:
            code = code.fill_null(pl.lit(first, pl.UInt8))
        return code.alias(self.column.name)

    def value_of(self, slot: int) -> str | int | float:
        """Return the value that a slot below `width` stands for."""
        return slot + self.low if self.values is None else self.values[slot]

    def declared(self, slot: int) -> int | None:
        """Return the place of the missing codes that declare the value of a slot, if any do."""
        return declared_by(self.column.variable.missing, self.value_of(slot))

    def _declared(self) -> list[int]:
        if not self.column.variable.missing:
            return []
        return [slot for slot in range(self.width) if self.declared(slot) is not None]

    def _value(self) -> pl.Expr:
        column = stored(self.column)
        if self.values is None:
            if self.column.held is Held.FLAG:
                return column.cast(pl.UInt8)
            if self.low:
                # Where the codes do not fit 64 bits with a sign, they do with 128.
                wide = pl.Int64 if abs(self.low) + self.width < 1 << 63 else pl.Int128
                column = column.cast(wide) - pl.lit(self.low, wide)
            return column.cast(pl.UInt8)
        if self.column.held is Held.TEXT and not self.rest:
            return (
                column.cast(pl.Enum([str(value) for value in self.values]), strict=False)
                .to_physical()
                .cast(pl.UInt8)
            )
        code = column.replace_strict(
            list(self.values),
            list(range(self.width)),
            default=self.width if self.rest else None,
            return_dtype=pl.UInt8,
        )
        return pl.when(column.is_not_null()).then(code) if self.rest else code


def stored(column: Column) -> pl.Expr:
    """Return a column as it is stored, null where there is nothing: an empty text, not a number.

    Values in a range that is declared missing become the lower end of that range.
    """
    value = pl.col(column.name)
    if column.held is Held.TEXT:
        value = value.cast(pl.String)
        value = pl.when(value != "").then(value)
    elif column.held is Held.DECIMAL:
        value = value.cast(pl.Float64).fill_nan(None)
    elif column.held is Held.NOTHING:
        value = value.cast(pl.String)
    codes = column.variable.missing
    singles = [each.low for each in codes if each.low == each.high]
    for each in codes:
        numeric = column.held in (Held.WHOLE, Held.DECIMAL)
        if each.low != each.high and numeric and not isinstance(each.low, str):
            inside = value.is_between(pl.lit(each.low), pl.lit(each.high))
            value = pl.when(inside & ~value.is_in(singles)).then(pl.lit(each.low)).otherwise(value)
    return value.alias(column.name)


def declared_by(missing: Sequence[MissingCodes], value: str | int | float) -> int | None:
    """Return the place of the missing codes that declare a value, the last of them, if any do."""
    for place in reversed(range(len(missing))):
        codes = missing[place]
        same = _as(value, codes.low)
        if same is not None and codes.low <= same <= codes.high:  # type: ignore[operator]  # the same type
            return place
    return None


def _as(value: str | int | float, like: str | float) -> str | float | None:
    """Return a value as a text or as a number, as `like` is; None where it is no number."""
    if isinstance(like, str):
        return value if isinstance(value, str) else None
    try:
        return float(value)
    except ValueError:
        return None


def unguarded(names: Sequence[str]) -> list[pl.Expr]:
    """Take away what guards the cells of a CSV file from being run by a spreadsheet."""
    return [formula_safety.unguarded(pl.col(name)).alias(name) for name in names]
