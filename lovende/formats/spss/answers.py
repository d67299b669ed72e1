"""What all answers of a numeric column are: it decides whether they are flags, codes or numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from lovende.domain.dataset.model import AnswerState, Measure
from lovende.formats.reserved_codes import is_flag_labels

_EXACT = 2.0**53
"""Up to here every whole number has a float of its own."""


@dataclass(frozen=True)
class Answers:
    """What holds for all answers of a numeric column.

    The valid ones: `others` are up to two that a set does not count; whether all are 0 or 1, whole,
    and labelled. All that are stored: whether they are whole numbers that a float holds exactly.
    `declared` says that a value that is declared missing occurs.
    """

    others: frozenset[float] = frozenset()
    zero_or_one: bool = True
    whole: bool = True
    labelled: bool = True
    are_exact: bool = True
    declared: bool = False

    def with_those(self, other: Answers) -> Answers:
        """Return what holds for these answers and the other ones together."""
        return Answers(
            frozenset(sorted(self.others | other.others)[:2]),
            self.zero_or_one and other.zero_or_one,
            self.whole and other.whole,
            self.labelled and other.labelled,
            self.are_exact and other.are_exact,
            self.declared or other.declared,
        )

    def are_flags(self, labels: dict[str, str], counted: float | None) -> bool:
        """Whether a set counts one of two values, or the values 0 and 1 are labelled as yes and no."""
        if counted is not None:
            return len(self.others) <= 1
        return is_flag_labels(labels) and self.zero_or_one

    def are_codes(self, measure: Measure) -> bool:
        """Labels make codes, unless they only name a few points of a scale or special values."""
        return self.labelled or (measure is not Measure.SCALE and self.whole)


@dataclass(frozen=True)
class Known:
    """What all answers of a file are, and the words of its states that say nothing."""

    answers: Mapping[str, Answers]
    unknown: Sequence[str] = ()


def answers_of(
    stored: pl.Series, state: pl.Series, labels: Sequence[float], counted: float | None
) -> Answers:
    """Return what holds for the answers of a column, or of some people of it.

    `labels` are the values that have a label, `counted` the value that a set counts.
    """
    valid = stored.set(state != int(AnswerState.ANSWERED), None).drop_nulls()
    there = stored.drop_nulls()
    others: list[float] = []
    if counted is not None:
        others = valid.filter(valid != counted).unique().sort().head(2).to_list()
    return Answers(
        frozenset(others),
        bool(valid.is_in([0.0, 1.0]).all()),
        bool((valid % 1 == 0).all()),
        bool(valid.is_in(list(labels)).all()),
        bool((there % 1 == 0).all()) and not bool((there.abs() > _EXACT).any()),
        bool(stored.filter(state != int(AnswerState.ANSWERED)).drop_nulls().len()),
    )
