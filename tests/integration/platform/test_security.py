"""The platform as someone finds it who means harm."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from lovende.config.running import make_private
from lovende.responses.answering.throttle import client_address

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
