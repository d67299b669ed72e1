"""The way of those who carry a study out: from an empty platform to the report, and to an erasure."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect

from lovende.config.demo.people import PASSWORD
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.needs("chromium")
BEGINS = {
    "report.en.html": b"<!DOCTYPE html>",
    "report.en.pdf": b"%PDF",
    "report.en.docx": b"PK",
    "tables.en.xlsx": b"PK",
    "findings.json": b"{",
}
FILES = len(BEGINS)
STUDY = "What is new after the storm surge"
SECRET = "some words that only Birgit puts together"
FAULTY = (
    "| survey | type | name | label |\n"
    "|  | text | why | Why? |\n"
    "|  | select_one colour | which | Which? |\n"
    "| choices | list_name | name | label |\n"
    "|  | color | 1 | Red |\n"
)
PANEL = (
    ("kommune", "forvaltning", "afdeling", "navn", "stilling", "e-mail", "telefon"),
    ("Aarhus", "Social", "Unge", "Bodil Bruun", "Fagchef", "bodil@example.org", "00 00 00 01"),
    ("Odense", "Sundhed", "Ældre", "Dorte Dahl", "Leder", "dorte@example.org", "00 00 00 02"),
    ("Andeby", "Social", "Familie", "Erik Eskildsen", "Leder", "erik@example.org", "00 00 00 03"),
)


def write_panel(path: Path) -> Path:
    """Write the panel as a workbook; its last row names a municipality that is none."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Panel")
        for number, row in enumerate(PANEL):
            sheet.write_row(number, 0, row)
    return path


def wait_for_work(person: Visitor) -> None:
    """Stay on the page of a job until the worker has done it."""
    expect(person.page.get_by_text("Done", exact=True)).to_be_visible()
    person.look()


def test_an_analyst_from_nothing_to_a_live_study(visitor: NewVisitor, tmp_path: Path) -> None:
    birgit = visitor()
    birgit.visit("/")
    birgit.follow("Sign up", birgit.page.locator("main"))
    birgit.fill(Your_name="Birgit Byg", **{"E-mail": "birgit@example.org"})
    birgit.page.get_by_label("Password", exact=True).fill(SECRET)
    birgit.fill(The_password_once_more=SECRET)
    birgit.press("Sign up")
    birgit.visit(birgit.platform.link_in(birgit.platform.letter_to("birgit@example.org")))
    birgit.press("Yes, confirm it")
    if birgit.page.get_by_role("button", name="Sign in").is_visible():
        birgit.fill(**{"E-mail": "birgit@example.org", "Password": SECRET})
        birgit.press("Sign in")
    birgit.follow("Name your organisation")
    birgit.fill(Or_the_name_of_another_organisation="Institut for Fælles Viden")
    birgit.press("Create the organisation")

    birgit.visit("/")
    birgit.follow("Create the first study")
    birgit.fill(
        Name_in_Danish="Nyt efter vandet",
        Name_in_English="After the water",
        Occasion_in_Danish="oversvømmelsen",
        Occasion_in_English="the flood",
    )
    birgit.page.get_by_label("Last day").fill(str(date.today() + timedelta(days=30)))
    birgit.press("Create the study")

    birgit.follow("Questionnaire", birgit.sections)
    birgit.follow("Choose a file")
    faulty = tmp_path / "faulty.md"
    faulty.write_text(FAULTY, "utf-8")
    birgit.page.get_by_label("File", exact=True).set_input_files(faulty)
    birgit.press("Check and store", status=422)
    fault = birgit.page.get_by_role("row").filter(has_text="colour")
    expect(fault).to_contain_text("survey")
    expect(fault).to_contain_text("3")
    birgit.follow("Questionnaire", birgit.sections)
    birgit.press("Use this questionnaire")
    birgit.follow("Preview on phone and desk")
    phone = birgit.page.frame_locator("iframe").first
    expect(phone.get_by_text("the flood").or_(phone.get_by_text("oversvømmelsen"))).to_be_visible()
    birgit.follow("Version 1")
    birgit.picture("questionnaire")
    birgit.press("Put to use")

    birgit.follow("Questionnaire", birgit.sections)
    birgit.follow("Testers and links")
    birgit.fill(Name="Tove Tester")
    birgit.press("Add")
    tove = visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    tove.visit(birgit.page.get_by_label("Link of Tove Tester").input_value())
    tove.press("Start")
    tove.press("Save and go on")
    tove.press("Save and go on")
    tove.page.locator("summary", has_text="Comment on this question").first.click()
    tove.page.get_by_label("Your comment: To what extent").fill("All of us, or my department?")
    tove.press("Save and go on")
    birgit.follow("Read the comments")
    expect(birgit.page.locator("main")).to_contain_text("All of us, or my department?")
    birgit.page.locator("summary", has_text="Reply").click()
    birgit.fill(Reply="Only your own area.")
    birgit.press("Save the reply")
    birgit.press("Resolved, put away Tove Tester")
    expect(birgit.page.get_by_role("link", name="Resolved (1)")).to_be_visible()

    birgit.follow("Panel", birgit.sections)
    birgit.follow("Import from a file")
    panel = write_panel(tmp_path / "panel.xlsx")
    birgit.page.get_by_label("File with the panel").set_input_files(panel)
    birgit.press("Read the file")
    expect(birgit.page.get_by_text("Andeby is no Danish municipality")).to_be_visible()
    birgit.page.get_by_label("Municipality in row 4").fill("Ringsted")
    birgit.press("Save the corrections on this page")
    birgit.press("Import into the panel")
    wait_for_work(birgit)
    birgit.follow("Panel", birgit.sections)
    expect(birgit.page.get_by_role("link", name="Erik Eskildsen")).to_be_visible()

    birgit.follow("Fieldwork", birgit.sections)
    birgit.follow("Preview Invitation (our standard text)")
    expect(birgit.page.get_by_text("This is how Bodil Bruun will read it.")).to_be_visible()
    birgit.follow("Overview", birgit.sections)
    birgit.follow("Open the study", birgit.head)
    birgit.press("Open the study")
    birgit.follow("Fieldwork", birgit.sections)
    birgit.follow("Send the invitation", exact=False)
    birgit.press("Send or plan")
    birgit.platform.letter_to("erik@example.org")
    birgit.follow("Fieldwork", birgit.sections)
    birgit.follow("Outbox")
    for name in ("Bodil Bruun", "Dorte Dahl", "Erik Eskildsen"):
        expect(birgit.page.get_by_role("row").filter(has_text=name)).to_contain_text("Sent")


def test_an_interviewer_calls(visitor: NewVisitor) -> None:
    ida = visitor()
    ida.sign_in("ida@example.org", PASSWORD)
    ida.follow(STUDY)
    study = ida.page.url.removeprefix(ida.platform.address)
    ida.follow("Calls", ida.sections)
    row = ida.page.get_by_role("row").nth(1)
    name = row.locator("b").inner_text()
    ida.press("Call", row, exact=False)
    expect(ida.page.get_by_role("heading", name=name)).to_be_visible()
    ida.picture("call")
    ida.choose("Call back")
    ida.page.get_by_label("Call again").fill(f"{date.today() + timedelta(days=2)}T10:00")
    ida.fill(Note="Is at a conference until Thursday.")
    ida.press("Store the call")

    ida.visit(f"{study}calls/?later=1&page=99")  # those with an appointment come last
    ida.press(f"Call {name}")
    expect(ida.page.get_by_text("Is at a conference until Thursday.")).to_be_visible()
    ida.follow("Begin the short interview")
    ida.choose("I høj grad")  # asked in the language of the person
    ida.press("Store the interview")
    ida.visit(f"{study}calls/?later=1&page=99")  # those with an appointment come last
    expect(ida.page.get_by_role("button", name=f"Call {name}")).to_have_count(0)

    for page in ("answers/", "findings/", "findings/open/", "personal/", "panel/"):
        ida.visit(f"{study}{page}", status=403)


def test_an_erasure_leaves_the_count(visitor: NewVisitor) -> None:
    anna = visitor()
    anna.sign_in("anna@example.org", PASSWORD)
    anna.follow(STUDY)
    study = anna.page.url.removeprefix(anna.platform.address)
    anna.follow("Panel", anna.sections)
    anna.picture("panel")
    anna.page.get_by_label("Progress").select_option("finished")
    anna.press("Search")
    person = anna.page.get_by_role("row").nth(1)
    name = person.get_by_role("link").inner_text()
    address = person.locator(".panel-address").inner_text()
    anna.visit(f"{study}monitoring/")
    tiles = anna.page.locator(".monitoring-tiles").inner_text()

    anna.follow("Settings", anna.sections)
    anna.follow("Personal data")
    anna.fill(**{"Name, e-mail or key": address})
    anna.press("Find")
    anna.follow(f"Show everything {name}")
    everything = anna.page.locator("main")
    expect(everything).to_contain_text(address)
    anna.follow("Erase …")
    anna.choose("The person asked for it", "I have checked that this is the right person")
    anna.press("Erase for good")

    for page in ("panel/", "answers/", "outbox/", "calls/", "personal/", "log/", "monitoring/"):
        anna.visit(f"{study}{page}")
        expect(anna.page.locator("main")).not_to_contain_text(address)
    assert anna.page.locator(".monitoring-tiles").inner_text() == tiles
    anna.visit(f"{study}log/")
    anna.picture("audit")
    anna.visit(f"{study}panel/")
    anna.page.get_by_label("With contact data").check(force=True)
    panel = anna.download("CSV file").decode("utf-8-sig")
    assert address not in panel
    assert anna.platform.letters_to(address) == []


def test_from_monitoring_to_the_report(visitor: NewVisitor) -> None:
    anna = visitor()
    anna.sign_in("anna@example.org", PASSWORD)
    anna.follow(STUDY)
    study = anna.page.url.removeprefix(anna.platform.address)
    anna.picture("overview")
    anna.follow("Monitoring", anna.sections)
    anna.picture("monitoring", top="#days")
    anna.follow("Overview", anna.sections)
    anna.follow("Close the study", anna.head)
    anna.press("Close the study")
    expect(anna.page.get_by_text("The study is closed.")).to_be_visible()

    anna.follow("Findings", anna.sections)
    expect(anna.page.get_by_text("Up to date: made")).to_be_visible()
    anna.picture("findings")
    anna.follow("Reports")
    anna.choose("Readers: small numbers are hidden, it may be published")
    anna.press("Make the report")
    files = anna.page.locator(".findings-files a")
    expect(files).to_have_count(FILES)
    anna.look()
    for name, begins in BEGINS.items():
        assert anna.download(name).startswith(begins), name

    lars = visitor()
    lars.sign_in("lars@example.org", PASSWORD)
    lars.follow(STUDY)
    lars.follow("Findings", lars.sections)
    expect(lars.page.get_by_text("There are no findings to read yet")).to_be_visible()
    anna.follow("Show it to the readers")
    anna.press("Show them to the readers")
    lars.follow("Reports")
    expect(lars.page.locator(".findings-files a")).to_have_count(FILES)
    lars.follow("Read as pages", exact=False)
    expect(lars.page.get_by_role("link", name="Open answers")).to_have_count(0)
    lars.visit(f"{study}findings/open/", status=403)
