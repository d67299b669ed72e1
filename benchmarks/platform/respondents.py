"""Respondents as a web server meets them: they open a link, read each page, and send its form."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from lxml import html

HEADERS = {"X-Forwarded-Proto": "https", "Accept-Language": "da"}


@dataclass
class Walked:
    """What respondents met: seconds of each save (until it was acknowledged) and of each page shown."""

    saves: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    interviews: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Walked) -> None:
        """Add what another respondent met."""
        self.saves += other.saves
        self.pages += other.pages
        self.interviews += other.interviews
        self.faults += other.faults


class Respondent:
    """One person with a browser without script."""

    def __init__(self, address: str, seed: int) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._random = random.Random(seed)
        self.walked = Walked()

    def interview(self, token: str) -> None:
        """Answer the whole questionnaire, from the link to the last button."""
        place, page = self._get(f"/a/{token}/")
        again = False
        while True:
            forms = page.xpath("//main//form[@method='post']")
            if not forms:
                self.walked.faults.append(f"no form on {place.rpartition('/')[2] or 'the start'}")
                return
            form = next((f for f in forms if f.get("id") == "answers"), forms[0])
            action = form.get("action") or place
            begun = time.perf_counter()
            status, there, body = self._post(action, self._filled(form, careful=again))
            again = status == 422 and not again
            if again:
                # Stored, and shown again with what is wrong: as a person does, mend it.
                page = html.fromstring(body)
                continue
            if status not in (302, 303):
                self.walked.faults.append(f"a save was answered with {status}")
                return
            if form.get("id") == "answers":
                self.walked.saves.append(time.perf_counter() - begun)
            place, page = self._get(there)
            if "/done" in place:
                self.walked.interviews += 1
                return

    def _get(self, place: str) -> tuple[str, html.HtmlElement]:
        while True:
            begun = time.perf_counter()
            self._connection.request("GET", place, headers=HEADERS)
            answer = self._connection.getresponse()
            body = answer.read()
            self.walked.pages.append(time.perf_counter() - begun)
            there = answer.getheader("Location")
            if not there:
                return place, html.fromstring(body)
            place = there

    def _post(self, place: str, fields: Sequence[tuple[str, str]]) -> tuple[int, str, bytes]:
        self._connection.request(
            "POST",
            place,
            urlencode(fields),
            {**HEADERS, "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = self._connection.getresponse()
        body = answer.read()
        return answer.status, answer.getheader("Location") or place, body

    def _filled(self, form: html.HtmlElement, *, careful: bool) -> list[tuple[str, str]]:
        """The fields of a form, filled in as people do: most of it, at random.

        `careful`: at most one of several options, and no "other, please state".
        """
        fields: list[tuple[str, str]] = []
        choices: dict[str, list[str]] = {}
        for control in form.xpath(".//input|.//textarea|.//select"):
            name, kind = control.get("name"), control.get("type") or control.tag
            if not name:
                continue
            if kind == "hidden":
                fields.append((name, control.get("value") or ""))
            elif kind == "radio":
                choices.setdefault(name, []).append(control.get("value"))
            elif kind == "checkbox":
                if self._random.random() < 0.3 and not (careful and name in dict(fields)):
                    fields.append((name, control.get("value") or "on"))
            elif kind == "select":
                offered = [option.get("value") for option in control.xpath(".//option[@value!='']")]
                fields.append((name, self._random.choice(offered) if offered else ""))
            elif kind == "textarea":
                fields.append(
                    (name, "Vi ringede til borgerne hver uge. " * self._random.randrange(9))
                )
            elif kind == "text" and not careful:
                fields.append((name, "Åben rådgivning"))
            elif kind == "number":
                fields.append((name, str(self._random.randrange(100))))
        fields += [(name, self._random.choice(codes)) for name, codes in choices.items()]
        fields.append(("do", "next"))
        return fields


def walk_together(address: str, tokens: Sequence[str], at_once: int) -> Walked:
    """Let `at_once` respondents answer at the same time until all tokens are used.

    Raises RuntimeError where an interview did not come to its end.
    """
    waiting = list(reversed(tokens))

    def one(number: int) -> Walked:
        person = Respondent(address, number)
        while waiting:
            try:
                token = waiting.pop()
            except IndexError:
                break
            person.interview(token)
        return person.walked

    together = Walked()
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        for walked in pool.map(one, range(at_once)):
            together.add(walked)
    together.seconds = time.perf_counter() - begun
    if together.faults or together.interviews != len(tokens):
        raise RuntimeError(f"{together.interviews} of {len(tokens)}: {together.faults[:3]}")
    return together
