"""The HTML report in a real browser: accessible, narrow enough, silent on the network, whole on paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from lovende.reporting.html import write_html
from lovende.reporting.story import tell
from tests.reporting_fixture import example_findings, public_findings, shortened

pytestmark = pytest.mark.needs("chromium")
WIDTHS = (320, 360, 768, 1280)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.da.html"
    write_html(tell(example_findings(), "da"), path)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.as_uri())
    yield page
    page.close()


def test_axe_finds_nothing(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.da.html"
    write_html(tell(shortened(example_findings()), "da"), path)
    page = browser.new_page(viewport={"width": 360, "height": 900})
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_letters_of_the_figures_can_be_read_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.drawing.narrow svg text')].map(
            text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
    )
    assert smallest >= 9.5


def test_exactly_one_of_the_two_drawings_is_shown(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        shown = page.evaluate(
            """() => [...document.querySelectorAll('figure')].map(figure =>
                [...figure.querySelectorAll('svg')].filter(svg => svg.checkVisibility()).length)"""
        )
        assert shown
        assert set(shown) == {1}


def test_nothing_is_loaded_from_elsewhere(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.as_uri(), wait_until="networkidle")
    assert asked == [report.as_uri()]
    page.close()


def test_every_link_in_the_page_has_its_place(page: Page) -> None:
    broken = page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .map(a => a.getAttribute('href').slice(1)).filter(id => !document.getElementById(id))"""
    )
    doubled = page.evaluate(
        """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            return ids.filter((id, at) => ids.indexOf(id) !== at) }"""
    )
    assert broken == []
    assert doubled == []


def test_a_keyboard_reaches_the_content_past_the_contents(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.needs("pdftotext")
def test_every_printed_page_carries_the_notices(page: Page, tmp_path: Path) -> None:
    paper = tmp_path / "report.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True, print_background=True)
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True).stdout
    pages = text.decode().split("\f")[:-1]
    assert len(pages) > 20
    for sheet in pages:
        words = " ".join(sheet.split())
        assert "Opdigtede svar." in words
        assert "Ikke til offentliggørelse" in words


def test_the_public_report_opens_too(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.en.html"
    write_html(tell(public_findings(), "en"), path)
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
