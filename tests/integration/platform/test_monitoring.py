"""How fieldwork goes: who may see what, what the numbers are, and that reading does not grow."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import fastexcel
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.fieldwork import tally
from lovende.fieldwork.models import Mailing, MessageText, Wave
from lovende.fieldwork.tally import Count
from lovende.findings.models import Plan
from lovende.findings.monitoring.queries import Sent, snapshot
from lovende.studies.models import Study, User

SignedIn = Callable[[User], Client]
PAGES = (
    "monitoring",
    "monitoring_numbers",
    "monitoring_workbook",
    "monitoring_csv",
    "monitoring_outcomes",
)


def address(study: Study, name: str = "monitoring") -> str:
    return reverse(f"findings:{name}", args=[study.pk])


def standing(code: str, number: int, municipality: str = "0751", wave: int = 1) -> Count:
    return Count("disposition", number, "", wave, municipality, code)


FIELDWORK = [
    standing("1.1", 40),
    standing("1.2", 10),
    standing("3.19", 50),
    standing("1.1", 15, "0825"),
    standing("2.111", 5, "0825"),
    standing("3.19", 20, "0825"),
    standing("4.1", 6, "0461"),
    standing("1.1", 14, "0461", 2),
    standing("3.19", 30, "0461", 2),
    Count("invited", 190, "2026-03-02", 1),
    Count("sent", 190, "2026-03-02", 1, "", "invitation"),
    Count("started", 60, "2026-03-02", 1),
    Count("started", 20, "2026-03-04", 2),
    Count("finished", 30, "2026-03-02", 1),
    Count("finished", 39, "2026-03-05", 1),
    Count("page", 7, "", 1, "", "page_one"),
    Count("page", 3, "", 1, "", "page_three__2"),
    Count("page", 1, "", 1, "", ":end"),
    Count("minutes", 30, "", 1, "", "10"),
    Count("minutes", 39, "", 1, "", "12"),
]


@pytest.fixture
def fieldwork(live_study: Study, wave: Wave) -> Study:
    """A study in the field: 190 in the panel, two waves, one mailing."""
    Wave.objects.create(study=live_study, number=2, name="Fyn")
    text = MessageText.objects.create(study=live_study, kind="invitation", subject_da="-")
    Mailing.objects.create(
        study=live_study,
        wave=wave,
        text=text,
        kind="invitation",
        round=1,
        state=Mailing.State.SENT,
        send_at=datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC),
    )
    tally.count_many(live_study, FIELDWORK)
    return live_study


def seen(client: Client, study: Study, name: str = "monitoring", **query: str) -> str:
    response = client.get(address(study, name), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
class TestWhoMaySee:
    def test_owner_and_analyst_and_reader(
        self,
        fieldwork: Study,
        owner: User,
        analyst: User,
        reader: User,
        signed_in: SignedIn,
        name: str,
    ) -> None:
        for user in (owner, analyst, reader):
            assert signed_in(user).get(address(fieldwork, name)).status_code == 200

    def test_interviewers_are_kept_out(
        self, fieldwork: Study, interviewer: User, signed_in: SignedIn, name: str
    ) -> None:
        assert signed_in(interviewer).get(address(fieldwork, name)).status_code == 403

    def test_for_strangers_there_is_no_such_study(
        self, fieldwork: Study, stranger: User, signed_in: SignedIn, name: str
    ) -> None:
        assert signed_in(stranger).get(address(fieldwork, name)).status_code == 404

    def test_whoever_is_not_signed_in_is_asked_to(
        self, fieldwork: Study, client: Client, name: str
    ) -> None:
        response = client.get(address(fieldwork, name))
        assert response.status_code == 302
        assert "login" in response.headers["Location"]

    def test_nothing_can_be_posted(
        self, fieldwork: Study, owner: User, signed_in: SignedIn, name: str
    ) -> None:
        assert signed_in(owner).post(address(fieldwork, name)).status_code == 405


def test_the_headline_numbers(fieldwork: Study, owner: User, signed_in: SignedIn) -> None:
    """I 69, P 10, R 5, UH 100, NE 6: RR1 = 69/184, RR2 = 79/184, REF1 = 5/184, CON1 = 84/184."""
    page = seen(signed_in(owner), fieldwork)
    for number in ("190", "80", "69", "37,5", "42,9", "2,7", "45,7"):
        assert f">{number}" in page or f" {number}" in page, number
    assert "RR1" in page


def test_every_picture_has_words_and_a_table(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    page = seen(signed_in(owner), fieldwork)
    pictures = page.count("<svg")
    assert pictures >= 12
    assert page.count("<desc") >= pictures - 1
    for part in ("days", "by-wave", "by-region", "by-size", "map", "pages", "time"):
        assert f'id="{part}"' in page
    assert page.count("<table") >= 9
    assert "style=" not in page.split("<main", 1)[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ["Svar dag for dag", "Invitation til bølge 1", "2. marts 2026", "Bølge 2: Fyn"]),
        ("en", ["Response by day", "Invitation to wave 1", "2 March 2026", "Wave 2: Fyn"]),
    ],
)
def test_both_languages(
    fieldwork: Study, owner: User, signed_in: SignedIn, language: str, words: list[str]
) -> None:
    client = signed_in(owner)
    client.cookies["django_language"] = language
    page = seen(client, fieldwork)
    assert [word for word in words if word not in page] == []


def test_the_pages_bear_the_titles_of_the_questionnaire(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    now = snapshot(fieldwork)
    assert [(name, title.get("da"), number) for name, title, number in now.pages] == [
        ("page_one", "Om fagområdet", 7),
        ("page_two", "Betydning", 0),
        ("page_three", "Beskriv nyskabelsen", 3),
        (":end", "", 1),
    ]
    assert "1. Om fagområdet" in seen(signed_in(owner), fieldwork)


def test_one_wave_alone(fieldwork: Study, owner: User, signed_in: SignedIn) -> None:
    page = seen(signed_in(owner), fieldwork, wave="2")
    assert ">44<" in page
    assert 'id="by-wave"' not in page
    assert 'value="2" selected' in page


@pytest.mark.parametrize("asked", ["99", "-1", "x", "1" * 40, "²"])
def test_a_wave_that_does_not_exist(
    fieldwork: Study, owner: User, signed_in: SignedIn, asked: str
) -> None:
    assert signed_in(owner).get(address(fieldwork), {"wave": asked}).status_code == 200


def test_a_wave_that_was_not_written_to_does_not_count_yet(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    tally.count_many(fieldwork, [standing("3.11", 9, wave=3), standing("3.11", 4, wave=2)])
    now = snapshot(fieldwork)
    assert now.waiting == 9
    assert sum(each.count for each in now.standings) == 194
    assert "9 mere venter" in seen(signed_in(owner), fieldwork)


def test_unchanged_numbers_are_not_sent_again(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    client = signed_in(owner)
    digest = snapshot(fieldwork).digest
    assert f"seen={digest}" in seen(client, fieldwork)
    response = client.get(address(fieldwork, "monitoring_numbers"), {"seen": digest})
    assert (response.status_code, response.content) == (204, b"")
    tally.fold(fieldwork)
    assert client.get(response.request["PATH_INFO"], {"seen": digest}).status_code == 204
    tally.count(fieldwork, "started", day=timezone.localdate())
    renewed = seen(client, fieldwork, "monitoring_numbers", seen=digest)
    assert renewed.lstrip().startswith('<div id="monitoring-numbers"')
    assert ">81<" in renewed


def test_a_closed_study_is_not_asked_for_anew(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    fieldwork.state = Study.State.CLOSED
    fieldwork.save()
    assert "hx-get" not in seen(signed_in(owner), fieldwork)


def test_before_anything_has_happened(study: Study, owner: User, signed_in: SignedIn) -> None:
    page = seen(signed_in(owner), study)
    assert "Der er ikke sket noget endnu" in page
    for name in PAGES[1:]:
        assert signed_in(owner).get(address(study, name)).status_code == 200


def test_an_open_study_shows_what_applies(
    live_study: Study, owner: User, reader: User, signed_in: SignedIn
) -> None:
    tally.count_many(
        live_study,
        [
            Count("started", 12, "2026-03-02"),
            Count("finished", 8, "2026-03-02"),
            Count("page", 4, key="page_two"),
            Count("minutes", 8, key="3"),
        ],
    )
    page = seen(signed_in(owner), live_study)
    for part in ("days", "pages", "time"):
        assert f'id="{part}"' in page
    assert "intet panel" in page
    assert "RR1" not in page
    assert 'id="map"' not in page
    assert 'id="pages"' not in seen(signed_in(reader), live_study)
    assert "intet panel" in seen(signed_in(owner), live_study, "monitoring_outcomes")


def test_those_who_came_by_the_open_link_are_told_apart(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    tally.count_many(
        fieldwork, [Count("started", 25, "2026-03-03"), Count("finished", 11, "2026-03-03")]
    )
    page = seen(signed_in(owner), fieldwork)
    assert "via det åbne link" in page
    assert ">25<" in page
    assert ">80<" in page


class TestReaders:
    """Small numbers, and what gives them away, are not in any face of the page."""

    def test_they_see_no_begun_no_pages_and_no_waves_alone(
        self, fieldwork: Study, reader: User, signed_in: SignedIn
    ) -> None:
        page = seen(signed_in(reader), fieldwork, wave="2")
        assert "hx-get" not in page
        assert 'id="pages"' not in page
        assert 'name="wave"' not in page
        assert ">190<" in page
        assert "Begyndt" not in page

    def test_small_groups_take_their_partners_along(
        self, fieldwork: Study, reader: User, signed_in: SignedIn
    ) -> None:
        tally.count_many(fieldwork, [standing("1.1", 2, "0360"), standing("3.19", 7, "0360")])
        rows = list(
            csv.reader(
                io.StringIO(seen(signed_in(reader), fieldwork, "monitoring_csv")), delimiter=";"
            )
        )
        regions = {row[1]: row[3] for row in rows if row and row[0] == "Svar efter region"}
        assert regions["Region Sjælland"] == "·"
        assert list(regions.values()).count("·") >= 2

    def test_a_small_disposition_hides_the_table_and_the_rates(
        self, fieldwork: Study, reader: User, signed_in: SignedIn
    ) -> None:
        client = signed_in(reader)
        assert 'id="outcomes"' in seen(client, fieldwork)
        tally.count_many(fieldwork, [standing("2.32", 1)])
        page = seen(client, fieldwork)
        assert 'id="outcomes"' not in page
        assert "RR1" not in page
        assert "udeladt" in seen(client, fieldwork, "monitoring_outcomes")

    def test_the_map_tells_only_whether_anyone_answered(
        self, fieldwork: Study, reader: User, signed_in: SignedIn
    ) -> None:
        page = seen(signed_in(reader), fieldwork)
        assert "Nogen har svaret" in page
        assert "15/40" not in page

    def test_the_study_says_what_is_small(
        self, fieldwork: Study, reader: User, signed_in: SignedIn
    ) -> None:
        Plan.objects.create(study=fieldwork, settings="[protection]\nsmallest = 12\n")
        assert 'id="outcomes"' not in seen(signed_in(reader), fieldwork)


def test_the_workbook_has_every_table_as_plain_text_and_numbers(
    fieldwork: Study, owner: User, signed_in: SignedIn
) -> None:
    fieldwork.name_da = "=HYPERLINK(1)"
    fieldwork.save()
    Wave.objects.filter(study=fieldwork, number=2).update(name="@SUM(A1)")
    response = signed_in(owner).get(address(fieldwork, "monitoring_workbook"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    book = fastexcel.read_excel(response.content)
    assert "Udfald" in book.sheet_names
    assert b"<f>" not in response.content
    frame = book.load_sheet("Udfald", header_row=None, dtypes="string").to_polars()
    assert ("1.1", "69") in [(row[0], row[3]) for row in frame.rows()]


def test_the_csv_file_runs_no_formula(fieldwork: Study, owner: User, signed_in: SignedIn) -> None:
    Wave.objects.filter(study=fieldwork, number=2).update(name="x")
    fieldwork.name_da = "=1+1"
    fieldwork.save()
    text = seen(signed_in(owner), fieldwork, "monitoring_csv")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert ["Udfald", "1.1", "Fuldt besvaret", "I", "69", "36,3158"] in rows
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t")), cell


def test_the_outcomes_as_text(fieldwork: Study, owner: User, signed_in: SignedIn) -> None:
    text = seen(signed_in(owner), fieldwork, "monitoring_outcomes")
    assert "I   " in text
    assert "1.1     Fuldt besvaret: 69" in text
    assert "(I + P) / (I + P + R + NC + O + UH + UO)" in text


def _many(study: Study, responses: int) -> None:
    """Count fieldwork of so many responses in full: days x waves x municipalities x outcomes."""
    codes = ("1.1", "1.2", "3.19", "2.111")
    places = ("0101", "0751", "0461", "0851", "0825", "0360")
    days = [datetime.date(2026, 3, 1) + datetime.timedelta(days=n) for n in range(40)]
    share = max(1, responses // 24)
    counts = [
        standing(code, share, place, wave) for code in codes for place in places for wave in (1, 2)
    ]
    counts += [
        Count(measure, max(1, responses // 80), day.isoformat(), wave)
        for measure in ("started", "finished")
        for day in days[: min(40, responses)]
        for wave in (1, 2)
    ]
    tally.count_many(study, counts)


@pytest.mark.parametrize("responses", [10, 1_000, 1_000_000])
def test_the_number_of_questions_to_the_database_is_fixed(
    live_study: Study,
    wave: Wave,
    owner: User,
    signed_in: SignedIn,
    responses: int,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    Wave.objects.create(study=live_study, number=2)
    _many(live_study, responses)
    client = signed_in(owner)
    seen(client, live_study)  # the questionnaire is read once in a process
    with django_assert_num_queries(9):
        seen(client, live_study)
    with django_assert_num_queries(9):
        seen(client, live_study, "monitoring_numbers")


def test_mailings_of_one_day_are_one_mark() -> None:
    day = datetime.date(2026, 3, 1)
    assert Sent("invitation", 1, (5, 1, 3, 4), day).to == "1, 3–5"
    assert Sent("invitation", 1, (2,), day).to == "2"
