"""Where the answers of a questionnaire stand in a flat table: one row for each respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lovende.domain.questionnaire.factors import Factor, combined
from lovende.domain.questionnaire.model import Kind, option_column
from lovende.domain.questionnaire.normalising import normalise
from lovende.domain.questionnaire.plan import Plan, Rounds, Step

_ROUND_SUFFIX = re.compile(r"(.+?)__([1-9]\d*(?:_[1-9]\d*)*)")
_TICKED = frozenset({"1", "true", "True", "TRUE", "1.0"})


def column_name(name: str, rounds: Rounds) -> str:
    """Return the flat column of a question in a round: `name` in the first, then `name__2`, ...

    In a repeat within a repeat both rounds are told (`name__1_2`), unless both are the first.
    """
    if all(number == 1 for number in rounds):
        return name
    return f"{name}__{'_'.join(map(str, rounds))}"


def split_column(column: str) -> tuple[str, Rounds]:
    """Return the name and the rounds that a flat column tells; no rounds where it has no suffix."""
    found = _ROUND_SUFFIX.fullmatch(column)
    if found is None:
        return column, ()
    return found[1], tuple(int(part) for part in found[2].split("_"))


@dataclass(frozen=True)
class _Place:
    """A column of the table: the step and round it belongs to, and the option where it is a flag."""

    column: str
    option: str | None


class AnswerColumns:
    """The columns of a table of answers by question and round; read only when they are needed."""

    def __init__(self, plan: Plan, answers: pl.DataFrame) -> None:
        self._plan = plan
        self._answers = answers
        self._places: dict[tuple[str, Rounds], list[_Place]] = {}
        self._given: dict[tuple[str, Rounds], Factor] = {}
        owners = _owners(plan)
        for column in answers.columns:
            self._place(column, owners)
        self._last: dict[tuple[str, Rounds], int] = {}
        for name, rounds in self._places:
            for depth, repeat in enumerate(plan.by_name[name].repeats):
                key = (repeat, rounds[:depth])
                self._last[key] = max(self._last.get(key, 1), rounds[depth])

    def _place(self, column: str, owners: dict[str, tuple[Step, str | None]]) -> None:
        rounds: Rounds = ()
        owner = owners.get(column)
        if owner is None:
            base, rounds = split_column(column)
            owner = owners.get(base)
        if owner is None:
            return
        step, option = owner
        rounds = rounds or (1,) * len(step.repeats)
        if len(rounds) == len(step.repeats):
            self._places.setdefault((step.name, rounds), []).append(_Place(column, option))

    @property
    def size(self) -> int:
        """The number of respondents."""
        return self._answers.height

    def rounds_in_file(self, repeat: str, outer: Rounds) -> int:
        """The highest round of a repeat that has a column, at least 1."""
        return self._last.get((repeat, outer), 1)

    def all_rounds(self, path: tuple[str, ...], known: Rounds = ()) -> list[Rounds]:
        """Return every combination of rounds of the repeats `path` that begins with `known`."""
        found = [known]
        for depth in range(len(known), len(path)):
            found = [
                (*rounds, number)
                for rounds in found
                for number in range(1, self.rounds_in_file(path[depth], rounds) + 1)
            ]
        return found

    def rounds_of_step(self, step: Step) -> list[Rounds]:
        """Return the rounds of a step that the table has columns for."""
        return self.all_rounds(step.repeats)

    def variables(self, step: Step, rounds: Rounds) -> Iterator[str]:
        """Yield the names of the variables of a step in a round, its options included."""
        yield column_name(step.name, rounds)
        if step.kind is Kind.SEVERAL:
            for code in dict.fromkeys(self._codes(step)):
                yield column_name(option_column(step.name, code, self._plan.by_name), rounds)

    def _codes(self, step: Step) -> tuple[str, ...]:
        choices = self._plan.lists.get(step.question.choices or "")
        return choices.codes if choices else ()

    def given(self, step: Step, rounds: Rounds) -> Factor:
        """Return the answers as the texts that conditions see; '' where there is none."""
        slot = (step.name, rounds)
        if slot not in self._given:
            self._given[slot] = self._read(step, self._places.get(slot, []))
        return self._given[slot]

    def ticked(self, step: Step, rounds: Rounds, code: str) -> NDArray[np.bool_] | None:
        """Return who ticked an option, None where the options are not columns of their own."""
        places = self._places.get((step.name, rounds), [])
        if not places or any(place.option is None for place in places):
            return None
        column = next((place.column for place in places if place.option == code), None)
        return np.zeros(self.size, np.bool_) if column is None else _ticked(self._answers[column])

    def _read(self, step: Step, places: list[_Place]) -> Factor:
        whole = next((place for place in places if place.option is None), None)
        if whole is not None:
            choices = self._plan.lists.get(step.question.choices or "")
            factor = _factor(self._answers[whole.column])
            return factor.mapped(lambda raw: normalise(raw, step, choices).text)
        flags = {place.option: place.column for place in places}
        if not flags:
            return Factor.constant(self.size, "")
        codes = [code for code in dict.fromkeys(self._codes(step)) if code in flags]
        ticks = [Factor.of_flags(_ticked(self._answers[flags[code]])) for code in codes]
        return combined(ticks, self.size).mapped(
            lambda row: " ".join(code for code, tick in zip(codes, row, strict=True) if tick)
        )

    def last_round(self, repeat: str, outer: Rounds) -> NDArray[np.int64]:
        """Return for each respondent the last round of a repeat with any answer, 0 without."""
        last = np.zeros(self.size, np.int64)
        for (name, rounds), places in self._places.items():
            path = self._plan.by_name[name].repeats
            if repeat not in path:
                continue
            depth = path.index(repeat)
            if rounds[:depth] != outer:
                continue
            for place in places:
                column = self._answers[place.column]
                answered = _ticked(column) if place.option is not None else _filled(column)
                last = np.where(answered, np.maximum(last, rounds[depth]), last)
        return last


def _owners(plan: Plan) -> dict[str, tuple[Step, str | None]]:
    """Return step and option by column name."""
    owners: dict[str, tuple[Step, str | None]] = {}
    for step in plan.steps:
        if step.kind is Kind.SEVERAL:
            choices = plan.lists.get(step.question.choices or "")
            for code in choices.codes if choices else ():
                owners[option_column(step.name, code, plan.by_name)] = (step, code)
    return owners | {step.name: (step, None) for step in plan.steps}


def _factor(column: pl.Series) -> Factor:
    """Return a column as levels, in the order in which they first occur; null is None."""
    levels = column.unique(maintain_order=True)
    codes = column.replace_strict(levels, pl.Series(range(len(levels)), dtype=pl.Int64))
    return Factor(codes.to_numpy().astype(np.int64), tuple(levels.to_list()))


def _ticked(column: pl.Series) -> NDArray[np.bool_]:
    if column.dtype == pl.String:
        flags = column.str.strip_chars().is_in(list(_TICKED))
    elif column.dtype == pl.Boolean:
        flags = column
    else:
        flags = column.cast(pl.Float64, strict=False) != 0
    return flags.fill_null(False).to_numpy().astype(np.bool_)


def _filled(column: pl.Series) -> NDArray[np.bool_]:
    flags = column.is_not_null()
    if column.dtype == pl.String:
        flags = flags & (column.str.strip_chars() != "")
    return flags.fill_null(False).to_numpy().astype(np.bool_)
