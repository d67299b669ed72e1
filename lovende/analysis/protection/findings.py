"""Findings for the analyst in, findings for the public out."""

from __future__ import annotations

import copy

from lovende.analysis.findings import Findings
from lovende.analysis.protection.counts import counts_of
from lovende.analysis.protection.index import mask_index
from lovende.analysis.protection.knowledge import Knowledge, RowKey
from lovende.analysis.protection.response import is_small, mask_response
from lovende.analysis.protection.tables import mask_table, mask_tests
from lovende.analysis.protection.weights import remove_weights
from lovende.domain.disclosure.suppression import protect
from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_


def protect_findings(
    findings: Findings, threshold: int, knowledge: Knowledge | None = None
) -> Findings:
    """Return a copy of `findings` for the public: no count of 1 to `threshold` - 1 people can be
    learnt from it.

    `threshold` is the smallest count that is shown, 3 or 5. `knowledge` is what the questionnaire
    gives away (`knowledge_of`). Hidden numbers are None. Raises LovendeError where there are too
    few answers to publish anything. See `lovende.domain.disclosure.audit` for what is guaranteed,
    and the modules of this package for what is left out beside the tables.
    """
    if findings.response.answered < threshold:
        raise LovendeError(
            fault(
                "disclosure.few_answers",
                N_(
                    "Only {count} answered: fewer than {threshold} cannot be published."
                    " Make the findings for the analyst instead."
                ),
                count=findings.response.answered,
                threshold=threshold,
            )
        )
    public = copy.deepcopy(findings)
    public.study.audience = "public"
    public.study.small_cells = threshold
    mask_response(public.response, threshold)
    remove_weights(public)
    # The bounds by group sizes are those that remain printed.
    public_sizes = copy.copy(findings)
    public_sizes.response = public.response
    counts = counts_of(public_sizes, knowledge or Knowledge())
    hidden = protect(counts.system, threshold)
    protected = {
        (table.question, table.row, table.by or "")
        for table in public.tables
        if mask_table(table, counts, hidden)
    }
    mask_tests(public.tests, {key for key in protected if key[2]})
    touched = {(question, row) for question, row, _ in protected}
    _mask_rest(public, findings, touched, threshold)
    return public


def _mask_rest(public: Findings, findings: Findings, touched: set[RowKey], threshold: int) -> None:
    """Take out what stands beside the tables and repeats or bounds their hidden counts."""
    if public.index is not None:
        ranked = public.index.scored
        tight = frozenset(
            (table.question, table.row)
            for table in findings.tables
            if not table.by
            and (table.question, table.row) in touched
            and (table.base or 0) - ranked < threshold
        )
        public.index = mask_index(public.index, threshold, tight)
    questions = {question for question, _ in touched}
    public.response.nonresponders = [
        one for one in public.response.nonresponders if one.question not in questions
    ]
    for page in public.questionnaire:
        for asked in page.questions:
            # As many at least gave the answer that leads to an open question.
            if asked.asked_if is not None or is_small(asked.answers, threshold):
                asked.answers = None
    # They name single rows of the answers.
    public.provenance.warnings = []
