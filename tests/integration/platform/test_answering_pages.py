"""The pages of the questionnaire in a browser without script: shown, saved, corrected, and forged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from django.db import OperationalError
from django.test import Client

from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Version
from lovende.responses.models import Entry, Response
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Study

MakeInvitee = Callable[..., Invitee]


class Respondent:
    """Someone with a link and a browser without script."""

    def __init__(self, invitee: Invitee, opens: Opens = Opens.INVITEE) -> None:
        self.client = Client()
        self.link = f"/a/{token(opens, invitee.link_code, invitee.link_round)}/"
        self.status = 0
        self.text = ""
        self.at = ""

    def opens(self, place: str) -> Respondent:
        """Open a page below the link (or an absolute address) and follow where it leads."""
        address = place if place.startswith("/") else self.link + place
        page = self.client.get(address, follow=True)
        return self._sees(page, page.redirect_chain[-1][0] if page.redirect_chain else address)

    def posts(self, place: str, fields: Mapping[str, object]) -> Respondent:
        address = place if place.startswith("/") else self.link + place
        page = self.client.post(address, fields, follow=True)
        return self._sees(page, page.redirect_chain[-1][0] if page.redirect_chain else address)

    def starts(self) -> Respondent:
        return self.posts("", {})

    def saves(self, *, do: str = "next", **answers: object) -> Respondent:
        """Fill in the page that is open and press one of its buttons."""
        return self.posts(self.at, {**self.hidden(), **answers, "-do": do})

    def hidden(self) -> dict[str, object]:
        """The hidden fields of the form that is open."""
        found: dict[str, list[str]] = {}
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.text
        ):
            found.setdefault(name, []).append(value)
        return dict(found)

    def _sees(self, page: object, address: str) -> Respondent:
        self.status = page.status_code  # type: ignore[attr-defined]
        self.text = page.content.decode()  # type: ignore[attr-defined]
        self.at = address
        return self


@pytest.fixture
def respondent(live_study: Study, make_invitee: MakeInvitee) -> Respondent:
    """An invitee who has pressed Start."""
    return Respondent(make_invitee()).starts()


def answers() -> dict[str, object]:
    return dict(Response.objects.get().answers)


def test_the_first_page_after_the_start(respondent: Respondent) -> None:
    assert respondent.at.endswith("/page_one/")
    assert "Side 1 af 3" in respondent.text
    assert "Om fagområdet" in respondent.text
    assert "skal besvares" in respondent.text


def test_a_page_is_saved_before_the_next_is_shown(respondent: Respondent) -> None:
    respondent.saves(q1="1", q2=["1", "3"], q2_other="Unge")
    assert respondent.at.endswith("/page_two/")
    assert answers() == {"q1": "1", "q2": ["1", "3"], "q2_other": "Unge"}
    assert "Gemt kl." in respondent.text


def test_routing_leaves_out_what_is_not_asked(respondent: Respondent) -> None:
    respondent.saves(q1="4")
    assert respondent.at.endswith("/check/")
    assert respondent.opens("page_two/").at.endswith("/check/")


def test_a_whole_interview_with_a_second_innovation(respondent: Respondent) -> None:
    respondent.saves(q1="1").saves(q3_1="1", q3_2="5", q4="1.200")
    respondent.saves(title="Gåture", story="Vi går.\nSammen.", more="1")
    assert respondent.at.endswith("/page_three__2/")
    assert "Nyskabelse 2" in respondent.text
    respondent.saves(title__2="Sms", more__2="2")
    assert respondent.at.endswith("/check/")
    for words in ("Gåture", "Sms", "Nyskabelse 2: Beskriv nyskabelsen", "I høj grad"):
        assert words in respondent.text
    assert answers()["q4"] == "1200"


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(respondent: Respondent) -> None:
    respondent.saves(q1="1").saves(q3_1="2", q4="mange")
    assert respondent.status == 422
    assert 'id="error-summary"' in respondent.text
    assert 'href="#q-q4"' in respondent.text
    assert 'value="mange"' in respondent.text
    assert 'aria-invalid="true"' in respondent.text
    assert answers()["q4"] == "mange"
    respondent.saves(q3_1="2", q4="-5")
    assert "Tallet kan ikke være under nul." in respondent.text
    assert respondent.saves(q3_1="2", q4="7").at.endswith("/page_three/")


def test_a_required_question_is_asked_for(respondent: Respondent) -> None:
    respondent.saves(q2=["1"])
    assert respondent.status == 422
    assert 'href="#q-q1"' in respondent.text
    assert answers()["q2"] == ["1"]


@pytest.mark.parametrize(
    ("do", "place"),
    [
        ("back", "/page_one/"),
        ("later", "/saved/"),
        ("check", "/check/"),
        ("odd\x00", "/page_three/"),
    ],
)
def test_every_button_saves_first(respondent: Respondent, do: str, place: str) -> None:
    respondent.saves(q1="1").saves(do=do, q4="3")
    assert respondent.at.endswith(place)
    assert answers()["q4"] == "3"


def test_back_saves_a_page_with_faults_too(respondent: Respondent) -> None:
    respondent.saves(q1="1").saves(do="back", q4="nogle")
    assert respondent.at.endswith("/page_one/")
    assert 'value="nogle"' in respondent.opens("page_two/").text


def test_later_and_on_another_device(respondent: Respondent) -> None:
    respondent.saves(q1="1").saves(do="later", q4="3")
    assert "Dine svar er gemt" in respondent.text
    other = Client()
    front = other.get(respondent.link).content.decode()
    assert "Fortsæt, hvor du slap" in front
    page = other.post(respondent.link)
    assert page["Location"].endswith("/page_two/")
    assert 'value="3"' in other.get(page["Location"]).content.decode()


def test_the_language_is_switched_without_loss(respondent: Respondent) -> None:
    respondent.saves(do="language-en", q1="1", q2=["3"], q2_other="Unge")
    assert respondent.at.endswith("/page_one/")
    assert "About the area" in respondent.text
    assert 'value="Unge"' in respondent.text
    assert '<html lang="en">' in respondent.text
    assert "Significance" in respondent.saves(q1="1", q2=["3"], q2_other="Unge").text


def test_a_double_click_is_one_save(respondent: Respondent) -> None:
    fields = {**respondent.hidden(), "q1": "1", "-do": "next"}
    address = respondent.at
    first = respondent.client.post(address, fields)
    second = respondent.client.post(address, fields)
    assert first["Location"] == second["Location"]
    assert Entry.objects.count() == 1


def test_two_windows_are_told_of_each_other(respondent: Respondent) -> None:
    fields = respondent.hidden()
    other = respondent.client.get(respondent.at).content.decode()
    key = re.search(r'name="-save_key" value="(\w+)"', other)
    assert key is not None
    address = respondent.at
    respondent.client.post(address, {**fields, "-save_key": key[1], "q1": "2", "-do": "next"})
    respondent.posts(address, {**fields, "q1": "1", "-do": "next"})
    assert "/both/" in respondent.at
    assert "også gemt fra et andet vindue" in respondent.text
    assert "I nogen grad" in respondent.text
    assert answers()["q1"] == "1"
    assert Entry.objects.count() == 2
    respondent.posts(respondent.at, {})
    assert respondent.at.endswith("/page_one/")
    assert answers()["q1"] == "2"
    assert Entry.objects.count() == 3


def test_two_windows_that_fill_in_different_fields_are_put_together(
    respondent: Respondent,
) -> None:
    here, address = respondent.hidden(), respondent.at
    other = Client().get(address).content.decode()
    key = re.search(r'name="-save_key" value="(\w+)"', other)
    assert key is not None
    respondent.client.post(address, {**here, "-save_key": key[1], "q1": "1", "q2": ["3"]})
    respondent.posts(address, {**here, "q1": "1", "q2_other": "Unge", "-do": "next"})
    assert answers() == {"q1": "1", "q2": ["3"], "q2_other": "Unge"}
    assert "lagt sammen" in respondent.text
    assert "Andre" in respondent.text
    assert "Brug svarene fra det andet vindue" not in respondent.text


def test_stored_while_typing(respondent: Respondent) -> None:
    fields = {**respondent.hidden(), "q2_other": "Un", "q2": ["3"], "-change": "3"}
    said = respondent.client.post(respondent.at + "typed/", fields)
    assert said.status_code == 200
    assert "Gemt kl." in said.json()["text"]
    assert answers()["q2_other"] == "Un"
    assert Entry.objects.get().kind == Entry.Kind.TYPED
    assert 'value="Un"' in respondent.opens("page_one/").text
    assert respondent.client.get(respondent.link + "page_one/typed/").status_code == 405
    respondent.saves(q1="4")
    assert respondent.client.post(respondent.link + "page_two/typed/", {}).status_code == 409
    assert respondent.client.post(respondent.link + "nowhere/typed/", {}).status_code == 409


def test_typing_after_the_study_has_closed(respondent: Respondent) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    said = respondent.client.post(respondent.at + "typed/", {"q1": "1"})
    assert said.status_code == 410
    assert answers() == {}


def test_a_page_that_came_too_late_is_shown_back(respondent: Respondent) -> None:
    Study.objects.update(state=Study.State.CLOSED)
    respondent.saves(q1="1", q2=["3"], q2_other="Unge mødre")
    assert respondent.status == 410
    assert "blev ikke gemt" in respondent.text
    for words in ("Hvem ellers?", "Unge mødre", "Hvem er det for?", "Andre"):
        assert words in respondent.text
    assert "save_key" not in respondent.text
    assert answers() == {}


def test_a_page_that_is_not_asked_any_more_is_shown_back(respondent: Respondent) -> None:
    respondent.saves(q1="1")
    form, address = respondent.hidden(), respondent.at
    respondent.opens("page_one/").saves(q1="4")
    respondent.posts(address, {**form, "q4": "17"})
    assert respondent.status == 409
    assert "skal ikke længere besvares" in respondent.text
    assert "17" in respondent.text
    assert "q4" not in answers()


def test_the_database_goes_in_the_middle_of_a_save(
    respondent: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_rest: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr("lovende.responses.answering.pages.save_page", gone)
        respondent.saves(q1="1", q2=["1", "3"], q2_other="Unge")
    assert respondent.status == 503
    assert "blev ikke gemt" in respondent.text
    again: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<textarea name="(.+?)" hidden>\n(.*?)</textarea>', respondent.text
    ):
        again.setdefault(name, []).append(value)
    assert again["q2"] == ["1", "3"]
    assert respondent.posts(respondent.at, again).at.endswith("/page_two/")
    assert answers()["q2_other"] == "Unge"


def test_an_answer_the_question_does_not_have(respondent: Respondent) -> None:
    respondent.saves(q1="99", q2=["1", "77"])
    assert respondent.status == 422
    assert answers() == {"q1": None, "q2": ["1"], "q2_other": None}


def test_a_forged_field_is_left_alone(respondent: Respondent) -> None:
    respondent.saves(q1="1", q3_1="1", nowhere="x", title="x", answers='{"q1": 2}', seq="9")
    assert respondent.at.endswith("/page_two/")
    assert answers() == {"q1": "1", "q2": None, "q2_other": None}


@pytest.mark.parametrize(
    "forged",
    [
        {"-seen": "x" * 99, "-save_key": "\x00", "-shown_at": "0000-99-99T99:99Z", "-change": "-1"},
        {
            "-seen": "99999999999999999999",
            "-save_key": "å" * 40,
            "-shown_at": "2021",
            "-change": "²",
        },
        {"-seen": "", "-save_key": "", "-shown_at": "9999-12-31T23:59:59+23:59", "-change": ""},
    ],
)
def test_forged_marks_of_the_form(respondent: Respondent, forged: dict[str, str]) -> None:
    assert respondent.posts(respondent.at, {**forged, "q1": "1"}).at.endswith("/page_two/")
    assert answers()["q1"] == "1"


@pytest.mark.parametrize(
    "place",
    [
        "nowhere/",
        "%00/",
        "%F0%9F%98%80/",
        "page_one__2/",
        "page:page_one/",
        "page_one/both/1/",
        "page_one/both/99999999999999999999999/",
        "%00/both/1/",
        "nowhere/both/1/",
        "hand-over/%00/",
    ],
)
def test_places_that_are_not_there(respondent: Respondent, place: str) -> None:
    assert respondent.opens(place).status in (200, 404)
    assert respondent.posts(place, {"q1": "1"}).status in (200, 404, 409, 422)
    assert not Entry.objects.exclude(page="page_one").exists()


def test_a_field_that_is_sent_twice(respondent: Respondent) -> None:
    respondent.saves(q1=["1", "2"], q2=["1", "1"])
    assert respondent.status == 422
    assert answers()["q1"] is None
    assert answers()["q2"] == ["1"]


def test_every_script_of_the_world(respondent: Respondent) -> None:
    text = "😀 שלום مرحبا <script>alert(1)</script> \u202e æøå"
    respondent.saves(q1="1", q2=["3"], q2_other=text)
    assert answers()["q2_other"] == text
    page = respondent.opens("page_one/").text
    assert "<script>alert" not in page
    assert "😀 שלום" in page


def test_a_nul_byte_is_left_out(respondent: Respondent) -> None:
    respondent.saves(q1="1\x00", q2=["3"], q2_other="U\x00nge")
    assert answers()["q2_other"] == "Unge"


def test_five_megabytes_of_text(respondent: Respondent) -> None:
    respondent.saves(q1="1").saves(q4="1")
    long = "æ" * (5 * 1024 * 1024 // 2)
    respondent.saves(title="Kort", story=long)
    assert respondent.status == 422
    assert long in respondent.text, "what was typed stands in the field"
    assert len(str(answers()["story"])) == 20_000
    assert "gør" in respondent.text.lower()


def test_more_than_the_server_takes(respondent: Respondent) -> None:
    respondent.posts(respondent.at, {"q2_other": "x" * (13 * 1024 * 1024)})
    assert respondent.status == 413
    assert "fylder mere" in respondent.text


def test_too_many_fields(respondent: Respondent) -> None:
    respondent.posts(respondent.at, {f"f{number}": "x" for number in range(6000)})
    assert respondent.status == 413


def test_a_colleagues_page_does_not_move_the_invitee(
    live_study: Study, make_invitee: MakeInvitee
) -> None:
    invitee = make_invitee()
    own = Respondent(invitee).starts().saves(q1="1")
    hand_over = HandOver.objects.create(
        invitee=invitee,
        name="Kim",
        email="kim@example.org",
        page="page_three",
        link_code=new_code(),
    )
    colleague = Respondent(hand_over, Opens.HAND_OVER).starts()  # type: ignore[arg-type]
    colleague.saves(title="Sms", more="2")
    assert colleague.at.endswith("/done/")
    assert "din kollega kan arbejde videre" in colleague.text
    assert Entry.objects.filter(hand_over=hand_over).count() == 1
    assert own.starts().at.endswith("/page_two/")
    assert "Besvaret af Kim" in own.opens("check/").text


def test_a_colleague_changes_the_language_for_themselves(
    live_study: Study, make_invitee: MakeInvitee
) -> None:
    hand_over = HandOver.objects.create(
        invitee=make_invitee(), name="Kim", email="kim@example.org", link_code=new_code()
    )
    colleague = Respondent(hand_over, Opens.HAND_OVER).starts()  # type: ignore[arg-type]
    colleague.saves(do="language-en", q1="1")
    assert "About the area" in colleague.text
    assert "Significance" in colleague.saves(q1="1").text
    assert Response.objects.get().language == "da"


def test_a_correction_of_the_wording_reaches_those_who_have_begun(
    respondent: Respondent, study: Study
) -> None:
    respondent.saves(q1="1")
    old = study.versions.get()
    study.versions.update(state=Version.State.RETIRED)
    corrected = Version.objects.create(
        study=study,
        number=2,
        state=Version.State.LIVE,
        source_name="small.xlsx",
        source=old.source,
        digest="another",
    )
    assert respondent.opens("page_two/").status == 200
    respondent.saves(q4="3")
    assert Response.objects.get().version == corrected
    assert [entry.version_id for entry in Entry.objects.order_by("seq")] == [old.pk, corrected.pk]


def test_a_tester_says_something_about_a_question(
    study: Study, version: object, client: Client
) -> None:
    tester = study.testers.create(name="Tine", link_code=new_code())
    link = f"/a/{token(Opens.TESTER, tester.link_code, 1)}/"
    client.post(link)
    fields = {"q1": "1", "-comment.q1": "Hvad er «nyt»?", "-comment.": "Fin side", "-do": "next"}
    for _twice in range(2):
        client.post(link + "page_one/", {**fields, "-comment.q3_1": "Er ikke på siden"})
    said = {comment.question: comment.text for comment in tester.comments.all()}
    assert said == {"q1": "Hvad er «nyt»?", "": "Fin side"}
    assert tester.comments.count() == 2
    tester.comments.filter(question="q1").update(reply="Noget I ikke gjorde før.")
    page = client.get(link + "page_one/").content.decode()
    assert "Hvad er «nyt»?" in page
    assert "Noget I ikke gjorde før." in page


def test_an_invitee_has_no_comment_boxes(respondent: Respondent) -> None:
    assert "-comment" not in respondent.text
    respondent.saves(q1="1", **{"-comment.q1": "Hej"})
    assert respondent.at.endswith("/page_two/")


def test_what_a_page_asks_of_the_database(
    respondent: Respondent, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        respondent.client.get(respondent.at)
    fields = {**respondent.hidden(), "q1": "1", "-do": "next"}
    respondent.client.post(respondent.at, fields)
    respondent.opens("page_two/")
    fields = {**respondent.hidden(), "q4": "3", "-do": "next"}
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        respondent.client.post(respondent.at, fields)


@pytest.mark.parametrize("place", ["page_one/", "page_one/typed/"])
def test_what_is_none_of_our_forms_empties_nothing(respondent: Respondent, place: str) -> None:
    respondent.starts().saves(q1="1")
    before = Response.objects.get().answers
    assert respondent.posts(place, {}).status == 400
    assert Response.objects.get().answers == before
