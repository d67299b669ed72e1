"""What differs between two versions of a questionnaire, and what of it breaks answers."""

from __future__ import annotations

import pytest

from lovende.domain.questionnaire.comparison import Change, Difference, Weight, differences
from lovende.formats.xlsform import xlsform_markdown

FORM = """
| survey | type | name | label::Dansk (da) | label::English (en) | relevant | required | constraint | appearance |
|  | begin_group | first | Først | First |  |  |  | field-list |
|  | select_one degree | q1 | I hvor høj grad? | To what extent? |  |  |  |  |
|  | select_multiple who | q2 | For hvem? | For whom? | ${q1} = '1' |  |  |  |
|  | integer | q3 | Hvor mange? | How many? |  |  | . >= 0 |  |
|  | end_group |  |  |  |  |  |  |  |
|  | begin_group | q4 | Hvad betød det? | What did it mean? |  |  |  | table-list |
|  | select_one degree | q4_1 | Borgerne | The citizens |  |  |  |  |
|  | select_one degree | q4_2 | Medarbejderne | The employees |  |  |  |  |
|  | end_group |  |  |  |  |  |  |  |

| choices | list_name | name | label::Dansk (da) | label::English (en) | role | ordinal |
|  | degree | 1 | I høj grad | To a high degree |  | yes |
|  | degree | 2 | I nogen grad | To some degree |  |  |
|  | degree | 3 | Slet ikke | Not at all |  |  |
|  | degree | 9 | Ved ikke | Don't know | dont_know |  |
|  | who | 1 | Børn | Children |  |  |
|  | who | 2 | Voksne | Adults |  |  |

| settings | form_id | form_title | default_language |
|  | small | Skema | Dansk (da) |
"""


def changed(*replacements: tuple[str, str]) -> tuple[Difference, ...]:
    new = FORM
    for old, now in replacements:
        assert old in new
        new = new.replace(old, now)
    return differences(xlsform_markdown(FORM)[0], xlsform_markdown(new)[0])


def told(found: tuple[Difference, ...]) -> list[tuple[Change, Weight, str]]:
    return [(one.change, one.weight, one.question) for one in found]


def test_a_questionnaire_does_not_differ_from_itself() -> None:
    assert changed() == ()


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("To what extent?", "To which extent?", "q1"),
        ("| I nogen grad |", "| I en vis grad |", "q1"),
        ("| Først |", "| Til en start |", "first"),
        ("| Borgerne |", "| Jeres borgere |", "q4_1"),
    ],
)
def test_other_words_leave_the_answers_as_they_are(old: str, new: str, question: str) -> None:
    found = changed((old, new))
    assert found
    assert {one.weight for one in found} == {Weight.WORDING}
    assert question in {one.question for one in found}


NEW_QUESTION = "|  | text | q5 | Andet? | Anything else? |  |  |  |  |\n"


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("|  | begin_group | q4 |", NEW_QUESTION + "|  | begin_group | q4 |", Change.ADDED_QUESTION),
        ("| Voksne | Adults |  |  |", "| Voksne | Adults |  |  |\n|  | who | 3 | Ældre | Elderly |  |  |", Change.ADDED_OPTION),
        ("|  | degree | 9 |", "|  | degree | 4 | Værre endnu | Even worse |  |  |\n|  | degree | 9 |", Change.ADDED_OPTION),
        ("| . >= 0 |", "|  |", Change.RULE),
    ],
)  # fmt: skip
def test_additions_have_no_answers_yet(old: str, new: str, change: Change) -> None:
    found = changed((old, new))
    assert {one.weight for one in found} == {Weight.ADDITION}
    assert change in {one.change for one in found}


@pytest.mark.parametrize(
    ("old", "new", "change", "question"),
    [
        ("|  | integer | q3 | Hvor mange? | How many? |  |  | . >= 0 |  |\n", "", Change.REMOVED_QUESTION, "q3"),
        ("| integer | q3 |", "| integer | number |", Change.RENAMED_QUESTION, "q3"),
        ("| integer | q3 |", "| text | q3 |", Change.KIND, "q3"),
        ("select_multiple who", "select_one who", Change.KIND, "q2"),
        ("|  | who | 2 | Voksne | Adults |  |  |\n", "", Change.REMOVED_OPTION, "q2"),
        ("| who | 2 |", "| who | 3 |", Change.CODE, "q2"),
        ("${q1} = '1'", "${q1} = '2'", Change.ROUTING, "q2"),
        ("| . >= 0 |", "| . >= 10 |", Change.RULE, "q3"),
        ("| How many? |  |  |", "| How many? |  | yes |", Change.REQUIRED, "q3"),
        ("| Don't know | dont_know |", "| Don't know |  |", Change.CODE, "q1"),
        ("| degree | 1 | I høj grad | To a high degree |  | yes |", "| degree | 1 | I høj grad | To a high degree |  |  |", Change.SCALE, "q1"),
    ],
)  # fmt: skip
def test_what_breaks_answers_is_told_by_question(
    old: str, new: str, change: Change, question: str
) -> None:
    found = changed((old, new))
    breaking = {(one.change, one.question) for one in found if one.weight is Weight.BREAKING}
    assert (change, question) in breaking


def test_options_that_changed_codes_are_found_by_their_words() -> None:
    found = changed(
        ("| who | 1 | Børn | Children |", "| who | 1 | Voksne | Adults |"),
        ("| who | 2 | Voksne | Adults |", "| who | 2 | Børn | Children |"),
    )
    assert told(found) == [
        (Change.CODE, Weight.BREAKING, "q2"),
        (Change.CODE, Weight.BREAKING, "q2"),
    ]


def test_rows_that_changed_places_are_found_by_their_words() -> None:
    found = changed(
        ("| q4_1 | Borgerne | The citizens |", "| q4_1 | Medarbejderne | The employees |"),
        ("| q4_2 | Medarbejderne | The employees |", "| q4_2 | Borgerne | The citizens |"),
    )
    assert told(found) == [
        (Change.RENAMED_QUESTION, Weight.BREAKING, "q4_1"),
        (Change.RENAMED_QUESTION, Weight.BREAKING, "q4_2"),
    ]
    assert [one.affected for one in found] == [("q4_1",), ("q4_2",)]


def test_a_step_in_the_middle_of_a_scale_moves_the_others() -> None:
    found = changed(
        ("|  | degree | 2 |", "|  | degree | 5 | I ret høj grad | To a fair degree |  |  |\n|  | degree | 2 |")
    )  # fmt: skip
    assert (Change.SCALE, Weight.BREAKING, "q1") in told(found)


def test_a_new_question_that_must_be_answered_breaks_what_was_sent() -> None:
    found = changed(("|  | begin_group | q4 |", NEW_QUESTION.replace("? |  |  |", "? |  | yes |") + "|  | begin_group | q4 |"))  # fmt: skip
    assert (Change.ADDED_QUESTION, Weight.BREAKING, "q5") in told(found)
    assert next(one for one in found if one.question == "q5").affected == ()


def test_a_language_that_is_gone_breaks_who_answers_in_it() -> None:
    old, _ = xlsform_markdown(FORM)
    new, _ = xlsform_markdown(FORM.replace("label::English (en)", "label::Deutsch (de)"))
    found = [one for one in differences(old, new) if one.change is Change.LANGUAGE]
    assert [one.weight for one in found] == [Weight.BREAKING, Weight.WORDING]
