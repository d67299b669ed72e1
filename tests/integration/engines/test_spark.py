"""The engine of many machines gives the very counts of the engine of one, whatever happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lovende.domain.errors import LovendeError, Place
from lovende.engines import Condition, Counted, Job, engine
from lovende.engines.spark import SparkEngine
from lovende.engines.spark.running import failure_of
from lovende.engines.spark.session import first_line, gone, kept_to_itself, session
from lovende.engines.spark.work import Batches, Work
from tests.integration.engines.answers import invented

pytestmark = [
    pytest.mark.needs("java"),
    # Sockets and processes that Spark itself leaves to the end of the program.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session("local[2]") as begun:
        yield begun


@pytest.fixture(scope="module")
def answers() -> pl.DataFrame:
    """Answers whose last level occurs in the last rows alone, with weights."""
    rare = pl.Series([1] * 990 + [2] * 10, dtype=pl.UInt8)
    weights = pl.Series(np.random.default_rng(2).integers(0, 5, 1000) / 2)
    return invented(1000).with_columns(rare.alias("rare"), weights.alias("weight"))


@pytest.fixture(scope="module")
def file(answers: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spark") / "answers.parquet"
    answers.write_parquet(path)
    return path


def assert_same(one: Counted, other: Counted) -> None:
    assert one.variables == other.variables
    assert one.counts.size == other.counts.size
    assert one.counts.layout == other.counts.layout
    np.testing.assert_array_equal(one.counts.matrix, other.counts.matrix)
    assert {note.code for note in one.notes} == {note.code for note in other.notes}


@pytest.mark.parametrize("parts", [1, 5])
def test_the_partitions_do_not_matter(spark: Any, file: Path, parts: int) -> None:
    job = Job(file, weight="weight", most_levels=3)

    counted = SparkEngine(spark=spark, parts=parts).count(job)
    alone = engine("local").count(job)

    assert_same(counted, alone)
    assert counted.weighted is not None
    assert alone.weighted is not None
    # Halves sum without rounding.
    np.testing.assert_array_equal(counted.weighted.weights, alone.weighted.weights)
    np.testing.assert_array_equal(counted.weighted.squares, alone.weighted.squares)


def test_skewed_and_empty_parts_and_a_level_that_one_part_has(
    spark: Any, answers: pl.DataFrame, tmp_path: Path
) -> None:
    for number, (first, people) in enumerate([(0, 950), (950, 1), (951, 0), (951, 49)]):
        part = tmp_path / f"part-{number}.parquet"
        answers.slice(first, people).write_parquet(part)
    job = Job(tmp_path)

    assert_same(SparkEngine(spark=spark).count(job), engine().count(job))


def test_conditions_and_a_text_file(spark: Any, answers: pl.DataFrame, tmp_path: Path) -> None:
    answers.select("byte", "text", "digits").write_csv(tmp_path / "a.csv")
    job = Job(tmp_path / "a.csv", where=(Condition("text", ("nord", "øst")),))

    counted = SparkEngine(spark=spark, parts=3).count(job)

    assert_same(counted, engine().count(job))
    assert counted.counts.size == answers.filter(pl.col("text").is_in(["nord", "øst"])).height


def test_a_text_file_that_spark_reads_itself(
    spark: Any, answers: pl.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    answers.select("byte", "text", "digits").write_csv(path, separator=";")
    job = Job(Path("a.csv"), url=path.as_uri())

    assert_same(SparkEngine(spark=spark).count(job), engine().count(Job(path)))


def test_files_that_only_the_cluster_reaches(spark: Any, file: Path) -> None:
    job = Job(Path(file.name), url=file.as_uri())

    assert_same(SparkEngine(spark=spark).count(job), engine().count(Job(file)))


def failing(once: Path, fail: Callable[[], None]) -> Callable[[Work], Work]:
    """Let the work fail the first time, after it has read a batch."""

    def around(work: Work) -> Work:
        def failing_once(batches: Batches) -> Batches:
            rows = list(work(batches))
            try:
                once.touch(exist_ok=False)
            except FileExistsError:
                yield from rows
            else:
                yield from rows
                fail()

        return failing_once

    return around


def stop_with_an_error() -> None:
    raise RuntimeError("the disk is gone")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("fail", [stop_with_an_error, die])
def test_work_that_fails_is_done_again_and_counts_once(
    spark: Any, file: Path, tmp_path: Path, fail: Callable[[], None]
) -> None:
    job = Job(file, only=("byte", "rare"))
    around = failing(tmp_path / "failed", fail)

    counted = SparkEngine(spark=spark, parts=3, around=around).count(job)

    assert (tmp_path / "failed").exists()
    assert_same(counted, engine().count(job))


def test_work_that_fails_for_good_ends_in_one_line(spark: Any, file: Path) -> None:
    def around(work: Work) -> Work:
        def broken(batches: Batches) -> Batches:
            raise RuntimeError("the disk is gone")

        return broken

    with pytest.raises(LovendeError) as problem:
        SparkEngine(spark=spark, parts=1, around=around).count(Job(file, only=("byte",)))
    assert "the disk is gone" in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_weight_that_is_negative_in_one_partition(
    spark: Any, answers: pl.DataFrame, tmp_path: Path
) -> None:
    wrong = answers.with_columns(
        pl.when(pl.int_range(pl.len()) == 700).then(-1.5).otherwise("weight").alias("weight")
    )
    wrong.write_parquet(tmp_path / "a.parquet")

    with pytest.raises(LovendeError, match="negative"):
        SparkEngine(spark=spark, parts=4).count(Job(tmp_path / "a.parquet", weight="weight"))


def test_a_format_that_spark_does_not_read(tmp_path: Path) -> None:
    job = replace(Job(Path("a.sav")), url="hdfs://there/a.sav")

    with pytest.raises(LovendeError, match=r"lovende convert"):
        engine("spark").count(job)


@pytest.mark.parametrize(
    ("master", "says"),
    [
        ("spark://127.0.0.1:9", "does not answer"),
        ("loca[2]", "no master"),
        ("local[0]", "no master"),
    ],
)
def test_a_master_that_is_not_there(file: Path, master: str, says: str) -> None:
    with pytest.raises(LovendeError, match=says):
        engine("spark", master).count(Job(file))


def test_java_that_is_missing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(LovendeError, match="Java"):
        engine("spark").count(Job(file))


def test_what_java_greets_with_is_not_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with kept_to_itself():
        os.write(2, b"WARNING: Using incubator modules")
    os.write(2, b"a line of ours")

    assert capfd.readouterr().err == "a line of ours"


def test_the_reason_that_java_gives_is_told() -> None:
    problem = OSError(
        "An error occurred while calling o44.parquet.\n: No FileSystem\n\tat org.apache"
    )

    assert first_line(problem) == "No FileSystem"


def test_spark_that_ends_in_the_middle() -> None:
    _, silence = gone()

    for problem in (ConnectionRefusedError(111, "refused"), silence("Answer is empty")):
        told = str(failure_of(problem, Place(file="answers.parquet")))
        assert told.startswith("answers.parquet: Spark ended in the middle")
