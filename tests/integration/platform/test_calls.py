"""The call list: who is called next, by whom, and what follows from a call."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from lovende.domain.errors import LovendeError
from lovende.fieldwork import tally
from lovende.fieldwork.calls import actions, queries
from lovende.fieldwork.calls.queries import Wanted
from lovende.fieldwork.models import Call, CallTask, Invitee
from lovende.fieldwork.progress import record_added
from lovende.studies.models import AuditEntry, Study, User

SignIn = Callable[[User], Client]
Make = Callable[..., Invitee]
Outcome = Call.Outcome
TAKING_PART, DEEPEN = Call.Purpose.PARTICIPATION, Call.Purpose.DEEPENING


@pytest.fixture
def callable_one(make_invitee: Make) -> Make:
    """Make an invitee who was invited and has a telephone."""

    def make(name: str = "Bodil Bruun", telephone: str = "12 34 56 78", **fields: Any) -> Invitee:
        invitee = make_invitee(
            name, **{"invited_at": timezone.now(), "disposition": "3.19", **fields}
        )
        invitee.contact.telephone = telephone
        invitee.contact.save()
        record_added([invitee])
        return invitee

    return make


@pytest.fixture
def other(study: Study, make_user: Callable[[str], User]) -> User:
    """One more interviewer."""
    user = make_user("other")
    study.roles.create(user=user, email=user.email, role="interviewer")
    return user


def called(invitee: Invitee, by: User, outcome: str, **more: Any) -> Call:
    given = {"purpose": TAKING_PART, "seen": invitee.calls.count(), **more}
    return actions.record_call(invitee=invitee, outcome=outcome, by=by, **given)


def test_only_those_who_can_still_answer_are_called(
    live_study: Study, interviewer: User, callable_one: Make
) -> None:
    wanted = callable_one("Ida")
    callable_one("Færdig", progress="finished")
    callable_one("Nej", disposition="2.111")
    callable_one("Væk", state="withdrawn")
    callable_one("Uden nummer", telephone="")
    callable_one("Ikke inviteret", invited_at=None)
    without_mail = callable_one("Uden mail", invited_at=None)
    without_mail.contact.email = ""
    without_mail.contact.save()
    found = queries.listed(live_study, Wanted(), interviewer, now=timezone.now())
    assert list(found) == [wanted, without_mail]


def test_appointments_that_are_due_come_first_and_later_ones_wait(
    live_study: Study, interviewer: User, callable_one: Make
) -> None:
    never, due, later = callable_one("A"), callable_one("B"), callable_one("C")
    now = timezone.now()
    called(due, interviewer, Outcome.CALL_BACK, next_at=now + datetime.timedelta(hours=1))
    called(later, interviewer, Outcome.CALL_BACK, next_at=now + datetime.timedelta(days=3))
    then = now + datetime.timedelta(hours=2)
    assert list(queries.listed(live_study, Wanted(), interviewer, now=then)) == [due, never]
    everyone = queries.listed(live_study, Wanted(later=True), interviewer, now=then)
    assert list(everyone) == [due, never, later]


def test_two_interviewers_never_get_the_same_person(
    live_study: Study, interviewer: User, other: User, callable_one: Make
) -> None:
    first, second = callable_one("A"), callable_one("B")
    mine = actions.claim_next(study=live_study, wanted=Wanted(), by=interviewer)
    theirs = actions.claim_next(study=live_study, wanted=Wanted(), by=other)
    assert mine is not None
    assert theirs is not None
    assert (mine.invitee, theirs.invitee) == (first, second)
    with pytest.raises(actions.TakenError):
        actions.claim(invitee=first, purpose=TAKING_PART, by=other)
    with pytest.raises(actions.TakenError):
        called(first, other, Outcome.NO_ANSWER)


@pytest.mark.django_db(transaction=True)
def test_two_who_click_at_once_get_two_people(
    live_study: Study, interviewer: User, other: User, callable_one: Make
) -> None:
    people = {callable_one("A").pk, callable_one("B").pk}
    got: list[tuple[int, int]] = []
    ready = threading.Barrier(2)

    def take(user: User) -> None:
        ready.wait(timeout=20)
        task = actions.claim_next(study=live_study, wanted=Wanted(), by=user)
        got.append((user.pk, task.invitee_id if task else 0))
        connection.close()

    threads = [threading.Thread(target=take, args=(user,)) for user in (interviewer, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {invitee for _, invitee in got} == people
    assert {user for user, _ in got} == {interviewer.pk, other.pk}


@pytest.mark.parametrize("state", [Study.State.DRAFT, Study.State.CLOSED])
def test_nobody_is_called_while_the_study_takes_no_answers(
    state: str, live_study: Study, interviewer: User, callable_one: Make, signed_in: SignIn
) -> None:
    callable_one()
    live_study.state = state
    live_study.save()
    address = f"/studies/{live_study.pk}/calls/"
    client = signed_in(interviewer)
    assert "Bodil Bruun" not in client.get(address).content.decode()
    client.post(f"{address}next/")
    assert not CallTask.objects.exists()


def test_a_claim_ends_by_itself(
    live_study: Study, interviewer: User, other: User, callable_one: Make
) -> None:
    invitee = callable_one()
    actions.claim(invitee=invitee, purpose=TAKING_PART, by=interviewer)
    CallTask.objects.update(claimed_until=timezone.now() - datetime.timedelta(seconds=1))
    assert actions.claim(invitee=invitee, purpose=TAKING_PART, by=other).claimed_by == other


def test_who_is_assigned_to_one_is_not_given_to_another(
    live_study: Study, analyst: User, interviewer: User, other: User, callable_one: Make
) -> None:
    invitee = callable_one()
    actions.assign(invitee=invitee, purpose=TAKING_PART, to=interviewer, by=analyst)
    assert actions.claim_next(study=live_study, wanted=Wanted(), by=other) is None
    mine = actions.claim_next(study=live_study, wanted=Wanted(mine=True), by=interviewer)
    assert mine is not None


def test_only_those_who_may_call_are_assigned(
    live_study: Study, analyst: User, reader: User, callable_one: Make
) -> None:
    with pytest.raises(LovendeError):
        actions.assign(invitee=callable_one(), purpose=TAKING_PART, to=reader, by=analyst)


@pytest.mark.parametrize(
    ("outcome", "disposition", "again"),
    [
        (Outcome.NO_ANSWER, "3.13", True),
        (Outcome.BUSY, "3.12", True),
        (Outcome.WILL_ANSWER, "3.19", True),
        (Outcome.REFUSED, "2.111", False),
        (Outcome.GONE, "4.1", False),
        (Outcome.WRONG_NUMBER, "3.19", False),
    ],
)
def test_what_follows_from_a_call(
    outcome: str,
    disposition: str,
    again: bool,
    live_study: Study,
    interviewer: User,
    callable_one: Make,
) -> None:
    invitee = callable_one()
    called(invitee, interviewer, outcome)
    invitee.refresh_from_db()
    task = invitee.call_tasks.get()
    assert invitee.disposition == disposition
    assert (task.next_at is not None, task.done_at is None) == (again, again)
    counted = tally.read(live_study, ["disposition"], by=("key",))
    assert [(each.key, each.count) for each in counted] == [(disposition, 1)]


def test_who_has_answered_something_keeps_that(
    live_study: Study, interviewer: User, callable_one: Make
) -> None:
    invitee = callable_one(disposition="1.2", progress="started", started_at=timezone.now())
    for outcome in (Outcome.NO_ANSWER, Outcome.REFUSED):
        called(invitee, interviewer, outcome)
    invitee.refresh_from_db()
    assert invitee.disposition == "1.2"


def test_a_call_that_arrives_twice_is_stored_once(
    live_study: Study, interviewer: User, callable_one: Make
) -> None:
    invitee = callable_one()
    for _ in range(2):
        called(invitee, interviewer, Outcome.NO_ANSWER, seen=0, note="Ingen tog den")
    assert invitee.calls.count() == 1
    with pytest.raises(LovendeError):
        called(invitee, interviewer, Outcome.REFUSED, seen=0)


@pytest.mark.parametrize("hours", [None, -2])
def test_an_appointment_needs_a_time_to_come(
    hours: int | None, live_study: Study, interviewer: User, callable_one: Make
) -> None:
    at = None if hours is None else timezone.now() + datetime.timedelta(hours=hours)
    with pytest.raises(LovendeError):
        called(callable_one(), interviewer, Outcome.CALL_BACK, next_at=at)
    assert not Call.objects.exists()


def test_an_interviewer_calls_the_next(
    live_study: Study, interviewer: User, callable_one: Make, signed_in: SignIn
) -> None:
    invitee, client = callable_one(), signed_in(interviewer)
    address = f"/studies/{live_study.pk}/calls/"
    assert "Bodil Bruun" in client.get(address).content.decode()
    page = client.post(f"{address}next/")
    assert page["Location"] == f"{address}{invitee.pk}/"
    shown = client.get(page["Location"]).content.decode()
    assert 'href="tel:12345678"' in shown
    looks = AuditEntry.objects.filter(study=live_study, verb="call.look")
    assert [entry.fields for entry in looks] == [["email", "job_title", "name", "telephone"]]
    given = {"outcome": "call_back", "next_at": "2031-03-01T10:00", "note": "Efter ti", "seen": 0}
    done = client.post(page["Location"], given)
    assert done["Location"] == address
    call = invitee.calls.get()
    assert (call.by, call.note) == (interviewer, "Efter ti")
    assert timezone.localtime(call.next_at).hour == 10
    nobody = client.post(f"{address}next/", follow=True)
    assert "Der er ingen at ringe til lige nu." in nobody.content.decode()


def test_a_page_that_is_not_taken_shows_no_contact_data(
    live_study: Study, interviewer: User, other: User, callable_one: Make, signed_in: SignIn
) -> None:
    invitee = callable_one()
    address = f"/studies/{live_study.pk}/calls/{invitee.pk}/"
    client = signed_in(other)
    assert "12 34 56 78" not in client.get(address).content.decode()
    actions.claim(invitee=invitee, purpose=TAKING_PART, by=interviewer)
    shown = client.get(address).content.decode()
    assert "12 34 56 78" not in shown
    assert "Interviewer ringer til denne person" in shown
    refused = client.post(f"{address}claim/", follow=True)
    assert "Interviewer ringer til denne person" in refused.content.decode()
    late = client.post(address, {"outcome": "no_answer", "seen": 0, "note": "x"})
    assert late.status_code == 422
    assert not AuditEntry.objects.filter(verb="call.look").exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"outcome": "deepened", "seen": 0},
        {"outcome": "call_back", "seen": 0},
        {"outcome": "call_back", "next_at": "2001-01-01T10:00", "seen": 0},
        {"outcome": "call_back", "next_at": "i morgen", "seen": 0},
        {"outcome": "no_answer", "seen": "-1"},
    ],
)
def test_a_wrong_call_is_not_stored(
    given: dict[str, object],
    live_study: Study,
    interviewer: User,
    callable_one: Make,
    signed_in: SignIn,
) -> None:
    invitee = callable_one()
    actions.claim(invitee=invitee, purpose=TAKING_PART, by=interviewer)
    page = signed_in(interviewer).post(f"/studies/{live_study.pk}/calls/{invitee.pk}/", given)
    assert page.status_code == 422 if given else page.status_code == 200
    assert not Call.objects.exists()


def test_someone_can_be_left_to_the_others(
    live_study: Study, interviewer: User, other: User, callable_one: Make, signed_in: SignIn
) -> None:
    invitee = callable_one()
    actions.claim(invitee=invitee, purpose=TAKING_PART, by=interviewer)
    address = f"/studies/{live_study.pk}/calls/{invitee.pk}/release/"
    signed_in(other).post(address)
    assert invitee.call_tasks.get().claimed_by == interviewer
    signed_in(interviewer).post(address)
    assert invitee.call_tasks.get().claimed_by is None


@pytest.mark.parametrize("path", ["", "{i}/", "deepening/", "short-interview/", "told/"])
def test_the_call_list_is_for_those_who_call(
    path: str,
    live_study: Study,
    callable_one: Make,
    reader: User,
    stranger: User,
    client: Client,
    signed_in: SignIn,
) -> None:
    address = f"/studies/{live_study.pk}/calls/" + path.format(i=callable_one().pk)
    assert client.get(address).status_code == 302
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(reader).get(address).status_code == 403


@pytest.mark.parametrize("path", ["short-interview/", "told/"])
def test_an_interviewer_sees_no_answers_and_sets_nothing_up(
    path: str, live_study: Study, interviewer: User, signed_in: SignIn
) -> None:
    page = signed_in(interviewer).get(f"/studies/{live_study.pk}/calls/{path}")
    assert page.status_code == 403


def test_looking_changes_nothing(
    live_study: Study, interviewer: User, callable_one: Make, signed_in: SignIn
) -> None:
    invitee, client = callable_one(), signed_in(interviewer)
    address = f"/studies/{live_study.pk}/calls/"
    for path in (
        "next/",
        f"{invitee.pk}/claim/",
        f"{invitee.pk}/release/",
        f"{invitee.pk}/assign/",
    ):
        assert client.get(address + path).status_code in (403, 405)
    client.get(f"{address}{invitee.pk}/")
    assert not CallTask.objects.exists()


def test_the_short_interview_has_the_questions_that_were_chosen(
    live_study: Study, analyst: User, signed_in: SignIn
) -> None:
    assert [q.name for q in queries.short_questions(live_study)] == ["q1", "q3"]
    client, address = signed_in(analyst), f"/studies/{live_study.pk}/calls/short-interview/"
    assert client.post(address, {"questions": ["q2", "q1"]}).status_code == 302
    assert [q.name for q in queries.short_questions(live_study)] == ["q1", "q2"]
    for wrong in ([], ["story"], ["q1", "q99"]):
        page = client.post(address, {"questions": wrong})
        assert page.status_code in (200, 422)
    assert [q.name for q in queries.short_questions(live_study)] == ["q1", "q2"]


def test_the_list_takes_few_queries(
    live_study: Study,
    interviewer: User,
    callable_one: Make,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client, address = signed_in(interviewer), f"/studies/{live_study.pk}/calls/"
    for number in range(20):
        callable_one(f"Nr. {number}")
    client.get(address)
    with django_assert_max_num_queries(14):
        assert "Nr. 19" in client.get(address).content.decode()


def test_only_respondents_can_be_asked_more(
    live_study: Study, analyst: User, callable_one: Make
) -> None:
    with pytest.raises(LovendeError):
        actions.ask_to_deepen(invitee=callable_one(), ask="Hvad?", by=analyst)
    answered = callable_one(started_at=timezone.now(), progress="started")
    with pytest.raises(LovendeError):
        actions.ask_to_deepen(invitee=answered, ask="  ", by=analyst)
    task = actions.ask_to_deepen(invitee=answered, ask="Hvad?", by=analyst)
    assert task.purpose == DEEPEN
