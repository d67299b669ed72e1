"""Every kind of question on a page: shown, stored, shown again, and read in the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lovende.fieldwork.models import Invitee
from lovende.formats.xlsform import write_xlsform, xlsform_markdown
from lovende.questionnaires.models import Version
from lovende.responses.models import Response
from lovende.studies.models import Study
from tests.integration.platform.test_answering_pages import Respondent

MakeInvitee = Callable[..., Invitee]
FORM = Path(__file__).with_name("every_kind.md")


@pytest.fixture
def respondent(study: Study, make_invitee: MakeInvitee, tmp_path: Path) -> Respondent:
    questionnaire, _ = xlsform_markdown(FORM.read_text("utf-8"))
    path = tmp_path / "every_kind.xlsx"
    write_xlsform(questionnaire, path)
    source = path.read_bytes()
    Version.objects.create(
        study=study,
        number=1,
        state=Version.State.LIVE,
        source_name=path.name,
        source=source,
        digest=hashlib.sha256(source).hexdigest(),
    )
    Study.objects.update(state=Study.State.LIVE)
    return Respondent(make_invitee()).starts()


def test_each_kind_has_its_field(respondent: Respondent) -> None:
    text = respondent.text
    assert "<p>Første afsnit.</p><p>Andet afsnit.</p>" in text
    assert 'type="date" id="q-day"' in text
    assert 'type="time" id="q-clock"' in text
    assert 'type="datetime-local" id="q-moment"' in text
    assert 'inputmode="decimal"' in text
    assert '<select class="form-select" id="q-colour"' in text
    assert "<h2" in text
    assert "Et afsnit for sig" in text
    assert "<li>Hvorfor?</li>" in text
    assert '<th scope="row">' in text
    assert "Svar kun på dette, hvis du har svaret »Blå«" in text


def test_what_was_given_stands_there_again(respondent: Respondent) -> None:
    respondent.saves(
        day="2021-03-24",
        clock="14:30",
        moment="2021-03-24T14:30",
        change="2,5",
        colour="x",
        colour_other="Lilla",
        words="Første linje.\r\n\r\nTredje.",
        rows_1="1",
        rows_2="2",
    )
    text = respondent.opens("page_kinds/").text
    for value in ("2021-03-24", "14:30", "2021-03-24T14:30", "2,5", "Lilla"):
        assert f'value="{value}"' in text
    assert "Første linje.\n\nTredje.</textarea>" in text
    assert '<option value="x" selected>' in text
    assert Response.objects.get().answers["rows_2"] == "2"
    check = respondent.opens("check/").text
    for words in ("24. marts 2021", "En anden", "Lilla", "Om havet", "Grøn"):
        assert words in check


def test_what_cannot_be_shown_by_the_browsers_field_is_shown_as_text(
    respondent: Respondent,
) -> None:
    respondent.saves(day="engang i marts", clock="sent", change="en del", rows_1="1")
    assert respondent.status == 422
    for value in ("engang i marts", "sent", "en del"):
        assert f'value="{value}"' in respondent.text
    assert 'type="text" id="q-day"' in respondent.text
    for column in ("day", "clock", "change"):
        assert f'href="#q-{column}"' in respondent.text


def test_a_row_that_must_be_answered_is_named(respondent: Respondent) -> None:
    respondent.saves(colour="1")
    assert respondent.status == 422
    assert "7. Hvad mener I? – Om himlen" in respondent.text
    assert 'class="matrix-fault"' in respondent.text


def test_a_page_whose_name_is_an_address_of_ours(respondent: Respondent) -> None:
    respondent.saves(rows_1="2")
    assert respondent.at.endswith("/page:done/")
    assert "Om barnet" in respondent.text


def test_the_respondent_decides_how_many_rounds(respondent: Respondent) -> None:
    respondent.saves(rows_1="2")
    assert "Gem, og tilføj en mere" in respondent.text
    respondent.saves(do="further", name="Anna")
    assert respondent.at.endswith("/done__2/")
    assert "Barn 2" in respondent.text
    respondent.saves(do="further", name__2="Bo")
    respondent.saves(name__3="Cai")
    assert respondent.at.endswith("/check/")
    assert Response.objects.get().answers["name__3"] == "Cai"
    assert "Gem, og tilføj en mere" not in respondent.opens("done__3/").text
    assert respondent.opens("done__4/").at.endswith("/check/")
