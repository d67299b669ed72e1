"""The findings of the example equal the published figures of the study that the method comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lovende.analysis.findings import Findings
from lovende.domain.statistics.tables import rounded_percent


@pytest.fixture(scope="module")
def published(reference: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((reference / "vive2021_figures.json").read_text("utf-8"))
    return figures


@pytest.mark.needs("shared")
def test_every_option_has_the_published_count_and_percentage(
    findings: Findings, published: dict[str, Any]
) -> None:
    compared = 0
    for number, question in published["questions"].items():
        if question["kind"] == "matrix":
            continue
        table = findings.table(number)
        assert table.base == question["n"]
        counts = {option.code: option.count for option in table.options}
        for option in question["options"]:
            count = counts[str(option["code"])]
            assert count == option["count"], (number, option)
            compared += 1
    assert compared == 140


@pytest.mark.needs("shared")
def test_every_matrix_row_has_the_published_counts(
    findings: Findings, published: dict[str, Any]
) -> None:
    rows = 0
    for number, question in published["questions"].items():
        for row in question.get("rows", ()):
            table = findings.table(number, row["row"])
            assert table.base == row["n"]
            assert [option.count for option in table.options] == row["counts"]
            rows += 1
    assert rows == 40


@pytest.mark.needs("shared")
def test_percentages_print_as_published(findings: Findings, published: dict[str, Any]) -> None:
    different = []
    for number, question in published["questions"].items():
        rows = question.get("rows") or [
            {
                "row": None,
                "percents": [option["percent"] for option in question["options"]],
                "codes": [str(option["code"]) for option in question["options"]],
            }
        ]
        for row in rows:
            table = findings.table(number, row["row"])
            by_code = {
                o.code: rounded_percent(o.count or 0, table.base or 0) for o in table.options
            }
            codes = row.get("codes") or list(by_code)
            different += [
                (number, row["row"], code, printed, by_code[code])
                for code, printed in zip(codes, row["percents"], strict=True)
                if printed != by_code[code]
            ]
    assert different == []


def test_the_unprinted_answer_to_question_2_is_a_dont_know(findings: Findings) -> None:
    unprinted = [option for option in findings.table("2").options if option.dont_know]
    assert [(option.code, option.count) for option in unprinted] == [("0", 1)]


@pytest.mark.needs("shared")
def test_response_is_that_of_the_report(findings: Findings, published: dict[str, Any]) -> None:
    panel, response = published["panel"], findings.response
    assert (response.invited, response.answered) == (panel["invited"], panel["answered"])
    assert response.municipalities == panel["municipalities"]
    assert response.municipalities_answering == panel["municipalities_answering"]
    assert response.rates["RR2"] == pytest.approx(100 * 296 / 556)
    rates = {
        group.group: rounded_percent(group.answered or 0, group.invited)
        for group in response.by_group
    }
    assert rates == {
        "large": panel["response_percent_over_50000"],
        "small": panel["response_percent_up_to_50000"],
    }
    assert response.test is not None
    assert round(response.test.statistic, 2) == panel["chi2"]
    assert round(response.test.p, 2) == panel["p"]
    assert response.test.df == panel["df"]
    assert response.nonresponder_count == 9


def test_question_1_by_size_is_that_of_the_report(findings: Findings) -> None:
    shares = {
        group.group: rounded_percent(high.count or 0, group.base or 0)
        for group in findings.table("1", by="size").groups
        for high in group.collapsed
        if high.codes == ["1", "2"]
    }
    assert shares == {"large": 59, "small": 50}


def test_question_1_is_the_only_difference_by_its_raw_p(findings: Findings) -> None:
    under = {test.question for test in findings.tests if test.p is not None and test.p < 0.05}
    assert under == {"1"}
    primary = [test for test in findings.tests if test.primary]
    assert len(primary) == len(findings.tables) / 2
    assert all(test.p_holm is None or test.p_holm > 0.05 for test in primary)


def test_every_test_of_size_has_a_clustered_p_beside_it(findings: Findings) -> None:
    assert all((test.p is None) == (test.p_clustered is None) for test in findings.tests)


@pytest.mark.needs("shared")
def test_the_index_selects_as_many_as_the_report(
    findings: Findings, published: dict[str, Any]
) -> None:
    index, wanted = findings.index, published["index"]
    assert index is not None
    assert index.described == wanted["described"]
    assert len(index.items) == wanted["items"]
    assert {d.dimension: len(d.items) for d in index.dimensions} == wanted["dimensions"]
    assert index.threshold == wanted["threshold"]
    assert index.selected == wanted["above_threshold"]
    assert sum(entry.score > 0.8 for entry in index.ranking) == index.selected
    assert index.scored == len(index.ranking)


def test_a_ranking_carries_no_name(findings: Findings) -> None:
    assert findings.index is not None
    assert all(entry.key.startswith("R") for entry in findings.index.ranking)


@pytest.mark.needs("shared")
def test_the_published_practices_are_all_there(
    findings: Findings, published: dict[str, Any]
) -> None:
    assert len(findings.practices) == published["index"]["rows_listed_in_bilag_2"]


def test_findings_come_back_from_their_json(findings: Findings) -> None:
    assert Findings.from_json(findings.to_json()) == findings


def test_the_public_findings_hide_small_counts(public: Findings) -> None:
    assert public.study.audience == "public"
    for table in public.tables:
        for options in (table.options, *(group.options for group in table.groups)):
            assert all(
                option.count is None or option.count == 0 or option.count >= 5 for option in options
            )
    assert all(tile.answered is None and tile.invited is None for tile in public.response.tiles)
