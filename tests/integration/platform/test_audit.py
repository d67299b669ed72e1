"""The audit log: what it says, whom it is shown to, and that entries are only added."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from lovende.studies import verbs
from lovende.studies.audit import record, removing
from lovende.studies.models import AuditEntry, Study, User
from lovende.studies.queries import LOG_PAGE

SignedIn = Callable[[User], Client]


@pytest.fixture
def entry(study: Study, owner: User) -> AuditEntry:
    return record(
        "study.change",
        study=study,
        by=owner,
        subject=study,
        fields=["minutes", "contact_name"],
        values={"minutes": 20},
    )


def log(study: Study) -> str:
    return f"/studies/{study.pk}/log/"


def test_the_log_is_plain_sentences(
    owner: User, study: Study, entry: AuditEntry, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    danish = client.get(log(study), headers={"accept-language": "da"}).content.decode()
    assert "rettede kortlægningens oplysninger" in danish
    assert "kontaktpersonens navn<" in danish
    assert "antal minutter: 20" in danish
    assert f"kortlægning {study.pk}" in danish
    english = client.get(log(study), headers={"accept-language": "en"}).content.decode()
    assert "changed the details of the study" in english


def test_what_nobody_registered_is_shown_as_it_is_stored(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    record("moon.seen", study=study, by=None, subject="moon:1", fields=["<b>"])
    text = signed_in(owner).get(log(study)).content.decode()
    assert "moon.seen" in text
    assert "moon:1" in text
    assert "&lt;b&gt;" in text
    assert "Systemet" in text


def test_every_verb_of_ours_reads_in_both_languages() -> None:
    assert set(verbs.VERBS) <= set(verbs.known_verbs())
    for verb, sentence in verbs.VERBS.items():
        with translation.override("da"):
            assert verbs.what(AuditEntry(verb=verb)) != sentence
        with translation.override("en"):
            assert verbs.what(AuditEntry(verb=verb)) == sentence


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 3),
        ("?who=owner@example.org", 2),
        ("?who=OWNER@example.org", 2),
        ("?verb=study.open", 1),
        ("?since={tomorrow}", 0),
        ("?until={yesterday}", 0),
        ("?since={today}&until={today}", 3),
        ("?who=x%27+OR+1%3D1", 0),
    ],
)
def test_the_log_is_filtered(
    words: str, count: int, owner: User, study: Study, entry: AuditEntry, signed_in: SignedIn
) -> None:
    record("study.open", study=study, by=owner)
    record("response.submit", study=study, by=None, actor="respondent")
    today = timezone.localdate()
    days = {
        "today": today,
        "tomorrow": today + datetime.timedelta(days=1),
        "yesterday": today - datetime.timedelta(days=1),
    }
    text = signed_in(owner).get(log(study) + words.format(**days)).content.decode()
    assert text.count("lovende-moment") == count


@pytest.mark.parametrize("words", ["?verb=nothing", "?since=yesterday"])
def test_a_filter_that_makes_no_sense_is_told(
    words: str, owner: User, study: Study, signed_in: SignedIn
) -> None:
    response = signed_in(owner).get(log(study) + words)
    assert response.status_code == 422
    assert "Der er noget, der skal rettes" in response.content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "²"])
def test_a_page_that_makes_no_sense_is_the_first(
    before: str, owner: User, study: Study, entry: AuditEntry, signed_in: SignedIn
) -> None:
    assert signed_in(owner).get(log(study), {"before": before}).status_code == 200


def test_one_leafs_through_without_counting(
    owner: User,
    study: Study,
    signed_in: SignedIn,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for number in range(2 * LOG_PAGE + 1):
        record("study.change", study=study, by=owner, values={"minutes": number})
    client = signed_in(owner)
    seen: list[str] = []
    address = log(study)
    for _ in range(3):
        with django_assert_num_queries(4):  # session, user, role, one page
            text = client.get(address).content.decode()
        seen += [part.split("<")[0] for part in text.split("antal minutter: ")[1:]]
        if "Ældre" in text:
            older = text.split('href="?before=')[1].split('"')[0]
            address = f"{log(study)}?before={older}"
    assert [int(number) for number in seen] == list(range(2 * LOG_PAGE, -1, -1))


def test_the_download_is_complete_and_harmless(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    owner.name = "=1+1"
    owner.save()
    for number in range(LOG_PAGE + 5):
        record("study.change", study=study, by=owner, values={"minutes": number})
    record("=cmd|x", study=study, by=None, actor="@evil")
    response = signed_in(owner).post(f"{log(study)}download/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    assert len(rows) == 1 + LOG_PAGE + 7  # the download is an entry too
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert AuditEntry.objects.filter(verb="audit.download").count() == 1
    assert response["Content-Type"].startswith("text/csv")


def test_looking_at_the_download_is_not_possible(
    owner: User, study: Study, signed_in: SignedIn
) -> None:
    assert signed_in(owner).get(f"{log(study)}download/").status_code == 405
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "interviewer", "reader"])
def test_only_an_owner_downloads(
    role: str, study: Study, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(role))
    assert client.post(f"{log(study)}download/").status_code == 403


def test_the_code_refuses_to_change_or_delete(entry: AuditEntry) -> None:
    entry.verb = "study.open"
    for act in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(verb="x"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(verb="x"),
    ):
        with pytest.raises(TypeError):
            act()
    assert AuditEntry.objects.get().verb == "study.change"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE studies_auditentry SET verb = 'x'",
        "UPDATE studies_auditentry SET actor = 'x', user_id = NULL",
        "UPDATE studies_auditentry SET study_id = NULL",
        "DELETE FROM studies_auditentry",
    ],
)
def test_the_database_refuses_too(entry: AuditEntry, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match="only added")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().verb == "study.change"


def test_an_account_can_go_and_the_log_stays(owner: User, entry: AuditEntry) -> None:
    owner.delete()
    left = AuditEntry.objects.get()
    assert left.user is None
    assert left.actor == "owner@example.org"


def test_the_log_goes_only_with_its_whole_study(study: Study, entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        study.delete()
    pk = int(entry.subject.partition(":")[2])
    study = Study.objects.get(pk=pk)
    with removing(study):
        study.delete()
    assert not AuditEntry.objects.filter(study_id=pk).exists()
