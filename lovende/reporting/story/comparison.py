"""The comparison of groups: what was planned, figures of what differs, one table of all tests."""

from __future__ import annotations

from lovende.analysis.findings import FigureSpec, Test
from lovende.domain.texts import N_
from lovende.reporting.document import Cell
from lovende.reporting.story.differences import (
    LEVEL,
    Family,
    difference_sentences,
    families,
)
from lovende.reporting.story.pictures import answer_figure
from lovende.reporting.story.writer import Writer, column, number, row

DRAWN = 6
"""So many of the clearest differences are drawn."""

TEST_NAMES = {
    "chi2": N_("Chi-square"),
    "mann_whitney": N_("Mann-Whitney"),
    "kruskal_wallis": N_("Kruskal-Wallis"),
    "fisher": N_("Exact (Fisher)"),
    "simultaneous": N_("Simultaneous"),
}
EFFECT_NAMES = {"cramers_v": "V", "cliffs_delta": "δ", "difference": N_("diff.")}
REASONS = {
    "no_answers": N_("no answers"),
    "one_group": N_("answers from one group only"),
    "one_level": N_("all gave the same answer"),
    "only_dont_know": N_("only don't know"),
}
NONE = "–"


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
        _all_tests(w, family)


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


def _all_tests(w: Writer, family: Family) -> None:
    tests = _in_order(w, [t for t in w.findings.tests if t.by == family.grouping.variable])
    head = [
        column(w.t(N_("Question"))),
        column(w.t(N_("Test"))),
        column("n", numeric=True),
        column("p", numeric=True),
        column(w.t(N_("p, clusters")), numeric=True),
        column("Holm", numeric=True),
        column("BH", numeric=True),
        column(w.t(N_("Effect (95% interval)")), numeric=True),
    ]
    w.table(
        w.t(N_("All tests by {grouping}"), grouping=w.say(family.grouping.label).lower()),
        head,
        [_test_row(w, test) for test in tests],
        _explanation(w),
        (0.29, 0.17, 0.06, 0.08, 0.08, 0.08, 0.08, 0.16),
    )


def _in_order(w: Writer, tests: list[Test]) -> list[Test]:
    """Sort as the questions and answers are printed, the primary test of each first."""
    place = {(t.question, t.row): i for i, t in reversed(list(enumerate(w.findings.tables)))}
    answer = {
        (t.question, t.row, option.code): i
        for t in w.findings.tables
        for i, option in enumerate(t.options)
    }
    last = len(place)

    def key(test: Test) -> tuple[int, bool, int]:
        where = place.get((test.question, test.row), last)
        option = answer.get((test.question, test.row, test.option or ""), -1)
        return where, not test.primary, option

    return sorted(tests, key=key)


def _test_row(w: Writer, test: Test) -> tuple[Cell, ...]:
    kind = w.t(TEST_NAMES.get(test.test, test.test))
    if test.added_later:
        kind = w.t(N_("{test} (added later)"), test=kind)
    if test.p is None and test.reason:
        kind = f"{kind}: {w.t(REASONS.get(test.reason, test.reason))}"
    cells = [
        number(_p(w, value), strong=value is not None and value < LEVEL)
        for value in (test.p, test.p_clustered, test.p_holm, test.p_bh)
    ]
    size = w.type.number(test.n) if test.n is not None else NONE
    name = row(_tested(w, test), strong=test.primary)
    return (name, Cell(kind), number(size), *cells, number(_effect(w, test)))


def _tested(w: Writer, test: Test) -> str:
    """`15.3 Statslige institutioner`; the words only where the primary test stands."""
    name = test.question if test.row is None else f"{test.question}.{test.row}"
    if test.option is not None and not test.primary:
        return w.t(N_("{question}, answer {code}"), question=name, code=test.option)
    tables = [t for t in w.findings.rows(test.question) if t.row == test.row]
    if not test.primary or not tables:
        return name
    return f"{name} {w.say(tables[0].row_title or tables[0].title)}"


def _p(w: Writer, value: float | None) -> str:
    return NONE if value is None else w.type.p_value(value, letter=False)


def _effect(w: Writer, test: Test) -> str:
    """`δ 0,12 (0,03–0,21)`; differences of percentages without decimals."""
    if test.effect is None:
        return NONE
    name = w.t(EFFECT_NAMES.get(test.effect_name or "", "")) if test.effect_name else ""
    if test.effect_name == "difference":
        value = w.type.points(test.effect)
        limits = w.type.interval(test.effect_low, test.effect_high, 0)
    else:
        value = w.type.decimal(test.effect, 2)
        limits = w.type.interval(test.effect_low, test.effect_high, 2)
    known = test.effect_low is not None and test.effect_high is not None
    return f"{name} {value}".strip() + (f" ({limits})" if known else "")


def _explanation(w: Writer) -> str:
    return " ".join(
        [
            w.t(
                N_("Bold questions are the primary tests, bold p-values are below {level}."),
                level=w.type.decimal(LEVEL),
            ),
            w.t(
                N_(
                    "p, clusters: the test that respects that respondents of one municipality resemble each other."
                )
            ),
            w.t(
                N_(
                    "Holm and BH (Benjamini-Hochberg): the p-value corrected for the number of primary tests."
                )
            ),
            w.t(
                N_(
                    "V: Cramér's V. δ: Cliff's delta. diff.: difference in percentage points, for the answer that differs most."
                )
            ),
        ]
    )
