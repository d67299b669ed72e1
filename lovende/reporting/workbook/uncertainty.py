"""The sheet of the assumptions: what was tried, how much it matters, and who is ranked only there."""

from __future__ import annotations

from lovende.analysis.findings import Findings, Uncertainty
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import Column, Row, Sheet
from lovende.reporting.workbook.questions import In


def fill_assumptions(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write the assumptions with their Sobol indices, the draws, and the innovations let in."""
    found = findings.index.uncertainty if findings.index else None
    if found is None:
        return
    say = sheet.book.say
    sheet.note(
        say(
            N_(
                "This is uncertainty of assumptions, not of sampling: one person assessed each innovation."
            )
        )
    )
    _assumptions(sheet, found, in_)
    _draws(sheet, found)
    _admitted(sheet, found)


def _assumptions(sheet: Sheet, found: Uncertainty, in_: In) -> None:
    say = sheet.book.say
    outputs = (N_("Mean shift of rank"), N_("Overlap of the selected (Jaccard)"))
    kinds = (
        N_("{output}: first order"),
        N_("{output}: first order, lower 95% limit"),
        N_("{output}: first order, upper 95% limit"),
        N_("{output}: total"),
        N_("{output}: total, lower 95% limit"),
        N_("{output}: total, upper 95% limit"),
    )
    columns = [
        Column(say(N_("Assumption")), "text", 30),
        Column(say(N_("In the index")), "text", 24),
        Column(say(N_("Tried, each equally likely")), "text", 46),
        *(
            Column(say(kind, output=say(output)), "number", 16)
            for output in outputs
            for kind in kinds
        ),
    ]
    rows = []
    for one in found.assumptions:
        cells: list[str | float | None] = [
            in_(one.label),
            in_(one.baseline),
            "; ".join(in_(value) for value in one.values),
        ]
        for part in (one.rank_shift, one.overlap):
            cells += [part.first, part.first_low, part.first_high]
            cells += [part.total, part.total_low, part.total_high]
        rows.append(Row(list(cells)))
    sheet.table(columns, rows, title=say(N_("The assumptions")))


def _draws(sheet: Sheet, found: Uncertainty) -> None:
    say = sheet.book.say
    columns = [
        Column(say(N_("What")), "text", 30),
        Column(say(N_("Mean")), "number", 24),
        Column(say(N_("5% quantile")), "number", 46),
        Column(say(N_("95% quantile")), "number", 16),
    ]
    rows = [
        Row([say(name), spread.mean, spread.low, spread.high])
        for name, spread in (
            (N_("Mean shift of rank"), found.rank_shift),
            (N_("Overlap of the selected (Jaccard)"), found.overlap),
            (N_("Number selected"), found.selected),
        )
    ]
    title = say(N_("Draws beside the index ({draws} draws)"), draws=found.draws)
    sheet.table(columns, rows, title=title)


def _admitted(sheet: Sheet, found: Uncertainty) -> None:
    if not found.admitted:
        return
    say = sheet.book.say
    columns = [
        Column(say(N_("Key")), "text", 30),
        Column(say(N_("Share of the draws with a rank")), "number", 24),
        Column(say(N_("Rank, 5% quantile")), "count", 46),
        Column(say(N_("Rank, 95% quantile")), "count", 16),
        Column(say(N_("Probability of being selected")), "number", 16),
    ]
    rows = [
        Row([one.key, one.ranked_share, one.rank_low, one.rank_high, one.selection_probability])
        for one in found.admitted
    ]
    sheet.table(columns, rows, title=say(N_("Innovations that only other assumptions rank")))
