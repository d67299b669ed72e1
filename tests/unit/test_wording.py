"""Routing in words."""

from __future__ import annotations

import pytest

from lovende.analysis.wording import asked_if
from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Role,
)
from lovende.domain.texts import Text

SCALE = ChoiceList(
    "scale",
    (
        Choice("1", Text.of(da="Meget", en="Much")),
        Choice("2", Text.of(da="Noget", en="Some")),
        Choice("3", Text.of(da="Lidt", en="A little")),
        Choice("4", Text.of(da="Intet", en="Nothing")),
        Choice("9", Text.of(da="Ved ikke", en="Don't know"), Role.DONT_KNOW),
    ),
    ordinal=True,
)


def questionnaire(relevance: str | None, page: str | None = None) -> tuple[Questionnaire, Question]:
    asked = Question("follow", Kind.TEXT, Text.of(en="Why?"), relevance=relevance)
    items = (
        Question("first", Kind.ONE, Text.of(en="How much?"), number="1", choices="scale"),
        Question("many", Kind.SEVERAL, Text.of(en="Which?"), choices="scale"),
        Question(
            "table", Kind.MATRIX, number="3", choices="scale", rows=(MatrixRow("t_1", Text(), 1),)
        ),
        Question("age", Kind.INTEGER, Text.of(en="Age?"), number="4"),
        Group("page", (asked,), relevance=page, page=True),
    )
    return Questionnaire("form", items, (SCALE,)), asked


@pytest.mark.parametrize(
    ("relevance", "english", "danish"),
    [
        (
            "${first} = '4'",
            "Asked of those who answered “Nothing” in question 1.",
            "Stillet til dem, der svarede »Intet« i spørgsmål 1.",
        ),
        (
            "selected(${many}, '1') or selected(${many}, '2')",
            "Asked of those who answered “Much” or “Some” in question many.",
            "Stillet til dem, der svarede »Meget« eller »Noget« i spørgsmål many.",
        ),
        (
            "${t_1} = '2'",
            "Asked of those who answered “Some” in question 3, row 1.",
            "Stillet til dem, der svarede »Noget« i spørgsmål 3, række 1.",
        ),
        (
            "${age} >= 18 and ${first} = '1'",
            "Asked of those who gave at least 18 in question 4 and answered “Much” in question 1.",
            "Stillet til dem, der svarede mindst 18 i spørgsmål 4 og svarede »Meget« i spørgsmål 1.",
        ),
        (
            "${age} != ''",
            "Asked of those who answered question 4.",
            "Stillet til dem, der besvarede spørgsmål 4.",
        ),
    ],
)
def test_a_condition_becomes_a_sentence(relevance: str, english: str, danish: str) -> None:
    form, question = questionnaire(relevance)
    assert asked_if(form, question) == {"en": english, "da": danish}


def test_the_page_around_the_question_counts() -> None:
    form, question = questionnaire(None, page="${first} = '4'")
    said = asked_if(form, question)
    assert said is not None
    assert said["en"] == "Asked of those who answered “Nothing” in question 1."


def test_a_page_that_only_leaves_some_out_is_not_mentioned() -> None:
    form, question = questionnaire(None, page="not(${first} = '4')")
    assert asked_if(form, question) is None


def test_a_condition_that_is_not_simple_is_left_unsaid() -> None:
    form, question = questionnaire("string-length(${first}) * 2 > count-selected(${many})")
    assert asked_if(form, question) is None


def test_no_condition_no_sentence() -> None:
    form, question = questionnaire(None)
    assert asked_if(form, question) is None
