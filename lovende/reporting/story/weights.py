"""The weighted answers: what they would look like if all groups had answered equally."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.analysis.findings import Option, Table, Test, Weighting, WeightMargin
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.points import Point, PointRow, dumbbell
from lovende.reporting.story.differences import families, is_below
from lovende.reporting.story.distributions import SMALL, with_row
from lovende.reporting.story.pictures import percent_axis, place
from lovende.reporting.story.writer import Writer, column, number, row
from lovende.reporting.typography import EN_DASH

DRAWN = 7
"""So many of the answers that move most are drawn."""
WIDTHS = (0.38, 0.08, 0.12, 0.12, 0.15, 0.15)

POPULATIONS = {
    "invited": N_(
        "Some groups answered more often than others. Here each answer counts a little more or a little less, so that those who answered are divided into groups just like all who were invited."
    ),
    "municipalities": N_(
        "Some groups answered more often than others. Here each answer counts a little more or a little less, so that those who answered are divided into groups just like the 98 municipalities."
    ),
    "inhabitants": N_(
        "Some groups answered more often than others. Here each answer counts a little more or a little less, so that those who answered are divided into groups just like the inhabitants of the country."
    ),
    "file": N_(
        "Some groups answered more often than others. Here each answer counts a little more or a little less, so that those who answered are divided into groups just like the population that the study names."
    ),
}
GIVEN = N_(
    "Not everyone had the same chance of being asked. Here each answer counts with the weight that the study gives it."
)
LIMITS = N_(
    "The weights repair what the groups in these tables explain, and nothing else. If those who did not answer think differently within a group, the weighted figures can be as wrong as the others."
)
GIVEN_LEAD = N_(
    "What would the answers look like if everyone had had the same chance of being asked?"
)
GIVEN_LIMITS = N_(
    "The weights are used as the study gives them. Whether they make up for those who did not answer depends on how they were made."
)
ERRORS = {
    "given": N_(
        "The intervals are found from how much the clusters (the municipalities, where the study names no others) differ from one another, and take the weights as fixed (Taylor linearisation, limits on the scale of the logit)."
    ),
    "linearised": N_(
        "The intervals are found from how much the clusters (the municipalities, where the study names no others) differ from one another, and take into account that the weighted groups are known (Taylor linearisation, limits on the scale of the logit)."
    ),
    "jackknife": N_(
        "The intervals are found by leaving out one cluster at a time and weighting anew ({count} jackknife replicates, limits on the scale of the logit)."
    ),
    "bootstrap": N_(
        "The intervals are found by drawing the clusters anew many times and weighting each time ({count} bootstrap replicates, limits on the scale of the logit)."
    ),
    "brr": N_(
        "The intervals are found by taking one of the two clusters of each stratum in turn ({count} balanced replicates, limits on the scale of the logit)."
    ),
}


@dataclass(frozen=True)
class _Moved:
    """An answer, and how far its percentage moves by the weights."""

    table: Table
    option: Option
    plain: float
    weighted: float

    @property
    def by(self) -> float:
        return abs(self.weighted - self.plain)


def write_weights(w: Writer) -> None:
    """Write the chapter, unless the study names no weights."""
    said = w.findings.weighting
    if said is None:
        return
    w.chapter(w.t(N_("The answers weighted")))
    given = said.method == "given"
    equal = N_("What would the answers look like if all groups had answered equally?")
    w.paragraph(w.t(GIVEN_LEAD if given else equal), lead=True)
    if said.respondents is None:
        for text in said.left_out:
            w.callout(w.say(text))
        return
    w.paragraph(w.t(GIVEN if given else POPULATIONS[said.population]))
    for margin in said.margins:
        _margin_table(w, margin, last=margin is said.margins[-1])
    moved = _moved(w)
    w.bullets(_summary(w, said, moved))
    if moved:
        _figure(w, moved[:DRAWN])
    w.callout(w.t(GIVEN_LIMITS if given else LIMITS))


def _margin_table(w: Writer, margin: WeightMargin, last: bool) -> None:
    label = w.say(margin.label)
    head = [
        column(label),
        column(w.t(N_("Population")), numeric=True),
        column(w.t(N_("Per cent")), numeric=True),
        column(w.t(N_("Answers")), numeric=True),
        column(w.t(N_("Unweighted")), numeric=True),
        column(w.t(N_("Weighted")), numeric=True),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(w.say(one.label) or one.category),
            number(w.type.decimal(one.population, 0)),
            number(w.type.decimal(one.population_percent, 1)),
            number(w.type.number(one.respondents)),
            number(w.type.decimal(one.respondents_percent, 1)),
            number(w.type.decimal(one.weighted_percent, 1)),
        )
        for one in margin.categories
    ]
    base = w.type.base([sum(one.respondents for one in margin.categories)])
    caption = w.t(
        N_("Population and answers by {margin} ({base})"), margin=_small(label), base=base
    )
    note = w.t(N_("Unweighted and weighted: per cent of the answers.")) if last else ""
    w.table(caption, head, body, note=note, widths=(0.3, 0.15, 0.13, 0.12, 0.15, 0.15))


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def _summary(w: Writer, said: Weighting, moved: list[_Moved]) -> list[str]:
    lines = [
        w.t(
            N_("The weights run from {low} to {high} times the mean weight."),
            low=w.type.decimal(said.smallest, 2),
            high=w.type.decimal(said.largest, 2),
        ),
        w.t(
            N_(
                "Answers that count unequally tell a little less: these {count} are worth about {effective} that count alike (Kish's design effect {effect})."
            ),
            count=w.type.number(said.respondents),
            effective=w.type.decimal(said.effective, 0),
            effect=w.type.decimal(said.design_effect, 2),
        ),
    ]
    if moved:
        lines.append(
            w.t(
                N_(
                    "The answer that moves most moves by {points} percentage points. Questions that fewer than {small} answered are left out of account here."
                ),
                points=w.type.decimal(moved[0].by, 1),
                small=w.type.number(SMALL),
            )
        )
    return lines


def _moved(w: Writer) -> list[_Moved]:
    """Return the answers by how far they move, those first that move most; one for each question row."""
    found = []
    for table in w.findings.tables:
        if table.by is not None or (table.base or 0) < SMALL:
            continue
        known = [
            _Moved(table, option, option.percent, option.weighted_percent)
            for option in table.options
            if option.percent is not None and option.weighted_percent is not None
        ]
        if known:
            found.append(max(known, key=lambda one: one.by))
    return sorted(found, key=lambda one: -one.by)


def _figure(w: Writer, moved: list[_Moved]) -> None:
    names = [w.t(N_("Unweighted")), w.t(N_("Weighted"))]
    rows = [
        PointRow(
            _name(w, one),
            (
                Point(one.plain, w.type.percent(one.plain, 1)),
                Point(one.weighted, w.type.percent(one.weighted, 1)),
            ),
        )
        for one in moved
    ]
    axis = percent_axis(w, max(max(one.plain, one.weighted) for one in moved))
    lines = [f"{one.label}: {one.points[0].text}, {one.points[1].text}" for one in rows]
    alt = w.t(N_("Unweighted and weighted. {answers}."), answers="; ".join(lines))
    caption = w.t(N_("The answers that move most when they are weighted"))
    place(
        w,
        caption,
        alt,
        lambda frame: dumbbell(frame, rows, names, axis),
        w.t(N_("The answer of each question that moves most. All answers are in appendix 4.")),
        lambda anchor: _behind(w, moved, anchor, caption),
    )


def _name(w: Writer, one: _Moved) -> str:
    """`[15.3] Statslige institutioner: I høj grad`."""
    table = one.table
    at = table.question if table.row is None else f"{table.question}.{table.row}"
    label = w.say(one.option.label)
    return (
        f"[{at}] {w.say(table.row_title)}: {label}" if table.row is not None else f"[{at}] {label}"
    )


def _behind(w: Writer, moved: list[_Moved], anchor: str, caption: str) -> TableBlock:
    body = tuple((row(_name(w, one)), *_numbers(w, one.option, one.table.base)) for one in moved)
    return TableBlock(caption, (_head(w),), body, anchor, widths=WIDTHS)


def _head(w: Writer) -> tuple[Cell, ...]:
    return (
        column(w.t(N_("Answer"))),
        column("n", numeric=True),
        column(w.t(N_("Unweighted")), numeric=True),
        column(w.t(N_("Weighted")), numeric=True),
        column(w.t(N_("95% interval")), numeric=True),
        column(w.t(N_("Design effect")), numeric=True),
    )


def _numbers(w: Writer, option: Option, base: int | None) -> tuple[Cell, ...]:
    known = option.weighted_low is not None and option.weighted_high is not None
    limits = w.type.interval(option.weighted_low, option.weighted_high, 1) if known else EN_DASH
    weighted = option.weighted_percent
    effect = option.design_effect
    return (
        number(w.type.number(base)),
        number(EN_DASH if option.percent is None else w.type.decimal(option.percent, 1)),
        number(EN_DASH if weighted is None else w.type.decimal(weighted, 1)),
        number(limits),
        number(EN_DASH if effect is None else w.type.decimal(effect, 2)),
    )


def write_weighted_answers(w: Writer) -> None:
    """Write appendix 4: every answer weighted, and the weighted tests."""
    said = w.findings.weighting
    if said is None or said.respondents is None:
        return
    w.opening(w.t(N_("Appendix 4. The answers weighted")), "appendix-4")
    w.paragraph(
        w.t(
            N_(
                "The percentages are of those who answered the question (n). The design effect compares the uncertainty of the weighted percentage with that of as many people drawn one by one: it is the one variance divided by the other. It is above 1 where the respondents of a municipality resemble each other, and below 1 where the known groups explain the answers."
            )
        )
    )
    fixed = said.method == "given" and said.standard_errors == "linearised"
    errors = ERRORS["given" if fixed else said.standard_errors]
    w.paragraph(w.t(errors, count=w.type.number(said.replicates or 0)))
    for text in said.left_out:
        w.paragraph(w.say(text))
    if any(table.groups for table in w.findings.tables):
        more = N_("The workbook and findings.json also have the weighted answers of each group.")
        w.paragraph(w.t(more))
    tables = [table for table in w.findings.tables if table.by is None]
    for question in dict.fromkeys(table.question for table in tables):
        _question(w, [table for table in tables if table.question == question])
    for family in families(w):
        _tests(w, family.grouping.variable, w.say(family.grouping.label))


def _question(w: Writer, tables: list[Table]) -> None:
    first = tables[0]
    named = first.question == first.name
    caption = w.say(first.title) if named else f"[{first.question}] {w.say(first.title)}"
    body: list[tuple[Cell, ...]] = []
    for table in tables:
        for option in table.options:
            label = w.say(option.label)
            if table.row is not None:
                label = f"{table.row}. {w.say(table.row_title)}: {label}"
            body.append((row(label), *_numbers(w, option, table.base)))
    w.add(
        TableBlock(
            caption,
            (_head(w),),
            tuple(body),
            f"weighted-{first.question}",
            widths=WIDTHS,
        )
    )


def _tests(w: Writer, by: str, label: str) -> None:
    """Write the weighted test of each question row beside the plain one."""
    found: dict[tuple[str, int | None], Test] = {}
    for test in w.findings.tests:
        if test.by == by and test.option is None and test.p_weighted is not None:
            found.setdefault((test.question, test.row), test)
    body = tuple(
        (
            row(_tested(w, test)),
            *(
                number(
                    EN_DASH if p is None else w.type.p_value(p, letter=False), strong=is_below(p)
                )
                for p in (test.p, test.p_clustered, test.p_weighted)
            ),
        )
        for test in found.values()
    )
    if not body:
        return
    head = (
        column(w.t(N_("Question"))),
        column("p", numeric=True),
        column(w.t(N_("p, clusters")), numeric=True),
        column(w.t(N_("p, weighted")), numeric=True),
    )
    w.add(
        TableBlock(
            w.t(N_("Weighted tests by {grouping}"), grouping=_small(label)),
            (head,),
            body,
            f"weighted-tests-{by}",
            note=w.t(
                N_(
                    "The weighted test is that of Rao and Scott: chi-square with the weights, the clusters and the known groups taken into account. For a question with several answers it is the smallest p of the answers times their number."
                )
            ),
            widths=(0.58, 0.14, 0.14, 0.14),
        )
    )


def _tested(w: Writer, test: Test) -> str:
    name = test.question if test.row is None else f"{test.question}.{test.row}"
    tables = [t for t in w.findings.rows(test.question) if t.row == test.row]
    title = with_row(w, w.say(tables[0].title), tables[0]) if tables else ""
    if tables and tables[0].row_title is not None:
        title = w.say(tables[0].row_title)
    return f"{name} {title}".strip()
