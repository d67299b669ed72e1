"""The figures in the project are those of the reference file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lovende.examples import figures

pytestmark = pytest.mark.needs("shared")


def published(reference: Path) -> dict[str, dict]:  # type: ignore[type-arg]  # plain JSON
    text = (reference / "vive2021_figures.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]  # plain JSON


def test_every_row_with_one_answer(reference: Path) -> None:
    expected: dict[str, dict[str, int]] = {}
    for number, question in published(reference)["questions"].items():
        if question["kind"] == "select_one":
            counts = {str(option["code"]): option["count"] for option in question["options"]}
            expected[f"q{number}"] = counts
        elif question["kind"] == "matrix":
            for row in question["rows"]:
                counts = {str(code): n for code, n in enumerate(row["counts"], 1)}
                expected[f"q{number}_{row['row']}"] = counts
    expected["q2"]["0"] = 1
    assert figures.rows() == expected


def test_every_several_choice_question(reference: Path) -> None:
    assert {
        f"q{number}": (
            question["n"],
            {str(option["code"]): option["count"] for option in question["options"]},
        )
        for number, question in published(reference)["questions"].items()
        if question["kind"] == "select_multiple"
    } == figures.SEVERAL


def test_the_bases_are_the_sums_of_the_counts(reference: Path) -> None:
    for number, question in published(reference)["questions"].items():
        if question["kind"] == "select_one":
            assert sum(figures.rows()[f"q{number}"].values()) == question["n"]
        for row in question.get("rows", ()):
            assert sum(figures.rows()[f"q{number}_{row['row']}"].values()) == row["n"]


def test_panel_and_index(reference: Path) -> None:
    data = published(reference)
    assert data["panel"]["invited"] == figures.INVITED
    assert data["panel"]["answered"] == figures.ANSWERED
    assert data["panel"]["municipalities_answering"] == figures.MUNICIPALITIES_ANSWERING
    assert data["index"]["described"] == figures.DESCRIBED
    assert data["index"]["above_threshold"] == figures.MOST_PROMISING
