"""Files of SPSS, as others made them: the counts are those of the answers as the reader gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.domain.dataset.codes import as_text
from lovende.engines import Job, engine
from lovende.formats.answers import read_answers


@pytest.mark.needs("shared")
@pytest.mark.parametrize("name", ["missing_test", "ordered_category", "sample", "simple_alltypes"])
def test_one_way_counts_of_a_reference_file(name: str, reference: Path) -> None:
    path = reference / "answers" / f"{name}.sav"
    answers, _ = read_answers(path)

    counted = engine().count(Job(path))

    assert counted.counts.size == answers.size
    for one in counted.variables:
        valid = as_text(answers.valid(one.variable.name)).drop_nulls().to_list()
        codes = [category.code for category in one.variable.categories]
        people = counted.counts.one_way(one.variable.name).tolist()
        assert people[: len(codes)] == [valid.count(code) for code in codes]
        assert sum(people) == answers.size
        assert set(valid) <= set(codes)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("hdfs://node:8020/a/b.parquet", "hdfs://node:8020/a/b.parquet"),
        ("s3a://bucket/a", "s3a://bucket/a"),
        ("folder/a.parquet", None),
        ("/folder/a.parquet", None),
        ("C:/folder/a.parquet", None),
    ],
)
def test_an_address_that_was_given_as_a_path(path: str, address: str | None) -> None:
    assert Job(Path(path)).address == address
