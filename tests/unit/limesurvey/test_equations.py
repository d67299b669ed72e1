"""ExpressionScript as XPath, and the conditions of older surveys."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.domain.questionnaire.analysis import check_questionnaire
from lovende.domain.questionnaire.expressions import parse
from lovende.formats.limesurvey import read_limesurvey
from lovende.formats.limesurvey.equations import translated
from lovende.formats.limesurvey.variables import Variable, Variables
from lovende.formats.limesurvey.xpath_parts import UntranslatableError, as_condition
from tests.unit.limesurvey.survey_files import Asked, new_survey, old_survey


def known() -> Variables:
    variables = Variables()
    variables.add("Q1", "7", Variable("Q1"))
    variables.add("age", "8", Variable("age", numeric=True, plain=True))
    variables.add("Q3", "9", Variable("Q3", several=True))
    variables.add("Q3_SQ001", "9SQ001", Variable("Q3", "SQ001"))
    variables.add("Q3_SQ002", "9SQ002", Variable("Q3", "SQ002"))
    return variables


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        ('Q1.NAOK == "Y"', "${Q1} = 'Y'"),
        ("Q1 eq 'A' or Q1 eq 'B'", "${Q1} = 'A' or ${Q1} = 'B'"),
        ('((319418X1X7.NAOK == "A1"))', "${Q1} = 'A1'"),
        ('"A1" == Q1', "${Q1} = 'A1'"),
        ("is_empty(Q1)", "${Q1} = ''"),
        ("!is_empty(Q1.NAOK)", "${Q1} != ''"),
        ('Q3_SQ001.NAOK == "Y"', "selected(${Q3}, 'SQ001')"),
        ('Q3_SQ001 != "Y"', "not(selected(${Q3}, 'SQ001'))"),
        ('Q3_SQ001 == ""', "not(selected(${Q3}, 'SQ001'))"),
        ("!is_empty(Q3_SQ001)", "selected(${Q3}, 'SQ001')"),
        ("Q3_SQ001", "selected(${Q3}, 'SQ001')"),
        ('319418X1X9SQ002.NAOK == "Y"', "selected(${Q3}, 'SQ002')"),
        ('Q3 == "SQ001"', "selected(${Q3}, 'SQ001')"),
        ("age >= 18 && age < 65", "${age} >= 18 and ${age} < 65"),
        ('age > "18"', "${age} > 18"),
        ('"18" < age', "${age} > 18"),
        ("age ge 18 and (Q1 == 'a' or Q1 == 'b')", "${age} >= 18 and (${Q1} = 'a' or ${Q1} = 'b')"),
        ("!(age > 3)", "not(${age} > 3)"),
        ("(age + 2) * 3 == 9", "(${age} + 2) * 3 = 9"),
        ("age / 2 > 1", "${age} div 2 > 1"),
        ("count(Q1, age) > 0", "count-non-empty(${Q1}, ${age}) > 0"),
        ("sum(age, 1) > 2", "sum(coalesce(${age}, 0), 1) > 2"),
        ("if(age > 3, 1, 0) == 1", "if(${age} > 3, 1, 0) = 1"),
        ("strlen(Q1) > 2", "string-length(${Q1}) > 2"),
        ("regexMatch('/^ab/', Q1)", "regex(${Q1}, 'ab.*')"),
        ("in_array(Q1, 'a', 'b')", "${Q1} = 'a' or ${Q1} = 'b'"),
        ('Q1 == "it\'s"', '${Q1} = "it\'s"'),
        ("age.shown > 2", "${age} > 2"),
        ("1", "true()"),
        ("Q1", "${Q1} != '' and ${Q1} != '0'"),
    ],
)
def test_the_common_subset(equation: str, expected: str) -> None:
    found = as_condition(translated(equation, known()))
    assert found == expected
    parse(found)


@pytest.mark.parametrize(
    ("equation", "obstacle"),
    [
        ("count(that.AF) > 0", "that.AF"),
        ('TOKEN:ATTRIBUTE_1 == "x"', "TOKEN"),
        ("unknown == 1", "unknown"),
        ("Q1.question == 1", "Q1.question"),
        ("Q1.shown == 1", "Q1.shown"),
        ("rand(1, 2) == 1", "rand()"),
        ("Q1 = 3", "= 3"),
        ("Q1 ==", "…"),
        ("(Q1 == 'a'", "…"),
        ("Q1 == 'a')", ")"),
        ('Q1 == "open', '"open'),
        ("(" * 500 + "1" + ")" * 500, "((((…"),
        ("!" * 1000 + "Q1", "!!!!!"),
        ("-" * 1000 + "1", "-"),
        (" or ".join(["Q1 == 'a'"] * 3000), "…"),
    ],
)
def test_what_cannot_be_translated_is_named(equation: str, obstacle: str) -> None:
    with pytest.raises(UntranslatableError) as caught:
        translated(equation, known())
    assert str(caught.value).startswith(obstacle)


def test_long_equations_are_read() -> None:
    parse(as_condition(translated(" or ".join(["Q1 == 'a'"] * 350), known())))
    parse(as_condition(translated("(" * 60 + "Q1 == 'a'" + ")" * 60, known())))
    parse(as_condition(translated("!" * 19 + "age", known())))


WORDS = st.lists(
    st.sampled_from(
        ["Q1", "age", "Q3_SQ001.NAOK", "(", ")", "!", "-", "+", "*", "/", "==", "!=", "<", "and", "or",
         "is_empty(", "count(", ",", "sum(", "'a'", '"Y"', "3", "''", "if("]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_whatever_is_translated_is_xpath(equation: str) -> None:
    try:
        found = as_condition(translated(equation, known()))
    except UntranslatableError:
        return
    parse(found)


def test_conditions_of_questions_groups_and_rows(tmp_path: Path) -> None:
    path = new_survey(
        tmp_path / "s.lss",
        Asked("Q1", "Y"),
        Asked("Q2", "M", subs={"SQ001": "a", "SQ002": "b"}, relevance='Q1.NAOK == "Y"'),
        Asked("Q3", "F", subs={"R1": "a"}, answers={"1": "x"}, relevance="Q2_SQ002 == 'Y'"),
        Asked("Q4", "S", relevance='Q3_R1.NAOK == "1"', group=2),
        Asked("Q5", "*", attributes={"equation": "{if(Q1 == 'Y', 1, 0)}"}, group=2),
        group_relevance={2: "!is_empty(Q1)"},
    )
    form, warnings = read_limesurvey(path)
    assert warnings == ()
    assert form.question("Q2").relevance == "${Q1} = 'Y'"
    assert form.question("Q3").relevance == "selected(${Q2}, 'SQ002')"
    assert form.question("Q4").relevance == "${Q3_R1} = '1'"
    assert form.question("Q5").calculation == "if(${Q1} = 'Y', 1, 0)"
    assert [getattr(item, "relevance", None) for item in form.items] == [None, "${Q1} != ''"]
    assert check_questionnaire(form) == []


def test_a_question_that_was_not_asked_makes_an_equation_false(tmp_path: Path) -> None:
    """Without `.NAOK`, LimeSurvey takes an equation for false where a question was not asked."""
    path = new_survey(
        tmp_path / "s.lss",
        Asked("Q1", "Y"),
        Asked("Q2", "Y", relevance='Q1 == "Y"'),
        Asked("Q3", "S", relevance='Q2 != "Y"'),
        Asked("Q4", "S", relevance='Q2.NAOK != "Y"'),
        Asked("Q5", "S", relevance='Q2 == "Y"'),
        Asked("Q6", "S", relevance="is_empty(Q3)"),
    )
    form, _ = read_limesurvey(path)
    relevance = {q.name: q.relevance for q in form.questions()}
    assert relevance["Q3"] == "(${Q1} = 'Y') and (${Q2} != 'Y')"
    assert relevance["Q4"] == "${Q2} != 'Y'"
    assert relevance["Q5"] == "${Q2} = 'Y'"
    assert relevance["Q6"] == "((${Q1} = 'Y') and (${Q2} != 'Y')) and (${Q3} = '')"
    assert check_questionnaire(form) == []


def test_answers_shown_in_texts(tmp_path: Path) -> None:
    path = new_survey(
        tmp_path / "s.lss",
        Asked("name", "S"),
        Asked("Q2", "S", text="Hello {name.shown}, {INSERTANS:77X1X1} and {TOKEN:FIRSTNAME}"),
    )
    form, warnings = read_limesurvey(path)
    assert form.question("Q2").label.get("da") == "Hello ${name}, ${name} and {TOKEN:FIRSTNAME}"
    assert [(w.code, w.params["text"]) for w in warnings] == [
        ("limesurvey.placeholder", "{TOKEN:FIRSTNAME}")
    ]


def test_a_condition_that_cannot_stand_is_dropped_and_told(tmp_path: Path) -> None:
    path = new_survey(
        tmp_path / "s.lss",
        Asked("Q1", "S", relevance="Q2 == 'a'"),
        Asked("Q2", "S", relevance="nothing == 'a'"),
    )
    form, warnings = read_limesurvey(path)
    assert [q.relevance for q in form.questions()] == [None, None]
    assert check_questionnaire(form) == []
    assert {(w.code, w.place.question) for w in warnings} == {
        ("questionnaire.later_name", "Q1"),
        ("limesurvey.condition_left_out", "Q1"),
        ("limesurvey.equation_left_out", "Q2"),
    }


def test_the_older_table_of_conditions(tmp_path: Path) -> None:
    field = "77X1X1"
    path = new_survey(
        tmp_path / "s.lss",
        Asked("Q1", "L", answers={"A1": "a", "A2": "b"}),
        Asked("Q2", "M", subs={"S1": "a"}),
        Asked(
            "Q3",
            "S",
            relevance="",
            conditions=[
                {"cqid": "1", "cfieldname": field, "method": "==", "value": "A1", "scenario": "1"},
                {"cqid": "1", "cfieldname": field, "method": "==", "value": "A2", "scenario": "1"},
                {
                    "cqid": "2",
                    "cfieldname": "+77X1X2S1",
                    "method": "==",
                    "value": "Y",
                    "scenario": "1",
                },
                {"cqid": "1", "cfieldname": field, "method": "==", "value": " ", "scenario": "2"},
            ],
        ),
    )
    form, warnings = read_limesurvey(path)
    assert warnings == ()
    assert form.question("Q3").relevance == (
        "(${Q1} = 'A1' or ${Q1} = 'A2') and selected(${Q2}, 'S1') or ${Q1} = ''"
    )


def test_a_survey_of_the_first_kind_with_label_sets(tmp_path: Path) -> None:
    """LimeSurvey 1.8: rows of an array stand among the answers, its scale in a label set."""
    question = {"sid": "9", "gid": "1", "language": "en", "other": "N", "mandatory": "N"}
    path = old_survey(
        tmp_path / "old.lss",
        {
            "surveys": [{"sid": "9", "language": "en"}],
            "surveys_languagesettings": [{"surveyls_language": "en", "surveyls_title": "Old"}],
            "groups": [{"gid": "1", "group_name": "One", "group_order": "0", "language": "en"}],
            "questions": [
                {
                    "qid": "1",
                    "type": "M",
                    "title": "m",
                    "question": "Which?",
                    "lid": "0",
                    **question,
                },
                {"qid": "2", "type": "F", "title": "f", "question": "How?", "lid": "5", **question},
            ],
            "answers": [
                {"qid": "1", "code": "a", "answer": "Apples", "sortorder": "1", "language": "en"},
                {"qid": "1", "code": "b", "answer": "Pears", "sortorder": "2", "language": "en"},
                {"qid": "2", "code": "r1", "answer": "Taste", "sortorder": "1", "language": "en"},
            ],
            "labels": [
                {"lid": "5", "code": "1", "title": "Bad", "sortorder": "1", "language": "en"},
                {"lid": "5", "code": "2", "title": "Good", "sortorder": "2", "language": "en"},
            ],
        },
    )
    form, _ = read_limesurvey(path)
    assert [item.name for item in form.items] == ["group_1"]
    assert form.choice_list("m").codes == ("a", "b")
    assert [row.name for row in form.question("f").rows] == ["f_r1"]
    assert [c.label.get("en") for c in form.choice_list("f").choices] == ["Bad", "Good"]


def test_a_survey_without_a_table_of_groups(tmp_path: Path) -> None:
    row = {"qid": "1", "gid": "4", "type": "S", "title": "q", "question": "Who?", "language": "en"}
    form, warnings = read_limesurvey(old_survey(tmp_path / "s.lss", {"questions": [row]}))
    assert [q.name for q in form.questions()] == ["q"]
    assert warnings == ()
