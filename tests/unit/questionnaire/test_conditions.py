"""Simple conditions as structures."""

from __future__ import annotations

import pytest

from lovende.domain.questionnaire.conditions import (
    AllOf,
    Alternatives,
    AnyOf,
    HasCode,
    IsAnswered,
    IsNumber,
    alternatives,
)
from tests.unit.xlsform.forms import form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${q1} = '6'", HasCode("q1", ("6",))),
        ("${q1} = 6", HasCode("q1", ("6",))),
        ("${q1} != 6", HasCode("q1", ("6",), negated=True)),
        ("selected(${q9}, '4') or selected(${q9}, '5')", HasCode("q9", ("4", "5"))),
        ("${q17_1} <= 4", IsNumber("q17_1", "<=", 4)),
        ("4 > ${q}", IsNumber("q", "<", 4)),
        ("${a} != ''", IsAnswered("a")),
        ("${a} = ''", IsAnswered("a", negated=True)),
        ("not(selected(${a}, '1') or ${a} = 2)", HasCode("a", ("1", "2"), negated=True)),
        ("${a} = 1 and ${b} = 2", AllOf((HasCode("a", ("1",)), HasCode("b", ("2",))))),
        (
            "${a} = 1 or (${b} = 2 and ${c} > 3)",
            AnyOf((HasCode("a", ("1",)), AllOf((HasCode("b", ("2",)), IsNumber("c", ">", 3))))),
        ),
        ("${a} = 1 and ${a} = 2", AllOf((HasCode("a", ("1",)), HasCode("a", ("2",))))),
        ("${a} = ${b}", None),
        ("count(${r}) > 1", None),
        ("${a} = ", None),
    ],
)
def test_alternatives(text: str, expected: Alternatives | None) -> None:
    assert alternatives(text) == expected


def test_a_comparison_of_a_coded_answer_becomes_its_codes() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label |
        | | select_one s | q | Q |
        | | integer | n | N |
        | choices |
        | | list_name | name | label |
        | | s | 1 | meget |
        | | s | 5 | slet ikke |
        | | s | 6 | ved ikke |
        """
    )
    assert alternatives("${q} <= 5", questionnaire) == HasCode("q", ("1", "5"))
    assert alternatives("${n} <= 5", questionnaire) == IsNumber("n", "<=", 5)
