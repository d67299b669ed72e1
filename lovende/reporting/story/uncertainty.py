"""How sure the ranking is: the index under other assumptions, in plain words."""

from __future__ import annotations

from lovende.analysis.findings import Index, Uncertainty
from lovende.domain.texts import N_
from lovende.reporting.document import Cell
from lovende.reporting.story.importance import write_importance
from lovende.reporting.story.rank_intervals import write_ranks
from lovende.reporting.story.selection import LIKELY, SURE, write_selection
from lovende.reporting.story.writer import Writer, column, row

CAUTION = N_(
    "These numbers say what the choices of method mean for the ranking, and nothing else. One person assessed each innovation. How another person would have answered is not in them, nor who did not answer at all. A rank that hardly moves is a rank that the method does not decide; it is not therefore right."
)

UNCERTAIN = N_("How sure the ranking is")


def write_uncertainty(w: Writer) -> None:
    """Write the chapter, unless the ranking was not tried under other assumptions."""
    index = w.findings.index
    if index is None or index.uncertainty is None:
        return
    found = index.uncertainty
    w.chapter(w.t(UNCERTAIN))
    w.paragraph(
        w.t(
            N_(
                "The index rests on choices that could have been made otherwise. So the ranking was made {draws} times more, each time with other choices drawn at random, to see what stays."
            ),
            draws=w.type.number(found.draws),
        ),
        lead=True,
    )
    w.bullets(_conclusions(w, index, found))
    w.callout(w.t(CAUTION), "warning")
    _tried(w, found)
    ranked = [one for one in index.ranking if one.rank_low is not None]
    if ranked:
        write_ranks(w, found, ranked)
        write_selection(w, found, ranked)
    write_importance(w, found)


def _conclusions(w: Writer, index: Index, found: Uncertainty) -> list[str]:
    """Say in a few sentences what came of it."""
    said = []
    selected = [one.selection_probability or 0.0 for one in index.ranking if one.selected]
    if selected:
        said.append(
            w.t(
                N_(
                    "Of the {selected} most promising innovations, {sure} are most promising in at least {nine} of the draws, and {likely} in at least half of them."
                ),
                selected=w.type.number(index.selected),
                sure=w.type.number(sum(one >= SURE for one in selected)),
                nine=w.type.percent(100 * SURE),
                likely=w.type.number(sum(one >= LIKELY for one in selected)),
            )
        )
    said.append(
        w.t(
            N_(
                "An innovation moves {shift} places on average. Of the innovations that are most promising in the index, in a draw, or in both, {overlap} are so in both on average."
            ),
            shift=w.type.decimal(found.rank_shift.mean, 1),
            overlap=w.type.percent(100 * found.overlap.mean),
        )
    )
    if found.selected.mean < index.selected:
        message = N_(
            "On average {mean} innovations are above the threshold in a draw, and {selected} in the index: some assumptions lower all scores, and the threshold does not follow. So an innovation can be among the first in most draws and still be below the threshold in many."
        )
    else:
        message = N_(
            "On average {mean} innovations are above the threshold in a draw, and {selected} in the index."
        )
    mean = w.type.decimal(found.selected.mean, 0)
    said.append(w.t(message, mean=mean, selected=w.type.number(index.selected)))
    return said


def _tried(w: Writer, found: Uncertainty) -> None:
    w.section(w.t(N_("What was tried")))
    head = [
        column(w.t(N_("Assumption"))),
        column(w.t(N_("In the index"))),
        column(w.t(N_("Tried, each equally likely"))),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(w.say(one.label)),
            Cell(w.say(one.baseline)),
            Cell("; ".join(w.say(value) for value in one.values)),
        )
        for one in found.assumptions
    ]
    under = w.t(
        N_(
            "Each assumption is drawn independently of the others. What a don't know means then holds for all items alike. Ridits leave the ends of a scale where they are, and set answers that many gave further apart. The drawn weights follow a Dirichlet distribution with concentration {concentration}."
        ),
        concentration=w.type.plain(found.concentration),
    )
    w.table(w.t(N_("The assumptions")), head, body, under, widths=(0.22, 0.28, 0.5))
