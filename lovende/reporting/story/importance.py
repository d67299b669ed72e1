"""Which assumption matters most to the ranking: Sobol's indices, in plain words."""

from __future__ import annotations

from lovende.analysis.findings import Assumption, Importance, Uncertainty
from lovende.domain.texts import N_
from lovende.reporting.document import TableBlock
from lovende.reporting.figures.importances import Panel, Share, importances
from lovende.reporting.story.pictures import place
from lovende.reporting.story.writer import Writer, column, number, row

RANKS_MOST = N_(
    "How far the ranks move depends most on “{label}”: {first} of the differences alone and {total} in all."
)
SELECTED_MOST = N_(
    "Which innovations are selected depends most on “{label}”: {first} of the differences alone and {total} in all."
)


def write_importance(w: Writer, found: Uncertainty) -> None:
    """Show which assumption has most to do with how the draws differ."""
    w.section(w.t(N_("Which assumption matters most")))
    w.paragraph(
        w.t(
            N_(
                "Some draws move the ranks further from those of the index than others, and some agree less with the index on what is selected. Sobol's indices divide these differences between the assumptions. The share alone is what would go away on average if the assumption were settled. The share in all counts what it does together with others as well, so these shares can sum to more than {whole}."
            ),
            whole=w.type.percent(100),
        )
    )
    outputs = (
        (N_("How far the ranks move"), RANKS_MOST, [one.rank_shift for one in found.assumptions]),
        (
            N_("Which innovations are selected"),
            SELECTED_MOST,
            [one.overlap for one in found.assumptions],
        ),
    )
    labels = [w.say(one.label) for one in found.assumptions]
    w.bullets([_most(w, said, labels, parts) for _, said, parts in outputs if _vary(parts)])
    panels = [
        Panel(
            w.t(title),
            tuple(
                (label, _share(w, part, "first"), _share(w, part, "total"))
                for label, part in zip(labels, parts, strict=True)
            ),
        )
        for title, _, parts in outputs
    ]
    names = (w.t(N_("Alone (first order)")), w.t(N_("In all (total)")))
    caption = w.t(N_("What each assumption has to do with the differences between draws"))
    alt = w.t(
        N_("Two bars for each assumption, alone and in all. {answers}."),
        answers=". ".join(
            f"{panel.title}: "
            + "; ".join(f"{label} {first.text}, {total.text}" for label, first, total in panel.rows)
            for panel in panels
        ),
    )
    under = w.t(
        N_(
            "Shares of the variance, from {evaluations} rankings. Thin lines are 95% intervals of the calculation."
        )
        if found.assumptions[0].overlap.first_low is not None
        else N_("Shares of the variance, from {evaluations} rankings."),
        evaluations=w.type.number(found.evaluations),
    )
    place(
        w,
        caption,
        alt,
        lambda frame: importances(frame, panels, names),
        under,
        lambda anchor: _importance_table(w, found.assumptions, anchor, caption),
    )


def _vary(parts: list[Importance]) -> bool:
    return any(part.total > 0 for part in parts)


def _most(w: Writer, message: str, labels: list[str], parts: list[Importance]) -> str:
    """Name the assumption with the largest share in all."""
    best = max(range(len(parts)), key=lambda place: parts[place].total)
    return w.t(
        message,
        label=labels[best],
        first=w.type.percent(100 * parts[best].first),
        total=w.type.percent(100 * parts[best].total),
    )


def _share(w: Writer, part: Importance, kind: str) -> Share:
    value = getattr(part, kind)
    return Share(
        value,
        w.type.percent(100 * value),
        getattr(part, f"{kind}_low"),
        getattr(part, f"{kind}_high"),
    )


def _importance_table(
    w: Writer, assumptions: list[Assumption], anchor: str, caption: str
) -> TableBlock:
    ranks, selected = w.t(N_("How far the ranks move")), w.t(N_("Which innovations are selected"))
    alone, in_all = w.t(N_("alone")), w.t(N_("in all"))
    head = (
        column(w.t(N_("Assumption"))),
        *(
            column(f"{title}, {kind}", numeric=True)
            for title in (ranks, selected)
            for kind in (alone, in_all)
        ),
    )
    body = tuple(
        (
            row(w.say(one.label)),
            *(
                number(_with_interval(w, part, kind))
                for part in (one.rank_shift, one.overlap)
                for kind in ("first", "total")
            ),
        )
        for one in assumptions
    )
    return TableBlock(caption, (head,), body, anchor)


def _with_interval(w: Writer, part: Importance, kind: str) -> str:
    """`24 % (21–26)`; without the interval where it is hidden."""
    share = _share(w, part, kind)
    if share.low is None or share.high is None:
        return share.text
    return f"{share.text} ({w.type.interval(100 * share.low, 100 * share.high)})"
