"""The comparison of groups: what was planned, figures of what differs, the primary tests."""

from __future__ import annotations

from lovende.analysis.findings import FigureSpec
from lovende.domain.texts import N_
from lovende.reporting.story.differences import Family, difference_sentences, families
from lovende.reporting.story.pictures import answer_figure
from lovende.reporting.story.significance import has_more_tests, how_to_read, primary_table
from lovende.reporting.story.writer import Writer

DRAWN = 6
"""So many of the clearest differences are drawn."""


def write_comparison(w: Writer) -> None:
    """Write the chapter, unless nothing was compared."""
    found = families(w)
    if not found:
        return
    w.chapter(w.t(N_("Comparison of groups")))
    _introduction(w)
    for family in found:
        if len(found) > 1:
            w.section(w.say(family.grouping.label))
        _planned(w, family)
        w.bullets(difference_sentences(w, family))
        _figures(w, family)
        title = w.t(N_("How to read the tests"))
        if len(found) > 1:
            w.heading(3, title, f"reading-{family.grouping.variable}")
        else:
            w.section(title)
        w.bullets(how_to_read(w, family))
        if has_more_tests(w, family):
            w.paragraph(w.t(N_("Every test, also those of single answers, is in appendix 3.")))
        if any(test.p_weighted is not None for test in family.tests):
            w.paragraph(w.t(N_("The tests of the weighted answers are in appendix 4.")))
        primary_table(w, family)


def _introduction(w: Writer) -> None:
    lead = N_(
        "The answers of different groups are compared: what the uncorrected tests say, and what remains when municipalities and the number of tests are taken into account."
    )
    kinds = N_(
        "Each question, and each row of a matrix, has one primary test: a rank test where the answers are a scale, chi-square where they are not, and one simultaneous test where several answers could be given. The report that the method comes from judged by the uncorrected p-values."
    )
    w.paragraph(w.t(lead), lead=True)
    w.paragraph(w.t(kinds))


def _planned(w: Writer, family: Family) -> None:
    plans = [p for p in w.findings.study.plan if p.by == family.grouping.variable]
    later = [plan for plan in plans if plan.added_later]
    if plans and not later:
        w.paragraph(w.t(N_("The comparison was planned before the answers came in.")))
    elif later and len(later) < len(plans):
        w.callout(
            w.t(
                N_(
                    "Some of these comparisons were added after the answers had come in; the table marks them."
                )
            )
        )
    elif later:
        w.callout(w.t(N_("This comparison was added after the answers had come in.")))


def _figures(w: Writer, family: Family) -> None:
    """Draw the questions whose uncorrected p-value is below the level, the clearest first."""
    seen: set[str] = set()
    for test in sorted(family.raw, key=lambda t: t.p or 0.0):
        name = f"{test.question}/{test.row}"
        if name in seen or len(seen) >= DRAWN or ("groups", test.question) in w.placed:
            continue
        seen.add(name)
        rows = [test.row] if test.row is not None else None
        answer_figure(w, FigureSpec("groups", test.question, rows, family.grouping.variable))
