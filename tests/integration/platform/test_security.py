"""The platform as someone finds it who means harm."""

from __future__ import annotations

import io
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from lovende.config.running import make_private
from lovende.fieldwork.models import Invitee, Wave
from lovende.responses.answering.throttle import client_address
from lovende.studies.models import Study, User
from lovende.web.logs import WithoutPersonalData

from .conftest import PASSWORD
from .test_answering_pages import Respondent
from .test_every_address import GUARDED, filled

PRODUCTION = {
    "LOVENDE_MODE": "production",
    "LOVENDE_SECRET_KEY": "k9-Xb2_" * 8,
    "LOVENDE_LINK_KEY": "m7-Yc3_" * 8,
    "LOVENDE_HOSTS": "lovende.example.org",
    "LOVENDE_URL": "https://lovende.example.org",
    "LOVENDE_MAIL": "smtp://127.0.0.1:25",
    "LOVENDE_MAIL_FROM": "lovende@example.org",
    "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
}


def manage(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the platform in a process and a folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "lovende.config.manage", *words],
        env={**kept, **PRODUCTION, "LOVENDE_DATA": str(folder), **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_own_check_of_production_has_nothing_to_say(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_does_not_start_with_keys_that_are_the_same(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", LOVENDE_LINK_KEY=PRODUCTION["LOVENDE_SECRET_KEY"])
    assert done.returncode != 0
    assert "settings.same_key" in done.stderr or "two keys" in done.stderr


def test_what_the_platform_writes_is_its_own_accounts_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = manage(folder, "migrate", "--verbosity=0", LOVENDE_MODE="local")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    make_private(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "10.0.0.1", "192.0.2.7"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "made-up, 10.0.0.1", "10.0.0.1"),
        (2, "made-up, 10.0.0.1, 10.9.9.9", "10.0.0.1"),
        (2, "10.0.0.1", "192.0.2.7"),
        (1, "", "192.0.2.7"),
    ],
)
def test_only_what_our_own_proxies_say_of_the_visitor_is_believed(
    settings: Any, proxies: int, forwarded: str, believed: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    request.META["REMOTE_ADDR"] = "192.0.2.7"
    assert client_address(request) == believed


@pytest.mark.parametrize("address", GUARDED)
def test_no_page_of_those_who_are_signed_in_takes_a_forged_form(
    address: str, study: Study, owner: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(filled(address, study), {"name": "x"})
    assert answer.status_code in (403, 405), address
    if answer.status_code == 403:
        assert "Formularen kunne ikke modtages" in answer.content.decode(), address


def test_signing_out_needs_a_click(owner: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(owner)
    client.get("/accounts/logout/")
    assert client.get("/profile/").status_code == 200


def test_a_role_that_was_taken_ends_what_is_open(
    study: Study, analyst: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(analyst)
    assert client.get(f"/studies/{study.pk}/panel/").status_code == 200
    study.roles.filter(user=analyst).delete()
    assert client.get(f"/studies/{study.pk}/panel/").status_code == 404


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_nobody_is_led_to_another_site(owner: User, where: str) -> None:
    signed = Client().post(
        "/accounts/login/", {"login": owner.email, "password": PASSWORD, "next": where}
    )
    chosen = Client().post("/language/", {"language": "en", "next": where})
    for answer in (signed, chosen):
        assert answer.status_code == 302
        assert answer["Location"] == "/"


def test_a_fault_of_ours_in_answering_tells_no_one_anything(
    live_study: Study,
    make_invitee: Callable[..., Invitee],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The page and the log, where a save breaks in the middle."""
    someone = Respondent(make_invitee()).starts()
    someone.client.raise_request_exception = False
    someone.opens("page_one/")

    def breaks(*_: object, answers: object, **__: object) -> None:
        raise RuntimeError(answers, someone.link)

    monkeypatch.setattr("lovende.responses.answering.pages.save_page", breaks)
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(WithoutPersonalData("%(levelname)s %(name)s %(message)s"))
    logging.getLogger("django.request").addHandler(handler)
    try:
        someone.saves(q1="1", q2_other="Bodil Bruun 010203-1234")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert someone.status == 500
    token = someone.link.split("/")[2]
    for text in (said.getvalue(), someone.text):
        assert "Bodil" not in text
        assert token not in text
    assert "RuntimeError" in said.getvalue()
    assert "/a/…/page_one/" in said.getvalue()


def test_numbers_and_days_out_of_bounds_break_nothing(
    study: Study, wave: Wave, owner: User, signed_in: Callable[[User], Client]
) -> None:
    client, at = signed_in(owner), f"/studies/{study.pk}"
    for number in ("9" * 30, "²", "-1"):
        for fields in ({"to": "1", "person": number}, {"to": number, "person": "1"}):
            assert client.post(f"{at}/panel/move/", fields).status_code == 302
        for page in ("panel/?after=", "panel/?wave=", "outbox/?before=", "log/?before="):
            assert client.get(f"{at}/{page}{number}").status_code in (200, 422)
    for days in ("since=0001-01-01&until=9999-12-31", "since=9999-12-31", "until=0001-01-01"):
        assert client.get(f"{at}/log/?{days}").status_code == 200


def test_files_of_pages_say_what_a_browser_may_do_too(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = tmp_path
    answer = Client().get("/static/picture.svg")
    assert b"".join(answer.streaming_content).startswith(b"<svg")  # type: ignore[attr-defined]  # a file is sent in pieces
    answer.close()
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer
    assert "no-store" not in answer["Cache-Control"]
