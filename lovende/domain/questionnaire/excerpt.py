"""A few questions of a questionnaire on one page, asked of everyone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lovende.domain.questionnaire.model import Group, Question, Questionnaire
from lovende.domain.texts import Text


def excerpt(
    questionnaire: Questionnaire, names: Collection[str], *, page: str, title: Text
) -> Questionnaire:
    """Return a questionnaire of one page with the questions `names`, in their order.

    Each is asked without a condition and may be skipped; the text of an "other, please state" comes
    along, under its own condition. Columns and codes are those of the whole questionnaire.
    """
    chosen = {q.name: q for q in questionnaire.questions() if q.name in names}
    others = {q.other: q.name for q in chosen.values() if q.other}
    items = []
    for question in questionnaire.questions():
        if question.name in chosen:
            items.append(_for_everyone(question))
        elif question.name in others:
            items.append(replace(question, required=False, required_when=None))
    group = Group(page, tuple(items), title, page=True, appearance="field-list")
    return replace(questionnaire, items=(group,))


def _for_everyone(question: Question) -> Question:
    rows = tuple(replace(row, relevance=None, required=False) for row in question.rows)
    return replace(question, relevance=None, required=False, required_when=None, rows=rows)
