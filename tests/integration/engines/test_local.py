"""The engine of one machine, on every format, against a plain group_by."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lovende.domain.errors import LovendeError
from lovende.engines import Job, engine
from lovende.engines.local import LocalEngine, parquet, text
from tests.integration.engines.answers import assert_counts, invented

PEOPLE = 3000


@pytest.fixture(scope="module")
def answers() -> pl.DataFrame:
    return invented(PEOPLE)


def test_every_kind_of_column_of_a_parquet_file(answers: pl.DataFrame, tmp_path: Path) -> None:
    answers.write_parquet(tmp_path / "a.parquet", row_group_size=700)

    counted = engine("local").count(Job(tmp_path / "a.parquet"))

    assert_counts(answers, counted)
    assert counted.notes == ()


@pytest.mark.parametrize("people", [1, 64, 999, 100_000])
def test_batches_do_not_matter(answers: pl.DataFrame, tmp_path: Path, people: int) -> None:
    few = answers.head(300)
    few.write_parquet(tmp_path / "a.parquet")

    assert_counts(few, LocalEngine(people=people).count(Job(tmp_path / "a.parquet")))


def test_a_text_file(answers: pl.DataFrame, tmp_path: Path) -> None:
    flat = answers.with_columns(pl.col("whole").cast(pl.Int64), pl.col("flag").cast(pl.UInt8))
    flat.write_csv(tmp_path / "a.csv", separator=";")

    assert_counts(flat, engine().count(Job(tmp_path / "a.csv")))


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_text_file_that_is_read_as_a_stream(
    answers: pl.DataFrame, tmp_path: Path, separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "CHECKED_WHOLE", 0)
    flat = answers.select("byte", "text", "digits", "wide")
    flat.write_csv(tmp_path / "a.csv", separator=separator, include_bom=True)

    assert_counts(flat, LocalEngine(people=500).count(Job(tmp_path / "a.csv")))


def test_a_folder_of_parts(answers: pl.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for part in range(3):
        path = tmp_path / "parts" / f"part-{part}.parquet"
        answers.slice(1000 * part, 1000).write_parquet(path)
    (tmp_path / "parts" / "_SUCCESS").touch()

    assert_counts(answers, engine().count(Job(tmp_path / "parts")))


@pytest.mark.parametrize("people", [7, 500, 100_000])
def test_row_groups_that_are_too_large_to_be_unpacked_at_once(
    answers: pl.DataFrame, tmp_path: Path, people: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighted = answers.with_columns(weight=pl.lit(0.5))
    (tmp_path / "parts").mkdir()
    for part in range(3):
        weighted.slice(1000 * part, 1000).write_parquet(tmp_path / "parts" / f"{part}.parquet")
    job = Job(tmp_path / "parts", weight="weight")
    whole = engine().count(job)
    monkeypatch.setattr(parquet, "AT_ONCE", 0)

    counted = LocalEngine(people=people).count(job)

    assert_counts(answers, counted)
    assert counted.variables == whole.variables


def test_a_weight_that_is_negative_in_a_large_row_group_is_told_with_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pl.DataFrame({"a": [1, 2] * 50, "weight": [1.0] * 98 + [-1.0, 1.0]})
    frame.write_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(parquet, "AT_ONCE", 0)

    with pytest.raises(LovendeError) as error:
        LocalEngine(people=7).count(Job(tmp_path / "a.parquet", weight="weight"))

    assert error.value.faults[0].place.row == 99


def test_a_large_row_group_whose_pages_are_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": [*range(200)] * 50}).write_parquet(path)
    with path.open("r+b") as file:
        file.seek(4)
        file.write(b"\xff" * 200)
    monkeypatch.setattr(parquet, "AT_ONCE", 0)

    with pytest.raises(LovendeError) as error:
        engine().count(Job(path))

    assert error.value.faults[0].code == "answers.broken_file"
