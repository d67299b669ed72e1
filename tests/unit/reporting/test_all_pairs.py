"""The page and the workbook of all pairs: whole, safe, of bounded size, true to the counts."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from lxml import html

from lovende.analysis.all_pairs import AllPairs, find_associations
from lovende.domain.dataset.model import Category, Measure, Variable, VariableKind
from lovende.domain.errors import warning
from lovende.domain.statistics.pair_counts import Layout, PairCounter
from lovende.domain.texts import Text
from lovende.engines.model import Counted, CountedVariable, Job, Step
from lovende.reporting.all_pairs.heat_map import LIMITS, clustered, tone_of, whole_map
from lovende.reporting.all_pairs.page import tell_pairs
from lovende.reporting.all_pairs.two_way import MOST_COLUMNS, OTHERS, two_way
from lovende.reporting.all_pairs.words import Words, cut
from lovende.reporting.all_pairs.workbook import render_pairs
from lovende.reporting.figures.canvas import Frame
from lovende.reporting.figures.colours import UNKNOWN
from lovende.reporting.html import render_html

BAD = "</style><script>alert(1)</script> \"'& =1+1"


class Ready:
    """An engine that gives what it was made with."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        return self._counted


def pairs_of(
    levels: list[int], people: int = 500, *, pull: float = 0.4, label: str = "Spørgsmål {place}"
) -> AllPairs:
    """Return the pairs of variables that go together; every third one is ordered."""
    rng = np.random.default_rng(11)
    common = rng.random(people)
    variables, columns = [], []
    for place, size in enumerate(levels):
        own = np.where(rng.random(people) < pull, common, rng.random(people))
        codes = np.floor(own * size).astype(np.uint8)
        codes[rng.random(people) < 0.05] = size
        columns.append(codes)
        variable = Variable(
            f"v{place}",
            VariableKind.CODE,
            Text.of(da=label.format(place=place)),
            Measure.ORDINAL if place % 3 == 0 else Measure.NOMINAL,
            tuple(Category(str(code), Text.of(da=f"Svar {code}")) for code in range(size)),
        )
        variables.append(CountedVariable(variable, ("skipped",)))
    layout = Layout(tuple(v.variable.name for v in variables), tuple(v.levels for v in variables))
    counter = PairCounter(layout, compiled=False)
    counter.add(columns)
    notes = (warning("test.left_out", "{name} is left out.", name=BAD),)
    counted = Counted(tuple(variables), counter.result(), None, notes)
    return find_associations(Job(Path(f"{BAD}.csv")), Ready(counted))


@pytest.fixture(scope="module")
def pairs() -> AllPairs:
    return pairs_of([2, 3, 4, 5, 6, 12, 3, 2, 30, 4] * 4)


@pytest.fixture(scope="module", params=["da", "en"])
def page(pairs: AllPairs, request: pytest.FixtureRequest) -> html.HtmlElement:
    return html.document_fromstring(render_html(tell_pairs(pairs, request.param)))


def test_the_page_is_whole_and_loads_nothing(page: html.HtmlElement) -> None:
    levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not page.findall(".//script")
    assert not page.findall(".//img")
    for figure in page.findall(".//figure"):
        assert all(svg.get("role") == "img" for svg in figure.findall(".//svg"))
    for table in page.findall(".//table"):
        assert "".join(table.find("caption").itertext()).strip()
        assert all(th.get("scope") for th in table.iter("th"))


def test_every_link_leads_somewhere_and_no_anchor_stands_twice(page: html.HtmlElement) -> None:
    anchors = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(anchors) == len(set(anchors))
    links = [a.get("href")[1:] for a in page.iter("a")]
    assert {"pair-1", "pair-20"} <= set(links) <= set(anchors)


def test_the_page_says_what_it_must(pairs: AllPairs) -> None:
    text = str(html.document_fromstring(render_html(tell_pairs(pairs, "en"))).xpath("string()"))
    assert "Not for publication" in text
    assert "An association is no cause" in text
    assert f"all {pairs.tested} pairs that were tested" in text
    assert f"{BAD} is left out." in text


def test_a_page_of_many_variables_stays_small() -> None:
    many = pairs_of([3] * 330, people=60)
    size = len(render_html(tell_pairs(many, "da")).encode())
    assert size < 1_500_000


@pytest.mark.parametrize("levels", [[3], [3, 4], [1, 1]])
def test_few_variables_have_a_page_and_a_workbook(levels: list[int]) -> None:
    few = pairs_of(levels)
    assert html.document_fromstring(render_html(tell_pairs(few, "da"))).findall(".//h1")
    assert render_pairs(few, "da")[:2] == b"PK"


def test_the_workbook_has_every_pair_and_no_formula(pairs: AllPairs) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_pairs(pairs, "en")))
    rows = [r for r in book["All pairs"].iter_rows(values_only=True) if str(r[0]).startswith("v")]
    assert len(rows) == len(pairs.found)
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_a_two_way_table_adds_up(pairs: AllPairs) -> None:
    for pair in pairs.order[:60]:
        table = two_way(pairs, int(pair))
        assert table.counts.sum() == pairs.found.n[pair]
        assert len(table.columns) <= MOST_COLUMNS
        assert table.shares.sum(axis=0) == pytest.approx(100)
        assert table.totals.sum() == pytest.approx(100)
        if pairs.found.rank_test[pair]:
            assert table.row == pairs.found.response[pair]


def test_rare_levels_are_taken_together(pairs: AllPairs) -> None:
    names = [variable.name for variable in pairs.variables]
    wide = next(
        pair
        for pair in range(len(pairs.found))
        if {names[pairs.found.first[pair]], names[pairs.found.second[pair]]} == {"v5", "v8"}
    )
    table = two_way(pairs, wide)
    assert table.columns[-1] == OTHERS
    assert len(table.columns) == MOST_COLUMNS
    assert table.counts.sum() == pairs.found.n[wide]


def test_the_strongest_come_first_and_rough_ones_after_the_others(pairs: AllPairs) -> None:
    order = pairs.order
    assert len(order) == pairs.tested
    tier = np.where(pairs.below[order], pairs.rough[order], 2)
    assert (np.diff(tier) >= 0).all()
    for step in range(3):
        assert (np.diff(pairs.found.v_corrected[order][tier == step]) <= 1e-12).all()


def test_labels_that_are_the_same_are_told_apart() -> None:
    say = Words(pairs_of([2, 3], label="Det samme"), "da")
    assert (say.short(0), say.short(1)) == ("Det samme (v0)", "Det samme (v1)")
    assert Words(pairs_of([2, 3], label=""), "da").short(1) == "v1"
    assert cut("abcdef", 4) == "abc…"


def test_tones_follow_v() -> None:
    assert tone_of(float("nan")) is UNKNOWN
    assert tone_of(LIMITS[0] - 1e-9) is tone_of(0.0)
    assert tone_of(LIMITS[0]) is not tone_of(0.0)
    assert tone_of(1.0) is tone_of(LIMITS[-1])


def test_clustering_puts_together_what_goes_together() -> None:
    v = np.full((6, 6), 0.05)
    for one, other in ((0, 3), (1, 4), (2, 5)):
        v[one, other] = v[other, one] = 0.9
    order = clustered(v)
    assert sorted(order) == list(range(6))
    assert all(abs(order.index(a) - order.index(b)) == 1 for a, b in ((0, 3), (1, 4), (2, 5)))


def test_the_map_of_everything_has_a_bounded_number_of_cells() -> None:
    size = 1000
    v = np.random.default_rng(1).random((size, size))
    drawing = whole_map(Frame("all", "t", "a"), [f"v{i}" for i in range(size)], v, [])
    assert len(drawing) < 600_000
