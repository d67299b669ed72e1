"""The way of those who answer: on a phone between two meetings, and with script off."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lovende.config.demo.people import PASSWORD
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("pdftotext")]
STUDY = "What is new after the storm surge"
STORY = "Vi går ture med dem, der bor alene."
NEXT = "Gem og gå videre"
KIND = "Ledelse og organisering (fx kortere vej til en beslutning)"


def silent_person(visitor: NewVisitor, number: int) -> tuple[str, str]:
    """Return name and link of someone who has not begun, as an analyst finds them in the outbox."""
    anna = visitor()
    anna.sign_in("anna@example.org", PASSWORD)
    anna.follow(STUDY)
    anna.follow("Panel", anna.sections)
    anna.page.get_by_label("Progress").select_option("not_started")
    anna.press("Search")
    address = anna.page.locator(".panel-address:not(:has(.badge))").nth(number).inner_text()
    anna.follow("Fieldwork", anna.sections)
    anna.follow("Outbox")
    anna.picture("outbox")
    anna.page.get_by_role("searchbox").fill(address)
    anna.press("Search")
    row = anna.page.get_by_role("row").filter(has_text=address).first
    anna.follow(row.get_by_role("link").inner_text(), row)
    link = anna.page.locator(".mail-body a").first.inner_text()
    name = anna.page.get_by_role("heading", level=1).inner_text().removeprefix("Message to ")
    anna.close()
    return name, link


def go_to(person: Visitor, page: str) -> None:
    """Go on, a page at a time, until one is there."""
    while not person.is_at(page):
        person.press(NEXT)


def test_on_a_phone_with_interruptions_and_a_colleague(visitor: NewVisitor, tmp_path: Path) -> None:
    name, link = silent_person(visitor, 0)

    phone = visitor(viewport=PHONE, has_touch=True, is_mobile=True, locale="da-DK")
    phone.visit(link)
    phone.press("Gå i gang")
    go_to(phone, "page_extent")
    phone.choose("I høj grad")
    phone.press(NEXT)
    phone.choose(KIND, "Borgere med psykisk funktionsnedsættelse")
    phone.picture("answering-phone", top="body")
    phone.press(NEXT)
    phone.close()  # a meeting begins

    desk = visitor(viewport=DESK, locale="da-DK")
    desk.visit(link)
    desk.press("Fortsæt, hvor du slap")
    assert desk.is_at("page_target_groups")
    desk.press("English")
    expect(desk.page.get_by_role("button", name="Save and go on").last).to_be_visible()
    desk.press("Dansk")
    desk.press("Tilbage")
    expect(desk.page.get_by_label(KIND)).to_be_checked()
    go_to(desk, "page_partners")
    for answer in ("Direktionen I høj grad", "Statslige institutioner I mindre grad"):
        desk.page.get_by_role("radio", name=answer).check(force=True)
    desk.picture("answering-desk")

    desk.press("Giv siden videre til en kollega")
    desk.page.get_by_label("Din kollegas navn").fill("Karla Kollega")
    desk.page.get_by_label("Din kollegas e-mail").fill("karla@example.org")
    desk.page.get_by_label("En besked til din kollega").fill("Du kender vores partnere.")
    desk.press("Giv videre")
    expect(desk.page.get_by_text("Givet videre til Karla Kollega")).to_be_visible()

    letter = desk.platform.letter_to("karla@example.org")
    assert "Du kender vores partnere." in letter.get_content()
    karla = visitor(viewport=PHONE, has_touch=True, is_mobile=True, locale="da-DK")
    karla.visit(desk.platform.link_in(letter))
    expect(karla.page.locator("main")).to_contain_text(f"{name} har givet dette videre")
    karla.press("Gå i gang")
    politicians = karla.page.get_by_role("radiogroup", name="Politikere")
    politicians.get_by_label("I meget høj grad", exact=True).check(force=True)
    karla.press(NEXT)
    expect(karla.page.get_by_text("Dine svar er gemt, og din kollega")).to_be_visible()

    desk.follow("Svar videre")
    go_to(desk, "page_innovation")
    desk.page.get_by_label("19. Fortæl om nyskabelsen.").fill(STORY)
    go_to(desk, "check")
    expect(desk.page.get_by_text("Besvaret af Karla Kollega")).to_be_visible()
    expect(desk.page.locator("main")).to_contain_text(STORY)
    desk.press("Send dine svar")
    expect(desk.page.get_by_text("Vi har modtaget dine svar")).to_be_visible()
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(desk.download("Hent en kopi af dine svar (PDF)"))
    said = subprocess.run(
        ["pdftotext", str(receipt), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert STORY in said
    assert KIND.split(" (")[0] in said

    desk.press("Ret dine svar")
    desk.follow("Ret Hvor meget nyt?")
    desk.choose("I meget høj grad")
    desk.press("Gem, og se alle svar")
    desk.press("Send dine svar")
    expect(desk.page.get_by_text("Vi har modtaget dine svar")).to_be_visible()


def test_with_script_off(visitor: NewVisitor) -> None:
    _, link = silent_person(visitor, 1)

    phone = visitor(viewport=PHONE, locale="da-DK", java_script_enabled=False)
    phone.visit(link)
    phone.press("Gå i gang")
    go_to(phone, "page_character")
    phone.choose(KIND)
    phone.press("Gem, og fortsæt senere")
    expect(phone.page.get_by_role("heading", name="Dine svar er gemt")).to_be_visible()
    phone.close()

    other = visitor(viewport=PHONE, locale="da-DK", java_script_enabled=False)
    other.visit(link)
    other.press("Fortsæt, hvor du slap")
    other.press("English")
    expect(other.page.get_by_role("button", name="Save and go on").last).to_be_visible()
    other.press("Dansk")
    go_to(other, "check")
    expect(other.page.locator("main")).to_contain_text(KIND)
    other.press("Send dine svar")
    expect(other.page.get_by_text("Vi har modtaget dine svar")).to_be_visible()
    assert other.download("Hent en kopi af dine svar (PDF)").startswith(b"%PDF")
