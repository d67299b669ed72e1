"""A file of SPSS that is read in parts gives the very answers of the same file read whole."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyreadstat
import pytest

from lovende.domain.errors import LovendeError
from lovende.engines import Condition, Counted, Job
from lovende.engines.local import LocalEngine, datasets
from lovende.engines.local.datasets import SpssStream, dataset_source
from lovende.engines.local.source import InMemory
from lovende.formats.spss import write_spss
from tests.unit.answer_examples import example

CHUNKS = [1, 7, 1000]
PEOPLE = 40


def sources(
    path: Path, people: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[InMemory, SpssStream]:
    whole = dataset_source(path, lambda *_: None)
    monkeypatch.setattr(datasets, "READ_WHOLE", 0)
    parts = dataset_source(path, lambda *_: None, people)
    assert isinstance(whole, InMemory)
    assert isinstance(parts, SpssStream)
    return whole, parts


def assert_same_source(path: Path, people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables, warnings, and every value and state."""
    whole, parts = sources(path, people, monkeypatch)
    assert parts.head == whole.head
    names = whole.frame.columns
    read = list(parts.batches(names, lambda frame, _: frame, people))
    assert pl.concat(read).equals(whole.frame)
    assert max(each.height for each in read) <= people


def assert_same_counts(one: Counted, other: Counted) -> None:
    assert one.variables == other.variables
    assert one.counts.layout == other.counts.layout
    np.testing.assert_array_equal(one.counts.matrix, other.counts.matrix)
    assert one.notes == other.notes


@pytest.mark.needs("shared")
@pytest.mark.parametrize("people", CHUNKS)
@pytest.mark.parametrize("name", ["missing_test", "ordered_category", "sample", "simple_alltypes"])
def test_a_reference_file(
    name: str, people: int, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_same_source(reference / "answers" / f"{name}.sav", people, monkeypatch)


@pytest.mark.parametrize("people", CHUNKS)
@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_a_file_of_ours(
    ending: str, people: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flags of a set, states, declared missing values, dates, times and texts."""
    few = example()
    many = replace(few, values=pl.concat([few.values] * 5), states=pl.concat([few.states] * 5))
    write_spss(many, tmp_path / f"a.{ending}")

    assert_same_source(tmp_path / f"a.{ending}", people, monkeypatch)


def foreign(path: Path, **options: Any) -> Path:
    """A file in which only the last answer decides what each variable is."""
    up_to_last = [1.0, 0.0] * (PEOPLE // 2 - 1)
    columns = {
        "code": [1.0, 2.0] * (PEOPLE // 2),
        "flag": [*up_to_last, 1.0, 1.0],
        "flag_with_missing": [*up_to_last, 0.0, 9.0],
        "no_flag": [*up_to_last, 1.0, 2.0],
        "fraction": [*up_to_last, 1.0, 1.5],
        "scale": [*up_to_last, 1.0, 73.0],
        "whole": [*up_to_last, None, 3.0],
        "half": [*up_to_last, None, 0.5],
        "too_large": [*up_to_last, 1.0, 2.0**53 + 2],
        "nobody": [None] * PEOPLE,
        "text": ["nord", "", "syd", "øst"] * (PEOPLE // 4),
    }
    frame = pl.DataFrame(columns, schema_overrides={"nobody": pl.Float64})
    yes: dict[int | float, str] = {1: "Yes", 0: "No"}
    pyreadstat.write_sav(
        frame,
        str(path),
        variable_value_labels={
            **{name: yes for name in columns if name in ("flag", "flag_with_missing", "no_flag")},
            "code": {1: "a", 2: "b"},
            "fraction": {0: "a", 1: "b"},
            "scale": {0: "a", 1: "b"},
        },
        variable_measure={"scale": "scale"},
        missing_ranges={"flag_with_missing": [9], "whole": [{"lo": 3, "hi": 5}]},
        **options,
    )
    return path


@pytest.mark.parametrize("people", CHUNKS)
@pytest.mark.parametrize("options", [{}, {"row_compress": True}, {"compress": True}])
def test_what_a_variable_is_is_decided_by_all_answers(
    options: dict[str, Any], people: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = foreign(tmp_path / ("a.zsav" if "compress" in options else "a.sav"), **options)

    assert_same_source(path, people, monkeypatch)


@pytest.mark.parametrize("people", CHUNKS)
def test_the_counts_are_the_same(
    people: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = foreign(tmp_path / "a.sav")
    job = Job(path, where=(Condition("code", ("1", "2")),), weight="code", most_levels=3)

    whole = LocalEngine().count(job)
    monkeypatch.setattr(datasets, "READ_WHOLE", 0)
    parts = LocalEngine(people=people).count(job)

    assert_same_counts(parts, whole)
    assert parts.weighted is not None
    assert whole.weighted is not None
    np.testing.assert_array_equal(parts.weighted.weights, whole.weighted.weights)


def test_a_wrong_weight_in_a_later_part_is_told_with_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = [1.0] * (PEOPLE - 1) + [-1.0]
    frame = pl.DataFrame({"a": [1.0, 2.0] * (PEOPLE // 2), "w": weights})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    monkeypatch.setattr(datasets, "READ_WHOLE", 0)

    with pytest.raises(LovendeError) as error:
        LocalEngine(people=7).count(Job(tmp_path / "a.sav", weight="w"))

    assert error.value.faults[0].place.row == PEOPLE


def test_a_file_that_was_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = foreign(tmp_path / "a.sav")
    cut = tmp_path / "cut.sav"
    shutil.copy(path, cut)
    with cut.open("r+b") as file:
        file.truncate(path.stat().st_size - 300)
    monkeypatch.setattr(datasets, "READ_WHOLE", 0)

    with pytest.raises(LovendeError) as error:
        LocalEngine(people=7).count(Job(cut))

    assert [each.code for each in error.value.faults] == ["answers.broken_file"]
