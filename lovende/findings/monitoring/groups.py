"""Who answers: by wave, region, size of the municipality, and on the map."""

from __future__ import annotations

from lovende.analysis.findings import GroupResponse, Response
from lovende.analysis.findings import Tile as Square
from lovende.domain.texts import N_
from lovende.fieldwork.tally import Measure
from lovende.findings.monitoring.queries import Snapshot
from lovende.findings.monitoring.shown import (
    HALF,
    MAP,
    Column,
    Part,
    Table,
    Value,
    draw,
    typography,
)
from lovende.reporting.figures import tilemap
from lovende.reporting.figures.colours import ACCENT, EDGE, INK, PAPER, UNKNOWN, Tone, scale
from lovende.reporting.figures.points import Axis, Point, PointRow, rates
from lovende.web.languages import current_language, on_page

TITLES = {
    "wave": N_("Response by wave"),
    "region": N_("Response by region"),
    "size": N_("Response by size of the municipality"),
}
HEADS = {
    "wave": N_("Wave"),
    "region": N_("Region"),
    "size": N_("Size of the municipality"),
}


def by_group(
    now: Snapshot, response: Response, variable: str, *, whole: bool = True
) -> Part | None:
    """Return the response rates of the groups of a variable; None where there is one group only.

    Without `whole`, how many have begun in a wave is left out: those who began and did not
    answer may be few.
    """
    groups = [group for group in response.by_group if group.variable == variable]
    if len(groups) < 2 or response.rate is None:
        return None
    type_, title = typography(), on_page(TITLES[variable])
    rows = [_row(now, group) for group in groups]
    overall = Point(response.rate, type_.percent(response.rate))
    axis = _axis(max([response.rate, *(g.high or g.rate or 0.0 for g in groups)]))
    alt = on_page(
        "Response rates with 95% intervals. All {overall}. {groups}.",
        overall=overall.text,
        groups="; ".join(f"{one.label} {one.points[0].text}" for one in rows),
    )
    figure = draw(
        f"by-{variable}",
        title,
        alt,
        lambda frame: rates(frame, rows, axis, overall, on_page("All")),
        HALF,
    )
    note = on_page("Have answered: complete and partial answers. The lines are 95% intervals.")
    table = _group_table(now, variable, groups, begun=whole and variable == "wave")
    return Part(f"by-{variable}", title, (), figure, (note,), (table,), beside=True)


def _label(now: Snapshot, group: GroupResponse) -> str:
    names = {str(number): name for number, name in now.waves if name}
    label = group.label.get(current_language(), group.group)
    name = names.get(group.group) if group.variable == "wave" else None
    return f"{label}: {name}" if name else label


def _row(now: Snapshot, group: GroupResponse) -> PointRow:
    type_ = typography()
    remark = (
        on_page(
            "{answered} of {invited}",
            answered=type_.number(group.answered),
            invited=type_.number(group.invited),
        )
        if group.answered is not None
        else ""
    )
    text = type_.share(group.answered, group.invited)
    point = Point(group.rate, text, group.low, group.high)
    return PointRow(_label(now, group), (point,), remark)


def _axis(highest: float) -> Axis:
    top = next(limit for limit in (20, 50, 100) if highest <= limit or limit == 100)
    step = {20: 5, 50: 10, 100: 25}[top]
    ticks = tuple((float(v), typography().percent(v)) for v in range(0, top + 1, step))
    return Axis(float(top), ticks)


def _group_table(
    now: Snapshot, variable: str, groups: list[GroupResponse], *, begun: bool
) -> Table:
    columns = [
        Column(on_page(HEADS[variable])),
        Column(on_page("Invited"), "number"),
        *([Column(on_page("Begun"), "number")] if begun else []),
        Column(on_page("Have answered"), "number"),
        Column(on_page("Response rate"), "percent"),
        Column(on_page("95% interval"), "line"),
    ]
    rows = []
    for group in groups:
        cells: list[Value] = [_label(now, group), group.invited]
        if begun:
            cells.append(now.by_wave.get(Measure.STARTED, {}).get(int(group.group), 0))
        cells += [group.answered, group.rate, typography().interval(group.low, group.high, 1)]
        rows.append(tuple(cells))
    return Table(f"by-{variable}", on_page(TITLES[variable]), tuple(columns), tuple(rows))


CLASSES = (
    N_("75% or more answered"),
    N_("50–74%"),
    N_("25–49%"),
    N_("Under 25%"),
    N_("No one answered"),
    N_("Not invited"),
)


def _tones() -> tuple[Tone, ...]:
    dark, middle, light, pale = scale(4, None)
    empty = Tone("#f1f3f5", EDGE, outlined=False)
    return (dark, middle, light, Tone(pale.fill, INK, outlined=True), UNKNOWN, empty)


def _class(square: Square) -> int:
    if not square.invited:
        return 5
    if not square.answered:
        return 4
    share = square.answered / square.invited
    return 0 if share >= 0.75 else 1 if share >= 0.5 else 2 if share >= 0.25 else 3


def map_part(response: Response) -> Part | None:
    """Return the map: the response of every municipality, or only whether anyone answered."""
    squares = response.tiles
    if not squares:
        return None
    numbers = any(square.invited is not None for square in squares)
    title = on_page("Response by municipality")
    tones = _tones()
    if numbers:
        legend = [(on_page(word), tone) for word, tone in zip(CLASSES, tones, strict=True)]
        of = [_class(square) for square in squares]
    else:
        legend = [
            (on_page("Someone answered"), Tone(ACCENT, PAPER)),
            (on_page("No one answered"), UNKNOWN),
        ]
        of = [0 if square.any_answer else 1 for square in squares]
    drawn = [
        tilemap.Square(s.name, s.column, s.row, legend[place][1], _remark(s))
        for s, place in zip(squares, of, strict=True)
    ]
    shown = [entry for place, entry in enumerate(legend) if place in set(of)]
    alt = _map_alt(squares)
    figure = draw("map", title, alt, lambda frame: tilemap.tilemap(frame, drawn, shown), MAP)
    notes = [on_page("Every municipality is a square of the same size, roughly where it lies.")]
    if numbers:
        notes.append(on_page("In the square, where there is room: answers of invited."))
    table = _map_table(squares, numbers)
    return Part("map", title, (alt,), figure, tuple(notes), (table,), beside=True)


def _remark(square: Square) -> str:
    if not square.invited:
        return ""
    text = f"{square.answered}/{square.invited}"
    return text if len(text) <= 5 else typography().share(square.answered, square.invited)


def _map_alt(squares: list[Square]) -> str:
    invited = [square for square in squares if square.invited or square.any_answer]
    asked = len(invited) if any(square.invited for square in squares) else len(squares)
    answering = sum(square.any_answer for square in squares)
    said = on_page(
        "There are answers from {answering} of {asked} municipalities.",
        answering=answering,
        asked=asked,
    )
    silent = [square.name for square in invited if not square.any_answer]
    if 0 < len(silent) <= 12:
        said += " " + on_page("Without answers: {names}.", names=typography().list(silent))
    return said


def _map_table(squares: list[Square], numbers: bool) -> Table:
    title = on_page("Response by municipality")
    if not numbers:
        columns = (Column(on_page("Municipality")), Column(on_page("Answers")))
        yes, no = on_page("Yes"), on_page("No")
        rows: list[tuple[Value, ...]] = [(s.name, yes if s.any_answer else no) for s in squares]
        return Table("municipalities", title, columns, tuple(sorted(rows)))
    wide = (
        Column(on_page("Municipality")),
        Column(on_page("Invited"), "number"),
        Column(on_page("Have answered"), "number"),
        Column(on_page("Response rate"), "percent"),
    )
    rows = [
        (
            s.name,
            s.invited,
            s.answered,
            100 * (s.answered or 0) / s.invited if s.invited else "",
        )
        for s in squares
        if s.invited
    ]
    return Table("municipalities", title, wide, tuple(rows))
