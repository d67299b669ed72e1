"""The panel on its pages: the list, one person, waves, and the file that is handed out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from lovende.domain.errors import LovendeError
from lovende.fieldwork import tally
from lovende.fieldwork.models import CallTask, Contact, Invitee, Wave
from lovende.fieldwork.panel import actions, queries
from lovende.fieldwork.panel.checking import Known, check_one
from lovende.fieldwork.panel.queries import Wanted
from lovende.fieldwork.progress import record_added, record_finished, record_invited
from lovende.studies.links import Opens, read_token, token
from lovende.studies.models import AuditEntry, Study, User
from lovende.studies.readiness import obstacles_to_opening

SignIn = Callable[[User], Client]
Make = Callable[..., Invitee]
CONTACT = {"name", "job_title", "email", "telephone", "language"}


@pytest.fixture
def panel(study: Study) -> str:
    """The address of the panel."""
    return f"/studies/{study.pk}/panel/"


def standing(study: Study) -> dict[tuple[int, str, str], int]:
    """How many stand where: wave, municipality, AAPOR's code."""
    counts = tally.read(study, ["disposition"])
    return {(each.wave, each.municipality, each.key): each.count for each in counts}


def test_the_list_shows_the_panel_and_says_so_in_the_log(
    panel: str, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    make_invitee("Bodil Bruun")
    make_invitee("Carl Clausen")
    page = signed_in(analyst).get(panel)
    text = page.content.decode()
    assert "Bodil Bruun" in text
    assert "i2@example.org" in text
    look = AuditEntry.objects.get(verb="panel.look")
    assert set(look.fields) == CONTACT
    assert look.values == {"where": "list", "people": 2, "searched": False}
    assert look.user == analyst


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=bruu", ["Bodil Bruun"]),
        ("text=C2@EXAMPLE", ["Carl Clausen"]),
        ("text=vejle kommune", ["Carl Clausen"]),
        ("text=c2", ["Carl Clausen"]),
        ("text=%25", []),
        ("text=nobody", []),
        ("wave=2", ["Carl Clausen"]),
        ("progress=finished", ["Dorte Dam"]),
        ("state=withdrawn", ["Erik Eg"]),
        ("wave=1&state=active&progress=not_started", ["Bodil Bruun"]),
        ("wave=99&state=nonsense", ["Bodil Bruun", "Carl Clausen", "Dorte Dam", "Erik Eg"]),
    ],
)
def test_the_list_is_searched_and_narrowed_down(
    panel: str,
    study: Study,
    analyst: User,
    signed_in: SignIn,
    make_invitee: Make,
    query: str,
    found: list[str],
) -> None:
    make_invitee("Bodil Bruun", key="b1")
    second = Wave.objects.create(study=study, number=2)
    carl = make_invitee("Carl Clausen", key="c2", municipality="0630")
    Invitee.objects.filter(pk=carl.pk).update(wave=second)
    make_invitee("Dorte Dam", key="d3", progress="finished")
    make_invitee("Erik Eg", key="e4", state="withdrawn")
    text = signed_in(analyst).get(f"{panel}?{query}").content.decode()
    names = ("Bodil Bruun", "Carl Clausen", "Dorte Dam", "Erik Eg")
    assert [name for name in names if f">{name}</a>" in text] == found


def test_pages_go_on_where_the_last_one_ended(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    people = [make_invitee(f"Person {number}") for number in range(8)]
    ids = [person.pk for person in people]
    first = queries.page_of(study, Wanted())
    assert [each.pk for each in first.invitees] == ids[:3]
    assert (first.after, first.before) == (ids[2], None)
    last = queries.page_of(study, Wanted(), after=ids[5])
    assert [each.pk for each in last.invitees] == ids[6:]
    assert (last.after, last.before) == (None, ids[6])
    middle = queries.page_of(study, Wanted(), before=ids[6])
    assert [each.pk for each in middle.invitees] == ids[3:6]
    back = queries.page_of(study, Wanted(), before=ids[3])
    assert [each.pk for each in back.invitees] == ids[:3]
    assert back.before is None
    page = signed_in(analyst).get(f"{panel}?after={ids[2]}&text=person")
    assert f"text=person&amp;after={ids[5]}" in page.content.decode()


def test_a_page_of_the_list_takes_few_queries(
    panel: str,
    analyst: User,
    signed_in: SignIn,
    make_invitee: Make,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(20):
        make_invitee(f"Person {number}")
    client = signed_in(analyst)
    with django_assert_max_num_queries(9):
        client.get(panel)


def test_somebody_is_added_by_the_rules_of_the_file(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    make_invitee("Bodil Bruun", key="b1")
    client = signed_in(analyst)
    given = {
        "name": "Frida Fisker",
        "email": "Frida@Example.org",
        "telephone": "12 34 56 78",
        "municipality": "0630",
        "language": "da",
        "wave": "1",
        "key": "",
    }
    for wrong in (
        {"name": ""},
        {"email": "frida"},
        {"email": "B1@example.ORG"},
        {"telephone": "1234"},
        {"name": "=cmd"},
        {"key": "b1"},
        {"wave": "7"},
        {"municipality": "9999"},
    ):
        page = client.post(f"{panel}add/", given | wrong)
        assert page.status_code == 422, wrong
    assert study.invitees.count() == 1
    page = client.post(f"{panel}add/", given)
    frida = Invitee.objects.get(contact__name="Frida Fisker")
    assert page["Location"] == f"{panel}{frida.pk}/"
    assert frida.contact.telephone == "+4512345678"
    assert frida.contact.address == "frida@example.org"
    assert len(frida.key) == 10
    assert standing(study)[(1, "0630", "3.11")] == 1
    entry = AuditEntry.objects.get(verb="panel.add")
    assert "Frida" not in str(entry.values) + str(entry.fields)


def test_the_first_person_makes_the_first_wave(
    panel: str, study: Study, analyst: User, signed_in: SignIn
) -> None:
    given = {"name": "Frida", "email": "frida@example.org", "language": "da", "wave": "1"}
    assert signed_in(analyst).get(f"{panel}add/").status_code == 200
    assert not study.waves.exists()
    signed_in(analyst).post(f"{panel}add/", given)
    assert study.waves.get().number == 1


def test_a_person_is_corrected(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil = make_invitee("Bodil Bruun", key="b1")
    record_added([bodil])
    Contact.objects.filter(invitee=bodil).update(mail="bounced")
    second = Wave.objects.create(study=study, number=2)
    client = signed_in(analyst)
    shown = client.get(f"{panel}{bodil.pk}/")
    assert "b1@example.org" in shown.content.decode()
    assert AuditEntry.objects.get(verb="panel.look").subject == f"invitee:{bodil.pk}"
    given = {
        "name": "Bodil Brun",
        "email": "bb@example.org",
        "municipality": "0630",
        "language": "en",
        "wave": "2",
    }
    client.post(f"{panel}{bodil.pk}/", given)
    bodil.refresh_from_db()
    contact = Contact.objects.get(invitee=bodil)
    assert (contact.name, contact.address, contact.mail) == ("Bodil Brun", "bb@example.org", "good")
    assert contact.search == "bodil brun bb@example.org"
    assert bodil.wave == second
    assert standing(study) == {(2, "0630", "3.11"): 1}
    entry = AuditEntry.objects.get(verb="panel.correct")
    assert set(entry.fields) == {"email", "job_title", "language", "municipality", "name", "wave"}


def test_who_was_invited_stays_in_the_wave(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil, _ = make_invitee("Bodil"), make_invitee("Carl")
    record_invited([bodil])
    second = Wave.objects.create(study=study, number=2)
    moved = actions.move_invitees(rows=study.invitees.all(), wave=second, by=analyst)
    assert moved == (1, 1)
    bodil.refresh_from_db()
    assert bodil.wave.number == 1
    given = {"name": "Bodil", "email": "i1@example.org", "language": "da", "wave": "2"}
    page = signed_in(analyst).post(f"{panel}{bodil.pk}/", given)
    assert page.status_code == 422
    assert "bølge 1" in page.content.decode()


def test_somebody_withdraws_for_a_reason(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil = make_invitee("Bodil Bruun")
    record_added([bodil])
    CallTask.objects.create(study=study, invitee=bodil, purpose="participation")
    client = signed_in(analyst)
    address = f"{panel}{bodil.pk}/withdraw/"
    assert "Bodil Bruun" in client.get(address).content.decode()
    assert client.post(address, {"reason": "because"}).status_code == 422
    client.post(address, {"reason": "left"})
    bodil.refresh_from_db()
    assert (bodil.state, bodil.disposition, bodil.reason) == ("withdrawn", "4.7", "left")
    assert not bodil.call_tasks.exists()
    assert standing(study) == {(1, "0751", "4.7"): 1}
    assert AuditEntry.objects.get(verb="panel.withdraw").values == {"reason": "left"}
    assert "fratrådt" in client.get(f"{panel}{bodil.pk}/").content.decode()
    # A second click does nothing more.
    assert client.post(address, {"reason": "left"}).status_code == 400


def test_an_answer_stands_over_a_withdrawal(analyst: User, make_invitee: Make) -> None:
    bodil = make_invitee("Bodil Bruun")
    record_finished(bodil)
    actions.withdraw_invitee(invitee=bodil, reason="left", by=analyst)
    bodil.refresh_from_db()
    assert (bodil.state, bodil.disposition) == ("withdrawn", "1.1")


def test_somebody_is_replaced_and_both_are_known(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil = make_invitee("Bodil Bruun", department="Hjemmepleje")
    record_added([bodil])
    old = token(Opens.INVITEE, bodil.link_code, bodil.link_round)
    client = signed_in(analyst)
    address = f"{panel}{bodil.pk}/replace/"
    assert "Hjemmepleje" in client.get(address).content.decode()
    given = {
        "name": "Frida Fisker",
        "email": "frida@example.org",
        "municipality": "0751",
        "department": "Hjemmepleje",
        "language": "da",
        "wave": "1",
    }
    client.post(address, given)
    bodil.refresh_from_db()
    frida = bodil.replaced_by
    assert frida is not None
    assert (bodil.state, bodil.disposition) == ("replaced", "4.1")
    assert (frida.department, frida.wave_id, frida.state) == (
        "Hjemmepleje",
        bodil.wave_id,
        "active",
    )
    link = read_token(old)
    assert link is not None
    assert not link.holds(bodil.link_round)
    assert standing(study) == {(1, "0751", "3.11"): 1}
    assert f"{panel}{frida.pk}/" in client.get(f"{panel}{bodil.pk}/").content.decode()
    assert f"{panel}{bodil.pk}/" in client.get(f"{panel}{frida.pk}/").content.decode()


def test_who_has_submitted_is_not_replaced(analyst: User, make_invitee: Make) -> None:
    bodil = make_invitee("Bodil Bruun", progress="finished")
    row, problems = check_one({"name": "Frida"}, Known())
    assert [each.code for each in problems] == ["not_reachable"]
    with pytest.raises(LovendeError, match="submitted"):
        actions.replace_invitee(invitee=bodil, given=row, by=analyst)


def test_a_new_link_ends_the_old(
    panel: str, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil = make_invitee("Bodil Bruun")
    client = signed_in(analyst)
    assert client.get(f"{panel}{bodil.pk}/new-link/").status_code == 200
    bodil.refresh_from_db()
    assert bodil.link_round == 1
    client.post(f"{panel}{bodil.pk}/new-link/")
    bodil.refresh_from_db()
    assert bodil.link_round == 2


def test_waves_are_made_named_and_filled(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil, carl = make_invitee("Bodil"), make_invitee("Carl")
    record_added([bodil, carl])
    client = signed_in(analyst)
    client.post(f"{panel}waves/add/", {"name": "Chefer"})
    made = study.waves.get(number=2)
    assert made.name == "Chefer"
    client.post(f"{panel}waves/{made.pk}/name/", {f"wave{made.pk}-name": "Ledere"})
    assert "Ledere" in client.get(f"{panel}waves/").content.decode()
    client.post(f"{panel}move/", {"to": "2", "person": [str(bodil.pk), "x", "999999"]})
    bodil.refresh_from_db()
    assert bodil.wave == made
    assert standing(study) == {(1, "0751", "3.11"): 1, (2, "0751", "3.11"): 1}
    page = client.post(f"{panel}move/", {"to": "9", "person": [str(carl.pk)]}, follow=True)
    assert "Vælg personer" in page.content.decode()


def test_all_that_fit_the_search_are_moved(
    panel: str,
    study: Study,
    analyst: User,
    signed_in: SignIn,
    make_invitee: Make,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    people = [make_invitee(f"Leder {number}", key=f"l{number}") for number in range(5)]
    people += [make_invitee("Bodil"), make_invitee("Carl", municipality="0630")]
    record_added(people)
    record_invited(people[:1])
    Wave.objects.create(study=study, number=2)
    given = {"to": "2", "which": "all", "text": "leder", "wave": "1"}
    page = signed_in(analyst).post(f"{panel}move/", given, follow=True)
    assert "4. Ikke flyttet, fordi de er inviteret eller udgået: 1." in page.content.decode()
    assert study.invitees.filter(wave__number=2).count() == 4
    assert tally.differences(study) == []
    signed_in(analyst).post(f"{panel}move/", {"to": "2", "which": "all"})
    assert study.invitees.filter(wave__number=2).count() == 6
    assert tally.differences(study) == []


def test_the_panel_is_taken_out_without_and_with_contact_data(
    panel: str, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    make_invitee("Bodil Bruun", key="b1", department="=1+1")
    make_invitee("Carl Clausen", key="c2")
    client = signed_in(analyst)
    plain = client.post(f"{panel}download/", {"kind": "csv"})
    rows = list(csv.DictReader(io.StringIO(plain.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Nøgle"] for row in rows] == ["b1", "c2"]
    assert rows[0]["Afdeling"] == "'=1+1"
    assert "Bodil" not in plain.content.decode()
    assert plain["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="panel.download").latest("id").fields == []
    full = client.post(f"{panel}download/", {"kind": "xlsx", "contacts": "yes", "text": "bruun"})
    sheet = openpyxl.load_workbook(io.BytesIO(full.content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) == 2
    assert "Bodil Bruun" in cells[1]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "=1+1" in cells[1]
    entry = AuditEntry.objects.filter(verb="panel.download").latest("id")
    assert set(entry.fields) == CONTACT
    assert entry.values == {"contacts": True, "kind": "xlsx", "people": 1, "searched": True}
    assert client.get(f"{panel}download/").status_code == 405


def test_what_is_taken_out_comes_in_again(
    panel: str, study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    make_invitee("Bodil Bruun", key="b1", department="=1+1")
    page = signed_in(analyst).post(f"{panel}download/", {"kind": "csv", "contacts": "yes"})
    file = SimpleUploadedFile("panel.csv", page.content)
    stored = actions.store_upload(study=study, file=file, by=analyst)
    assert (stored.found["known"], stored.found["new"]) == (0, 0)
    assert stored.found["by_code"] == {"formula": 1}


def test_nobody_else_sees_the_panel(
    panel: str, analyst: User, signed_in: SignIn, make_invitee: Make, client: Client, request: Any
) -> None:
    bodil = make_invitee("Bodil Bruun")
    pages = ("", "add/", "waves/", f"{bodil.pk}/", f"{bodil.pk}/withdraw/", f"{bodil.pk}/replace/")
    for name, status in (("interviewer", 403), ("reader", 403), ("stranger", 404)):
        other = signed_in(request.getfixturevalue(name))
        for page in pages:
            found = other.get(panel + page)
            assert found.status_code == status
            assert "Bodil" not in found.content.decode()
        for page in ("download/", "move/", "waves/add/", f"{bodil.pk}/new-link/", *pages[3:]):
            assert other.post(panel + page, {"reason": "refused"}).status_code == status
    for page in pages:
        assert "/accounts/login/" in client.get(panel + page)["Location"]
    bodil.refresh_from_db()
    assert (bodil.state, bodil.link_round) == ("active", 1)


def test_people_of_another_study_do_not_exist(
    study: Study, analyst: User, signed_in: SignIn, make_invitee: Make
) -> None:
    bodil = make_invitee("Bodil Bruun")
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    other.roles.create(user=analyst, email=analyst.email, role="owner")
    client = signed_in(analyst)
    for page in ("", "withdraw/", "replace/", "new-link/"):
        address = f"/studies/{other.pk}/panel/{bodil.pk}/{page}"
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "refused"}).status_code == 404
    moved = actions.move_invitees(
        rows=Invitee.objects.filter(pk=bodil.pk),
        wave=Wave.objects.create(study=other, number=1),
        by=analyst,
    )
    assert moved == (0, 0)


def test_a_study_without_panel_and_open_link_cannot_go_live(
    study: Study, make_invitee: Make
) -> None:
    def told() -> bool:
        return "study.no_panel" in [each.code for each in obstacles_to_opening(study)]

    assert told()
    study.open_link = True
    assert not told()
    study.open_link = False
    bodil = make_invitee("Bodil")
    assert not told()
    Invitee.objects.filter(pk=bodil.pk).update(state="withdrawn")
    assert told()


def test_the_list_reads_from_indexes(study: Study, make_invitee: Make) -> None:
    """What a page reads does not grow with the panel: it begins in an index, where it left off."""
    make_invitee("Bodil")
    rows = queries.wanted_invitees(study, Wanted()).filter(pk__gt=5).order_by("pk")[:51]
    if connection.vendor == "postgresql":
        # A table of one row is never worth an index: say that there is nothing else.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain().upper()
    assert "SCAN FIELDWORK" not in plan
    assert "SEQ SCAN" not in plan
    assert "INDEX" in plan
