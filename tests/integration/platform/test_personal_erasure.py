"""A person's own data, shown and erased everywhere; done again after an older backup."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test import Client

from lovende.domain.errors import LovendeError
from lovende.fieldwork import tally
from lovende.fieldwork.models import (
    Call,
    CallTask,
    Contact,
    DeliveryReport,
    HandOver,
    Invitee,
    Mailing,
    Message,
    MessageText,
)
from lovende.fieldwork.panel import actions as panel_actions
from lovende.fieldwork.progress import record_added, record_invited
from lovende.questionnaires import models as questionnaires
from lovende.questionnaires.models import Comment, Version
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.models import Entry, Erasure, Export, Response
from lovende.responses.personal import actions, ledger, queries
from lovende.responses.personal.elsewhere import also_erase
from lovende.responses.rebuilding import differences
from lovende.studies.links import new_code
from lovende.studies.models import AuditEntry, Job, Study, User
from tests.integration.platform.panel_files import csv_file

SignIn = Callable[[User], Client]
Make = Callable[..., Invitee]
# Words that stand nowhere else, so that whatever remains of them is found.
NAME, ADDRESS, SECRET = "Bodil Zebrafisk", "zebrafisk@example.org", "girafhals"
TRACES = ("zebrafisk", "girafhals", "99887766", "nilhest", "Zebraafdeling", "zebrakey")


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    """A ledger of its own for each test."""
    settings.DATA = tmp_path
    return tmp_path


def answer(response: Response, **answers: Any) -> None:
    """Save a page as a browser does."""
    save_page(
        response=response,
        page="page_one",
        answers=answers,
        stands="page_two",
        seen=response.seq,
        save_key=new_save_key(),
    )


@pytest.fixture
def bodil(live_study: Study, make_invitee: Make, owner: User, version: Version) -> Invitee:
    """Someone about whom there is something in every room."""
    study = live_study
    bodil = make_invitee(
        NAME, key="zebrakey", department="Zebraafdeling", administration="Zebraafdeling"
    )
    Contact.objects.get(invitee=bodil).delete()
    contact = Contact(
        invitee=bodil, name=NAME, job_title="Fagchef", email=ADDRESS, telephone="+4599887766"
    )
    contact.save()
    bodil = Invitee.objects.select_related("contact", "wave", "study").get(pk=bodil.pk)
    record_added([bodil])
    record_invited([bodil])
    response = start_response(study=study, language="da", invitee=bodil)
    answer(response, q1="1", q2=["3"], q2_other=f"{SECRET} et")
    answer(response, q1="2", q2=["3"], q2_other=f"{SECRET} to")
    submit(response=response)
    text = MessageText.objects.create(study=study, kind="invitation", subject_da="x", body_da="x")
    mailing = Mailing.objects.create(
        study=study,
        wave=bodil.wave,
        text=text,
        kind="invitation",
        round=1,
        send_at=datetime.datetime.now(datetime.UTC),
    )
    mail = Message.objects.create(
        study=study,
        mailing=mailing,
        invitee=bodil,
        state="sent",
        code="m1",
        to=ADDRESS,
        subject=f"Kære {NAME}",
        body=f"{NAME}: {SECRET}",
        reason=f"550 <{ADDRESS}> unknown",
    )
    DeliveryReport.objects.create(
        study=study, message=mail, kind="permanent", explanation=f"{ADDRESS} unknown", digest="d1"
    )
    Call.objects.create(
        invitee=bodil, purpose="participation", outcome="busy", note=f"{SECRET} ringer"
    )
    CallTask.objects.create(study=study, invitee=bodil, purpose="deepening", ask=f"{SECRET}?")
    passed = HandOver.objects.create(
        invitee=bodil,
        name="Kaj Nilhest",
        email="nilhest@example.org",
        page="page_two",
        word=f"Hej {SECRET}",
        link_code=new_code(),
    )
    Message.objects.create(
        study=study,
        invitee=bodil,
        hand_over=passed,
        state="sent",
        code="m2",
        to="nilhest@example.org",
        subject="Nilhest",
        body="nilhest",
    )
    Job.objects.create(study=study, by=owner, kind="x", state="failed", error=f"række 2: {ADDRESS}")
    panel_actions.store_upload(
        study=study, file=csv_file([("", "", "", NAME, "", ADDRESS, "99887766", "")]), by=owner
    )
    export = Export.objects.create(
        study=study,
        by=owner,
        name="x",
        digest="x",
        expires_at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1),
    )
    export.parts.create(number=0, content=NAME.encode())
    return bodil


def erased(study: Study, pk: int, by: User) -> None:
    subject = queries.subject_of(study, "invitee", pk)
    assert subject is not None
    actions.erase_person(subject=subject, reason="request", by=by)


def traces_in_the_database() -> list[str]:
    """Every place of the whole database in which a word of the person still stands."""
    found = []
    for model in apps.get_models():
        if not model._meta.label.startswith(
            ("studies.", "questionnaires.", "fieldwork.", "responses.", "findings.")
        ):
            continue
        fields = list(model._meta.concrete_fields)
        for row in model._default_manager.all():
            for field in fields:
                value = getattr(row, field.attname)
                if isinstance(field, models.BinaryField):
                    value = bytes(value).decode("utf-8", "replace")
                said = json.dumps(value, ensure_ascii=False, default=str).casefold()
                found += [
                    f"{model._meta.label}.{field.name}: {trace}"
                    for trace in TRACES
                    if trace.casefold() in said
                ]
    return found


def test_nothing_of_the_person_is_left_anywhere(
    study: Study, owner: User, bodil: Invitee, data_folder: Path
) -> None:
    assert {place.split(":")[0] for place in traces_in_the_database()} >= {
        "fieldwork.Contact.name",
        "fieldwork.Contact.search",
        "fieldwork.Invitee.key",
        "fieldwork.Invitee.department",
        "fieldwork.Message.body",
        "fieldwork.Message.reason",
        "fieldwork.DeliveryReport.explanation",
        "fieldwork.Call.note",
        "fieldwork.CallTask.ask",
        "fieldwork.HandOver.word",
        "fieldwork.PanelUpload.source",
        "fieldwork.PanelUpload.found",
        "responses.Response.answers",
        "responses.Entry.answers",
        "responses.ExportPart.content",
        "studies.Job.error",
    }
    before = tally.read(study, list(tally.Measure))
    erased(study, bodil.pk, owner)
    assert traces_in_the_database() == []
    assert not any(trace in ledger.ledger_path().read_text() for trace in TRACES)
    # What stays: the counts, and that there was somebody.
    assert tally.read(study, list(tally.Measure)) == before
    assert tally.differences(study) == []
    stays = Invitee.objects.get(pk=bodil.pk)
    assert (stays.state, stays.municipality, stays.disposition) == ("erased", "0751", "1.1")
    assert (stays.administration, stays.department) == ("", "")
    assert stays.link_round == bodil.link_round + 1
    response = Response.objects.get(invitee=bodil)
    assert (response.answers, response.erased_at is not None) == ({}, True)
    assert response.key.startswith("erased-")
    assert response.entries.count() == 3
    assert list(differences(study)) == []
    entry = AuditEntry.objects.get(verb="personal.erase")
    assert entry.subject == f"invitee:{bodil.link_code}"
    assert entry.values["reason"] == "request"
    assert Erasure.objects.get().subject == f"invitee:{bodil.link_code}"


def test_the_link_of_the_erased_opens_nothing(
    study: Study, owner: User, bodil: Invitee, client: Client
) -> None:
    from lovende.studies.links import Opens, token

    address = f"/a/{token(Opens.INVITEE, bodil.link_code, bodil.link_round)}/"
    assert client.get(address).status_code == 200
    erased(study, bodil.pk, owner)
    bodil.refresh_from_db()
    assert client.get(address).status_code in (404, 410)
    fresh = token(Opens.INVITEE, bodil.link_code, bodil.link_round)
    assert client.get(f"/a/{fresh}/").status_code != 200


def test_other_people_keep_everything(
    study: Study, owner: User, bodil: Invitee, make_invitee: Make
) -> None:
    carl = make_invitee("Carl Clausen")
    response = start_response(study=study, language="da", invitee=carl)
    answer(response, q1="1", q2_other="pingvin")
    erased(study, bodil.pk, owner)
    response.refresh_from_db()
    assert response.answers["q2_other"] == "pingvin"
    assert Entry.objects.filter(response=response).exclude(answers={}).count() == 1
    assert Contact.objects.get(invitee=carl).name == "Carl Clausen"


def test_the_pages_from_finding_to_erasing(
    study: Study, owner: User, bodil: Invitee, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    start = f"/studies/{study.pk}/personal/"
    assert client.get(start).status_code == 200
    assert client.post(start, {"text": "x"}).status_code == 422
    for text in ("zebra", ADDRESS.upper(), "zebrakey"):
        assert NAME in client.post(start, {"text": text}).content.decode()
    assert "Nilhest" in client.post(start, {"text": "nilhest"}).content.decode()
    page = client.get(f"{start}invitee/{bodil.pk}/").content.decode()
    for part in (
        NAME,
        ADDRESS,
        "+45 99 88 77 66",
        "Zebraafdeling",
        f"{SECRET} et",
        f"{SECRET} to",
        f"{SECRET} ringer",
        f"{SECRET}?",
        "Kaj Nilhest",
        f"{ADDRESS} unknown",
        "I nogen grad",
        "Hvem ellers?",
        "Aarhus",
    ):
        assert part in page, part
    look = AuditEntry.objects.get(verb="personal.look")
    assert look.subject == f"invitee:{bodil.link_code}"
    assert {"contact", "answers", "history", "calls"} <= set(look.fields)
    data = client.post(f"{start}invitee/{bodil.pk}/download/", {"form": "json"})
    told = json.loads(data.content)
    assert told["contact"][0]["name"] == NAME
    assert len(told["history"]) == 3
    assert data["Content-Disposition"] == 'attachment; filename="data.json"'
    paper = client.post(f"{start}invitee/{bodil.pk}/download/", {"form": "html"})
    assert SECRET in paper.content.decode()
    assert "<script" not in paper.content.decode()
    ask = f"{start}invitee/{bodil.pk}/erase/"
    assert NAME in client.get(ask).content.decode()
    assert client.post(ask, {"reason": "request"}).status_code == 422
    assert traces_in_the_database() != []
    done = client.post(ask, {"reason": "request", "sure": "on"}, follow=True)
    assert "slettet" in done.content.decode()
    assert traces_in_the_database() == []
    after = client.get(f"{start}invitee/{bodil.pk}/").content.decode()
    assert NAME not in after
    assert client.post(ask, {"reason": "request", "sure": "on"}).status_code == 422


def test_nobody_else_sees_or_erases(
    study: Study, bodil: Invitee, signed_in: SignIn, client: Client, request: Any
) -> None:
    start = f"/studies/{study.pk}/personal/"
    pages = ("", f"invitee/{bodil.pk}/", f"invitee/{bodil.pk}/erase/", "answers/")
    for name, status in (("interviewer", 403), ("reader", 403), ("stranger", 404)):
        other = signed_in(request.getfixturevalue(name))
        for page in pages:
            assert other.get(start + page).status_code == status
        for page in ("retention/", f"invitee/{bodil.pk}/download/", pages[2]):
            given = {"reason": "request", "sure": "on"}
            assert other.post(start + page, given).status_code == status
    for page in pages:
        assert "/accounts/login/" in client.get(start + page)["Location"]
    assert Contact.objects.filter(invitee=bodil).exists()


def test_people_of_another_study_are_not_found(
    study: Study, owner: User, bodil: Invitee, signed_in: SignIn
) -> None:
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    other.roles.create(user=owner, email=owner.email, role="owner")
    client = signed_in(owner)
    start = f"/studies/{other.pk}/personal/"
    assert NAME not in client.post(start, {"text": "zebra"}).content.decode()
    assert client.get(f"{start}invitee/{bodil.pk}/").status_code == 404
    assert client.post(f"{start}invitee/{bodil.pk}/erase/", {"sure": "on"}).status_code == 404
    assert client.get(f"{start}nonsense/{bodil.pk}/").status_code == 404


def test_a_colleague_is_erased_with_or_without_the_answers(
    study: Study, owner: User, bodil: Invitee
) -> None:
    kaj = bodil.hand_overs.get()
    subject = queries.subject_of(study, "hand_over", kaj.pk)
    assert subject is not None
    actions.erase_person(subject=subject, reason="request", by=owner, with_answers=False)
    kaj.refresh_from_db()
    assert (kaj.name, kaj.email, kaj.word, kaj.link_round) == ("", "", "", 2)
    assert Response.objects.get(invitee=bodil).answers
    assert not Message.objects.get(code="m2").to
    assert Message.objects.get(code="m1").to == ADDRESS
    found = queries.subject_of(study, "hand_over", kaj.pk)
    assert found is not None
    with pytest.raises(LovendeError, match="erased"):
        actions.erase_person(subject=found, reason="request", by=owner)


def test_testers_and_open_respondents_are_erased(
    live_study: Study, owner: User, version: Version
) -> None:
    tester = questionnaires.Tester.objects.create(
        study=live_study, name=NAME, email=ADDRESS, link_code=new_code()
    )
    Comment.objects.create(
        study=live_study, version=version, tester=tester, page="page_one", text="Uklart"
    )
    trial = start_response(study=live_study, language="da", tester=tester)
    answer(trial, q2_other=SECRET)
    live_study.open_link = True
    live_study.save()
    alone = start_response(study=live_study, language="da")
    answer(alone, q2_other=SECRET)
    found = queries.find(live_study, "zebrafisk")
    assert [each.kind.value for each in found] == ["tester"]
    by_key = queries.find(live_study, alone.key)
    assert [each.kind.value for each in by_key] == ["response"]
    for subject in (*found, *by_key):
        actions.erase_person(subject=subject, reason="request", by=owner)
    assert traces_in_the_database() == []
    assert Comment.objects.get().text == "Uklart"


def test_an_older_backup_is_erased_again(
    study: Study, owner: User, bodil: Invitee, make_invitee: Make
) -> None:
    """As after a restore: the rows stand there as before, the ledger knows better."""
    carl = make_invitee("Carl Clausen")
    line = ledger.Line(
        study.link_code, f"invitee:{bodil.link_code}", "request", "2026-01-01T00:00:00+00:00"
    )
    ledger.add_line(line)
    ledger.add_line(ledger.Line("nostudy", "invitee:x", "request", "2026-01-01T00:00:00+00:00"))
    ledger.add_line(
        ledger.Line(study.link_code, "invitee:nobody", "request", "2026-01-01T00:00:00+00:00")
    )
    out = StringIO()
    call_command("replay_erasures", stdout=out)
    assert out.getvalue() == "Erasures done again: 1\n"
    assert traces_in_the_database() == []
    assert Contact.objects.filter(invitee=carl).exists()
    assert actions.replay_erasures() == 0
    assert len(list(ledger.lines())) == 3
    assert Erasure.objects.get().by is None


def test_the_ledger_has_the_line_before_the_database_commits(
    study: Study, owner: User, bodil: Invitee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_line: ledger.Line) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(ledger, "add_line", full)
    with pytest.raises(OSError, match="disk full"):
        erased(study, bodil.pk, owner)
    assert Contact.objects.filter(invitee=bodil).exists()
    assert not Erasure.objects.exists()


def test_a_line_that_was_cut_off_costs_no_other(data_folder: Path) -> None:
    first = ledger.Line("s", "invitee:a", "request", "2026-01-01T00:00:00+00:00")
    ledger.add_line(first)
    with ledger.ledger_path().open("ab") as file:
        file.write(b'{"study": "s", "subj')
    second = ledger.Line("s", "invitee:b", "request", "2026-01-01T00:00:00+00:00")
    ledger.add_line(second)
    assert list(ledger.lines()) == [first, second]
    assert ledger.ledger_path().stat().st_mode & 0o777 == 0o600


def test_writers_at_the_same_time_keep_every_line(data_folder: Path) -> None:
    def write(number: int) -> None:
        for each in range(20):
            line = ledger.Line(
                "s", f"invitee:{number}-{each}", "request", "2026-01-01T00:00:00+00:00"
            )
            ledger.add_line(line)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({line.subject for line in ledger.lines()}) == 160


def test_a_running_import_is_waited_for(study: Study, owner: User, bodil: Invitee) -> None:
    stored = panel_actions.store_upload(
        study=study, file=csv_file([("", "", "", "Erik", "", "erik@example.org", "", 1)]), by=owner
    )
    panel_actions.confirm_import(upload=stored, existing="leave", leave_out=True, wave=1, by=owner)
    with pytest.raises(LovendeError, match="being imported"):
        erased(study, bodil.pk, owner)
    assert Contact.objects.filter(invitee=bodil).exists()
    assert list(ledger.lines()) == []


def test_mails_in_files_go_too(
    study: Study,
    owner: User,
    bodil: Invitee,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "1.log").write_text(f"To: {ADDRESS}\n\nHej")
    (tmp_path / "mail" / "2.log").write_text("To: carl@example.org\n\nHej")
    with django_capture_on_commit_callbacks(execute=True):
        erased(study, bodil.pk, owner)
    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["2.log"]


def test_rooms_above_erase_what_they_hold(
    study: Study, owner: User, bodil: Invitee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lovende.responses.personal.elsewhere.erasers", {})
    asked = []

    @also_erase
    def forget(study: Study) -> dict[str, int]:
        asked.append(study.pk)
        return {"runs": 2}

    erased(study, bodil.pk, owner)
    assert asked == [study.pk]
    assert AuditEntry.objects.get(verb="personal.erase").values["runs"] == 2


def test_the_history_of_others_still_cannot_be_emptied(study: Study, bodil: Invitee) -> None:
    assert Entry.objects.filter(response__invitee=bodil).empty() == 0
    assert Entry.objects.exclude(answers={}).exists()
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_pages_take_few_queries(
    study: Study,
    owner: User,
    bodil: Invitee,
    signed_in: SignIn,
    make_invitee: Make,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(15):
        make_invitee(f"Zebrafisk {number}")
        Call.objects.create(invitee=bodil, purpose="participation", outcome="busy", by=owner)
    client = signed_in(owner)
    start = f"/studies/{study.pk}/personal/"
    with django_assert_max_num_queries(10):
        client.post(start, {"text": "zebrafisk"})
    with django_assert_max_num_queries(26):
        client.get(f"{start}invitee/{bodil.pk}/")
    with django_assert_max_num_queries(12):
        client.get(f"{start}answers/")
