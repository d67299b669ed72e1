"""The chapter of two-way tables: one for each of the strongest pairs."""

from __future__ import annotations

from lovende.domain.statistics.associations import TESTS
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.all_pairs.strongest import MOST_TABLES
from lovende.reporting.all_pairs.two_way import OTHERS, TwoWay, two_way
from lovende.reporting.document import Cell
from lovende.reporting.story.writer import column, number, row
from lovende.reporting.typography import NO_BREAK, rounded

SHORT = 45
"""Characters of a label in a heading; the table has the whole of it."""


def write_tables(pen: Pen) -> None:
    """Write the chapter, unless no pair was tested."""
    say, pairs = pen.say, pen.pairs
    if not pairs.tested:
        return
    pen.chapter(say.t(N_("The tables")), "tables")
    said = say.t(
        N_(
            "Each table shows how those who answered both are spread: percentages down each column, and the number of people in brackets."
        )
    )
    if pairs.is_weighted:
        said += " " + say.t(N_("Percentages are weighted, numbers of people are not."))
    pen.paragraph(said)
    for place, pair in enumerate(pairs.order[:MOST_TABLES], start=1):
        _write_pair(pen, place, int(pair))


def _write_pair(pen: Pen, place: int, pair: int) -> None:
    say = pen.say
    table = two_way(pen.pairs, pair)
    names = {"one": say.short(table.row, SHORT), "other": say.short(table.column, SHORT)}
    pen.section(f"{place}. " + say.t(N_("{one} by {other}"), **names), f"pair-{place}")
    pen.paragraph(_sentence(pen, pair))
    total = int(table.counts.sum())
    head = [column(say.label(table.row)), *_heads(pen, table)]
    head.append(column(f"{say.t(N_('All'))} ({say.n(total)})", numeric=True))
    body = []
    for line, level in enumerate(table.rows):
        cells = [
            _cell(pen, share, count)
            for share, count in zip(table.shares[line], table.counts[line], strict=True)
        ]
        whole = _cell(pen, table.totals[line], table.counts[line].sum())
        body.append((row(_level(pen, table.row, level)), *cells, whole))
    caption = say.t(N_("By {variable}"), variable=say.label(table.column))
    note = ""
    if OTHERS in (table.rows[-1], table.columns[-1]):
        note = say.t(N_("“Other answers” takes the less frequent ones together."))
    pen.table(caption, head, body, f"pair-{place}-table", note)


def _heads(pen: Pen, table: TwoWay) -> list[Cell]:
    bases = table.counts.sum(axis=0)
    return [
        column(f"{_level(pen, table.column, level)} ({pen.say.n(base)})", numeric=True)
        for level, base in zip(table.columns, bases, strict=True)
    ]


def _level(pen: Pen, variable: int, level: int) -> str:
    return pen.say.t(N_("Other answers")) if level == OTHERS else pen.say.category(variable, level)


def _cell(pen: Pen, share: float, count: float) -> Cell:
    type_ = pen.say.type
    percent = type_.percent(rounded(float(share)))
    return number(f"{percent}{NO_BREAK}({type_.number(int(count))})")


def _sentence(pen: Pen, pair: int) -> str:
    """Say the size and the tests of a pair on one line."""
    say, pairs, found = pen.say, pen.pairs, pen.pairs.found
    parts = [f"V{NO_BREAK}={NO_BREAK}{say.number(found.v_corrected[pair])}"]
    if found.tau_b[pair] == found.tau_b[pair]:
        parts.append(f"τ{NO_BREAK}={NO_BREAK}{say.number(found.tau_b[pair])}")
        parts.append(f"γ{NO_BREAK}={NO_BREAK}{say.number(found.gamma[pair])}")
    if found.delta[pair] == found.delta[pair]:
        parts.append(f"δ{NO_BREAK}={NO_BREAK}{say.number(found.delta[pair])}")
    test = say.test(TESTS[found.primary[pair]])
    parts.append(f"{test}: {say.p(found.p[pair], True)}")
    parts.append(f"Holm: {say.p(pairs.holm[pair], True)}")
    parts.append(f"BH: {say.p(pairs.bh[pair], True)}")
    return "; ".join(parts) + "."
