"""Respondents walk through the shipped questionnaire page by page, answering at random."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from lovende.domain.questionnaire.checking import Checker
from lovende.domain.questionnaire.flow import (
    COLUMN_FIELD,
    Flow,
    ShownItem,
    ShownPage,
    Stored,
    StoredAnswer,
    check_page,
    parse_page,
)
from lovende.domain.questionnaire.model import Kind
from tests.integration.example.test_routing import form

LONGEST_WALK = 40


class Sent(dict[str, list[str]]):
    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


@pytest.fixture(scope="module", params=["da", "en"])
def flow(request: pytest.FixtureRequest) -> Flow:
    return Flow(form(), request.param)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(form())


def filled(page: ShownPage, chance: random.Random) -> Sent:
    """Fill a page in as the browser sends it with script: what a condition hides is not sent."""
    sent = Sent()
    for item in page.items:
        for column, values in _answered(item, chance):
            sent[column] = values
        sent.setdefault(COLUMN_FIELD, []).extend(item.columns)
        for choice in item.choices:
            if choice.other is not None and choice.code not in sent.get(item.column, []):
                sent.pop(choice.other.column, None)
                sent[COLUMN_FIELD].remove(choice.other.column)
    return sent


def _answered(item: ShownItem, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    codes = [choice.code for choice in item.choices]
    alone = [choice.code for choice in item.choices if choice.is_exclusive]
    if item.kind is Kind.MATRIX:
        yield from ((row.column, [chance.choice(codes)]) for row in item.rows)
    elif item.kind is Kind.ONE:
        yield item.column, [chance.choice(codes)]
    elif item.kind is Kind.SEVERAL:
        several = [code for code in codes if code not in (*alone, "13", "16")]
        yield item.column, chance.sample(several, chance.randint(0, len(several)))
    elif item.kind is Kind.TEXT:
        yield item.column, ["Vi ringede til borgerne."]
    for choice in item.choices:
        if choice.other is not None:
            yield choice.other.column, ["Noget andet"]


@pytest.mark.parametrize("seed", range(20))
def test_whoever_follows_the_pages_breaks_no_rule(flow: Flow, checker: Checker, seed: int) -> None:
    chance = random.Random(seed)
    walk = flow.walk({})
    seen: list[str] = []
    name = walk.names[0]
    while name:
        assert len(seen) < LONGEST_WALK
        seen.append(name)
        page = walk.page(name)
        assert page is not None
        assert 0 <= page.progress < 1
        parsed = parse_page(page, filled(page, chance))
        assert not parsed.problems
        walk = walk.saved(parsed.answers)
        assert check_page(walk, name) == {}
        assert walk.appeared(name, page.columns) == ()
        name = walk.next_after(name)
    assert tuple(seen) == walk.names
    checked = checker.check({c: v for c, v in walk.answers.items() if v is not None})
    assert checked.faults == ()
    assert _asked(walk.answers) == {
        _column(answer.name, answer.rounds)
        for answer in checked.answers
        if answer.asked and _is_question(flow, answer.name)
    }


def _asked(answers: Stored) -> set[str]:
    """Every column that stood on a page: also what was left empty is there."""
    return set(answers)


def _column(name: str, rounds: tuple[int, ...]) -> str:
    return name if all(number == 1 for number in rounds) else f"{name}__{rounds[-1]}"


def _is_question(flow: Flow, name: str) -> bool:
    return flow.plan.by_name[name].kind.is_asked


def test_going_back_and_answering_otherwise_keeps_what_was_said(flow: Flow) -> None:
    first: dict[str, StoredAnswer] = {"q1": "1", "q4": ["1"], "q5": ["2"], "q19": "Gåture"}
    walk = flow.walk(first)
    assert "page_target_groups" in walk.names
    changed = walk.saved({"q1": "6"})
    assert "page_why_not" in changed.names
    assert "page_target_groups" not in changed.names
    assert changed.page("page_innovation") is None
    assert changed.answers["q19"] == "Gåture"
    assert changed.saved({"q1": "1"}).names == walk.names
