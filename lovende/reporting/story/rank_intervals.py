"""The ranks under other assumptions, and who is ranked only there."""

from __future__ import annotations

from statistics import median

from lovende.analysis.findings import Ranked, Uncertainty
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.ranks import RankBar, RankWords, rank_intervals
from lovende.reporting.story.pictures import place
from lovende.reporting.story.selection import MOST_DRAWN, chance
from lovende.reporting.story.writer import Writer, column, number, row

MOST_LISTED = 50


def write_ranks(w: Writer, found: Uncertainty, ranked: list[Ranked]) -> None:
    w.section(w.t(N_("Ranks")))
    widths = [(one.rank_high or 0) - (one.rank_low or 0) for one in ranked]
    w.paragraph(
        w.t(
            N_(
                "In at least nine of ten of the draws that rank an innovation, its rank lies in the interval that the figure shows. For half of the innovations the interval spans more than {places} places. The rank in the index can lie outside its interval, because the draws are not gathered around the choices of the index."
            ),
            places=w.type.decimal(median(widths), 0),
        )
    )
    drawn = ranked[:MOST_DRAWN]
    bars = [RankBar(one.rank, one.rank_low or 1, one.rank_high or 1, one.selected) for one in drawn]
    words = RankWords(
        along=w.t(N_("Innovations in the order of the index")),
        ranks=w.t(N_("Rank under other assumptions")),
        strong=w.type.dashes(w.t(N_("5-95% interval, most promising in the index"))),
        others=w.type.dashes(w.t(N_("5-95% interval, the others"))),
        mark=w.t(N_("Rank in the index")),
    )
    caption = w.t(N_("The rank of each innovation under other assumptions"))
    first, last = drawn[0], drawn[-1]
    alt = w.t(
        N_(
            "An interval of ranks for each of {count} innovations, in the order of the index. The first, {first}, has ranks {first_interval}; the last, {last}, has ranks {last_interval}. Half of the intervals span more than {places} places. The table has all numbers."
        ),
        count=w.type.number(len(drawn)),
        first=first.key,
        first_interval=w.type.interval(first.rank_low, first.rank_high),
        last=last.key,
        last_interval=w.type.interval(last.rank_low, last.rank_high),
        places=w.type.decimal(median(widths), 0),
    )
    place(
        w,
        caption,
        alt,
        lambda frame: rank_intervals(frame, bars, words),
        drawn_note(w, len(drawn), len(ranked)),
        lambda anchor: _rank_table(w, drawn, anchor, caption),
    )
    _admitted(w, found)


def drawn_note(w: Writer, drawn: int, all_of_them: int) -> str:
    if drawn == all_of_them:
        return w.type.base([drawn]) + "."
    return w.t(
        N_("The first {drawn} of {all}. The workbook and findings.json have them all."),
        drawn=w.type.number(drawn),
        all=w.type.number(all_of_them),
    )


def _rank_table(w: Writer, ranked: list[Ranked], anchor: str, caption: str) -> TableBlock:
    head = (
        column(w.t(N_("Rank in the index")), numeric=True),
        column(w.t(N_("Key"))),
        column(w.type.dashes(w.t(N_("5-95% interval"))), numeric=True),
        column(w.t(N_("Probability of being selected")), numeric=True),
    )
    body = tuple(
        (
            number(w.type.decimal(one.rank, 0)),
            row(one.key),
            number(w.type.interval(one.rank_low, one.rank_high)),
            number(chance(w, one.selection_probability)),
        )
        for one in ranked
    )
    return TableBlock(caption, (head,), body, anchor)


def _admitted(w: Writer, found: Uncertainty) -> None:
    """List the innovations that the index leaves out and other assumptions let in."""
    if not found.admitted:
        return
    w.paragraph(
        w.t(
            N_(
                "Some innovations have too many don't knows for the index and are ranked where more are allowed. There are {count} of them."
            ),
            count=w.type.number(len(found.admitted)),
        )
    )
    head = [
        column(w.t(N_("Key"))),
        column(w.t(N_("Ranked in")), numeric=True),
        column(w.type.dashes(w.t(N_("5-95% interval of the rank"))), numeric=True),
        column(w.t(N_("Probability of being selected")), numeric=True),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(one.key),
            number(chance(w, one.ranked_share)),
            number(w.type.interval(one.rank_low, one.rank_high)),
            number(chance(w, one.selection_probability)),
        )
        for one in found.admitted[:MOST_LISTED]
    ]
    under = w.t(N_("Ranked in: the share of the draws in which the innovation has a rank at all."))
    if len(found.admitted) > MOST_LISTED:
        under += " " + drawn_note(w, MOST_LISTED, len(found.admitted))
    w.table(w.t(N_("Innovations that only other assumptions rank")), head, body, under)
