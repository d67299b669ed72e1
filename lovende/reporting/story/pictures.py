"""Figures of answers: from a table of the findings to a figure with its words."""

from __future__ import annotations

from collections.abc import Callable

from lovende.analysis.findings import FigureSpec, Option, Table
from lovende.domain.texts import N_
from lovende.reporting.document import FigureBlock, TableBlock
from lovende.reporting.figures.bars import Bar, bars, in_order
from lovende.reporting.figures.canvas import NARROW, WIDE, Frame
from lovende.reporting.figures.colours import UNKNOWN, Tone, scale
from lovende.reporting.figures.points import Axis, Point, PointRow, dumbbell
from lovende.reporting.figures.stacked import Segment, StackedRow, distribution, matrix
from lovende.reporting.story.distributions import (
    group_table,
    matrix_table,
    note,
    option_table,
    share,
    title,
)
from lovende.reporting.story.writer import Writer

Draw = Callable[[Frame], str]


def place(
    w: Writer,
    caption: str,
    alt: str,
    draw: Draw,
    under: str = "",
    behind: Callable[[str], TableBlock] | None = None,
    width: float = 1.0,
) -> str:
    """Add a figure in its wide and its narrow form with the table behind it; return its number."""
    number = w.next_number("figure")
    anchor = f"figure-{number.replace('.', '-')}"
    w.add(
        FigureBlock(
            caption=caption,
            svg=draw(Frame(anchor, caption, alt, WIDE)),
            alt=alt,
            anchor=anchor,
            number=number,
            note=under,
            table=behind(f"{anchor}-table") if behind else None,
            caption_label=w.t(N_("Figure")),
            width=width,
            svg_narrow=draw(Frame(f"{anchor}-narrow", caption, alt, NARROW)),
        )
    )
    return number


def neutral_step(table: Table) -> int | None:
    """Return the position of the step in the middle of a scale, or None where it has none.

    The collapsed answers show it: what lies between the two ends that the plan takes together.
    Else it is the middle of an odd number of steps; one step more (*not at all*) may follow.
    """
    if not table.ordinal:
        return None
    steps = [option.code for option in table.options if not option.dont_know]
    ends = [set(part.codes) for part in table.collapsed]
    high = next((codes for codes in ends if steps and steps[0] in codes), None)
    low = next((codes for codes in ends if steps and steps[-1] in codes), None)
    between = [i for i, code in enumerate(steps) if not any(code in codes for codes in ends)]
    if high and low and high is not low and len(between) == 1:
        return between[0]
    if len(steps) % 2:
        return len(steps) // 2
    return len(high) if high and len(steps) == 2 * len(high) + 2 else None


def tones(table: Table) -> list[Tone]:
    """Return the tone of every answer in printed order; don't know is hatched."""
    steps = sum(not option.dont_know for option in table.options)
    ramp = iter(scale(steps, neutral_step(table)))
    return [UNKNOWN if option.dont_know else next(ramp) for option in table.options]


def _legend(w: Writer, table: Table) -> list[tuple[str, Tone]]:
    labels = [w.say(option.label) for option in table.options]
    return list(zip(labels, tones(table), strict=True))


def _stacked_row(w: Writer, table: Table, aside: str = "") -> StackedRow:
    segments = tuple(
        Segment(option.percent, share(w, option, table.base)) for option in table.options
    )
    label = w.say(table.row_title or table.title)
    return StackedRow(label, w.type.base([table.base]), segments, aside)


def _listed(w: Writer, options: list[Option], base: int | None) -> str:
    parts = [f"{w.say(option.label)} {share(w, option, base)}" for option in options]
    return "; ".join(parts)


def scale_figure(w: Writer, table: Table, caption: str) -> str:
    """Place one question as a stacked bar with its collapsed answers under it."""
    codes = [option.code for option in table.options]
    brackets = []
    for part in table.collapsed:
        at = sorted(codes.index(code) for code in part.codes if code in codes)
        if len(at) > 1 and at[-1] - at[0] == len(at) - 1 and part.count is not None:
            text = f"{w.say(part.label)}: {share(w, part, table.base)}"
            brackets.append((at[0], at[-1], text))
    alt = w.t(
        N_("Stacked bar. {answers}. {base}."),
        answers=_listed(w, table.options, table.base),
        base=w.type.base([table.base]),
    )
    return place(
        w,
        caption,
        alt,
        lambda frame: distribution(frame, _stacked_row(w, table), _legend(w, table), brackets),
        note(w, [table]),
        lambda anchor: option_table(w, table, anchor, caption),
    )


def bar_figure(w: Writer, table: Table, caption: str) -> str:
    """Place a question as bars, the most frequent answer first."""
    items = in_order(
        [
            Bar(
                w.say(option.label),
                option.percent,
                share(w, option, table.base),
                quiet=option.dont_know or option.aside,
            )
            for option in table.options
        ]
    )
    listed = "; ".join(f"{bar.label} {bar.text}" for bar in items)
    alt = w.t(
        N_("Bars, the most frequent answer first. {answers}. {base}."),
        answers=listed,
        base=w.type.base([table.base]),
    )
    return place(
        w,
        caption,
        alt,
        lambda frame: bars(frame, items),
        note(w, [table]),
        lambda anchor: option_table(w, table, anchor, caption),
    )


def matrix_figure(w: Writer, tables: list[Table], caption: str) -> str:
    """Place the rows of a matrix as stacked bars, with the collapsed share of each beside it."""
    if len(tables) == 1:
        return scale_figure(w, tables[0], caption)
    key = common_collapse(tables)
    aside_title, asides = "", [""] * len(tables)
    if key:
        parts = [next(p for p in table.collapsed if p.key == key) for table in tables]
        aside_title = w.say(parts[0].label)
        asides = [share(w, part, table.base) for part, table in zip(parts, tables, strict=True)]
    rows = [_stacked_row(w, table, a) for table, a in zip(tables, asides, strict=True)]
    lines = [
        f"{one.label}: " + (f"{aside_title} {one.aside}" if key else _listed(w, t.options, t.base))
        for one, t in zip(rows, tables, strict=True)
    ]
    alt = w.t(
        N_("Stacked bars, one for each row. {answers}. {base}."),
        answers="; ".join(lines),
        base=w.type.base([table.base for table in tables]),
    )
    return place(
        w,
        caption,
        alt,
        lambda frame: matrix(frame, rows, _legend(w, tables[0]), aside_title),
        note(w, tables),
        lambda anchor: matrix_table(w, tables, anchor, caption),
    )


def common_collapse(tables: list[Table]) -> str | None:
    """Return the key of the first collapse of several answers that every row has, or None."""
    for part in tables[0].collapsed:
        if len(part.codes) > 1 and all(
            any(other.key == part.key for other in table.collapsed) for table in tables
        ):
            return part.key
    return None


def percent_axis(w: Writer, highest: float) -> Axis:
    """An axis from 0 to the next full 20 per cent above `highest`."""
    top = min(100.0, 20.0 * (1 + int(highest // 20)))
    ticks = tuple((20.0 * i, w.type.percent(20 * i)) for i in range(int(top // 20) + 1))
    return Axis(top, ticks)


def group_figure(w: Writer, tables: list[Table], caption: str) -> str:
    """Place a comparison of groups as a dumbbell plot: one line an answer, one mark a group."""
    rows: list[PointRow] = []
    for table in tables:
        rows += _group_rows(w, table, len(tables) > 1)
    names = [w.say(group.label) for group in tables[0].groups]
    highest = max((p.value or 0.0 for one in rows for p in one.points), default=0.0)
    axis = percent_axis(w, highest)
    lines = [
        f"{one.label}: "
        + ", ".join(f"{name} {p.text}" for name, p in zip(names, one.points, strict=True))
        for one in rows
    ]
    alt = w.t(N_("Groups compared. {answers}."), answers="; ".join(lines))
    sizes = [
        f"{name}: {w.type.base([table.groups[i].base for table in tables])}"
        for i, name in enumerate(names)
    ]
    return place(
        w,
        caption,
        alt,
        lambda frame: dumbbell(frame, rows, names, axis),
        note(w, tables, "; ".join(sizes)),
        lambda anchor: group_table(w, tables, anchor, caption),
    )


def _group_rows(w: Writer, table: Table, matrix_row: bool) -> list[PointRow]:
    """Collapsed answers first, in bold, then every answer; of a matrix row only the first collapse."""
    rows = []
    parts = [part for part in table.collapsed if len(part.codes) > 1 or matrix_row]
    for part in parts:
        points = []
        for group in table.groups:
            found = next((c for c in group.collapsed if c.key == part.key), None)
            points.append(
                Point(found.percent, share(w, found, group.base)) if found else Point(None, "")
            )
        name = w.say(part.label)
        label = f"{w.say(table.row_title)}: {name}" if matrix_row else name
        rows.append(PointRow(label, tuple(points), strong=not matrix_row))
    if matrix_row and rows:
        return rows[:1]
    prefix = f"{w.say(table.row_title)}: " if matrix_row else ""
    for index, option in enumerate(table.options):
        points = [
            Point(g.options[index].percent, share(w, g.options[index], g.base))
            for g in table.groups
        ]
        rows.append(PointRow(prefix + w.say(option.label), tuple(points)))
    return rows


def answer_figure(w: Writer, spec: FigureSpec) -> tuple[str, list[Table]] | None:
    """Place the figure of a question that a chapter asks for; None where the findings lack it."""
    by = spec.by if spec.figure == "groups" else None
    tables = w.findings.rows(spec.question or "", by)
    if spec.rows:
        tables = [table for table in tables if table.row in spec.rows]
    if not tables or (spec.figure == "groups" and not tables[0].groups):
        return None
    first = tables[0]
    # The study's own caption already says which row of a matrix is meant.
    alone = title(w, first) if len(tables) == 1 else w.say(first.title)
    caption = w.say(spec.title) or alone
    if spec.figure == "groups":
        figure = group_figure(w, tables, caption)
    elif first.row is not None:
        figure = matrix_figure(w, tables, caption)
    elif first.kind == "several" or spec.figure == "several" or not first.ordinal:
        figure = bar_figure(w, first, caption)
    else:
        figure = scale_figure(w, first, caption)
    w.placed[(spec.figure, spec.question)] = figure
    return figure, tables
