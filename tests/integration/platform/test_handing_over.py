"""Passing on to a colleague: who may, what the colleague is told, and who gave what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lovende.domain.errors import LovendeError
from lovende.fieldwork.handing_over import (
    MOST,
    begin_hand_over,
    hand_over,
    hand_over_done,
    withdraw_hand_over,
)
from lovende.fieldwork.models import HandOver, Invitee, Message
from lovende.questionnaires.models import Version
from lovende.responses.models import Entry, Response
from lovende.responses.queries import given_by, history
from lovende.studies.links import Opens, token
from lovende.studies.models import AuditEntry, Study, User

SignIn = Callable[[User], Client]
GIVEN = {"name": "Karl Kollega", "email": "karl@example.org", "word": "Du ved det."}


@pytest.fixture
def invitee(live_study: Study, make_invitee: Callable[..., Invitee]) -> Invitee:
    return make_invitee("Bodil Bruun")


@pytest.fixture
def begun(invitee: Invitee, client: Client) -> Response:
    """The response of the invitee, with the first page answered."""
    address = own(invitee)
    client.post(f"{address}")
    client.post(f"{address}page_one/", {"q1": "1", "do": "next"})
    return Response.objects.get(invitee=invitee)


def own(invitee: Invitee) -> str:
    return f"/a/{token(Opens.INVITEE, invitee.link_code, invitee.link_round)}/"


def theirs(passed: HandOver) -> str:
    return f"/a/{token(Opens.HAND_OVER, passed.link_code, passed.link_round)}/"


def pass_on(invitee: Invitee, **more: Any) -> HandOver:
    return hand_over(invitee=invitee, **{**GIVEN, **more})


def test_a_page_is_passed_on_and_both_are_known(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    address = f"{own(invitee)}hand-over/page_two/"
    shown = client.get(address).content.decode()
    assert "Kun siden »Betydning«" in shown
    done = client.post(address, {**GIVEN, "scope": "page"})
    passed = HandOver.objects.get()
    assert (passed.invitee, passed.page, passed.name) == (invitee, "page_two", "Karl Kollega")
    after = client.get(done["Location"]).content.decode()
    assert "Givet videre til Karl Kollega" in after
    assert AuditEntry.objects.get(verb="hand_over.offer").fields == ["email", "name"]


def test_the_mail_says_who_passed_it_on_and_how_to_say_no(invitee: Invitee) -> None:
    passed = pass_on(invitee, page="page_two", part="Betydning")
    message = Message.objects.get(hand_over=passed)
    assert message.to == "karl@example.org"
    assert "Bodil Bruun" in message.subject
    until = "1. januar 2030"
    for said in ("Du ved det.", "Betydning", theirs(passed), "no/", "anna@example.org", until):
        assert said in message.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  \x00 "},
        {"name": "Karl https://example.org"},
        {"email": "karl"},
        {"email": ""},
        {"email": "I1@example.org"},
        {"word": "x" * 1_001},
        {"word": "Se https://example.org"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    wrong: dict[str, str], begun: Response, invitee: Invitee, client: Client
) -> None:
    with pytest.raises(LovendeError):
        pass_on(invitee, **wrong)
    page = client.post(f"{own(invitee)}hand-over/", {**GIVEN, "scope": "whole", **wrong})
    assert page.status_code == 422
    assert not HandOver.objects.exists()
    assert not Message.objects.exists()


def test_a_double_click_passes_on_once(invitee: Invitee) -> None:
    assert pass_on(invitee) == pass_on(invitee, name="Karl K.")
    assert Message.objects.count() == 1


def test_a_link_does_not_write_to_just_anybody(invitee: Invitee) -> None:
    for number in range(MOST):
        pass_on(invitee, email=f"karl{number}@example.org")
    with pytest.raises(LovendeError):
        pass_on(invitee, email="karl@example.org")
    assert Message.objects.count() == MOST


@pytest.mark.parametrize("state", [Study.State.DRAFT, Study.State.CLOSED])
def test_only_a_live_study_is_passed_on(state: str, invitee: Invitee) -> None:
    Study.objects.update(state=state)
    with pytest.raises(LovendeError):
        pass_on(invitee)


def test_who_left_the_panel_passes_nothing_on(invitee: Invitee, client: Client) -> None:
    Invitee.objects.update(state=Invitee.State.WITHDRAWN)
    with pytest.raises(LovendeError):
        pass_on(invitee)
    assert client.get(f"{own(invitee)}hand-over/").status_code == 410


def test_a_colleague_cannot_pass_it_further(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee)
    for address in ("hand-over/", "hand-over/page_one/"):
        assert client.get(theirs(passed) + address).status_code == 404
        assert client.post(theirs(passed) + address, GIVEN).status_code == 404
    assert client.post(f"{theirs(passed)}hand-over/withdraw/{passed.pk}/").status_code == 404
    assert HandOver.objects.count() == 1


def test_the_colleague_is_told_who_why_what_and_until_when(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee, page="page_two")
    shown = client.get(theirs(passed)).content.decode()
    for said in ("Bodil Bruun har givet dette videre til dig", "Du ved det.", "Betydning"):
        assert said in shown
    assert "1. januar 2030" in shown
    assert f"{theirs(passed)}no/" in shown


def test_the_colleague_answers_the_page_and_the_answers_show_it(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee, page="page_two")
    stood = begun.page
    assert client.post(theirs(passed))["Location"] == f"{theirs(passed)}page_two/"
    passed.refresh_from_db()
    assert passed.state == HandOver.State.STARTED
    client.post(f"{theirs(passed)}page_two/", {"q3_1": "2", "do": "next"})
    passed.refresh_from_db()
    begun.refresh_from_db()
    assert passed.state == HandOver.State.DONE
    assert passed.done_at is not None
    assert begun.page == stood
    assert "q1" not in given_by(history(begun))
    assert given_by(history(begun))["q3_1"] == passed
    assert Entry.objects.latest("pk").hand_over == passed


def test_the_colleague_opens_no_other_page(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee, page="page_two")
    client.post(theirs(passed))
    assert client.get(f"{theirs(passed)}page_one/").status_code == 404
    client.post(f"{theirs(passed)}page_one/", {"q1": "3", "do": "next"})
    begun.refresh_from_db()
    assert begun.answers["q1"] == "1"


def test_a_page_that_is_not_asked_any_more_says_so(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee, page="page_two")
    client.post(f"{own(invitee)}page_one/", {"q1": "4", "do": "next"})
    client.post(theirs(passed))
    page = client.get(f"{theirs(passed)}page_two/")
    assert page.status_code == 410
    assert "Der er ikke mere, du skal gøre" in page.content.decode()


def test_an_answer_that_a_colleague_only_saw_is_still_the_invitees(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee)
    client.post(theirs(passed))
    client.post(f"{theirs(passed)}page_one/", {"q1": "1", "q2": "2", "do": "next"})
    begun.refresh_from_db()
    assert "q1" not in given_by(history(begun))
    assert given_by(history(begun))["q2"] == passed


def test_what_was_passed_on_can_be_taken_back(
    begun: Response, invitee: Invitee, client: Client
) -> None:
    passed = pass_on(invitee)
    link = theirs(passed)
    address = f"{own(invitee)}hand-over/withdraw/{passed.pk}/"
    assert client.get(address).status_code == 405
    client.post(address)
    passed.refresh_from_db()
    assert passed.state == HandOver.State.WITHDRAWN
    assert client.get(link).status_code == 410
    assert not withdraw_hand_over(hand_over=passed)


def test_somebody_elses_is_not_taken_back(
    invitee: Invitee, make_invitee: Callable[..., Invitee], client: Client
) -> None:
    passed, other = pass_on(invitee), make_invitee("En anden")
    assert client.post(f"{own(other)}hand-over/withdraw/{passed.pk}/").status_code == 404
    passed.refresh_from_db()
    assert passed.state == HandOver.State.OFFERED


def test_the_steps_are_taken_once(invitee: Invitee) -> None:
    passed = pass_on(invitee)
    assert begin_hand_over(hand_over=passed)
    assert not begin_hand_over(hand_over=passed)
    assert hand_over_done(hand_over=passed)
    assert not hand_over_done(hand_over=passed)
    assert not withdraw_hand_over(hand_over=passed)


def test_an_unknown_page_passes_on_the_whole(
    begun: Response, invitee: Invitee, version: Version, client: Client
) -> None:
    shown = client.get(f"{own(invitee)}hand-over/no_such_page/").content.decode()
    assert "Kun siden" not in shown
    assert "Hele spørgeskemaet" in shown


def test_those_who_run_the_study_see_who_passed_what_to_whom(
    begun: Response,
    invitee: Invitee,
    analyst: User,
    client: Client,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    passed = pass_on(invitee, page="page_two")
    client.post(theirs(passed))
    client.post(f"{theirs(passed)}page_two/", {"q3_1": "2", "q4": "12", "do": "next"})
    staff, address = signed_in(analyst), f"/studies/{invitee.study_id}/hand-overs/"
    shown = staff.get(address).content.decode()
    for said in ("Bodil Bruun", "Karl Kollega", "Betydning", "Færdig"):
        assert said in shown
    assert '<td data-title="Svar" class="lovende-number">2</td>' in shown
    assert AuditEntry.objects.filter(verb="hand_over.look", user=analyst).exists()
    with django_assert_max_num_queries(12):
        staff.get(address)


def test_those_who_run_the_study_can_take_it_back(
    invitee: Invitee, analyst: User, client: Client, signed_in: SignIn
) -> None:
    passed = pass_on(invitee)
    address = f"/studies/{invitee.study_id}/hand-overs/{passed.pk}/take-back/"
    signed_in(analyst).post(address)
    passed.refresh_from_db()
    assert passed.state == HandOver.State.WITHDRAWN
    assert AuditEntry.objects.get(verb="hand_over.withdraw").user == analyst


@pytest.mark.parametrize("path", ["", "{pk}/take-back/"])
def test_what_was_passed_on_is_for_analysts(
    path: str,
    invitee: Invitee,
    interviewer: User,
    stranger: User,
    client: Client,
    signed_in: SignIn,
) -> None:
    address = f"/studies/{invitee.study_id}/hand-overs/" + path.format(pk=pass_on(invitee).pk)
    reach = "post" if path else "get"
    assert getattr(client, reach)(address).status_code == 302
    assert getattr(signed_in(stranger), reach)(address).status_code == 404
    assert getattr(signed_in(interviewer), reach)(address).status_code == 403
