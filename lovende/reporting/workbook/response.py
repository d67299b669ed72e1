"""The sheets about who answered: rates, groups, dispositions, questions, municipalities."""

from __future__ import annotations

from lovende.analysis.findings import Findings, NonresponderComparison, Response
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import HIDDEN, Column, Row, Sheet, Value
from lovende.reporting.workbook.questions import In


def fill_response(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write everything that the findings know about the response."""
    response = findings.response
    _numbers(sheet, response, in_)
    _groups(sheet, findings, in_)
    _tests(sheet, findings, in_)
    _dispositions(sheet, response, in_)
    _questions(sheet, response, in_)
    _representativity(sheet, findings, in_)
    for compared in response.nonresponders:
        _nonresponders(sheet, compared, in_)


def _shown(value: float | None) -> Value:
    return HIDDEN if value is None else value


def _numbers(sheet: Sheet, response: Response, in_: In) -> None:
    say = sheet.book.say
    numbers: list[tuple[str, float | None]] = [
        (say(N_("Invited")), response.invited),
        (say(N_("Have answered")), response.answered),
        (say(N_("Complete answers")), response.complete),
        (say(N_("Partial answers")), response.partial),
        (say(N_("Municipalities")), response.municipalities),
        (say(N_("Municipalities with an answer")), response.municipalities_answering),
        (say(N_("Short interviews with non-responders")), response.nonresponder_count),
    ]
    columns = [Column(say(N_("What")), "text", 46), Column(say(N_("Number")), "count", 12)]
    rows = [Row([label, value]) for label, value in numbers if value is not None]
    sheet.table(columns, rows, title=say(N_("Numbers")))
    rates = [Row([say(N_("Response rate")), response.rate], strong=True)]
    rates += [Row([name, rate]) for name, rate in response.rates.items()]
    columns = [Column(say(N_("Rate")), "text", 46), Column(say(N_("Percent")), "percent", 12)]
    sheet.table(columns, rates, title=say(N_("Rates by the AAPOR definitions")))
    if response.rule:
        sheet.note(in_(response.rule))
        sheet.at += 1


def _groups(sheet: Sheet, findings: Findings, in_: In) -> None:
    if not findings.response.by_group:
        return
    say = sheet.book.say
    by = {grouping.variable: in_(grouping.label) for grouping in findings.study.groupings}
    columns = [
        Column(say(N_("Group")), "text", 46),
        Column(say(N_("Invited")), "count", 12),
        Column(say(N_("Have answered")), "count", 12),
        Column(say(N_("Percent")), "percent", 12),
        Column(say(N_("95 % from")), "percent", 10),
        Column(say(N_("95 % to")), "percent", 10),
        Column(say(N_("Compared by")), "text", 34),
    ]
    rows = [
        Row(
            [
                in_(group.label) or group.group,
                group.invited,
                _shown(group.answered),
                _shown(group.rate),
                group.low,
                group.high,
                by.get(group.variable or "", group.variable),
            ]
        )
        for group in findings.response.by_group
    ]
    sheet.table(columns, rows, title=say(N_("Response by group")))


def _tests(sheet: Sheet, findings: Findings, in_: In) -> None:
    response = findings.response
    tests = response.tests or ([response.test] if response.test else [])
    if not tests:
        return
    say = sheet.book.say
    by = {grouping.variable: in_(grouping.label) for grouping in findings.study.groupings}
    columns = [
        Column(say(N_("Compared by")), "text", 46),
        Column(say(N_("Chi-square")), "number", 12),
        Column(say(N_("Degrees of freedom")), "count", 12),
        Column(say(N_("p")), "p", 12),
        Column(say(N_("p, municipalities as clusters")), "p", 15),
        Column(say(N_("n")), "count", 10),
    ]
    rows = [
        Row([by.get(t.variable, t.variable), t.statistic, t.df, t.p, t.p_clustered, t.n])
        for t in tests
    ]
    sheet.table(columns, rows, title=say(N_("Tests of the response")))


def _dispositions(sheet: Sheet, response: Response, in_: In) -> None:
    if not response.dispositions:
        return
    say = sheet.book.say
    columns = [
        Column(say(N_("Disposition")), "text", 46),
        Column(say(N_("Code")), "text", 12),
        Column(say(N_("Count")), "count", 12),
    ]
    rows = [Row([in_(part.label), part.code, part.count]) for part in response.dispositions]
    sheet.table(columns, rows, title=say(N_("How the contacts ended")))


def _questions(sheet: Sheet, response: Response, in_: In) -> None:
    say = sheet.book.say
    if response.item_nonresponse:
        columns = [
            Column(say(N_("Title")), "text", 46),
            Column(say(N_("Question")), "text", 12),
            Column(say(N_("Row")), "order", 12),
            Column(say(N_("Asked")), "count", 10),
            Column(say(N_("Answered")), "count", 10),
            Column(say(N_("Skipped")), "count", 10),
            Column(say(N_("Not reached")), "count", 12),
        ]
        rows = [
            Row([in_(i.title), i.question, i.row, i.asked, i.answered, i.skipped, i.not_reached])
            for i in response.item_nonresponse
        ]
        sheet.table(columns, rows, title=say(N_("Answers to each question")))
    if response.break_offs:
        columns = [
            Column(say(N_("Page")), "text", 46),
            Column(say(N_("Number")), "count", 12),
            Column(say(N_("Broke off")), "count", 12),
        ]
        rows = [Row([in_(part.title), part.page, part.count]) for part in response.break_offs]
        sheet.table(columns, rows, title=say(N_("Where people broke off")))


def _representativity(sheet: Sheet, findings: Findings, in_: In) -> None:
    response = findings.response
    if not response.representativity:
        return
    say = sheet.book.say
    by = {grouping.variable: in_(grouping.label) for grouping in findings.study.groupings}
    columns = [
        Column(say(N_("Variables")), "text", 46),
        Column(say(N_("R-indicator, plain")), "number", 12),
        Column(say(N_("R-indicator, adjusted")), "number", 12),
        Column(say(N_("Coefficient of variation")), "number", 12),
    ]
    rows = []
    for part in response.representativity:
        names = ", ".join(by.get(name, name) for name in part.variables)
        indicators = [part.r_unadjusted, part.r_indicator, part.coefficient_of_variation]
        rows.append(Row([names, *indicators]))
    sheet.table(columns, rows, title=say(N_("Representativity")))
    columns = [
        Column(say(N_("Variable")), "text", 46),
        Column(say(N_("Partial indicator")), "number", 12),
    ]
    for part in response.representativity:
        rows = [Row([by.get(name, name), value]) for name, value in part.partial.items()]
        sheet.table(columns, rows, title=say(N_("Partial indicators")))


def _nonresponders(sheet: Sheet, compared: NonresponderComparison, in_: In) -> None:
    """Write the short interview with those who did not answer beside those who did."""
    say = sheet.book.say
    columns = [
        Column(say(N_("Answer")), "text", 46),
        Column(say(N_("Count")), "count", 12),
        Column(say(N_("Percent")), "percent", 12),
        Column(say(N_("Count")), "count", 10),
        Column(say(N_("Percent")), "percent", 10),
    ]
    over = [("", 1), (say(N_("Non-responders")), 2), (say(N_("Respondents")), 2)]
    others = {option.code: option for option in compared.respondents}
    rows = []
    for option in compared.nonresponders:
        other = others.get(option.code)
        beside: list[Value] = (
            [_shown(other.count), _shown(other.percent)] if other else [None, None]
        )
        rows.append(Row([in_(option.label), _shown(option.count), _shown(option.percent), *beside]))
    bases = [compared.base_nonresponders, None, compared.base_respondents, None]
    rows.append(Row([say(N_("Base (n)")), *bases], strong=True))
    title = say(
        N_("Question {number}: {title}"), number=compared.question, title=in_(compared.title)
    )
    sheet.table(columns, rows, title=title, over=over)
    if compared.p is not None:
        sheet.note(f"p = {compared.p:.4f}")


def fill_municipalities(sheet: Sheet, findings: Findings, _: In) -> None:
    """Write the municipalities; a public workbook says only whether anyone answered."""
    say = sheet.book.say
    columns = [
        Column(say(N_("Code")), "text", 10),
        Column(say(N_("Municipality")), "text", 28),
        Column(say(N_("Invited")), "count", 12),
        Column(say(N_("Have answered")), "count", 12),
        Column(say(N_("Any answer")), "text", 12),
    ]
    rows = [
        Row([tile.code, tile.name, _shown(tile.invited), _shown(tile.answered), tile.any_answer])
        for tile in findings.response.tiles
    ]
    sheet.table(columns, rows, filtered=True, steady=True)
