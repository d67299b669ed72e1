"""Answering as people meet it: on a phone with interruptions, by keyboard, and without script."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from lovende.responses.models import Response
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Study
from tests.browser.answering_study import invite, place_study

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        # The browser is driven by an event loop in this thread, which Django takes for its own.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield chromium
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        chromium.close()


@pytest.fixture
def study(transactional_db: None, tmp_path: Path) -> Study:
    return place_study(tmp_path)


@pytest.fixture
def new_context(browser: Browser, live_server: Any) -> Iterator[NewContext]:
    """Make a browser of someone's own; keywords are Playwright's."""
    opened = []

    def make(**options: Any) -> BrowserContext:
        given = {"viewport": PHONE, "locale": "da-DK", "base_url": live_server.url, **options}
        context = browser.new_context(**given)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def name_of(page: Page) -> str:
    return page.url.rstrip("/").split("/")[-1]


def go_on(page: Page) -> None:
    """Press the main button and wait for what follows."""
    before = page.url
    page.locator(".answering-buttons .button-primary").click()
    page.wait_for_url(lambda url: url != before)


def answer(page: Page) -> None:
    """Fill in some of the page that is open."""

    def tick(*wanted: str) -> None:
        for each in wanted:
            name, code = each.split("=")
            page.locator(f"input[name='{name}'][value='{code}']").check(force=True)

    match name_of(page):
        case "page_extent":
            tick("q1=1")
        case "page_character":
            tick("q3=5", "q4=1")
            page.get_by_label("Hvad handler de i stedet om?").fill("Gåture")
        case "page_idea_cooperation":
            tick("q11=2", "q12=1")
        case "page_partners":
            tick("q15_1=2", "q15_13=6")
        case "page_effects":
            tick("q17_1=1", "q17_6=2")
        case "page_innovation":
            page.get_by_label("19. Fortæl om nyskabelsen.").fill("Vi går ture.\nSammen.")
        case "page_more":
            tick("q25=1")
        case "page_innovation__2":
            page.get_by_label("19. Fortæl om nyskabelsen.").fill("Sms til alle.")


def faults_of(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds wrong with the page as it stands."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found]


def fits(page: Page, width: int) -> bool:
    """Whether nothing is wider than the window."""
    page.set_viewport_size({"width": width, "height": 800})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


def test_a_busy_leader_on_a_phone(study: Study, new_context: NewContext, tmp_path: Path) -> None:
    link = invite(study)
    phone = new_context().new_page()
    phone.goto(link)
    assert faults_of(phone) == []
    phone.get_by_role("button", name="Gå i gang").click()
    phone.wait_for_url("**/page_welcome/")
    go_on(phone)
    expect(phone.get_by_role("combobox", name="Kommune")).to_have_value("Aarhus")
    while name_of(phone) != "page_innovation":
        assert faults_of(phone) == [], name_of(phone)
        assert fits(phone, 320), name_of(phone)
        phone.set_viewport_size(PHONE)
        answer(phone)
        go_on(phone)
    phone.get_by_label("19. Fortæl om nyskabelsen.").fill("Vi går ture.")
    expect(phone.locator("#save-status")).to_contain_text("Gemt kl.")
    phone.context.close()  # a meeting begins

    desk = new_context(viewport=DESK).new_page()
    desk.goto(link)
    desk.get_by_role("button", name="Fortsæt, hvor du slap").click()
    desk.wait_for_url("**/page_innovation/")
    expect(desk.get_by_label("19. Fortæl om nyskabelsen.")).to_have_value("Vi går ture.")
    seen = []
    while name_of(desk) != "check":
        seen.append(name_of(desk))
        answer(desk)
        go_on(desk)
    assert "page_transfer__2" in seen
    assert faults_of(desk) == []
    expect(desk.locator("main")).to_contain_text("Gåture")
    go_on(desk)
    expect(desk.get_by_text("Vi har modtaget dine svar")).to_be_visible()
    assert faults_of(desk) == []
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Hent en kopi af dine svar").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    response = Response.objects.get()
    assert response.submitted_at is not None
    assert response.answers["q3_other"] == "Gåture"
    assert response.answers["q19__2"] == "Sms til alle."
    assert response.answers["q15_13"] == "6"


def test_the_whole_way_without_script(study: Study, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(invite(study))
    page.get_by_role("button", name="Gå i gang").click()
    while name_of(page) != "check":
        answer(page)
        go_on(page)
    go_on(page)
    expect(page.get_by_text("Vi har modtaget dine svar")).to_be_visible()
    response = Response.objects.get()
    assert response.answers["municipality"] == "0751"
    assert response.answers["q19"] == "Vi går ture.\nSammen."
    assert response.answers["q19__2"] == "Sms til alle."


def test_every_page_on_a_wide_screen(study: Study, new_context: NewContext) -> None:
    page = new_context(viewport=DESK).new_page()
    page.goto(invite(study))
    page.get_by_role("button", name="Gå i gang").click()
    while name_of(page) != "check":
        assert faults_of(page) == [], name_of(page)
        answer(page)
        go_on(page)


def test_the_matrix_is_a_table_or_a_group_for_each_row(
    study: Study, new_context: NewContext
) -> None:
    page = new_context(viewport=DESK).new_page()
    link = invite(study)
    page.goto(link)
    page.get_by_role("button", name="Gå i gang").click()
    page.goto(link + "page_partners/")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("columnheader", name="I meget høj grad")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Politikere")).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("table")).to_have_count(0)
    group = page.get_by_role("radiogroup", name="Politikere")
    expect(group.get_by_role("radio")).to_have_count(6)
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('main label, main button')]
            .filter(e => e.checkVisibility() && !e.classList.contains('form-label'))
            .map(e => e.getBoundingClientRect().height))"""
    )
    assert smallest >= 44


def test_by_keyboard_alone(study: Study, new_context: NewContext) -> None:
    page = new_context(viewport=DESK).new_page()
    link = invite(study)
    page.goto(link)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    page.get_by_role("button", name="Gå i gang").press("Enter")
    page.wait_for_url("**/page_welcome/")
    page.goto(link + "page_background/")
    field = page.get_by_role("combobox", name="Kommune")
    field.fill("ålb")
    expect(page.get_by_role("option")).to_have_text(["Aalborg"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Aalborg")
    page.get_by_label("Stilling").press("Enter")  # goes on; it does not change the language
    page.wait_for_url("**/page_extent/")
    assert Response.objects.get().answers["municipality"] == "0851"
    assert page.evaluate("document.documentElement.lang") == "da"
    page.locator("#q-q1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page_character/")
    assert Response.objects.get().answers["q1"] == "2"


def test_what_the_script_adds(study: Study, new_context: NewContext) -> None:
    page = new_context().new_page()
    link = invite(study)
    page.goto(link)
    page.get_by_role("button", name="Gå i gang").click()
    page.goto(link + "page_idea_cooperation/")
    politicians, none = page.get_by_label("Politikere"), page.get_by_label("Ingen af dem")
    politicians.check(force=True)
    none.check(force=True)
    expect(politicians).not_to_be_checked()
    politicians.check(force=True)
    expect(none).not_to_be_checked()
    other = page.get_by_label("Hvem ellers har I arbejdet tættere sammen med?")
    expect(other).to_be_hidden()
    page.get_by_label("Andre", exact=True).check(force=True)
    expect(other).to_be_visible()
    other.fill("Kirken")
    page.get_by_role("button", name="Gem og gå videre").last.dblclick()
    page.wait_for_url("**/page_support/")
    response = Response.objects.get()
    assert response.answers["q12_other"] == "Kirken"
    assert response.entries.filter(kind="page").count() == 1


def test_a_lost_connection(study: Study, new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    link = invite(study)
    page.goto(link)
    page.get_by_role("button", name="Gå i gang").click()
    page.wait_for_url("**/page_welcome/")
    page.goto(link + "page_innovation/")
    context.set_offline(True)
    page.get_by_label("19. Fortæl om nyskabelsen.").fill("Skrevet i toget.")
    expect(page.locator("#save-status")).to_contain_text("Ingen forbindelse")
    context.set_offline(False)
    expect(page.locator("#save-status")).to_contain_text("Gemt kl.", timeout=20_000)
    assert Response.objects.get().answers["q19"] == "Skrevet i toget."


def test_two_windows(study: Study, new_context: NewContext) -> None:
    context = new_context()
    one, two = context.new_page(), context.new_page()
    link = invite(study)
    one.goto(link)
    one.get_by_role("button", name="Gå i gang").click()
    one.wait_for_url("**/page_welcome/")
    for page, code in ((one, "1"), (two, "3")):
        page.goto(link + "page_extent/")
        page.locator(f"input[name=q1][value='{code}']").check(force=True)
    go_on(two)
    go_on(one)
    expect(one.locator("main")).to_contain_text("også gemt fra et andet vindue")
    assert faults_of(one) == []
    assert fits(one, 320)
    assert Response.objects.get().answers["q1"] == "1"
    one.get_by_role("button", name="Brug svarene fra det andet vindue").click()
    one.wait_for_url("**/page_extent/")
    assert Response.objects.get().answers["q1"] == "3"


def test_faults_are_found_at_once(study: Study, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=True).new_page()
    link = invite(study)
    page.goto(link)
    page.get_by_role("button", name="Gå i gang").click()
    page.wait_for_url("**/page_welcome/")
    page.goto(link + "page_support/")
    page.evaluate(
        "document.querySelectorAll('[name=q13]').forEach(i => { i.checked = i.value < 2 || i.value > 15 })"
    )
    page.locator(".answering-buttons .button-primary").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert faults_of(page) == []
    page.locator("#error-summary a").click()
    expect(page.locator("#q-q13")).to_be_focused()


def test_a_tester_and_high_contrast(study: Study, new_context: NewContext) -> None:
    tester = study.testers.create(name="Tine", link_code=new_code())
    link = f"/a/{token(Opens.TESTER, tester.link_code, 1)}/"
    page = new_context(forced_colors="active").new_page()
    page.goto(link)
    page.get_by_role("button", name="Gå i gang").click()
    page.wait_for_url("**/page_welcome/")
    page.goto(link + "page_character/")
    assert faults_of(page) == []
    assert page.evaluate("getComputedStyle(document.querySelector('#q-q3')).opacity") == "1"
    page.get_by_label("Din kommentar: Hvad handler nyskabelserne").fill("Uklart")
    go_on(page)
    assert tester.comments.get().text == "Uklart"
