"""What the public does not get beside the tables: ranking, verdicts only, fieldwork, routing."""

from __future__ import annotations

import dataclasses

import pytest

from lovende.analysis.findings import BreakOff, Disposition, Exclusion, Findings, GroupResponse
from lovende.analysis.protection import Knowledge, knowledge_of, protect_findings
from lovende.analysis.protection.index import mask_index
from lovende.analysis.protection.knowledge import Link
from lovende.analysis.protection.response import mask_response
from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Role,
)
from tests.reporting_fixture.build import bare_findings, example_findings
from tests.reporting_fixture.promise import example_index


def few_tables() -> Findings:
    """The fixture with some of its questions: enough to see, and quick to protect."""
    found = example_findings()
    chosen = {"1", "3", "4", "21"}
    found.tables = [table for table in found.tables if table.question in chosen]
    found.tests = [test for test in found.tests if test.question in chosen]
    return found


@pytest.fixture(scope="module")
def public() -> Findings:
    return protect_findings(few_tables(), 5)


def test_the_public_gets_no_ranking_and_no_warnings_about_rows(public: Findings) -> None:
    assert public.study.audience == "public"
    assert public.study.small_cells == 5
    assert public.index is not None
    assert public.index.ranking == []
    assert public.provenance.warnings == []
    assert all(t.answered is None and t.invited is None for t in public.response.tiles)
    assert {t.any_answer for t in public.response.tiles} == {True, False}


def test_nothing_of_a_hidden_count_is_left(public: Findings) -> None:
    for table in public.tables:
        assert table.not_asked is table.skipped is table.not_reached is None
        for option in table.options:
            numbers = (option.count, option.percent, option.low, option.high)
            assert option.suppressed == (option.count is None)
            assert not option.suppressed or set(numbers) == {None}


def test_a_test_on_a_protected_table_keeps_its_verdict_only(public: Findings) -> None:
    before = {(t.question, t.row, t.by, t.test, t.option): t for t in few_tables().tests}
    kept = [t for t in public.tests if t.reason == "protected"]
    free = [t for t in public.tests if t.reason != "protected"]
    assert kept
    assert free
    for test in kept:
        assert test.statistic is test.effect is test.n is test.df is None
        exact = before[test.question, test.row, test.by, test.test, test.option]
        assert test.p in (0.00099, 0.0099, 0.0499, 1.0)
        assert (test.p < 0.05) == ((exact.p or 0) < 0.05)
    for test in free:
        exact = before[test.question, test.row, test.by, test.test, test.option]
        assert (test.p, test.statistic) == (exact.p, exact.statistic)
        assert test.p_holm in (None, 0.00099, 0.0099, 0.0499, 1.0)


def test_a_small_group_of_respondents_goes_with_another_and_their_test() -> None:
    response = few_tables().response
    response.answered = 100
    response.by_group = [
        GroupResponse(key, {}, 100, count, 0.0, variable="region")
        for key, count in (("north", 60), ("middle", 37), ("south", 3))
    ]
    assert response.test is not None
    response.test.variable = "region"
    mask_response(response, 5)
    assert [g.answered for g in response.by_group] == [60, None, None]
    assert response.test is None


def test_small_numbers_of_the_fieldwork_take_their_table_with_them() -> None:
    response = few_tables().response
    response.dispositions = [Disposition("2.11", {}, 3), Disposition("2.20", {}, 257)]
    response.break_offs = [BreakOff(1, {}, 2), BreakOff(2, {}, 30)]
    response.complete, response.partial = 294, 2
    mask_response(response, 5)
    assert not response.dispositions
    assert not response.break_offs
    assert response.rates == {}
    assert response.complete is response.partial is None


def test_counts_in_the_index() -> None:
    index = example_index()
    index.excluded = [Exclusion("dont_know", 8), Exclusion("no_description", 3)]
    masked = mask_index(index, 5)
    assert masked is not None
    assert masked.excluded == []
    assert masked.second_innovations is None
    for item in masked.items:
        assert item.scored is item.dont_know is None
        assert item.mean is not None
        assert item.mean == round(item.mean, 2)


def test_how_sure_the_ranking_is_tells_nothing_about_single_innovations() -> None:
    masked = mask_index(example_index(), 5)
    assert masked is not None
    found = masked.uncertainty
    assert found is not None
    assert not masked.ranking
    assert not found.admitted
    for spread in (found.rank_shift, found.overlap, found.selected):
        assert spread.low is spread.high is None
    assert (found.rank_shift.mean, found.overlap.mean, found.selected.mean) == (13.1, 0.38, 25.0)
    for one in found.assumptions:
        for part in (one.rank_shift, one.overlap):
            assert part.first_low is part.total_high is None
            assert part.total == round(part.total, 2)
    few = example_index()
    assert few.uncertainty is not None
    few.uncertainty.selected.mean = 3.6
    masked = mask_index(few, 5)
    assert masked is not None
    assert masked.uncertainty is None


def test_a_mean_over_nearly_all_who_answered_is_a_sum_of_their_counts() -> None:
    index = example_index()
    first = index.items[0]
    masked = mask_index(index, 5, frozenset({(first.question, first.row)}))
    assert masked is not None
    assert first.mean is None
    assert masked.dimensions[0].mean is None
    assert masked.items[1].mean is not None


def test_a_mean_of_yes_and_no_is_a_count() -> None:
    index = example_index()
    novelty = next(item for item in index.items if item.dimension == "novelty")
    novelty.scores = {"1": 1.0, "2": 0.0}
    novelty.scored, novelty.dont_know, novelty.mean = index.scored, 0, 2 / index.scored
    masked = mask_index(index, 5)
    assert masked is not None
    assert novelty.mean is None
    home = next(d for d in masked.dimensions if d.dimension == novelty.dimension)
    assert home.mean is None


def test_an_index_over_a_handful_is_not_published() -> None:
    index = example_index()
    index.scored, index.selected = 4, 2
    assert mask_index(index, 5) is None


def test_steps_that_take_away_a_few_are_left_out() -> None:
    index = example_index()
    index.described, index.scored, index.selected = 160, 152, 60
    steps = [("all", 296), ("assessed", 162), ("described", 160), ("limit", 155), ("scored", 152)]
    index.attrition = [Exclusion(reason, count) for reason, count in (*steps, ("selected", 60))]
    masked = mask_index(index, 5)
    assert masked is not None
    assert [step.reason for step in masked.attrition] == ["all", "described", "scored", "selected"]


def test_an_open_question_that_a_few_answered() -> None:
    found = few_tables()
    asked = next(q for page in found.questionnaire for q in page.questions)
    asked.answers = 3
    assert protect_findings(found, 5).questionnaire[0].questions[0].answers is None


def test_how_many_answered_a_routed_open_question() -> None:
    found = few_tables()
    asked = next(q for page in found.questionnaire for q in page.questions)
    asked.answers, asked.asked_if = 30, {"en": "Asked of those who ticked other"}
    assert protect_findings(found, 5).questionnaire[0].questions[0].answers is None


def test_findings_without_panel_index_or_groups() -> None:
    public = protect_findings(bare_findings(), 5)
    assert public.index is None
    assert len(public.tables) == 6


def test_too_few_answers_are_refused() -> None:
    found = example_findings()
    few = dataclasses.replace(found, response=dataclasses.replace(found.response, answered=4))
    with pytest.raises(LovendeError) as caught:
        protect_findings(few, 5)
    assert caught.value.fault.code == "disclosure.few_answers"


def questionnaire(relevance: str, around: str | None = None) -> Questionnaire:
    scale = ChoiceList("scale", (Choice("1"), Choice("2"), Choice("9", role=Role.EXCLUSIVE)))
    routed = Question("c", Kind.ONE, choices="scale", relevance=relevance)
    return Questionnaire(
        "q",
        (
            Question("a", Kind.SEVERAL, number="4", choices="scale"),
            Question("b", Kind.MATRIX, number="17", choices="scale", rows=(MatrixRow("b1", scale_text, 1),)),
            Group("g", (routed,), relevance=around),
        ),
        (scale,),
    )  # fmt: skip


scale_text = Question("x", Kind.NOTE).label


@pytest.mark.parametrize(
    ("relevance", "links"),
    [
        ("selected(${a}, '1')", [Link(("c", None), ("4", None), ("1",))]),
        ("${b1} = '1' or ${b1} = '2'", [Link(("c", None), ("17", 1), ("1", "2"))]),
        (
            "${b1} = 1 and selected(${a}, '2')",
            [Link(("c", None), ("17", 1), ("1",)), Link(("c", None), ("4", None), ("2",))],
        ),
        ("${b1} = '1' or selected(${a}, '2')", []),
        ("${b1} < 3", []),
        ("not(${b1} = '1')", []),
        ("count-selected(${a}) > 1 and ${b1} = '1'", [Link(("c", None), ("17", 1), ("1",))]),
    ],
)
def test_what_routing_gives_away(relevance: str, links: list[Link]) -> None:
    known = knowledge_of(questionnaire(relevance))
    assert list(known.links) == links
    assert known.exclusive == {("4", "9")}


def test_the_condition_of_a_page_counts_as_well() -> None:
    known = knowledge_of(questionnaire("${b1} = '1'", around="selected(${a}, '1')"))
    assert {link.source for link in known.links} == {("17", 1), ("4", None)}
    assert known != Knowledge()
