"""One sheet for each question: its distribution, its groups side by side, who was not counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lovende.analysis.findings import Collapse, Findings, Option, Table, TableGroup, Texts
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import HIDDEN, Book, Column, Row, Sheet, Value

In = Callable[[Texts | None], str]
"""A text in the language of the workbook."""
KINDS = {
    "one": N_("One answer"),
    "several": N_("Several answers"),
    "matrix": N_("Matrix question"),
}


def question_sheet(
    book: Book, findings: Findings, question: str, name: str, back: str, in_: In
) -> None:
    """Write the sheet of a question; the rows of a matrix stand below one another."""
    tables = findings.rows(question)
    first = tables[0]
    title = book.say(N_("Question {number}: {title}"), number=question, title=in_(first.title))
    sheet = book.sheet(name, title, back)
    _facts(sheet, first, in_)
    grouped = [by for by in _groupings(findings) if findings.rows(question, by)]
    if first.row is not None:
        _overview(sheet, tables, in_)
    _details(sheet, findings, tables, grouped, in_)
    for table in tables:
        if table.note:
            sheet.note(in_(table.note))
    if first.kind == "several":
        said = N_(
            "Respondents could choose several answers, so the percentages sum to more than 100."
        )
        sheet.note(book.say(said))
    if _hides(findings, question):
        sheet.note(book.say(N_("· = the number is not shown, to protect people.")))
    sheet.note(
        book.say(
            N_(
                "Percentages are of those who answered, unrounded; limits are 95 % Wilson intervals."
            )
        )
    )


def _groupings(findings: Findings) -> list[str]:
    return list(dict.fromkeys(table.by for table in findings.tables if table.by is not None))


def _hides(findings: Findings, question: str) -> bool:
    tables = [table for table in findings.tables if table.question == question]
    options = [option for table in tables for option in table.options]
    options += [option for table in tables for group in table.groups for option in group.options]
    return any(option.suppressed or option.count is None for option in options)


def _facts(sheet: Sheet, table: Table, in_: In) -> None:
    say = sheet.book.say
    sheet.text(say(KINDS.get(table.kind, table.kind)))
    if table.asked_if:
        sheet.text(in_(table.asked_if))
    if table.row is None:
        base = HIDDEN.value if table.base is None else table.base
        sheet.text(say(N_("Base: n = {base}"), base=base))
    sheet.at += 1


def _overview(sheet: Sheet, tables: Sequence[Table], in_: In) -> None:
    """Write the rows of a matrix against its scale, in percent."""
    say = sheet.book.say
    labels = {option.code: in_(option.label) for table in tables for option in table.options}
    columns = [
        Column(say(N_("Row")), "order", 9),
        Column(say(N_("Statement")), "text", 46),
        *(Column(label, "percent", 12) for label in labels.values()),
        Column(say(N_("Base (n)")), "count", 11),
    ]
    rows = []
    for table in tables:
        found = {option.code: option for option in table.options}
        shares = [_shown(found[code].percent) if code in found else None for code in labels]
        rows.append(Row([table.row, in_(table.row_title), *shares, _shown(table.base)]))
    sheet.table(columns, rows, title=say(N_("Percent")))


def _shown(value: float | None) -> Value:
    return HIDDEN if value is None else value


def _details(
    sheet: Sheet, findings: Findings, tables: Sequence[Table], grouped: Sequence[str], in_: In
) -> None:
    """Write counts, percentages and limits, one row an answer, the groups to the right."""
    say = sheet.book.say
    matrix = tables[0].row is not None
    by = [(variable, findings.rows(tables[0].question, variable)) for variable in grouped]
    columns = [
        *([Column(say(N_("Row")), "order", 9)] if matrix else []),
        *([Column(say(N_("Statement")), "text", 46)] if matrix else []),
        Column(say(N_("Code")), "text", 9 if not matrix else 12),
        Column(say(N_("Answer")), "text", 46 if not matrix else 30),
        *_number_columns(sheet),
    ]
    over = [("", len(columns) - 4), (say(N_("All")), 4)]
    for _, grouped_tables in by:
        for group in grouped_tables[0].groups:
            over.append((in_(group.label), 4))
            columns += _number_columns(sheet)
    rows: list[Row] = []
    for table in tables:
        beside = [
            group
            for _, grouped_tables in by
            for group in next((t.groups for t in grouped_tables if t.row == table.row), [])
        ]
        rows += _rows_of(sheet, table, beside, len(columns), in_)
    title = say(N_("Every answer")) if matrix else ""
    sheet.table(columns, rows, title=title, over=over if by else (), steady=not matrix)


def _number_columns(sheet: Sheet) -> list[Column]:
    say = sheet.book.say
    return [
        Column(say(N_("Count")), "count", 9),
        Column(say(N_("Percent")), "percent", 9),
        Column(say(N_("95 % from")), "percent", 9),
        Column(say(N_("95 % to")), "percent", 9),
    ]


def _rows_of(
    sheet: Sheet, table: Table, beside: Sequence[TableGroup], width: int, in_: In
) -> list[Row]:
    """Return the rows of one table: answers, base, answers taken together, who was not counted."""
    say = sheet.book.say
    start: list[Value] = [] if table.row is None else [table.row, in_(table.row_title)]

    def row(code: str, label: str, *cells: Sequence[Value], strong: bool = False) -> Row:
        values = [*start, code, label, *(value for part in cells for value in part)]
        return Row([*values, *[None] * (width - len(values))], strong)

    rows = []
    for option in table.options:
        others = [_numbers(_same_code(group, option.code)) for group in beside]
        rows.append(row(option.code, in_(option.label), _numbers(option), *others))
    bases = [[_shown(base), None, None, None] for base in (table.base, *(g.base for g in beside))]
    rows.append(row("", say(N_("Base (n)")), *bases, strong=True))
    for collapse in table.collapsed:
        others = [_numbers(_same_key(group, collapse.key)) for group in beside]
        codes = " + ".join(collapse.codes)
        rows.append(row(codes, in_(collapse.label), _numbers(collapse), *others))
    for label, count in (
        (N_("Not asked"), table.not_asked),
        (N_("Skipped"), table.skipped),
        (N_("Not reached"), table.not_reached),
    ):
        if count is not None:
            rows.append(row("", say(label), [count]))
    return rows


def _same_code(group: TableGroup, code: str) -> Option | None:
    return next((option for option in group.options if option.code == code), None)


def _same_key(group: TableGroup, key: str) -> Collapse | None:
    return next((collapse for collapse in group.collapsed if collapse.key == key), None)


def _numbers(answer: Option | Collapse | None) -> list[Value]:
    """Return count, percentage and limits; hidden ones as such, a missing answer as blanks."""
    if answer is None:
        return [None] * 4
    if answer.count is None:
        return [HIDDEN, HIDDEN, None, None]
    return [answer.count, _shown(answer.percent), answer.low, answer.high]
