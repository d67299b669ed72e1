"""Counts, bases and percentages.

The base of a question is the number of those who answered it; "don't know" is an answer. A
percentage is rounded half up from the count and the base in whole numbers. Answers of a scale
that are taken together add their counts: rounded percentages are never added. A several-choice
question has as its base those who ticked at least one option, so its percentages can sum to over
100. Shares carry 95 % limits after Wilson (1927).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lovende.domain.statistics.tables import (
    MISSING,
    collapse,
    one_way,
    percent,
    rounded_percent,
    several,
    several_any,
    several_two_way,
    two_way,
    wilson,
)

ROUNDING = [
    # count, base, printed
    (13, 295, 4),  # 4.41
    (146, 295, 49),  # 49.49
    (159, 295, 54),  # 53.90: the two above together, though 4 + 49 = 53
    (1, 8, 13),  # 12.5 is rounded up
    (3, 8, 38),  # 37.5 is rounded up
    (5, 200, 3),  # 2.5 is rounded up; half to even would give 2
    (0, 17, 0),
    (17, 17, 100),
    (0, 0, None),  # nobody answered: there is no percentage
]


@pytest.mark.parametrize(("count", "base", "printed"), ROUNDING)
def test_a_percentage_is_rounded_half_up_from_the_count(
    count: int, base: int, printed: int | None
) -> None:
    assert rounded_percent(count, base) == printed


# Question 1 of the report (VIVE 2021, appendix 1), n = 295.
QUESTION_1 = [
    # answer, count, printed percentage
    ("very high", 13, 4),
    ("high", 146, 49),
    ("some", 92, 31),
    ("low", 26, 9),
    ("very low", 10, 3),
    ("not at all", 5, 2),
    ("don't know", 3, 1),
]


def test_question_1_of_the_report() -> None:
    counts = [count for _, count, _ in QUESTION_1]
    codes = np.repeat(np.arange(len(counts)), counts)
    not_answered = np.array([MISSING])
    table = one_way(np.concatenate([codes, not_answered]), levels=7)
    assert table.base == 295
    assert list(table.counts) == counts
    for share, (_, count, printed) in zip(table.shares, QUESTION_1, strict=True):
        assert rounded_percent(share.count, share.base) == printed
        assert share.percent == 100 * count / 295


def test_answers_taken_together_add_their_counts() -> None:
    table = one_way(np.repeat(np.arange(7), [count for _, count, _ in QUESTION_1]), levels=7)
    together = collapse(table, [0, 1])
    assert (together.count, together.base) == (159, 295)
    assert rounded_percent(together.count, together.base) == 54


@pytest.mark.needs("shared")
def test_every_percentage_that_the_report_prints_follows_from_its_count(reference: Path) -> None:
    figures = json.loads((reference / "vive2021_figures.json").read_text(encoding="utf-8"))
    printed: list[tuple[int, int, int]] = []
    for question in figures["questions"].values():
        for row in question.get("rows", []):
            printed += zip(row["counts"], [row["n"]] * 20, row["percents"], strict=False)
        for option in question.get("options", []):
            printed.append((option["count"], question["n"], option["percent"]))
    assert len(printed) == 366
    apart = [row for row in printed if rounded_percent(row[0], row[1]) != row[2]]
    assert apart == []


# Five people; a cross is a tick.        a  b  c
SEVERAL = np.array([list(map(int, row.split())) for row in [
    "1 1 0",
    "1 0 0",
    "0 1 1",
    "1 1 1",
    "0 0 0",  # ticked nothing: not in the base
]], dtype=bool)  # fmt: skip


def test_a_several_choice_question_has_those_who_ticked_something_as_its_base() -> None:
    table = several(SEVERAL)
    assert table.base == 4
    assert table.counts == (3, 3, 2)
    assert [share.percent for share in table.shares] == [75.0, 75.0, 50.0]
    either = several_any(SEVERAL, [0, 2])  # nobody is counted twice
    assert (either.count, either.base) == (4, 4)


def test_each_group_has_its_own_base() -> None:
    codes = np.array([0, 1, 1, MISSING, 0, 1])
    groups = np.array([0, 0, 0, 0, 1, MISSING])
    first, second = two_way(codes, 2, groups, 2)
    assert (first.base, first.counts) == (3, (1, 2))
    assert (second.base, second.counts) == (1, (1, 0))
    large, small = several_two_way(SEVERAL, np.array([0, 0, 0, 1, 1]), 2)
    assert (large.base, large.counts) == (3, (2, 2, 1))
    assert (small.base, small.counts) == (1, (1, 1, 1))


WILSON = [
    # count, base, lower, upper limit in percent: Newcombe 1998, Statistics in Medicine 17,
    # 857-872, table I, method 3
    (81, 263, 25.53, 36.62),
    (15, 148, 6.24, 16.05),
    (0, 20, 0.00, 16.11),
    (1, 29, 0.61, 17.18),
]


@pytest.mark.parametrize(("count", "base", "low", "high"), WILSON)
def test_limits_of_a_share(count: int, base: int, low: float, high: float) -> None:
    limits = wilson(count, base)
    assert limits is not None
    assert tuple(round(limit, 2) for limit in limits) == (low, high)


def test_without_a_base_there_is_neither_percentage_nor_limit() -> None:
    assert percent(0, 0) is None
    assert wilson(0, 0) is None
    empty = one_way(np.array([MISSING, MISSING]), levels=2)
    assert empty.base == 0
    assert [share.percent for share in empty.shares] == [None, None]
