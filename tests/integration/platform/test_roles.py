"""Colleagues in a study: added, told, changed, removed; with and without an account."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from lovende.studies.models import (
    AuditEntry,
    Invitation,
    Organisation,
    Role,
    Study,
    StudyRole,
    User,
)
from tests.integration.platform.conftest import PASSWORD
from tests.integration.platform.test_accounts import SIGN_UP, confirm_newest

SignedIn = Callable[[User], Client]


def people(study: Study) -> str:
    return f"/studies/{study.pk}/people/"


def test_a_colleague_gets_the_role_at_once_and_is_told_in_their_language(
    owner: User, stranger: User, study: Study, signed_in: SignedIn
) -> None:
    stranger.language = "en"
    stranger.save()
    response = signed_in(owner).post(
        people(study), {"email": "Stranger@Example.org", "role": "analyst"}, follow=True
    )
    assert "Stranger har fået besked på mail." in response.content.decode()
    assert StudyRole.objects.get(user=stranger).role == Role.ANALYST
    (sent,) = mail.outbox
    assert sent.to == ["stranger@example.org"]
    assert sent.subject == "Owner has given you a role in a study"
    assert f"http://127.0.0.1:8000/studies/{study.pk}/" in sent.body
    assert "New in the municipality" in sent.body
    assert signed_in(stranger).get(f"/studies/{study.pk}/").status_code == 200


def test_a_role_waits_for_the_address_to_be_confirmed(
    owner: User, study: Study, signed_in: SignedIn, client: Client
) -> None:
    signed_in(owner).post(people(study), {"email": "nadia@example.org", "role": "reader"})
    waiting = StudyRole.objects.get(email="nadia@example.org")
    assert waiting.user is None
    assert "/accounts/signup/" in mail.outbox[0].body
    client.post("/accounts/signup/", SIGN_UP)
    waiting.refresh_from_db()
    assert waiting.user is None, "signing up alone shows nothing"
    confirm_newest()
    waiting.refresh_from_db()
    assert waiting.user == User.objects.get(email="nadia@example.org")
    assert AuditEntry.objects.filter(study=study, verb="role.accept").count() == 1
    client.post("/accounts/login/", {"login": "nadia@example.org", "password": PASSWORD})
    assert client.get(f"/studies/{study.pk}/").status_code == 200


def test_an_invitation_to_an_organisation_waits_too(
    organisation: Organisation, client: Client
) -> None:
    Invitation.objects.create(
        organisation=organisation, email="nadia@example.org", administrator=True
    )
    client.post("/accounts/signup/", SIGN_UP)
    confirm_newest()
    assert organisation.memberships.get().administrator
    assert not Invitation.objects.exists()


def test_an_unconfirmed_account_does_not_get_the_role(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    squatter = User.objects.create_user("chef@example.org", PASSWORD)
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False)
    signed_in(owner).post(people(study), {"email": "chef@example.org", "role": "owner"})
    assert StudyRole.objects.get(email="chef@example.org").user is None


def test_one_who_is_in_the_study_is_not_added_twice(
    owner: User, analyst: User, study: Study, signed_in: SignedIn
) -> None:
    EmailAddress.objects.create(user=analyst, email="other@example.org", verified=True)
    for email in ("analyst@example.org", "other@example.org"):
        response = signed_in(owner).post(people(study), {"email": email, "role": "reader"})
        assert response.status_code == 422
        assert "har allerede en rolle" in response.content.decode()
    assert study.roles.count() == 2


@pytest.mark.parametrize(
    "given", [{"email": "x", "role": "reader"}, {"email": "x@example.org", "role": "boss"}, {}]
)
def test_what_is_wrong_is_told(
    given: dict[str, str], owner: User, study: Study, signed_in: SignedIn
) -> None:
    response = signed_in(owner).post(people(study), given)
    assert response.status_code == 422
    assert study.roles.count() == 1
    assert not mail.outbox


def test_a_mail_server_that_is_down_loses_no_role(
    owner: User, study: Study, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise SMTPException("down")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    client = signed_in(owner)
    response = client.post(
        people(study), {"email": "ny@example.org", "role": "reader"}, follow=True
    )
    assert "mailen kunne ikke sendes" in response.content.decode()
    held = study.roles.get(email="ny@example.org")
    monkeypatch.undo()
    client.post(f"{people(study)}{held.pk}/tell/")
    assert len(mail.outbox) == 1


def test_a_name_with_a_line_break_stays_one_line(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    owner.name = "Ond\nBcc: alle@example.org"
    owner.save()
    signed_in(owner).post(people(study), {"email": "ny@example.org", "role": "reader"})
    (sent,) = mail.outbox
    assert "\n" not in sent.subject
    assert sent.recipients() == ["ny@example.org"]


def test_a_role_is_changed_and_taken(
    owner: User, analyst: User, study: Study, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    held = study.roles.get(user=analyst)
    client.post(f"{people(study)}{held.pk}/", {"role": "reader"})
    held.refresh_from_db()
    assert held.role == Role.READER
    assert "Fjern Analyst fra" in client.get(f"{people(study)}{held.pk}/out/").content.decode()
    assert study.roles.filter(pk=held.pk).exists()
    client.post(f"{people(study)}{held.pk}/out/")
    assert not study.roles.filter(pk=held.pk).exists()
    assert signed_in(analyst).get(f"/studies/{study.pk}/").status_code == 404
    told = AuditEntry.objects.filter(study=study).values_list("verb", flat=True)
    assert set(told) == {"role.change", "role.take"}


def test_an_unknown_role_is_refused(
    owner: User, analyst: User, study: Study, signed_in: SignedIn
) -> None:
    held = study.roles.get(user=analyst)
    response = signed_in(owner).post(f"{people(study)}{held.pk}/", {"role": "boss"})
    assert response.status_code == 400
    assert "Den rolle findes ikke" in response.content.decode()


def test_the_last_owner_stays(owner: User, study: Study, signed_in: SignedIn) -> None:
    client = signed_in(owner)
    held = study.roles.get(user=owner)
    StudyRole.objects.create(study=study, email="waits@example.org", role=Role.OWNER)
    for page, text in (("", {"role": "reader"}), ("out/", {})):
        response = client.post(f"{people(study)}{held.pk}/{page}", text, follow=True)
        assert "En kortlægning skal have en ejer." in response.content.decode()
    held.refresh_from_db()
    assert held.role == Role.OWNER


@pytest.mark.parametrize("role", ["analyst", "interviewer", "reader"])
@pytest.mark.parametrize("page", ["", "{}/", "{}/out/", "{}/tell/"])
def test_only_an_owner_decides_about_people(
    role: str, page: str, study: Study, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(role))
    held = study.roles.get()
    response = client.post(people(study) + page.format(held.pk), {"role": "owner"})
    assert response.status_code == 403
    held.refresh_from_db()
    assert held.role == role


def test_a_role_of_another_study_cannot_be_reached(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    theirs = StudyRole.objects.create(study=other, email="x@example.org", role=Role.OWNER)
    assert signed_in(owner).post(f"{people(study)}{theirs.pk}/out/").status_code == 404


def test_people_are_read_in_one_go(
    owner: User,
    study: Study,
    signed_in: SignedIn,
    make_user: Callable[[str], User],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for number in range(5):
        user = make_user(f"colleague{number}")
        StudyRole.objects.create(study=study, user=user, email=user.email, role=Role.READER)
    client = signed_in(owner)
    with django_assert_max_num_queries(4):
        assert client.get(people(study)).status_code == 200
