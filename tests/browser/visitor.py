"""Someone with a browser. Whatever page they come to is checked before they go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
)

from tests.browser.serving import PATIENCE, Platform

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"


class Visitor:
    """A person's browser: a window of a size, with a memory of its own."""

    def __init__(self, browser: Browser, platform: Platform, **options: Any) -> None:
        """Open the browser; `options` are Playwright's for a context."""
        self.platform = platform
        given = {"viewport": DESK, "locale": "en-GB", "base_url": platform.address, **options}
        self.context: BrowserContext = browser.new_context(**given)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.on("request", self._asked)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        self.trouble: list[str] = []
        self.expected = 200
        self.page: Page = self.context.new_page()
        # What measures a page is script itself: where script is off, it measures the page's twin.
        self.measured = self.page
        if not given.get("java_script_enabled", True):
            twin = browser.new_context(**(given | {"java_script_enabled": True}))
            twin.route("**/*.js", lambda route: route.fulfill(body=""))
            self.measured = twin.new_page()

    @property
    def sections(self) -> Locator:
        """The menu of a study."""
        return self.page.get_by_role("navigation", name="Sections of the study")

    @property
    def head(self) -> Locator:
        """The heading of the page with what can be done there."""
        return self.page.locator(".lovende-head")

    def close(self) -> None:
        """Close every window; what was not sent is gone."""
        self.measured.context.close()
        self.context.close()

    def sign_in(self, address: str, password: str) -> None:
        """Come in by the front door, and read the pages in English."""
        self.visit("/")
        self.follow("Sign in", self.page.locator("main"))
        self.fill(**{"E-mail": address, "Password": password})
        self.press("Sign in")
        if self.page.get_by_role("button", name="English").is_visible():
            self.press("English")

    def visit(self, address: str, status: int = 200) -> None:
        """Go to an address."""
        self.expected = status
        self._arrived(self.page.goto(address))

    def follow(self, name: str, within: Locator | None = None, **how: Any) -> None:
        """Follow the link of this name."""
        place = within or self.page
        self._go(place.get_by_role("link", name=name, **{"exact": True, **how}).click)

    def press(
        self, name: str, within: Locator | None = None, status: int = 200, **how: Any
    ) -> None:
        """Press the button of this name, which leads to another page, or to the same one anew."""
        place = within or self.page
        self._go(place.get_by_role("button", name=name, **{"exact": True, **how}).click, status)

    def fill(self, **fields: str) -> None:
        """Write into fields, by their labels with _ for a space."""
        for label, text in fields.items():
            self.page.get_by_label(label.replace("_", " ")).fill(text)

    def choose(self, *labels: str) -> None:
        """Tick boxes and choose options by their labels, which lie over the controls."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check(force=True)

    def is_at(self, *parts: str) -> bool:
        """Whether the address ends in one of these parts."""
        return urlsplit(self.page.url).path.rstrip("/").split("/")[-1] in parts

    def look(self) -> None:
        """Check the page as it stands: axe, width, console, and where it loads from."""
        where = self.page.url.removeprefix(self.platform.address)
        assert self.trouble == [], where
        if self.measured is not self.page:
            self.measured.goto(self.page.url)
        assert self._axe() == [], where
        assert self.measured.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{where} scrolls sideways"

    def picture(self, name: str, top: str = "") -> None:
        """Take the window as a picture for the documentation, where LOVENDE_PICTURES asks for it.

        `top` selects what is to stand at the top of it.
        """
        if os.environ.get("LOVENDE_PICTURES") != "1":
            return
        if top:
            self.page.locator(top).evaluate("part => part.scrollIntoView({behavior: 'instant'})")
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    def download(self, name: str, **how: Any) -> bytes:
        """Return the file behind the link or button of this name."""
        link = self.page.get_by_role("link", name=name, **how)
        with self.page.expect_download() as started:
            link.or_(self.page.get_by_role("button", name=name, **how)).click()
        return Path(started.value.path()).read_bytes()

    def _go(self, act: Callable[[], None], status: int = 200) -> None:
        self.expected = status
        with self.page.expect_navigation() as came:
            act()
        self._arrived(came.value)

    def _arrived(self, answer: Response | None) -> None:
        assert answer is not None
        assert answer.status == self.expected, f"{answer.status}: {answer.url}"
        self.look()

    def _axe(self) -> list[tuple[str, str]]:
        """What axe finds on the page, with all that can be folded out."""
        self.measured.evaluate(
            "document.querySelectorAll('details:not([open])')"
            ".forEach(d => { d.open = true; d.dataset.closed = '' })"
        )
        found = Axe().run(self.measured)["violations"]
        self.measured.evaluate(
            "document.querySelectorAll('details[data-closed]')"
            ".forEach(d => { d.open = false; delete d.dataset.closed })"
        )
        return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.platform.address, "data:", "about:", "blob:")):
            self.trouble.append(f"asked elsewhere: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # The browser also tells that a page came with the status that the journey expects.
        if message.type == "error" and f"status of {self.expected}" not in message.text:
            self.trouble.append(message.text)
