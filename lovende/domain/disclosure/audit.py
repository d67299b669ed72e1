"""The attacker: what can be concluded about the hidden counts from everything that is printed.

The attacker knows every printed count, every sum and bound between counts, and that counts are
not negative. A small count (1 to threshold - 1) is safe when all of 1, 2, ..., threshold are still
possible for it: its least possible value is at most 1 and its largest at least the threshold. So
nobody can say that it is small, nor come nearer to it than the whole range of small counts. That
the rule is known does not help: a hidden cell may be small, or hidden for the sake of another.

The limits are found by linear programmes (HiGHS through scipy) over real numbers. A count passes
only on counts that were found and that keep every relation: the solver may fail to find some,
never invent them. Tables by one
grouping after another are networks, for which these are the limits over whole numbers too;
`whole_numbers` solves the integer programme, for small systems of any kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint

from lovende.domain.disclosure.programme import Floats, minimise, within
from lovende.domain.disclosure.system import Key, Part, System, parts

CLOSE = 1e-6


@dataclass(frozen=True)
class Breach:
    """A small count that can be told too closely: the least and the largest value it can have."""

    key: Key
    value: int
    low: float
    high: float


def audit(system: System, hidden: set[Key], threshold: int) -> tuple[Breach, ...]:
    """Return every small count that is not safe when the cells `hidden` are not printed."""
    small = system.small(threshold)
    unknown = {key for key, cell in system.cells.items() if key in hidden or not cell.shown}
    printed = sorted(small - unknown, key=repr)
    breaches = [
        Breach(key, system.cells[key].value, system.cells[key].value, system.cells[key].value)
        for key in printed
    ]
    for part in parts(system, unknown):
        mine = [place for place, key in enumerate(part.keys) if key in small]
        breaches += [
            Breach(part.keys[place], int(part.values[place]), *limits(part, place))
            for place in sorted({*too_low(part, mine, threshold), *too_high(part, mine)})
        ]
    return tuple(breaches)


def too_low(part: Part, places: Iterable[int], threshold: int) -> list[int]:
    """Return which of the cells at `places` cannot reach the threshold."""
    return _out_of_reach(part, list(places), threshold, upwards=True)


def too_high(part: Part, places: Iterable[int]) -> list[int]:
    """Return which of the cells at `places` cannot be as small as 1."""
    # The true counts are possible, so a cell that is 1 can be 1.
    return _out_of_reach(part, [p for p in places if part.values[p] > 1], 1, upwards=False)


def _out_of_reach(part: Part, places: list[int], target: int, *, upwards: bool) -> list[int]:
    """Return the cells that cannot reach `target`: first many at a time, then one by one."""
    failed: list[int] = []
    waiting, together = places, True
    while waiting:
        pushed = waiting if together else waiting[:1]
        found = _push(part, pushed, target, upwards=upwards)
        reached = found >= target - CLOSE if upwards else found <= target + CLOSE
        left = [place for place in waiting if not reached[place]]
        if len(left) < len(waiting):
            waiting, together = left, True
        elif together and len(waiting) > 1:
            together = False
        else:
            failed.append(waiting[0])
            waiting, together = waiting[1:], True
    return failed


def _push(part: Part, places: list[int], target: int, *, upwards: bool) -> Floats:
    """Return possible counts that bring many of `places` as far as `target`, and none beyond.

    Where nothing usable is found these are the true counts: they are always possible.
    """
    objective = np.zeros(len(part.keys))
    objective[places] = -1.0 if upwards else 1.0
    least, most = np.zeros(objective.size), np.full(objective.size, np.inf)
    if upwards:
        most[places] = target
    else:
        least[places] = target
    found = minimise(objective, known_of(part), least, most)
    if found is None or not is_possible(part, found):
        return part.values
    return found


def is_possible(part: Part, counts: Floats) -> bool:
    """Whether `counts` keep every relation of `part` and none is negative."""
    sums = part.matrix @ counts
    kept = (sums >= part.low - CLOSE) & (sums <= part.high + CLOSE)
    return bool(kept.all() and (counts >= -CLOSE).all())


def known_of(part: Part) -> LinearConstraint | None:
    """Return what is known of the cells of `part`."""
    return within(part.matrix, part.low, part.high)


def limits(part: Part, place: int, *, whole_numbers: bool = False) -> tuple[float, float]:
    """Return the least and the largest value of the cell at `place`; inf where it has no limit."""
    return (
        _extreme(part, place, upwards=False, whole_numbers=whole_numbers),
        _extreme(part, place, upwards=True, whole_numbers=whole_numbers),
    )


def _extreme(part: Part, place: int, *, upwards: bool, whole_numbers: bool = False) -> float:
    objective = np.zeros(len(part.keys))
    objective[place] = -1.0 if upwards else 1.0
    least, most = np.zeros(objective.size), np.full(objective.size, np.inf)
    found = minimise(objective, known_of(part), least, most, whole_numbers=whole_numbers)
    if found is None:
        return np.inf
    return float(found[place] if is_possible(part, found) else part.values[place])
