"""The sheet with every test, all its numbers, ready to be sorted and filtered."""

from __future__ import annotations

import dataclasses

from lovende.analysis.findings import Findings, Test
from lovende.domain.texts import N_
from lovende.reporting.workbook.book import Column, Row, Sheet, Value
from lovende.reporting.workbook.questions import In

TESTS = {
    "chi2": N_("Chi-square"),
    "mann_whitney": N_("Wilcoxon-Mann-Whitney"),
    "kruskal_wallis": N_("Kruskal-Wallis"),
    "fisher": N_("Fisher-Freeman-Halton"),
    "simultaneous": N_("Simultaneous (largest difference)"),
}
EFFECTS = {
    "cramers_v": N_("Cramér's V"),
    "cliffs_delta": N_("Cliff's delta"),
    "difference": N_("Difference in percentage points"),
}
METHODS = {
    "asymptotic": N_("asymptotic"),
    "exact": N_("exact"),
    "monte_carlo": N_("Monte Carlo"),
    "rao_scott": N_("Rao-Scott"),
}
REASONS = {
    "no_answers": N_("no answers"),
    "one_group": N_("only one group"),
    "one_level": N_("only one answer was given"),
    "only_dont_know": N_("only don't know"),
    "protected": N_("only whether p is below 0.05, to protect small counts"),
}
LEVEL = 0.05
WEIGHTED = ("p_weighted", "weighted_f", "weighted_df", "weighted_df_error")
"""Columns that only weighted answers have."""
AFTER_ROW = 2
"""The column of the title, beside the number of the question and of the row."""
# Every field of a test: heading, kind, width, words for its values.
FIELDS: dict[str, tuple[str, str, float, dict[str, str]]] = {
    "question": (N_("Question"), "text", 10, {}),
    "row": (N_("Row"), "order", 7, {}),
    "by": (N_("Compared by"), "text", 22, {}),
    "test": (N_("Test"), "text", 24, TESTS),
    "primary": (N_("Primary"), "text", 9, {}),
    "statistic": (N_("Statistic"), "number", 11, {}),
    "df": (N_("Degrees of freedom"), "count", 13, {}),
    "p": (N_("p"), "p", 9, {}),
    "p_clustered": (N_("p, municipalities as clusters"), "p", 15, {}),
    "p_holm": (N_("p, Holm"), "p", 9, {}),
    "p_bh": (N_("p, Benjamini-Hochberg"), "p", 14, {}),
    "effect": (N_("Effect size"), "number", 15, {}),
    "effect_low": (N_("95 % from"), "number", 9, {}),
    "effect_high": (N_("95 % to"), "number", 9, {}),
    "option": (N_("Answer"), "text", 28, {}),
    "effect_name": (N_("Effect size is"), "text", 20, EFFECTS),
    "n": (N_("n"), "count", 7, {}),
    "method": (N_("Method"), "text", 13, METHODS),
    "p_se": (N_("Standard error of p"), "p", 11, {}),
    "clustered_method": (N_("Method, clusters"), "text", 13, METHODS),
    "p_clustered_se": (N_("Standard error of p, clusters"), "p", 13, {}),
    "reason": (N_("Why there is no result"), "text", 22, REASONS),
    "added_later": (N_("Added after the plan"), "text", 12, {}),
    "p_weighted": (N_("p, weighted"), "p", 11, {}),
    "weighted_f": (N_("F, weighted"), "number", 11, {}),
    "weighted_df": (N_("Degrees of freedom of F"), "number", 13, {}),
    "weighted_df_error": (N_("Degrees of freedom below"), "number", 13, {}),
}


def fill_tests(sheet: Sheet, findings: Findings, in_: In) -> None:
    """Write one row a test, with every field of `findings.json`, and the title of the question."""
    say = sheet.book.say
    names = [
        field.name
        for field in dataclasses.fields(Test)
        if field.name not in WEIGHTED or any(t.p_weighted is not None for t in findings.tests)
    ]
    columns = []
    for name in names:
        title, kind, width, _ = FIELDS.get(name, (name, "text", 12, {}))
        columns.append(Column(say(title), kind, width))
    columns.insert(AFTER_ROW, Column(say(N_("Title")), "text", 60))
    by = {grouping.variable: in_(grouping.label) for grouping in findings.study.groupings}
    rows = []
    for test in findings.tests:
        values = [_value(sheet, findings, test, name, by, in_) for name in names]
        values.insert(AFTER_ROW, _title(findings, test, in_))
        rows.append(Row(values))
    sheet.table(columns, rows, filtered=True, steady=True)


def _value(
    sheet: Sheet, findings: Findings, test: Test, name: str, by: dict[str, str], in_: In
) -> Value:
    value: Value = getattr(test, name)
    if name == "by":
        return by.get(test.by, test.by)
    if name == "option" and test.option is not None:
        return _option(findings, test, in_)
    if isinstance(value, float) and _only_verdict(findings, test, name):
        return sheet.book.say(N_("< 0.05") if value < LEVEL else N_("≥ 0.05"))
    words = FIELDS.get(name, ("", "", 0, {}))[3]
    if isinstance(value, str) and value in words:
        return sheet.book.say(words[value])
    return value


def _only_verdict(findings: Findings, test: Test, name: str) -> bool:
    """Whether small cells leave only the verdict of this p-value; it was rounded up."""
    if name in ("p_holm", "p_bh"):
        return any(t.reason == "protected" and t.by == test.by for t in findings.tests)
    return test.reason == "protected" and name in ("p", "p_clustered")


def _option(findings: Findings, test: Test, in_: In) -> str:
    for table in findings.rows(test.question):
        if table.row == test.row:
            for option in table.options:
                if option.code == test.option:
                    return in_(option.label)
    return test.option or ""


def _title(findings: Findings, test: Test, in_: In) -> str:
    for table in findings.rows(test.question):
        if table.row == test.row:
            row = in_(table.row_title)
            return f"{in_(table.title)} {row}".strip()
    return ""
