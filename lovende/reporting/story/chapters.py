"""The chapters that the study file plans: figure, generated text, the study's own words."""

from __future__ import annotations

from lovende.analysis.findings import Chapter, Collapse, FigureSpec, Option, Section, Table
from lovende.domain.texts import N_
from lovende.reporting.story.distributions import FEW, is_small, share
from lovende.reporting.story.municipalities import map_figure
from lovende.reporting.story.pictures import answer_figure, common_collapse
from lovende.reporting.story.promise import profile_figure
from lovende.reporting.story.response import response_part
from lovende.reporting.story.writer import Writer

MENTIONED = 3
"""So many of the largest answers are named in the text."""
NOTABLE = 5.0
"""A share of don't know is told from this percentage on."""


def write_chapters(w: Writer) -> None:
    """Write every chapter of the plan; without one, a chapter for each page of the questionnaire."""
    for chapter in w.findings.study.chapters or default_chapters(w):
        w.chapter(w.say(chapter.title))
        w.paragraph(w.say(chapter.text), lead=True)
        for section in chapter.sections:
            if w.say(section.title):
                w.section(w.say(section.title))
            w.paragraph(w.say(section.text))
            for spec in section.figures:
                _figure(w, spec)


def default_chapters(w: Writer) -> list[Chapter]:
    """Plan a chapter for each page with closed questions, or one for all where pages are unknown."""
    tables = [table for table in w.findings.tables if table.by is None]
    known = {table.question for table in tables}
    chapters = [
        Chapter(page.title, None, [Section({}, None, [_spec(q.question) for q in asked])])
        for page in w.findings.questionnaire
        if (asked := [q for q in page.questions if q.question in known])
    ]
    placed = {q.question for page in w.findings.questionnaire for q in page.questions}
    rest = [q for q in dict.fromkeys(table.question for table in tables) if q not in placed]
    if rest:
        title = w.t(N_("Other questions")) if chapters else w.t(N_("The answers"))
        section = Section({}, None, [_spec(question) for question in rest])
        chapters.append(Chapter({w.language: title}, None, [section]))
    return chapters


def _spec(question: str) -> FigureSpec:
    return FigureSpec("distribution", question=question)


def _figure(w: Writer, spec: FigureSpec) -> None:
    """Place one figure with the text before it and the study's remark after it."""
    at = len(w.blocks)
    if spec.figure == "response":
        response_part(w, spec.by, w.say(spec.title))
    elif spec.figure == "map":
        map_figure(w, w.say(spec.title), explained=bool(w.say(spec.text)))
    elif spec.figure == "profile":
        profile_figure(w, w.say(spec.title))
    else:
        placed = answer_figure(w, spec)
        if placed is not None:
            number, tables = placed
            figure = w.blocks[at:]
            del w.blocks[at:]
            caution = f" {w.t(FEW)}" if is_small(tables) else ""
            w.paragraph(_text(w, spec, number, tables) + caution)
            w.add(*figure)
    w.paragraph(w.say(spec.text))


def _text(w: Writer, spec: FigureSpec, number: str, tables: list[Table]) -> str:
    if spec.figure == "groups":
        return _about_groups(w, number, tables)
    if len(tables) > 1:
        return _about_matrix(w, number, tables)
    return _about_question(w, number, tables[0])


def _quoted(w: Writer, part: Option | Collapse, base: int | None) -> str:
    """`»I høj grad« (49 %)`."""
    answer = w.t(N_("“{label}”"), label=w.say(part.label))
    return f"{answer} ({share(w, part, base)})"


def _largest(table: Table) -> list[Option]:
    """The options that were chosen, the most frequent first, answers outside the order left out."""
    known = [o for o in table.options if o.count and not o.dont_know and not o.aside]
    return sorted(known, key=lambda option: -(option.count or 0))[:MENTIONED]


def _about_question(w: Writer, number: str, table: Table) -> str:
    parts = [p for p in table.collapsed if len(p.codes) > 1 and p.count is not None]
    said = []
    if parts and table.base:
        shares = [
            w.t(
                N_("{percent} answer “{label}”"),
                percent=share(w, p, table.base),
                label=w.say(p.label),
            )
            for p in parts
        ]
        said.append(
            w.t(N_("{shares} (figure {number})."), shares=w.type.list(shares), number=number)
        )
    largest = _largest(table)
    if largest and not parts:
        named = w.type.list([_quoted(w, option, table.base) for option in largest])
        pattern = (
            N_("The most frequent answers are {answers} (figure {number}).")
            if len(largest) > 1
            else N_("The most frequent answer is {answers} (figure {number}).")
        )
        said.append(w.t(pattern, answers=named, number=number))
    if largest and parts:
        said.append(
            w.t(
                N_("The single most frequent answer is {answer}."),
                answer=_quoted(w, largest[0], table.base),
            )
        )
    for option in table.options:
        if option.dont_know and (option.percent or 0.0) >= NOTABLE:
            said.append(
                w.t(N_("{percent} answer don't know."), percent=share(w, option, table.base))
            )
    return " ".join(said) or w.t(N_("Figure {number} shows the answers."), number=number)


def _about_matrix(w: Writer, number: str, tables: list[Table]) -> str:
    key = common_collapse(tables)
    if key is None:
        return _about_rows(w, number, tables)
    found = []
    for table in tables:
        part = next(p for p in table.collapsed if p.key == key)
        if part.count is not None and table.base:
            found.append((part.count / table.base, table, part))
    if not found:
        return w.t(N_("Figure {number} shows the answers."), number=number)
    found.sort(key=lambda one: -one[0])
    label = w.say(found[0][2].label)
    if len(found) <= MENTIONED:
        return _few_rows(w, number, label, [(table, part) for _, table, part in found])
    named = [_row_share(w, table, part) for _, table, part in found[:MENTIONED]]
    said = [
        w.t(
            N_("The share that answers “{label}” is largest for {rows} (figure {number})."),
            label=label,
            rows=w.type.list(named),
            number=number,
        )
    ]
    said.append(w.t(N_("It is smallest for {row}."), row=_row_share(w, *found[-1][1:])))
    return " ".join(said)


def _few_rows(w: Writer, number: str, label: str, found: list[tuple[Table, Collapse]]) -> str:
    """Name every row, where there are too few to speak of largest and smallest."""
    rows = [
        w.t(
            N_("{percent} for “{label}”"),
            percent=share(w, part, table.base),
            label=w.say(table.row_title),
        )
        for table, part in found
    ]
    return w.t(
        N_("The share that answers “{label}” is {rows} (figure {number})."),
        label=label,
        rows=w.type.list(rows),
        number=number,
    )


def _row_share(w: Writer, table: Table, part: Collapse) -> str:
    answer = w.t(N_("“{label}”"), label=w.say(table.row_title))
    return f"{answer} ({share(w, part, table.base)})"


def _about_rows(w: Writer, number: str, tables: list[Table]) -> str:
    """Name the most frequent answer of every row, for a matrix without collapsed answers."""
    said = []
    for table in tables:
        top = _largest(table)
        if top:
            row = w.t(N_("“{label}”"), label=w.say(table.row_title))
            said.append(f"{row}: {w.say(top[0].label)} {share(w, top[0], table.base)}")
    return w.t(
        N_("Figure {number} shows the answers. The most frequent answer to each row is: {rows}."),
        number=number,
        rows="; ".join(said),
    )


def _about_groups(w: Writer, number: str, tables: list[Table]) -> str:
    table = tables[0]
    part = next((p for p in table.collapsed if len(p.codes) > 1), None)
    if part is None or len(tables) > 1:
        return w.t(N_("Figure {number} shows the answers group by group."), number=number)
    shares = []
    for group in table.groups:
        found = next((p for p in group.collapsed if p.key == part.key), None)
        if found is not None:
            shares.append(f"{share(w, found, group.base)} ({w.say(group.label)})")
    return w.t(
        N_("The share that answers “{label}” is {shares} (figure {number})."),
        label=w.say(part.label),
        shares=w.type.list(shares),
        number=number,
    )
