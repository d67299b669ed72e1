"""What is said on the telephone: the short interview, and more about open answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lovende.fieldwork.calls import actions
from lovende.fieldwork.models import Call, CallTask, Invitee
from lovende.questionnaires.models import Version
from lovende.responses.flow import walk_of
from lovende.responses.history import replayed
from lovende.responses.interviews.queries import TOLD
from lovende.responses.models import Entry, Response
from lovende.studies.links import Opens, token
from lovende.studies.models import AuditEntry, Study, User

SignIn = Callable[[User], Client]
TAKING_PART, DEEPEN = Call.Purpose.PARTICIPATION, Call.Purpose.DEEPENING


@pytest.fixture
def invitee(live_study: Study, make_invitee: Callable[..., Invitee]) -> Invitee:
    made = make_invitee("Bodil Bruun", invited_at=timezone.now(), disposition="3.19")
    made.contact.telephone = "12 34 56 78"
    made.contact.save()
    return made


@pytest.fixture
def taken(invitee: Invitee, interviewer: User) -> str:
    """The address of the short interview of someone whom the interviewer has taken."""
    actions.claim(invitee=invitee, purpose=TAKING_PART, by=interviewer)
    return f"/studies/{invitee.study_id}/calls/{invitee.pk}/short/"


@pytest.fixture
def answered(invitee: Invitee, client: Client) -> Response:
    """The answers of the invitee, sent, with words of their own."""
    address = f"/a/{token(Opens.INVITEE, invitee.link_code, invitee.link_round)}/"
    client.post(address)
    client.post(f"{address}page_one/", {"q1": "1", "do": "next"})
    client.post(f"{address}page_two/", {"q4": "12", "do": "next"})
    client.post(
        f"{address}page_three/", {"title": "Skærmbesøg", "story": "Vi ringede", "do": "next"}
    )
    client.post(f"{address}check/")
    found = Response.objects.get(invitee=invitee)
    assert found.submitted_at is not None
    invitee.refresh_from_db()
    return found


@pytest.fixture
def task(answered: Response, invitee: Invitee, analyst: User) -> CallTask:
    return actions.ask_to_deepen(invitee=invitee, ask="Hvad sagde borgerne?", by=analyst)


def test_the_short_interview_is_stored_as_a_response_of_its_own(
    taken: str, invitee: Invitee, interviewer: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    shown = client.get(taken).content.decode()
    assert "I hvor høj grad er der noget nyt?" in shown
    assert "Hvem er det for?" not in shown
    done = client.post(
        taken,
        {
            "q1": "4",
            "q3_1": "2",
            "-call-note": "Har travlt",
            "-call-calls_seen": 0,
            "-asked_in": "da",
        },
    )
    assert done["Location"] == f"/studies/{invitee.study_id}/calls/"
    response = Response.objects.get(invitee=invitee)
    entry = response.entries.filter(kind=Entry.Kind.INTERVIEW).get()
    assert (response.kind, response.answers["q1"]) == (Response.Kind.SHORT, "4")
    assert (entry.by, response.submitted_at is not None) == (interviewer, True)
    invitee.refresh_from_db()
    assert (invitee.disposition, invitee.progress) == ("2.111", "not_started")
    assert invitee.calls.get().outcome == Call.Outcome.SHORT_INTERVIEW
    assert invitee.call_tasks.get().done_at is not None


def test_a_double_click_stores_one_short_interview(
    taken: str, invitee: Invitee, interviewer: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    given = {"q1": "4", "-call-calls_seen": 0, "-asked_in": "da"}
    client.post(taken, given)
    client.post(taken, given)
    assert invitee.calls.count() == 1
    response = Response.objects.get(invitee=invitee)
    assert response.entries.filter(kind=Entry.Kind.INTERVIEW).count() == 1
    assert invitee.call_tasks.get().claimed_by is None


@pytest.mark.parametrize("given", [{}, {"q1": "77"}, {"q2": "1"}, {"story": "Fri tekst"}])
def test_an_empty_or_forged_short_interview_is_not_stored(
    given: dict[str, str], taken: str, invitee: Invitee, interviewer: User, signed_in: SignIn
) -> None:
    page = signed_in(interviewer).post(
        taken, {**given, "-call-calls_seen": 0, "-call-note": "Har travlt"}
    )
    assert page.status_code == 422
    assert "Har travlt" in page.content.decode()
    assert not Response.objects.exists()
    assert not Call.objects.exists()


def test_what_was_filled_in_counts_though_the_time_is_up(
    taken: str, invitee: Invitee, interviewer: User, signed_in: SignIn
) -> None:
    CallTask.objects.update(claimed_until=timezone.now())
    signed_in(interviewer).post(taken, {"q1": "4", "-call-calls_seen": 0})
    assert Response.objects.get(invitee=invitee).answers["q1"] == "4"


def test_without_a_claim_there_is_no_interview(
    taken: str, invitee: Invitee, owner: User, signed_in: SignIn
) -> None:
    client = signed_in(owner)
    assert client.get(taken).status_code == 302
    refused = client.post(taken, {"q1": "4", "-call-calls_seen": 0})
    assert refused.status_code == 422
    assert "Interviewer ringer til denne person" in refused.content.decode()
    assert not Response.objects.exists()


def test_the_short_interview_is_held_in_the_language_of_the_person(
    taken: str, invitee: Invitee, interviewer: User, signed_in: SignIn
) -> None:
    invitee.contact.language = "en"
    invitee.contact.save()
    assert (
        "To what extent is there something new?"
        in signed_in(interviewer).get(taken).content.decode()
    )


@pytest.mark.parametrize("path", ["{i}/short/", "deepening/{t}/", "deepening/{t}/claim/"])
def test_interviews_are_for_those_who_call(
    path: str,
    task: CallTask,
    reader: User,
    stranger: User,
    client: Client,
    signed_in: SignIn,
) -> None:
    place = path.format(i=task.invitee_id, t=task.pk)
    address = f"/studies/{task.study_id}/calls/{place}"
    reach = "post" if "claim" in path else "get"
    assert getattr(client, reach)(address).status_code == 302
    assert getattr(signed_in(stranger), reach)(address).status_code == 404
    assert getattr(signed_in(reader), reach)(address).status_code == 403


def test_the_interviewer_sees_what_to_ask_and_not_the_answers(
    task: CallTask, interviewer: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    before = client.get(address).content.decode()
    assert "Hvad sagde borgerne?" in before
    assert "12 34 56 78" not in before
    client.post(f"{address}claim/")
    shown = client.get(address).content.decode()
    assert "12 34 56 78" in shown
    for answer in ("Skærmbesøg", "Vi ringede"):
        assert answer not in before + shown
    look = AuditEntry.objects.get(verb="call.look")
    assert (look.user, look.subject) == (interviewer, f"invitee:{task.invitee_id}")


def test_what_was_told_is_added_to_the_history_and_the_analyst_sees_both(
    task: CallTask, answered: Response, interviewer: User, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    client.post(f"{address}claim/")
    done = client.post(address, {"text": "De var glade. ", "note": "", "calls_seen": 0})
    assert done.status_code == 302
    before = dict(answered.answers)
    answered.refresh_from_db()
    entry = answered.entries.get(kind=Entry.Kind.INTERVIEW)
    assert (entry.by, entry.answers) == (interviewer, {TOLD: "De var glade."})
    assert answered.answers == {**before, TOLD: "De var glade."}
    assert answered.answers == replayed(answered.entries.order_by("seq"))
    assert answered.submitted_at is not None
    shown = signed_in(analyst).get(f"/studies/{task.study_id}/calls/told/").content.decode()
    for said in ("Vi ringede", "Hvad sagde borgerne?", "De var glade.", answered.key):
        assert said in shown
    assert "Bodil" not in shown
    task.refresh_from_db()
    assert task.done_at is not None


def test_what_is_told_later_is_added_and_the_pages_still_work(
    task: CallTask, answered: Response, interviewer: User, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    for number, text in enumerate(("Først dette.", "Så dette.")):
        actions.ask_to_deepen(invitee=task.invitee, ask="Mere?", by=analyst)
        client.post(address, {"text": text, "calls_seen": number})
    answered.refresh_from_db()
    assert answered.answers[TOLD] == "Først dette.\n\nSå dette."
    assert walk_of(answered, "da").all_pages()


def test_a_double_click_tells_once(
    task: CallTask, answered: Response, interviewer: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    for _ in range(2):
        client.post(address, {"text": "De var glade.", "calls_seen": 0})
    answered.refresh_from_db()
    task.refresh_from_db()
    assert answered.answers[TOLD] == "De var glade."
    assert task.invitee.calls.count() == 1
    assert (task.claimed_by, task.done_at is not None) == (None, True)


def test_a_call_without_telling_is_stored_too(
    task: CallTask, interviewer: User, signed_in: SignIn
) -> None:
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    assert client.post(address, {"outcome": "short_interview", "seen": 0}).status_code == 422
    assert client.post(address, {"text": " ", "calls_seen": 0}).status_code == 422
    client.post(address, {"outcome": "no_answer", "seen": 0})
    task.refresh_from_db()
    assert task.invitee.calls.get().outcome == "no_answer"
    assert task.next_at is not None
    task.invitee.refresh_from_db()
    assert task.invitee.disposition == "1.1"


def test_two_interviewers_do_not_ask_the_same_person(
    task: CallTask, interviewer: User, owner: User, signed_in: SignIn
) -> None:
    actions.claim(invitee=task.invitee, purpose=DEEPEN, by=owner)
    client = signed_in(interviewer)
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/"
    assert (
        "Owner ringer til denne person"
        in client.post(f"{address}claim/", follow=True).content.decode()
    )
    late = client.post(address, {"text": "De var glade.", "calls_seen": 0})
    assert late.status_code == 422
    assert "De var glade." in late.content.decode()
    assert not Entry.objects.filter(kind=Entry.Kind.INTERVIEW).exists()


def test_an_analyst_puts_respondents_on_the_list_by_either_key(
    answered: Response, invitee: Invitee, analyst: User, interviewer: User, signed_in: SignIn
) -> None:
    client, address = signed_in(analyst), f"/studies/{answered.study_id}/calls/told/"
    for key in (answered.key, invitee.key):
        given = {"key": key, "ask": f"Om {key}", "to": interviewer.pk}
        assert client.post(address, given).status_code == 302
        task = invitee.call_tasks.get(purpose=DEEPEN)
        assert (task.ask, task.assigned) == (f"Om {key}", interviewer)
    for wrong in ({"key": "ukendt", "ask": "Hvad?"}, {"key": invitee.key, "ask": ""}):
        assert client.post(address, wrong).status_code == 422


def test_a_respondent_is_taken_off_the_list(
    task: CallTask, analyst: User, interviewer: User, signed_in: SignIn
) -> None:
    address = f"/studies/{task.study_id}/calls/deepening/{task.pk}/remove/"
    assert signed_in(interviewer).post(address).status_code == 403
    client = signed_in(analyst)
    assert client.get(address).status_code == 200
    assert CallTask.objects.filter(pk=task.pk).exists()
    client.post(address)
    assert not CallTask.objects.filter(pk=task.pk).exists()


def test_a_closed_study_takes_no_interview_and_loses_no_word(
    task: CallTask, taken: str, version: Version, interviewer: User, signed_in: SignIn
) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    client = signed_in(interviewer)
    page = client.post(
        f"/studies/{task.study_id}/calls/deepening/{task.pk}/",
        {"text": "De var glade.", "calls_seen": 0},
    )
    assert page.status_code == 422
    assert "De var glade." in page.content.decode()
    short = client.post(taken, {"q1": "4", "-call-calls_seen": 0})
    assert short.status_code == 422
    assert not Response.objects.filter(kind=Response.Kind.SHORT).exists()


def test_what_was_told_takes_few_queries(
    task: CallTask,
    analyst: User,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client, address = signed_in(analyst), f"/studies/{task.study_id}/calls/told/"
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
