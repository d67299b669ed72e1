"""From findings to the bytes of an .xlsx file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from lovende.analysis.findings import Findings, Table
from lovende.domain.texts import N_
from lovende.formats.replacing import replacing
from lovende.reporting.notices import notices, short_notice, text_in
from lovende.reporting.workbook import (
    background,
    comparisons,
    promise,
    response,
    uncertainty,
    weights,
)
from lovende.reporting.workbook.book import Book, Column, Row, Sheet
from lovende.reporting.workbook.questions import KINDS, In, question_sheet

Fill = Callable[[Sheet, Findings, In], None]


def write_workbook(findings: Findings, language: str, path: Path) -> None:
    """Write every table of `findings` to `path`; the same findings always give the same bytes."""
    content = render_workbook(findings, language)
    with replacing(path) as part:
        part.write_bytes(content)


def render_workbook(findings: Findings, language: str) -> bytes:
    """Return the workbook in `language` as the bytes of an .xlsx file.

    Percentages are numbers from 0 to 100, unrounded, shown with one decimal. A number that is
    hidden to protect people is the text "·". Nothing in the workbook is a formula.
    """
    in_ = partial(text_in, language=language)
    study = findings.study
    said = notices(study, language)
    header = short_notice(study, language)
    book = Book(language, said, in_(study.name), in_(study.publisher), header)
    contents = book.name(book.say(N_("Contents")))
    asked = list(dict.fromkeys(table.question for table in findings.tables))
    sheets = {question: book.name(question) for question in asked}
    further = [
        (book.name(book.say(title)), book.say(title), fill) for title, fill in _further(findings)
    ]
    start = book.sheet(contents, book.title)
    _contents(start, findings, sheets, further, in_)
    for question in asked:
        question_sheet(book, findings, question, sheets[question], contents, in_)
    for name, title, fill in further:
        fill(book.sheet(name, title, contents), findings, in_)
    return book.close()


def _further(findings: Findings) -> list[tuple[str, Fill]]:
    """Return the sheets after the questions: title and what fills them."""
    sheets: list[tuple[str, Fill]] = [(N_("Response"), response.fill_response)]
    if findings.response.tiles:
        sheets.append((N_("Municipalities"), response.fill_municipalities))
    if findings.tests:
        sheets.append((N_("Tests"), comparisons.fill_tests))
    if findings.weighting is not None and findings.weighting.respondents is not None:
        sheets.append((N_("Weights"), weights.fill_weights))
        sheets.append((N_("Weighted"), weights.fill_weighted))
    if findings.index is not None:
        sheets.append((N_("Index"), promise.fill_index))
        sheets.append((N_("Ranking"), promise.fill_ranking))
        if findings.index.uncertainty is not None:
            sheets.append((N_("Assumptions"), uncertainty.fill_assumptions))
    if findings.practices:
        sheets.append((N_("Practices"), background.fill_practices))
    if findings.questionnaire:
        sheets.append((N_("Questionnaire"), background.fill_questionnaire))
    sheets.append((N_("Provenance"), background.fill_provenance))
    return sheets


def _contents(
    sheet: Sheet,
    findings: Findings,
    sheets: dict[str, str],
    further: list[tuple[str, str, Fill]],
    in_: In,
) -> None:
    """Write the list of sheets, each with a link."""
    say = sheet.book.say
    columns = [
        Column(say(N_("Sheet")), "text", 18),
        Column(say(N_("Question")), "text", 90),
        Column(say(N_("Kind")), "text", 18),
        Column(say(N_("Rows")), "order", 9),
        Column(say(N_("Base (n)")), "text", 12),
    ]
    rows = []
    for question, name in sheets.items():
        tables = findings.rows(question)
        first = tables[0]
        kind = say(KINDS.get(first.kind, first.kind))
        rows.append(Row([name, in_(first.title), kind, len(tables), _bases(tables)]))
    at = sheet.table(columns, rows, title=say(N_("Questions")), steady=True)
    for offset, name in enumerate(sheets.values()):
        sheet.link(at + offset, 0, name, name)
    sheet.text(say(N_("Further sheets")), bold=True, font_size=11)
    for name, _, _ in further:
        sheet.link(sheet.at, 0, name, name)
        sheet.at += 1


def _bases(tables: list[Table]) -> str:
    """Return the base, or the range of bases over the rows of a matrix."""
    known = [table.base for table in tables if table.base is not None]
    if not known:
        return "·"
    low, high = min(known), max(known)
    return str(low) if low == high else f"{low}–{high}"
