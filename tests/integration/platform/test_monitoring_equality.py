"""Monitoring counts what the findings count: the same panel, the same outcomes, the same rates."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lovende.analysis.findings import Response
from lovende.domain.questionnaire.flow import Stored
from lovende.fieldwork import progress, tally
from lovende.fieldwork.models import Call, Invitee, Wave
from lovende.findings.monitoring.page import whole_page
from lovende.findings.monitoring.queries import snapshot
from lovende.findings.queries import current
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.models import Response as Answered
from lovende.studies.actions.studies import close_study
from lovende.studies.models import AuditEntry, Study, User
from tests.integration.platform.example_study import place_example


@pytest.fixture
def example_study(study: Study, example: Path) -> Study:
    place_example(study, example)
    tally.recount(study)
    return study


def counted(study: Study) -> Response:
    return whole_page(snapshot(study)).response


def groups(response: Response, variable: str) -> list[tuple[object, ...]]:
    return [
        (g.group, g.invited, g.answered, g.rate, g.low, g.high)
        for g in response.by_group
        if g.variable == variable
    ]


def test_the_example_stands_on_the_page_as_in_its_report(example_study: Study) -> None:
    """556 invited, 296 answers, 53 %; chi-square 1.21 by size, as it was published."""
    page, report = counted(example_study), current(example_study).response
    assert (page.invited, page.answered) == (report.invited, report.answered) == (556, 296)
    assert page.rates == pytest.approx(report.rates)
    assert page.dispositions == report.dispositions
    assert page.tiles == report.tiles
    assert page.municipalities == report.municipalities
    assert page.municipalities_answering == report.municipalities_answering == 93
    assert groups(page, "size") == groups(report, "size")
    by_size = {test.variable: test for test in page.tests}["size"]
    assert report.test is not None
    assert round(by_size.statistic, 2) == round(report.test.statistic, 2) == 1.21
    assert by_size.p == pytest.approx(report.test.p)
    assert by_size.p_clustered == pytest.approx(report.test.p_clustered, abs=0.02)


def answer(invitee: Invitee, *pages: str, submitted: bool = True) -> Answered:
    """Answer pages of the small questionnaire as a respondent does."""
    known: dict[str, Stored] = {
        "page_one": {"q1": "1", "q2": ["1"]},
        "page_two": {"q3_1": "1", "q3_2": "2", "q4": "7"},
        "page_three__1": {"title": "Digital café", "more": "2"},
    }
    response = start_response(study=invitee.study, invitee=invitee, language="da")
    for page in pages:
        save_page(
            response=response,
            page=page,
            answers=known[page],
            stands="page_two",
            seen=response.seq,
            save_key=new_save_key() or secrets.token_hex(8),
        )
        response.refresh_from_db()
    if submitted:
        submit(response=response)
    return response


@pytest.fixture
def panel(live_study: Study, make_invitee: Callable[..., Invitee]) -> list[Invitee]:
    """Ten invitees in three municipalities, all of them written to, and one in a wave that waits."""
    codes = ("0751", "0751", "0751", "0751", "0825", "0825", "0825", "0101", "0101", "0101")
    made = [make_invitee(municipality=code) for code in codes]
    later = make_invitee(municipality="0461")
    later.wave = Wave.objects.create(study=live_study, number=2)
    later.save()
    progress.record_added([*made, later])
    progress.record_invited(made)
    return made


def test_fieldwork_that_was_lived_through_counts_the_same(
    live_study: Study, panel: list[Invitee]
) -> None:
    for invitee in panel[:3]:
        answer(invitee, "page_one", "page_two")
    answer(panel[3], "page_one", submitted=False)
    answer(panel[4], "page_one", submitted=False)
    progress.record_refused(panel[5])
    progress.record_bounced(panel[6])
    progress.record_withdrawn(panel[7], code="4.81")
    progress.record_withdrawn(panel[8], state=Invitee.State.REPLACED)
    page, report = counted(live_study), current(live_study).response
    assert (page.invited, page.answered) == (report.invited, report.answered) == (9, 5)
    assert page.rates == pytest.approx(report.rates)
    assert page.dispositions == report.dispositions
    assert (page.complete, page.partial) == (report.complete, report.partial) == (3, 2)
    assert page.tiles == report.tiles
    assert tally.differences(live_study) == []
    assert snapshot(live_study).waiting == 1


def test_a_call_that_led_to_nothing_is_final_on_both(
    live_study: Study, panel: list[Invitee]
) -> None:
    answer(panel[0], "page_one", "page_two")
    Call.objects.create(invitee=panel[1], purpose="participation", outcome="will_answer")
    progress.finalise(live_study)
    page, report = counted(live_study), current(live_study).response
    assert page.rates == pytest.approx(report.rates)
    assert {one.code: one.count for one in page.dispositions} == {"1.1": 1, "2.112": 1, "3.19": 8}


def test_closing_settles_what_was_under_way(
    live_study: Study,
    panel: list[Invitee],
    owner: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    """Who answered nearly all and did not submit is complete in the report, and so in the rates."""
    answer(panel[0], "page_one", "page_two", "page_three__1", submitted=False)
    answer(panel[1], "page_one", submitted=False)
    Call.objects.create(invitee=panel[2], purpose="participation", outcome="call_back")
    assert {one.code: one.count for one in counted(live_study).dispositions} == {
        "1.2": 2,
        "3.19": 8,
    }
    with django_capture_on_commit_callbacks(execute=True):
        close_study(live_study, by=owner)
    page, report = counted(live_study), current(live_study).response
    assert {one.code: one.count for one in page.dispositions} == {
        "1.1": 1,
        "1.2": 1,
        "2.112": 1,
        "3.19": 7,
    }
    assert (page.complete, page.partial) == (report.complete, report.partial) == (1, 1)
    assert page.rates == pytest.approx(report.rates)
    assert tally.differences(live_study) == []
    entry = AuditEntry.objects.get(verb="fieldwork.settle")
    assert (entry.user, entry.values) == (owner, {"spoken_with": 1, "complete": 1})
