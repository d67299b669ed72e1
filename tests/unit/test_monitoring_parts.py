"""What monitoring works out of counts: quartiles, steps for readers, round axes, the response."""

from __future__ import annotations

import itertools
import random
from xml.etree import ElementTree as ET

import pytest

from lovende.analysis.panel_counts import Standing, response_of_counts
from lovende.findings.monitoring.answering import spread
from lovende.findings.monitoring.course import in_steps
from lovende.reporting.figures.canvas import NARROW, WIDE, Frame
from lovende.reporting.figures.columns import Column, columns
from lovende.reporting.figures.timeline import Mark, Series, TimeAxis, round_steps, timeline


@pytest.mark.parametrize(
    ("minutes", "quartiles"),
    [
        ({10: 1}, (10.25, 10.5, 10.75)),
        # 8 people: the second, fourth and sixth end of a quarter each.
        ({0: 2, 1: 2, 2: 2, 3: 2}, (1.0, 2.0, 3.0)),
        ({5: 4, 20: 4}, (5.5, 6.0, 20.5)),
        ({180: 9}, (180.0, 180.0, 180.0)),
    ],
)
def test_quartiles_from_counts_by_minute(
    minutes: dict[int, int], quartiles: tuple[float, float, float]
) -> None:
    found = spread(minutes)
    assert found is not None
    assert (found.low, found.median, found.high) == pytest.approx(quartiles)
    assert found.count == sum(minutes.values())


def test_no_one_has_no_quartiles() -> None:
    assert spread({}) is None


def test_no_difference_that_a_reader_sees_is_of_few_people() -> None:
    rng = random.Random(5)
    for _ in range(200):
        daily = [rng.choice([0, 0, 1, 2, 3, 9]) for _ in range(rng.randint(0, 40))]
        steps = in_steps(daily, 5)
        assert len(steps) == len(daily)
        assert all(number == 0 or number >= 5 for number in steps)
        assert 0 <= sum(daily) - sum(steps) < 5
        for shown, true in zip(
            itertools.accumulate(steps), itertools.accumulate(daily), strict=True
        ):
            assert shown <= true


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, (0, 1, 2)),
        (1, (0, 1, 2)),
        (4, (0, 1, 2, 3, 4)),
        (7, (0, 2, 4, 6, 8)),
        (300, (0, 100, 200, 300)),
        (51_815, (0, 20_000, 40_000, 60_000)),
    ],
)
def test_axes_are_round_and_reach_over_the_highest(highest: int, steps: tuple[int, ...]) -> None:
    assert round_steps(highest) == steps


def _axis(*highest: int) -> TimeAxis:
    return TimeAxis(((0, "1. <mar>"),), {n: str(n) for h in highest for n in round_steps(h)})


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("days", [1, 2, 40, 400])
def test_the_timeline_is_a_picture_with_words(width: float, days: int) -> None:
    series = [Series("Begun & <on>", (3,) * days), Series("Done", (0, *(2,) * (days - 1)))]
    marks = [Mark(0, "A"), Mark(days - 1, "B"), Mark(days - 1, "C")]
    drawn = timeline(
        Frame("t", "Title", "Words", width), series, marks, _axis(3 * days, 3), ("All", "Each")
    )
    root = ET.fromstring(drawn)
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Begun & <on>" in texts
    assert ("ABC" if days == 1 else "BC") in texts
    assert "style=" not in drawn
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(rect.get("height", "0")) >= 0
        assert float(rect.get("x", "0")) + float(rect.get("width", "0")) <= width + 1


@pytest.mark.parametrize("mark", [-1.0, 0.0, 1.4, 99.0])
def test_columns_keep_their_mark_within_the_picture(mark: float) -> None:
    items = [Column(str(n), n * 7, str(n * 7)) for n in range(16)]
    root = ET.fromstring(columns(Frame("c", "T", "W", NARROW), items, mark, "Median"))
    for line in root.iter("{http://www.w3.org/2000/svg}line"):
        assert 0 <= float(line.get("x1", "0")) <= NARROW


def test_the_response_of_a_panel_by_hand() -> None:
    """Aarhus 6 of 10, Læsø 1 of 5; one invitee is nowhere, one not eligible."""
    found = response_of_counts(
        [
            Standing("0751", 1, "1.1", 5),
            Standing("0751", 1, "1.2", 1),
            Standing("0751", 2, "3.19", 4),
            Standing("0825", 2, "1.10", 1),
            Standing("0825", 2, "2.11", 3),
            Standing("0825", 2, "4.1", 1),
            Standing("", 1, "3.19", 1),
        ]
    )
    response = found.response
    assert (response.invited, response.answered) == (16, 7)
    assert response.rates["RR2"] == pytest.approx(100 * 7 / 15)
    assert [(one.code, one.count) for one in response.dispositions] == [
        ("1.1", 6),
        ("1.2", 1),
        ("2.11", 3),
        ("3.19", 5),
        ("4.1", 1),
    ]
    groups = {(g.variable, g.group): (g.invited, g.answered) for g in response.by_group}
    assert groups[("region", "Region Nordjylland")] == (5, 1)
    assert groups[("size", "large")] == (10, 6)
    assert groups[("wave", "2")] == (9, 1)
    assert response.municipalities == response.municipalities_answering == 2
    assert sum(tile.any_answer for tile in response.tiles) == 2


def test_nobody_in_the_panel() -> None:
    found = response_of_counts([])
    assert (found.response.invited, found.response.rate, found.response.tiles) == (0, None, [])
    assert found.indicator is None
