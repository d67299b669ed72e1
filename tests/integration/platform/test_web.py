"""The frame of all pages: header, language, faults, what the browser is told."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator

import pytest
from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, path
from django.views.decorators.http import require_safe

from lovende.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies.links import Opens, token
from lovende.studies.models import Study, User
from lovende.web.forms import PlainForm
from lovende.web.logs import WithoutPersonalData
from lovende.web.templating import icon, url_or_none, with_query

SignedIn = Callable[[User], Client]


@require_safe
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    raise LovendeError(fault("x.wrong", N_("{value} is not a whole number."), value="<b>"))


class Addresses:
    """The platform's addresses and two that fail."""

    urlpatterns = [path("broken/", broken), path("refused/", refused), *urlpatterns]  # noqa: RUF012
    handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


def test_an_unknown_page_says_so_in_the_readers_language(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    danish = client.get("/nowhere/", headers={"accept-language": "da"})
    english = client.get("/nowhere/", headers={"accept-language": "en"})
    assert danish.status_code == english.status_code == 404
    assert "Siden findes ikke" in danish.content.decode()
    assert "There is no such page" in english.content.decode()
    assert english["Content-Language"] == "en"


def test_those_who_are_not_signed_in_are_asked_to(client: Client) -> None:
    response = client.get("/studies/1/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/studies/1/"


@override_settings(ROOT_URLCONF=Addresses)
def test_a_fault_of_ours_is_told_without_asking_the_database(
    owner: User, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    client.raise_request_exception = False
    response = client.get("/broken/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "Noget gik galt" in text
    assert str(owner) not in text  # the user is in the database


@override_settings(ROOT_URLCONF=Addresses)
def test_what_is_wrong_is_told_and_escaped(owner: User, signed_in: SignedIn) -> None:
    response = signed_in(owner).get("/refused/")
    assert response.status_code == 400
    assert "&lt;b&gt; er ikke et helt tal." in response.content.decode()


def test_a_form_without_its_secret_is_refused_in_plain_words(owner: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post("/profile/", {"name": "Ny"})
    text = response.content.decode()
    assert response.status_code == 403
    assert "The form could not be received" in text
    assert 'href="/profile/"' in text
    owner.refresh_from_db()
    assert owner.name != "Ny"


def test_the_language_is_remembered_and_e_mails_follow(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    response = client.post("/language/", {"language": "en", "next": "/profile/"})
    assert response["Location"] == "/profile/"
    assert client.get("/profile/")["Content-Language"] == "en"
    owner.refresh_from_db()
    assert owner.language == "en"


@pytest.mark.parametrize(
    "back", ["https://evil.example.org/", "//evil.example.org", "javascript:x"]
)
def test_the_language_switch_leads_nowhere_else(client: Client, back: str) -> None:
    response = client.post("/language/", {"language": "en", "next": back})
    assert response["Location"] == "/"


def test_an_unknown_language_is_not_remembered(client: Client) -> None:
    response = client.post("/language/", {"language": "xx", "next": "/"})
    assert not response.cookies


def test_looking_at_the_language_switch_changes_nothing(client: Client) -> None:
    assert client.get("/language/").status_code == 405


def test_the_server_says_that_it_is_well(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_browsers_are_told_what_a_page_may_do(client: Client) -> None:
    response = client.get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "style=" not in response.content.decode()
    # Browsers hide the origin of forms under "no-referrer", and Django then refuses them.
    assert response["Referrer-Policy"] == "same-origin"
    assert client.get("/a/unknown/")["Referrer-Policy"] == "no-referrer"


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the platform, its parts filled in with 1."""
    for each in resolver.url_patterns:
        whole = before + re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "1", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from patterns(each, whole)
        else:
            yield "/" + re.sub(r"[\^$\\]", "", whole)


def test_nothing_is_public_but_signing_in_answering_and_the_language(client: Client) -> None:
    found = set(patterns(get_resolver()))
    assert len(found) > 80
    public = ("/accounts/", "/a/", "/healthz", "/language/")
    for address in sorted(found):
        response = client.get(address)
        if address != "/" and not address.startswith(public):
            assert response.status_code == 302, address
            assert response["Location"].startswith("/accounts/login/?next="), address


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("owner", {"overview", "settings"}),
        ("analyst", {"overview", "settings"}),
        ("interviewer", {"overview"}),
        ("reader", {"overview"}),
    ],
)
def test_the_menu_has_what_the_role_may_see(
    role: str, seen: set[str], study: Study, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    text = signed_in(request.getfixturevalue(role)).get(f"/studies/{study.pk}/").content.decode()
    own = {"overview": f'href="/studies/{study.pk}/"', "settings": f"/studies/{study.pk}/settings/"}
    assert {name for name, mark in own.items() if mark in text} == seen
    assert f'<a href="/studies/{study.pk}/" aria-current="page">' in text


@pytest.mark.parametrize("role", ["owner", "analyst", "interviewer", "reader"])
def test_every_entry_of_the_menu_leads_somewhere(
    role: str, live_study: Study, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(role))
    text = client.get(f"/studies/{live_study.pk}/").content.decode()
    menu = text[text.index("lovende-sections") : text.index("</nav>")]
    addresses = set(re.findall(r'href="([^"]+)"', menu))
    assert addresses
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "lovende-sections" in response.content.decode(), address


def test_an_address_that_no_room_has_is_none() -> None:
    assert url_or_none("studies:list") == "/"
    assert url_or_none("studies:overview", 7) == "/studies/7/"
    assert url_or_none("nobody:nowhere") is None


def test_answering_asks_neither_the_cache_nor_a_session(live_study: Study, client: Client) -> None:
    Study.objects.filter(pk=live_study.pk).update(open_link=True)
    address = f"/a/{token(Opens.STUDY, live_study.link_code, live_study.link_round)}/"
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    tables = " ".join(each["sql"] for each in asked)
    assert "studies_study" in tables
    assert "lovende_cache" not in tables
    assert "django_session" not in tables


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("Not Found: /accounts/confirm-email/MQ:abc-DEF:xyz/", "abc"),
        ("Not Found: /accounts/password/reset/key/3-d5k-abcdef/", "abcdef"),
        ("Refused bo.berg+x@example.org", "berg"),
    ],
)
def test_log_lines_keep_no_secrets(said: str, secret: str) -> None:
    line = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (said,), None)
    assert secret not in WithoutPersonalData().format(line)


def test_the_log_tells_of_a_fault_without_its_words() -> None:
    """What a database or a reader says of a fault holds the values that it is about."""
    typed, file = "Bodil Bruun, 010203-1234", "/srv/bodil"
    try:
        try:
            raise ValueError(typed)
        except ValueError as problem:
            raise OSError(111, "Connection refused", file) from problem
    except OSError:
        line = logging.LogRecord("x", logging.ERROR, "", 0, "Failed", (), sys.exc_info())
    said = WithoutPersonalData().format(line)
    said = said.replace('typed, file = "Bodil Bruun, 010203-1234", "/srv/bodil"', "")
    assert not any(word in said for word in ("Bodil", "0203", "bodil"))
    assert "builtins.ValueError" in said
    assert said.endswith("builtins.ConnectionRefusedError: Connection refused")
    assert "test_web.py" in said


def test_a_number_that_no_row_can_have_is_not_found(owner: User, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    for number in (2**63, 10**30):
        assert client.get(f"/studies/{number}/").status_code == 404
        assert client.get(f"/organisations/{number}/").status_code == 404


def test_a_query_keeps_its_other_words() -> None:
    request = RequestFactory().get("/?who=æ&page=2")
    assert with_query(request, page=3) == "?who=%C3%A6&page=3"
    assert with_query(request, page=None) == "?who=%C3%A6"


def test_an_icon_cannot_carry_markup() -> None:
    assert "<b>" not in str(icon("check", "<b>"))


def test_mistakes_are_listed_with_links_and_told_to_screen_readers() -> None:
    class Form(PlainForm):
        name = forms.CharField(help_text="As in the register")
        colour = forms.ChoiceField(choices=[("r", "Red")], widget=forms.RadioSelect)

    form = Form({})
    template = '{% from "web/forms.html" import fields %}{{ fields(form) }}'
    text = engines.all()[0].from_string(template).render({"form": form})
    assert 'id="error-summary"' in text
    assert 'href="#id_name"' in text
    assert 'href="#id_colour_0"' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'class="form-input"' in text
    assert 'class="form-radio"' in text


def test_the_frame_needs_no_request() -> None:
    assert "<h1>Titel</h1>" in render_to_string("web/fault.html", {"title": "Titel"})
