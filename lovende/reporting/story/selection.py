"""How likely each innovation is to be selected under other assumptions."""

from __future__ import annotations

from lovende.analysis.findings import Ranked, Uncertainty
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.probabilities import probabilities
from lovende.reporting.story.pictures import place
from lovende.reporting.story.writer import Writer, column, number, row

LIKELY, SURE = 0.5, 0.9
MOST_DRAWN = 200
"""More innovations than this cannot be told apart in a figure; the first ones are drawn."""


def write_selection(w: Writer, found: Uncertainty, ranked: list[Ranked]) -> None:
    w.section(w.t(N_("Selection")))
    w.paragraph(
        w.t(
            N_(
                "The probability of being selected is the share of the draws in which the innovation is ranked and has an index above the threshold of the draw."
            )
        )
    )
    chances = sorted(ranked, key=lambda one: -(one.selection_probability or 0.0))
    drawn = [one for one in chances if (one.selection_probability or 0.0) >= 0.005][:MOST_DRAWN]
    if drawn:
        _selection_figure(w, drawn, len(ranked))
    _bands(w, found, ranked)


def _selection_figure(w: Writer, drawn: list[Ranked], all_of_them: int) -> None:
    names = (w.t(N_("Most promising in the index")), w.t(N_("The others")))
    ticks = [(value, w.type.percent(100 * value)) for value in (0.0, LIKELY, SURE, 1.0)]
    values = [(one.selection_probability or 0.0, one.selected) for one in drawn]
    caption = w.t(N_("The probability of being selected, the highest first"))
    alt = w.t(
        N_(
            "Columns, the highest first: the probability of being selected of {count} innovations. {sure} reach {nine}, {likely} reach {half}. The table has all numbers."
        ),
        count=w.type.number(len(drawn)),
        sure=w.type.number(sum(value >= SURE for value, _ in values)),
        nine=w.type.percent(100 * SURE),
        likely=w.type.number(sum(value >= LIKELY for value, _ in values)),
        half=w.type.percent(100 * LIKELY),
    )
    head = (
        column(w.t(N_("Key"))),
        column(w.t(N_("Rank in the index")), numeric=True),
        column(w.t(N_("Probability of being selected")), numeric=True),
        column(w.t(N_("Most promising in the index"))),
    )
    body = tuple(
        (
            row(one.key),
            number(w.type.decimal(one.rank, 0)),
            number(chance(w, one.selection_probability)),
            Cell(w.t(N_("Yes")) if one.selected else w.t(N_("No"))),
        )
        for one in drawn
    )
    under = w.type.base([len(drawn)]) + "."
    if len(drawn) < all_of_them:
        under = w.t(
            N_("The first {drawn} of {all}. The workbook and findings.json have them all.")
            if len(drawn) == MOST_DRAWN
            else N_("{drawn} of {all} innovations; the others are hardly ever selected."),
            drawn=w.type.number(len(drawn)),
            all=w.type.number(all_of_them),
        )
    place(
        w,
        caption,
        alt,
        lambda frame: probabilities(frame, values, names, ticks, (LIKELY, SURE)),
        under,
        lambda anchor: TableBlock(caption, (head,), body, anchor),
    )


def _bands(w: Writer, found: Uncertainty, ranked: list[Ranked]) -> None:
    """Count the innovations by their probability, for the selected and for the others."""
    bands = ((SURE, 1.1), (LIKELY, SURE), (0.1, LIKELY), (-0.1, 0.1))
    names = (
        w.t(N_("{nine} or more"), nine=w.type.percent(100 * SURE)),
        w.type.between("50", w.type.percent(90)),
        w.type.between("10", w.type.percent(50)),
        w.t(N_("Below {tenth}"), tenth=w.type.percent(10)),
    )
    groups = [
        [one.selection_probability or 0.0 for one in ranked if one.selected],
        [one.selection_probability or 0.0 for one in ranked if not one.selected],
        [one.selection_probability for one in found.admitted],
    ]
    titles = [
        w.t(N_("Most promising in the index")),
        w.t(N_("Ranked, not most promising")),
        w.t(N_("Not ranked in the index")),
    ]
    kept = [place for place, group in enumerate(groups) if group]
    head = [
        column(w.t(N_("Probability of being selected"))),
        *(column(titles[place], numeric=True) for place in kept),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(name),
            *(
                number(w.type.number(sum(low <= value < high for value in groups[place])))
                for place in kept
            ),
        )
        for name, (low, high) in zip(names, bands, strict=True)
    ]
    w.table(w.t(N_("Innovations by the probability of being selected")), head, body)


def chance(w: Writer, value: float | None) -> str:
    """A probability in per cent; what is neither never nor always is not rounded to it."""
    if value is not None and 0 < value < 0.005:
        return f"<\u00a0{w.type.percent(1)}"
    if value is not None and 0.995 <= value < 1:
        return f">\u00a0{w.type.percent(99)}"
    return w.type.percent(None if value is None else 100 * value)
