"""The pilot: testers with links of their own, their comments, what is replied."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from lovende.domain.errors import LovendeError
from lovende.questionnaires import actions, models, queries
from lovende.questionnaires.models import Comment, Version
from lovende.studies.links import Opens, new_code, read_token, token
from lovende.studies.models import AuditEntry, Study, User
from lovende.studies.readiness import obstacles_to_opening

SignIn = Callable[[User], Client]


@pytest.fixture
def tester(study: Study, analyst: User) -> models.Tester:
    return actions.add_tester(study=study, name="Tove Test", email="tove@example.org", by=analyst)


@pytest.fixture
def comment(tester: models.Tester, version: Version) -> Comment:
    return actions.add_comment(
        tester=tester, version=version, page="page_one", question="q2", text="Hvad er =andre?"
    )


def test_a_tester_gets_a_link_of_their_own(
    study: Study, version: Version, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    page = client.post(f"/studies/{study.pk}/pilot/", {"name": "Tove Test", "email": ""})
    assert page.status_code == 302
    added = study.testers.get()
    link = token(Opens.TESTER, added.link_code, added.link_round)
    assert f"/a/{link}/" in client.get(f"/studies/{study.pk}/pilot/").content.decode()
    seen = AuditEntry.objects.filter(study=study, verb="pilot.look").latest("pk")
    assert seen.fields == ["email", "name"]


@pytest.mark.parametrize(("name", "email"), [("", ""), ("Tove", "no address"), ("x" * 300, "")])
def test_a_wrong_tester_is_not_stored(
    name: str, email: str, study: Study, analyst: User, signed_in: SignIn
) -> None:
    page = signed_in(analyst).post(f"/studies/{study.pk}/pilot/", {"name": name, "email": email})
    assert page.status_code == 422
    assert not study.testers.exists()


def test_a_new_link_ends_the_one_before(
    tester: models.Tester, analyst: User, signed_in: SignIn
) -> None:
    old = read_token(token(Opens.TESTER, tester.link_code, tester.link_round))
    signed_in(analyst).post(f"/studies/{tester.study_id}/pilot/testers/{tester.pk}/link/")
    tester.refresh_from_db()
    assert old is not None
    assert not old.holds(tester.link_round)


def test_a_tester_is_removed_and_their_comments_stay_without_a_name(
    comment: Comment, analyst: User, signed_in: SignIn
) -> None:
    address = f"/studies/{comment.study_id}/pilot/testers/{comment.tester_id}/remove/"
    client = signed_in(analyst)
    assert "Fjern Tove Test fra pilottesten?" in client.get(address).content.decode()
    assert models.Tester.objects.get().name == "Tove Test"
    client.post(address)
    gone = models.Tester.objects.get()
    assert (gone.name, gone.email, gone.link_round) == ("", "", 2)
    shown = client.get(f"/studies/{comment.study_id}/pilot/comments/").content.decode()
    assert "Fjernet tester" in shown
    assert "Tove" not in client.get(f"/studies/{comment.study_id}/pilot/").content.decode()
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("path", ["", "comments/", "comments/as/csv/", "testers/{t}/remove/"])
def test_the_pilot_is_for_analysts(
    path: str,
    tester: models.Tester,
    reader: User,
    interviewer: User,
    stranger: User,
    client: Client,
    signed_in: SignIn,
) -> None:
    address = f"/studies/{tester.study_id}/pilot/{path.format(t=tester.pk)}"
    assert client.get(address).status_code == 302
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(reader).get(address).status_code == 403
    assert signed_in(interviewer).get(address).status_code == 403


def test_a_comment_that_comes_twice_is_stored_once(comment: Comment) -> None:
    again = actions.add_comment(
        tester=comment.tester,
        version=comment.version,
        page="page_one",
        question="q2",
        text=" Hvad er =andre?\x00 ",
    )
    assert again == comment
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \x00 ", "x" * 5_001])
def test_an_empty_or_endless_comment_is_refused(
    text: str, tester: models.Tester, version: Version
) -> None:
    with pytest.raises(LovendeError):
        actions.add_comment(tester=tester, version=version, page="page_one", text=text)


def test_a_comment_on_a_version_of_another_study_is_refused(
    tester: models.Tester, version: Version
) -> None:
    other = Study.objects.get(pk=version.study_id)
    other.pk, other.link_code = None, new_code()
    other.save()
    version.study = other
    with pytest.raises(LovendeError):
        actions.add_comment(tester=tester, version=version, page="page_one", text="Hej")


def test_comments_stand_by_question_in_the_order_of_the_questionnaire(
    comment: Comment, tester: models.Tester, version: Version, analyst: User, signed_in: SignIn
) -> None:
    for page, question, text in (
        ("page_three__2", "title__2", "Om den anden"),
        ("page_one", "q1", "Om den første"),
        ("gone", "gone_too", "Om noget, der er væk"),
        ("page_one", "", "Om hele siden"),
    ):
        actions.add_comment(tester=tester, version=version, page=page, question=question, text=text)
    shown = signed_in(analyst).get(f"/studies/{comment.study_id}/pilot/comments/").content.decode()
    places = [
        shown.index(text)
        for text in ("Om hele siden", "Om den første", "=andre?", "Om den anden", "der er væk")
    ]
    assert places == sorted(places)
    assert "Hvad hedder den?" in shown


def test_a_reply_is_seen_by_the_tester_on_the_page(
    comment: Comment, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    address = f"/studies/{comment.study_id}/pilot/comments/{comment.pk}/"
    page = client.post(address, {"do": "reply", f"comment{comment.pk}-reply": "Alle andre."})
    assert page["Location"].endswith(f"#comment{comment.pk}")
    told = queries.comments_of(comment.tester, "page_one").get()
    assert (told.state, told.reply, told.replied_by) == ("answered", "Alle andre.", analyst)
    client.post(address, {"do": "resolve"})
    assert queries.comment_counts(comment.study) == {"open": 0, "answered": 0, "resolved": 1}
    client.post(address, {"do": "reopen"})
    assert queries.comment_counts(comment.study) == {"open": 0, "answered": 1, "resolved": 0}


def test_an_empty_reply_is_refused_and_an_unknown_wish_not_found(
    comment: Comment, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    address = f"/studies/{comment.study_id}/pilot/comments/{comment.pk}/"
    page = client.post(address, {"do": "reply", f"comment{comment.pk}-reply": " "})
    assert page.status_code == 422
    assert "Skriv et svar." in page.content.decode()
    assert client.post(address, {"do": "explode"}).status_code == 404


def test_comments_are_shown_by_state(comment: Comment, analyst: User, signed_in: SignIn) -> None:
    client = signed_in(analyst)
    address = f"/studies/{comment.study_id}/pilot/comments/"
    assert "=andre?" in client.get(address, {"state": "open"}).content.decode()
    assert "=andre?" not in client.get(address, {"state": "resolved"}).content.decode()


def test_downloaded_comments_cannot_run_as_formulas(
    comment: Comment, tester: models.Tester, version: Version, analyst: User, signed_in: SignIn
) -> None:
    danger = '=HYPERLINK("https://example.org")'
    actions.add_comment(tester=tester, version=version, page="page_one", text=danger)
    client = signed_in(analyst)
    address = f"/studies/{comment.study_id}/pilot/comments/as/"
    text = client.get(f"{address}csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][4] == "Kommentar"
    assert [row[4] for row in rows[1:]] == ["Hvad er =andre?", f"'{danger}"]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}xlsx/").content)).worksheets[0]
    assert (sheet["E3"].value, sheet["E3"].data_type) == (danger, "s")
    assert client.get(f"{address}exe/").status_code == 404
    assert AuditEntry.objects.filter(verb="pilot.export_comments").count() == 2


def test_the_list_of_comments_takes_few_queries(
    comment: Comment,
    tester: models.Tester,
    version: Version,
    analyst: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = signed_in(analyst)
    address = f"/studies/{comment.study_id}/pilot/comments/"
    client.get(address)
    for number in range(20):
        actions.add_comment(tester=tester, version=version, page="page_one", text=f"Nr. {number}")
    with django_assert_max_num_queries(9):
        assert "Nr. 19" in client.get(address).content.decode()


def test_a_study_opens_only_with_a_version_in_use(study: Study, analyst: User) -> None:
    codes = {each.code for each in obstacles_to_opening(study)}
    assert "questionnaire.none" in codes


def test_a_study_with_a_version_in_use_can_open(study: Study, version: Version) -> None:
    assert "questionnaire.none" not in {each.code for each in obstacles_to_opening(study)}
