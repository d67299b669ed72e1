"""A study from nothing to live, closed and live again, by its pages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client

from lovende.domain.texts import N_
from lovende.studies import readiness, steps
from lovende.studies.access import ANALYSTS
from lovende.studies.models import (
    AuditEntry,
    Membership,
    Organisation,
    Role,
    Study,
    StudyRole,
    User,
)
from lovende.studies.readiness import Obstacle

SignedIn = Callable[[User], Client]
NEXT_YEAR = datetime.date.today() + datetime.timedelta(days=400)


def given(organisation: Organisation, **changes: str) -> dict[str, str]:
    """Return what the form for a new study is filled in with."""
    return {
        "organisation": str(organisation.pk),
        "name_da": "Nyt under stormfloden",
        "name_en": "New during the flood",
        "occasion_da": "stormfloden",
        "occasion_en": "the flood",
        "period_start": "2026-01-01",
        "period_end": "2026-03-01",
        "contact_name": "Anna Analytiker",
        "contact_email": "anna@example.org",
        "contact_telephone": "",
        "legal_basis": "public_task",
        "minutes": "12",
        "keep_until": NEXT_YEAR.isoformat(),
        **changes,
    }


@pytest.fixture
def nothing_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room has anything against opening."""
    monkeypatch.setattr(readiness, "checks_before_opening", {})


def post_settings(client: Client, study: Study, **changes: str) -> Any:
    assert client.get(f"/studies/{study.pk}/settings/").status_code == 200
    text = given(study.organisation, privacy_da="Vi gemmer svarene.", **changes)
    return client.post(f"/studies/{study.pk}/settings/", text)


def test_anyone_reads_what_this_is_and_how_to_sign_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Det, vi lærte i krisen, må ikke gå tabt" in page
    assert "/accounts/login/" in page
    assert "Kortlægninger" not in page, "nothing of what is inside"


def test_one_without_an_organisation_is_shown_the_way(client: Client) -> None:
    user = User.objects.create_user("ny@example.org", "x")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Velkommen til Lovende" in client.get("/").content.decode()
    assert client.get("/studies/new/")["Location"] == "/organisations/new/"
    client.post("/organisations/new/", {"municipality": "0751", "name": ""})
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.municipality) == ("Aarhus Kommune", "0751")
    assert user.memberships.get().administrator
    assert "Opret den første kortlægning" in client.get("/").content.decode()


def test_a_study_is_created_with_proposed_texts(
    stranger: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    client = signed_in(stranger)
    response = client.post("/studies/new/", given(organisation, open_link="on"))
    study = Study.objects.get()
    assert response["Location"] == f"/studies/{study.pk}/"
    assert study.roles.get().role == Role.OWNER
    assert study.open_link
    assert "Instituttet spørger og er dataansvarlig." in study.privacy_da
    assert "under stormfloden" in study.privacy_da
    assert "anna@example.org" in study.privacy_en
    assert study.consent_da == ""
    assert AuditEntry.objects.get(verb="study.create").study == study
    assert "Kortlægningen er oprettet" in client.get(response["Location"]).content.decode()


def test_a_study_by_consent_begins_with_a_consent_text(
    stranger: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    signed_in(stranger).post("/studies/new/", given(organisation, legal_basis="consent"))
    assert Study.objects.get().consent_da.startswith("Jeg giver samtykke til")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name_da": ""}, "Navn på dansk: Dette felt er påkrævet"),
        ({"period_end": "2025-12-31"}, "Den sidste dag ligger før den første."),
        ({"keep_until": "2026-02-01"}, "Oplysningerne skal gemmes, til kortlægningen er slut."),
        ({"keep_until": "2020-01-01", "period_end": ""}, "ligger ude i fremtiden"),
        ({"minutes": "0"}, "Minutter"),
        ({"legal_basis": "because"}, "because"),
        ({"contact_email": "anna"}, "gyldig e-mail"),
        ({"name_da": "x\x00y"}, "Null"),
    ],
)
def test_a_new_study_tells_what_is_wrong(
    change: dict[str, str],
    said: str,
    stranger: User,
    organisation: Organisation,
    signed_in: SignedIn,
) -> None:
    response = signed_in(stranger).post("/studies/new/", given(organisation, **change))
    assert response.status_code == 422
    assert said.lower() in response.content.decode().lower()
    assert not Study.objects.exists()


def test_a_study_cannot_be_put_in_someone_elses_organisation(
    stranger: User, signed_in: SignedIn
) -> None:
    other = Organisation.objects.create(name="De andre")
    response = signed_in(stranger).post("/studies/new/", given(other))
    assert response.status_code == 422
    assert not Study.objects.exists()


def test_the_list_has_ones_own_studies_only(
    owner: User, study: Study, stranger: User, signed_in: SignedIn
) -> None:
    assert study.name_da in signed_in(owner).get("/").content.decode()
    assert study.name_da not in signed_in(stranger).get("/").content.decode()


def test_the_list_does_not_ask_for_each_study(
    owner: User,
    study: Study,
    signed_in: SignedIn,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for number in range(5):
        study.pk, study.link_code = None, f"code{number}"
        study.save()
        StudyRole.objects.create(study=study, user=owner, email=owner.email, role=Role.READER)
    client = signed_in(owner)
    with django_assert_max_num_queries(4):
        assert client.get("/").content.decode().count(study.name_da) == 6


@pytest.mark.parametrize("page", ["", "settings/", "open/", "people/", "log/"])
def test_a_study_that_is_not_ones_own_does_not_exist(
    page: str, study: Study, stranger: User, signed_in: SignedIn, client: Client
) -> None:
    assert signed_in(stranger).get(f"/studies/{study.pk}/{page}").status_code == 404
    assert client.get(f"/studies/{study.pk}/{page}").status_code == 302


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("", {"owner", "analyst", "interviewer", "reader"}),
        ("settings/", {"owner", "analyst"}),
        ("open/", {"owner"}),
        ("people/", {"owner"}),
        ("log/", {"owner"}),
    ],
)
@pytest.mark.parametrize("role", ["owner", "analyst", "interviewer", "reader"])
def test_each_role_sees_its_own_pages(
    page: str,
    allowed: set[str],
    role: str,
    study: Study,
    signed_in: SignedIn,
    request: pytest.FixtureRequest,
) -> None:
    response = signed_in(request.getfixturevalue(role)).get(f"/studies/{study.pk}/{page}")
    assert response.status_code == (200 if role in allowed else 403)
    if role not in allowed:
        assert "Du har ikke adgang til dette" in response.content.decode()


def test_details_are_changed_and_told_without_personal_data(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    response = post_settings(client, study, contact_name="Bo Berg", minutes="20")
    assert response.status_code == 302
    study.refresh_from_db()
    assert (study.contact_name, study.minutes) == ("Bo Berg", 20)
    entry = AuditEntry.objects.get(verb="study.change")
    assert {"contact_name", "minutes"} <= set(entry.fields)
    assert entry.values["minutes"] == 20
    assert "Bo Berg" not in str(entry.values)
    assert "Vi gemmer" not in str(entry.values)


def test_wrong_details_are_refused_and_the_page_still_names_the_study(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    response = post_settings(signed_in(owner), study, name_da="", legal_basis="consent")
    text = response.content.decode()
    assert response.status_code == 422
    assert "Skriv, hvad respondenterne giver samtykke til." in text
    assert study.name_da in text
    study.refresh_from_db()
    assert study.name_da


def test_new_texts_are_proposed_and_not_saved(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    response = post_settings(signed_in(owner), study, occasion_da="jordskælvet", propose="1")
    text = response.content.decode()
    assert "Der er foreslået nye tekster" in text
    assert "under jordskælvet" in text
    study.refresh_from_db()
    assert study.occasion_da == "stormfloden"


def test_terms_that_people_answered_on_stay(
    owner: User, live_study: Study, signed_in: SignedIn
) -> None:
    response = post_settings(signed_in(owner), live_study, legal_basis="research", minutes="9")
    assert response.status_code == 302
    live_study.refresh_from_db()
    assert live_study.legal_basis == "public_task"
    assert live_study.minutes == 9


def test_a_draft_without_questionnaire_and_panel_cannot_open(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    for response, status in (
        (client.get(f"/studies/{study.pk}/open/"), 200),
        (client.post(f"/studies/{study.pk}/open/"), 409),
    ):
        text = response.content.decode()
        assert response.status_code == status
        assert "Kortlægningen er ikke klar til det" in text
        assert len(re.findall("Ret det", text)) >= 2
    study.refresh_from_db()
    assert study.state == Study.State.DRAFT


def test_a_study_without_consent_text_cannot_open_by_consent(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    Study.objects.filter(pk=study.pk).update(legal_basis="consent")
    text = signed_in(owner).get(f"/studies/{study.pk}/open/").content.decode()
    assert "Retsgrundlaget er samtykke, og der er ingen samtykketekst." in text


@pytest.mark.usefixtures("nothing_missing")
def test_a_study_opens_closes_and_opens_again(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    for page, state, verb in (
        ("open", Study.State.LIVE, "study.open"),
        ("close", Study.State.CLOSED, "study.close"),
        ("reopen", Study.State.LIVE, "study.reopen"),
    ):
        asked = client.get(f"/studies/{study.pk}/{page}/")
        assert '<form method="post" novalidate>' in asked.content.decode()
        study.refresh_from_db()
        assert study.state != state, "looking changes nothing"
        assert client.post(f"/studies/{study.pk}/{page}/").status_code == 302
        study.refresh_from_db()
        assert study.state == state
        assert AuditEntry.objects.filter(study=study, verb=verb, user=owner).count() == 1
    assert study.opened_at
    assert study.closed_at is None


@pytest.mark.usefixtures("nothing_missing")
def test_opening_twice_is_told_and_done_once(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    client.post(f"/studies/{study.pk}/open/")
    again = client.post(f"/studies/{study.pk}/open/", follow=True)
    assert "i en anden tilstand" in again.content.decode()
    assert AuditEntry.objects.filter(verb="study.open").count() == 1


@pytest.mark.usefixtures("nothing_missing")
@pytest.mark.parametrize("role", ["analyst", "interviewer", "reader"])
@pytest.mark.parametrize("page", ["open", "close", "reopen"])
def test_only_an_owner_changes_the_state(
    role: str, page: str, study: Study, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(role))
    assert client.post(f"/studies/{study.pk}/{page}/").status_code == 403


def test_a_room_above_tells_what_is_missing(
    owner: User, study: Study, signed_in: SignedIn, nothing_missing: None
) -> None:
    def no_moon(asked: Study) -> Iterable[Obstacle]:
        assert asked == study
        yield Obstacle(
            "x.no_moon",
            N_("{name} is here already. Ask a colleague who uses Lovende to invite you."),
            "studies:people",
            {"name": "Månen"},
        )

    readiness.before_opening(no_moon)
    text = signed_in(owner).post(f"/studies/{study.pk}/open/").content.decode()
    assert "Månen er her allerede." in text
    assert f'href="/studies/{study.pk}/people/"' in text


@pytest.fixture
def own_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room has registered its steps."""
    monkeypatch.setattr(steps, "known_steps", {})


def test_the_overview_shows_the_steps_of_all_rooms_in_order(
    owner: User, reader: User, study: Study, signed_in: SignedIn, own_steps: None
) -> None:
    State, Standing, Step = steps.State, steps.Standing, steps.Step
    later = Step("b", 20, N_("Panel"), "studies:people", ANALYSTS, lambda _: Standing(State.TODO))
    first = Step(
        "a", 10, N_("Details"), "studies:log", ANALYSTS, lambda _: Standing(State.DONE, "fint")
    )
    steps.register(later)
    steps.register(first)
    text = signed_in(owner).get(f"/studies/{study.pk}/").content.decode()
    text = text[text.index("lovende-steps") :]
    assert text.index(">Oplysninger</a>") < text.index("fint") < text.index(">Panel</a>")
    assert text.count("lovende-step-next") == 1
    for_reader = signed_in(reader).get(f"/studies/{study.pk}/").content.decode()
    assert f'<a href="/studies/{study.pk}/log/">Oplysninger' not in for_reader


def test_the_overview_asks_little(
    owner: User,
    study: Study,
    signed_in: SignedIn,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = signed_in(owner)
    with django_assert_max_num_queries(20):
        assert client.get(f"/studies/{study.pk}/").status_code == 200


def test_the_open_link_is_shown_and_can_be_replaced(
    owner: User, reader: User, live_study: Study, signed_in: SignedIn, client: Client
) -> None:
    client_of_owner = signed_in(owner)
    overview = f"/studies/{live_study.pk}/"
    link = r"http://127\.0\.0\.1:8000(/a/o[a-z0-9]+/)"
    assert not re.search(link, client_of_owner.get(overview).content.decode())
    Study.objects.filter(pk=live_study.pk).update(open_link=True)
    old = re.search(link, client_of_owner.get(overview).content.decode())
    assert old
    assert client.get(old[1]).status_code == 200
    assert not re.search(link, signed_in(reader).get(overview).content.decode())
    assert client_of_owner.get(f"{overview}link/").status_code == 200
    assert client.get(old[1]).status_code == 200, "asking changes nothing"
    client_of_owner.post(f"{overview}link/")
    new = re.search(link, client_of_owner.get(overview).content.decode())
    assert new
    assert client.get(new[1]).status_code == 200
    assert client.get(old[1]).status_code in (404, 410)
    assert signed_in(reader).post(f"{overview}link/").status_code == 403


def test_members_are_invited_changed_and_removed_by_administrators(
    owner: User, stranger: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    address = f"/organisations/{organisation.pk}/"
    assert signed_in(stranger).get(address).status_code == 200
    assert signed_in(stranger).post(address, {"email": "x@example.org"}).status_code == 403
    Membership.objects.filter(user=owner).update(administrator=True)
    client = signed_in(owner)
    client.post(address, {"email": "Ny@example.org"})
    assert organisation.invitations.get().email == "ny@example.org"
    twice = client.post(address, {"email": "ny@example.org"})
    assert twice.status_code == 422
    assert "allerede medlem eller inviteret" in twice.content.decode()
    member = organisation.memberships.get(user=stranger)
    client.post(f"{address}members/{member.pk}/", {"administrator": "yes"})
    member.refresh_from_db()
    assert member.administrator
    assert (
        "Fjern Stranger fra" in client.get(f"{address}members/{member.pk}/remove/").content.decode()
    )
    client.post(f"{address}members/{member.pk}/remove/")
    assert not organisation.memberships.filter(user=stranger).exists()
    invited = organisation.invitations.get()
    client.post(f"{address}invitations/{invited.pk}/remove/")
    assert not organisation.invitations.exists()


def test_an_organisation_keeps_an_administrator(
    owner: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    mine = organisation.memberships.get(user=owner)
    Membership.objects.filter(pk=mine.pk).update(administrator=True)
    client = signed_in(owner)
    client.post(f"/organisations/{organisation.pk}/members/{mine.pk}/remove/")
    client.post(f"/organisations/{organisation.pk}/members/{mine.pk}/", {})
    mine.refresh_from_db()
    assert mine.administrator


def test_another_organisation_does_not_exist(
    owner: User, signed_in: SignedIn, client: Client
) -> None:
    other = Organisation.objects.create(name="De andre")
    assert signed_in(owner).get(f"/organisations/{other.pk}/").status_code == 404
    assert client.get(f"/organisations/{other.pk}/").status_code == 302


@pytest.mark.parametrize(
    "given_names",
    [
        {"municipality": "", "name": ""},
        {"municipality": "0751", "name": "Begge"},
        {"municipality": "9999"},
    ],
)
def test_an_organisation_is_a_municipality_or_something_else(
    given_names: dict[str, str], owner: User, signed_in: SignedIn
) -> None:
    assert signed_in(owner).post("/organisations/new/", given_names).status_code == 422
    assert Organisation.objects.count() == 1


def test_a_municipality_is_here_once(owner: User, signed_in: SignedIn) -> None:
    Organisation.objects.create(name="Aarhus Kommune", municipality="0751")
    response = signed_in(owner).post("/organisations/new/", {"municipality": "0751"})
    assert response.status_code == 422
    assert "Aarhus Kommune er her allerede." in response.content.decode()
