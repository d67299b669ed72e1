"""The tables of the findings as a system of counts, and what is known to hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lovende.analysis.findings import Collapse, Findings, Option, Table
from lovende.analysis.protection.knowledge import Knowledge, RowKey
from lovende.domain.disclosure.system import Cell, Key, System

Where = tuple[str, str]
"""All respondents ("", ""), those of a grouping (variable, ""), or a group (variable, group)."""
ALL: Where = ("", "")

CELL_OF_ALL = 20.0
"""A count of all respondents is worth as much to the reader as this many of one group."""
ZERO = 30.0
COLLAPSED = 10.0
HEADLINE = 50.0
BASE = 5000.0
"""Without its base a column has no percentages at all: the last thing to give up."""


@dataclass(frozen=True)
class Column:
    """The counts of one question row in one place: all, a grouping, or a group."""

    row: RowKey
    where: Where
    base: int
    options: tuple[Option, ...]
    collapsed: tuple[Collapse, ...]
    several: bool

    def key(self, kind: str, name: str = "") -> Key:
        return (*self.row, *self.where, kind, name)

    def counts(self) -> Iterator[tuple[str, str, int]]:
        """Yield (kind, name, count) of every printed count."""
        yield "base", "", self.base
        for option in self.options:
            yield "option", option.code, option.count or 0
        for collapse in self.collapsed:
            yield "collapse", collapse.key, collapse.count or 0


def columns_of(table: Table) -> list[Column]:
    """Return the columns of a table; where a grouping leaves nobody out, `table.by` stays."""
    row, several = (table.question, table.row), table.kind == "several"
    whole: Where = (table.by or "", "")
    found = [
        Column(row, whole, table.base or 0, tuple(table.options), tuple(table.collapsed), several)
    ]
    for group in table.groups:
        where = (table.by or "", group.group)
        found.append(
            Column(
                row, where, group.base or 0, tuple(group.options), tuple(group.collapsed), several
            )
        )
    return found


def same_people(grouped: Column, all_people: Column) -> bool:
    """Whether a grouping leaves nobody out, so that its whole is the ungrouped table."""
    return list(grouped.counts()) == list(all_people.counts())


@dataclass(frozen=True)
class Counts:
    """The system of all tables, and for each grouped whole the key prefix it is the same as."""

    system: System
    alias: dict[tuple[RowKey, Where], Where]

    def key(self, column: Column, kind: str, name: str = "") -> Key:
        """Return the cell in which a printed count stands."""
        where = self.alias.get((column.row, column.where), column.where)
        return (*column.row, *where, kind, name)


def counts_of(findings: Findings, knowledge: Knowledge) -> Counts:
    """Return every count of every table, and all that follows from one another."""
    system = System()
    alias: dict[tuple[RowKey, Where], Where] = {}
    ungrouped: dict[RowKey, Column] = {}
    columns: dict[tuple[RowKey, Where], Column] = {}
    for table in findings.tables:
        whole, *groups = columns_of(table)
        known = ungrouped.get(whole.row)
        if not table.by:
            ungrouped[whole.row] = whole
        elif known is not None and same_people(whole, known):
            alias[whole.row, whole.where] = ALL
            whole = known
        for column in (whole, *groups):
            if (column.row, column.where) not in columns:
                columns[column.row, column.where] = column
                _add_column(system, column, knowledge)
        if groups:
            _add_groups(system, whole, groups)
        if table.by and whole.where != ALL and known is not None:
            _add_groups(system, known, [whole])
    _add_respondents(system, findings, columns)
    for link in knowledge.links:
        _add_link(system, columns, link.asked, link.source, link.codes)
    return Counts(system, alias)


def _add_column(system: System, column: Column, knowledge: Knowledge) -> None:
    headlines = {collapse.key for collapse in column.collapsed if collapse.headline}
    scale = 1.0 if column.where[1] else CELL_OF_ALL
    for kind, name, count in column.counts():
        headline = name in headlines and not column.where[1]
        cost = scale * _worth(kind, count, headline=headline)
        system.add(Cell(column.key(kind, name), count, cost))
    if column.several:
        _add_several(system, column, knowledge)
    else:
        base, options = column.key("base"), _option_keys(column)
        _sum(system, base, options)
        for collapse in column.collapsed:
            _sum(system, column.key("collapse", collapse.key), _chosen(column, collapse))


def _worth(kind: str, count: int, *, headline: bool) -> float:
    """What the reader loses with a count: bases most, small counts less than large ones."""
    if kind == "base":
        return BASE
    size = float(1 + count**0.5) if count else ZERO
    if kind == "collapse":
        return size * (HEADLINE if headline else COLLAPSED)
    return size


def _option_keys(column: Column) -> list[Key]:
    return [column.key("option", option.code) for option in column.options]


def _chosen(column: Column, collapse: Collapse) -> list[Key]:
    printed = {option.code for option in column.options}
    return [column.key("option", code) for code in collapse.codes if code in printed]


def _add_several(system: System, column: Column, knowledge: Knowledge) -> None:
    """Ticked and not ticked make the base, and everybody in the base ticked something."""
    base, options = column.key("base"), _option_keys(column)
    for kind, name, _ in column.counts():
        if kind != "base":
            _rest(system, base, [column.key(kind, name)])
    _bound(system, options, base)
    for collapse in column.collapsed:
        key, chosen = column.key("collapse", collapse.key), _chosen(column, collapse)
        _bound(system, chosen, key)
        for option in chosen:
            _bound(system, [key], option)
    for option in column.options:
        if (column.row[0], option.code) in knowledge.exclusive:
            alone = column.key("option", option.code)
            for other in options:
                if other != alone:
                    _at_most(system, [alone, other], base)


def _sum(system: System, whole: Key, parts: list[Key]) -> None:
    """Say that `parts` make `whole`, with a rest where they do not reach it."""
    known = [part for part in parts if part in system.cells]
    if sum(system.cells[part].value for part in known) == system.cells[whole].value:
        system.total(whole, known)
    else:
        _rest(system, whole, known, guarded=False)


def _rest(system: System, whole: Key, parts: list[Key], *, guarded: bool = True) -> None:
    """Add the people of `whole` who are not in `parts`, where there can be any."""
    rest = system.cells[whole].value - sum(system.cells[part].value for part in parts)
    if rest >= 0:
        key = system.add(Cell(("rest", whole, *parts), rest, 0.0, shown=False, guarded=guarded))
        system.total(whole, [*parts, key])


def _bound(system: System, larger: Iterable[Key], smaller: Key) -> None:
    """Say that `larger` reach `smaller`, if they do: what is not so, nobody can know."""
    keys = [key for key in larger if key in system.cells]
    if sum(system.cells[key].value for key in keys) >= system.cells[smaller].value:
        system.at_least(keys, smaller)


def _at_most(system: System, parts: list[Key], whole: Key) -> None:
    _rest(system, whole, parts, guarded=False)


def _add_groups(system: System, whole: Column, groups: list[Column]) -> None:
    """Say that the groups make the whole. Who has no group is a rest: those people are in no
    printed table of their own, and not to have a group is no answer."""
    for kind, name, _ in whole.counts():
        parts = [group.key(kind, name) for group in groups]
        known = [part for part in parts if part in system.cells]
        _sum(system, whole.key(kind, name), known)


def _add_respondents(
    system: System, findings: Findings, columns: dict[tuple[RowKey, Where], Column]
) -> None:
    """Nobody is in a base who is not among the printed number of respondents."""
    sizes: dict[Where, int] = {ALL: findings.response.answered}
    for group in findings.response.by_group:
        if group.variable and group.answered is not None:
            sizes[group.variable, group.group] = group.answered
    for where, size in sizes.items():
        system.add(Cell(("respondents", *where), size, None))
    for (_, where), column in columns.items():
        if where in sizes:
            _bound(system, [("respondents", *where)], column.key("base"))


def _add_link(
    system: System,
    columns: dict[tuple[RowKey, Where], Column],
    asked: RowKey,
    source: RowKey,
    codes: tuple[str, ...],
) -> None:
    """Nobody is in the base of a routed question who did not give the answer that leads to it."""
    for (row, where), column in list(columns.items()):
        origin = columns.get((source, where))
        if row == asked and origin is not None:
            leading = [origin.key("option", code) for code in codes]
            _bound(system, leading, column.key("base"))
