"""A panel file from its upload to the panel."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from lovende.domain.errors import LovendeError
from lovende.fieldwork import tally
from lovende.fieldwork.models import Contact, Invitee, PanelUpload
from lovende.fieldwork.panel import actions, importing
from lovende.fieldwork.panel.uploads import checked_now, problems_of
from lovende.studies.models import AuditEntry, Job, Study, User
from tests.integration.platform.panel_files import (
    HEADINGS,
    csv_file,
    example_panel,
    many,
    workbook,
)

SignIn = Callable[[User], Client]
GOOD = ("K1", "Aarhus", "Hjemmepleje", "Bodil Bruun", "Fagchef", "bodil@example.org", "87654321", 1)


def upload(study: Study, by: User, *rows: tuple[object, ...]) -> PanelUpload:
    return actions.store_upload(study=study, file=csv_file(rows), by=by)


def run(stored: PanelUpload, by: User, **choices: Any) -> Job:
    """Import as the worker does."""
    chosen: dict[str, Any] = {"existing": "update", "leave_out": True, "wave": 1} | choices
    job = actions.confirm_import(upload=stored, by=by, **chosen)
    return carried_out(job)


def carried_out(job: Job) -> Job:
    """Do the work of a job as the worker does."""
    importing.import_panel.func(job.pk, job.attempt)
    job.refresh_from_db()
    return job


def counts(job: Job) -> dict[str, int]:
    """What became of the rows."""
    return {name: job.result[name] for name in importing.COUNTS}


def test_the_panel_of_the_example_comes_in_whole(
    study: Study, analyst: User, signed_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(analyst)
    start = f"/studies/{study.pk}/panel/import/"
    assert "kommunekode" in client.get(start).content.decode()
    file = SimpleUploadedFile("panel.csv", example_panel())
    page = client.post(start, {"file": file})
    stored = study.panel_uploads.get()
    # The disposition of the example is no field of the panel: the columns are asked for.
    assert page["Location"] == f"{start}{stored.pk}/columns/"
    columns = client.get(page["Location"])
    assert "disposition" in columns.content.decode()
    chosen = {name: stored.columns[name] for name in stored.columns}
    preview = client.post(page["Location"], chosen, follow=True)
    assert not Invitee.objects.exists()
    assert "556" in preview.content.decode()
    assert stored.found["wrong"] == 0
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(f"{start}{stored.pk}/confirm/", {"existing": "update", "wave": "1"})
    job = study.jobs.get()
    assert done["Location"] == f"/studies/{study.pk}/jobs/{job.pk}/"
    assert job.state == Job.State.DONE
    assert counts(job) == {"added": 556, "updated": 0, "left_alone": 0, "left_out": 0}
    assert study.invitees.count() == 556
    assert sorted(study.waves.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    first = Invitee.objects.get(key="R0001")
    assert (first.municipality, first.wave.number) == ("0101", 4)
    assert first.contact.telephone == "+4500000001"
    assert not study.panel_uploads.exists()
    standing = tally.read(study, ["disposition"])
    assert sum(count.count for count in standing) == 556
    assert {count.key for count in standing} == {"3.11"}


def test_every_problem_is_listed_by_row_before_anything_is_stored(
    study: Study, analyst: User, signed_in: SignIn, make_invitee: Callable[..., Invitee]
) -> None:
    make_invitee("Carl Clausen", key="C9")
    rows: list[tuple[object, ...]] = [
        GOOD,
        ("K2", "Aarhuus", "x", "Anne", "", "anne@example.org", "", 1),
        ("K3", "Atlantis", "x", "Anne", "", "anne2@example.org", "", 1),
        ("K4", "Vejle", "x", "", "", "ole@example.org", "", 1),
        ("K5", "Vejle", "x", "Ole", "", "ole(at)example.org", "", 1),
        ("K6", "Vejle", "x", "Bo", "", " BODIL@Example.org", "", 1),
        ("K7", "Vejle", "x", "Carl", "", "C9@example.org", "", 1),
        ("K8", "Vejle", "x" * 201, "Dorte", "", "dorte@example.org", "", 1),
        ("K9", "Vejle", "=1+1", "Erik", "", "erik@example.org", "", 1),
        ("K10", "Vejle", "x", "Fie", "", "fie@example.org", "ring senere", 1),
        ("K11", "Vejle", "x", "Gert", "", "gert@example.org", "", "efterår"),
        ("K1", "Vejle", "x", "Hans", "", "hans@example.org", "", 1),
        ("K13", "Vejle", "x", "Ida", "", "", "", 1),
    ]
    stored = upload(study, analyst, *rows)
    found = [(each.row, each.field, each.code) for each in problems_of(stored)]
    assert found == [
        (3, "municipality", "municipality_guess"),
        (4, "municipality", "municipality_unknown"),
        (5, "name", "name_missing"),
        (6, "email", "email_bad"),
        (7, "email", "email_doubled"),
        (8, "email", "email_of_other"),
        (9, "department", "too_long"),
        (10, "department", "formula"),
        (11, "telephone", "telephone_bad"),
        (12, "wave", "wave_unknown"),
        (13, "key", "key_doubled"),
        (14, "email", "not_reachable"),
    ]
    assert study.invitees.count() == 1
    page = signed_in(analyst).get(f"/studies/{study.pk}/panel/import/{stored.pk}/")
    text = page.content.decode()
    assert "Aarhus" in text
    assert 'name="cell-3-municipality" value="Aarhus"' in text
    assert "række 2" in text
    assert text.count("cell-") == 11
    one_kind = signed_in(analyst).get(
        f"/studies/{study.pk}/panel/import/{stored.pk}/?code=email_bad"
    )
    assert one_kind.content.decode().count("cell-") == 1


def test_problems_are_mended_or_left_out(study: Study, analyst: User, signed_in: SignIn) -> None:
    wrong = ("K2", "Aarhuus", "x", "Anne And", "", "anne@example.org", "", 1)
    hopeless = ("K3", "Vejle", "x", "Bo Bo", "", "bo", "", 1)
    stored = upload(study, analyst, GOOD, wrong, hopeless)
    with pytest.raises(LovendeError, match="2 rows have problems"):
        run(stored, analyst, leave_out=False)
    address = f"/studies/{study.pk}/panel/import/{stored.pk}/"
    client = signed_in(analyst)
    page = client.post(f"{address}confirm/", {"existing": "update", "wave": "1"})
    assert page.status_code == 422
    assert not study.jobs.exists()
    client.post(f"{address}mend/", {"cell-3-municipality": "Aarhus", "cell-2-name": "Forged"})
    stored.refresh_from_db()
    assert stored.found["wrong"] == 1
    assert stored.corrections == {"3": {"municipality": "Aarhus"}}
    job = run(stored, analyst)
    assert counts(job) == {"added": 2, "updated": 0, "left_alone": 0, "left_out": 1}
    assert Invitee.objects.get(key="K2").municipality == "0751"
    assert Invitee.objects.get(key="K1").contact.name == "Bodil Bruun"


@pytest.mark.parametrize(
    ("existing", "name", "outcome"), [("update", "Carl Ny", (1, 0)), ("leave", "Carl", (0, 1))]
)
def test_those_in_the_panel_are_updated_or_left_alone(
    study: Study,
    analyst: User,
    make_invitee: Callable[..., Invitee],
    existing: str,
    name: str,
    outcome: tuple[int, int],
) -> None:
    carl = make_invitee("Carl", key="C9", department="Gammel")
    row = ("", "", "", "Carl Ny", "", "C9@EXAMPLE.org", "12 34 56 78", "")
    job = run(upload(study, analyst, row), analyst, existing=existing)
    assert (job.result["updated"], job.result["left_alone"]) == outcome
    carl.refresh_from_db()
    assert Contact.objects.get(invitee=carl).name == name
    assert carl.department == "Gammel"
    assert study.invitees.count() == 1


def test_who_was_withdrawn_is_not_invited_again_by_a_file(
    study: Study, analyst: User, make_invitee: Callable[..., Invitee]
) -> None:
    carl = make_invitee("Carl", key="C9")
    actions.withdraw_invitee(invitee=carl, reason="refused", by=analyst)
    stored = upload(study, analyst, GOOD, ("C9", "Vejle", "", "Carl", "", "", "12345678", 1))
    assert [each.code for each in problems_of(stored)] == ["withdrawn"]
    job = run(stored, analyst)
    assert (job.result["added"], job.result["left_alone"]) == (1, 1)
    carl.refresh_from_db()
    assert carl.state == Invitee.State.WITHDRAWN


def test_a_workbook_with_english_headings_comes_in(study: Study, analyst: User) -> None:
    headings = ("Key", "Municipality", "Full name", "E-mail address", "Phone number", "Language")
    file = workbook(
        [("a1", "Vejle Kommune", "Åse Ærø", "åse@blåbær.dk", 12345678, "english")], headings
    )
    assert [
        each.code for each in problems_of(actions.store_upload(study=study, file=file, by=analyst))
    ] == ["email_bad"]
    file = workbook([("a1", 630, "Åse Ærø", "ase@blåbær.dk", 12345678, "english")], headings)
    run(actions.store_upload(study=study, file=file, by=analyst), analyst)
    contact = Contact.objects.get(name="Åse Ærø")
    assert contact.invitee.municipality == "0630"
    assert (contact.email, contact.address) == ("ase@blåbær.dk", "ase@xn--blbr-roah.dk")
    assert (contact.telephone, contact.language) == ("+4512345678", "en")


def test_several_thousand_rows(study: Study, analyst: User) -> None:
    """Five thousand people, twice: the second time nobody is doubled."""
    rows = many(5_000)
    job = run(upload(study, analyst, *rows), analyst)
    assert job.result["added"] == 5_000
    assert (job.done, job.total) == (5_000, 5_000)
    by_wave = Counter(study.invitees.values_list("wave__number", flat=True))
    assert by_wave == dict.fromkeys(range(1, 6), 1_000)
    standing = tally.read(study, ["disposition"], by=("wave",))
    assert [(each.wave, each.count) for each in standing] == [(n, 1_000) for n in range(1, 6)]
    codes = study.invitees.values_list("link_code", flat=True)
    assert len(set(codes)) == 5_000
    again = run(upload(study, analyst, *rows[:10]), analyst, existing="leave")
    assert counts(again) == {"added": 0, "updated": 0, "left_alone": 10, "left_out": 0}


def test_a_killed_worker_leaves_whole_batches_and_the_next_goes_on(
    study: Study, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = upload(study, analyst, *many(2_500))
    job = actions.confirm_import(
        upload=stored, existing="leave", leave_out=False, wave=1, by=analyst
    )
    store, batches = importing.store_batch, []

    def killed_in_the_second(*args: Any) -> None:
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt
        store(*args)

    monkeypatch.setattr(importing, "store_batch", killed_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        carried_out(job)
    assert study.invitees.count() == 1_000
    monkeypatch.setattr(importing, "store_batch", store)
    Job.objects.update(heard_at=timezone.now() - datetime.timedelta(minutes=5))
    stored = PanelUpload.objects.select_related("job").get(pk=stored.pk)
    job = carried_out(actions.resume_import(upload=stored, by=analyst))
    assert job.state == Job.State.DONE
    assert counts(job) == {"added": 2_500, "updated": 0, "left_alone": 0, "left_out": 0}
    assert study.invitees.count() == Contact.objects.count() == 2_500
    assert sum(each.count for each in tally.read(study, ["disposition"])) == 2_500


def test_a_batch_that_fails_is_not_half_stored(
    study: Study, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = upload(study, analyst, *many(1_500))

    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(importing, "record_added", full)
    job = run(stored, analyst)
    assert job.state == Job.State.FAILED
    assert not study.invitees.exists()
    assert not Contact.objects.exists()
    monkeypatch.undo()
    stored.refresh_from_db()
    carried_out(actions.resume_import(upload=stored, by=analyst))
    assert study.invitees.count() == 1_500


def test_two_workers_do_not_store_a_batch_twice(study: Study, analyst: User) -> None:
    stored = upload(study, analyst, *many(10))
    job = actions.confirm_import(
        upload=stored, existing="leave", leave_out=True, wave=1, by=analyst
    )
    stored.refresh_from_db()
    with pytest.raises(LovendeError, match="cannot be begun again"):
        actions.resume_import(upload=stored, by=analyst)
    with pytest.raises(LovendeError, match="begun already"):
        run(stored, analyst)
    rows = checked_now(stored).rows
    wave = importing.wave_numbered(study, 1)
    waves = {number: importing.wave_numbered(study, number) for number in range(1, 6)}
    plan = importing.Import(stored, study, waves, wave, "leave")
    PanelUpload.objects.filter(pk=stored.pk).update(done=5)
    with pytest.raises(LovendeError, match="Another worker"):
        importing.store_batch(plan, rows, 10, job)


def test_a_file_that_is_no_panel_is_refused_in_plain_words(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    address = f"/studies/{study.pk}/panel/import/"
    for file, said in (
        (SimpleUploadedFile("panel.pdf", b"%PDF-1.4"), "ender på"),
        (SimpleUploadedFile("panel.xlsx", b"not a workbook"), "panel.xlsx"),
        (SimpleUploadedFile("panel.csv", b"navn;e-mail\r\n"), "ingen"),
        (SimpleUploadedFile("panel.csv", b""), "tom"),
        (SimpleUploadedFile("panel.csv", b"navn\r\na\x00b\r\n"), "NUL"),
        (SimpleUploadedFile("panel.csv", b";" * 5_000 + b"\r\n1"), "kolonner"),
    ):
        page = client.post(address, {"file": file})
        assert page.status_code == 422, file.name
        assert said in page.content.decode(), file.name
    assert client.post(address, {}).status_code == 422
    assert not PanelUpload.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    study: Study, analyst: User, signed_in: SignIn, settings: Any
) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024
    file = SimpleUploadedFile("panel.csv", b"navn\n" + b"Bo\n" * 400_000)
    page = signed_in(analyst).post(f"/studies/{study.pk}/panel/import/", {"file": file})
    assert page.status_code == 422
    assert "1 MB" in page.content.decode()


def sheet_xml(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def changed_workbook(part: str, content: bytes) -> SimpleUploadedFile:
    """A workbook in which one part is another."""
    source = zipfile.ZipFile(io.BytesIO(workbook([GOOD]).read()))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, content if name == part else source.read(name))
    return SimpleUploadedFile("panel.xlsx", target.getvalue())


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        pytest.param(SHEET, b"<a>" + b" " * 300_000_000, id="unpacks to hundreds of megabytes"),
        pytest.param(
            SHEET,
            sheet_xml(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            ),
            id="two cells far apart",
        ),
        pytest.param(
            SHEET,
            sheet_xml(
                "".join(
                    f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_000)
                )
            ),
            id="one long text in many cells",
        ),
    ],
)
def test_a_workbook_that_swells_is_refused(
    study: Study, analyst: User, part: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    if b't="s"' in content:
        monkeypatch.setattr("lovende.formats.workbook_bounds.MOST_TEXT", 100_000)
    with pytest.raises(LovendeError, match=r"workbook|Excel"):
        actions.store_upload(study=study, file=changed_workbook(part, content), by=analyst)


@pytest.mark.parametrize("who", ["interviewer", "reader", "stranger"])
def test_others_do_not_import(
    study: Study, analyst: User, signed_in: SignIn, who: str, request: pytest.FixtureRequest
) -> None:
    stored = upload(study, analyst, GOOD)
    client = signed_in(request.getfixturevalue(who))
    wanted = 404 if who == "stranger" else 403
    start = f"/studies/{study.pk}/panel/import/"
    for address in ("", f"{stored.pk}/", f"{stored.pk}/columns/"):
        assert client.get(start + address).status_code == wanted
    for address in ("", f"{stored.pk}/confirm/", f"{stored.pk}/mend/", f"{stored.pk}/remove/"):
        assert client.post(start + address, {}).status_code == wanted
    assert not study.jobs.exists()


def test_an_upload_of_another_study_does_not_exist(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    stored = upload(study, analyst, GOOD)
    other = Study.objects.get(pk=study.pk)
    other.pk, other.link_code = None, "another"
    other.save()
    other.roles.create(user=analyst, email=analyst.email, role="analyst")
    page = signed_in(analyst).get(f"/studies/{other.pk}/panel/import/{stored.pk}/")
    assert page.status_code == 404


def test_a_file_is_removed_again(study: Study, analyst: User, signed_in: SignIn) -> None:
    stored = upload(study, analyst, GOOD)
    page = signed_in(analyst).post(f"/studies/{study.pk}/panel/import/{stored.pk}/remove/")
    assert page.status_code == 302
    assert not PanelUpload.objects.exists()


def test_the_audit_log_tells_of_the_import_without_personal_data(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    stored = upload(study, analyst, GOOD)
    signed_in(analyst).get(f"/studies/{study.pk}/panel/import/{stored.pk}/")
    run(stored, analyst)
    entries = list(AuditEntry.objects.filter(study=study).order_by("id"))
    assert [each.verb for each in entries] == [
        "panel.upload",
        "panel.look",
        "panel.import",
        "panel.imported",
    ]
    said = " ".join(f"{each.subject} {each.fields} {each.values}" for each in entries)
    assert "Bodil" not in said
    assert "bodil@" not in said
    assert entries[-1].values["added"] == 1


def test_headings_of_the_field_are_recognised(study: Study, analyst: User) -> None:
    stored = upload(study, analyst, GOOD)
    assert [stored.columns[name] for name in ("key", "municipality", "name", "job_title")] == [
        HEADINGS[0],
        HEADINGS[1],
        HEADINGS[3],
        HEADINGS[4],
    ]
    assert stored.found["unused"] == []


def test_the_pages_of_a_file_take_few_queries(
    study: Study, analyst: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    stored = upload(study, analyst, *many(300), *[("", "X", "", "", "", "y", "z", "q")] * 60)
    client = signed_in(analyst)
    for page in ("", "columns/"):
        with django_assert_max_num_queries(8):
            client.get(f"/studies/{study.pk}/panel/import/{stored.pk}/{page}")
    second = client.get(f"/studies/{study.pk}/panel/import/{stored.pk}/?page=3")
    assert "cell-" in second.content.decode()


def test_a_right_to_left_mark_and_emoji_are_no_trap(study: Study, analyst: User) -> None:
    name = "\u202eBodil\u200b 👍🏽 Bruun"
    run(upload(study, analyst, ("K1", "Vejle", "", name, "", "Bodil@Example.ORG ", "", 1)), analyst)
    contact = Contact.objects.get()
    assert contact.name == "Bodil 👍🏽 Bruun"
    assert contact.address == "bodil@example.org"
