"""The tables of the findings: the distribution of every question row, in all and by group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from lovende.analysis.counting import concerns, levels_of
from lovende.analysis.findings import Collapse, Option, Table, TableGroup
from lovende.analysis.groupings import Grouped
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.rows import QuestionRow
from lovende.analysis.study_file import CollapsePart
from lovende.analysis.wording import asked_if
from lovende.domain.dataset.model import AnswerState
from lovende.domain.questionnaire.model import ChoiceList, Role
from lovende.domain.statistics.tables import Counts, Distribution, collapse, distribution, share


def make_tables(study: LoadedStudy) -> list[Table]:
    """Return all tables: of each question first the ungrouped ones, then those by each grouping."""
    rows_of: dict[str, list[QuestionRow]] = {}
    for row in study.rows:
        rows_of.setdefault(row.question.name, []).append(row)
    tables: list[Table] = []
    for question in study.tabulated():
        rows = rows_of.get(question.name, [])
        plain = [_table(study, row) for row in rows]
        tables += plain
        for grouping in study.groupings:
            if grouping.source == question.name:
                continue
            tables += [
                _grouped(study, row, grouping, table)
                for row, table in zip(rows, plain, strict=True)
            ]
    return tables


def _table(study: LoadedStudy, row: QuestionRow) -> Table:
    question, counts = row.question, study.counts
    whole = _distribution(row, counts.totals(row))
    return Table(
        question=row.name,
        row=row.row,
        name=row.variable.name if row.ticks is None else question.name,
        kind=str(question.kind),
        title=question.label.as_dict(),
        row_title=row.variable.label.as_dict() if row.row is not None else None,
        base=whole.base,
        options=_options(study, row, whole),
        ordinal=study.questionnaire.choice_list(question.choices or "").ordinal,
        collapsed=_collapsed(study, row, whole, lambda levels: counts.any_of(row, levels)),
        asked_if=asked_if(study.questionnaire, question),
        not_asked=counts.missing(row, AnswerState.NOT_ASKED),
        skipped=counts.missing(row, AnswerState.SKIPPED),
        not_reached=counts.missing(row, AnswerState.NOT_REACHED),
        note=question.hint.as_dict() if question.hint else None,
    )


def _grouped(study: LoadedStudy, row: QuestionRow, grouping: Grouped, plain: Table) -> Table:
    """The table by a grouping; whoever has no group is not in it."""
    counts, by = study.counts, grouping.name
    table = counts.table(row, by)
    whole = _distribution(row, table.sum(axis=0))
    groups = []
    for index, (key, label) in enumerate(zip(grouping.keys, grouping.labels, strict=True)):
        part = _distribution(row, table[index])
        ticked = partial(_ticked_in_group, study, row, by, index)
        groups.append(
            TableGroup(
                key,
                label.as_dict(),
                part.base,
                _options(study, row, part),
                _collapsed(study, row, part, ticked),
            )
        )
    return replace(
        plain,
        base=whole.base,
        options=_options(study, row, whole),
        collapsed=_collapsed(
            study, row, whole, lambda levels: int(counts.any_by(row, levels, by).sum())
        ),
        by=by,
        groups=groups,
        not_asked=None,
        skipped=None,
        not_reached=None,
    )


def _ticked_in_group(
    study: LoadedStudy, row: QuestionRow, by: str, group: int, levels: list[int]
) -> int:
    return int(study.counts.any_by(row, levels, by)[group])


def _distribution(row: QuestionRow, counts: Counts) -> Distribution:
    if row.ticks is not None:
        return distribution(counts[:-1], int(counts[-1]))
    return distribution(counts, int(counts.sum()))


def _options(study: LoadedStudy, row: QuestionRow, distribution: Distribution) -> list[Option]:
    choices = study.questionnaire.choice_list(row.question.choices or "")
    labels = _labels(choices)
    aside = {c.code for c in choices.choices if c.role in (Role.OTHER, Role.EXCLUSIVE)}
    return [
        Option(
            code=code,
            label=labels[code],
            count=part.count,
            percent=part.percent,
            low=part.low,
            high=part.high,
            dont_know=code in row.dont_know,
            aside=code in aside,
        )
        for code, part in zip(row.options, distribution.shares, strict=True)
    ]


def _labels(choices: ChoiceList) -> dict[str, dict[str, str]]:
    return {choice.code: choice.label.as_dict() for choice in choices.choices}


def _collapsed(
    study: LoadedStudy,
    row: QuestionRow,
    whole: Distribution,
    any_of: Callable[[list[int]], int],
) -> list[Collapse]:
    """Return the answers taken together; `any_of` counts those who ticked any of some options."""
    return [
        _collapse(part, row, whole, any_of, place if part.headline else None)
        for place, part in enumerate(study.file.collapse, 1)
        if concerns(part, row)
    ]


def _collapse(
    part: CollapsePart,
    row: QuestionRow,
    whole: Distribution,
    any_of: Callable[[list[int]], int],
    place: int | None,
) -> Collapse:
    levels = levels_of(part, row)
    found = collapse(whole, levels) if row.ticks is None else share(any_of(levels), whole.base)
    return Collapse(
        key=part.key,
        label=part.label.as_dict(),
        codes=list(part.codes),
        count=found.count,
        percent=found.percent,
        low=found.low,
        high=found.high,
        headline=part.headline,
        sentence=part.sentence.as_dict() if part.sentence else None,
        headline_order=place,
    )
