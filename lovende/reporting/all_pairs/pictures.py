"""The chapter of the map: which variables go together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lovende.domain.texts import N_
from lovende.reporting.all_pairs.heat_map import (
    LIMITS,
    MOST_NAMED,
    MOST_NARROW,
    TONES,
    Floats,
    Legend,
    clustered,
    named_map,
    whole_map,
)
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.document import FigureBlock, TableBlock
from lovende.reporting.figures.canvas import NARROW, Frame
from lovende.reporting.figures.colours import UNKNOWN
from lovende.reporting.story.writer import column, number, row

SHORT = 60
FEWEST = 30
"""With fewer people, V is more chance than association: the pair has no square."""


def write_map(pen: Pen) -> None:
    """Write the chapter: the closest variables named, and all of them where they are more."""
    say, pairs = pen.say, pen.pairs
    usable = (pairs.found.reason == 0) & (pairs.found.n >= FEWEST)
    if usable.sum() < 3:
        return
    v = pairs.square(np.where(usable, pairs.found.v_corrected, np.nan))
    pen.chapter(say.t(N_("The map of associations")), "map")
    tested = int((~np.isnan(v)).any(axis=0).sum())
    pen.paragraph(
        say.t(
            N_(
                "Each square is a pair of variables: the darker, the closer they go together (Cramér's V, corrected for bias)."
            )
        )
    )
    pen.blocks.append(_named(pen, v, tested))
    if tested > MOST_NAMED:
        pen.blocks.append(_whole(pen, v))


def closest(pen: Pen, most: int) -> list[int]:
    """Return the variables of the strongest pairs, at most `most` of them, by their places."""
    seen: dict[int, None] = {}
    order = pen.pairs.order
    for pair in order[pen.pairs.found.n[order] >= FEWEST]:
        for place in (int(pen.pairs.found.first[pair]), int(pen.pairs.found.second[pair])):
            if len(seen) < most:
                seen[place] = None
        if len(seen) == most:
            break
    return list(seen)


def _named(pen: Pen, v: Floats, tested: int) -> FigureBlock:
    say = pen.say
    wide, narrow = (_in_order(v, closest(pen, most)) for most in (MOST_NAMED, MOST_NARROW))
    shown = len(wide)
    if tested > shown:
        caption = say.t(
            N_("The {shown} variables of the strongest associations, of {count} that were tested"),
            shown=say.type.number(shown),
            count=say.type.number(tested),
        )
    else:
        caption = say.t(N_("Associations of {count} variables"), count=say.type.number(shown))
    alt = _alt(pen)
    note = say.t(
        N_(
            "Variables that go together stand together (average linkage of 1 − V). The number at the end of a row heads the column below it."
        )
    )
    if shown > MOST_NARROW:
        note += " " + say.t(
            N_("On a narrow screen only the {count} closest variables are drawn."),
            count=MOST_NARROW,
        )
    return FigureBlock(
        caption,
        _drawn(pen, Frame("map", caption, alt), v, wide),
        alt,
        "figure-map",
        "1",
        note,
        _behind(pen, v, wide),
        say.t(N_("Figure")),
        svg_narrow=_drawn(pen, Frame("map-n", caption, alt, NARROW), v, narrow),
    )


def _in_order(v: Floats, chosen: list[int]) -> list[int]:
    return [chosen[place] for place in clustered(v[np.ix_(chosen, chosen)])]


def _drawn(pen: Pen, frame: Frame, v: Floats, chosen: list[int]) -> str:
    some = v[np.ix_(chosen, chosen)]
    names = [pen.say.short(place, SHORT) for place in chosen]
    written = [["" if np.isnan(x) else pen.say.number(x) for x in line] for line in some]
    return named_map(frame, names, some, _legend(pen, bool(_gaps(some))), written)


def _gaps(v: Floats) -> int:
    return int(np.isnan(v[np.tril_indices(v.shape[0], -1)]).sum())


def _legend(pen: Pen, gaps: bool) -> Legend:
    say = pen.say
    steps = [say.type.decimal(limit, 1) for limit in LIMITS]
    words = [say.t(N_("V below {limit}"), limit=steps[0])]
    words += [say.type.between(low, high) for low, high in pairwise(steps)]
    words.append(say.t(N_("{limit} or more"), limit=steps[-1]))
    entries = list(zip(words, TONES, strict=True))
    return (
        [*entries, (say.t(N_("Not tested, or n below {fewest}"), fewest=FEWEST), UNKNOWN)]
        if gaps
        else entries
    )


def _alt(pen: Pen) -> str:
    """Name the strongest pairs in words."""
    say, pairs = pen.say, pen.pairs
    named = [
        say.t(
            N_("“{one}” and “{other}” (V = {v})"),
            one=say.short(int(pairs.found.first[pair])),
            other=say.short(int(pairs.found.second[pair])),
            v=say.number(pairs.found.v_corrected[pair]),
        )
        for pair in pairs.order[:5]
    ]
    return say.t(
        N_("Heat map of associations. The darkest squares: {pairs}."), pairs=say.type.list(named)
    )


def _behind(pen: Pen, v: Floats, chosen: list[int]) -> TableBlock:
    """Return V of the map as a table: the lower triangle, columns headed by the rows' numbers."""
    say = pen.say
    head = [column(say.t(N_("Variable")))]
    head += [column(str(place + 1), numeric=True) for place in range(len(chosen) - 1)]
    body = []
    for place, variable in enumerate(chosen):
        cells = [number(say.number(v[variable, other])) for other in chosen[:place]]
        cells += [number("")] * (len(chosen) - 1 - len(cells))
        body.append((row(f"{place + 1}. {say.short(variable, SHORT)}"), *cells))
    caption = say.t(N_("Cramér's V, corrected for bias"))
    return TableBlock(caption, (tuple(head),), tuple(body), "map-table")


def _whole(pen: Pen, v: Floats) -> FigureBlock:
    say = pen.say
    caption = say.t(
        N_("All {count} variables, in the order of the file"), count=say.type.number(v.shape[0])
    )
    alt = say.t(
        N_(
            "Overview of all pairs in the order of the file. Dark squares along the slanted edge are questions that stand together and are answered alike. Every pair is in pairs.parquet."
        )
    )
    names = [variable.name for variable in pen.pairs.variables]
    legend = _legend(pen, gaps=False)
    return FigureBlock(
        caption,
        whole_map(Frame("all", caption, alt), names, v, legend),
        alt,
        "figure-all",
        "2",
        say.t(
            N_(
                "Names stand at some of the rows. Pairs that were not tested, or with n below {fewest}, are white."
            ),
            fewest=FEWEST,
        ),
        caption_label=say.t(N_("Figure")),
        svg_narrow=whole_map(Frame("all-n", caption, alt, NARROW), names, v, legend),
    )
