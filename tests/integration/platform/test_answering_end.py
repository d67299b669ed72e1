"""Reading through, sending, the receipt, changing afterwards, consent, and the preview."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable

import pytest
from django.test import Client

from lovende.fieldwork.models import Invitee
from lovende.questionnaires.models import Version
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study, User
from tests.integration.platform.test_answering_pages import Respondent

MakeInvitee = Callable[..., Invitee]
SignIn = Callable[[User], Client]


@pytest.fixture
def respondent(live_study: Study, make_invitee: MakeInvitee) -> Respondent:
    """An invitee who has answered the first page."""
    return Respondent(make_invitee()).starts().saves(q1="1", q2=["3"], q2_other="Unge")


def test_all_answers_at_a_glance(respondent: Respondent) -> None:
    page = respondent.opens("check/")
    assert page.status == 200
    for words in ("I høj grad", "Andre", "Unge", "Ikke besvaret", "Om fagområdet"):
        assert words in page.text
    assert f'href="{respondent.link}page_one/?check"' in page.text


def test_faults_are_listed_with_links_and_stop_the_sending(respondent: Respondent) -> None:
    respondent.saves(do="back", q4="mange")
    page = respondent.opens("check/")
    assert f'href="{respondent.link}page_two/?check#q-q4"' in page.text
    page.posts("check/", {})
    assert page.status == 422
    assert "skal rettes" in page.text
    assert Response.objects.get().submitted_at is None


def test_a_page_that_is_corrected_leads_back_to_all_answers(respondent: Respondent) -> None:
    assert "Gem, og se alle svar" not in respondent.opens("page_one/").text
    page = respondent.opens("page_one/?check")
    assert "Gem, og se alle svar" in page.text
    assert f'action="{respondent.link}page_one/?check"' in page.text
    respondent.saves(do="check", q1="2")
    assert respondent.at.endswith("/check/")
    assert Response.objects.get().answers["q1"] == "2"


def test_sending_and_the_receipt(respondent: Respondent, tmp_path: object) -> None:
    respondent.posts("check/", {})
    assert respondent.at.endswith("/done/")
    assert "Vi har modtaget dine svar" in respondent.text
    assert Response.objects.get().submitted_at is not None
    assert Entry.objects.filter(kind=Entry.Kind.SUBMITTED).count() == 1
    respondent.posts("check/", {})
    assert Entry.objects.filter(kind=Entry.Kind.SUBMITTED).count() == 1
    pdf = respondent.client.get(respondent.link + "receipt.pdf")
    assert pdf.status_code == 200
    assert pdf["Content-Type"] == "application/pdf"
    assert b"pdfuaid" in pdf.content


@pytest.mark.needs("pdftotext")
def test_the_receipt_holds_every_question_and_answer(respondent: Respondent) -> None:
    respondent.saves(q3_1="1", q4="12").saves(title="Gåture 😀", story="Vi går.\nSammen.", more="2")
    respondent.posts("check/", {})
    pdf = respondent.client.get(respondent.link + "receipt.pdf").content
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    text = " ".join(said.stdout.decode().split())
    for words in (
        "Kopi af dine svar",
        "Nyt i kommunen",
        "1. I hvor høj grad er der noget nyt? I høj grad",
        "Hvem ellers? Unge",
        "Medarbejderne Ikke besvaret",
        "Vi går. Sammen.",
        "Anna Analytiker, anna@example.org",
    ):
        assert words in text
    assert "Bodil" not in text


def test_answers_are_changed_until_the_study_closes(respondent: Respondent) -> None:
    respondent.posts("check/", {}).posts("reopen/", {})
    assert respondent.at.endswith("/check/")
    respondent.opens("page_one/").saves(q1="2")
    assert Response.objects.get().answers["q1"] == "2"
    respondent.posts("check/", {})
    assert respondent.at.endswith("/done/")
    Study.objects.update(state=Study.State.CLOSED)
    assert respondent.posts("reopen/", {}).status == 410
    assert respondent.opens("page_one/").status == 410


def test_a_copy_can_be_had_after_the_end(respondent: Respondent) -> None:
    respondent.posts("check/", {})
    Study.objects.update(state=Study.State.CLOSED)
    page = respondent.opens("")
    assert page.status == 410
    assert f'href="{respondent.link}receipt.pdf"' in page.text
    assert respondent.client.get(respondent.link + "receipt.pdf").status_code == 200


def test_there_is_no_copy_of_what_was_never_sent(respondent: Respondent) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    assert "receipt.pdf" not in respondent.opens("").text
    assert respondent.client.get(respondent.link + "receipt.pdf").status_code == 404


def test_before_the_start_every_page_leads_to_the_front_page(
    live_study: Study, make_invitee: MakeInvitee
) -> None:
    respondent = Respondent(make_invitee())
    for place in ("check/", "done/", "saved/", "page_one/"):
        assert respondent.opens(place).at == respondent.link
    assert respondent.client.get(respondent.link + "receipt.pdf").status_code == 404
    for place in ("check/", "page_one/", "reopen/"):
        respondent.posts(place, {"q1": "1"})
    assert not Response.objects.exists()


def test_consent_is_asked_before_the_start(live_study: Study, make_invitee: MakeInvitee) -> None:
    Study.objects.update(legal_basis="consent", consent_da="Jeg siger ja til det hele.")
    respondent = Respondent(make_invitee())
    assert "Jeg siger ja til det hele." in respondent.opens("").text
    respondent.starts()
    assert respondent.status == 422
    assert "Sæt kryds for at sige ja." in respondent.text
    assert not Response.objects.exists()
    respondent.posts("", {"consent": "yes"})
    assert respondent.at.endswith("/page_one/")
    assert Response.objects.get().consented_at is not None


def test_the_language_of_later_pages_can_be_changed(respondent: Respondent) -> None:
    respondent.posts("language/", {"language": "en", "back": "check"})
    assert respondent.at.endswith("/check/")
    assert "Check your answers" in respondent.text
    assert Response.objects.get().language == "en"


def test_methods_that_do_not_belong(respondent: Respondent) -> None:
    client, link = respondent.client, respondent.link
    assert client.get(link + "reopen/").status_code == 405
    assert client.get(link + "language/").status_code == 405
    assert client.post(link + "done/").status_code == 405
    assert client.put(link).status_code == 405


def test_what_the_check_page_asks_of_the_database(
    respondent: Respondent, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        respondent.client.get(respondent.link + "check/")


def preview_of(version: Version, language: str = "da", page: str = "") -> str:
    end = f"{page}/" if page else ""
    return f"/studies/{version.study_id}/questionnaire/{version.pk}/preview/{language}/{end}"


def test_the_preview_reaches_every_page(version: Version, analyst: User, signed_in: SignIn) -> None:
    client = signed_in(analyst)
    text = client.get(preview_of(version)).content.decode()
    places = dict.fromkeys(re.findall(r'<li><a href="([^"]+)"', text))
    assert [place.split("/")[-2] for place in places] == ["page_one", "page_two", "page_three"]
    for place in places:
        page = client.get(place)
        assert page.status_code == 200
        assert page["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "Significance" in client.get(preview_of(version, "en", "page_two")).content.decode()
    assert not Response.objects.exists()
    assert client.post(preview_of(version)).status_code == 405


def test_the_preview_is_for_those_who_make_the_questionnaire(
    version: Version, interviewer: User, stranger: User, analyst: User, signed_in: SignIn
) -> None:
    assert Client().get(preview_of(version)).status_code == 302
    assert signed_in(interviewer).get(preview_of(version)).status_code == 403
    assert signed_in(stranger).get(preview_of(version)).status_code == 404
    assert signed_in(analyst).get(preview_of(version, "xx")).status_code == 404
    assert signed_in(analyst).get(preview_of(version, "da", "nowhere")).status_code == 404
