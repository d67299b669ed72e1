"""The promising-practice index: what it is, what it is made of, and what it does not say."""

from __future__ import annotations

from lovende.analysis.findings import Index, IndexItem
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.histogram import histogram
from lovende.reporting.figures.points import Axis, Point, PointRow, dumbbell
from lovende.reporting.story.pictures import place
from lovende.reporting.story.summary import index_sentence, threshold
from lovende.reporting.story.writer import Writer, column, number, row
from lovende.reporting.typography import NO_BREAK

STEPS = 20
"""The distribution of the scores is drawn in steps of 1/20."""
CAUTION = N_(
    "A score is never published next to a municipality's name. It is made from the assessment of one respondent, on answers that are ordered but not measured: 0.8 is not twice as good as 0.4. The rank decides what is looked at; people decide what is published."
)


def write_index(w: Writer) -> None:
    """Write the chapter, unless the study has no index."""
    index = w.findings.index
    if index is None:
        return
    w.chapter(w.say(index.title) or w.t(N_("The promising-practice index")))
    w.paragraph(index_sentence(w), lead=True)
    w.paragraph(
        w.t(
            N_(
                "The index is the mean of {items} assessments in {dimensions} dimensions. Each runs from 0 to 1, and 1 is best. It is a formative index: the items define it together and need not follow each other, so no reliability coefficient is given."
            ),
            items=len(index.items),
            dimensions=len(index.dimensions),
        )
    )
    w.callout(w.t(CAUTION), "warning")
    _attrition(w, index)
    if ("profile", None) not in w.placed:
        profile_figure(w, "")
    _distribution(w, index)
    _items(w, index)
    _dimensions(w, index)
    _correlations(w, index)
    _ranking(w, index)


def _attrition(w: Writer, index: Index) -> None:
    head = [column(w.t(N_("Step"))), column(w.t(N_("Count")), numeric=True)]
    body: list[tuple[Cell, ...]] = [
        (row(w.say(step.label) or step.reason), number(w.type.number(step.count)))
        for step in index.attrition
    ]
    body += [
        (
            row(w.t(N_("Left out: {reason}"), reason=w.say(one.label) or one.reason)),
            number(w.type.number(one.count)),
        )
        for one in index.excluded
    ]
    under = ""
    if index.second_innovations:
        under = w.t(
            N_(
                "{count} respondents described a second innovation. It is coded, but not in tables or index."
            ),
            count=w.type.number(index.second_innovations),
        )
    w.table(w.t(N_("From all respondents to the most promising innovations")), head, body, under)


def profile_figure(w: Writer, title: str) -> None:
    """Place the mean of every dimension, for all ranked innovations and for the most promising."""
    index = w.findings.index
    if index is None or not index.dimensions:
        return
    rows = [
        PointRow(
            w.say(part.label),
            (
                Point(part.mean, _score(w, part.mean)),
                Point(part.mean_selected, _score(w, part.mean_selected)),
            ),
        )
        for part in index.dimensions
    ]
    names = [
        w.t(N_("All with a score (n = {n})"), n=w.type.number(index.scored)),
        w.t(N_("Most promising (n = {n})"), n=w.type.number(index.selected)),
    ]
    caption = title or w.t(N_("The dimensions of the index"))
    ticks = tuple((step / 4, w.type.decimal(step / 4, 2)) for step in range(5))
    alt = w.t(
        N_(
            "Mean of each dimension, from 0 to 1: all with a score, then the most promising. {answers}."
        ),
        answers="; ".join(
            f"{one.label} {one.points[0].text}, {one.points[1].text}" for one in rows
        ),
    )
    w.placed[("profile", None)] = place(
        w,
        caption,
        alt,
        lambda frame: dumbbell(frame, rows, names, Axis(1.0, ticks)),
        w.t(N_("Means, from 0 to 1; 1 is best.")),
        lambda anchor: _profile_table(w, index, names, anchor, caption),
    )


def _score(w: Writer, value: float | None) -> str:
    return w.type.decimal(value, 2)


def _profile_table(
    w: Writer, index: Index, names: list[str], anchor: str, caption: str
) -> TableBlock:
    head = (column(w.t(N_("Dimension"))), *(column(name, numeric=True) for name in names))
    body = tuple(
        (row(w.say(d.label)), number(_score(w, d.mean)), number(_score(w, d.mean_selected)))
        for d in index.dimensions
    )
    return TableBlock(caption, (head,), body, anchor)


def _distribution(w: Writer, index: Index) -> None:
    """Draw how the scores are spread; a score on a limit belongs to the step above it."""
    if not index.ranking:
        return
    counts = [0] * STEPS
    for one in index.ranking:
        # The smallest margin keeps 0.15 * 20 = 2.9999... in the step where it belongs.
        counts[min(STEPS - 1, int(one.score * STEPS + 1e-9))] += 1
    limit = threshold(w, index.threshold)
    text = w.t(N_("threshold {limit}"), limit=limit)
    caption = w.t(N_("How the scores are spread"))
    limits = [w.type.interval(i / STEPS, (i + 1) / STEPS, 2) for i in range(STEPS)]
    used = [(limits[i], count) for i, count in enumerate(counts) if count]
    alt = w.t(
        N_("Number of innovations by score. {answers}. {selected} are above {limit}."),
        answers="; ".join(f"{name}: {count}" for name, count in used),
        selected=w.type.number(index.selected),
        limit=limit,
    )
    head = (column(w.t(N_("Score"))), column(w.t(N_("Innovations")), numeric=True))
    ticks = [(step / 4, w.type.decimal(step / 4, 2)) for step in range(5)]
    place(
        w,
        caption,
        alt,
        lambda frame: histogram(frame, counts, ticks, index.threshold, text),
        w.type.base([index.scored]) + ".",
        lambda anchor: TableBlock(
            caption,
            (head,),
            tuple((row(name), number(w.type.number(count))) for name, count in used),
            anchor,
        ),
    )


def _items(w: Writer, index: Index) -> None:
    w.section(w.t(N_("Items and their scores")))
    dimensions = {part.dimension: w.say(part.label) for part in index.dimensions}
    head = [
        column(w.t(N_("Question"))),
        column(w.t(N_("Item"))),
        column(w.t(N_("Dimension"))),
        column(w.t(N_("Scores by code"))),
        column(w.t(N_("Mean")), numeric=True),
        column("n", numeric=True),
        column(w.t(N_("Don't know")), numeric=True),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(item.question if item.row is None else f"{item.question}.{item.row}"),
            Cell(w.say(item.label)),
            Cell(dimensions.get(item.dimension, item.dimension)),
            Cell(_scores(w, item)),
            number(_score(w, item.mean)),
            number(w.type.number(item.scored)),
            number(w.type.number(item.dont_know)),
        )
        for item in index.items
    ]
    caption = w.t(N_("The items, their dimensions and the score of each answer"))
    w.table(caption, head, body, widths=(0.11, 0.25, 0.16, 0.19, 0.13, 0.06, 0.1))


def _scores(w: Writer, item: IndexItem) -> str:
    """`1: 1; 2: 0,75; 3: 0,5`."""
    parts = []
    for code, score in item.scores.items():
        places = next((p for p in range(3) if abs(score * 10**p - round(score * 10**p)) < 1e-9), 2)
        parts.append(f"{code}:{NO_BREAK}{w.type.decimal(score, places)}")
    return "; ".join(parts)


def _dimensions(w: Writer, index: Index) -> None:
    w.section(w.t(N_("Weights and correlations")))
    w.paragraph(
        w.t(
            N_(
                "Every item weighs the same, so a dimension with more items weighs more. The effective weight is the part of the variation of the index that comes from the dimension."
            )
        )
    )
    head = [
        column(w.t(N_("Dimension"))),
        column(w.t(N_("Items")), numeric=True),
        column(w.t(N_("Weight")), numeric=True),
        column(w.t(N_("Effective weight")), numeric=True),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            row(w.say(part.label)),
            number(w.type.number(len(part.items))),
            number(_score(w, part.weight)),
            number(_score(w, part.effective_weight)),
        )
        for part in index.dimensions
    ]
    w.table(w.t(N_("Weights of the dimensions")), head, body)


def _correlations(w: Writer, index: Index) -> None:
    parts = index.dimensions
    head = [column(w.t(N_("Dimension"))), *(column(w.say(p.label), numeric=True) for p in parts)]
    body: list[tuple[Cell, ...]] = [
        (
            row(w.say(one.label)),
            *(
                number("1" if other is one else _score(w, one.correlations.get(other.dimension)))
                for other in parts
            ),
        )
        for one in parts
    ]
    if any(part.correlations for part in parts):
        w.table(w.t(N_("Correlations between the dimensions")), head, body)
    head = [
        column(w.t(N_("Item"))),
        column(w.t(N_("Correlation with its dimension")), numeric=True),
        column("VIF", numeric=True),
    ]
    dash = "–"
    items: list[tuple[Cell, ...]] = [
        (
            row(w.say(item.label)),
            number(dash if item.correlation is None else _score(w, item.correlation)),
            number(dash if item.vif is None else w.type.decimal(item.vif, 1)),
        )
        for item in index.items
    ]
    under = w.t(
        N_(
            "The correlations are Pearson's. VIF: variance inflation; high values say that an item adds little to the others."
        )
    )
    w.table(w.t(N_("Correlation of the items")), head, items, under)


LONGEST_RANKING = 500
"""More rows than this nobody reads on paper."""


def _ranking(w: Writer, index: Index) -> None:
    w.section(w.t(N_("Ranking")))
    if not index.ranking:
        w.paragraph(
            w.t(
                N_(
                    "The ranking is not published: the score of each innovation is for the analyst, to decide what is looked at more closely."
                )
                if w.findings.study.audience == "public"
                else N_("No innovation has a score, so there is no ranking.")
            )
        )
        return
    w.paragraph(w.t(N_("The ranking carries keys, never names. Equal scores share a rank.")))
    head = [
        column(w.t(N_("Rank")), numeric=True),
        column(w.t(N_("Key"))),
        column(w.t(N_("Score")), numeric=True),
        column(w.t(N_("Don't know")), numeric=True),
        column(w.t(N_("Most promising"))),
    ]
    body: list[tuple[Cell, ...]] = [
        (
            number(w.type.decimal(one.rank, 0 if one.rank == int(one.rank) else 1)),
            row(one.key),
            number(w.type.decimal(one.score, 3)),
            number(w.type.number(one.dont_know)),
            Cell(w.t(N_("Yes")) if one.selected else w.t(N_("No"))),
        )
        for one in index.ranking[:LONGEST_RANKING]
    ]
    if len(index.ranking) > LONGEST_RANKING:
        shown, all_of_them = w.type.number(LONGEST_RANKING), w.type.number(len(index.ranking))
        w.paragraph(
            w.t(
                N_(
                    "The table shows the first {shown} of {all}. The workbook and findings.json have them all."
                ),
                shown=shown,
                all=all_of_them,
            )
        )
    w.table(w.t(N_("Innovations by score")), head, body)
