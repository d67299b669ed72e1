"""Forms as people write them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.model import Group, Kind, Role
from lovende.domain.texts import Text
from lovende.formats.xlsform import read_xlsform, write_xlsform
from tests.unit.xlsform.forms import faults_of, form


@pytest.mark.needs("shared")
@pytest.mark.parametrize(
    ("file", "questions", "warnings"),
    [
        ("choice_filter_test.xlsx", 3, []),
        ("correlaid_all_types.xlsx", 31, ["xlsform.type_left_out"] * 7),
        (
            "correlaid_testB_de_en_matrix.xlsx",
            23,
            ["xlsform.setting_left_out"] + ["xlsform.type_left_out"] * 2,
        ),
        ("or_other.xlsx", 3, ["questionnaire.unquoted_text"]),
        ("socio-economic-survey_en_fr.xlsx", 17, ["xlsform.condition_left_out"]),
        ("table-list.xls", 4, ["xlsform.column_left_out", "xlsform.cell_left_out"]),
    ],
)
def test_the_forms_of_the_field_are_read(
    reference: Path, tmp_path: Path, file: str, questions: int, warnings: list[str]
) -> None:
    questionnaire, found = read_xlsform(reference / "questionnaires" / file)
    assert len(list(questionnaire.questions())) == questions
    assert [warning.code for warning in found] == warnings
    assert all(warning.place.file == file for warning in found)
    assert write_xlsform(questionnaire, tmp_path / "again.xlsx") == ()
    assert read_xlsform(tmp_path / "again.xlsx")[0] == questionnaire


def test_types_and_columns_have_many_names() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | caption | relevance | required | read only | hint |
        | | select one from yn | a | A | | TRUE | | h |
        | | select all that apply from yn | b | B | ${a} = 1 | yes | |
        | | string | c | C | yes | no | TRUE |
        | | int | d | D | | ${a} = '1' | |
        | | begin group | g | G | false |
        | | dateTime | e | E |
        | | end_group |
        | choices |
        | | list name | value | label |
        | | yn | 1 | Ja |
        """
    )
    assert [question.kind for question in questionnaire.questions()] == [
        Kind.ONE,
        Kind.SEVERAL,
        Kind.TEXT,
        Kind.INTEGER,
        Kind.DATETIME,
    ]
    assert questionnaire.question("a").required
    assert questionnaire.question("a").label == Text.of({"": "A"})
    assert questionnaire.question("c").relevance == "true()"
    assert questionnaire.question("c").read_only
    assert questionnaire.question("d").required_when == "${a} = '1'"
    group = questionnaire.items[-1]
    assert isinstance(group, Group)
    assert group.relevance == "false()"


def test_languages_are_told_by_tag_or_by_name() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label::Dansk (da) | label::English | label::fr | hint |
        | | text | a | Hvad? | What? | Quoi? | kort |
        | settings |
        | | form_title | default_language |
        | | Skema | Dansk (da) |
        """
    )
    question = questionnaire.question("a")
    assert question.label.as_dict() == {"da": "Hvad?", "en": "What?", "fr": "Quoi?"}
    assert question.hint.as_dict() == {"da": "kort"}
    assert questionnaire.languages == ("da", "en", "fr")
    assert questionnaire.title.as_dict() == {"da": "Skema"}


def test_our_own_columns() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label | number | other | repeat_while | repeat_max |
        | | begin_repeat | r | R | | | ${again} = '1' | 2 |
        | | select_one yn | again | A | 25 | why |
        | | text | why | W |
        | | end_repeat |
        | choices |
        | | list_name | name | label | role | ordinal | area |
        | | yn | 1 | Ja | | yes | x |
        | | yn | 0 | Ved ikke | dont_know |
        | | yn | 9 | Andet | other |
        """
    )
    repeat = questionnaire.items[0]
    assert (repeat.repeat_while, repeat.maximum) == ("${again} = '1'", 2)  # type: ignore[union-attr]
    assert questionnaire.question("again").number == "25"
    assert questionnaire.question("again").other == "why"
    scale = questionnaire.choice_list("yn")
    assert scale.ordinal
    assert [choice.role for choice in scale.choices] == [None, Role.DONT_KNOW, Role.OTHER]
    assert scale.choices[0].filters == (("area", "x"),)


def test_a_table_becomes_a_matrix_only_where_nothing_is_lost() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label | appearance | required | number |
        | | begin_group | q15 | Hvor | table-list | yes | 15 |
        | | select_one s | q15_1 | En | | true() |
        | | select_one s | q15_2 | To | | yes |
        | | end_group |
        | | begin_group | q16 | Hvor | table-list |
        | | select_multiple s | q16_1 | En |
        | | end_group |
        | choices |
        | | list_name | name | label |
        | | s | 1 | meget |
        """
    )
    matrix, table = questionnaire.items
    assert matrix.kind is Kind.MATRIX  # type: ignore[union-attr]
    assert matrix.required  # type: ignore[union-attr]
    assert [row.required for row in matrix.rows] == [False, True]  # type: ignore[union-attr]
    assert isinstance(table, Group)


def test_or_other_adds_a_choice_and_a_text() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label::da |
        | | select_one c or_other | a | A |
        | | select_one c | b | B |
        | choices |
        | | list_name | name | label::da |
        | | c | 1 | en |
        """
    )
    first, text, second = questionnaire.questions()
    assert questionnaire.choice_list(first.choices or "").codes == ("1", "other")
    assert questionnaire.choice_list(second.choices or "").codes == ("1",)
    assert (first.other, text.relevance) == ("a_other", "selected(${a}, 'other')")


def test_what_cannot_be_asked_is_left_out_by_name_with_the_conditions_on_it() -> None:
    found = faults_of(
        """
        | survey |
        | | type | name | label | relevant | calculation | media::image |
        | | geopoint | place | Hvor? |
        | | text | a | A | ${place} != '' |
        | | calculate | b | | | pulldata('x', 'y', 'z', ${a}) |
        | | note | n | N | | | map.png |
        """
    )
    assert [(warning.code, warning.place.row, warning.place.column) for warning in found] == [
        ("xlsform.type_left_out", 3, "type"),
        ("xlsform.condition_names_left_out", 4, "relevant"),
        ("xlsform.condition_left_out", 5, "calculation"),
        ("xlsform.column_left_out", 6, "media::image"),
    ]


def test_a_range_an_acknowledgement_and_curly_quotes() -> None:
    questionnaire = form(
        """
        | survey |
        | | type | name | label | parameters | relevant |
        | | range | a | A | start=1 end=5 step=0.5 |
        | | acknowledge | b | B | | ${a} = ‘3’ |
        """
    )
    assert questionnaire.question("a").kind is Kind.DECIMAL
    assert questionnaire.question("a").constraint == ". >= 1 and . <= 5"
    assert questionnaire.question("b").relevance == "${a} = '3'"
    assert questionnaire.choice_list("acknowledge").codes == ("OK",)


def test_a_hundred_thousand_headings_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n")
    begun = time.process_time()
    with pytest.raises(LovendeError):
        read_xlsform(path)
    assert time.process_time() - begun < 10
