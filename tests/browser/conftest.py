"""Shared by the journeys: one platform for all of them, and browsers for those who use it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import serving
from tests.browser.serving import PATIENCE, Platform
from tests.browser.visitor import Visitor

NewVisitor = Callable[..., Visitor]
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The demo, served as it is to anyone."""
    with serving.demo(tmp_path_factory.mktemp("demo")) as platform:
        yield platform


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. For a module only: no two drivers of browsers can run side by side."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser, platform: Platform) -> Iterator[NewVisitor]:
    """Make someone with a browser of their own; keywords are Playwright's."""
    made: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        made.append(Visitor(browser, platform, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
