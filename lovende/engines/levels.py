"""From the slots that were counted to the levels that are shown: named, in order, none in vain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf

import numpy as np

from lovende.domain.dataset.codes import code_from_number
from lovende.domain.dataset.inference import FEW_NUMBERS
from lovende.domain.dataset.model import AnswerState, Category, Measure, Variable, VariableKind
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.statistics.pair_counts import (
    MOST_LEVELS,
    Layout,
    PairCounts,
    WeightedPairCounts,
)
from lovende.domain.texts import N_, Text
from lovende.engines.coding import STATES, Coding
from lovende.engines.model import Counted, CountedVariable, Job
from lovende.engines.planning import Plan, in_order, nothing_left
from lovende.formats.reserved_codes import FLAG_LABELS, is_reserved
from lovende.translation import in_all_languages

REST = "other"
"""The code of the level that holds all values but the most frequent ones."""


@dataclass(frozen=True)
class Levels:
    """The levels of one variable, and the level of each of its slots; -1 where nobody has it."""

    counted: CountedVariable
    of_slots: tuple[int, ...]
    notes: tuple[Fault, ...] = ()


def counted(
    plan: Plan, slots: PairCounts, weighted: WeightedPairCounts | None, job: Job, place: Place
) -> Counted:
    """Return the counts of all levels from those of all slots.

    Raises LovendeError where no variable is left.
    """
    levels: list[Levels] = []
    notes = list(plan.notes)
    for coding in plan.codings:
        found = _levels(coding, slots.one_way(coding.column.name), job)
        at = [note.at(file=place.file, column=coding.column.name) for note in _notes_of(found)]
        notes += at
        if isinstance(found, Levels):
            levels.append(found)
    if not levels:
        raise nothing_left(place, notes)
    layout = Layout(
        tuple(each.counted.variable.name for each in levels),
        tuple(each.counted.levels for each in levels),
    )
    rows = _rows(slots.layout, layout, levels)
    counts = PairCounts(layout, _taken_together(slots.matrix, rows, layout.size), slots.size)
    if weighted is not None:
        weighted = WeightedPairCounts(
            layout,
            _taken_together(weighted.weights, rows, layout.size),
            _taken_together(weighted.squares, rows, layout.size),
            weighted.size,
        )
    return Counted(tuple(each.counted for each in levels), counts, weighted, tuple(notes))


def _notes_of(found: Levels | Fault) -> tuple[Fault, ...]:
    return found.notes if isinstance(found, Levels) else (found,)


def _rows(slots: Layout, layout: Layout, levels: Sequence[Levels]) -> np.ndarray:
    """Return the row of each slot in the matrix of levels, -1 where it has none."""
    rows = np.full(slots.size, -1, np.int64)
    for each in levels:
        name = each.counted.variable.name
        own = np.array(each.of_slots, np.int64)
        rows[slots.rows(name)] = np.where(own < 0, -1, own + layout.rows(name).start)
    return rows


def _taken_together(matrix: np.ndarray, rows: np.ndarray, size: int) -> np.ndarray:
    """Return the matrix of levels: the sums of the rows and columns of their slots."""
    kept = np.flatnonzero(rows >= 0)
    order = kept[np.argsort(rows[kept], kind="stable")]
    present, starts = np.unique(rows[order], return_index=True)
    small = matrix[np.ix_(order, order)]
    if len(present) < len(order):
        small = np.add.reduceat(np.add.reduceat(small, starts, axis=0), starts, axis=1)
    if len(present) == size:
        return small
    whole = np.zeros((size, size), matrix.dtype)
    whole[np.ix_(present, present)] = small
    return whole


def _levels(coding: Coding, alone: np.ndarray, job: Job) -> Levels | Fault:
    """Return the levels of a variable, or why it is left out after all."""
    keys = _keys(coding, alone)
    valid = {key[1] for key in keys if key is not None and key[0] == "code"}
    if not valid:
        return warning("engine.all_missing", N_("Nobody has an answer here; it is left out."))
    people = dict.fromkeys(valid, 0)
    for key, count in zip(keys, alone.tolist(), strict=True):
        if key is not None and key[0] == "code":
            people[key[1]] += count
    variable = coding.column.variable
    if not variable.categories and variable.name not in job.only and _is_identifier(people):
        return warning(
            "engine.identifier",
            N_(
                "It has {levels} different answers of {people}, as names and identifiers have; it is left out. "
                "Name it in --only to count it."
            ),
            levels=len(people),
            people=sum(people.values()),
        )
    categories, grouped, notes = _categories(coding, people, job)
    missing = list(dict.fromkeys(key for key in keys if key is not None and key[0] == "missing"))
    missing.sort(key=lambda key: _place_of_missing(coding, key[1]))
    places = {("code", category.code): place for place, category in enumerate(categories)}
    places |= {
        ("code", code): places["code", grouped]
        for code in valid
        if grouped and ("code", code) not in places
    }
    places |= {key: len(categories) + place for place, key in enumerate(missing)}
    shown = replace(
        variable,
        kind=VariableKind.CODE if variable.kind is VariableKind.TEXT else variable.kind,
        measure=Measure.NOMINAL if grouped else variable.measure,
        categories=categories,
    )
    one = CountedVariable(shown, tuple(key[1] for key in missing))
    return Levels(one, tuple(-1 if key is None else places[key] for key in keys), tuple(notes))


def _is_identifier(people: dict[str, int]) -> bool:
    return len(people) > FEW_NUMBERS and 2 * len(people) > sum(people.values())


def _keys(coding: Coding, alone: np.ndarray) -> list[tuple[str, str] | None]:
    """Return what each slot stands for: a code, or a kind of missing; None where nobody has it."""
    keys: list[tuple[str, str] | None] = []
    first = coding.width + coding.rest
    for slot, count in enumerate(alone.tolist()):
        if not count:
            keys.append(None)
        elif slot >= first:
            keys.append(("missing", STATES[slot - first].name.lower()))
        elif slot == coding.width:
            keys.append(("code", REST))
        elif (place := coding.declared(slot)) is not None:
            keys.append(("missing", missing_name(coding.column.variable, place)))
        else:
            keys.append(("code", code_of(coding.value_of(slot))))
    return keys


def code_of(value: str | int | float) -> str:
    """Return the code that a stored value is: a whole number with all its digits."""
    if isinstance(value, str | int) or isinf(value):
        return str(value)
    return code_from_number(value)


def missing_name(variable: Variable, place: int) -> str:
    """Return the name of a declared kind of missing: its label, else its codes.

    A code that we wrote for a state has the name of that state.
    """
    codes = variable.missing[place]
    if is_reserved(codes):
        return codes.state.name.lower()
    numbers = [code_of(each) for each in (codes.low, codes.high)]
    written = numbers[0] if codes.low == codes.high else f"{numbers[0]} – {numbers[1]}"
    label = str(codes.label)
    if not label or label in {state.name.lower() for state in AnswerState}:
        return written
    shared = sum(str(other.label) == label for other in variable.missing) > 1
    return f"{label} ({written})" if shared else label


def _place_of_missing(coding: Coding, name: str) -> tuple[int, int]:
    """Declared kinds of missing stand in the order of the file, the states after them."""
    for place, state in enumerate(STATES):
        if state.name.lower() == name:
            return 1, place
    variable = coding.column.variable
    names = [missing_name(variable, place) for place in range(len(variable.missing))]
    return 0, names.index(name)


def _categories(
    coding: Coding, people: dict[str, int], job: Job
) -> tuple[tuple[Category, ...], str | None, list[Fault]]:
    """Return the categories in printed order, the code that all others were grouped under, notes."""
    ordered = _known_and_found(coding, people)
    notes = []
    most = job.most_levels or MOST_LEVELS
    grouped = None
    if coding.rest or (job.most_levels is not None and len(ordered) > most):
        grouped = REST
        frequent = sorted(ordered, key=lambda c: -people.get(c.code, 0))
        kept = [c.code for c in frequent if c.code != REST][: most - 1]
        notes.append(
            warning(
                "engine.grouped",
                N_("Only the {kept} most frequent levels are kept; all others are one level."),
                kept=len(kept),
            )
        )
        rest = Category(REST, Text.of(in_all_languages(N_("All others"))))
        ordered = [c for c in ordered if c.code in kept]
        ordered.append(rest)
    elif len(people) == 1 and len(ordered) == 1:
        notes.append(warning("engine.one_level", N_("Everyone who answered gave the same answer.")))
    return _dont_know_last(ordered), grouped, notes


def _known_and_found(coding: Coding, people: dict[str, int]) -> list[Category]:
    """Return the categories that the file names and those that it only has people in."""
    variable = coding.column.variable
    known = list(variable.categories) or _of_flags(variable)
    codes = {category.code for category in known}
    if len(codes | people.keys()) > MOST_LEVELS - len(STATES):
        known = [category for category in known if category.code in people]
    found = [
        Category(str(code), Text.of({"": str(code)}))
        for code in in_order([*people])
        if code not in codes
    ]
    numbers = [category.code for category in known]
    if found and numbers and numbers == in_order(numbers):
        by_code = {category.code: category for category in (*known, *found)}
        return [by_code[str(code)] for code in in_order([*by_code])]
    return [*known, *found]


def _of_flags(variable: Variable) -> list[Category]:
    if variable.kind is not VariableKind.FLAG:
        return []
    return [
        Category(str(code), Text.of(in_all_languages(label))) for code, label in FLAG_LABELS.items()
    ]


def _dont_know_last(categories: Sequence[Category]) -> tuple[Category, ...]:
    return tuple(sorted(categories, key=lambda category: category.dont_know))
