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

from lovende.domain.statistics.comparison.counted import TICKED, tables_of, tick_levels
from lovende.domain.statistics.comparison.model import CodedRow, Row, SeveralRow
from lovende.domain.statistics.cross_tables import cross_tables
from lovende.domain.statistics.tables import (
    MISSING,
    Counts,
    collapse,
    distribution,
    percent,
    rounded_percent,
    share,
    wilson,
)


def by_group(row: Row, groups: list[int]) -> Counts:
    """The table of a row: a line for each group. Of several answers the last column is the base."""
    (table,) = tables_of([row], np.array(groups))
    return table


def in_all(row: Row, people: int) -> Counts:
    """The table of a row over everyone."""
    table: Counts = by_group(row, [0] * people)[0]
    return table


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
    printed_counts = [count for _, count, _ in QUESTION_1]
    codes = np.repeat(np.arange(len(printed_counts)), printed_counts)
    not_answered = np.array([MISSING])
    row = CodedRow("q1", np.concatenate([codes, not_answered]), levels=7)
    counts = in_all(row, people=296)
    table = distribution(counts, int(counts.sum()))
    assert table.base == 295
    assert list(table.counts) == printed_counts
    for found, (_, count, printed) in zip(table.shares, QUESTION_1, strict=True):
        assert rounded_percent(found.count, found.base) == printed
        assert found.percent == 100 * count / 295


def test_answers_taken_together_add_their_counts() -> None:
    table = distribution(np.array([count for _, count, _ in QUESTION_1]), 295)
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


THREE_OPTIONS = SeveralRow("q", SEVERAL, ("a", "b", "c"))


def test_a_several_choice_question_has_those_who_ticked_something_as_its_base() -> None:
    #                                                     a  b  c  base
    assert in_all(THREE_OPTIONS, people=5).tolist() == [3, 3, 2, 4]
    table = distribution(np.array([3, 3, 2]), 4)
    assert [one.percent for one in table.shares] == [75.0, 75.0, 50.0]


def test_who_ticked_either_of_two_options_is_counted_once() -> None:
    a_or_c = SEVERAL[:, 0] | SEVERAL[:, 2]
    variables = {"a or c": tick_levels(a_or_c, a_or_c | SEVERAL[:, 1])}
    groups = {"group": tick_levels(np.array([1, 1, 1, 0, 0], dtype=bool), np.ones(5, dtype=bool))}
    counts = cross_tables(variables, groups, 5)
    either = share(int(counts.one_way("a or c")[TICKED]), 4)  # 3 ticked a, 2 ticked c
    assert (either.count, either.base, either.percent) == (4, 4, 100.0)
    # The first three people, the last two, and nobody outside.
    assert counts.two_way("a or c", "group")[:, TICKED].tolist() == [3, 1, 0]


def test_each_group_has_its_own_base() -> None:
    row = CodedRow("q", np.array([0, 1, 1, MISSING, 0, 1]), levels=2)
    assert by_group(row, [0, 0, 0, 0, 1, MISSING]).tolist() == [
        [1, 2],  # 3 answered
        [1, 0],  # 1 answered; whoever has no group is in neither
    ]
    assert by_group(THREE_OPTIONS, [0, 0, 0, 1, 1]).tolist() == [
        # a  b  c  base
        [2, 2, 1, 3],
        [1, 1, 1, 1],
    ]


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
    counts = in_all(CodedRow("q", np.array([MISSING, MISSING]), levels=2), people=2)
    empty = distribution(counts, int(counts.sum()))
    assert empty.base == 0
    assert [one.percent for one in empty.shares] == [None, None]
