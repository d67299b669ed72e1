"""Counts that are kept as things happen: changed, folded, read, made anew."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from lovende.fieldwork import progress, tally
from lovende.fieldwork.models import (
    Invitee,
    Mailing,
    Message,
    MessageText,
    Tally,
    TallyChange,
    Wave,
)
from lovende.fieldwork.recounting import panel_counts
from lovende.fieldwork.tally import Count, Measure
from lovende.studies.links import new_code
from lovende.studies.models import Study

MakeInvitee = Callable[..., Invitee]
MARCH = datetime.date(2026, 3, 1)


def test_what_is_counted_is_read_before_and_after_folding(study: Study) -> None:
    tally.count(study, "started", wave=1, day=MARCH)
    tally.count(study, "started", 2, wave=1, day=MARCH)
    tally.count(study, "page", key="side1")
    expected = [Count("page", 1, key="side1"), Count("started", 3, "2026-03-01", 1)]
    assert tally.read(study, ["started", "page"]) == expected
    assert tally.fold(study) == 3
    assert tally.read(study, ["started", "page"]) == expected
    assert not TallyChange.objects.exists()


def test_folding_adds_to_what_is_there(study: Study) -> None:
    for _ in range(3):
        tally.count(study, "page", key="side1")
        tally.count(study, "started", day=MARCH)
        tally.fold()
    assert Tally.objects.count() == 2
    assert {each.count for each in tally.read(study, ["page", "started"])} == {3}


def test_what_comes_to_nothing_leaves_no_row(study: Study) -> None:
    tally.count(study, "page", key="side1")
    tally.fold(study)
    tally.count(study, "page", -1, key="side1")
    assert tally.read(study, ["page"]) == []
    tally.fold(study)
    assert not Tally.objects.exists()


def test_changes_of_one_cell_become_one_row(study: Study) -> None:
    tally.count_many(study, [Count("page", 1, key="a"), Count("page", 2, key="a")])
    tally.count_many(study, [Count("page", 1, key="b"), Count("page", -1, key="b")])
    assert [row.change for row in TallyChange.objects.all()] == [3]


def test_reading_adds_up_what_is_not_told_apart(study: Study) -> None:
    tally.count_many(
        study,
        [
            Count("disposition", 4, "", 1, "0751", "1.1"),
            Count("disposition", 2, "", 2, "0751", "1.1"),
            Count("disposition", 1, "", 2, "0461", "3.19"),
        ],
    )
    tally.fold(study)
    tally.count(study, "disposition", wave=2, municipality="0751", key="3.19")
    assert tally.read(study, ["disposition"], by=["key"]) == [
        Count("disposition", 6, key="1.1"),
        Count("disposition", 2, key="3.19"),
    ]
    assert tally.read(study, ["disposition"], by=["municipality"], wave=2) == [
        Count("disposition", 1, municipality="0461"),
        Count("disposition", 3, municipality="0751"),
    ]


def test_studies_are_counted_apart(study: Study) -> None:
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, new_code()
    other.save()
    tally.count(study, "started")
    tally.count(other, "started", 5)
    assert tally.fold() == 2
    assert [each.count for each in tally.read(study, ["started"])] == [1]


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_folding_in_portions_loses_nothing(
    study: Study, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tally, "CHUNK", chunk)
    for number in range(6):
        tally.count(study, "minutes", key=str(number % 2))
    assert tally.fold(study) == 6
    assert [each.count for each in tally.read(study, ["minutes"])] == [3, 3]


def test_a_saver_folds_now_and_then(
    study: Study,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    monkeypatch.setattr(tally, "FOLD_EVERY", 1)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        tally.count(study, "started")
    assert Tally.objects.get().count == 1
    assert not TallyChange.objects.exists()


@pytest.mark.parametrize(
    ("seconds", "key"), [(0, "0"), (59, "0"), (60, "1"), (3599, "59"), (10**7, "180"), (-3, "0")]
)
def test_minutes_are_counted_in_buckets(seconds: float, key: str) -> None:
    assert tally.bucket(seconds) == key


@pytest.fixture
def sources() -> Iterator[list[tally.Source]]:
    """Only the panel is a source here, and what the test adds."""
    before = list(tally.sources)
    tally.sources[:] = [panel_counts]
    yield tally.sources
    tally.sources[:] = before


def test_the_panel_is_counted_anew_as_it_was_counted(
    study: Study, wave: Wave, make_invitee: MakeInvitee, sources: list[tally.Source]
) -> None:
    _walk(study, [make_invitee(municipality=code) for code in ("0751", "0751", "0461", "", "0101")])
    kept = tally.read(study, list(Measure))
    assert tally.differences(study) == []
    assert tally.recount(study) == kept
    assert tally.read(study, list(Measure)) == kept
    assert tally.differences(study) == []


def _walk(study: Study, invitees: list[Invitee]) -> None:
    """Take five invitees through every kind of step."""
    progress.record_added(invitees)
    text = MessageText.objects.create(study=study, kind="invitation", subject_da="-", body_da="-")
    mailing = Mailing.objects.create(
        study=study,
        wave=invitees[0].wave,
        text=text,
        kind="invitation",
        round=1,
        send_at="2026-03-01T09:00Z",
    )
    for invitee in invitees[:4]:
        sent = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
        Message.objects.create(
            study=study,
            mailing=mailing,
            invitee=invitee,
            code=new_code(),
            state="sent",
            sent_at=sent,
        )
        progress.record_sent([invitee], "invitation", at=sent)
    first, second, third, fourth, fifth = invitees
    progress.record_started(first, at=datetime.datetime(2026, 3, 2, 22, 59, tzinfo=datetime.UTC))
    # An hour later it is the day after in Denmark.
    progress.record_finished(first, at=datetime.datetime(2026, 3, 2, 23, 1, tzinfo=datetime.UTC))
    progress.record_started(second, answered=True)
    progress.record_finished(second)
    progress.record_reopened(second)
    progress.record_bounced(third)
    progress.record_placed(third, municipality="0147")
    progress.record_refused(fourth)
    progress.record_withdrawn(fifth)


def test_the_day_is_the_danish_one(study: Study, make_invitee: MakeInvitee) -> None:
    invitee = make_invitee()
    progress.record_finished(invitee, at=datetime.datetime(2026, 3, 2, 23, 1, tzinfo=datetime.UTC))
    assert [each.day for each in tally.read(study, ["finished"])] == ["2026-03-03"]


def test_another_app_tells_its_own_counts(study: Study, sources: list[tally.Source]) -> None:
    @tally.count_source
    def pages(found: Study) -> list[Count]:
        return [Count("page", 2, key="side2")] if found == study else []

    tally.count(study, "page", 9, key="side2")
    tally.count(study, "page", 1, key="gone")
    assert tally.differences(study) == [
        (Count("page", 1, key="gone"), 0),
        (Count("page", 9, key="side2"), 2),
    ]
    tally.recount(study)
    assert tally.read(study, ["page"]) == [Count("page", 2, key="side2")]


def test_the_command_tells_differences_and_mends_them(
    study: Study,
    make_invitee: MakeInvitee,
    capsys: pytest.CaptureFixture[str],
    sources: list[tally.Source],
) -> None:
    make_invitee()
    with pytest.raises(CommandError, match="1 counts differ"):
        call_command("recount_tallies", check=True)
    said = capsys.readouterr().out
    assert f"study {study.pk}: disposition 1 0751 3.11: 0, should be 1" in said
    call_command("recount_tallies")
    call_command("recount_tallies", check=True)
    call_command("recount_tallies", study.pk, check=True)


def test_the_command_folds(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    tally.count(study, "started")
    call_command("fold_tallies")
    assert capsys.readouterr().out == "1 changes folded\n"


@pytest.mark.django_db(transaction=True)
def test_writers_and_folders_at_once_lose_nothing(study: Study) -> None:
    """Four write 60 changes each while two fold without a pause; every change is counted once."""
    writing = threading.Event()
    faults: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as fault:
                faults.append(fault)
            finally:
                connection.close()

        return run

    def write() -> None:
        for number in range(60):
            with transaction.atomic():
                tally.count(study, "page", key=str(number % 7))
                tally.count(study, "started", day=MARCH)

    def fold() -> None:
        while not writing.is_set():
            tally.fold(study)
            total = sum(e.count for e in tally.read(study, ["page"]))
            assert 0 <= total <= 240

    writers = [threading.Thread(target=guarded(write)) for _ in range(4)]
    folders = [threading.Thread(target=guarded(fold)) for _ in range(2)]
    for thread in [*writers, *folders]:
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    for thread in folders:
        thread.join()
    assert faults == []
    tally.fold(study)
    assert not TallyChange.objects.exists()
    assert sum(each.count for each in tally.read(study, ["page"])) == 240
    assert [each.count for each in tally.read(study, ["started"])] == [240]


@pytest.mark.django_db(transaction=True)
def test_counting_anew_while_people_answer_loses_nothing(
    study: Study, wave: Wave, make_invitee: MakeInvitee, sources: list[tally.Source]
) -> None:
    """Three answer through 60 invitees while another counts anew, again and again.

    A moment between two counts: SQLite has no queue, and who waits must get a turn.
    """
    everyone = [make_invitee() for _ in range(60)]
    progress.record_added(everyone)
    writing = threading.Event()
    faults: list[BaseException] = []

    def work(mine: list[Invitee]) -> None:
        try:
            for invitee in mine:
                progress.record_started(invitee, answered=True)
                progress.record_finished(invitee)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    def recount() -> None:
        try:
            while not writing.wait(0.01):
                tally.recount(study)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=work, args=(everyone[n::3],)) for n in range(3)]
    counter = threading.Thread(target=recount)
    for thread in (*writers, counter):
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    counter.join()
    assert faults == []
    assert tally.differences(study) == []
    assert [each.count for each in tally.read(study, ["finished"])] == [60]
