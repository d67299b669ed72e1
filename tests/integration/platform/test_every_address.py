"""Deny by default: every address of the platform, tried by people who may not be there.

The list is made from the address book itself, so that a new page is tried on its first day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lovende.studies.models import Study, User

SignIn = Callable[[User], Client]

# Pages that anyone may open. Whatever else stands below /accounts/ is allauth's and asks by itself.
PUBLIC = re.compile(r"^/($|accounts/|language/$|healthz$|a/<|static/)")
# Pages that need sign-in and belong to the person, not to a study.
OWN = re.compile(r"^/(?!studies/<)")
EXAMPLES = {
    "int": "999999",
    "str": "x",
    "slug": "x",
    "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
}


def addresses() -> list[str]:
    """Every address with its converters: `/studies/<int:study_id>/panel/`."""

    def below(patterns: list[URLPattern | URLResolver], start: str) -> Iterator[str]:
        for pattern in patterns:
            place = start + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from below(pattern.url_patterns, place)
            else:
                yield place

    return sorted(set(below(get_resolver().url_patterns, "/")))


def filled(address: str, study: Study) -> str:
    """The address with the study's number, and numbers of nothing for the rest."""
    address = address.replace("<int:study_id>", str(study.pk))
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: EXAMPLES[m[1] or "str"], address)


GUARDED = [address for address in addresses() if not PUBLIC.match(address)]
OF_STUDIES = [address for address in GUARDED if not OWN.match(address)]


def test_there_are_addresses_to_try() -> None:
    assert len(OF_STUDIES) > 50


@pytest.mark.parametrize("address", GUARDED)
def test_anonymous_people_sign_in_first(address: str, study: Study, client: Client) -> None:
    for answer in (client.get(filled(address, study)), client.post(filled(address, study))):
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/accounts/login/"), address


@pytest.mark.parametrize("address", OF_STUDIES)
def test_a_study_of_others_does_not_exist(
    address: str, study: Study, stranger: User, signed_in: SignIn
) -> None:
    client = signed_in(stranger)
    for answer in (client.get(filled(address, study)), client.post(filled(address, study))):
        assert answer.status_code in (404, 405), address
        assert "Nyt i kommunen" not in answer.content.decode()


@pytest.mark.parametrize("address", [a for a in OF_STUDIES if "<" in a.split("/", 3)[-1]])
def test_what_is_not_there_is_not_found(
    address: str, study: Study, owner: User, signed_in: SignIn
) -> None:
    answer = signed_in(owner).get(filled(address, study))
    assert answer.status_code in (404, 405), address


@pytest.mark.parametrize("address", OF_STUDIES)
def test_pages_tell_the_browser_what_it_may_do(
    address: str, study: Study, owner: User, signed_in: SignIn
) -> None:
    answer = signed_in(owner).get(filled(address, study))
    assert answer.status_code < 500, address
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    # No more: with none at all browsers hide the origin of a form, which the guard against forged
    # forms needs. Answering has no such guard and sends none (test_answering_*).
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer["X-Content-Type-Options"] == "nosniff"
    if answer["Content-Type"].startswith("text/html"):
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
        assert not re.search(
            r"\sstyle=|\son[a-z]+=", re.sub(r"<textarea.*?</textarea>", "", page, flags=re.S)
        )
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), address
