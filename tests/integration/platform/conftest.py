"""People, a study and a small questionnaire for the tests of the platform."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.formats.xlsform import write_xlsform, xlsform_markdown
from lovende.questionnaires.models import Version
from lovende.studies.links import new_code
from lovende.studies.models import Membership, Organisation, Role, Study, StudyRole, User

HERE = Path(__file__).parent
PASSWORD = "en god lang kode"


@pytest.fixture(scope="session")
def small_form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A questionnaire of three pages as an XLSForm workbook."""
    questionnaire, _ = xlsform_markdown((HERE / "small.md").read_text("utf-8"))
    path = tmp_path_factory.mktemp("form") / "small.xlsx"
    write_xlsform(questionnaire, path)
    return path.read_bytes()


@pytest.fixture(autouse=True)
def _every_test_has_a_database(db: None) -> None:
    """The tests of the platform use the database."""


@pytest.fixture
def organisation() -> Organisation:
    return Organisation.objects.create(name="Instituttet")


@pytest.fixture
def make_user(organisation: Organisation) -> Callable[[str], User]:
    def make(name: str) -> User:
        user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize())
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Membership.objects.create(organisation=organisation, user=user)
        return user

    return make


@pytest.fixture
def study(organisation: Organisation) -> Study:
    """A study that is being set up."""
    return Study.objects.create(
        organisation=organisation,
        name_da="Nyt i kommunen",
        name_en="New in the municipality",
        occasion_da="stormfloden",
        occasion_en="the flood",
        contact_name="Anna Analytiker",
        contact_email="anna@example.org",
        privacy_da="Svarene bruges til kortlægningen.",
        privacy_en="The answers are used for the study.",
        keep_until=datetime.date(2030, 1, 1),
        link_code=new_code(),
    )


@pytest.fixture
def owner(study: Study, make_user: Callable[[str], User]) -> User:
    return _with_role(study, make_user("owner"), Role.OWNER)


@pytest.fixture
def analyst(study: Study, make_user: Callable[[str], User]) -> User:
    return _with_role(study, make_user("analyst"), Role.ANALYST)


@pytest.fixture
def interviewer(study: Study, make_user: Callable[[str], User]) -> User:
    return _with_role(study, make_user("interviewer"), Role.INTERVIEWER)


@pytest.fixture
def reader(study: Study, make_user: Callable[[str], User]) -> User:
    return _with_role(study, make_user("reader"), Role.READER)


@pytest.fixture
def stranger(make_user: Callable[[str], User]) -> User:
    """Someone of the same organisation who has no role in the study."""
    return make_user("stranger")


def _with_role(study: Study, user: User, role: Role) -> User:
    StudyRole.objects.create(study=study, user=user, email=user.email, role=role)
    return user


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Make a browser in which a user is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def version(study: Study, small_form: bytes) -> Version:
    """The live version of the small questionnaire."""
    return Version.objects.create(
        study=study,
        number=1,
        state=Version.State.LIVE,
        source_name="small.xlsx",
        source=small_form,
        digest=hashlib.sha256(small_form).hexdigest(),
    )


@pytest.fixture
def live_study(study: Study, version: Version) -> Study:
    """A study whose questionnaire can be answered."""
    study.state = Study.State.LIVE
    study.save()
    return study


@pytest.fixture
def wave(study: Study) -> Wave:
    return Wave.objects.create(study=study, number=1)


@pytest.fixture
def make_invitee(study: Study, wave: Wave) -> Callable[..., Invitee]:
    """Make an invitee with contact data; keywords go to the invitee."""

    def make(name: str = "Bodil Bruun", **fields: object) -> Invitee:
        number = study.invitees.count() + 1
        given = {"key": f"i{number}", "municipality": "0751", "link_code": new_code(), **fields}
        invitee = Invitee.objects.create(study=study, wave=wave, **given)
        Contact.objects.create(
            invitee=invitee, name=name, email=f"{invitee.key}@example.org", job_title="Fagchef"
        )
        return invitee

    return make


@pytest.fixture
def jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let background work be done at once: the transaction of a test is never through."""

    def run(work: Callable[[], object], using: str | None = None, robust: bool = False) -> None:
        work()

    monkeypatch.setattr("django.db.transaction.on_commit", run)
