"""What each type of LimeSurvey's questions becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.domain.dataset.from_questionnaire import variables_of
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.analysis import check_questionnaire
from lovende.domain.questionnaire.model import Group, Kind, Question, Questionnaire, Role
from lovende.formats.limesurvey import read_limesurvey
from tests.unit.limesurvey.survey_files import Asked, new_survey

SUBS = {"SQ001": "First", "SQ002": "Second"}
ANSWERS = {"A1": "Good", "A2": "Bad"}


def read(tmp_path: Path, *asked: Asked) -> tuple[Questionnaire, tuple[Fault, ...]]:
    return read_limesurvey(new_survey(tmp_path / "s.lss", *asked))


def codes(questionnaire: Questionnaire, name: str) -> tuple[str, ...]:
    return questionnaire.choice_list(questionnaire.question(name).choices or "").codes


@pytest.mark.parametrize("type", ["L", "!", "O"])
def test_lists_become_one_choice(tmp_path: Path, type: str) -> None:
    form, warnings = read(tmp_path, Asked("Q1", type, answers=ANSWERS, mandatory="Y"))
    question = form.question("Q1")
    assert (question.kind, question.required, codes(form, "Q1")) == (Kind.ONE, True, ("A1", "A2"))
    assert [q.name for q in form.questions()] == ["Q1"] + (["Q1_comment"] if type == "O" else [])
    assert warnings == ()


@pytest.mark.parametrize(
    ("type", "expected", "ordinal"),
    [
        ("Y", ("Y", "N"), False),
        ("G", ("F", "M"), False),
        ("5", ("1", "2", "3", "4", "5"), True),
    ],
)
def test_questions_with_options_of_their_own(
    tmp_path: Path, type: str, expected: tuple[str, ...], ordinal: bool
) -> None:
    form, _ = read(tmp_path, Asked("Q1", type))
    listed = form.choice_list(form.question("Q1").choices or "")
    assert (listed.codes, listed.ordinal) == (expected, ordinal)
    assert all(choice.label.get("da") for choice in listed.choices)


def test_other_becomes_a_choice_and_a_text(tmp_path: Path) -> None:
    form, _ = read(tmp_path, Asked("Q1", "L", answers=ANSWERS, other="Y"))
    assert codes(form, "Q1") == ("A1", "A2", "-oth-")
    assert form.choice_list("Q1").choices[-1].role is Role.OTHER
    assert form.question("Q1").other == "Q1_other"
    assert form.question("Q1_other").relevance == "${Q1} = '-oth-'"


def test_multiple_choice_with_other_and_an_option_that_excludes(tmp_path: Path) -> None:
    asked = Asked(
        "M1",
        "M",
        subs=SUBS,
        other="Y",
        attributes={"exclude_all_others": "SQ002", "max_answers": "2"},
    )
    form, warnings = read(tmp_path, asked)
    question = form.question("M1")
    roles = [choice.role for choice in form.choice_list("M1").choices]
    assert question.kind is Kind.SEVERAL
    assert roles == [None, Role.EXCLUSIVE, Role.OTHER]
    assert question.constraint == "count-selected(.) <= 2"
    assert form.question("M1_othertext").relevance == "selected(${M1}, 'other')"
    names = [variable.name for variable in variables_of(form)]
    assert names == ["M1_SQ001", "M1_SQ002", "M1_other", "M1_othertext"]
    assert warnings == ()


def test_comments_to_options_become_texts(tmp_path: Path) -> None:
    form, _ = read(tmp_path, Asked("P1", "P", subs=SUBS))
    texts = [q for q in form.questions() if q.kind is Kind.TEXT]
    assert [(q.name, q.relevance) for q in texts] == [
        ("P1_SQ001comment", "selected(${P1}, 'SQ001')"),
        ("P1_SQ002comment", "selected(${P1}, 'SQ002')"),
    ]


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        ("F", ("A1", "A2")),
        ("H", ("A1", "A2")),
        ("A", ("1", "2", "3", "4", "5")),
        ("B", tuple(str(point) for point in range(1, 11))),
        ("C", ("Y", "U", "N")),
        ("E", ("I", "S", "D")),
    ],
)
def test_arrays_become_matrices(tmp_path: Path, type: str, expected: tuple[str, ...]) -> None:
    form, _ = read(tmp_path, Asked("Q1", type, subs=SUBS, answers=ANSWERS if type in "FH" else {}))
    question = form.question("Q1")
    assert question.kind is Kind.MATRIX
    assert [(row.name, row.row, row.label.get("da")) for row in question.rows] == [
        ("Q1_SQ001", 1, "First"),
        ("Q1_SQ002", 2, "Second"),
    ]
    assert codes(form, "Q1") == expected


def test_a_dual_scale_becomes_two_matrices(tmp_path: Path) -> None:
    answers = {"0:A1": "Before", "1:B1": "After", "1:B2": "Later"}
    form, _ = read(
        tmp_path,
        Asked("D1", "1", subs=SUBS, answers=answers, attributes={"dualscale_headerA": "Then"}),
    )
    assert codes(form, "D1_0") == ("A1",)
    assert codes(form, "D1_1") == ("B1", "B2")
    assert [row.name for row in form.question("D1_1").rows] == ["D1_SQ001_1", "D1_SQ002_1"]
    assert form.question("D1_0").label.get("da") == "Question? – Then"


@pytest.mark.parametrize(
    ("type", "attributes", "kind"),
    [
        ("S", {}, Kind.TEXT),
        ("T", {}, Kind.TEXT),
        ("U", {}, Kind.TEXT),
        ("S", {"numbers_only": "1"}, Kind.DECIMAL),
        ("N", {}, Kind.DECIMAL),
        ("N", {"num_value_int_only": "1"}, Kind.INTEGER),
        ("D", {}, Kind.DATE),
        ("D", {"date_format": "dd-mm-yyyy HH:MM"}, Kind.DATETIME),
        ("D", {"date_format": "HH:MM"}, Kind.TIME),
        ("X", {}, Kind.NOTE),
    ],
)
def test_texts_numbers_and_dates(
    tmp_path: Path, type: str, attributes: dict[str, str], kind: Kind
) -> None:
    form, _ = read(tmp_path, Asked("Q1", type, attributes=attributes))
    assert form.question("Q1").kind is kind


@pytest.mark.parametrize(("type", "kind"), [("Q", Kind.TEXT), ("K", Kind.DECIMAL)])
def test_several_texts_or_numbers_become_a_group(tmp_path: Path, type: str, kind: Kind) -> None:
    form, _ = read(tmp_path, Asked("Q1", type, subs=SUBS, mandatory="Y"))
    page = form.items[0]
    assert isinstance(page, Group)
    group = page.items[0]
    assert isinstance(group, Group)
    assert (group.name, group.label.get("da")) == ("Q1", "Question?")
    assert [(q.name, q.kind, q.required) for q in form.questions()] == [
        ("Q1_SQ001", kind, True),
        ("Q1_SQ002", kind, True),
    ]


def test_an_array_of_texts_becomes_a_question_for_each_cell(tmp_path: Path) -> None:
    subs = {"0:Y1": "Row one", "0:Y2": "Row two", "1:X1": "Column one", "1:X2": "Column two"}
    form, _ = read(tmp_path, Asked("T1", ";", subs=subs))
    assert [(q.name, q.label.get("da")) for q in form.questions()][:2] == [
        ("T1_Y1_X1", "Row one – Column one"),
        ("T1_Y1_X2", "Row one – Column two"),
    ]
    assert len(list(form.questions())) == 4


def test_an_array_of_check_boxes_becomes_a_question_for_each_row(tmp_path: Path) -> None:
    subs = {"0:Y1": "Row one", "1:X1": "Column one", "1:X2": "Column two"}
    form, _ = read(
        tmp_path, Asked("T1", ":", subs=subs, attributes={"multiflexible_checkbox": "1"})
    )
    assert [variable.name for variable in variables_of(form)] == ["T1_Y1_X1", "T1_Y1_X2"]


@pytest.mark.parametrize("type", ["R", "|", "I", "?"])
def test_what_has_no_place_is_told_by_question(tmp_path: Path, type: str) -> None:
    form, warnings = read(tmp_path, Asked("keep", "S"), Asked("gone", type, subs=SUBS))
    assert [q.name for q in form.questions()] == ["keep"]
    assert [w.place.question for w in warnings] == ["gone"]


def test_limits_become_constraints(tmp_path: Path) -> None:
    form, _ = read(
        tmp_path,
        Asked("N1", "N", attributes={"min_num_value_n": "0", "max_num_value_n": "{N0.NAOK + 1}"}),
        Asked("S1", "S", attributes={"maximum_chars": "20"}),
        Asked("S2", "S", preg="/^[A-Z]{2}$/"),
        Asked("S3", "S", preg="/a|b/"),
    )
    assert form.question("N1").constraint == ". >= 0"
    assert form.question("S1").constraint == "string-length(.) <= 20"
    assert form.question("S2").constraint == "regex(., '[A-Z]{2}')"
    assert form.question("S3").constraint == "regex(., '.*(?:a|b).*')"


def test_settings_without_a_place_are_told(tmp_path: Path) -> None:
    _, warnings = read(
        tmp_path,
        Asked("Q1", "F", subs=SUBS, answers=ANSWERS, attributes={"array_filter": "M1"}),
        Asked("Q2", "S", mandatory="S", preg="/x/i"),
    )
    assert {(w.code, w.place.question) for w in warnings} == {
        ("limesurvey.attributes", "Q1"),
        ("limesurvey.soft_mandatory", "Q2"),
        ("limesurvey.pattern", "Q2"),
    }


def test_html_becomes_plain_text_in_every_language(tmp_path: Path) -> None:
    html = "<p>Hvor <b>glad</b> er&nbsp;du?</p><ul><li>nu</li><li>da</li></ul><script>x()</script>"
    path = new_survey(tmp_path / "s.lss", Asked("Q1", "S", text=html), languages=("da", "en"))
    form, _ = read_limesurvey(path)
    assert form.languages == ("da", "en")
    assert form.question("Q1").label.get("da") == "Hvor glad er du?\n\n- nu\n- da"
    assert form.question("Q1").label.get("en").endswith("en")
    assert form.title.as_dict() == {"da": "A survey", "en": "A survey en"}


def test_codes_that_are_no_names_are_changed_and_told(tmp_path: Path) -> None:
    form, warnings = read(tmp_path, Asked("1a", "S"), Asked("q1a", "S"), Asked("Q1A", "S"))
    names = [q.name for q in form.questions()]
    assert names == ["q1a", "q1a_2", "Q1A_3"]
    assert [w.code for w in warnings] == ["limesurvey.renamed"] * 3


def test_pictures_defaults_and_the_end_text_are_told(tmp_path: Path) -> None:
    asked = Asked("Q1", "S", text='See <img src="x.png" alt="a map"> here')
    path = new_survey(tmp_path / "s.lss", asked, settings={"surveyls_endtext": "Thanks"})
    form, warnings = read_limesurvey(path)
    assert form.question("Q1").label.get("da") == "See a map here"
    assert {w.code for w in warnings} == {"limesurvey.media", "limesurvey.end_text"}


def test_the_welcome_text_becomes_a_page(tmp_path: Path) -> None:
    path = new_survey(
        tmp_path / "s.lss", Asked("Q1", "S"), settings={"surveyls_welcometext": "<p>Hello</p>"}
    )
    form, _ = read_limesurvey(path)
    first = form.items[0]
    assert isinstance(first, Group)
    note = first.items[0]
    assert isinstance(note, Question)
    assert (note.kind, note.label.get("da")) == (Kind.NOTE, "Hello")


def test_an_equation_is_computed_and_its_text_shown(tmp_path: Path) -> None:
    asked = Asked("E1", "*", text="You have {N1}", attributes={"equation": "{N1 * 2}"})
    form, warnings = read(tmp_path, Asked("N1", "N"), asked)
    assert form.question("E1").calculation == "${N1} * 2"
    assert form.question("E1_text").label.get("da") == "You have ${N1}"
    assert warnings == ()


def test_a_validation_equation_becomes_a_constraint_or_is_told(tmp_path: Path) -> None:
    rule = {"em_validation_q": "self.NAOK > 3", "em_validation_q_tip": "More than 3"}
    form, warnings = read(
        tmp_path, Asked("N1", "N", attributes=rule), Asked("M1", "M", subs=SUBS, attributes=rule)
    )
    question = form.question("N1")
    assert (question.constraint, question.constraint_message.get("")) == (". > 3", "More than 3")
    assert [(w.code, w.place.question) for w in warnings] == [("limesurvey.attributes", "M1")]


@pytest.mark.parametrize("type", ["L", "M", "F", "A", "Q", ";", ":", "1"])
def test_an_unfinished_question_is_left_out_and_told(tmp_path: Path, type: str) -> None:
    form, warnings = read(
        tmp_path, Asked("keep", "S"), Asked("gone", type), Asked("last", "S", relevance="gone == 1")
    )
    assert [q.name for q in form.questions()] == ["keep", "last"]
    assert form.lists == ()
    told = {w.place.question for w in warnings if w.code == "limesurvey.unfinished"}
    assert told == {"gone"}
    assert check_questionnaire(form) == []


def test_a_unit_stands_in_the_hint(tmp_path: Path) -> None:
    units = {"prefix": "about", "suffix": "years"}
    form, _ = read(tmp_path, Asked("N1", "N", help="Whole numbers", attributes=units))
    assert form.question("N1").hint.get("da") == "Whole numbers\nabout … years"
