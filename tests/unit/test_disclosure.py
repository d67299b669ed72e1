"""The choice of cells to hide, and the attacker who looks for a way round it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.domain.disclosure.audit import audit, limits
from lovende.domain.disclosure.suppression import protect
from lovende.domain.disclosure.system import Cell, System, parts
from lovende.domain.errors import LovendeError


def table(counts: list[list[int]]) -> System:
    """Rows and columns with all their sums."""
    system = System()
    values = np.array(counts)
    rows, columns = range(len(counts)), range(len(counts[0]))
    for row in rows:
        for column in columns:
            system.add(Cell((row, column), int(values[row, column]), 1.0 + values[row, column]))
    for row in rows:
        system.add(Cell((row, "sum"), int(values[row].sum()), 200.0))
        system.total((row, "sum"), [(row, column) for column in columns])
    for column in columns:
        system.add(Cell(("sum", column), int(values[:, column].sum()), 500.0))
        system.total(("sum", column), [(row, column) for row in rows])
    system.add(Cell("all", int(values.sum()), 5000.0))
    system.total("all", [(row, "sum") for row in rows])
    return system


tables = st.integers(2, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=2, max_size=4
    )
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables, st.sampled_from([3, 5]))
def test_small_counts_can_be_anything_in_whole_numbers_too(
    counts: list[list[int]], threshold: int
) -> None:
    system = table(counts)
    hidden = set(protect(system, threshold))
    small = system.small(threshold)
    assert small <= hidden
    assert audit(system, hidden, threshold) == ()
    for part in parts(system, hidden):
        for place, key in enumerate(part.keys):
            if key in small:
                low, high = limits(part, place, whole_numbers=True)
                assert low <= 1
                assert high >= threshold


def test_the_audit_tells_what_a_careless_choice_gives_away() -> None:
    system = table([[2, 10], [7, 6]])
    told = {(b.key, b.low, b.high) for b in audit(system, {(0, 0)}, 5)}
    assert told == {((0, 0), 2, 2)}
    # A small count that is simply printed.
    assert {b.key for b in audit(system, set(), 5)} == {(0, 0)}


def test_a_large_study_loses_little() -> None:
    # One small count in a table of large ones costs three others and no sum.
    hidden = protect(table([[100, 90, 80], [70, 3, 60], [50, 40, 30]]), 5)
    assert len(hidden) == 4
    assert not any("sum" in key for key in hidden if isinstance(key, tuple))


def test_what_cannot_be_hidden_is_refused() -> None:
    # Everybody knows that four answered: nothing below can reach five.
    system = System()
    system.add(Cell("all", 4, None))
    for key in ("yes", "no"):
        system.add(Cell(key, 2))
    system.total("all", ["yes", "no"])
    with pytest.raises(LovendeError) as caught:
        protect(system, 5)
    assert caught.value.fault.code == "disclosure.too_small"


def test_a_relation_that_does_not_hold_is_a_fault_of_the_program() -> None:
    system = System()
    for key, count in (("all", 4), ("part", 5)):
        system.add(Cell(key, count))
    with pytest.raises(ValueError, match="do not keep"):
        system.total("all", ["part"])
    with pytest.raises(ValueError, match="do not keep"):
        system.at_least(["all"], "part")
    with pytest.raises(ValueError, match="two cells"):
        system.add(Cell("all", 1))


def test_an_unbounded_count_has_no_upper_limit() -> None:
    system = System()
    system.add(Cell("hidden", 2))
    (part,) = parts(system, {"hidden"})
    assert limits(part, 0) == (0, np.inf)
