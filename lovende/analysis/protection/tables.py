"""Takes the hidden counts, and what follows from them, out of tables and tests."""

from __future__ import annotations

from lovende.analysis.findings import Collapse, Option, Table, TableGroup, Test
from lovende.analysis.protection.counts import Column, Counts, columns_of
from lovende.domain.disclosure.system import Key

STEPS = (0.00099, 0.0099, 0.0499)
"""A p-value of a protected table is rounded up to just below 0.001, 0.01 or 0.05, else to 1."""


def mask_table(table: Table, counts: Counts, hidden: frozenset[Key]) -> bool:
    """Remove the hidden counts from `table`; return whether there were any.

    The numbers of those who were not asked or skipped the question go from every table: the
    reader has the base, and they would tell how many gave the answers that lead to a question.
    """
    table.not_asked = table.skipped = table.not_reached = None
    parts: list[Table | TableGroup] = [table, *table.groups]
    columns = columns_of(table)
    touched = [_mask(*pair, counts, hidden) for pair in zip(parts, columns, strict=True)]
    return any(touched)


def _mask(part: Table | TableGroup, column: Column, counts: Counts, hidden: frozenset[Key]) -> bool:
    base_hidden = counts.key(column, "base") in hidden
    if base_hidden:
        part.base = None
    touched = base_hidden
    for option in part.options:
        if base_hidden or counts.key(column, "option", option.code) in hidden:
            _clear(option)
            option.suppressed = touched = True
    for collapse in part.collapsed:
        if base_hidden or counts.key(column, "collapse", collapse.key) in hidden:
            _clear(collapse)
            touched = True
    return touched


def _clear(count: Option | Collapse) -> None:
    count.count = count.percent = count.low = count.high = None


def mask_tests(tests: list[Test], protected: set[tuple[str, int | None, str]]) -> None:
    """Take out of `tests` what would give hidden counts away.

    With the margins printed, a statistic, an effect, an n without the don't knows or a p-value
    with all its digits fits a single table only: a few tries recover it. Of a test on a protected
    table the verdict is left, its p-values rounded up to 0.001, 0.01, 0.05 or 1. A corrected
    p-value can be that of another test of the family, so these are rounded in the whole family.
    """
    families = {by for _, _, by in protected}
    for test in tests:
        if test.by in families:
            test.p_holm, test.p_bh = _rounded_up(test.p_holm), _rounded_up(test.p_bh)
        if (test.question, test.row, test.by) in protected:
            test.p, test.p_clustered = _rounded_up(test.p), _rounded_up(test.p_clustered)
            test.statistic = test.df = test.n = None
            test.effect = test.effect_low = test.effect_high = None
            test.method = test.clustered_method = None
            test.p_se = test.p_clustered_se = None
            test.reason = test.reason if test.p is None else "protected"


def _rounded_up(p: float | None) -> float | None:
    if p is None:
        return None
    return next((step for step in STEPS if p <= step), 1.0)
