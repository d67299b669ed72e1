"""The plan: faults are told by line and nothing is stored; files come in and go out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lovende.fieldwork.models import Invitee
from lovende.findings.models import Plan
from lovende.findings.plan.texts import plan_texts
from lovende.findings.queries import current
from lovende.questionnaires.models import Version
from lovende.responses.models import Export
from lovende.studies.models import AuditEntry, Study, User
from tests.integration.platform.example_study import place_example
from tests.integration.platform.some_answers import answer

pytestmark = pytest.mark.usefixtures("jobs_at_once")
SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]
EMPTY = {"settings": "", "index": "", "practices": "", "themes": ""}


@pytest.fixture
def answered(live_study: Study, version: Version, make_invitee: MakeInvitee) -> Study:
    for number in range(6):
        answer(live_study, version, f"k{number}", {"q1": "1", "q3_1": "2"}, invitee=make_invitee())
    return live_study


def at(study: Study, rest: str = "") -> str:
    return f"/studies/{study.pk}/findings/plan/{rest}"


def test_the_usual_plan_compares_by_size_and_region(answered: Study) -> None:
    found = current(answered)
    assert [grouping.variable for grouping in found.study.groupings] == ["size", "region"]
    assert found.study.name == {"da": "Nyt i kommunen", "en": "New in the municipality"}
    assert {table.question for table in found.tables} == {"1", "2", "3"}
    assert found.index is None
    assert found.response.invited == 6


def test_without_municipalities_there_is_nothing_to_compare_by(
    live_study: Study, version: Version
) -> None:
    answer(live_study, version, "k1", {"q1": "1"})
    found = current(live_study)
    assert found.study.groupings == []
    assert found.response.invited is None


def test_answers_from_outside_the_panel_are_told_of(answered: Study, version: Version) -> None:
    answer(answered, version, "open1", {"q1": "2"})
    found = current(answered)
    assert found.table("1").base == 7
    assert (found.response.invited, found.response.answered) == (6, 6)
    assert "1 of the answers belong to nobody" in found.provenance.warnings[0]["en"]


@pytest.mark.parametrize(
    ("part", "text", "told"),
    [
        ("settings", "[analysis]\nseed = 'x'\n", "linje 2"),
        ("settings", '[[comparison]]\nby = "size"\n', "size"),
        ("settings", '[[collapse]]\nquestion = "99"\nkey="a"\ncodes=["1"]\nlabel="x"\n', "99"),
        ("settings", "not toml at all", "TOML"),
        ("settings", "[analyse]\nseed = 1\n", "analyse"),
        ("settings", '[questionnaire]\nfile="x.xlsx"\nconstants = {a = "b"}\n', "konstanter"),
        ("settings", '[index]\nfile = "index.toml"\n', "index.toml"),
        ("settings", "study = 3\n", "study"),
        ("index", "[index]\nthreshold = 0.8\n", "index.toml"),
        ("practices", "theme,municipality\nx,Atlantis\n", "practices.csv"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_stored(
    answered: Study, analyst: User, signed_in: SignIn, part: str, text: str, told: str
) -> None:
    page = signed_in(analyst).post(at(answered), {**EMPTY, part: text})
    assert page.status_code == 422
    body = page.content.decode()
    assert told.replace("linje 2", "række 2") in body
    assert "Planen er ikke gemt" in body
    assert not Plan.objects.exists()


def test_a_good_plan_is_stored_and_used(answered: Study, analyst: User, signed_in: SignIn) -> None:
    client = signed_in(analyst)
    text = '[[collapse]]\r\nquestion = "1"\r\nkey = "some"\r\ncodes = ["1", "2"]\r\nlabel = "Noget"\r\n'
    assert client.post(at(answered), {**EMPTY, "settings": text}).status_code == 302
    assert "\r" not in Plan.objects.get().settings
    (collapsed,) = current(answered).table("1").collapsed
    assert (collapsed.key, collapsed.count) == ("some", 6)
    assert AuditEntry.objects.filter(verb="findings.plan").exists()
    assert client.post(at(answered, "usual/")).status_code == 302
    assert not Plan.objects.exists()


def test_a_plan_can_be_written_before_anybody_answers(
    live_study: Study, version: Version, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    make_invitee()
    settings = plan_texts(live_study).settings
    page = signed_in(analyst).post(at(live_study), {**EMPTY, "settings": settings})
    assert page.status_code == 302, page.content.decode()


def test_the_files_of_a_study_make_its_plan(
    answered: Study, example: Path, study: Study, analyst: User, signed_in: SignIn
) -> None:
    place_example(_emptied(answered), example)
    Plan.objects.all().delete()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for file in example.iterdir():
            packed.write(file, f"study/{file.name}")
    client = signed_in(analyst)
    files = SimpleUploadedFile("study.zip", content.getvalue())
    assert client.post(at(answered, "upload/"), {"plan_files": files}).status_code == 302
    plan = Plan.objects.get()
    assert plan.index == (example / "index.toml").read_text("utf-8")
    assert plan.practices == (example / "practices.csv").read_text("utf-8")
    back = zipfile.ZipFile(io.BytesIO(client.get(at(answered, "files/")).content))
    assert set(back.namelist()) == {"study.toml", "index.toml", "practices.csv", "themes.toml"}


def _emptied(study: Study) -> Study:
    study.responses.all().delete()
    study.invitees.all().delete()
    study.waves.all().delete()
    study.versions.all().delete()
    return study


@pytest.mark.parametrize(
    ("name", "data"),
    [("picture.png", b"\x89PNG"), ("plan.zip", b"PK nonsense"), ("study.toml", b"\xff\xfe\x00x")],
)
def test_other_files_are_refused(
    answered: Study, analyst: User, signed_in: SignIn, name: str, data: bytes
) -> None:
    files = SimpleUploadedFile(name, data)
    page = signed_in(analyst).post(at(answered, "upload/"), {"plan_files": files})
    assert page.status_code == 422
    assert not Plan.objects.exists()


def test_the_study_can_be_fetched_as_a_folder(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    assert client.post(at(answered, "folder/")).status_code == 302
    made = Export.objects.get()
    assert made.kind == Export.Kind.STUDY_FOLDER
    sent = client.post(f"/studies/{answered.pk}/answers/exports/{made.pk}/download/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(sent)))
    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Bodil" not in everything
    assert "study/study.toml" in packed.namelist()


def test_readers_do_not_change_the_plan(answered: Study, reader: User, signed_in: SignIn) -> None:
    client = signed_in(reader)
    assert client.post(at(answered), EMPTY).status_code == 403
    assert client.get(at(answered, "files/")).status_code == 403


WEIGHTS = '[weights]\nmethod = "rake"\nmargins = ["region"]\npopulation = "{population}"\ncluster = "key"\n'


def test_a_running_study_waits_with_its_weights(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    """Nobody of four regions has answered yet: the findings are shown, and say what is left out."""
    settings = WEIGHTS.format(population="municipalities")
    page = signed_in(analyst).post(at(answered), {**EMPTY, "settings": settings})
    assert page.status_code == 302, page.content.decode()
    found = current(answered)
    assert found.table("1").options[0].weighted_percent is None
    assert found.weighting is not None
    assert "Merge it with another category" in found.weighting.left_out[0]["en"]
    told = [warning["en"] for warning in found.provenance.warnings]
    assert any(found.weighting.left_out[0]["en"] in one for one in told)


def test_weights_to_the_panel_are_made_of_what_is_in_the_database(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    settings = WEIGHTS.format(population="invited")
    page = signed_in(analyst).post(at(answered), {**EMPTY, "settings": settings})
    assert page.status_code == 302, page.content.decode()
    found = current(answered)
    option = found.table("1").options[0]
    assert found.weighting is not None
    assert found.weighting.total == pytest.approx(6)
    assert option.weighted_percent == pytest.approx(option.percent)


def test_a_plan_reads_no_file_of_the_server(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    settings = WEIGHTS.format(population="file") + 'file = "/etc/passwd"\n'
    page = signed_in(analyst).post(at(answered), {**EMPTY, "settings": settings})
    assert page.status_code == 422
    assert "en plan har ingen filer" in page.content.decode()
