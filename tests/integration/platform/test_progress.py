"""How far everyone in the panel is: each step counts once, an answer stands over everything else."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from lovende.domain.errors import LovendeError
from lovende.fieldwork import progress, tally
from lovende.fieldwork.models import Call, Invitee, TallyChange, Wave
from lovende.studies.models import Study

MakeInvitee = Callable[..., Invitee]
Step = Callable[[Invitee], object]


@pytest.fixture
def invitee(make_invitee: MakeInvitee) -> Invitee:
    made = make_invitee()
    progress.record_added([made])
    return made


def standing(study: Study) -> dict[str, int]:
    return {each.key: each.count for each in tally.read(study, ["disposition"], by=["key"])}


def total(study: Study, measure: str) -> int:
    return sum(each.count for each in tally.read(study, [measure]))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("", "3.11"),
        ("invited", "3.19"),
        ("invited bounced", "3.3"),
        ("bounced invited", "3.3"),
        ("invited complained", "2.1122"),
        ("invited refused", "2.111"),
        ("invited opened", "2.1121"),
        ("invited opened answered", "1.2"),
        ("invited answered opened", "1.2"),
        ("invited answered finished", "1.1"),
        ("finished", "1.1"),
        ("finished_empty", "2.113"),
        ("answered finished reopened", "1.2"),
        ("opened finished_empty reopened", "2.1121"),
        ("answered finished reopened finished", "1.1"),
        ("invited answered bounced", "1.2"),
        ("finished refused", "1.1"),
        ("refused answered", "1.2"),
        ("refused opened", "2.1121"),
        ("bounced answered", "1.2"),
        ("withdrawn", "2.11"),
        ("answered withdrawn", "1.2"),
        ("replaced", "4.1"),
        ("doubled", "4.81"),
        ("answered doubled", "4.81"),
    ],
)
def test_every_state_has_its_disposition(
    study: Study, invitee: Invitee, steps: str, code: str
) -> None:
    known: dict[str, Step] = {
        "invited": lambda i: progress.record_invited([i]),
        "bounced": progress.record_bounced,
        "complained": lambda i: progress.record_refused(i, in_words=False),
        "refused": progress.record_refused,
        "opened": progress.record_started,
        "answered": lambda i: progress.record_started(i, answered=True),
        "finished": progress.record_finished,
        "finished_empty": lambda i: progress.record_finished(i, answered=False),
        "reopened": progress.record_reopened,
        "withdrawn": progress.record_withdrawn,
        "replaced": lambda i: progress.record_withdrawn(i, state=Invitee.State.REPLACED),
        "doubled": lambda i: progress.record_withdrawn(i, code="4.81"),
    }
    for step in steps.split():
        known[step](Invitee.objects.get(pk=invitee.pk))
    assert Invitee.objects.get(pk=invitee.pk).disposition == code
    replaced = steps.endswith("replaced")
    assert standing(study) == ({} if replaced else {code: 1})
    for step in steps.split()[-1:]:
        before = TallyChange.objects.count()
        known[step](Invitee.objects.get(pk=invitee.pk))
        assert TallyChange.objects.count() == before, "the second call changes nothing"
    assert tally.differences(study) == []


def test_the_given_object_follows(invitee: Invitee) -> None:
    assert progress.record_finished(invitee)
    assert invitee.progress == Invitee.Progress.FINISHED
    assert invitee.disposition == "1.1"
    assert invitee.finished_at is not None
    assert invitee.started_at == invitee.finished_at


def test_a_stale_object_does_not_undo_what_came_between(study: Study, invitee: Invitee) -> None:
    stale = Invitee.objects.get(pk=invitee.pk)
    progress.record_finished(invitee)
    assert not progress.record_started(stale, answered=True)
    assert not progress.record_bounced(stale)
    assert stale.progress == Invitee.Progress.FINISHED
    assert standing(study) == {"1.1": 1}
    assert total(study, "started") == 1


def test_to_save_again_asks_nothing_of_the_database(
    invitee: Invitee, django_assert_num_queries: Callable[[int], object]
) -> None:
    progress.record_started(invitee, answered=True)
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        progress.record_started(invitee, answered=True)


def test_many_are_invited_at_once(
    study: Study,
    make_invitee: MakeInvitee,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    everyone = [make_invitee() for _ in range(30)]
    progress.record_added(everyone)
    progress.record_invited(everyone[:10])
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        assert progress.record_invited(everyone) == 20
    assert standing(study) == {"3.19": 30}
    assert total(study, "invited") == 30


def test_a_mail_that_is_sent_counts_and_invites_once(study: Study, invitee: Invitee) -> None:
    progress.record_sent([invitee], "invitation")
    progress.record_sent([invitee], "reminder")
    sent = {each.key: each.count for each in tally.read(study, ["sent"])}
    assert sent == {"invitation": 1, "reminder": 1}
    assert total(study, "invited") == 1


def test_whoever_moves_takes_their_counts_along(study: Study, invitee: Invitee) -> None:
    progress.record_finished(invitee)
    second = Wave.objects.create(study=study, number=2)
    assert progress.record_placed(invitee, municipality="0461", wave=second)
    assert not progress.record_placed(invitee, municipality="0461", wave=second)
    cells = {each.cell for each in tally.read(study, list(tally.Measure))}
    assert {cell[2] for cell in cells} == {2}
    assert ("disposition", "", 2, "0461", "1.1") in cells
    assert tally.differences(study) == []


def test_a_disposition_is_set_by_hand(study: Study, invitee: Invitee) -> None:
    assert progress.set_disposition(invitee, "2.320")
    assert standing(study) == {"2.32": 1}
    assert not progress.set_disposition(invitee, "2.32")


@pytest.mark.parametrize("code", ["7.1", "", "2", "x", "1.1; drop"])
def test_an_unknown_disposition_is_refused(study: Study, invitee: Invitee, code: str) -> None:
    with pytest.raises(LovendeError):
        progress.set_disposition(invitee, code)
    if code:
        with pytest.raises(LovendeError):
            progress.record_withdrawn(invitee, code=code)
    assert standing(study) == {"3.11": 1}


def test_whoever_began_and_is_replaced_still_counts(study: Study, invitee: Invitee) -> None:
    progress.record_started(invitee, answered=True)
    progress.record_withdrawn(invitee, state=Invitee.State.REPLACED)
    assert standing(study) == {"1.2": 1}
    assert tally.differences(study) == []


@pytest.mark.parametrize(
    ("outcome", "steps", "code"),
    [
        ("will_answer", "", "2.112"),
        ("call_back", "", "2.112"),
        ("no_answer", "", "3.19"),
        ("will_answer", "answered", "1.2"),
        ("will_answer", "bounced", "3.3"),
    ],
)
def test_what_is_final_when_the_study_closes(
    study: Study, invitee: Invitee, outcome: str, steps: str, code: str
) -> None:
    progress.record_invited([invitee])
    Call.objects.create(invitee=invitee, purpose="participation", outcome=outcome)
    if steps == "answered":
        progress.record_started(invitee, answered=True)
    if steps == "bounced":
        progress.record_bounced(invitee)
    progress.finalise(study)
    progress.finalise(study)
    assert standing(study) == {code: 1}
    assert tally.differences(study) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_count_once(study: Study, invitee: Invitee) -> None:
    changed: Counter[bool] = Counter()
    ready = threading.Barrier(6)

    def finish() -> None:
        mine = Invitee.objects.get(pk=invitee.pk)
        ready.wait(timeout=20)
        changed[progress.record_finished(mine)] += 1
        connection.close()

    threads = [threading.Thread(target=finish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert changed == {True: 1, False: 5}
    assert standing(study) == {"1.1": 1}
    assert total(study, "finished") == 1


def test_a_replaced_one_whose_data_are_erased_is_still_not_counted(
    study: Study, invitee: Invitee, make_invitee: MakeInvitee
) -> None:
    progress.record_withdrawn(invitee, state=Invitee.State.REPLACED)
    successor = make_invitee()
    progress.record_added([successor])
    Invitee.objects.filter(pk=invitee.pk).update(state=Invitee.State.ERASED, replaced_by=successor)
    assert standing(study) == {"3.11": 1}
    assert tally.differences(study) == []
