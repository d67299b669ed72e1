"""The index file: what is read, and how each thing that can be wrong is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from lovende.domain.dataset.model import Category
from lovende.domain.errors import LovendeError
from lovende.domain.promise.composite import Mean
from lovende.domain.promise.definition import Aggregation, Direction
from lovende.domain.promise.uncertainty.assumptions import Assumptions, Scoring, WeightScheme
from lovende.formats.index_file import (
    DimensionTable,
    IndexTable,
    ItemTable,
    UncertaintyTable,
    read_index,
)
from lovende.formats.toml_file import key_name

ROOT = Path(__file__).parents[2]
FIVE = tuple(Category(code) for code in "12345")
SCALES = {
    "q20_1": (*FIVE, Category("6", dont_know=True)),
    "q22_2": (*FIVE, Category("6", dont_know=True)),
    "q23": (Category("1"), Category("2")),
    "q19": None,
}
GOOD = """
[index]
title.da = "Lovende-indeks"
threshold = 0.8
description = "q19"

[[dimension]]
key = "potential"
weight = 0.5

[[dimension]]
key = "novelty"
weight = 0.5

[[item]]
variable = "q20_1"
dimension = "potential"
direction = "best_first"
steps = [1, 2, 3, 4, 5]

[[item]]
variable = "q23"
dimension = "novelty"
direction = "best_first"
scores = { "1" = 1.0, "2" = 0 }
dont_know = 0.5
"""
BY_DIMENSION = GOOD.replace("threshold", 'aggregation = "dimension_mean"\nthreshold')


def codes_of(tmp_path: Path, text: str) -> list[tuple[str, int | None]]:
    path = tmp_path / "index.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LovendeError) as caught:
        read_index(path, SCALES)
    assert all(fault.place.file == "index.toml" for fault in caught.value.faults)
    return [(fault.code, fault.place.row) for fault in caught.value.faults]


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "index.toml"
    path.write_text(GOOD.replace("threshold", 'aggregation = "dimension_mean"\nthreshold'))
    definition, warnings = read_index(path, SCALES)
    assert warnings == ()
    assert definition.aggregation is Aggregation.DIMENSION_MEAN
    assert definition.max_dont_know == 3
    first, second = definition.items
    assert first.scores == (("1", 1.0), ("2", 0.75), ("3", 0.5), ("4", 0.25), ("5", 0.0))
    assert first.dont_know is None
    assert second.direction is Direction.BEST_FIRST
    assert second.dont_know == 0.5


def test_the_index_of_the_example_is_read() -> None:
    definition, warnings = read_index(ROOT / "lovende" / "examples" / "data" / "index.toml")
    assert len(definition.items) == 13
    assert warnings == ()


def test_weights_that_are_not_used_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "index.toml"
    path.write_text(GOOD)
    _, warnings = read_index(path, SCALES)
    assert [fault.code for fault in warnings] == ["index.dimension_weights_unused"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("0.8", "1.2", "index.threshold", None),
        ("weight = 0.5", "weight = 0.4", "index.dimension_weights_sum", None),
        ('"q20_1"', '"q20_l"', "index.unknown_item", 15),
        ('"q20_1"', '"q19"', "index.not_coded", 15),
        ('direction = "best_first"\nsteps', "steps", "index.direction_missing", 15),
        ('"1" = 1.0', '"1" = 1.5', "index.score", 21),
        ('"1" = 1.0', '"1" = nan', "index.score", 21),
        ('"1" = 1.0, "2" = 0', '"1" = 0, "2" = 1', "index.direction_contradicted", 21),
        ('"1" = 1.0, "2" = 0', '"2" = 1, "1" = 0', "index.code_order", 21),
        ('"2" = 0', '"3" = 0', "index.unknown_code", 21),
        ("[1, 2, 3, 4, 5]", "[1, 2, 3, 4]", "index.code_without_score", 15),
        ("[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5, 6]", "index.scored_dont_know", 15),
        ("[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5, 5]", "index.doubled_code", 15),
        ("[1, 2, 3, 4, 5]", "[1]", "index.flat_scores", 15),
        ("steps = [1, 2, 3, 4, 5]", "", "index.steps_or_scores", 15),
        ('dimension = "novelty"', 'dimension = "novelti"', "index.unknown_dimension", 21),
        ('dimension = "novelty"', 'dimension = "potential"', "index.empty_dimension", 11),
        ("dont_know = 0.5", "dont_know = 2", "index.dont_know_score", 21),
        ("dont_know = 0.5", 'dont_know = "half"', "index.dont_know_type", 21),
        ("dont_know = 0.5", "weight = 0", "index.item_weight", 21),
        ('"q23"', '"q20_1"', "index.doubled_item", None),
        ('"q19"', '"q91"', "index.unknown_description", None),
        ("threshold", "treshold", "toml.unknown_key", 4),
        ("threshold = 0.8", "threshold == 0.8", "toml.syntax", 4),
        ("0.8", '"high"', "toml.wrong_type", 4),
        ("0.8", "0.8\nmax_dont_know = -1", "index.max_dont_know", None),
        ("0.8", '0.8\naggregation = "ordered_weights"', "index.order_weights_count", None),
        ("0.8", '0.8\naggregation = "mean"', "toml.not_allowed", 5),
    ],
)
def test_one_thing_wrong(tmp_path: Path, old: str, new: str, code: str, line: int | None) -> None:
    assert old in GOOD
    assert (code, line) in codes_of(tmp_path, GOOD.replace(old, new, 1))


def test_what_is_tried(tmp_path: Path) -> None:
    path = tmp_path / "index.toml"
    path.write_text(
        GOOD.replace("description", "order_weights = [0.4, 0.6]\ndescription")
        + """
[uncertainty]
scoring = ["ridit"]
dont_know = ["as_defined", 0]
max_dont_know = [1, 2]
weights = ["dirichlet"]
concentration = 50
mean = ["arithmetic", "ordered_weights"]
threshold = [0.7, 0.9]
draws = 2000
"""
    )
    definition, _ = read_index(path, SCALES)
    assert definition.uncertainty == Assumptions(
        scoring=(Scoring.RIDIT,),
        dont_know=("as_defined", 0.0),
        max_dont_know=(1, 2),
        weights=(WeightScheme.DIRICHLET,),
        concentration=50.0,
        mean=(Mean.ARITHMETIC, Mean.ORDERED),
        threshold=(0.7, 0.9),
        draws=2000,
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('scoring = ["ridits"]', "toml.not_allowed"),
        ("scoring = []", "index.nothing_tried"),
        ('weights = ["item", "item"]', "index.tried_twice"),
        ('weight = ["item"]', "toml.unknown_key"),
        ('dont_know = ["half"]', "index.dont_know_tried_type"),
        ("dont_know = [true]", "index.dont_know_tried_type"),
        ("dont_know = [[]]", "index.dont_know_tried_type"),
        ("dont_know = [0.5, 1.5]", "index.dont_know_tried"),
        ("dont_know = [nan]", "index.dont_know_tried"),
        ("max_dont_know = [4, 2]", "index.range_upside_down"),
        ("max_dont_know = 3", "toml.wrong_type"),
        ("max_dont_know = [1, 2, 3]", "index.range"),
        ("max_dont_know = [-1, 2]", "index.max_dont_know_tried"),
        ("max_dont_know = [0, 3]", "index.max_dont_know_tried"),
        ("threshold = [0.85, 0.75]", "index.range_upside_down"),
        ("threshold = [0.75]", "index.range"),
        ("threshold = [0.7, inf]", "index.range"),
        ("threshold = [0.75, 1.05]", "index.threshold_tried"),
        ("concentration = 0", "index.concentration"),
        ("concentration = nan", "index.concentration"),
        ('concentration = "high"', "toml.wrong_type"),
        ("draws = 0", "index.draws"),
        ("draws = 1_000_001", "index.draws"),
        ("draws = 1000.0", "toml.wrong_type"),
        ('mean = ["ordered_weights"]', "index.no_order_weights"),
        ('mean = ["median"]', "toml.not_allowed"),
    ],
)
def test_one_thing_wrong_in_what_is_tried(tmp_path: Path, line: str, code: str) -> None:
    text = f"{BY_DIMENSION}\n[uncertainty]\n{line}\n"
    assert codes_of(tmp_path, text) == [(code, text.count("\n"))]


def test_order_weights_that_would_be_tried_are_checked(tmp_path: Path) -> None:
    text = BY_DIMENSION.replace("description", "order_weights = [1]\ndescription")
    assert codes_of(tmp_path, text) == [("index.order_weights_count", None)]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"q20_1"', '"q99"')
        .replace('"1" = 1.0', '"1" = 7')
        .replace('direction = "best_first"\nsteps', "steps")
        .replace("weight = 0.5", "weight = 0.7")
    )
    assert {code for code, _ in codes_of(tmp_path, text)} >= {
        "index.unknown_item",
        "index.score",
        "index.direction_missing",
        "index.dimension_weights_sum",
    }


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[" * 5000, b"[index]\n"])
def test_files_that_are_no_index(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "index.toml"
    path.write_bytes(content)
    with pytest.raises(LovendeError):
        read_index(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.toml", tmp_path):
        with pytest.raises(LovendeError):
            read_index(path)


def test_the_reference_page_names_every_key() -> None:
    page = (ROOT / "docs" / "reference" / "index-file.md").read_text(encoding="utf-8")
    for table in (IndexTable, DimensionTable, ItemTable, UncertaintyTable):
        for field in dataclasses.fields(table):
            assert f"| `{key_name(field)}` |" in page
