"""The answers of a study as a dataset and as files: states, pseudonyms, formats, who may fetch them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lovende.domain.dataset.model import AnswerState
from lovende.fieldwork.models import Invitee
from lovende.formats.answers import read_answers
from lovende.formats.ddi import read_ddi
from lovende.formats.questionnaires import read_questionnaire
from lovende.questionnaires.models import Version
from lovende.responses.exchange.queries import dataset_of
from lovende.responses.models import Export, Response
from lovende.studies.models import AuditEntry, Study, User
from tests.integration.platform.some_answers import answer

pytestmark = pytest.mark.usefixtures("jobs_at_once")
SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]
WISH = {"formats": ["csv"], "languages": ["da"], "open_answers": "on"}


@pytest.fixture
def answered(live_study: Study, version: Version, make_invitee: MakeInvitee) -> Study:
    """Three respondents: one of the panel, one who broke off, one with a formula."""
    answer(
        live_study,
        version,
        "k1",
        {"q1": "1", "q2": ["1", "3"], "q2_other": "=1+1", "q3_1": "2", "q4": "-5", "title": "A"},
        invitee=make_invitee("Bodil Bruun"),
    )
    answer(live_study, version, "k2", {"q1": "4", "q2": ["4"]}, submitted=False)
    answer(live_study, version, "k3", {"q1": "4", "q3_1": "1", "q4": "7"})
    answer(live_study, version, "p1", {"q1": "1"}, kind=Response.Kind.PILOT)
    return live_study


def test_every_answer_has_its_state(answered: Study) -> None:
    dataset = dataset_of(answered)
    assert dataset.values["key"].to_list() == ["k1", "k2", "k3"]
    assert dataset.values["q2_1"].to_list() == [True, False, None]
    assert dataset.values["q2_3"].to_list() == [True, False, None]
    states = dataset.states["q3_1"].to_list()
    assert states[:2] == [AnswerState.ANSWERED, AnswerState.NOT_ASKED]
    # An answer that the routing does not ask for any more is no answer.
    assert (states[2], dataset.values["q3_1"][2]) == (AnswerState.NOT_ASKED, None)
    assert dataset.states["q2_1"].to_list()[2] == AnswerState.SKIPPED
    assert dataset.values["submitted"].to_list() == [True, False, True]
    assert dataset.values["questionnaire_version"].to_list() == ["1"] * 3
    assert dataset.values["panel_municipality"].to_list() == ["0751", None, None]
    assert not [name for name in dataset.values.columns if name.startswith("contact")]


def test_only_what_is_asked_for_is_in_the_dataset(answered: Study) -> None:
    assert dataset_of(answered, submitted_only=True).values["key"].to_list() == ["k1", "k3"]
    closed = dataset_of(answered, open_answers=False)
    assert "q2_other" not in closed.values.columns
    assert "q1" in closed.values.columns
    told = dataset_of(answered, contact=True)
    assert told.values["contact_name"].to_list() == ["Bodil Bruun", None, None]


def test_erased_responses_are_not_in_it(answered: Study) -> None:
    answered.responses.filter(key="k1").update(erased_at=timezone.now())
    assert dataset_of(answered).values["key"].to_list() == ["k2", "k3"]


def content(response: Any) -> bytes:
    return b"".join(response)


def export(client: Client, study: Study, **wish: object) -> zipfile.ZipFile:
    page = client.post(f"/studies/{study.pk}/answers/exports/new/", {**WISH, **wish})
    assert page.status_code == 302, page.content.decode()
    made = Export.objects.latest("pk")
    sent = client.post(f"/studies/{study.pk}/answers/exports/{made.pk}/download/")
    data = content(sent)
    assert len(data) == made.size == int(sent["Content-Length"])
    return zipfile.ZipFile(io.BytesIO(data))


def test_an_export_has_every_format_and_is_described(
    answered: Study, analyst: User, signed_in: SignIn, tmp_path: Path
) -> None:
    formats = ["sav", "zsav", "dta", "csv", "xlsx", "parquet"]
    packed = export(signed_in(analyst), answered, formats=formats, languages=["da", "en"])
    packed.extractall(tmp_path)
    names = set(packed.namelist())
    assert {"codebook.xml", "codebook.xlsx", "questionnaire.xlsx", "README.txt"} < names
    whole = {f"answers.{kind}" for kind in ("xlsx", "parquet")}
    both = {f"answers.{la}.{kind}" for la in ("da", "en") for kind in ("sav", "zsav", "dta", "csv")}
    assert whole | both < names
    for name in whole | both:
        dataset, _ = read_answers(tmp_path / name)
        assert dataset.values["key"].to_list() == ["k1", "k2", "k3"], name
        assert dataset.states["q3_1"].to_list()[1] == AnswerState.NOT_ASKED, name
    described, _ = read_ddi(tmp_path / "codebook.xml")
    assert "q3_1" in {variable.name for variable in described.variables}
    form, _ = read_questionnaire(tmp_path / "questionnaire.xlsx")
    assert form.question("q4").label.get("da") == "Hvor mange borgere?"


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    packed = export(signed_in(analyst), answered)
    line = packed.read("answers.da.csv").decode("utf-8-sig").splitlines()[1]
    assert "'=1+1" in line
    # A number is left a number.
    assert ";-5;" in line


def test_without_contact_data_nothing_names_a_person(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    packed = export(signed_in(analyst), answered)
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "ignore")
    assert not re.search("Bodil|example.org|Fagchef", everything)
    entry = AuditEntry.objects.get(verb="answers.export")
    assert (entry.fields, entry.values["contact"]) == ([], False)


def test_contact_data_need_a_word_of_confirmation(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    page = client.post(f"/studies/{answered.pk}/answers/exports/new/", {**WISH, "contact": "on"})
    assert page.status_code == 422
    assert not Export.objects.exists()
    packed = export(client, answered, contact="on", sure="on")
    assert "Bodil Bruun" in packed.read("answers.da.csv").decode("utf-8")
    fetched = AuditEntry.objects.get(verb="answers.download")
    assert "email" in fetched.fields
    assert "Bodil" not in str(fetched.values)


def test_open_answers_that_name_people_are_told_of(
    answered: Study, version: Version, analyst: User, signed_in: SignIn
) -> None:
    answer(answered, version, "k4", {"q1": "1", "story": "Ring til mig på 22 33 44 55"})
    client = signed_in(analyst)
    export(client, answered)
    page = client.get(f"/studies/{answered.pk}/answers/exports/").content.decode()
    assert "1 åbent svar kan nævne en person." in page
    export(client, answered, open_answers="")
    assert Export.objects.latest("pk").report["marked"] == 0


@pytest.mark.parametrize("wrong", [{"formats": []}, {"formats": ["exe"]}, {"languages": ["xx"]}])
def test_a_wish_that_cannot_be_met_is_told(
    answered: Study, analyst: User, signed_in: SignIn, wrong: dict[str, list[str]]
) -> None:
    page = signed_in(analyst).post(
        f"/studies/{answered.pk}/answers/exports/new/", {**WISH, **wrong}
    )
    assert page.status_code == 422


ADDRESSES = ("answers/", "answers/exports/", "answers/imports/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_analysts_see_answers(
    answered: Study,
    reader: User,
    interviewer: User,
    stranger: User,
    signed_in: SignIn,
    client: Client,
    address: str,
) -> None:
    place = f"/studies/{answered.pk}/{address}"
    assert signed_in(reader).get(place).status_code == 403
    assert signed_in(interviewer).get(place).status_code == 403
    assert signed_in(stranger).get(place).status_code == 404
    assert client.get(place).status_code == 302


def test_an_export_is_fetched_by_analysts_only_and_not_by_a_link(
    answered: Study, analyst: User, reader: User, signed_in: SignIn
) -> None:
    export(signed_in(analyst), answered)
    place = f"/studies/{answered.pk}/answers/exports/{Export.objects.get().pk}/download/"
    assert signed_in(analyst).get(place).status_code == 405
    assert signed_in(reader).post(place).status_code == 403


def test_an_export_goes_when_its_time_is_over(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    export(client, answered)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    made = Export.objects.get()
    place = f"/studies/{answered.pk}/answers/exports/{made.pk}/download/"
    assert client.post(place).status_code == 404
    call_command("remove_old_exports", stdout=(said := io.StringIO()))
    assert said.getvalue() == "1\n"
    assert not Export.objects.exists()


def test_the_page_of_exports_does_not_ask_more_the_more_there_are(
    answered: Study, analyst: User, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(analyst)
    for _ in range(3):
        export(client, answered)
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # a context manager
        assert client.get(f"/studies/{answered.pk}/answers/exports/").status_code == 200


def test_a_large_export_is_sent_in_pieces(
    answered: Study, analyst: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lovende.responses.exchange.keeping.PART", 1000)
    packed = export(signed_in(analyst), answered)
    assert Export.objects.get().parts.count() > 3
    assert packed.testzip() is None


def test_answers_of_an_older_version_stand_under_the_labels_of_the_latest(
    answered: Study, version: Version
) -> None:
    version.state = Version.State.RETIRED
    version.save()
    newer = Version.objects.get(pk=version.pk)
    newer.pk, newer.number, newer.state = None, 2, Version.State.LIVE
    newer.save()
    answer(answered, newer, "k9", {"q1": "2"})
    versions = dataset_of(answered).values
    told = dict(zip(versions["key"], versions["questionnaire_version"], strict=True))
    assert told == {"k1": "1", "k2": "1", "k3": "1", "k9": "2"}
    assert isinstance(versions, pl.DataFrame)
