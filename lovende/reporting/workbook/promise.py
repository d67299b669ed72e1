"""The sheets of the promising-practice index: how it is built, and the ranking by key."""

from __future__ import annotations

from lovende.analysis.findings import Exclusion, Findings, Index, Ranked
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import Column, Row, Sheet
from lovende.reporting.workbook.questions import In


def fill_index(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write the attrition, the dimensions, the items and the parameters."""
    index = findings.index
    if index is None:
        return
    say = sheet.book.say
    _items(sheet, index, in_)
    _dimensions(sheet, index, in_)
    numbers = [
        Row([say(N_("Threshold")), index.threshold]),
        Row([say(N_("Innovations described")), index.described]),
        Row([say(N_("Innovations in the ranking")), index.scored]),
        Row([say(N_("Most promising")), index.selected]),
    ]
    if index.second_innovations is not None:
        numbers.append(Row([say(N_("Second innovations, not ranked")), index.second_innovations]))
    two = [Column(say(N_("What")), "text", 34), Column(say(N_("Number")), "general", 12)]
    sheet.table(two, numbers, title=say(N_("Numbers")))
    for title, steps in (
        (N_("What is left after each step"), index.attrition),
        (N_("Left out of the ranking"), index.excluded),
    ):
        if steps:
            sheet.table(
                two, [Row([_reason(step, in_), step.count]) for step in steps], title=say(title)
            )
    rows = [Row([name, str(value)]) for name, value in index.parameters.items()]
    parameters = [Column(say(N_("Parameter")), "text", 34), Column(say(N_("Value")), "text", 12)]
    sheet.table(parameters, rows, title=say(N_("Parameters")))


def _reason(step: Exclusion, in_: In) -> str:
    return in_(step.label) or step.reason


def _items(sheet: Sheet, index: Index, in_: In) -> None:
    say = sheet.book.say
    named = {part.dimension: in_(part.label) for part in index.dimensions}
    columns = [
        Column(say(N_("Item")), "text", 34),
        Column(say(N_("Text")), "text", 46),
        Column(say(N_("Dimension")), "text", 20),
        Column(say(N_("Question")), "text", 10),
        Column(say(N_("Row")), "order", 8),
        Column(say(N_("Mean")), "number", 10),
        Column(say(N_("Scored")), "count", 10),
        Column(say(N_("Don't know")), "count", 10),
        Column(say(N_("Weight")), "number", 10),
        Column(say(N_("Correlation with its dimension")), "number", 14),
        Column(say(N_("Variance inflation")), "number", 11),
        Column(say(N_("Scores of the codes")), "text", 40),
    ]
    rows = [
        Row(
            [
                item.item,
                in_(item.label),
                named.get(item.dimension, item.dimension),
                item.question,
                item.row,
                item.mean,
                item.scored,
                item.dont_know,
                item.weight,
                item.correlation,
                item.vif,
                "; ".join(f"{code} = {score:g}" for code, score in item.scores.items()),
            ]
        )
        for item in index.items
    ]
    sheet.table(columns, rows, title=say(N_("Items")))


def _dimensions(sheet: Sheet, index: Index, in_: In) -> None:
    say = sheet.book.say
    columns = [
        Column(say(N_("Dimension")), "text", 34),
        Column(say(N_("Items")), "text", 46),
        Column(say(N_("Weight")), "number", 20),
        Column(say(N_("Effective weight")), "number", 10),
        Column(say(N_("Mean")), "number", 8),
        Column(say(N_("Mean of the most promising")), "number", 10),
        *(
            Column(say(N_("Correlation with {name}"), name=in_(part.label)), "number", 12)
            for part in index.dimensions
        ),
    ]
    rows = [
        Row(
            [
                in_(part.label),
                ", ".join(part.items),
                part.weight,
                part.effective_weight,
                part.mean,
                part.mean_selected,
                *(part.correlations.get(other.dimension) for other in index.dimensions),
            ]
        )
        for part in index.dimensions
    ]
    sheet.table(columns, rows, title=say(N_("Dimensions")))


def fill_ranking(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write the ranking: keys and scores, never a municipality."""
    index = findings.index
    if index is None:
        return
    say = sheet.book.say
    columns = [
        Column(say(N_("Rank")), "general", 10),
        Column(say(N_("Key")), "text", 16),
        Column(say(N_("Index")), "number", 10),
        Column(say(N_("Don't know")), "count", 12),
        Column(say(N_("Most promising")), "text", 14),
        *(Column(in_(part.label), "number", 16) for part in index.dimensions),
        *(_trust_columns(sheet) if index.uncertainty else ()),
    ]
    rows = [
        Row(
            [
                ranked.rank,
                ranked.key,
                ranked.score,
                ranked.dont_know,
                ranked.selected,
                *(ranked.dimensions.get(part.dimension) for part in index.dimensions),
                *(_trust(ranked) if index.uncertainty else ()),
            ]
        )
        for ranked in index.ranking
    ]
    sheet.note(
        say(
            N_(
                "The ranking decides what is looked at; people decide what is published. Keys, never names."
            )
        )
    )
    sheet.table(columns, rows, filtered=True, steady=True)


def _trust_columns(sheet: Sheet) -> tuple[Column, ...]:
    say = sheet.book.say
    return (
        Column(say(N_("Rank, 5% quantile")), "count", 12),
        Column(say(N_("Rank, 95% quantile")), "count", 12),
        Column(say(N_("Probability of being selected")), "number", 16),
    )


def _trust(one: Ranked) -> tuple[float | None, ...]:
    return one.rank_low, one.rank_high, one.selection_probability
