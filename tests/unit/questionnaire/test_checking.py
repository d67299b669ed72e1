"""Answers against routing and rules: for one respondent, and for a whole file the same."""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.checking import CheckedAnswers, Checker, check_answers
from lovende.domain.questionnaire.columns import column_name
from lovende.domain.questionnaire.constants import resolved_labels, with_constants
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.questionnaire.routing import routing_states
from tests.unit.xlsform.forms import form


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return form(
        """
        | survey |
        | | type | name | label | relevant | constraint | required | choice_filter | calculation | other | appearance | repeat_while | repeat_max |
        | | select_one s | q1 | Q | | | yes |
        | | select_one yn | q2 | Q | ${q1} = '6' |
        | | begin_group | rest | R | ${q1} != 6 |
        | | select_multiple w | q9 | Q | | count-selected(.) <= 2 | | | | q9_text |
        | | text | q9_text | Q |
        | | select_one town | town | T | | | | area = ${q2} or ${q9} = '' |
        | | begin_repeat | inno | N | | | | | | | | ${again} = '1' | 3 |
        | | begin_group | q15 | M | | | | | | | table-list |
        | | select_one yn | q15_1 | A |
        | | select_one yn | q15_2 | B | ${q1} = 1 |
        | | end_group |
        | | integer | age | A | | . > 17 |
        | | select_one yn | again | A |
        | | end_repeat |
        | | end_group |
        | | calculate | rounds | | | | | | count(${inno}) |
        | | calculate | total | | | | | | sum(${age}) |
        | | date | day | D | ${rounds} > 1 | . <= today() |
        | | decimal | share | D |
        | | text | why | W | | | ${share} > 0.5 |
        | choices |
        | | list_name | name | label | role | area |
        | | s | 1 | meget |
        | | s | 6 | slet ikke |
        | | s | 0 | ved ikke | dont_know |
        | | yn | 1 | ja |
        | | yn | 2 | nej |
        | | w | a | A |
        | | w | b | B |
        | | w | c | C |
        | | w | x | andet | other |
        | | w | none | intet | exclusive |
        | | town | aa | Aarhus | | 1 |
        """
    )


def check(questionnaire: Questionnaire, **answers: object) -> CheckedAnswers:
    return check_answers(questionnaire, answers, now="2021-03-24T12:00:00")


def codes(checked: CheckedAnswers) -> list[tuple[str, str | None]]:
    return [(found.code.removeprefix("answers."), found.place.question) for found in checked.faults]


def test_answers_come_back_in_one_form(questionnaire: Questionnaire) -> None:
    checked = check(
        questionnaire,
        q1=1.0,
        q9="b a",
        age="20",
        again=1,
        age__2=18,
        day=datetime.date(2021, 3, 1),
        share="0,25",
    )
    assert checked.faults == ()
    assert checked.values == {
        "q1": "1",
        "q9": ("a", "b"),
        "age": 20,
        "age__2": 18,
        "again": "1",
        "rounds": 2,
        "total": 38,
        "day": "2021-03-01",
        "share": 0.25,
    }


def test_repeats_are_lists_or_flat_columns(questionnaire: Questionnaire) -> None:
    nested = check(questionnaire, q1="1", inno=[{"age": 20, "again": "1"}, {"age": 30}])
    flat = check(questionnaire, q1="1", age=20, again="1", age__2=30)
    assert nested == flat
    assert nested["age", 2].value == 30
    assert nested["age", 2].asked


def test_what_routing_leaves_out_must_not_be_answered(questionnaire: Questionnaire) -> None:
    checked = check(questionnaire, q1="6", q2="1", q9="a", q15_2="1", age__2=20)
    assert codes(checked) == [
        ("not_asked", "q9"),
        ("not_asked", "q15_2"),
        ("not_asked", "age__2"),
    ]
    assert not checked["q9"].asked
    # The answer that was not asked for is not seen by later conditions.
    assert checked["total"].value is None or checked["total"].value == 0


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, [("required", "q1")]),
        ({"q1": "7"}, [("unknown_code", "q1")]),
        ({"q1": "1 6"}, [("several_codes", "q1")]),
        ({"q1": "1", "q9": "a b c"}, [("constraint", "q9")]),
        ({"q1": "1", "q9": ["none", "a"]}, [("exclusive", "q9")]),
        ({"q1": "1", "q9": "a a"}, [("doubled_code", "q9")]),
        ({"q1": "1", "q9": "a", "q9_text": "t"}, [("other_without_choice", "q9_text")]),
        ({"q1": "1", "q9": "x", "q9_text": "t"}, []),
        ({"q1": "1", "q9": "a", "town": "aa"}, [("filtered", "town")]),
        ({"q1": "1", "town": "aa"}, []),
        ({"q1": "1", "age": "17"}, [("constraint", "age")]),
        ({"q1": "1", "age": "17,5"}, [("not_whole", "age")]),
        ({"q1": "1", "age": "old"}, [("not_a_number", "age")]),
        ({"q1": "1", "again": "1", "day": "24/3"}, [("not_a_date", "day")]),
        ({"q1": "1", "again": "1", "day": "2021-03-25"}, [("constraint", "day")]),
        ({"q1": "1", "share": 0.6}, [("required", "why")]),
        ({"q1": "1", "q16": "1"}, [("unknown_question", "q16")]),
        ({"q1": float("nan"), "q9": None}, [("required", "q1")]),
    ],
)
def test_rules(
    questionnaire: Questionnaire, answers: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    checked = check_answers(questionnaire, answers, now="2021-03-24T12:00:00")
    assert codes(checked) == expected
    assert all(str(found) for found in checked.faults)


def test_an_interview_that_is_not_at_its_end_may_lack_answers(
    questionnaire: Questionnaire,
) -> None:
    assert check_answers(questionnaire, {}, complete=False).faults == ()


def test_a_file_is_routed_as_each_of_its_respondents(questionnaire: Questionnaire) -> None:
    size = 300
    draw = np.random.default_rng(20210324)

    def some(*values: object) -> list[object]:
        return [values[place] for place in draw.integers(0, len(values), size)]

    columns = {
        "q1": some("1", "6", "0", None),
        "q2": some("1", "2", None),
        "q9_a": some(1, 0, None),
        "q9_x": some(1, 0),
        "again": some("1", "2", None),
        "again__2": some("1", "2", None),
        "age": some(20, 30, None),
        "age__3": some(40, None),
    }
    frame = pl.DataFrame(columns)
    asked = routing_states(questionnaire, frame).asked
    checker = Checker(questionnaire)
    for place, row in enumerate(frame.iter_rows(named=True)):
        several = [code for code in "ax" if row.pop(f"q9_{code}")]
        for answer in checker.check({**row, "q9": several}).answers:
            name = column_name(answer.name, answer.rounds)
            if name in asked.columns:
                assert asked[name][place] == answer.asked, (name, row)
    assert asked["q9_none"].equals(asked["q9"].alias("q9_none"))
    assert 0 < asked["again__3"].sum() < asked["again__2"].sum() < asked["again"].sum() < size


def test_routing_tells_what_it_reads(questionnaire: Questionnaire) -> None:
    frame = pl.DataFrame({"q1": ["1"], "again": ["1"], "again__2": ["1"], "again__3": ["1"]})
    reads = routing_states(questionnaire, frame).reads
    assert reads["q1"] == frozenset()
    assert reads["q2"] == {"q1"}
    assert reads["age__3"] == {"q1", "again", "again__2"}
    assert reads["day"] == {"q1", "again", "again__2"}


def test_the_occasion_is_written_into_the_texts() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label | calculation |
        | | calculate | occasion | | 'x' |
        | | text | q | Under ${occasion}, ${p} |
        | | text | p | P |
        """
    )
    told = resolved_labels(with_constants(questionnaire, {"occasion": "Coronas 'krise'"}))
    assert told.question("q").label.get("") == "Under Coronas 'krise', ${p}"
    with pytest.raises(LovendeError) as caught:
        with_constants(questionnaire, {"ocasion": "x"})
    assert caught.value.fault.params["nearest"] == "occasion"
