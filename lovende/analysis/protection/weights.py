"""Takes the weighted figures out of findings for the public."""

from __future__ import annotations

from lovende.analysis.findings import Collapse, Findings, Option, Table, TableGroup, Weighting
from lovende.analysis.weights.described import IN_PUBLIC
from lovende.translation import in_all_languages


def remove_weights(findings: Findings) -> None:
    """Take out every weighted figure; what remains says that, and how, the answers were weighted.

    A weighted percentage beside the plain one is one more equation about the counts by every
    margin, also about those of tables that are not printed: no cell by itself tells what it gives
    away. So none is shown, whether or not a cell of its table is hidden.
    """
    for table in findings.tables:
        parts: list[Table | TableGroup] = [table, *table.groups]
        for part in parts:
            answers: list[Option | Collapse] = [*part.options, *part.collapsed]
            for answer in answers:
                _clear(answer)
    for test in findings.tests:
        test.p_weighted = test.weighted_f = None
        test.weighted_df = test.weighted_df_error = None
    said = findings.weighting
    if said is not None:
        findings.weighting = Weighting(
            said.method,
            said.population,
            said.standard_errors,
            said.interval,
            left_out=[in_all_languages(IN_PUBLIC)],
        )


def _clear(answer: Option | Collapse) -> None:
    answer.weighted_percent = answer.weighted_low = answer.weighted_high = None
    answer.weighted_se = answer.design_effect = None
