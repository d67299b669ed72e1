"""Versions of a questionnaire: sent, checked, compared, put to use, downloaded."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lovende.domain.errors import LovendeError
from lovende.questionnaires import actions
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import live_version, newest_version, questionnaire_of
from lovende.responses.models import Response
from lovende.studies.links import new_code
from lovende.studies.models import AuditEntry, Study, User
from tests.unit.limesurvey.survey_files import Asked, new_survey

SignIn = Callable[[User], Client]
SMALL = (Path(__file__).parent / "small.md").read_text("utf-8")


def form(*replacements: tuple[str, str]) -> bytes:
    """The small questionnaire as Markdown, some of it replaced."""
    text = SMALL
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


WORDS = ("Hvem er det for?", "Hvem er det til?")
ADDED = ("|  | text | title |", "|  | text | title_before |  | Hvad hed det før? | What was its name before? |  |  |  |  |  |  |  |  |  |\n|  | text | title |")  # fmt: skip
BREAKS = ("|  | who | 2 | Voksne | Adults |  |  |\n", "")


def send(client: Client, study: Study, content: bytes, name: str = "skema.md") -> Any:
    upload = SimpleUploadedFile(name, content)
    return client.post(f"/studies/{study.pk}/questionnaire/new/", {"file": upload, "note": "Ny"})


@pytest.fixture
def answers(live_study: Study, version: Version) -> Response:
    """One response with an answer to the first two questions."""
    return Response.objects.create(
        study=live_study,
        kind=Response.Kind.OPEN,
        version=version,
        key="r1",
        link_code=new_code(),
        seq=1,
        answers={"q1": "1", "q2": ["1", "2"]},
    )


def test_a_form_is_stored_as_a_version(study: Study, analyst: User, signed_in: SignIn) -> None:
    client = signed_in(analyst)
    page = send(client, study, form())
    made = study.versions.get()
    assert page["Location"] == f"/studies/{study.pk}/questionnaire/{made.pk}/"
    assert (made.number, made.state, made.note, made.created_by) == (1, "draft", "Ny", analyst)
    assert AuditEntry.objects.filter(study=study, verb="questionnaire.add_version").count() == 1
    shown = client.get(page["Location"]).content.decode()
    assert "Hvem er det for?" in shown
    assert "Spørgsmålet" not in shown or "Version 1" in shown


def test_a_survey_from_limesurvey_is_stored_too(
    study: Study, analyst: User, signed_in: SignIn, tmp_path: Path
) -> None:
    asked = Asked("G01Q01", "L", "Hvor meget er nyt?", answers={"A1": "Meget", "A2": "Lidt"})
    path = new_survey(tmp_path / "skema.lss", asked)
    page = send(signed_in(analyst), study, path.read_bytes(), "skema.lss")
    shown = signed_in(analyst).get(page["Location"]).content.decode()
    assert "Hvor meget er nyt?" in shown
    assert study.versions.get().source_name == "skema.lss"


def test_every_fault_is_shown_with_its_place_and_nothing_is_stored(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    wrong = form(
        ("select_one degree | q1 |", "select_one degre | q1 |"),
        ("| integer | q4 |", "| intger | q4 |"),
        ("selected(${q2}, '3')", "selected(${q9}, '3')"),
    )
    page = send(signed_in(analyst), study, wrong)
    text = page.content.decode()
    assert page.status_code == 422
    assert not study.versions.exists()
    assert text.count('<span class="badge badge-error lovende-status">') >= 3
    for said in ("degre", "intger", "q9"):
        assert said in text
    assert '<td data-title="Ark">survey</td>' in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("skema.xlsx", b"PK\x03\x04 not a workbook"),
        ("skema.pdf", b"%PDF-1.7"),
        ("skema.lss", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>'),
        ("skema.md", b"\x00\x01\x02"),
        ("skema.xlsx", b"<html></html>"),
        ("skema", b"| survey | type | name |"),
    ],
)  # fmt: skip
def test_what_is_no_questionnaire_is_refused_in_words(
    name: str, content: bytes, study: Study, analyst: User, signed_in: SignIn
) -> None:
    page = send(signed_in(analyst), study, content, name)
    assert page.status_code == 422
    assert not study.versions.exists()


def test_a_file_that_is_too_large_is_refused(
    study: Study, analyst: User, signed_in: SignIn, settings: Any
) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024
    page = send(signed_in(analyst), study, b"x" * (1024 * 1024 + 1))
    assert page.status_code == 422
    assert "Filen er større end de 1 MB" in page.content.decode()
    with pytest.raises(LovendeError):
        actions.add_version(study=study, name="a.md", content=b"x" * 1_100_000, by=analyst)


def test_the_upload_without_a_file_says_so(study: Study, analyst: User, signed_in: SignIn) -> None:
    page = signed_in(analyst).post(f"/studies/{study.pk}/questionnaire/new/", {"note": ""})
    assert page.status_code == 422
    assert "Vælg filen med spørgeskemaet." in page.content.decode()


def test_a_study_can_begin_with_the_shipped_questionnaire(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    page = client.post(f"/studies/{study.pk}/questionnaire/example/")
    made = study.versions.get()
    shown = client.get(page["Location"]).content.decode()
    assert made.source_name == "questionnaire.xlsx"
    assert "stormfloden" in shown
    assert "corona" not in shown


@pytest.mark.parametrize(
    "path", ["", "new/", "{v}/", "{v}/changes/", "{v}/preview/", "{v}/file/", "{v}/as/ddi/"]
)
def test_pages_are_for_those_with_a_role(
    path: str,
    study: Study,
    version: Version,
    stranger: User,
    interviewer: User,
    client: Client,
    signed_in: SignIn,
) -> None:
    address = f"/studies/{study.pk}/questionnaire/{path.format(v=version.pk)}"
    assert client.get(address).status_code == 302
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(interviewer).get(address).status_code == 403


@pytest.mark.parametrize("path", ["", "{v}/", "{v}/changes/", "{v}/preview/"])
def test_readers_look_and_do_not_write(
    path: str, study: Study, version: Version, reader: User, signed_in: SignIn
) -> None:
    client = signed_in(reader)
    address = f"/studies/{study.pk}/questionnaire/"
    assert client.get(address + path.format(v=version.pk)).status_code == 200
    for write in ("new/", "example/", f"{version.pk}/live/", f"{version.pk}/retire/"):
        assert client.post(address + write).status_code == 403


def test_a_version_of_another_study_is_not_shown(
    study: Study, version: Version, owner: User, signed_in: SignIn
) -> None:
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, new_code()
    other.save()
    stranger = Version.objects.create(
        study=other, number=1, source_name="a.md", source=form(), digest="x"
    )
    page = signed_in(owner).get(f"/studies/{study.pk}/questionnaire/{stranger.pk}/")
    assert page.status_code == 404


@pytest.mark.parametrize("address", ["live/", "retire/"])
def test_looking_changes_nothing(
    address: str, study: Study, version: Version, owner: User, signed_in: SignIn
) -> None:
    page = signed_in(owner).get(f"/studies/{study.pk}/questionnaire/{version.pk}/{address}")
    assert page.status_code == 405


def test_other_words_go_live_at_once_and_answers_keep_their_version(
    answers: Response, version: Version, analyst: User
) -> None:
    study = answers.study
    added = actions.add_version(study=study, name="ny.md", content=form(WORDS), by=analyst)
    assert added.version.state == Version.State.LIVE
    assert live_version(study) == added.version
    version.refresh_from_db()
    answers.refresh_from_db()
    assert version.state == Version.State.RETIRED
    assert answers.version == version
    assert "det til" in questionnaire_of(added.version).question("q2").label.get("da")


def test_an_addition_waits_until_someone_puts_it_to_use(
    answers: Response, version: Version, analyst: User, signed_in: SignIn
) -> None:
    study, client = answers.study, signed_in(analyst)
    send(client, study, form(ADDED))
    draft = newest_version(study)
    assert draft is not None
    assert draft.state == Version.State.DRAFT
    address = f"/studies/{study.pk}/questionnaire/{draft.pk}/"
    assert "Nyt spørgsmål" in client.get(f"{address}changes/").content.decode()
    client.post(f"{address}live/")
    assert live_version(study) == draft


def test_what_breaks_answers_is_refused_with_the_reason_by_question(
    answers: Response, version: Version, analyst: User, signed_in: SignIn
) -> None:
    page = send(signed_in(analyst), answers.study, form(BREAKS))
    text = page.content.decode()
    assert page.status_code == 422
    assert "»Voksne« (2) er væk" in text
    assert '<td data-title="Spørgsmål">q2</td>' in text
    assert answers.study.versions.get() == version


def test_a_question_that_nobody_has_answered_can_still_change(
    answers: Response, analyst: User
) -> None:
    changed = form(("| integer | q4 |", "| text | q4 |"), ("| . >= 0 |", "|  |"))
    added = actions.add_version(study=answers.study, name="a.md", content=changed, by=analyst)
    assert added.judgement is not None
    assert added.judgement.differences
    assert added.judgement.refused == ()
    answers.answers |= {"q4": "12"}
    answers.save()
    with pytest.raises(LovendeError) as raised:
        actions.make_live(version=added.version, by=analyst)
    assert {each.place.question for each in raised.value.faults} == {"q4"}


def test_answers_in_a_later_round_count_too(answers: Response, analyst: User) -> None:
    answers.answers = {"q1": "1", "title__2": "Nr. to"}
    answers.save()
    without = form(("|  | text | title |  | Hvad hedder den? | What is it called? |  |  |  |  |  |  |  |  |  |\n", ""))  # fmt: skip
    with pytest.raises(LovendeError) as raised:
        actions.add_version(study=answers.study, name="a.md", content=without, by=analyst)
    assert [each.place.question for each in raised.value.faults] == ["title"]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": Response.Kind.PILOT, "answers": {"q2": ["2"]}},
        {"seq": 0, "answers": {}},
        {"answers": {"story": 'He said "q2": nothing', "q2": None}},
    ],
)
def test_trials_beginnings_and_mere_words_are_no_answers(
    said: dict[str, Any], answers: Response, analyst: User
) -> None:
    Response.objects.filter(pk=answers.pk).update(**said)
    added = actions.add_version(study=answers.study, name="a.md", content=form(BREAKS), by=analyst)
    assert added.version.state == Version.State.DRAFT


def test_the_live_file_itself_is_not_a_new_version(
    version: Version, small_form: bytes, analyst: User
) -> None:
    with pytest.raises(LovendeError) as raised:
        actions.add_version(study=version.study, name="a.xlsx", content=small_form, by=analyst)
    assert raised.value.fault.code == "questionnaire.same"


def test_a_closed_study_takes_no_version(
    live_study: Study, analyst: User, signed_in: SignIn
) -> None:
    live_study.state = Study.State.CLOSED
    live_study.save()
    page = send(signed_in(analyst), live_study, form(WORDS))
    assert page.status_code == 422
    assert "Kortlægningen er lukket" in page.content.decode()


def test_the_live_version_cannot_be_put_away(
    version: Version, analyst: User, signed_in: SignIn
) -> None:
    page = signed_in(analyst).post(
        f"/studies/{version.study_id}/questionnaire/{version.pk}/retire/"
    )
    assert page.status_code == 400
    version.refresh_from_db()
    assert version.state == Version.State.LIVE


def test_the_file_comes_back_as_it_was_sent(
    version: Version, small_form: bytes, reader: User, signed_in: SignIn
) -> None:
    page = signed_in(reader).get(f"/studies/{version.study_id}/questionnaire/{version.pk}/file/")
    assert page.content == small_form
    assert page["Content-Disposition"] == 'attachment; filename="small.xlsx"'


def test_a_version_is_written_in_the_formats_of_the_field(
    version: Version, reader: User, signed_in: SignIn
) -> None:
    client = signed_in(reader)
    address = f"/studies/{version.study_id}/questionnaire/{version.pk}/as/"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsform/").content))
    assert "survey" in book.sheetnames
    assert b"codeBook" in client.get(f"{address}ddi/").content
    assert client.get(f"{address}exe/").status_code == 404


def test_texts_without_a_translation_are_listed(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    page = send(signed_in(analyst), study, form(("| Whom is it for? |", "|  |")))
    shown = signed_in(analyst).get(page["Location"]).content.decode()
    assert "1 tekst mangler oversættelse" in shown


def test_the_preview_shows_each_page_in_each_language(
    version: Version, reader: User, signed_in: SignIn
) -> None:
    client = signed_in(reader)
    address = f"/studies/{version.study_id}/questionnaire/{version.pk}/preview/"
    first = client.get(address).content.decode()
    assert 'value="page_one" selected' in first
    second = client.get(address, {"language": "en", "page": "page_two"}).content.decode()
    assert 'value="page_two" selected' in second
    assert "Significance" in second
    odd = client.get(address, {"language": "xx", "page": "../../secret"})
    assert 'value="page_one" selected' in odd.content.decode()


def test_pages_take_few_queries(
    version: Version,
    reader: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = signed_in(reader)
    address = f"/studies/{version.study_id}/questionnaire/"
    for path in ("", f"{version.pk}/", f"{version.pk}/preview/"):
        client.get(address + path)
        with django_assert_max_num_queries(9):
            client.get(address + path)
