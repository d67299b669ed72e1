"""The chapter of the strongest associations: in a sentence, in numbers, in a table."""

from __future__ import annotations

import math

from lovende.analysis.all_pairs import LEVEL
from lovende.domain.statistics.associations import TESTS
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.document import Cell, KeyFigure, KeyFigures
from lovende.reporting.story.writer import column, number, row
from lovende.reporting.typography import NO_BREAK

MOST_LISTED, MOST_TABLES = 50, 20
NAMED = 3


def write_strongest(pen: Pen) -> None:
    """Write the chapter; only a sentence where no pair was tested."""
    say, pairs = pen.say, pen.pairs
    pen.chapter(say.t(N_("The strongest associations")), "strongest")
    if not pairs.tested:
        pen.paragraph(say.t(N_("There is no pair of variables that can be tested.")), lead=True)
        return
    pen.paragraph(_lead(pen), lead=True)
    found = int((pairs.below & ~pairs.rough).sum())
    pen.blocks.append(
        KeyFigures(
            (
                KeyFigure(say.type.number(len(pairs.variables)), say.t(N_("variables"))),
                KeyFigure(say.type.number(pairs.tested), say.t(N_("pairs of variables tested"))),
                KeyFigure(
                    say.type.number(found),
                    say.t(
                        N_("pairs with p below {level} after correction (Holm)"),
                        level=say.type.decimal(LEVEL),
                    ),
                ),
            )
        )
    )
    pen.callout(
        say.t(
            N_(
                "An association is no cause. Two variables can go together because a third one lies behind both, or because they ask about nearly the same thing."
            )
        )
    )
    rough = int((pairs.below & pairs.rough).sum())
    if rough:
        pen.paragraph(
            say.t(
                N_(
                    "Pairs with a corrected p below {level} that cannot be relied on, because some cells have few answers: {count}. They stand after the others, with *."
                ),
                count=say.type.number(rough),
                level=say.type.decimal(LEVEL),
            )
        )
    _table(pen)
    pen.bullets(_how_to_read(pen))


def _lead(pen: Pen) -> str:
    say, pairs = pen.say, pen.pairs
    reliable = pairs.below & ~pairs.rough
    best = [int(pair) for pair in pairs.order[:NAMED] if reliable[pair]]
    if not best:
        return say.t(
            N_(
                "No association is certain when p is corrected for {count} tests. The pairs below lie closest to one; they may be chance."
            ),
            count=say.type.number(pairs.tested),
        )
    named = [
        say.t(
            N_("“{one}” and “{other}” (V = {v})"),
            one=say.short(int(pairs.found.first[pair])),
            other=say.short(int(pairs.found.second[pair])),
            v=say.number(pairs.found.v_corrected[pair]),
        ).replace(" = ", f"{NO_BREAK}={NO_BREAK}")
        for pair in best
    ]
    return say.t(N_("Most closely associated are {pairs}."), pairs=say.type.list(named))


def _table(pen: Pen) -> None:
    say, pairs = pen.say, pen.pairs
    head = [
        column(say.t(N_("Variable"))),
        column(say.t(N_("with"))),
        column("n", numeric=True),
        column("V", numeric=True),
        column("p", numeric=True),
        column("Holm", numeric=True),
        column(say.t(N_("Test"))),
    ]
    directed = any(direction(pen, int(pair)) for pair in pairs.order[:MOST_LISTED])
    if directed:
        head.insert(4, column(say.t(N_("Direction")), numeric=True))
    body = [
        _line(pen, place, int(pair), directed)
        for place, pair in enumerate(pairs.order[:MOST_LISTED])
    ]
    shown = min(MOST_LISTED, pairs.tested)
    caption = say.t(
        N_("The {shown} strongest of {count} associations"),
        shown=say.type.number(shown),
        count=say.type.number(pairs.tested),
    )
    note = say.t(
        N_(
            "Pairs with p below {level} after correction come first, by V. Values of p below {level} are in bold. A link leads to the table of the pair. * Few answers in some cells: p is rough."
        ),
        level=say.type.decimal(LEVEL),
    )
    pen.table(caption, head, body, "strongest-pairs", note, "1")


def _line(pen: Pen, place: int, pair: int, directed: bool) -> tuple[Cell, ...]:
    say, pairs, found = pen.say, pen.pairs, pen.pairs.found
    one, other = (say.short(int(place)) for place in (found.first[pair], found.second[pair]))
    link = f"pair-{place + 1}" if place < MOST_TABLES else ""
    test = TESTS[found.primary[pair]]
    return (
        Cell(one, header="row", link=link),
        row(other),
        number(say.type.number(int(found.n[pair]))),
        number(say.number(found.v_corrected[pair])),
        *([number(direction(pen, pair))] if directed else []),
        number(
            say.p(found.p[pair]) + ("*" if pairs.rough[pair] else ""),
            strong=bool(found.p[pair] < LEVEL),
        ),
        number(say.p(pairs.holm[pair]), strong=bool(pairs.holm[pair] < LEVEL)),
        Cell(say.test(test)),
    )


def direction(pen: Pen, pair: int) -> str:
    """Return tau-b of two ordered variables, Cliff's delta of two groups, else nothing."""
    found = pen.pairs.found
    if not math.isnan(found.tau_b[pair]):
        return f"τ {pen.say.number(found.tau_b[pair])}"
    if not math.isnan(found.delta[pair]):
        return f"δ {pen.say.number(found.delta[pair])}"
    return ""


def _how_to_read(pen: Pen) -> list[str]:
    say, pairs = pen.say, pen.pairs
    level = say.type.decimal(LEVEL)
    lines = [
        say.t(
            N_(
                "V (Cramér's V, corrected for bias) runs from 0, no association, to 1: one answer gives the other away."
            )
        ),
        say.t(
            N_(
                "Direction: τ (Kendall's tau-b) of two ordered variables runs from −1 to 1; above 0, answers further down one list go with answers further down the other. δ (Cliff's delta) compares two groups on an ordered variable; above 0, the first group answers further down the list."
            )
        ),
        say.t(
            N_(
                "p: how often chance alone would bring about a difference at least as large, if the two were independent and every answer were independent of the others."
            )
        ),
        say.t(
            N_(
                "p tells whether two variables go together at all, V how closely. The more people, the weaker an association can be and still have a small p: of a million people, a V of {weak} has a p far below {level}, and may mean nothing in practice."
            ),
            weak=say.type.decimal(0.01),
            level=level,
        ),
        say.t(
            N_(
                "Holm: the same, corrected because {count} pairs were tested. Even if none of them went together, about {chance} would fall below {level} by chance."
            ),
            count=say.type.number(pairs.tested),
            chance=say.type.number(round(pairs.tested * LEVEL)),
            level=level,
        ),
    ]
    if not any(direction(pen, int(pair)) for pair in pairs.order[:MOST_LISTED]):
        del lines[1]
    return lines
