"""Questionnaires that someone wrote, or mistyped, so that they would take forever."""

from __future__ import annotations

import re
import time

import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.expressions.patterns import compiled_pattern
from lovende.domain.questionnaire.flow import Flow
from lovende.domain.questionnaire.interview import MOST_PLACES
from lovende.questionnaires.files import MOST_NESTED, read_form

HEAD = "| survey | type | name | label::Dansk (da) | relevant | repeat_count |\n"


def form(rows: list[tuple[str, ...]]) -> bytes:
    return (HEAD + "".join(f"| | {' | '.join(row)} |\n" for row in rows)).encode()


def nested(kind: str, depth: int, *, count: str = "", relevant: str = "") -> bytes:
    """A question within so many groups, or repeats."""
    begin = [(f"begin_{kind}", f"g{n}", "G", "", count) for n in range(depth)]
    asked = [("integer", "a", "Hvor mange?", relevant, "")]
    return form([*begin, *asked, *[(f"end_{kind}", "", "", "", "")] * depth])


@pytest.mark.parametrize("relevant", ["", "1 = 2"])
def test_repeats_within_repeats_do_not_multiply_without_end(relevant: str) -> None:
    questionnaire, _ = read_form("form.md", nested("repeat", 3, count="1000", relevant=relevant))
    begun = time.process_time()
    places = Flow(questionnaire, "da").walk({}).places
    assert len(places) <= MOST_PLACES
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("depth", [MOST_NESTED + 1, 500])
def test_groups_too_deep_are_refused(depth: int) -> None:
    with pytest.raises(LovendeError) as refused:
        read_form("form.md", nested("group", depth))
    assert refused.value.fault.code == "questionnaire.too_deep"


def test_groups_within_bounds_are_taken() -> None:
    questionnaire, _ = read_form("form.md", nested("group", MOST_NESTED))
    assert len(list(questionnaire.questions())) == 1


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", r"(\w+\s?)+", r"^\w+([.-]?\w+)*@\w+$", "(.*)*", "(?:a|b+)*"]
)
def test_patterns_that_run_away_are_refused_and_never_tried(pattern: str) -> None:
    head = "| survey | type | name | label::Dansk (da) | constraint |\n"
    text = f"{head}| | text | a | Hvad? | regex(., '{pattern}') |\n"
    if "|" not in pattern:
        with pytest.raises(LovendeError) as refused:
            read_form("form.md", text.encode())
        assert refused.value.fault.code == "questionnaire.runaway"
    with pytest.raises(re.error):
        compiled_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^[0-9]{8}$", r"[\w.+-]+@[\w-]+\.[a-z]{2,}", "^([A-Z][a-z]+ )+$", r"[\w-.]+"]
)
def test_usual_patterns_are_tried(pattern: str) -> None:
    assert compiled_pattern(pattern).fullmatch("?") is None
