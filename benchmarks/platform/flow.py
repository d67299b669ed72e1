"""Processor time of the pages of the shipped questionnaire, page by page, without a database.

    python -m benchmarks.platform.flow

For each page of a long interview (two innovations): made for showing; and taken in, which is read,
checked and routed to the next page, as a save does it before and after the database. Milliseconds of
one core.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lovende.domain.questionnaire.flow import (
    Flow,
    ShownItem,
    Stored,
    check_page,
    parse_page,
)
from lovende.domain.questionnaire.model import Kind
from lovende.examples.writing import write_example
from lovende.formats.questionnaires import read_questionnaire

TIMES = 100


class Sent(dict[str, list[str]]):
    """A form as a browser sends it."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


def filled(items: tuple[ShownItem, ...]) -> Sent:
    """Answer every question: the first option that does not end the interview, a text of a page."""
    sent = Sent()
    for item in items:
        codes = [choice.code for choice in item.choices]
        if item.kind is Kind.MATRIX:
            sent |= {row.column: codes[:1] for row in item.rows}
        elif codes:
            sent[item.column] = codes[:3] if item.kind is Kind.SEVERAL else codes[:1]
        elif item.kind.is_asked:
            sent[item.column] = ["Vi ringede til borgerne hver uge. " * 60]
    return sent


def milliseconds(work: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    work()
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - begun) / TIMES * 1000


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        write_example(Path(name) / "study")
        questionnaire, _ = read_questionnaire(Path(name) / "study" / "questionnaire.xlsx")
    begun = time.process_time()
    flow = Flow(questionnaire, "da")
    print(f"prepared once: {(time.process_time() - begun) * 1000:.1f} ms")
    answers: Stored = {}
    name = flow.walk(answers).names[0]
    forms: dict[str, Sent] = {}
    while name:
        page = flow.walk(answers).page(name)
        assert page is not None
        forms[name] = filled(page.items)
        walk = flow.walk(answers).saved(parse_page(page, forms[name]).answers)
        answers, name = walk.answers, walk.next_after(name)
    print(f"{'page':28} {'fields':>6} {'shown':>7} {'taken in':>9}")
    for each, form in forms.items():
        page = flow.walk(answers).page(each)
        assert page is not None
        shown = milliseconds(partial(_show, flow, answers, each))
        taken = milliseconds(partial(_take_in, flow, answers, each, form))
        print(f"{each:28} {len(page.columns):6} {shown:7.2f} {taken:9.2f}")
    return 0


def _show(flow: Flow, answers: Stored, name: str) -> object:
    return flow.walk(answers).page(name)


def _take_in(flow: Flow, answers: Stored, name: str, form: Sent) -> object:
    walk = flow.walk(answers)
    page = walk.page(name)
    assert page is not None
    parsed = parse_page(page, form)
    after = walk.saved(parsed.answers)
    return after.next_after(name), check_page(after, name, parsed)


if __name__ == "__main__":
    sys.exit(main())
