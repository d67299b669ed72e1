"""Work in the background: its page, faults, and workers that die in the middle."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies import jobs
from lovende.studies.jobs import Progress, SupersededError, begin, begin_again, carry_out, job
from lovende.studies.models import AuditEntry, Job, Study, User

SignedIn = Callable[[User], Client]
LONG_AGO = datetime.timedelta(minutes=5)

done_so_far: list[str] = []


@job(title=N_("Work in the background"))
def count_stones(job: Job, progress: Progress) -> dict[str, object]:
    """Do what the job says, and note that it was done."""
    progress(1, 2)
    if job.parameters.get("wrong"):
        raise LovendeError(fault("x", N_("{value} is not a whole number."), value="sten"))
    if job.parameters.get("broken"):
        raise ZeroDivisionError
    done_so_far.append(f"{job.pk}.{job.attempt}")
    return {"url": "/studies/", "text": "To sten"}


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    done_so_far.clear()
    yield
    done_so_far.clear()


@pytest.fixture
def running(study: Study, owner: User) -> Job:
    """A job that a worker had when it was killed."""
    return Job.objects.create(study=study, by=owner, kind="count_stones", state=Job.State.RUNNING)


def lose_its_worker(lost: Job) -> None:
    Job.objects.filter(pk=lost.pk).update(heard_at=timezone.now() - LONG_AGO)
    lost.refresh_from_db()


def page(of: Job) -> str:
    return f"/studies/{of.study_id}/jobs/{of.pk}/"


def begun(study: Study, by: User, commit: Callable[..., Any], **parameters: object) -> Job:
    with commit(execute=True):
        made = begin(count_stones, study=study, by=by, parameters=parameters)
    made.refresh_from_db()
    return made


def test_what_was_begun_is_done(
    study: Study,
    owner: User,
    signed_in: SignedIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    made = begun(study, owner, django_capture_on_commit_callbacks)
    assert (made.state, made.done, made.total) == (Job.State.DONE, 1, 2)
    assert made.finished_at
    text = signed_in(owner).get(page(made)).content.decode()
    assert "To sten" in text
    assert 'href="/studies/"' in text
    assert "hx-get" not in text


def test_a_fault_is_told_in_the_language_of_who_began_it(
    study: Study,
    owner: User,
    signed_in: SignedIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    made = begun(study, owner, django_capture_on_commit_callbacks, wrong=True)
    assert made.error == "sten er ikke et helt tal."
    text = signed_in(owner).get(page(made)).content.decode()
    assert "sten er ikke et helt tal." in text
    assert "Begynd forfra" in text


def test_a_fault_of_ours_is_told_without_its_insides(
    study: Study, owner: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    made = begun(study, owner, django_capture_on_commit_callbacks, broken=True)
    assert made.state == Job.State.FAILED
    assert "ZeroDivision" not in made.error
    assert made.error.startswith("Det kunne ikke lade sig gøre.")


def test_a_page_under_way_asks_for_itself_and_works_without_script(
    running: Job, owner: User, signed_in: SignedIn
) -> None:
    Job.objects.filter(pk=running.pk).update(done=30, total=100)
    client = signed_in(owner)
    text = client.get(page(running)).content.decode()
    assert f'hx-get="{page(running)}"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert 'value="30"' in text
    assert "30 af 100" in text
    part = client.get(page(running), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="job"')
    assert "<html" not in part


def test_a_job_that_nobody_takes_says_so_and_can_be_begun_again(
    running: Job,
    owner: User,
    signed_in: SignedIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    Job.objects.filter(pk=running.pk).update(state=Job.State.WAITING)
    client = signed_in(owner)
    text = client.get(page(running)).content.decode()
    assert "Venter på at komme til" in text
    assert "Begynd forfra" not in text
    lose_its_worker(running)
    text = client.get(page(running)).content.decode()
    assert "Spørg dem, der driver platformen" in text
    assert "Begynd forfra" in text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page(running)}again/")
    work = count_stones.func.__wrapped__  # type: ignore[attr-defined]
    carry_out(work, running.pk, 1)  # the first task comes after all
    assert done_so_far == [f"{running.pk}.2"]


def test_a_lost_worker_is_told_and_the_job_begun_again(
    running: Job,
    owner: User,
    signed_in: SignedIn,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = signed_in(owner)
    assert "Begynd forfra" not in client.get(page(running)).content.decode()
    lose_its_worker(running)
    text = client.get(page(running)).content.decode()
    assert "Arbejdet er gået i stå" in text
    assert "hx-get" not in text
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{page(running)}again/")
    assert response["Location"] == page(running)
    running.refresh_from_db()
    assert (running.state, running.attempt) == (Job.State.DONE, 2)
    assert done_so_far == [f"{running.pk}.2"]
    assert AuditEntry.objects.get(verb="job.again").subject == f"job:{running.pk}"


def test_a_job_in_good_hands_is_not_begun_again(
    running: Job, owner: User, signed_in: SignedIn
) -> None:
    response = signed_in(owner).post(f"{page(running)}again/", follow=True)
    assert "kan ikke begynde forfra" in response.content.decode()
    running.refresh_from_db()
    assert (running.state, running.attempt) == (Job.State.RUNNING, 1)


def test_two_who_begin_again_at_once_begin_once(
    running: Job, owner: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    lose_its_worker(running)
    same = Job.objects.get(pk=running.pk)
    with django_capture_on_commit_callbacks(execute=True):
        begin_again(running, by=owner)
        with pytest.raises(LovendeError):
            begin_again(same, by=owner)
    assert done_so_far == [f"{running.pk}.2"]


def test_a_task_that_is_delivered_twice_is_done_once(study: Study, owner: User) -> None:
    made = Job.objects.create(study=study, by=owner, kind="count_stones")
    work = count_stones.func.__wrapped__  # type: ignore[attr-defined]
    for _ in range(2):
        carry_out(work, made.pk, 1)
    carry_out(work, made.pk, 2)
    assert done_so_far == [f"{made.pk}.1"]


def test_work_of_before_stops_at_its_next_word(
    study: Study, owner: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The worker was only slow: it comes back when the job has been begun again."""
    made = Job.objects.create(study=study, by=owner, kind="count_stones")
    told: list[str] = []

    def slow(job: Job, progress: Progress) -> dict[str, object]:
        progress(1, 3)
        lose_its_worker(made)
        with django_capture_on_commit_callbacks(execute=True):
            begin_again(made, by=owner)
        with pytest.raises(SupersededError):
            progress(2, 3)
        told.append("stopped")
        raise SupersededError

    carry_out(slow, made.pk, 1)
    made.refresh_from_db()
    assert told == ["stopped"]
    assert (made.state, made.attempt, made.result) == (
        Job.State.DONE,
        2,
        {"url": "/studies/", "text": "To sten"},
    )
    assert made.done == 1, "the work of before no longer writes"


def test_a_result_that_comes_too_late_is_not_written(
    study: Study, owner: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    made = Job.objects.create(study=study, by=owner, kind="count_stones")

    def silent(job: Job, progress: Progress) -> dict[str, object]:
        lose_its_worker(made)
        with django_capture_on_commit_callbacks(execute=True):
            begin_again(made, by=owner)
        return {"text": "for sent"}

    carry_out(silent, made.pk, 1)
    made.refresh_from_db()
    assert made.result["text"] == "To sten"


@pytest.mark.django_db(transaction=True)
def test_work_that_says_nothing_still_gives_signs_of_life(
    study: Study, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(jobs, "BEAT", 0.01)
    made = Job.objects.create(study=study, by=owner, kind="count_stones")
    heard = threading.Event()

    def still(job: Job, progress: Progress) -> dict[str, object]:
        lose_its_worker(made)
        before = made.heard_at
        for _ in range(2000):
            made.refresh_from_db()
            if made.heard_at > before:
                heard.set()
                break
            heard.wait(0.005)
        return {}

    carry_out(still, made.pk, 1)
    assert heard.is_set()


@pytest.mark.parametrize("role", ["interviewer", "reader"])
def test_what_came_out_may_name_people_and_is_for_those_concerned(
    role: str, running: Job, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    Job.objects.filter(pk=running.pk).update(state=Job.State.FAILED, error="bo@example.org")
    client = signed_in(request.getfixturevalue(role))
    text = client.get(page(running)).content.decode()
    assert "bo@example.org" not in text
    assert "Spørg" in text
    assert client.post(f"{page(running)}again/").status_code == 403


def test_a_job_of_another_study_does_not_exist(
    running: Job, study: Study, owner: User, stranger: User, signed_in: SignedIn, client: Client
) -> None:
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    assert signed_in(owner).get(f"/studies/{other.pk}/jobs/{running.pk}/").status_code == 404
    assert signed_in(stranger).get(page(running)).status_code == 404
    assert client.get(page(running)).status_code == 302


def test_the_overview_leads_back_to_what_is_under_way(
    running: Job, owner: User, reader: User, signed_in: SignedIn
) -> None:
    overview = f"/studies/{running.study_id}/"
    assert page(running) in signed_in(owner).get(overview).content.decode()
    assert page(running) not in signed_in(reader).get(overview).content.decode()
    Job.objects.filter(pk=running.pk).update(state=Job.State.DONE)
    assert page(running) not in signed_in(owner).get(overview).content.decode()


def test_looking_at_progress_is_quick(
    running: Job,
    owner: User,
    signed_in: SignedIn,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    client = signed_in(owner)
    with django_assert_num_queries(4):  # session, user, role with study, job
        client.get(page(running), headers={"HX-Request": "true"})
