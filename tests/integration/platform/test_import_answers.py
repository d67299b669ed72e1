"""Answers collected elsewhere: every problem by row first, then stored once, and matched to the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lovende.fieldwork.models import Invitee
from lovende.fieldwork.progress import record_added
from lovende.fieldwork.tally import Measure, differences, read
from lovende.responses.exchange.queries import dataset_of
from lovende.responses.models import AnswerUpload, Entry, Response
from lovende.studies.models import AuditEntry, Study, User

pytestmark = pytest.mark.usefixtures("jobs_at_once")
SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]
GOOD = "key,submitted,q1,q2,q2_other,q4,title\ni1,1,1,1 3,Bedsteforældre,12,Online\nx7,0,Slet ikke,4,,,\n"
BAD = "key,submitted,q1,q2,q3_1,q4\ni1,1,9,1,1,12\nx7,1,4,4,1,\nx8,1,1,1 4,1,mange\n"


def send(client: Client, study: Study, text: str, name: str = "svar.csv") -> AnswerUpload:
    file = SimpleUploadedFile(name, text.encode())
    page = client.post(f"/studies/{study.pk}/answers/imports/", {"file": file})
    assert page.status_code == 302, page.content.decode()
    return AnswerUpload.objects.latest("pk")


def report_of(upload: AnswerUpload) -> dict[str, Any]:
    upload.refresh_from_db()
    assert upload.report is not None
    return dict(upload.report)


def confirm(client: Client, upload: AnswerUpload, **given: str) -> None:
    place = f"/studies/{upload.study_id}/answers/imports/{upload.pk}/confirm/"
    assert client.post(place, given).status_code == 302


def test_answers_come_in_with_their_history_and_their_invitee(
    live_study: Study, version: object, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    invitee = make_invitee(key="i1")
    client = signed_in(analyst)
    upload = send(client, live_study, GOOD)
    page = client.get(f"/studies/{live_study.pk}/answers/imports/{upload.pk}/").content.decode()
    assert "Importér 2 respondenter" in page
    assert not Response.objects.exists()
    confirm(client, upload)
    panel, other = Response.objects.order_by("pk")
    assert (panel.kind, panel.invitee, panel.key) == (Response.Kind.PANEL, invitee, "i1")
    assert (other.kind, other.key, other.submitted_at) == (Response.Kind.IMPORTED, "x7", None)
    assert panel.answers == {
        "q1": "1",
        "q2": ["1", "3"],
        "q2_other": "Bedsteforældre",
        "q4": "12",
        "title": "Online",
    }
    assert other.answers == {"q1": "4", "q2": ["4"]}
    entries = Entry.objects.order_by("pk")
    assert [(e.kind, e.answers, e.by) for e in entries] == [
        (Entry.Kind.IMPORTED, panel.answers, analyst),
        (Entry.Kind.IMPORTED, other.answers, analyst),
    ]
    invitee.refresh_from_db()
    assert (invitee.progress, invitee.disposition) == (Invitee.Progress.FINISHED, "1.1")
    started = [each.count for each in read(live_study, [Measure.STARTED])]
    assert sum(started) == 2
    assert not read(live_study, [Measure.MINUTES]), "nobody knows how long it took elsewhere"
    assert not AnswerUpload.objects.exists()
    said = AuditEntry.objects.get(verb="answers.import").values
    assert (said["panel"], said["others"]) == (1, 1)


def test_the_same_file_once_more_stores_nothing(
    live_study: Study, version: object, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    make_invitee(key="i1")
    client = signed_in(analyst)
    for _ in range(2):
        confirm(client, send(client, live_study, GOOD))
    assert Response.objects.count() == Entry.objects.count() == 2
    assert (
        AuditEntry.objects.filter(verb="answers.import").latest("pk").values["there_already"] == 2
    )


def test_every_problem_is_told_by_row_before_anything_is_stored(
    live_study: Study, version: object, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    upload = send(client, live_study, BAD)
    report = report_of(upload)
    assert report["errors"] == 4
    assert not report["blocked"]
    told = {(one["row"], one["column"]) for one in report["problems"] if one["error"]}
    assert told == {(2, "q1"), (3, "q3_1"), (4, "q4"), (4, "q2_4")}
    confirm(client, upload)
    assert not Response.objects.exists()
    confirm(client, upload, leave_out="1")
    answers = dict(Response.objects.values_list("key", "answers"))
    assert answers["x7"] == {"q1": "4", "q2": ["4"]}
    assert answers["x8"] == {"q1": "1", "q3_1": "1"}
    assert "q1" not in answers["i1"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("key,q1\na,1\na,2\n", "answers.doubled_key"),
        ("key,q1\n,1\nb,2\n", "answers.empty_key"),
        ("navn,q1\na,1\n", "answers.choose_key"),
        ("en,to\n1,2\n", "answers.choose_key"),
    ],
)
def test_a_file_without_good_keys_is_not_imported(
    live_study: Study,
    version: object,
    analyst: User,
    signed_in: SignIn,
    text: str,
    problem: str,
) -> None:
    client = signed_in(analyst)
    upload = send(client, live_study, text)
    report = report_of(upload)
    assert report["blocked"]
    assert problem in report["kinds"]
    confirm(client, upload, leave_out="1")
    assert not Response.objects.exists()


def test_other_columns_can_be_chosen(
    live_study: Study, version: object, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    text = "id,nummer,sendt,q1\n1,a,2021-03-01 10:00,1\n1,b,,2\n"
    upload = send(client, live_study, text)
    assert report_of(upload)["blocked"]
    place = f"/studies/{live_study.pk}/answers/imports/{upload.pk}/columns/"
    assert client.post(place, {"key": "andet", "submitted": ""}).status_code == 422
    assert client.post(place, {"key": "nummer", "submitted": "sendt"}).status_code == 302
    report = report_of(upload)
    assert (report["rows"], report["submitted"], report["blocked"]) == (2, 1, False)


def test_an_erased_invitee_does_not_come_back(
    live_study: Study, version: object, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    make_invitee(key="i1", state=Invitee.State.ERASED)
    client = signed_in(analyst)
    upload = send(client, live_study, GOOD)
    assert report_of(upload)["erased"] == 1
    confirm(client, upload)
    assert list(Response.objects.values_list("key", flat=True)) == ["x7"]


def test_whoever_has_answered_here_keeps_those_answers(
    live_study: Study, version: object, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    from tests.integration.platform.some_answers import answer

    mine = answer(live_study, version, "own", {"q1": "2"}, invitee=make_invitee(key="i1"))  # type: ignore[arg-type]  # the fixture is a version
    client = signed_in(analyst)
    confirm(client, send(client, live_study, GOOD))
    mine.refresh_from_db()
    assert mine.answers == {"q1": "2"}
    assert Response.objects.filter(key="i1").count() == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [("svar.pdf", b"%PDF-1.4"), ("svar.csv", b""), ("svar.exe", b"MZ")],
)
def test_what_is_no_file_of_answers_is_refused(
    live_study: Study, version: object, analyst: User, signed_in: SignIn, name: str, data: bytes
) -> None:
    file = SimpleUploadedFile(name, data)
    page = signed_in(analyst).post(f"/studies/{live_study.pk}/answers/imports/", {"file": file})
    assert page.status_code == 422
    assert not AnswerUpload.objects.exists()


def test_a_file_that_lies_about_what_it_is_is_told_of(
    live_study: Study, version: object, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    upload = send(client, live_study, "this is no workbook", "svar.xlsx")
    page = client.get(f"/studies/{live_study.pk}/answers/imports/{upload.pk}/")
    assert page.status_code == 200
    assert "Filen kan ikke importeres, som den er" in page.content.decode()


def test_a_study_without_a_questionnaire_takes_no_answers(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    page = signed_in(analyst).get(f"/studies/{study.pk}/answers/imports/")
    assert page.status_code == 400
    assert "intet spørgeskema" in page.content.decode()


def test_a_file_can_be_given_up_and_belongs_to_its_study(
    live_study: Study, version: object, analyst: User, reader: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    upload = send(client, live_study, GOOD)
    place = f"/studies/{live_study.pk}/answers/imports/{upload.pk}/"
    assert signed_in(reader).get(place).status_code == 403
    assert (
        client.get(f"/studies/{live_study.pk}/answers/imports/{upload.pk + 1}/").status_code == 404
    )
    assert client.post(f"{place}remove/").status_code == 302
    assert not AnswerUpload.objects.exists()


def test_what_was_imported_is_what_is_exported(
    live_study: Study, version: object, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    confirm(client, send(client, live_study, GOOD))
    dataset = dataset_of(live_study)
    assert dataset.values["q4"].to_list() == [12, None]
    assert dataset.values["q2_3"].to_list() == [True, False]
    assert timezone.now().date().isoformat() in str(dataset.values["started_at"][0])


def test_who_stopped_in_the_middle_stands_after_their_last_answer(
    live_study: Study, version: object, analyst: User, make_invitee: MakeInvitee, signed_in: SignIn
) -> None:
    record_added([make_invitee(key="i1")])
    client = signed_in(analyst)
    upload = send(client, live_study, "key,submitted,q1,q3_1\ni1,0,1,2\n")
    confirm(client, upload)
    assert Response.objects.get().page == "page_three"
    stopped = read(live_study, [Measure.PAGE])
    assert [(each.key, each.count) for each in stopped] == [("page_three", 1)]
    assert not differences(live_study)
