"""Tables of answers: the options of a question, the rows of a matrix, the groups of a comparison."""

from __future__ import annotations

from lovende.analysis.findings import Collapse, Option, Table
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.story.writer import HIDDEN_NOTE, Writer, column, number, row
from lovende.reporting.typography import HIDDEN

SMALL = 20
"""Below this base a percentage is told with a caution: one person is more than 5 per cent."""
FEW = N_("There are few answers, so the percentages must be read with caution.")


def share(w: Writer, part: Option | Collapse, base: int | None) -> str:
    """The percentage of an answer, rounded half up from its count."""
    return w.type.share(part.count, base)


def count_and_share(w: Writer, part: Option | Collapse, base: int | None) -> str:
    """`54 % (159)`; one dot where it is hidden."""
    if part.count is None:
        return HIDDEN
    return f"{share(w, part, base)} ({w.type.number(part.count)})"


def is_hidden(tables: list[Table]) -> bool:
    """Whether any number of these tables was suppressed."""
    return any(
        table.base is None
        or any(option.count is None for option in table.options)
        or any(g.base is None or any(o.count is None for o in g.options) for g in table.groups)
        for table in tables
    )


def note(w: Writer, tables: list[Table], base: str = "") -> str:
    """What stands under a figure or table: n, several ticks, who was asked, hidden numbers.

    `base` says n in other words, for a comparison that has one for each group.
    """
    first = tables[0]
    parts = [(base or w.type.base([table.base for table in tables])) + "."]
    if first.kind == "several":
        several = N_("The percentages sum to over 100, because several answers could be given.")
        parts.append(w.t(several))
    if first.asked_if:
        parts.append(sentence(w.say(first.asked_if)))
    if is_small(tables):
        parts.append(w.t(FEW))
    if is_hidden(tables):
        parts.append(w.t(HIDDEN_NOTE))
    return " ".join(parts)


def sentence(text: str) -> str:
    """Return `text` with one full stop at its end."""
    return f"{text.rstrip().rstrip('.')}."


def is_small(tables: list[Table]) -> bool:
    """Whether so few answered, in all or in a group, that a percentage says little."""
    bases = [table.base for table in tables] + [g.base for t in tables for g in t.groups]
    return any(base is not None and 0 < base < SMALL for base in bases)


def title(w: Writer, table: Table) -> str:
    """The question, with the row of the matrix where the table is one."""
    return with_row(w, w.say(table.title), table)


def with_row(w: Writer, title: str, table: Table) -> str:
    """Join a title and the row of the matrix: a colon, unless the title ends with a mark of its own."""
    if table.row_title is None:
        return title
    mark = "" if title.rstrip().endswith((".", ":", "?", "!")) else ":"
    return f"{title.rstrip()}{mark} {w.say(table.row_title)}"


def option_table(w: Writer, table: Table, anchor: str, caption: str = "") -> TableBlock:
    """The answers of one question row: code, answer, count, percentage, 95 % interval."""
    body = [
        (
            Cell(option.code, numeric=False),
            row(w.say(option.label)),
            number(w.type.number(option.count)),
            number(share(w, option, table.base)),
            number(w.type.interval(option.low, option.high)),
        )
        for option in table.options
    ]
    body += [
        (
            Cell(""),
            row(w.say(part.label), strong=True),
            number(w.type.number(part.count), strong=True),
            number(share(w, part, table.base), strong=True),
            number(w.type.interval(part.low, part.high), strong=True),
        )
        for part in table.collapsed
        if len(part.codes) > 1
    ]
    head = (
        column(w.t(N_("Code"))),
        column(w.t(N_("Answer"))),
        column(w.t(N_("Count")), numeric=True),
        column(w.t(N_("Per cent")), numeric=True),
        column(w.t(N_("95% interval")), numeric=True),
    )
    widths = (0.08, 0.5, 0.12, 0.12, 0.18)
    return TableBlock(
        caption or title(w, table),
        (head,),
        tuple(body),
        anchor,
        note=note(w, [table]),
        widths=widths,
    )


def matrix_table(w: Writer, tables: list[Table], anchor: str, caption: str = "") -> TableBlock:
    """The rows of a matrix with the base of each, percentages with counts in brackets."""
    first = tables[0]
    head = (
        column(w.t(N_("Row"))),
        *(column(w.say(option.label), numeric=True) for option in first.options),
        column("n", numeric=True),
    )
    body = tuple(
        (
            row(w.say(table.row_title or table.title)),
            *(number(count_and_share(w, option, table.base)) for option in table.options),
            number(w.type.number(table.base)),
        )
        for table in tables
    )
    wide = 0.3
    rest = (1 - wide - 0.07) / max(1, len(first.options))
    widths = (wide, *([rest] * len(first.options)), 0.07)
    return TableBlock(
        caption or w.say(first.title), (head,), body, anchor, note=note(w, tables), widths=widths
    )


def group_table(w: Writer, tables: list[Table], anchor: str, caption: str = "") -> TableBlock:
    """The answers of a question side by side for each group, percentages with counts in brackets."""
    groups = tables[0].groups
    head = (column(w.t(N_("Answer"))), *(column(w.say(g.label), numeric=True) for g in groups))
    body: list[tuple[Cell, ...]] = []
    for table in tables:
        if len(tables) > 1:
            body.append((Cell(w.say(table.row_title), header="row", strong=True, span=len(head)),))
        for index, option in enumerate(table.options):
            cells = [
                number(count_and_share(w, group.options[index], group.base))
                for group in table.groups
            ]
            body.append((row(w.say(option.label)), *cells))
        sizes = [number(w.type.number(group.base)) for group in table.groups]
        body.append((row("n"), *sizes))
    return TableBlock(
        caption or w.say(tables[0].title), (head,), tuple(body), anchor, note=note(w, tables)
    )
