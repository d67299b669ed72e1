"""The sheets about the weights: what they meet, and every answer weighted."""

from __future__ import annotations

from lovende.analysis.findings import Collapse, Findings, Option, Table, TableGroup
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import Column, Row, Sheet, Value
from lovende.reporting.workbook.questions import In

_WORDS = {
    "given": N_("given weights"),
    "poststratify": N_("post-stratification"),
    "rake": N_("raking"),
    "invited": N_("the invited"),
    "municipalities": N_("the municipalities"),
    "inhabitants": N_("the inhabitants of the municipalities"),
    "file": N_("a file"),
    "linearised": N_("linearisation"),
    "jackknife": N_("jackknife"),
    "bootstrap": N_("bootstrap"),
    "brr": N_("balanced replicates"),
    "logit": N_("on the scale of the logit"),
}
"""What the findings call by one word."""


def fill_weights(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write how the answers were weighted: the numbers, and population and answers by margin."""
    say = sheet.book.say
    said = findings.weighting
    assert said is not None

    def word(name: str) -> str:
        return say(_WORDS[name]) if name in _WORDS else name

    facts: list[tuple[str, Value]] = [
        (N_("Method"), word(said.method)),
        (N_("Population"), word(said.population)),
        (N_("Standard errors"), word(said.standard_errors)),
        (N_("Limits"), word(said.interval)),
        (N_("Answered"), said.respondents),
        (N_("Sum of the weights"), said.total),
        (N_("Smallest weight, of the mean"), said.smallest),
        (N_("Largest weight, of the mean"), said.largest),
        (N_("Coefficient of variation"), said.coefficient_of_variation),
        (N_("Design effect (Kish)"), said.design_effect),
        (N_("Effective number of answers"), said.effective),
        (N_("Rounds of raking"), said.rounds),
        (N_("Clusters"), said.clusters),
        (N_("Replicates"), said.replicates),
    ]
    columns = [Column(say(N_("What")), "text", 34), Column(say(N_("Value")), "number", 14)]
    sheet.table(columns, [Row([say(what), value]) for what, value in facts if value is not None])
    for margin in said.margins:
        columns = [
            Column(in_(margin.label) or margin.variable, "text", 34),
            Column(say(N_("Population")), "count", 14),
            Column(say(N_("Percent")), "percent", 12),
            Column(say(N_("Answered")), "count", 12),
            Column(say(N_("Percent unweighted")), "percent", 12),
            Column(say(N_("Percent weighted")), "percent", 12),
        ]
        rows = [
            Row(
                [
                    in_(one.label) or one.category,
                    one.population,
                    one.population_percent,
                    one.respondents,
                    one.respondents_percent,
                    one.weighted_percent,
                ]
            )
            for one in margin.categories
        ]
        sheet.table(columns, rows, title=in_(margin.label) or margin.variable)
    for text in said.left_out:
        sheet.note(in_(text))


def fill_weighted(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write one row an answer, as it was given and weighted: of all, and of each group."""
    say = sheet.book.say
    labels = {one.variable: in_(one.label) for one in findings.study.groupings}
    columns = [
        Column(say(N_("Question")), "text", 11),
        Column(say(N_("Row")), "order", 7),
        Column(say(N_("Title")), "text", 50),
        Column(say(N_("Compared by")), "text", 22),
        Column(say(N_("Group")), "text", 28),
        Column(say(N_("Code")), "text", 9),
        Column(say(N_("Answer")), "text", 40),
        Column(say(N_("Base (n)")), "count", 9),
        Column(say(N_("Count")), "count", 9),
        Column(say(N_("Percent")), "percent", 9),
        Column(say(N_("Percent weighted")), "percent", 11),
        Column(say(N_("95 % from")), "percent", 9),
        Column(say(N_("95 % to")), "percent", 9),
        Column(say(N_("Standard error")), "number", 11),
        Column(say(N_("Design effect")), "number", 11),
    ]
    rows = []
    for table in findings.tables:
        if table.by is None:
            rows += _rows(table, table, [None, None], in_)
        for group in table.groups:
            of = [labels.get(table.by or "", table.by), in_(group.label) or group.group]
            rows += _rows(table, group, of, in_)
    sheet.table(columns, rows, filtered=True, steady=True)


def _rows(table: Table, part: Table | TableGroup, of: list[str | None], in_: In) -> list[Row]:
    """Return the rows of all answers of a part: `of` is what it is compared by, and the group."""
    title = in_(table.row_title) if table.row is not None else in_(table.title)
    answers: list[tuple[str, Option | Collapse]] = [(one.code, one) for one in part.options]
    answers += [(" + ".join(one.codes), one) for one in part.collapsed]
    return [
        Row(
            [
                table.question,
                table.row,
                title,
                *of,
                code,
                in_(answer.label),
                part.base,
                answer.count,
                answer.percent,
                answer.weighted_percent,
                answer.weighted_low,
                answer.weighted_high,
                answer.weighted_se,
                answer.design_effect,
            ]
        )
        for code, answer in answers
    ]
