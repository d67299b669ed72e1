"""Reports: every document, kept with its hash; readers fetch what is published, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lovende.fieldwork.models import Invitee
from lovende.findings.models import Run, RunFile
from lovende.questionnaires.models import Version
from lovende.studies.models import AuditEntry, Job, Study, User
from tests.integration.platform.some_answers import answer

pytestmark = pytest.mark.usefixtures("jobs_at_once")
SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]
ALL = ["html", "pdf", "docx", "xlsx", "json"]


@pytest.fixture
def answered(live_study: Study, version: Version, make_invitee: MakeInvitee) -> Study:
    """Twelve respondents; one of them gave an answer that nobody else gave."""
    for number in range(12):
        given = {"q1": "3" if number == 0 else "1", "q3_1": "1"}
        answer(live_study, version, f"k{number}", given, invitee=make_invitee())
    return live_study


def at(study: Study, rest: str = "") -> str:
    return f"/studies/{study.pk}/findings/{rest}"


def make(client: Client, study: Study, audience: str, *formats: str) -> Run:
    wish = {"audience": audience, "formats": list(formats), "languages": ["da"]}
    page = client.post(at(study, "reports/new/"), wish)
    assert page.status_code == 302, page.content.decode()
    return Run.objects.latest("pk")


def test_a_report_has_every_document_and_is_kept_with_its_hashes(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    run = make(client, answered, "analyst", *ALL)
    files = {file.name: file for file in run.files.all()}
    assert set(files) == {
        "report.da.html",
        "report.da.pdf",
        "report.da.docx",
        "tables.da.xlsx",
        "findings.json",
    }
    for file in files.values():
        assert file.digest == hashlib.sha256(bytes(file.content)).hexdigest()
        sent = client.get(at(answered, f"runs/{run.pk}/files/{file.pk}/"))
        assert sent["Content-Disposition"] == f'attachment; filename="{file.name}"'
        assert sent.content == bytes(file.content)
    assert bytes(files["report.da.pdf"].content).startswith(b"%PDF")
    found = json.loads(bytes(files["findings.json"].content))
    roles = [one["role"] for one in found["provenance"]["inputs"]]
    assert roles == ["study", "questionnaire", "answers", "panel"]
    assert run.provenance["inputs"] == found["provenance"]["inputs"]
    entry = AuditEntry.objects.get(verb="findings.report")
    assert entry.values["digest"] == run.digest
    page = client.get(at(answered, "reports/")).content.decode()
    assert "report.da.pdf" in page


def test_a_reader_fetches_the_published_report_only(
    answered: Study, owner: User, reader: User, signed_in: SignIn
) -> None:
    mine, theirs = signed_in(owner), signed_in(reader)
    full, public = make(mine, answered, "analyst", "json"), make(mine, answered, "public", "json")
    for run in (full, public):
        file = RunFile.objects.get(run=run)
        assert theirs.get(at(answered, f"runs/{run.pk}/files/{file.pk}/")).status_code == 404
    assert mine.post(at(answered, f"runs/{public.pk}/publish/")).status_code == 400
    answered.state = Study.State.CLOSED
    answered.save()
    assert mine.get(at(answered, f"runs/{public.pk}/publish/")).status_code == 200
    assert mine.post(at(answered, f"runs/{public.pk}/publish/")).status_code == 302
    page = theirs.get(at(answered, "reports/")).content.decode()
    shown, hidden = RunFile.objects.get(run=public), RunFile.objects.get(run=full)
    assert f"runs/{public.pk}/files/{shown.pk}/" in page
    assert f"runs/{full.pk}/" not in page
    assert '<form method="post" action="/studies' not in page
    sent = theirs.get(at(answered, f"runs/{public.pk}/files/{shown.pk}/"))
    found = json.loads(sent.content)
    first = next(table for table in found["tables"] if table["question"] == "1")
    assert 1 not in [option["count"] for option in first["options"]]
    # The number of a file of another run does not open it either.
    assert theirs.get(at(answered, f"runs/{public.pk}/files/{hidden.pk}/")).status_code == 404
    assert mine.post(at(answered, f"runs/{public.pk}/withdraw/")).status_code == 302
    assert theirs.get(at(answered, f"runs/{public.pk}/files/{shown.pk}/")).status_code == 404


@pytest.mark.parametrize("rest", ["reports/new/", "runs/1/publish/", "runs/1/withdraw/"])
def test_readers_neither_make_nor_publish(
    answered: Study, reader: User, interviewer: User, signed_in: SignIn, rest: str
) -> None:
    for user in (reader, interviewer):
        assert signed_in(user).post(at(answered, rest)).status_code == 403


def test_a_report_of_another_study_is_not_there(
    answered: Study, owner: User, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    run = make(client, answered, "analyst", "json")
    other = Study.objects.get(pk=answered.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    answered.roles.get(user=owner)
    other.roles.create(user=owner, email=owner.email, role="owner")
    assert client.get(at(other, f"runs/{run.pk}/")).status_code == 404
    assert client.post(at(other, f"runs/{run.pk}/publish/")).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"formats": []}, {"audience": "everyone"}, {"languages": ["fr"]}, {"formats": ["x"]}]
)
def test_a_wish_that_cannot_be_met_is_told(
    answered: Study, analyst: User, signed_in: SignIn, wrong: dict[str, object]
) -> None:
    wish: dict[str, object] = {"audience": "public", "formats": ["html"], "languages": ["da"]}
    page = signed_in(analyst).post(at(answered, "reports/new/"), {**wish, **wrong})
    assert page.status_code == 422
    assert not Run.objects.exists()


def test_too_few_answers_are_told_and_not_published(
    live_study: Study, version: Version, analyst: User, signed_in: SignIn
) -> None:
    answer(live_study, version, "k1", {"q1": "1"})
    client = signed_in(analyst)
    client.post(
        at(live_study, "reports/new/"),
        {"audience": "public", "formats": ["html"], "languages": ["da"]},
    )
    assert not Run.objects.exists()
    page = client.get(at(live_study, "reports/")).content.decode()
    assert "Den sidste opgave kunne ikke løses" in page


def test_the_list_of_reports_does_not_ask_more_the_more_there_are(
    answered: Study, analyst: User, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(analyst)
    for _ in range(3):
        make(client, answered, "analyst", "json")
    with django_assert_max_num_queries(14):  # type: ignore[operator]  # a context manager
        client.get(at(answered, "reports/"))


def test_a_page_with_work_under_way_asks_until_it_is_done(
    answered: Study, analyst: User, reader: User, signed_in: SignIn
) -> None:
    job = answered.jobs.create(kind="make_report", by=analyst, state="running", done=1, total=4)
    client = signed_in(analyst)
    page = client.get(at(answered, "reports/")).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "1 af 4" in page
    still = client.get(at(answered, "reports/underway/?jobs=1"))
    assert "HX-Refresh" not in still
    job.state, job.finished_at = "done", timezone.now()
    job.save()
    assert client.get(at(answered, "reports/underway/?jobs=1"))["HX-Refresh"] == "true"
    assert signed_in(reader).get(at(answered, "reports/underway/")).status_code == 403


def test_work_that_lost_its_worker_is_told_as_stopped(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    job = answered.jobs.create(kind="make_report", by=analyst, state="running")
    Job.objects.filter(pk=job.pk).update(heard_at=timezone.now() - timedelta(minutes=10))
    page = signed_in(analyst).get(at(answered, "reports/")).content.decode()
    assert "Arbejdet blev afbrudt midtvejs." in page
    assert 'hx-trigger="every 2s"' not in page
