"""The real files of the reference folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.domain.dataset.model import Measure, VariableKind
from lovende.formats.answers import read_answers, write_answers

pytestmark = pytest.mark.needs("shared")


def test_missing_ranges_sets_and_dates(reference: Path) -> None:
    dataset, faults = read_answers(reference / "answers" / "simple_alltypes.sav")
    assert [code.low for code in dataset["x"].missing] == [7.0, 8.0, 99.0]
    assert [(code.low, code.high) for code in dataset["z"].missing] == [
        (-999.0, 0.0),
        (999.0, 999.0),
    ]
    assert dataset.values["x"].to_list() == ["1", "2", "3", "4", "8", "9"]
    assert dataset.states["x"].to_list() == [0, 0, 0, 0, 1, 0]
    assert dataset.states["z"].to_list() == [1, 1, 0, 1, 0, 1]
    assert [(one.name, one.variables) for one in dataset.sets] == [
        ("mymrset", ("bool1", "bool2", "bool3"))
    ]
    assert [fault.code for fault in faults] == ["spss.set_left_out"]
    assert str(dataset.values["y"][3]) == "1776-07-04"
    assert str(dataset.values["quarter"][0]) == "2014-10-01"


def test_labels_measures_and_times(reference: Path) -> None:
    dataset, faults = read_answers(reference / "answers" / "sample.sav")
    kinds = [variable.kind.value for variable in dataset.variables]
    assert kinds == ["text", "number", "date", "date", "code", "code", "text"]
    assert dataset["myord"].measure is Measure.ORDINAL
    assert dataset.values["mytime"].to_list()[0] == "10:10:10"
    assert [fault.code for fault in faults] == ["spss.time_as_text"]


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "xlsx", "parquet"])
def test_every_file_survives_every_format(reference: Path, tmp_path: Path, ending: str) -> None:
    for source in sorted((reference / "answers").glob("*.sav")):
        dataset, _ = read_answers(source)
        path = tmp_path / f"{source.stem}.{ending}"
        write_answers(dataset, path)
        back, _ = read_answers(path)
        assert back.states.equals(dataset.states), source.name
        if ending in ("sav", "zsav", "parquet"):
            assert back.values.equals(dataset.values), source.name


def test_a_csv_that_does_not_say_its_types(reference: Path) -> None:
    dataset, faults = read_answers(reference / "answers" / "apistrat.csv")
    assert faults == ()
    assert (dataset.size, len(dataset.variables)) == (200, 39)
    assert [category.code for category in dataset["stype"].categories] == ["E", "H", "M"]
    assert dataset["cds"].kind is VariableKind.TEXT
    assert dataset.values["cds"].str.starts_with("0").any()
    assert dataset["api00"].kind is VariableKind.NUMBER
    weight, total = dataset.values["pw"], dataset.values["enroll"]
    assert float((weight * total).sum()) == pytest.approx(3_687_177.5, abs=1)
