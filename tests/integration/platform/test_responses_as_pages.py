"""The pages of a stored response: what the panel knows, corrected versions, the clock."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lovende.fieldwork.models import Invitee
from lovende.formats.xlsform import write_xlsform, xlsform_markdown
from lovende.questionnaires.models import Version
from lovende.responses.actions import new_save_key, save_page, start_response
from lovende.responses.flow import clock, flow_of, walk_of
from lovende.responses.models import Response
from lovende.responses.queries import given_by, history, response_of
from lovende.studies.models import Study

FORM = """
| survey | | | | |
| | type | name | label::Dansk (da) | label::English (en) |
| | note | hello | Hej om {occasion} | Hello |
| | text | department | Afdeling | Department |
| | text | job_title | Stilling | Job title |
| settings | | | | |
| | form_id | form_title | default_language | |
| | panel | Panel | Dansk (da) | |
"""


@pytest.fixture
def add_version(study: Study, tmp_path: Path) -> Callable[[str], Version]:
    """Make a version live that says this, in place of the one before."""

    def add(word: str) -> Version:
        questionnaire, _ = xlsform_markdown(FORM.format(occasion=word))
        path = tmp_path / "form.xlsx"
        write_xlsform(questionnaire, path)
        content = path.read_bytes()
        study.versions.update(state=Version.State.RETIRED)
        Study.objects.filter(pk=study.pk).update(state=Study.State.LIVE)
        study.refresh_from_db()
        return Version.objects.create(
            study=study,
            number=study.versions.count() + 1,
            state=Version.State.LIVE,
            source_name="form.xlsx",
            source=content,
            digest=hashlib.sha256(content).hexdigest(),
        )

    return add


def stored(response: Response) -> Response:
    found = response_of(link_code=response.link_code)
    assert found is not None
    return found


def values(response: Response, page: str) -> list[str]:
    shown = walk_of(stored(response), "da").page(page)
    assert shown is not None
    return [item.value for item in shown.items]


def label(response: Response) -> str:
    shown = walk_of(response, "da").page("hello")
    assert shown is not None
    return shown.items[0].label


def save(response: Response, page: str, answers: dict[str, str | list[str] | None]) -> None:
    save_page(
        response=response,
        page=page,
        answers=answers,
        stands="",
        seen=response.seq,
        save_key=new_save_key(),
    )


def test_what_the_panel_knows_stands_there_to_be_confirmed(
    add_version: Callable[[str], Version], study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    add_version("x")
    invitee = make_invitee(department="Voksenområdet")
    response = start_response(study=study, invitee=invitee, language="da")
    assert values(response, "department") == ["Voksenområdet"]
    assert values(response, "job_title") == ["Fagchef"]
    assert stored(response).answers == {}
    save(response, "department", {"department": None})
    assert values(response, "department") == [""]


def test_whoever_comes_by_the_open_link_is_not_known(
    add_version: Callable[[str], Version], study: Study
) -> None:
    add_version("x")
    response = start_response(study=study, language="da")
    assert values(response, "department") == [""]


def test_confirming_what_the_panel_knows_is_no_answer_yet(
    add_version: Callable[[str], Version], study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    add_version("x")
    invitee = make_invitee()
    save(
        start_response(study=study, invitee=invitee, language="da"),
        "department",
        {"department": "Voksenområdet"},
    )
    invitee.refresh_from_db()
    assert invitee.progress == Invitee.Progress.STARTED
    assert invitee.disposition == "2.1121", "began, and has answered nothing"


def test_a_corrected_version_reaches_those_who_began(
    add_version: Callable[[str], Version], study: Study
) -> None:
    first = add_version("stavefejl")
    response = start_response(study=study, language="da")
    save(response, "department", {"department": "A"})
    second = add_version("stormfloden")
    again = stored(response)
    assert again.version == first
    assert label(again) == "Hej om stormfloden"
    save(again, "job_title", {"job_title": "B"})
    assert stored(response).version == second
    versions = [entry.version for entry in response.entries.order_by("seq")]
    assert versions == [first, second]


def test_pages_are_read_once_and_then_without_the_database(
    live_study: Study, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    response = stored(start_response(study=live_study, language="da"))
    walk_of(response, "da")
    assert flow_of(response.version, "da") is flow_of(response.version, "da")
    assert flow_of(response.version, "da") is not flow_of(response.version, "en")
    with django_assert_num_queries(0):
        assert walk_of(response, "da").page("page_one") is not None
    with django_assert_num_queries(1):
        stored(response)


def test_conditions_see_danish_time(monkeypatch: pytest.MonkeyPatch) -> None:
    summer = datetime.datetime(2021, 6, 1, 22, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: summer)
    assert clock() == "2021-06-02T00:30"


def test_the_answers_show_which_colleague_gave_them(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    invitee = make_invitee()
    colleague = invitee.hand_overs.create(
        name="Kim", email="kim@example.org", page="page_two", link_code="abcdefghij"
    )
    response = start_response(study=live_study, hand_over=colleague, language="da")
    assert response.invitee == invitee
    save(response, "page_one", {"q1": "1"})
    save_page(
        response=response,
        page="page_two",
        answers={"q4": "3", "q3_1": None},
        stands="",
        seen=response.seq,
        save_key=new_save_key(),
        hand_over=colleague,
    )
    assert given_by(history(response))["q4"] == colleague
    assert "q1" not in given_by(history(response))
    save(response, "page_two", {"q4": "5"})
    assert "q4" not in given_by(history(response))


def test_whoever_saves_a_page_with_anothers_answer_did_not_give_it(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    invitee = make_invitee()
    colleague = invitee.hand_overs.create(
        name="Kim", email="kim@example.org", link_code="abcdefghij"
    )
    response = start_response(study=live_study, invitee=invitee, language="da")
    save(response, "page_two", {"q4": "3"})
    save_page(
        response=response,
        page="page_two",
        answers={"q4": "3", "q3_1": "1"},
        stands="",
        seen=response.seq,
        save_key=new_save_key(),
        hand_over=colleague,
    )
    assert given_by(history(response)) == {"q3_1": colleague}
