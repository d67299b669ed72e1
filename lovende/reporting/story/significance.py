"""The tables of tests: the primary ones for the chapter, all of them for the last appendix."""

from __future__ import annotations

from lovende.analysis.findings import Test
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.story.differences import LEVEL, Family, families, is_below, p_verdict
from lovende.reporting.story.writer import Writer, column, number, row

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
WIDTHS = (0.28, 0.14, 0.05, 0.07, 0.085, 0.07, 0.07, 0.1, 0.135)


def tests_of(w: Writer, family: Family) -> list[Test]:
    """Return every test of a comparison as the questions and answers are printed.

    The primary test of each question row comes first.
    """
    tests = [test for test in w.findings.tests if test.by == family.grouping.variable]
    place = {(t.question, t.row): i for i, t in reversed(list(enumerate(w.findings.tables)))}
    answer = {
        (t.question, t.row, option.code): i
        for t in w.findings.tables
        for i, option in enumerate(t.options)
    }

    def key(test: Test) -> tuple[int, bool, int]:
        where = place.get((test.question, test.row), len(place))
        option = answer.get((test.question, test.row, test.option or ""), -1)
        return where, not test.primary, option

    return sorted(tests, key=key)


def has_more_tests(w: Writer, family: Family) -> bool:
    """Whether there are tests that do not count in the correction."""
    return len(tests_of(w, family)) > len(family.tests)


def primary_table(w: Writer, family: Family) -> None:
    """Add the table of the primary tests."""
    caption = w.t(N_("The primary tests by {grouping}"), grouping=_label(w, family))
    rows = [_test_row(w, test, False) for test in tests_of(w, family) if test.primary]
    w.table(caption, _head(w), rows, _under(w), WIDTHS)


def write_all_tests(w: Writer) -> None:
    """Write appendix 3: every test, unless the primary ones are all there are."""
    found = [family for family in families(w) if has_more_tests(w, family)]
    if not found:
        return
    w.opening(w.t(N_("Appendix 3. All tests")), "appendix-3")
    w.paragraph(
        w.t(
            N_(
                "The primary tests are in bold and are the only ones that are corrected. The others look closer: a second test of the same answers, or one answer at a time. Chapter “{chapter}” explains the columns."
            ),
            chapter=w.t(N_("Comparison of groups")),
        )
    )
    for family in found:
        w.add(
            TableBlock(
                w.t(N_("All tests by {grouping}"), grouping=_label(w, family)),
                (tuple(_head(w)),),
                tuple(_test_row(w, test, test.primary) for test in tests_of(w, family)),
                f"all-tests-{family.grouping.variable}",
                note=_under(w),
                widths=WIDTHS,
            )
        )


def how_to_read(w: Writer, family: Family) -> list[str]:
    """Explain each column of the tables in a sentence or two."""
    level, count = w.type.decimal(LEVEL), w.type.number(len(family.made))
    said = [
        w.t(
            N_(
                "p: how often chance alone would bring about a difference at least as large, if the groups did not differ and every answer were independent of the others. Below {level}, a difference is often called statistically significant."
            ),
            level=level,
        ),
        w.t(
            N_(
                "p, clusters: the same, with the respondents of one municipality kept together, because they may resemble each other. This report relies on this value where the two disagree."
            )
        ),
        w.t(
            N_(
                "Holm: the plain p corrected so that the risk of even one false difference among all {count} primary tests is at most {share}, if {level} is the limit."
            ),
            count=count,
            share=w.type.percent(100 * LEVEL),
            level=level,
        ),
        w.t(
            N_(
                "BH (Benjamini-Hochberg): the plain p corrected so that on average at most {share} of the differences that are found are false. It finds more than Holm and promises less."
            ),
            share=w.type.percent(100 * LEVEL),
        ),
        w.t(
            N_(
                "Effect: how large the difference is. V (Cramér's V) runs from 0 to 1. δ (Cliff's delta) runs from −1 to 1; below 0, the first group answers further up the printed scale. diff. is the difference in percentage points, the first group less the second; for a whole question it is that of the answer that differs most."
            )
        ),
    ]
    if not family.knows_clusters:
        del said[1]
    if any(test.reason == "protected" for test in family.tests):
        said.append(
            w.t(
                N_(
                    "Where small counts are hidden, the tests say only whether p is below a limit; more could give the hidden counts away."
                )
            )
        )
    return said


def _label(w: Writer, family: Family) -> str:
    return w.say(family.grouping.label).lower()


def _head(w: Writer) -> list[Cell]:
    return [
        column(w.t(N_("Question"))),
        column(w.t(N_("Test"))),
        column("n", numeric=True),
        column("p", numeric=True),
        column(w.t(N_("p, clusters")), numeric=True),
        column("Holm", numeric=True),
        column("BH", numeric=True),
        column(w.t(N_("Effect")), numeric=True),
        column(w.t(N_("95% interval")), numeric=True),
    ]


def _under(w: Writer) -> str:
    return w.t(N_("Values of p below {level} are in bold."), level=w.type.decimal(LEVEL))


def _test_row(w: Writer, test: Test, strong: bool) -> tuple[Cell, ...]:
    kind = w.t(TEST_NAMES.get(test.test, test.test))
    if test.added_later:
        kind = w.t(N_("{test} (added later)"), test=kind)
    if test.p is None and test.reason:
        kind = f"{kind}: {w.t(REASONS.get(test.reason, test.reason))}"
    verdict = test.reason == "protected"
    # The corrected values of a family with protected tests are all rounded.
    corrected = verdict or any(
        t.reason == "protected" and t.by == test.by for t in w.findings.tests
    )
    values = [(test.p, verdict), (test.p_clustered, verdict)]
    values += [(test.p_holm, corrected), (test.p_bh, corrected)]
    cells = [number(_p(w, value, only), strong=is_below(value)) for value, only in values]
    size = w.type.number(test.n) if test.n is not None else NONE
    effect, limits = _effect(w, test)
    name = row(_tested(w, test), strong=strong)
    return (name, Cell(kind), number(size), *cells, number(effect), number(limits))


def _p(w: Writer, value: float | None, verdict: bool) -> str:
    if value is None:
        return NONE
    return p_verdict(w, value) if verdict else w.type.p_value(value, letter=False)


def _tested(w: Writer, test: Test) -> str:
    """`15.3 Statslige institutioner`; `4, svar 2: Ældre` for one answer."""
    name = test.question if test.row is None else f"{test.question}.{test.row}"
    tables = [t for t in w.findings.rows(test.question) if t.row == test.row]
    if test.primary:
        title = w.say(tables[0].row_title or tables[0].title) if tables else ""
        return f"{name} {title}".strip()
    if test.option is None:
        return w.t(N_("{question}, second test"), question=name)
    options = [o for table in tables for o in table.options if o.code == test.option]
    label = w.say(options[0].label) if options else test.option
    return w.t(
        N_("{question}, answer {code}: {label}"), question=name, code=test.option, label=label
    )


def _effect(w: Writer, test: Test) -> tuple[str, str]:
    """`δ 0,12` and `0,03–0,21`; differences of percentages without decimals."""
    if test.effect is None:
        return NONE, NONE
    name = w.t(EFFECT_NAMES.get(test.effect_name or "", "")) if test.effect_name else ""
    points = test.effect_name == "difference"
    value = w.type.points(test.effect) if points else w.type.decimal(test.effect, 2)
    known = test.effect_low is not None and test.effect_high is not None
    limits = w.type.interval(test.effect_low, test.effect_high, 0 if points else 2)
    return f"{name} {value}".strip(), limits if known else NONE
