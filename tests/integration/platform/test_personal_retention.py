"""What happens when the retention time ends, and what is found in open answers until then."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from lovende.fieldwork import tally
from lovende.fieldwork.models import Call, Contact, HandOver, Invitee, Message, PanelUpload
from lovende.fieldwork.panel import actions as panel_actions
from lovende.fieldwork.progress import record_added
from lovende.questionnaires import models as questionnaires
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.models import Entry, Erasure, LookedAt, Response, Retention
from lovende.responses.personal import actions, ledger, queries
from lovende.responses.rebuilding import differences
from lovende.studies.links import new_code
from lovende.studies.models import AuditEntry, Study, User
from tests.integration.platform.panel_files import csv_file

SignIn = Callable[[User], Client]
Make = Callable[..., Invitee]
YESTERDAY = datetime.timedelta(days=1)
# A day of birth in 1860, and a number that fails the check digit: nobody living.
NUMBER = "311260-5005"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    """A ledger of its own for each test."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def answered(live_study: Study, make_invitee: Make, version: questionnaires.Version) -> Response:
    """Someone of the panel who has submitted closed and open answers."""
    bodil = make_invitee("Bodil Zebrafisk", key="zebrakey", department="Zebraafdeling")
    record_added([bodil])
    response = start_response(study=live_study, language="da", invitee=bodil)
    return answer(response, f"Borgeren {NUMBER}, ring 21 00 00 01")


def answer(response: Response, text: str) -> Response:
    """Answer closed and open questions, and submit."""
    save_page(
        response=response,
        page="page_one",
        answers={"q1": "1", "q2": ["3"], "q2_other": text},
        stands="page_two",
        seen=response.seq,
        save_key=new_save_key(),
    )
    submit(response=response)
    response.refresh_from_db()
    return response


@pytest.fixture
def expired(live_study: Study, answered: Response, owner: User) -> Study:
    """A study whose retention time ended yesterday."""
    bodil = answered.invitee
    assert bodil is not None
    Message.objects.create(
        study=live_study,
        invitee=bodil,
        state="sent",
        code="m1",
        to="z@example.org",
        body="Zebrafisk",
    )
    Call.objects.create(invitee=bodil, purpose="participation", outcome="busy", note="Zebrafisk")
    HandOver.objects.create(
        invitee=bodil, name="Nilhest", email="n@example.org", link_code=new_code()
    )
    questionnaires.Tester.objects.create(study=live_study, name="Nilhest", link_code=new_code())
    panel_actions.store_upload(
        study=live_study,
        file=csv_file([("", "", "", "Zebrafisk", "", "", "12345678", "")]),
        by=owner,
    )
    live_study.keep_until = timezone.localdate() - YESTERDAY
    live_study.save()
    return live_study


def told(*words: str) -> str:
    out = StringIO()
    call_command("erase_expired", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_tells_and_does_nothing(expired: Study) -> None:
    said = told("--dry-run")
    assert f"Study {expired.pk} " in said
    assert "would be erased: calls 1, contacts 1, entries 1, hand_overs 1, messages 1" in said
    assert "Open answers: erased." in said
    for name in ("Zebra", "Nilhest", "example.org", expired.name_da):
        assert name not in said
    assert Contact.objects.count() == 1
    expired.refresh_from_db()
    assert expired.erased_at is None
    assert list(ledger.lines()) == []


def test_who_answered_goes_and_what_was_answered_stays(expired: Study, answered: Response) -> None:
    before = tally.read(expired, list(tally.Measure))
    said = told()
    assert "erased: calls 1, contacts 1" in said
    expired.refresh_from_db()
    assert expired.erased_at is not None
    assert not Contact.objects.exists()
    assert not PanelUpload.objects.exists()
    mail, call, passed = Message.objects.get(), Call.objects.get(), HandOver.objects.get()
    assert (mail.to, mail.body, call.note, passed.name, passed.email) == ("", "", "", "", "")
    assert questionnaires.Tester.objects.get().name == ""
    bodil = Invitee.objects.get()
    assert bodil.key.startswith("anonymous-")
    assert (bodil.department, bodil.municipality) == ("", "0751")
    response = Response.objects.get()
    assert response.key.startswith("anonymous-")
    assert response.answers == {"q1": "1", "q2": ["3"]}
    assert response.erased_at is None
    assert response.submitted_at == answered.submitted_at
    entries = list(response.entries.order_by("seq"))
    assert [entry.answers for entry in entries] == [{}, {}, {"q1": "1", "q2": ["3"]}]
    # The answers still follow from the history, and the counts from what is stored.
    assert list(differences(expired)) == []
    assert tally.read(expired, list(tally.Measure)) == before
    assert tally.differences(expired) == []
    assert Erasure.objects.get().subject == f"study:{expired.link_code}"
    assert AuditEntry.objects.get(verb="personal.expire").user is None


def test_a_second_run_does_nothing(expired: Study) -> None:
    told()
    assert told() == "No study is past its retention time.\n"
    assert Entry.objects.count() == 3
    assert len(list(ledger.lines())) == 1


def test_open_answers_stay_where_the_study_says_so(
    expired: Study, owner: User, signed_in: SignIn
) -> None:
    address = f"/studies/{expired.pk}/personal/retention/"
    signed_in(owner).post(address, {"keep_open_answers": "on"})
    assert Retention.objects.get().keep_open_answers
    assert "Open answers: kept." in told()
    assert NUMBER in Response.objects.get().answers["q2_other"]
    assert list(differences(expired)) == []


def test_a_study_that_is_still_kept_is_left_alone(live_study: Study, answered: Response) -> None:
    live_study.keep_until = timezone.localdate()
    live_study.save()
    assert told() == "No study is past its retention time.\n"
    assert Contact.objects.exists()


def test_the_end_of_the_retention_time_is_replayed_too(expired: Study) -> None:
    ledger.add_line(
        ledger.Line(
            expired.link_code, f"study:{expired.link_code}", "expired", "2026-01-01T00:00:00+00:00"
        )
    )
    assert actions.replay_erasures() == 1
    assert not Contact.objects.exists()
    assert actions.replay_erasures() == 0


def test_a_study_that_is_being_imported_to_waits_and_others_do_not(
    expired: Study, owner: User
) -> None:
    stored = expired.panel_uploads.get()
    panel_actions.confirm_import(upload=stored, existing="leave", leave_out=True, wave=1, by=owner)
    other = Study.objects.get(pk=expired.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    with pytest.raises(CommandError, match="1 studies could not be erased"):
        told()
    other.refresh_from_db()
    expired.refresh_from_db()
    assert other.erased_at is not None
    assert expired.erased_at is None
    assert Contact.objects.exists()
    # After a restore nobody works at the platform: there is nothing to wait for.
    ledger.add_line(ledger.Line(expired.link_code, f"study:{expired.link_code}", "expired", ""))
    assert actions.replay_erasures() == 1
    assert not Contact.objects.exists()


def test_many_responses_are_made_anonymous(
    expired: Study, version: questionnaires.Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lovende.responses.personal.retention.AT_ONCE", 3)
    expired.open_link = True
    expired.save()
    for number in range(8):
        answer(start_response(study=expired, language="da"), f"svar {number}")
    told()
    assert Response.objects.filter(key__startswith="anonymous-").count() == 9
    assert not [r for r in Response.objects.all() if "q2_other" in r.answers]
    assert list(differences(expired)) == []


def test_open_answers_with_personal_data_are_marked(
    live_study: Study, answered: Response, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    fine = start_response(study=live_study, language="da", invitee=make_invitee("Carl"))
    answer(fine, "Vi holdt åbent for 120 borgere i 2020")
    assert queries.unlooked(live_study) == 1
    client = signed_in(analyst)
    address = f"/studies/{live_study.pk}/personal/answers/"
    page = client.get(address).content.decode()
    assert f"<mark>{NUMBER}</mark>" in page
    assert "<mark>21 00 00 01</mark>" in page
    assert "kontrolcifferet (modulus 11) gør ikke" in page
    assert "120 borgere" not in page
    entry = AuditEntry.objects.get(verb="personal.marks")
    assert NUMBER not in str(entry.values)
    client.post(f"{address}{answered.pk}/looked/", {"column": "q2_other"})
    assert queries.unlooked(live_study) == 0
    assert NUMBER not in client.get(address).content.decode()
    assert NUMBER in client.get(f"{address}?seen=yes").content.decode()


def test_a_changed_answer_is_to_be_looked_at_again(
    live_study: Study, answered: Response, analyst: User
) -> None:
    actions.look_at_answer(response=answered, column="q2_other", by=analyst)
    assert queries.unlooked(live_study) == 0
    answered.answers["q2_other"] += " eller 22 00 00 02"
    answered.save()
    assert queries.unlooked(live_study) == 1
    actions.look_at_answer(response=answered, column="q1", by=analyst)
    actions.look_at_answer(response=answered, column="nonsense", by=analyst)
    assert set(LookedAt.objects.values_list("column", flat=True)) == {"q1", "q2_other"}


def test_marks_go_on_from_page_to_page(
    live_study: Study, version: questionnaires.Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lovende.responses.personal.marks.PAGE", 2)
    monkeypatch.setattr("lovende.responses.personal.marks.AT_ONCE", 3)
    live_study.open_link = True
    live_study.save()
    for number in range(5):
        answer(start_response(study=live_study, language="da"), f"ring 21 00 00 0{number}")
    seen, after = [], 0
    for _ in range(4):
        page = queries.marked_page(live_study, after=after)
        seen += [each.answer for each in page.answers]
        if page.after is None:
            break
        after = page.after
    assert seen == [f"ring 21 00 00 0{number}" for number in range(5)]


def test_code_in_an_answer_is_shown_and_not_run(
    live_study: Study, version: questionnaires.Version, analyst: User, signed_in: SignIn
) -> None:
    live_study.open_link = True
    live_study.save()
    text = "<script>alert(1)</script> 21 00 00 01 \u202e<b>"
    answer(start_response(study=live_study, language="da"), text)
    page = signed_in(analyst).get(f"/studies/{live_study.pk}/personal/answers/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>21 00 00 01</mark>" in page


def test_an_answer_of_another_study_is_not_looked_at(
    live_study: Study, answered: Response, analyst: User, signed_in: SignIn
) -> None:
    other = Study.objects.get(pk=live_study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    other.roles.create(user=analyst, email=analyst.email, role="owner")
    address = f"/studies/{other.pk}/personal/answers/{answered.pk}/looked/"
    assert signed_in(analyst).post(address, {"column": "q2_other"}).status_code == 404
    assert not LookedAt.objects.exists()


def test_which_columns_are_personal(live_study: Study, version: questionnaires.Version) -> None:
    columns = queries.personal_columns(live_study)
    assert {
        "contact_name",
        "contact_email",
        "key",
        "panel_department",
        "q2_other",
        "story",
    } <= columns
    assert not {"q1", "q2", "q4", "submitted"} & columns
    assert set(queries.open_questions(live_study)) == {"q2_other", "title", "story"}


def test_files_that_nobody_imported_are_removed(study: Study, owner: User) -> None:
    stored = panel_actions.store_upload(
        study=study, file=csv_file([("", "", "", "Zebrafisk", "", "", "12345678", "")]), by=owner
    )
    told()
    assert PanelUpload.objects.exists()
    PanelUpload.objects.filter(pk=stored.pk).update(
        created_at=timezone.now() - datetime.timedelta(days=15)
    )
    assert "Panel files that were never imported: 1 removed." in told()
    assert not PanelUpload.objects.exists()
