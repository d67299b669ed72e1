"""Signing up, in and out; passwords; two factors: in our frame, in two languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from lovende.studies.models import Invitation, Organisation, Role, Study, StudyRole, User
from tests.integration.platform.conftest import PASSWORD

SignedIn = Callable[[User], Client]
SIGN_UP = {
    "name": "Nadia Ny",
    "email": "nadia@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def addresses() -> list[str]:
    """Every address under /accounts/ that needs nothing in it."""
    found = []
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and str(resolver.pattern) == "accounts/":
            found = [key for key in resolver.reverse_dict if isinstance(key, str)]
    assert len(found) > 15
    with_key = {"account_confirm_email", "account_reset_password_from_key"}
    return sorted(set(found) - with_key)


def confirm_newest() -> str:
    """Open the link in the newest e-mail and confirm."""
    link = re.search(
        r"http://127\.0\.0\.1:8000(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body)
    )
    assert link
    client = Client()
    assert client.get(link[1]).status_code == 200
    assert client.post(link[1]).status_code == 302
    return link[1]


def sign_in(user: User) -> Client:
    """Sign in by password and once more, as what protects an account asks for."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("name", addresses())
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("signed", [True, False])
def test_every_page_of_an_account_is_in_our_frame(
    name: str, language: str, signed: bool, owner: User, signed_in: SignedIn
) -> None:
    client = signed_in(owner) if signed else Client()
    if signed:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.get(reverse(name), headers={"accept-language": language}, follow=True)
    text = response.content.decode()
    assert response.status_code in (200, 404)
    assert 'class="lovende-name"' in text
    assert text.count("<h1") == 1
    assert f'<html lang="{language}">' in text
    assert "Menu:" not in text  # allauth's own frame has a menu of this name
    assert "<br" not in text
    if language == "da":
        assert not re.search(r">\s*(Sign In|Sign Up|Email|Password)\b", text)


def test_one_signs_up_confirms_and_signs_in(client: Client) -> None:
    response = client.post("/accounts/signup/", SIGN_UP, headers={"accept-language": "en"})
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.name, user.language, user.email) == ("Nadia Ny", "en", "nadia@example.org")
    assert mail.outbox[0].subject == "Confirm your e-mail address"
    assert "Nadia" not in mail.outbox[0].body, "nobody sends words to someone else's inbox"
    assert not EmailAddress.objects.get().verified
    confirm_newest()
    assert EmailAddress.objects.get().verified
    signed = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert signed["Location"] == "/"
    assert signed.cookies["django_language"].value == "en"
    assert "Name your organisation" in client.get("/").content.decode()


def test_a_mail_server_that_is_down_is_told_and_the_link_can_be_had_later(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    response = client.post("/accounts/signup/", SIGN_UP, follow=True)
    assert "Mailen kunne ikke sendes." in response.content.decode()
    assert User.objects.count() == 1


def test_without_confirmation_one_cannot_sign_in(client: Client) -> None:
    client.post("/accounts/signup/", SIGN_UP)
    response = client.post("/accounts/login/", {"login": "nadia@example.org", "password": PASSWORD})
    assert response["Location"] == "/accounts/confirm-email/"
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Dette felt er påkrævet"),
        ({"email": "nadia"}, "gyldig"),
        ({"password2": "noget helt andet nu"}, "samme"),
        ({"password1": "kort kode 1", "password2": "kort kode 1"}, "12 tegn"),
        (
            {"password1": "nadia@example.org", "password2": "nadia@example.org"},
            "minder for meget om",
        ),
    ],
)
def test_signing_up_tells_what_is_wrong(client: Client, change: dict[str, str], said: str) -> None:
    response = client.post("/accounts/signup/", SIGN_UP | change)
    text = response.content.decode()
    assert "Der er noget, der skal rettes" in text
    assert said in text
    assert not User.objects.exists()


def test_a_taken_address_looks_like_a_free_one(client: Client, owner: User) -> None:
    taken = client.post("/accounts/signup/", SIGN_UP | {"email": owner.email})
    free = Client().post("/accounts/signup/", SIGN_UP)
    assert taken.status_code == free.status_code == 302
    assert taken["Location"] == free["Location"]
    assert mail.outbox[0].subject == "Du har allerede en konto"


def test_a_reset_looks_the_same_for_a_stranger(client: Client, owner: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": owner.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [m.subject for m in mail.outbox] == [
        "Vælg en ny adgangskode",
        "Der er ingen konto med denne adresse",
    ]


def test_one_chooses_a_new_password_by_the_link(client: Client, owner: User) -> None:
    owner.language = "en"
    owner.save()
    client.post("/accounts/password/reset/", {"email": owner.email}, headers={"host": "localhost"})
    link = re.search(
        r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body)
    )
    assert link, "the e-mail carries the platform's own address, whatever host was asked"
    page = client.get(link[1], follow=True)
    form = page.request["PATH_INFO"]
    new = "en helt ny lang kode"
    client.post(form, {"password1": new, "password2": new})
    owner.refresh_from_db()
    assert owner.check_password(new)
    assert mail.outbox[1].subject == "A new password has been chosen for your account"
    used = Client().get(link[1], headers={"accept-language": "en"}, follow=True)
    assert "The link has expired or has been used." in used.content.decode()


def test_a_wrong_link_says_what_to_do(client: Client) -> None:
    text = client.get("/accounts/password/reset/key/1-wrong/", follow=True).content.decode()
    assert "Linket er udløbet eller brugt" in text
    text = client.get("/accounts/confirm-email/wrong/").content.decode()
    assert "Linket er udløbet eller brugt" in text


def test_sign_in_is_throttled_in_the_database(client: Client, owner: User) -> None:
    for _ in range(5):
        wrong = client.post("/accounts/login/", {"login": owner.email, "password": "forkert kode"})
        assert wrong.status_code == 200
    right = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert right.status_code == 200
    assert "for mange mislykkede" in right.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lovende_cache")
        assert cursor.fetchone()[0] > 0


def test_too_many_from_one_place_get_a_page_of_ours(client: Client) -> None:
    for _ in range(30):
        client.post("/accounts/login/", {"login": "a@example.org", "password": ""})
    response = client.post("/accounts/login/", {"login": "a@example.org", "password": ""})
    assert response.status_code == 429
    assert "For mange forsøg" in response.content.decode()


def test_two_factors_from_set_up_to_recovery(
    owner: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client = sign_in(owner)
    page = client.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert "data:image/svg+xml;base64," in text
    secret = re.search(r'lovende-key">([A-Z2-7]+)<', text)
    assert secret
    code = format_hotp_value(hotp_value(secret[1], next(iter(yield_hotp_counters_from_time()))))
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "Der er noget, der skal rettes" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": code}, follow=True)
    codes = re.findall(r"<code>([0-9a-f]+)</code>", done.content.decode())
    assert len(codes) == 10
    assert "Din konto er nu beskyttet af en godkendelsesapp" in {m.subject for m in mail.outbox}
    client.post("/accounts/logout/")
    asked = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/profile/").status_code == 302, "the password alone is not enough"
    assert "Et trin mere" in client.get("/accounts/2fa/authenticate/").content.decode()
    signed = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert signed.status_code == 302
    assert client.get("/profile/").status_code == 200
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    again = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert again.status_code == 200, "a recovery code works once"


def test_an_address_is_added_confirmed_and_written_to(owner: User) -> None:
    client = sign_in(owner)
    client.post("/accounts/email/", {"email": "ny@example.org", "action_add": ""})
    text = client.get("/accounts/email/").content.decode()
    assert "Ikke bekræftet" in text
    confirm_newest()
    client.post("/accounts/email/", {"email": "ny@example.org", "action_primary": ""})
    owner.refresh_from_db()
    assert owner.email == "ny@example.org"


def test_signing_out_asks_first(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    assert "Vil du logge ud?" in client.get("/accounts/logout/").content.decode()
    assert client.get("/profile/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/profile/").status_code == 302


def test_the_profile_changes_name_and_language(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    response = client.post("/profile/", {"name": "Olga Olsen", "language": "en"}, follow=True)
    assert "Your profile has been saved." in response.content.decode()
    owner.refresh_from_db()
    assert (owner.name, owner.language) == ("Olga Olsen", "en")


def test_the_profile_refuses_what_is_wrong(owner: User, signed_in: SignedIn) -> None:
    response = signed_in(owner).post("/profile/", {"name": "", "language": "xx"})
    assert response.status_code == 422
    owner.refresh_from_db()
    assert owner.language == "da"


def test_the_profile_is_quick(
    owner: User, signed_in: SignedIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = signed_in(owner)
    with django_assert_max_num_queries(4):
        assert client.get("/profile/").status_code == 200


def sign_up(email: str) -> None:
    page = Client().post("/accounts/signup/", {**SIGN_UP, "email": email})
    assert page.status_code == 302
    assert page["Location"] == "/accounts/confirm-email/"


def test_by_invitation_only_those_who_are_invited_get_an_account(
    settings: Any, study: Study, owner: User, organisation: Organisation
) -> None:
    settings.SIGN_UP = "invited"
    StudyRole.objects.create(study=study, email="rolle@example.org", role=Role.READER)
    Invitation.objects.create(organisation=organisation, email="medlem@example.org")
    told = {}
    for email in ("fremmed@example.org", "rolle@example.org", "Medlem@example.org", owner.email):
        sign_up(email)  # looks the same to all
        told[email] = str(mail.outbox[-1].subject)
    assert told == {
        "fremmed@example.org": "Du er ikke inviteret endnu",
        "rolle@example.org": "Bekræft din e-mailadresse",
        "Medlem@example.org": "Bekræft din e-mailadresse",
        owner.email: "Du har allerede en konto",
    }
    assert set(User.objects.values_list("email", flat=True)) == {
        owner.email,
        "rolle@example.org",
        "medlem@example.org",
    }


def test_the_first_person_of_an_empty_platform_needs_no_invitation(settings: Any) -> None:
    settings.SIGN_UP = "invited"
    sign_up("nadia@example.org")
    confirm_newest()
    sign_up("anden@example.org")
    assert User.objects.get().email == "nadia@example.org"


def test_nobody_is_flooded_with_e_mails_that_others_ask_for(
    monkeypatch: pytest.MonkeyPatch, client: Client, owner: User
) -> None:
    monkeypatch.setattr("lovende.studies.accounts.MOST_AN_HOUR", 2)
    for email in (owner.email, owner.email.upper(), owner.email, owner.email):
        page = client.post("/accounts/password/reset/", {"email": email})
        assert page.status_code == 302
    assert len(mail.outbox) == 2
    client.post("/accounts/password/reset/", {"email": "nadia@example.org"})
    assert len(mail.outbox) == 3


def test_counts_are_not_pushed_out_by_others() -> None:
    """Django's own most is 300: with so many more tries a counted one would be forgotten."""
    cache.set("counted", 1, 600)
    for number in range(400):
        cache.set(f"another-{number}", 1, 600)
    assert cache.get("counted") == 1
