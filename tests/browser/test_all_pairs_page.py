"""The page of all pairs in a real browser: accessible, and narrow enough for a telephone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from lovende.reporting.all_pairs.page import tell_pairs
from lovende.reporting.html import write_html
from tests.unit.reporting.test_all_pairs import pairs_of

pytestmark = pytest.mark.needs("chromium")


def test_axe_finds_nothing_and_no_width_scrolls_sideways(tmp_path: Path) -> None:
    path = tmp_path / "pairs.html"
    label = "Et spørgsmål med en temmelig lang ordlyd, som ikke kan stå på én linje, nummer {place}"
    write_html(tell_pairs(pairs_of([2, 3, 5, 12] * 9, label=label), "da"), path)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(page)["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 360, "height": 800})
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('.drawing.narrow svg text')].map(
                text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
        )
        assert smallest >= 9.0
        chromium.close()
