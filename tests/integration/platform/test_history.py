"""Saves, their history and what counts of it: nothing lost, nothing doubled, nothing undone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lovende.fieldwork.models import Invitee
from lovende.fieldwork.tally import Count, differences, read
from lovende.questionnaires.models import Version
from lovende.responses.actions import Saved, new_save_key, reopen, save_page, start_response, submit
from lovende.responses.errors import ResponseGoneError, StudyClosedError
from lovende.responses.models import Entry, HistoryError, Response
from lovende.responses.rebuilding import differences as differences_in_history
from lovende.responses.rebuilding import rebuilt
from lovende.studies.models import Study


@pytest.fixture
def response(live_study: Study, make_invitee: Callable[..., Invitee]) -> Response:
    return start_response(study=live_study, invitee=make_invitee(), language="da")


def save(response: Response, answers: dict[str, Any], **given: Any) -> Saved:
    """Save page one as a form does that was made just now."""
    form: dict[str, Any] = {
        "page": "page_one",
        "stands": "page_two",
        "seen": response.seq,
        "save_key": new_save_key(),
    }
    return save_page(response=response, answers=answers, **form | given)


def pages(study: Study) -> dict[str, int]:
    return {each.key: each.count for each in read(study, ["page"], by=["key"])}


def test_two_clicks_make_one_response(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    invitee = make_invitee()
    first = start_response(study=live_study, invitee=invitee, language="da")
    second = start_response(study=live_study, invitee=invitee, language="en")
    assert first.pk == second.pk
    assert second.language == "da"
    invitee.refresh_from_db()
    assert invitee.progress == Invitee.Progress.NOT_STARTED


def test_everyone_by_the_open_link_has_a_response_of_their_own(live_study: Study) -> None:
    first = start_response(study=live_study, language="da")
    second = start_response(study=live_study, language="da")
    assert first.pk != second.pk
    assert {first.kind, second.kind} == {Response.Kind.OPEN}
    assert first.key != second.key


def test_a_page_is_in_the_history_and_in_the_answers(response: Response) -> None:
    saved = save(response, {"q1": "1", "q2": ["1", "3"], "q2_other": None})
    response.refresh_from_db()
    assert response.answers == {"q1": "1", "q2": ["1", "3"], "q2_other": None}
    assert (response.seq, response.page, saved.seq) == (1, "page_two", 1)
    entry = response.entries.get()
    assert (entry.page, entry.seen, entry.answers) == ("page_one", 0, response.answers)
    assert entry.version == response.version
    assert response.invitee is not None
    response.invitee.refresh_from_db()
    assert response.invitee.progress == Invitee.Progress.STARTED


def test_a_page_without_an_answer_does_not_begin(response: Response) -> None:
    save(response, {"q1": None})
    assert response.invitee is not None
    response.invitee.refresh_from_db()
    assert response.invitee.progress == Invitee.Progress.NOT_STARTED


def test_a_save_that_arrives_twice_is_one_entry(response: Response) -> None:
    form = {"seen": 0, "save_key": new_save_key()}
    first = save(response, {"q1": "1"}, **form)
    second = save(response, {"q1": "1"}, **form)
    assert second.repeated
    assert not first.repeated
    assert second.seq == first.seq == 1
    assert response.entries.count() == 1


def test_going_back_to_what_was_before_is_not_taken_for_a_repetition(response: Response) -> None:
    """The same form sends A, then B, then A again: A counts."""
    form = {"seen": 0, "save_key": new_save_key()}
    for code in ("1", "2", "1"):
        assert not save(response, {"q1": code}, **form).repeated
    assert response.answers == {"q1": "1"}
    assert response.entries.count() == 3
    assert save(response, {"q1": "1"}, **form).repeated


def test_a_repeated_save_after_another_windows_does_not_undo_it(response: Response) -> None:
    mine = {"seen": 0, "save_key": new_save_key()}
    save(response, {"q1": "1"}, **mine)
    save(response, {"q1": "2"})
    again = save(response, {"q1": "1"}, **mine)
    assert again.repeated
    assert response.answers == {"q1": "2"}


def test_the_later_of_two_windows_is_told_and_both_are_kept(response: Response) -> None:
    save(response, {"q1": "1"}, seen=0)
    later = save(response, {"q1": "2"}, seen=0)
    assert later.overtaken is not None
    assert later.overtaken.answers == {"q1": "1"}
    assert later.conflicts == {"q1": "1"}
    assert response.answers == {"q1": "2"}
    assert [entry.answers["q1"] for entry in response.entries.order_by("seq")] == ["1", "2"]


def test_two_windows_that_fill_in_different_fields_both_count(response: Response) -> None:
    save(response, {"q1": "1", "q2": None}, seen=0)
    later = save(response, {"q1": None, "q2": ["2"]}, seen=0)
    assert response.answers == {"q1": "1", "q2": ["2"]}
    assert later.overtaken is not None
    assert later.conflicts == {}
    assert later.kept == {"q1": "1"}


def test_what_a_window_removes_again_is_removed(response: Response) -> None:
    """It wrote, another window saved elsewhere on the page, and then it took the words back."""
    mine = {"seen": 0, "save_key": new_save_key(), "kind": Entry.Kind.TYPED}
    save(response, {"q1": None, "q2_other": "ord"}, **mine, change=1)
    save(response, {"q1": "1", "q2_other": None}, seen=0)
    save(response, {"q1": None, "q2_other": None}, **mine, change=2)
    assert response.answers == {"q1": "1", "q2_other": None}


def test_what_was_stored_while_typing_and_arrives_late_changes_nothing(response: Response) -> None:
    form = {"seen": 0, "save_key": new_save_key()}
    save(response, {"q2_other": "hele sætningen"}, **form, change=2)
    save(response, {"q2_other": "hele"}, **form, change=1, kind=Entry.Kind.TYPED, stands="page_one")
    assert response.answers == {"q2_other": "hele sætningen"}
    assert response.page == "page_two"
    assert response.entries.count() == 2


def test_typing_is_kept_as_it_grows(response: Response) -> None:
    form = {"seen": 0, "save_key": new_save_key(), "kind": Entry.Kind.TYPED, "stands": "page_one"}
    for change, text in enumerate(("Vi", "Vi flyttede", "Vi flyttede ud"), start=1):
        saved = save(response, {"q2_other": text}, **form, change=change)
        assert saved.overtaken is None
    assert response.answers == {"q2_other": "Vi flyttede ud"}
    assert response.entries.count() == 3


def test_a_save_without_a_form_is_a_save(response: Response) -> None:
    for code in ("1", "1", "2"):
        save(response, {"q1": code}, save_key="", seen=0)
    assert response.entries.count() == 3
    assert response.answers == {"q1": "2"}


def test_a_form_that_learned_the_number_of_its_save_goes_on(response: Response) -> None:
    key = new_save_key()
    for code in ("1", "2", "1"):
        save(response, {"q1": code}, save_key=key)
    assert response.answers == {"q1": "1"}


def test_nothing_but_the_answers_tells_of_them(response: Response, study: Study) -> None:
    """After an erasure nobody can find out by trial what was answered."""
    other = start_response(study=study, language="da")
    form = {"save_key": new_save_key(), "seen": 0}
    entries = [save(response, {"q1": "1"}, **form).entry, save(other, {"q1": "2"}, **form).entry]
    assert entries[0].digest == entries[1].digest


def test_nothing_is_saved_when_the_study_is_closed(response: Response) -> None:
    save(response, {"q1": "1"})
    Study.objects.filter(pk=response.study_id).update(state=Study.State.CLOSED)
    with pytest.raises(StudyClosedError):
        save(response, {"q1": "2"})
    with pytest.raises(StudyClosedError):
        submit(response=response)
    response.refresh_from_db()
    assert response.answers == {"q1": "1"}


def test_nothing_is_saved_in_erased_answers(response: Response) -> None:
    Response.objects.filter(pk=response.pk).update(erased_at=timezone.now())
    with pytest.raises(ResponseGoneError):
        save(response, {"q1": "1"})


def test_nothing_is_saved_when_the_invitee_has_left_the_panel(response: Response) -> None:
    Invitee.objects.filter(responses=response).update(state=Invitee.State.WITHDRAWN)
    with pytest.raises(ResponseGoneError):
        save(response, {"q1": "1"})


def test_submitting_and_opening_again(response: Response) -> None:
    save(response, {"q1": "1"})
    submit(response=response)
    submit(response=response)
    assert response.submitted_at is not None
    assert response.entries.filter(kind=Entry.Kind.SUBMITTED).count() == 1
    assert response.invitee is not None
    response.invitee.refresh_from_db()
    assert response.invitee.progress == Invitee.Progress.FINISHED
    assert pages(response.study) == {}
    reopen(response=response)
    assert response.submitted_at is None
    response.invitee.refresh_from_db()
    assert response.invitee.progress == Invitee.Progress.STARTED
    assert pages(response.study) == {":end": 1}
    submit(response=response)
    assert [e.kind for e in response.entries.order_by("seq")][1:] == [
        Entry.Kind.SUBMITTED,
        Entry.Kind.REOPENED,
        Entry.Kind.SUBMITTED,
    ]


def test_a_save_after_submitting_counts_and_leaves_it_submitted(response: Response) -> None:
    """A second tab that was still open: what is written there is not lost."""
    save(response, {"q1": "1"})
    submit(response=response)
    save(response, {"q1": "2"})
    response.refresh_from_db()
    assert response.answers == {"q1": "2"}
    assert response.submitted_at is not None


def test_the_counts_follow_where_respondents_stand(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    first = start_response(study=live_study, invitee=make_invitee(), language="da")
    second = start_response(study=live_study, language="da")
    assert pages(live_study) == {}
    save(first, {"q1": "1"})
    save(second, {"q1": "1"})
    assert pages(live_study) == {"page_two": 2}
    save(first, {"q4": "3"}, page="page_two", stands="page_three")
    assert pages(live_study) == {"page_two": 1, "page_three": 1}
    save(first, {"q4": "4"}, page="page_two", stands="")
    submit(response=first)
    submit(response=second)
    assert pages(live_study) == {}
    assert read(live_study, ["minutes"]) == [
        Count("minutes", 1, key="0"),
        Count("minutes", 1, wave=1, key="0"),
    ]
    assert sum(c.count for c in read(live_study, ["started"])) == 2
    assert sum(c.count for c in read(live_study, ["finished"])) == 2


def test_the_counts_can_be_made_anew(
    live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    for number in range(4):
        response = start_response(
            study=live_study, invitee=make_invitee() if number % 2 else None, language="da"
        )
        save(response, {"q1": "1"})
        if number > 1:
            submit(response=response)
    kept = [(c, n) for c, n in differences(live_study) if c.measure != "disposition"]
    assert kept == []


def test_time_is_counted_once_and_within_limits(
    response: Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = timezone.now()

    def at(seconds: float) -> datetime.datetime:
        return began + datetime.timedelta(seconds=seconds)

    def save_at(seconds: float, shown: float) -> int:
        monkeypatch.setattr(timezone, "now", lambda: at(seconds))
        return save(response, {"q1": str(seconds)}, shown_at=at(shown)).entry.seconds

    assert save_at(40, 0) == 40
    assert save_at(70, 0) == 30, "the first forty seconds are counted already"
    assert save_at(100_000, 70) == 30 * 60, "a pause until the next day"
    assert save_at(90_000, 89_990) == 0, "the clock was set back"
    assert save_at(10**8, 9 * 10**7) == 30 * 60, "the clock was set far ahead"
    response.refresh_from_db()
    assert response.seconds == 40 + 30 + 2 * 30 * 60
    assert [e.seq for e in response.entries.order_by("seq")] == [1, 2, 3, 4, 5]


def test_entries_cannot_be_changed_through_the_models(response: Response) -> None:
    entry = save(response, {"q1": "1"}).entry
    entry.answers = {"q1": "2"}
    for change in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(page="x"),
        lambda: response.entries.all().update(answers={}),
        lambda: Entry.objects.bulk_update([entry], ["answers"]),
    ):
        with pytest.raises(HistoryError):
            change()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM responses_entry",
        "UPDATE responses_entry SET answers = '{}'",
        'UPDATE responses_entry SET answers = \'{"q1": "2"}\'',
        "UPDATE responses_entry SET seq = 7",
        "UPDATE responses_entry SET page = 'x'",
        "UPDATE responses_entry SET at = '2021-01-01 00:00:00'",
        "DELETE FROM responses_response",
    ],
)
def test_the_database_itself_refuses(response: Response, statement: str) -> None:
    save(response, {"q1": "1"})
    with pytest.raises(DatabaseError), transaction.atomic():
        _run(statement)
    assert response.entries.get().answers == {"q1": "1"}


def _run(statement: str) -> None:
    """Run a statement and everything that the database would check at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.check_constraints()


def test_a_migration_makes_the_guards_anew(response: Response) -> None:
    """SQLite forgets the triggers of a table that it makes anew to change it."""
    save(response, {"q1": "1"})
    table = " ON responses_entry" if connection.vendor == "postgresql" else ""
    for guard in ("entry_stays", "entry_unchanged"):
        _run(f"DROP TRIGGER {guard}{table}")
    call_command("migrate", verbosity=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        _run("UPDATE responses_entry SET seq = 7")
    with pytest.raises(DatabaseError), transaction.atomic():
        _run("DELETE FROM responses_entry")


def test_of_erased_answers_the_entries_can_be_emptied_and_nothing_else(response: Response) -> None:
    save(response, {"q1": "1"})
    assert Entry.objects.filter(response=response).empty() == 0
    Response.objects.filter(pk=response.pk).update(erased_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE responses_entry SET answers = '{}', page = 'x'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('UPDATE responses_entry SET answers = \'{"q1": "2"}\'')
    assert Entry.objects.filter(response=response).empty() == 1
    assert response.entries.get().answers == {}


def test_who_saved_can_be_forgotten(response: Response, owner: Any) -> None:
    entry = save(response, {"q1": "1"}, by=owner).entry
    owner.delete()
    entry.refresh_from_db()
    assert entry.by is None
    assert entry.answers == {"q1": "1"}


def test_a_pilot_can_be_answered_before_the_study_is_open(study: Study, version: Version) -> None:
    tester = study.testers.create(name="Tove", link_code="abcdefghij")
    first = start_response(study=study, tester=tester, version=version, language="da")
    assert start_response(study=study, tester=tester, version=version, language="da") == first
    save(first, {"q1": "1"})
    assert first.kind == Response.Kind.PILOT
    assert pages(study) == {}
    with pytest.raises(StudyClosedError):
        start_response(study=study, language="da")


def test_the_answers_can_be_made_anew(
    response: Response, capsys: pytest.CaptureFixture[str]
) -> None:
    save(response, {"q1": "1", "q2": ["1", "2"]})
    save(response, {"q4": "3"}, page="page_two", stands="page_three")
    submit(response=response)
    call_command("rebuild_answers", "--check")
    before = (response.answers, response.seq, response.page, response.submitted_at)
    Response.objects.filter(pk=response.pk).update(answers={"q1": "2"}, seq=1, submitted_at=None)
    with pytest.raises(CommandError) as problem:
        call_command("rebuild_answers", "--check")
    assert problem.value.returncode == 1
    out = capsys.readouterr().out
    assert f"Response {response.pk} differs" in out
    assert "q1, q2, q4" in out
    response.refresh_from_db()
    assert response.answers == {"q1": "2"}, "--check changes nothing"
    call_command("rebuild_answers", study=response.study_id)
    response.refresh_from_db()
    assert (response.answers, response.seq, response.page, response.submitted_at) == before
    call_command("rebuild_answers", "--check")


def test_there_must_be_such_a_study() -> None:
    with pytest.raises(CommandError, match="no study 7"):
        call_command("rebuild_answers", study=7)


codes = st.sampled_from([None, "1", "2", "3"])
words = st.sampled_from([None, "a", "b"])
save_forms = st.fixed_dictionaries(
    {
        "window": st.integers(0, 1),
        "renew": st.sampled_from([False, False, False, True]),
        "page": st.sampled_from(["page_one", "page_two"]),
        "answers": st.fixed_dictionaries({"q1": codes}, optional={"q2_other": words, "q4": words}),
        "kind": st.sampled_from([Entry.Kind.PAGE, Entry.Kind.TYPED]),
        "change": st.integers(0, 3),
        "end": st.sampled_from([None, None, None, None, submit, reopen]),
    }
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    phases=[Phase.generate],
)
@given(st.lists(save_forms, min_size=4, max_size=10))
def test_any_saves_come_to_what_their_history_comes_to(
    live_study: Study, steps: list[dict[str, Any]]
) -> None:
    """Windows that hold old forms, repeat saves, come late and save each other's fields."""
    response = start_response(study=live_study, language="da")
    windows: dict[int, tuple[int, str]] = {}
    for step in steps:
        if step["renew"] or step["window"] not in windows:
            windows[step["window"]] = (response.seq, new_save_key())
        seen, key = windows[step["window"]]
        save(
            response,
            step["answers"],
            page=step["page"],
            kind=step["kind"],
            change=step["change"],
            seen=seen,
            save_key=key,
        )
        if step["end"] is not None:
            step["end"](response=response)
    response.refresh_from_db()
    made = rebuilt(response)
    assert {name: getattr(response, name) for name in made} == made
    assert list(differences_in_history(live_study)) == []
    assert [e.seq for e in response.entries.order_by("seq")] == list(range(1, response.seq + 1))
