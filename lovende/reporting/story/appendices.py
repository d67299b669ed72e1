"""The appendices: the questionnaire with every distribution, and the published innovations."""

from __future__ import annotations

from itertools import groupby

from lovende.analysis.findings import AskedQuestion, Practice, Table
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, Heading, TableBlock
from lovende.reporting.story.distributions import (
    count_and_share,
    is_hidden,
    note,
    sentence,
)
from lovende.reporting.story.writer import HIDDEN_NOTE, Writer, column, number, row


def write_questionnaire(w: Writer) -> None:
    """Write appendix 1: each page, each question, to whom it was put, and all answers."""
    tables = [table for table in w.findings.tables if table.by is None]
    pages = w.findings.questionnaire
    if not tables and not pages:
        return
    w.opening(w.t(N_("Appendix 1. The questionnaire and all answers")), "appendix-1")
    w.paragraph(
        w.t(
            N_(
                "The code of an answer stands in front of it. Beside it are the percentage and, in brackets, the number of answers."
            )
        )
    )
    if is_hidden(tables):
        w.paragraph(w.t(HIDDEN_NOTE))
    written: set[str] = set()
    for index, page in enumerate(pages, start=1):
        w.heading(
            2, w.say(page.title) or w.t(N_("Page {page}"), page=index), f"appendix-1-page-{index}"
        )
        w.paragraph(w.say(page.text))
        for question in page.questions:
            _question(w, question, [t for t in tables if t.question == question.question])
            written.add(question.question)
    rest = [t for t in tables if t.question not in written]
    for _, group in groupby(rest, key=lambda table: table.question):
        _answers(w, list(group))


def _question(w: Writer, question: AskedQuestion, tables: list[Table]) -> None:
    """A closed question is a table; an open one is its text and how many wrote something."""
    if tables:
        if w.say(question.guidance):
            w.paragraph(_guidance(w, question))
        _answers(w, tables)
        return
    if question.question == question.name:
        _short(w, question)
        return
    w.heading(3, f"[{question.question}] {w.say(question.title)}", f"question-{question.question}")
    for text in (w.say(question.hint), _guidance(w, question)):
        w.paragraph(text)
    if w.say(question.asked_if):
        w.paragraph(sentence(w.say(question.asked_if)))
    if question.answers is not None:
        w.paragraph(w.t(N_("{count} wrote something."), count=w.type.number(question.answers)))


def _short(w: Writer, question: AskedQuestion) -> None:
    """A question without a number (background, "other, please state") is a line of text."""
    text = w.say(question.title)
    if question.answers is not None:
        wrote = w.t(N_("{count} wrote something."), count=w.type.number(question.answers))
        text = f"{text} {wrote}" if text.endswith((".", "?", "!", ":")) else f"{text}. {wrote}"
    w.paragraph(text)


def _guidance(w: Writer, question: AskedQuestion) -> str:
    lines = [line.strip(" -*•") for line in w.say(question.guidance).splitlines() if line.strip()]
    return "; ".join(lines)


def _answers(w: Writer, tables: list[Table]) -> None:
    first = tables[0]
    named = first.question == first.name
    caption = w.say(first.title) if named else f"[{first.question}] {w.say(first.title)}"
    anchor = f"question-{first.question}"
    w.add(
        _matrix(w, tables, caption, anchor)
        if first.row is not None
        else _options(w, first, caption, anchor)
    )


def _options(w: Writer, table: Table, caption: str, anchor: str) -> TableBlock:
    head = (
        column(w.t(N_("Code"))),
        column(w.t(N_("Answer"))),
        column(w.t(N_("Per cent (count)")), numeric=True),
    )
    body = tuple(
        (
            Cell(f"({option.code})"),
            row(w.say(option.label)),
            number(count_and_share(w, option, table.base)),
        )
        for option in table.options
    )
    return TableBlock(
        caption, (head,), body, anchor, note=note(w, [table]), widths=(0.1, 0.68, 0.22)
    )


def _matrix(w: Writer, tables: list[Table], caption: str, anchor: str) -> TableBlock:
    options = tables[0].options
    head = (
        column(w.t(N_("Row"))),
        *(column(f"({o.code}) {w.say(o.label)}", numeric=True) for o in options),
    )
    body = tuple(
        (
            row(f"{table.row}. {w.say(table.row_title)} ({w.type.base([table.base])})"),
            *(number(count_and_share(w, option, table.base)) for option in table.options),
        )
        for table in tables
    )
    rest = 0.7 / max(1, len(options))
    widths = (0.3, *([rest] * len(options)))
    return TableBlock(caption, (head,), body, anchor, note=note(w, tables), widths=widths)


def write_practices(w: Writer) -> None:
    """Write appendix 2: the published innovations, theme by theme."""
    practices = w.findings.practices
    if not practices:
        return
    w.opening(w.t(N_("Appendix 2. Published innovations")), "appendix-2")
    w.paragraph(w.say(w.findings.practices_note))
    w.callout(
        w.t(
            N_(
                "The innovations are published facts. They are not joined to the answers or the scores of this report."
            )
        )
    )
    themes = list(dict.fromkeys(practice.theme for practice in practices))
    for theme in themes:
        chosen = [practice for practice in practices if practice.theme == theme]
        w.add(Heading(2, w.say(chosen[0].theme_label) or theme, f"appendix-2-{theme}"))
        w.add(_theme_table(w, theme, chosen))


def _theme_table(w: Writer, theme: str, practices: list[Practice]) -> TableBlock:
    names = (
        N_("Municipality"),
        N_("Area"),
        N_("Target group"),
        N_("Purpose"),
        N_("What they did"),
        N_("What they learned"),
    )
    body = tuple(
        (
            row(one.municipality),
            *(
                Cell(w.say(text))
                for text in (one.area, one.target_group, one.purpose, one.effort, one.learning)
            ),
        )
        for one in practices
    )
    count = len(practices)
    caption = (
        w.t(N_("{count} published innovations"), count=w.type.number(count))
        if count > 1
        else w.t(N_("One published innovation"))
    )
    return TableBlock(
        caption,
        (tuple(column(w.t(name)) for name in names),),
        body,
        f"appendix-2-{theme}-table",
        widths=(0.11, 0.12, 0.13, 0.14, 0.25, 0.25),
        across=True,
    )
