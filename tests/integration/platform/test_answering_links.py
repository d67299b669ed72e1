"""What a secret address opens, and the clear page where it does not open."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from lovende.fieldwork.models import Contact, HandOver, Invitee
from lovende.responses.answering import throttle, visit
from lovende.responses.models import Response
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Study

MakeInvitee = Callable[..., Invitee]


@pytest.fixture(autouse=True)
def _no_earlier_guesses() -> Iterator[None]:
    cache.clear()
    throttle.forget()
    yield
    throttle.forget()


def link_of(invitee: Invitee) -> str:
    return f"/a/{token(Opens.INVITEE, invitee.link_code, invitee.link_round)}/"


def test_the_front_page_says_what_who_and_how_long(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    page = client.get(link_of(make_invitee()))
    text = page.content.decode()
    assert page.status_code == 200
    for words in (
        "Nyt i kommunen",
        "Instituttet",
        "15 minutter",
        "Svarene bruges til",
        "Gå i gang",
    ):
        assert words in text
    assert "anna@example.org" in text
    assert "Bodil" not in text  # what the panel knows stands on the page about the person alone


def test_the_address_is_the_key(live_study: Study, make_invitee: MakeInvitee) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(link_of(make_invitee()))
    assert page.status_code == 302
    assert not client.cookies


def test_nobody_else_learns_the_address(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    page = client.get(link_of(make_invitee()))
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]


def test_opening_a_link_changes_nothing(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    invitee = make_invitee()
    for method in (client.get, client.head):
        method(link_of(invitee))
        method(link_of(invitee) + "page_one/")
        method(link_of(invitee) + "check/")
    assert not Response.objects.exists()
    invitee.refresh_from_db()
    assert invitee.progress == Invitee.Progress.NOT_STARTED


def test_a_scanner_that_presses_start_does_not_begin_an_interview(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    invitee = make_invitee()
    client.post(link_of(invitee))
    invitee.refresh_from_db()
    assert invitee.progress == Invitee.Progress.NOT_STARTED


@pytest.mark.parametrize(
    "wrong",
    [
        "s" + "a" * 36,
        "x" + "a" * 36,
        "s",
        "s" + "å" * 36,
        "s" + "%00" * 36,
        "s" + "a" * 5000,
    ],
)
def test_a_wrong_link_is_told_so(live_study: Study, client: Client, wrong: str) -> None:
    page = client.get(f"/a/{wrong}/", headers={"accept-language": "da"})
    assert page.status_code == 404
    assert "Linket virker ikke" in page.content.decode()


def test_the_signature_must_be_right(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    right = link_of(make_invitee())
    other = "a" if right[-2] != "a" else "b"
    assert client.get(right[:-2] + other + "/").status_code == 404


def test_a_link_of_another_kind_does_not_open(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    invitee = make_invitee()
    for kind in (Opens.STUDY, Opens.TESTER, Opens.HAND_OVER, Opens.RESPONSE):
        assert client.get(f"/a/{token(kind, invitee.link_code, 1)}/").status_code == 404


def test_a_revoked_link_is_gone(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    invitee = make_invitee()
    old = link_of(invitee)
    Invitee.objects.filter(pk=invitee.pk).update(link_round=2)
    page = client.get(old)
    assert page.status_code == 410
    assert "virker ikke længere" in page.content.decode()
    assert "anna@example.org" in page.content.decode()


@pytest.mark.parametrize("state", ["withdrawn", "replaced", "erased"])
def test_who_left_the_panel_cannot_answer(
    live_study: Study, make_invitee: MakeInvitee, client: Client, state: str
) -> None:
    assert client.get(link_of(make_invitee(state=state))).status_code == 410


def test_a_study_that_is_not_open_yet(
    study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    page = client.get(link_of(make_invitee()))
    assert page.status_code == 403
    assert "ikke åbnet endnu" in page.content.decode()


def test_a_closed_study_says_so(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    link = link_of(make_invitee())
    Study.objects.update(state=Study.State.CLOSED)
    page = client.get(link)
    assert page.status_code == 410
    assert "lukket" in page.content.decode()
    assert client.post(link).status_code == 410
    assert not Response.objects.exists()


def test_clear_pages_speak_the_language_of_the_invitee(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    invitee = make_invitee(state="withdrawn")
    Contact.objects.update(language="en")
    page = client.get(link_of(invitee), headers={"accept-language": "da"})
    assert "This link no longer works" in page.content.decode()


def test_the_language_is_chosen_before_the_start_and_kept(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    link = link_of(make_invitee())
    client.post(link + "language/", {"language": "en"})
    page = client.get(link)
    assert page["Content-Language"] == "en"
    assert "New in the municipality" in page.content.decode()
    client.post(link)
    assert Response.objects.get().language == "en"


def test_an_unknown_language_changes_nothing(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    link = link_of(make_invitee())
    client.post(link + "language/", {"language": "xx\x00"})
    assert client.get(link)["Content-Language"] == "da"


def test_guessing_is_slowed_down(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    known, fresh = link_of(make_invitee()), link_of(make_invitee())
    client.post(known)
    client.post(known + "page_one/", {"q1": "1"})
    for number in range(throttle.MOST_WRONG):
        wrong = "s" + "a" * 10 + f"{number:026}".replace("0", "b").replace("1", "c")
        assert client.get(f"/a/{wrong}/").status_code == 404
    assert client.get("/a/" + "s" + "b" * 36 + "/").status_code == 429
    assert client.get(fresh).status_code == 429
    assert client.get(known).status_code == 200, "a colleague's link goes on working"
    assert client.get(fresh, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_open_link_makes_a_response_with_a_link_of_its_own(
    live_study: Study, client: Client
) -> None:
    link = f"/a/{token(Opens.STUDY, live_study.link_code, live_study.link_round)}/"
    assert client.get(link).status_code == 410
    Study.objects.update(open_link=True)
    assert client.get(link).status_code == 200
    assert not Response.objects.exists()
    first, second = client.post(link), client.post(link)
    assert Response.objects.filter(kind=Response.Kind.OPEN).count() == 2
    assert first["Location"] != second["Location"]
    assert first["Location"].startswith("/a/t")
    page = client.get(first["Location"]).content.decode()
    assert "Gem dette link" in page
    own = first["Location"].split("/")[2]
    assert own in page


def test_a_tester_may_try_before_the_study_is_open(
    study: Study, version: object, client: Client
) -> None:
    tester = study.testers.create(name="Tine", link_code=new_code())
    link = f"/a/{token(Opens.TESTER, tester.link_code, 1)}/"
    page = client.get(client.post(link)["Location"])
    assert page.status_code == 200
    assert "Dette er en test" in page.content.decode()
    assert Response.objects.get().kind == Response.Kind.PILOT


def test_a_colleague_gets_only_the_page_that_was_passed_on(
    live_study: Study, make_invitee: MakeInvitee, client: Client
) -> None:
    hand_over = HandOver.objects.create(
        invitee=make_invitee(),
        name="Kim",
        email="kim@example.org",
        page="page_two",
        link_code=new_code(),
    )
    link = f"/a/{token(Opens.HAND_OVER, hand_over.link_code, 1)}/"
    assert "Betydning" in client.get(link).content.decode()
    page = client.post(link)
    assert page["Location"] == link + "page_two/"
    assert client.get(page["Location"]).status_code == 200
    assert client.get(link + "page_one/").status_code == 404
    assert client.post(link + "page_one/", {"q1": "1"}).status_code == 404
    assert client.get(link + "check/").status_code == 302
    HandOver.objects.update(state=HandOver.State.WITHDRAWN)
    assert client.get(link).status_code == 410


def test_without_a_database_the_page_says_so(
    live_study: Study,
    make_invitee: MakeInvitee,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = link_of(make_invitee())

    def gone(_token: str) -> visit.Visit:
        raise OperationalError

    monkeypatch.setattr("lovende.responses.answering.door.find_visit", gone)
    assert client.get(link).status_code == 503
    page = client.post(link + "page_one/", {"q2_other": "Vi < har ikke\nmistet noget"})
    text = page.content.decode()
    assert page.status_code == 503
    assert "blev ikke gemt" in text
    assert 'name="q2_other"' in text
    assert "Vi &lt; har ikke\nmistet noget" in text
    assert f'action="{link}page_one/"' in text
