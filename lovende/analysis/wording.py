"""Routing in words: to whom a question was put."""

from __future__ import annotations

from collections.abc import Iterator

from lovende.analysis.findings import Texts
from lovende.domain.questionnaire.conditions import (
    AllOf,
    Alternatives,
    AnyOf,
    HasCode,
    IsAnswered,
    IsNumber,
    alternatives,
)
from lovende.domain.questionnaire.model import Question, Questionnaire, Role
from lovende.domain.texts import LANGUAGES, N_
from lovende.translation import translate


def asked_if(questionnaire: Questionnaire, question: Question) -> Texts | None:
    """Say to whom `question` was put, by language; None where all were asked or it cannot be said simply.

    The question's own routing counts, and that of the pages around it; a page that only leaves
    some out (`not(...)`) is not mentioned on each of its questions.
    """
    structures = list(_conditions(questionnaire, question))
    if not structures:
        return None
    said: Texts = {}
    for language in LANGUAGES:
        parts = [_said(structure, questionnaire, language) for structure in structures]
        joined = translate(" and ", language).join(parts)
        said[language] = translate("Asked of those who {condition}.", language, condition=joined)
    return said


def _conditions(questionnaire: Questionnaire, question: Question) -> Iterator[Alternatives]:
    for group in questionnaire.around(question.name):
        found = alternatives(group.relevance, questionnaire) if group.relevance else None
        if found is not None and not getattr(found, "negated", False):
            yield found
    own = alternatives(question.relevance, questionnaire) if question.relevance else None
    if own is not None:
        yield own


def _said(condition: Alternatives, questionnaire: Questionnaire, language: str) -> str:
    if isinstance(condition, AllOf | AnyOf):
        word = N_(" and ") if isinstance(condition, AllOf) else N_(" or ")
        parts = [_said(part, questionnaire, language) for part in condition.parts]
        return translate(word, language).join(parts)
    where, question = _where(questionnaire, condition.name, language)
    if isinstance(condition, HasCode):
        message = (
            N_("did not answer {answers} in question {where}")
            if condition.negated
            else N_("answered {answers} in question {where}")
        )
        answers = _answers(questionnaire, question, condition.codes, language)
        return translate(message, language, answers=answers, where=where)
    if isinstance(condition, IsAnswered):
        message = (
            N_("skipped question {where}") if condition.negated else N_("answered question {where}")
        )
        return translate(message, language, where=where)
    return _number_said(condition, where, language)


def _number_said(condition: IsNumber, where: str, language: str) -> str:
    messages = {
        "<": N_("gave less than {number} in question {where}"),
        "<=": N_("gave at most {number} in question {where}"),
        ">": N_("gave more than {number} in question {where}"),
        ">=": N_("gave at least {number} in question {where}"),
        "=": N_("gave {number} in question {where}"),
        "!=": N_("gave something other than {number} in question {where}"),
    }
    number = f"{condition.number:g}"
    return translate(messages[condition.operator], language, number=number, where=where)


def _where(questionnaire: Questionnaire, name: str, language: str) -> tuple[str, Question | None]:
    """Return how a reader finds the question `name`, and the question."""
    for question in questionnaire.questions():
        shown = question.number or question.name
        if question.name == name:
            return shown, question
        for row in question.rows:
            if row.name == name:
                return translate(
                    "{question}, row {row}", language, question=shown, row=row.row
                ), question
    return name, None


def _answers(
    questionnaire: Questionnaire, question: Question | None, codes: tuple[str, ...], language: str
) -> str:
    """Return the labels of `codes`, each in quotation marks, joined by commas and a last "or"."""
    labels = {}
    if question is not None and question.choices:
        choices = questionnaire.choice_list(question.choices).choices
        substantial = {c.code for c in choices if c.role is not Role.DONT_KNOW}
        labels = {choice.code: choice.label.get(language) for choice in choices}
        left_out = substantial - set(codes)
        if len(codes) > 3 and len(left_out) == 1 and not set(codes) - substantial:
            message = N_("something other than “{answer}” or don't know")
            return translate(message, language, answer=labels[left_out.pop()])
    quoted = [translate("“{answer}”", language, answer=labels.get(code) or code) for code in codes]
    if len(quoted) == 1:
        return quoted[0]
    return ", ".join(quoted[:-1]) + translate(" or ", language) + quoted[-1]
