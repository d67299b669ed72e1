"""Saving when many write at once, and when the database fails: what was acknowledged is there.

Real processes that are killed, and a disk that is really full: `python -m benchmarks.platform.faults`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from lovende.fieldwork.models import Invitee
from lovende.fieldwork.tally import read
from lovende.responses.actions import Saved, new_save_key, save_page, start_response, submit
from lovende.responses.models import Entry, Response
from lovende.responses.rebuilding import differences
from lovende.studies.links import Opens, token
from lovende.studies.models import Study

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
WRITERS = 32


def at_once(work: Callable[[int], T], count: int) -> list[T]:
    """Do the work in so many threads at the same time, each with a connection of its own."""

    def one(number: int) -> T:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def save(response: Response, answers: dict[str, Any], **given: Any) -> Saved:
    form: dict[str, Any] = {"page": "page_one", "stands": "page_two", "seen": 0}
    form["save_key"] = new_save_key()
    return save_page(response=response, answers=answers, **form | given)


def fresh(response: Response) -> Response:
    return Response.objects.select_related("version__study").get(pk=response.pk)


def test_thirty_two_writers_on_one_response(live_study: Study) -> None:
    response = start_response(study=live_study, language="da")

    def write(number: int) -> list[str]:
        words = [f"{number}-{turn}" for turn in range(3)]
        for word in words:
            mine = fresh(response)
            save(mine, {"q1": "1", "q2_other": word}, seen=mine.seq)
        return words

    acknowledged = [word for words in at_once(write, WRITERS) for word in words]
    entries = list(response.entries.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, len(acknowledged) + 1))
    assert sorted(e.answers["q2_other"] for e in entries) == sorted(acknowledged)
    assert list(differences(live_study)) == []
    response.refresh_from_db()
    assert response.seq == len(acknowledged)
    assert [(c.key, c.count) for c in read(live_study, ["page"])] == [("page_two", 1)]


def test_thirty_two_windows_that_were_open_together(live_study: Study) -> None:
    """Each window was opened before any other had saved; all but the first are told."""
    response = start_response(study=live_study, language="da")

    def write(number: int) -> bool:
        return save(fresh(response), {"q2_other": str(number)}).overtaken is not None

    assert sorted(at_once(write, WRITERS)) == [False] + [True] * (WRITERS - 1)
    assert response.entries.count() == WRITERS
    assert list(differences(live_study)) == []


def test_one_save_that_arrives_many_times_at_once_is_one_entry(live_study: Study) -> None:
    response = start_response(study=live_study, language="da")
    key = new_save_key()

    def write(_number: int) -> tuple[int, bool]:
        saved = save(fresh(response), {"q1": "1"}, save_key=key)
        return saved.seq, saved.repeated

    found = at_once(write, 8)
    assert {seq for seq, _ in found} == {1}
    assert sorted(repeated for _, repeated in found) == [False] + [True] * 7
    assert response.entries.count() == 1


def test_devices_that_start_together_share_one_response(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    invitee = make_invitee()

    def start(_number: int) -> int:
        return start_response(study=live_study, invitee=invitee, language="da").pk

    assert len(set(at_once(start, 8))) == 1
    assert live_study.responses.count() == 1


def test_testers_that_start_together_share_one_response(live_study: Study) -> None:
    tester = live_study.testers.create(name="Tove", link_code="abcdefghij")

    def start(_number: int) -> int:
        return start_response(study=live_study, tester=tester, language="da").pk

    assert len(set(at_once(start, 8))) == 1


def test_submitting_twice_at_once_is_once(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    response = start_response(study=live_study, invitee=make_invitee(), language="da")
    save(response, {"q1": "1"})
    at_once(lambda _number: submit(response=fresh(response)), 8)
    assert response.entries.filter(kind=Entry.Kind.SUBMITTED).count() == 1
    assert sum(c.count for c in read(live_study, ["finished"])) == 1
    assert sum(c.count for c in read(live_study, ["minutes"])) == 1


SAVER = """
import sys
import django
django.setup()
from lovende.responses.actions import new_save_key, save_page
from lovende.responses.models import Response
response = Response.objects.get(pk=int(sys.argv[1]))
for number in range(100_000):
    save_page(response=response, page="page_one", stands="page_two", answers={"q2_other": str(number)},
              seen=response.seq, save_key=new_save_key())
    print(number, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(live_study: Study) -> None:
    """SIGKILL between any two instructions; what it had said to be stored is stored."""
    response = start_response(study=live_study, language="da")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
        "LOVENDE_MODE": "test",
        "LOVENDE_DATABASE": _address_of_the_tests(),
    }
    words = [sys.executable, "-c", SAVER, str(response.pk)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline() for _ in range(50)]
        process.kill()
        acknowledged += process.stdout.readlines()
    whole = [line.strip() for line in acknowledged if line.endswith("\n")]
    stored = [entry.answers["q2_other"] for entry in response.entries.order_by("seq")]
    assert len(whole) >= 50
    assert stored[: len(whole)] == whole
    assert len(stored) <= len(whole) + 1, "at most the one that was under way"
    assert list(differences(live_study)) == []


def _address_of_the_tests() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    user = quote(known["USER"] or "", safe="")
    password = f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
    port = known["PORT"] or 5432
    return f"postgres://{user}{password}@{known['HOST']}:{port}/{known['NAME']}"


@contextmanager
def full_disk() -> Iterator[None]:
    """No room for one page more: SQLite's own limit; on PostgreSQL what it says of a full disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        else:
            cursor.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER full_disk BEFORE UPDATE ON responses_response "
                "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
        yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1073741823")
        else:
            cursor.execute("DROP FUNCTION full_disk CASCADE")


def test_a_save_on_a_full_disk_is_whole_or_not_at_all(live_study: Study) -> None:
    response = start_response(study=live_study, language="da")
    acknowledged = []
    with full_disk():
        for number in range(60):
            try:
                save(fresh(response), {"q2_other": f"{number} " + "lang tekst " * 400})
            except DatabaseError:
                continue
            acknowledged.append(number)
    assert len(acknowledged) < 60, "the disk was not full"
    stored = [int(e.answers["q2_other"].split()[0]) for e in response.entries.order_by("seq")]
    assert stored == acknowledged
    assert fresh(response).seq == len(acknowledged)
    save(fresh(response), {"q1": "1"})
    assert list(differences(live_study)) == []


def test_a_respondent_on_a_full_disk_reads_that_nothing_was_saved_and_keeps_the_text(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    invitee = make_invitee()
    response = start_response(study=live_study, invitee=invitee, language="da")
    words = "Vi flyttede rådgivningen ud i gården. " * 400
    fields = {
        "q1": "1",
        "q2": "3",
        "q2_other": words,
        "do": "next",
        "seen": "0",
        "save_key": new_save_key(),
    }
    address = f"/a/{token(Opens.INVITEE, invitee.link_code, 1)}/page_one/"
    with full_disk():
        for _ in range(60):
            answer = Client().post(address, fields | {"save_key": new_save_key()})
            if answer.status_code != 303 and answer.status_code != 302:
                break
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "ikke gemt" in page.lower()
    assert words.strip() in page
    assert answer["Content-Language"] == "da"
    stored = Entry.objects.filter(response=response).count()
    again = Client().post(address, fields)
    assert again.status_code in (302, 303)
    assert Entry.objects.filter(response=response).count() == stored + 1
