"""The example questionnaire as our own reader reads it: pages, routing, and what may not be answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from lovende.domain.questionnaire.checking import CheckedAnswers, Checker
from lovende.domain.questionnaire.model import Group, Kind, Questionnaire
from lovende.formats.xlsform import read_xlsform, write_xlsform

FORM = Path(str(files("lovende.examples"))) / "data" / "questionnaire.md"


@cache
def form() -> Questionnaire:
    questionnaire, warnings = read_xlsform(FORM)
    assert warnings == ()
    return questionnaire


@cache
def checker() -> Checker:
    return Checker(form())


def check(**answers: object) -> CheckedAnswers:
    return checker().check(answers)


def asked(**answers: object) -> set[str]:
    """The numbers of the questions that are asked, a matrix by its first row."""
    checked = check(**answers)
    numbers: set[str] = set()
    for question in form().questions():
        if question.number is None:
            continue
        name = question.rows[0].name if question.rows else question.name
        if any(a.name == name and a.asked and a.rounds in ((), (1,)) for a in checked.answers):
            numbers.add(question.number)
    return numbers


def codes_of_faults(checked: CheckedAnswers) -> list[str]:
    return [found.code for found in checked.faults]


ROUTED = {"2", "5", "6", "7", "10", "18"}
ALL = {str(number) for number in range(1, 26)}


def test_the_questionnaire_is_read_in_both_languages() -> None:
    assert form().languages == ("da", "en")
    assert form().default_language == "da"
    assert form().title.as_dict().keys() == {"da", "en"}
    numbered = [q for q in form().questions() if q.number]
    assert len(numbered) == 25
    assert {q.number for q in numbered if q.kind is Kind.MATRIX} == {
        "15", "16", "17", "20", "21", "22", "24",
    }  # fmt: skip


def test_the_guiding_points_stand_one_a_line() -> None:
    guidance = form().question("q19").guidance
    for language in ("da", "en"):
        assert len(guidance.get(language).splitlines()) == 8


def test_every_question_stands_on_a_page_with_a_title() -> None:
    for item, around in form().walk():
        if getattr(item, "number", None):
            pages = [outer for outer in around if isinstance(outer, Group) and outer.page]
            assert len(pages) == 1
            assert set(pages[0].label.languages) == {"da", "en"}


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".md"])
def test_the_questionnaire_survives_every_form_of_file(ending: str, tmp_path: Path) -> None:
    assert write_xlsform(form(), tmp_path / f"form{ending}") == ()
    again, warnings = read_xlsform(tmp_path / f"form{ending}")
    assert (again, warnings) == (form(), ())


@pytest.mark.parametrize(
    ("answers", "opened"),
    [
        ({}, set()),
        ({"q1": "2"}, set()),
        ({"q1": "0"}, set()),
        ({"q4": "1"}, {"5"}),
        ({"q4": "2"}, {"6"}),
        ({"q4": "3"}, {"7"}),
        ({"q4": "1 2 3 8"}, {"5", "6", "7"}),
        ({"q4": "4 5 6 7 8"}, set()),
        ({"q9": "4"}, {"10"}),
        ({"q9": "5"}, {"10"}),
        ({"q9": "1 14 15"}, set()),
        *(({"q17_1": code}, {"18"}) for code in "1234"),
        *(({"q17_1": code}, set()) for code in "56"),
    ],
)
def test_answers_open_questions(answers: Mapping[str, object], opened: set[str]) -> None:
    assert asked(**answers) == (ALL - ROUTED) | opened


def test_who_has_nothing_new_is_asked_why_and_no_more() -> None:
    assert asked(q1="6") == {"1", "2"}
    checked = check(q1="6", q2="2", q3="1", q19="x")
    assert codes_of_faults(checked) == ["answers.not_asked", "answers.not_asked"]


def test_a_yes_opens_one_more_innovation_and_never_a_third() -> None:
    one = check(q25="2")
    assert {a.rounds for a in one.answers if a.name == "q19"} == {(1,)}
    two = check(q25="1", q19__2="Endnu en")
    assert two.faults == ()
    assert two["q19", 2].asked
    assert not two["q25", 2].asked
    assert codes_of_faults(check(q25="1", q19__3="En tredje")) != []


@pytest.mark.parametrize(("question", "none"), [("q12", "13"), ("q13", "16")])
def test_none_of_them_stands_alone(question: str, none: str) -> None:
    assert check(**{question: none}).faults == ()
    assert codes_of_faults(check(**{question: f"1 {none}"})) == ["answers.exclusive"]


def test_nothing_must_be_answered() -> None:
    assert check().faults == ()


def test_the_occasion_has_a_default_in_each_language() -> None:
    checked = check()
    assert checked["occasion_da"].value == "corona-krisen"
    assert checked["occasion_en"].value == "the corona crisis"
