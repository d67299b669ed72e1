"""One respondent, or a program that has their link, neither fills the disk nor holds up others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lovende.fieldwork.models import Invitee
from lovende.responses import saving
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study

from .test_answering_pages import Respondent


@pytest.fixture
def bodil(live_study: Study, make_invitee: Callable[..., Invitee]) -> Respondent:
    """Someone who has begun and saved a page twice."""
    someone = Respondent(make_invitee()).starts()
    for answer in ("1", "2"):
        someone.opens("page_one/").saves(q1=answer)
    assert Response.objects.get().seq == 2
    return someone


def test_saving_too_fast_is_refused_and_loses_nothing(
    bodil: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST_IN_A_MINUTE", 2)
    bodil.opens("page_one/").saves(q1="3")
    assert bodil.status == 429
    assert "gemmes for hurtigt" in bodil.text
    assert "Hvad du skrev" in bodil.text or "Det, du skrev" in bodil.text
    assert "anna@example.org" in bodil.text
    response = Response.objects.get()
    assert response.answers["q1"] == "2"
    assert response.entries.count() == 2


def test_after_a_minute_it_goes_on(bodil: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_IN_A_MINUTE", 2)
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    bodil.opens("page_one/").saves(q1="3")
    assert bodil.status == 200
    assert Response.objects.get().answers["q1"] == "3"


def test_a_clock_that_was_set_back_shuts_nobody_out(
    bodil: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST_IN_A_MINUTE", 2)
    before = timezone.now() - timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: before)
    bodil.opens("page_one/").saves(q1="3")
    assert Response.objects.get().answers["q1"] == "3"


def test_the_history_of_one_response_has_an_end(
    bodil: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST_TYPED", 2)
    bodil.opens("page_one/")
    typed = bodil.client.post(f"{bodil.link}page_one/typed/", {**bodil.hidden(), "q1": "3"})
    assert typed.status_code == 429
    bodil.saves(q1="3")
    assert Response.objects.get().answers["q1"] == "3"
    monkeypatch.setattr(saving, "MOST_SAVES", 3)
    bodil.opens("page_one/").saves(q1="4")
    assert bodil.status == 429
    assert "gemt så mange gange" in bodil.text
    assert Entry.objects.count() == 3
