"""A study is seen by those who have a role in it, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from lovende.studies.models import Study, User

SignIn = Callable[[User], Client]


def test_the_owner_sees_the_study(study: Study, owner: User, signed_in: SignIn) -> None:
    page = signed_in(owner).get(f"/studies/{study.pk}/")
    assert page.status_code == 200
    assert "Nyt i kommunen" in page.content.decode()


def test_for_others_it_does_not_exist(study: Study, stranger: User, signed_in: SignIn) -> None:
    page = signed_in(stranger).get(f"/studies/{study.pk}/")
    assert page.status_code == 404
    assert "Nyt i kommunen" not in page.content.decode()


def test_anonymous_people_sign_in_first(study: Study, client: Client) -> None:
    page = client.get(f"/studies/{study.pk}/")
    assert page.status_code == 302
    assert "/accounts/login/" in page["Location"]


def test_the_page_is_in_the_chosen_language(study: Study, owner: User, signed_in: SignIn) -> None:
    client = signed_in(owner)
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get(f"/studies/{study.pk}/")
    assert page["Content-Language"] == "en"
    assert "New in the municipality" in page.content.decode()
