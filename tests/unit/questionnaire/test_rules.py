"""Constraints and choice filters over a whole file of answers."""

from __future__ import annotations

import time

import polars as pl

from lovende.domain.questionnaire.rules import broken_rules
from lovende.formats.xlsform import xlsform_markdown

FORM = """
| survey |
| | type | name | label::da | label::en | relevant | constraint | constraint_message::da | constraint_message::en | choice_filter |
| | integer | age | Alder | Age | | . >= 18 and . < 120 | Du skal være myndig. | You must be of age. | |
| | text | mail | Mail | Mail | | regex(., '.+@.+') | | | |
| | select_one region | region | Region | Region | | | | | |
| | select_one town | town | By | Town | ${age} > 20 | | | | region = ${region} |
| | select_multiple pet | pet | Dyr | Pets | | not(selected(., '3') and count-selected(.) > 1) | | | |
| choices |
| | list_name | name | label::da | label::en | region |
| | region | n | Nord | North | |
| | region | s | Syd | South | |
| | town | 1 | Aa | Aa | n |
| | town | 2 | Bb | Bb | s |
| | pet | 1 | Hund | Dog | |
| | pet | 2 | Kat | Cat | |
| | pet | 3 | Ingen | None | |
"""
ANSWERS = pl.DataFrame(
    {
        "age": [17.0, 40.0, 40.0, 130.0, 19.0],
        "mail": ["a@b", "Anna Testesen", None, "nothing", "c@d"],
        "region": ["n", "n", "s", "s", "n"],
        "town": [None, "2", "2", "1", "2"],
        "pet_1": [True, True, False, False, None],
        "pet_2": [False, False, True, False, None],
        "pet_3": [False, True, False, True, None],
    }
)


def test_each_broken_rule_names_its_respondents() -> None:
    questionnaire, _ = xlsform_markdown(FORM)
    found = list(broken_rules(questionnaire, ANSWERS))
    assert [(one.column, one.rows, one.fault.code) for one in found] == [
        ("age", (0,), "answers.constraint"),
        ("age", (3,), "answers.constraint"),
        ("mail", (1, 3), "answers.constraint"),
        ("town", (3,), "answers.filtered"),
        ("town", (1,), "answers.filtered"),
        ("pet", (1,), "answers.constraint"),
    ]


def test_a_text_is_not_repeated_and_the_questionnaires_own_words_are() -> None:
    questionnaire, _ = xlsform_markdown(FORM)
    lines = [str(one.fault) for one in broken_rules(questionnaire, ANSWERS)]
    assert not any("Anna" in line for line in lines)
    assert lines[0].endswith(
        "The answer 17 breaks a rule of the questionnaire: You must be of age."
    )


def test_many_respondents_take_no_longer_than_their_distinct_answers() -> None:
    questionnaire, _ = xlsform_markdown(FORM)
    many = pl.concat([ANSWERS] * 20_000)
    begun = time.perf_counter()
    found = list(broken_rules(questionnaire, many))
    assert time.perf_counter() - begun < 5
    assert sum(len(one.rows) for one in found) == 20_000 * 7
