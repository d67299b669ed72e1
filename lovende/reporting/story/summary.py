"""The summary: the headline figures, the response, the differences and the index, in sentences."""

from __future__ import annotations

from lovende.analysis.findings import Collapse, Response, Table
from lovende.domain.texts import N_
from lovende.reporting.document import KeyFigure, KeyFigures
from lovende.reporting.story.differences import brief_sentences, families
from lovende.reporting.story.writer import Writer
from lovende.reporting.typography import HIDDEN

LARGE = 6
"""So many headline figures are set large; the rest are sentences."""


def write_summary(w: Writer) -> None:
    """Write what a reader must know who reads one page only."""
    w.opening(w.t(N_("Summary")), "summary")
    about = w.say(w.findings.study.about)
    w.paragraph(about, lead=True)
    w.paragraph(response_sentence(w, w.findings.response), lead=not about)
    headlines = _headlines(w)
    _large(w, headlines[:LARGE])
    w.bullets([sentence for _, sentence in headlines[LARGE:]])
    w.paragraph(index_sentence(w))
    compared = families(w)
    if compared:
        w.heading(2, w.t(N_("Differences between groups")), "summary-differences")
    for family in compared:
        w.paragraph(" ".join(brief_sentences(w, family)))


def response_sentence(w: Writer, response: Response) -> str:
    """Say how many answered, of how many, from where."""
    answered = w.type.number(response.answered)
    if response.invited is None:
        return w.t(N_("{answered} people answered."), answered=answered)
    first = w.t(
        N_("{answered} of {invited} invited people answered: a response rate of {rate}."),
        answered=answered,
        invited=w.type.number(response.invited),
        rate=w.type.share(response.answered, response.invited),
    )
    if response.municipalities is None or response.municipalities_answering is None:
        return first
    second = w.t(
        N_("There are answers from {answering} of {all} municipalities."),
        answering=w.type.number(response.municipalities_answering),
        all=w.type.number(response.municipalities),
    )
    return f"{first} {second}"


def _headlines(w: Writer) -> list[tuple[str, str]]:
    """The planned headlines in the order of the plan, as (percentage, whole sentence).

    Suppressed ones are left out.
    """
    found = [
        (part.headline_order or 0, w.type.share(part.count, table.base), _sentence(w, table, part))
        for table in w.findings.tables
        for part in table.collapsed
        if table.by is None and part.headline and part.count is not None and table.base
    ]
    return [(percent, text) for _, percent, text in sorted(found, key=lambda one: one[0])]


def _sentence(w: Writer, table: Table, part: Collapse) -> str:
    values = {
        "percent": w.type.share(part.count, table.base),
        "count": w.type.number(part.count),
        "base": w.type.number(table.base) if table.base is not None else HIDDEN,
    }
    text = w.say(part.sentence)
    if not text:
        pattern = N_("{percent} answer “{label}”: {question}")
        label, question = w.say(part.label), w.say(table.row_title or table.title)
        return w.t(pattern, percent=values["percent"], label=label, question=question)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _large(w: Writer, headlines: list[tuple[str, str]]) -> None:
    """Set percentages large; a sentence that begins with its percentage is not said twice."""
    items = tuple(
        KeyFigure(percent, sentence.removeprefix(percent).strip())
        for percent, sentence in headlines
    )
    if items:
        w.add(KeyFigures(items))


def index_sentence(w: Writer) -> str:
    """Say how many innovations were described, ranked and are most promising."""
    index = w.findings.index
    if index is None:
        return ""
    return w.t(
        N_(
            "{described} innovations were described. {scored} of them have a score on the promising-practice index, and {selected} are among the most promising, with an index above {threshold}."
        ),
        described=w.type.number(index.described),
        scored=w.type.number(index.scored),
        selected=w.type.number(index.selected),
        threshold=threshold(w, index.threshold),
    )


def threshold(w: Writer, value: float) -> str:
    """`0,8`, with as many decimals as the threshold has (at most three)."""
    places = next((p for p in (1, 2) if abs(value * 10**p - round(value * 10**p)) < 1e-9), 3)
    return w.type.decimal(value, places)
