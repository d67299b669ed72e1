"""The two surveys of the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.domain.questionnaire.analysis import check_questionnaire
from lovende.domain.questionnaire.model import Kind
from lovende.formats.limesurvey import read_limesurvey
from lovende.formats.questionnaires import read_questionnaire, write_questionnaire

OLD = "ls205_group_relevance.lss"
NEW = "ls6_sample_survey_multilingual_fr_de_en_it_ru.lss"


@pytest.mark.needs("shared")
def test_the_old_survey(reference: Path) -> None:
    form, warnings = read_limesurvey(reference / "questionnaires" / OLD)
    assert check_questionnaire(form) == []
    assert {w.code for w in warnings} == {"limesurvey.placeholder"}
    assert len(form.items) == 8  # seven groups and the welcome
    relevance = {item.name: item.relevance for item in form.items}
    assert relevance["group_292"] == "${cohabs} > 1 and ${p1rel} != ''"
    assert form.question("age").constraint == ". >= 18 and . <= 65"


@pytest.mark.needs("shared")
def test_the_new_survey_in_five_languages(reference: Path) -> None:
    form, warnings = read_limesurvey(reference / "questionnaires" / NEW)
    assert check_questionnaire(form) == []
    assert form.languages == ("en", "fr", "de-informal", "it", "ru")
    assert set(form.question("S").label.languages) == set(form.languages)
    kinds = {question.kind for question in form.questions()}
    assert kinds == {
        Kind.ONE,
        Kind.SEVERAL,
        Kind.MATRIX,
        Kind.TEXT,
        Kind.DECIMAL,
        Kind.DATE,
        Kind.NOTE,
    }
    left_out = {w.place.question for w in warnings if w.code == "limesurvey.question_left_out"}
    assert left_out == {"I", "R", "R1"}
    assert form.question("CC01").relevance == (
        "selected(${QCS1}, 'SH101') and ${QCS3} != 'Y' or selected(${QCS2}, 'SQ201') and ${QCS3} != 'Y'"
    )


@pytest.mark.needs("shared")
@pytest.mark.parametrize("name", [OLD, NEW])
def test_surveys_travel_through_xlsform_unchanged(
    name: str, reference: Path, tmp_path: Path
) -> None:
    form, _ = read_limesurvey(reference / "questionnaires" / name)
    path = tmp_path / "form.xlsx"
    assert write_questionnaire(form, path) == ()
    back, warnings = read_questionnaire(path)
    assert back.lists == form.lists
    assert back.items == form.items
    assert (back.title, back.languages) == (form.title, form.languages)
    assert warnings == ()
