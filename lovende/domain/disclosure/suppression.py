"""Chooses the cells to hide: the small counts, and the others that would give them away."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, hstack

from lovende.domain.disclosure.audit import CLOSE, audit, too_high, too_low
from lovende.domain.disclosure.programme import Floats, minimise, within
from lovende.domain.disclosure.system import Key, Part, System, parts
from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_

HIDDEN_COST = 1e-4
"""Moving a count that is hidden already is nearly free, but not quite: no idle detours."""


def protect(system: System, threshold: int) -> frozenset[Key]:
    """Return the keys of the cells to hide, so that `audit` finds nothing.

    For each small count that the attacker could tell too closely, the cheapest other counts are
    found with which it could be anything from 1 to the threshold: a linear programme over the
    changes y of all counts that keep every relation, with cost sum(cost * |y|); the cells that
    change are hidden (the incremental heuristic for complementary cell suppression; Kelly, Golden
    and Assad 1992, Fischetti and Salazar 2001). Hiding more only widens what is possible, so a
    count once safe stays safe. Raises LovendeError where even hiding everything is not enough.
    """
    hidden = {key for key in system.small(threshold) if system.cells[key].shown}
    movable = {key for key, cell in system.cells.items() if cell.cost is not None}
    small = system.small(threshold)
    for part in parts(system, movable):
        if small.intersection(part.keys):
            _protect_part(system, part, hidden, threshold)
    if audit(system, hidden, threshold):
        raise LovendeError(
            fault(
                "disclosure.too_small",
                N_(
                    "There are too few answers to publish anything: small counts cannot be hidden."
                    " Make the findings for the analyst instead."
                ),
            )
        )
    return frozenset(hidden)


def _protect_part(system: System, part: Part, hidden: set[Key], threshold: int) -> None:
    """Hide cells of `part` until its small counts are safe; `hidden` grows."""
    safe_up: set[Key] = set()
    safe_down: set[Key] = set()
    small = system.small(threshold).intersection(part.keys)
    for inner in parts(system, _unknown(system, part, hidden)):
        mine = [place for place, key in enumerate(inner.keys) if key in small]
        low, high = too_low(inner, mine, threshold), too_high(inner, mine)
        safe_up |= {inner.keys[place] for place in mine if place not in low}
        safe_down |= {inner.keys[place] for place in mine if place not in high}
    place_of = {key: place for place, key in enumerate(part.keys)}
    for key in sorted(small, key=lambda k: (part.values[place_of[k]], place_of[k])):
        for target, safe in ((threshold, safe_up), (1, safe_down)):
            if key in safe:
                continue
            found = _cheapest_change(system, part, hidden, place_of[key], target)
            if found is None:
                continue
            moved = np.flatnonzero(np.abs(found - part.values) > CLOSE)
            hidden |= {part.keys[m] for m in moved if system.cells[part.keys[m]].shown}
            safe_up |= {k for k in small if found[place_of[k]] >= threshold - CLOSE}
            safe_down |= {k for k in small if found[place_of[k]] <= 1 + CLOSE}


def _unknown(system: System, part: Part, hidden: set[Key]) -> set[Key]:
    return {key for key in part.keys if key in hidden or not system.cells[key].shown}


def _cheapest_change(
    system: System, part: Part, hidden: set[Key], place: int, target: int
) -> Floats | None:
    """Return other counts that keep every relation and bring the cell at `place` to `target`, at
    the least cost of cells to hide; None where there are none."""
    free = _unknown(system, part, hidden)
    cost = np.array([_cost(system, key, free) for key in part.keys])
    # Counts are written as truth + up - down.
    cells = len(part.keys)
    least, most = np.zeros(2 * cells), np.full(2 * cells, np.inf)
    most[cells:] = part.values
    need = target - part.values[place]
    least[place] = most[place] = max(need, 0.0)
    least[cells + place] = most[cells + place] = max(-need, 0.0)
    truth = part.matrix @ part.values
    changes = csc_array(hstack([part.matrix, -part.matrix]))
    known = within(changes, part.low - truth, part.high - truth)
    found = minimise(np.concatenate([cost, cost]), known, least, most)
    return None if found is None else part.values + found[:cells] - found[cells:]


def _cost(system: System, key: Key, free: set[Key]) -> float:
    cost = system.cells[key].cost
    return HIDDEN_COST if key in free or cost is None else cost
