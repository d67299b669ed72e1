"""The sheets behind the numbers: published practices, the questionnaire, where the findings come from."""

from __future__ import annotations

from lovende.analysis.findings import Findings
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import Column, Row, Sheet
from lovende.reporting.workbook.questions import In


def fill_practices(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write one row a published innovation."""
    say = sheet.book.say
    if findings.practices_note:
        sheet.note(in_(findings.practices_note))
    columns = [
        Column(say(N_("Theme")), "text", 26),
        Column(say(N_("Municipality")), "text", 22),
        Column(say(N_("Area")), "text", 26),
        Column(say(N_("Target group")), "text", 30),
        Column(say(N_("Purpose")), "text", 40),
        Column(say(N_("Effort")), "text", 50),
        Column(say(N_("Learning")), "text", 50),
    ]
    rows = [
        Row(
            [
                in_(practice.theme_label) or practice.theme,
                practice.municipality,
                in_(practice.area),
                in_(practice.target_group),
                in_(practice.purpose),
                in_(practice.effort),
                in_(practice.learning),
            ]
        )
        for practice in findings.practices
    ]
    sheet.table(columns, rows, filtered=True, steady=True)


def fill_questionnaire(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write every question as it was put."""
    say = sheet.book.say
    columns = [
        Column(say(N_("Question")), "text", 11),
        Column(say(N_("Text")), "text", 80),
        Column(say(N_("Page")), "text", 30),
        Column(say(N_("Hint")), "text", 40),
        Column(say(N_("Asked")), "text", 40),
        Column(say(N_("Texts written")), "count", 12),
        Column(say(N_("Name")), "text", 16),
    ]
    rows = [
        Row(
            [
                asked.question,
                in_(asked.title),
                in_(page.title),
                in_(asked.hint),
                in_(asked.asked_if),
                asked.answers,
                asked.name,
            ]
        )
        for page in findings.questionnaire
        for asked in page.questions
    ]
    sheet.table(columns, rows, steady=True)


def fill_provenance(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write what the findings were made from, so that they can be made again."""
    say = sheet.book.say
    made = findings.provenance
    columns = [
        Column(say(N_("File")), "text", 34),
        Column(say(N_("Role")), "text", 22),
        Column(say(N_("Checksum (SHA-256)")), "text", 70),
    ]
    files = [Row([i.get("file", ""), i.get("role", ""), i.get("sha256", "")]) for i in made.inputs]
    sheet.table(columns, files, title=say(N_("Input files")))
    two = [Column(say(N_("What")), "text", 34), Column(say(N_("Value")), "text", 22)]
    versions = [Row([name, version]) for name, version in made.versions.items()]
    sheet.table(two, versions, title=say(N_("Versions")))
    parameters = [Row([name, _plain(value)]) for name, value in made.parameters.items()]
    parameters.append(Row([say(N_("Seed of the random numbers")), str(made.seed)]))
    sheet.table(two, parameters, title=say(N_("Parameters")))
    _plan(sheet, findings, in_)
    if made.warnings:
        sheet.text(say(N_("Warnings")), bold=True, font_size=11)
        for warning in made.warnings:
            sheet.text(in_(warning))


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def _plan(sheet: Sheet, findings: Findings, in_: In) -> None:
    if not findings.study.plan:
        return
    say = sheet.book.say
    by = {grouping.variable: in_(grouping.label) for grouping in findings.study.groupings}
    columns = [
        Column(say(N_("Compared by")), "text", 34),
        Column(say(N_("Questions")), "text", 22),
        Column(say(N_("Added after the plan")), "text", 12),
    ]
    rows = []
    for plan in findings.study.plan:
        asked = say(N_("All")) if plan.questions is None else ", ".join(plan.questions)
        rows.append(Row([by.get(plan.by, plan.by), asked, plan.added_later]))
    sheet.table(columns, rows, title=say(N_("Planned comparisons")))
