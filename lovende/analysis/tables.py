"""The tables of the findings: the distribution of every question row, in all and by group."""

from __future__ import annotations

import numpy as np

from lovende.analysis.findings import Collapse, Option, Table, TableGroup
from lovende.analysis.groupings import Grouped
from lovende.analysis.loaded import LoadedStudy, QuestionRow, rows_of
from lovende.analysis.study_file import CollapsePart
from lovende.analysis.wording import asked_if
from lovende.domain.dataset.model import AnswerState
from lovende.domain.questionnaire.model import ChoiceList, Role
from lovende.domain.statistics.tables import (
    Distribution,
    collapse,
    one_way,
    several,
    several_any,
)


def make_tables(study: LoadedStudy) -> list[Table]:
    """Return all tables: of each question first the ungrouped ones, then those by each grouping."""
    tables: list[Table] = []
    for question in study.tabulated():
        rows = list(rows_of(study.dataset, question))
        tables += [_table(study, row) for row in rows]
        for grouping in study.groupings:
            if grouping.source == question.name:
                continue
            tables += [_grouped(study, row, grouping) for row in rows]
    return tables


def _table(study: LoadedStudy, row: QuestionRow) -> Table:
    states = study.dataset.states[row.variable.name]
    question = row.question
    return Table(
        question=row.name,
        row=row.row,
        name=row.variable.name if row.ticks is None else question.name,
        kind=str(question.kind),
        title=question.label.as_dict(),
        row_title=row.variable.label.as_dict() if row.row is not None else None,
        base=int(row.answered.sum()),
        options=_options(study, row, _distribution(row, None)),
        ordinal=study.questionnaire.choice_list(question.choices or "").ordinal,
        collapsed=_collapsed(study, row, None),
        asked_if=asked_if(study.questionnaire, question),
        not_asked=int((states == AnswerState.NOT_ASKED).sum()),
        skipped=int((states == AnswerState.SKIPPED).sum()),
        not_reached=int((states == AnswerState.NOT_REACHED).sum()),
        note=question.hint.as_dict() if question.hint else None,
    )


def _grouped(study: LoadedStudy, row: QuestionRow, grouping: Grouped) -> Table:
    """The table by a grouping; whoever has no group is not in it."""
    respondents = np.array(grouping.respondents)
    known = respondents >= 0
    whole = _distribution(row, known)
    groups = []
    for index, (key, label) in enumerate(zip(grouping.keys, grouping.labels, strict=True)):
        members = respondents == index
        part = _distribution(row, members)
        groups.append(
            TableGroup(
                key,
                label.as_dict(),
                part.base,
                _options(study, row, part),
                _collapsed(study, row, members),
            )
        )
    plain = _table(study, row)
    plain.base, plain.options = whole.base, _options(study, row, whole)
    plain.collapsed = _collapsed(study, row, known)
    plain.by, plain.groups = grouping.name, groups
    plain.not_asked = plain.skipped = plain.not_reached = None
    return plain


def _distribution(row: QuestionRow, members: np.ndarray | None) -> Distribution:
    if row.ticks is not None:
        return several(row.ticks if members is None else row.ticks[members])
    assert row.codes is not None
    return one_way(row.codes if members is None else row.codes[members], len(row.options))


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


def _collapsed(study: LoadedStudy, row: QuestionRow, members: np.ndarray | None) -> list[Collapse]:
    return [
        _collapse(part, row, members, place if part.headline else None)
        for place, part in enumerate(study.file.collapse, 1)
        if _concerns(part, row)
    ]


def _concerns(part: CollapsePart, row: QuestionRow) -> bool:
    named = part.question in (row.question.number, row.question.name)
    return named and (not part.rows or row.row in part.rows)


def _collapse(
    part: CollapsePart, row: QuestionRow, members: np.ndarray | None, place: int | None
) -> Collapse:
    levels = [row.options.index(code) for code in part.codes]
    if row.ticks is not None:
        ticks = row.ticks if members is None else row.ticks[members]
        share = several_any(ticks, levels)
    else:
        share = collapse(_distribution(row, members), levels)
    return Collapse(
        key=part.key,
        label=part.label.as_dict(),
        codes=list(part.codes),
        count=share.count,
        percent=share.percent,
        low=share.low,
        high=share.high,
        headline=part.headline,
        sentence=part.sentence.as_dict() if part.sentence else None,
        headline_order=place,
    )
