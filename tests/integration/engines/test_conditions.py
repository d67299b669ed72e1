"""Conditions with a code that nobody has: told, since the other codes let people through."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lovende.domain.dataset.model import Category, Dataset, Variable, VariableKind
from lovende.domain.texts import Text
from lovende.engines import Condition, Job, engine
from lovende.formats.answers import write_answers


@pytest.mark.parametrize("only", [(), ("flag",)])
def test_a_code_of_a_condition_that_nobody_has_is_told(
    only: tuple[str, ...], tmp_path: Path
) -> None:
    columns = {
        "a": [1, 2, 3] * 200,
        "flag": [True, False] * 300,
        "text": ["nord", "syd", "øst"] * 200,
    }
    where = (Condition("a", ("1", "3", "9", "x")), Condition("text", ("nord", "øst", "sud")))

    pl.DataFrame(columns).write_parquet(tmp_path / "a.parquet")
    found = engine().count(Job(tmp_path / "a.parquet", only, where))

    told = [(note.place.column, str(note)) for note in found.notes]
    assert found.counts.size == 400
    assert [name for name, _ in told] == ["a", "text"]
    assert "Nobody who is counted has the code 9, x of the condition" in told[0][1]
    assert "sud" in told[1][1]


def test_a_code_that_nobody_has_is_told_with_the_codes_of_the_file(tmp_path: Path) -> None:
    yes = (Category("1", Text.of(en="Yes")), Category("2", Text.of(en="No")))
    answers = Dataset.from_values(
        (Variable("q", VariableKind.CODE, categories=yes), Variable("r", VariableKind.FLAG)),
        pl.DataFrame({"q": ["1", "2"] * 20, "r": [True, False] * 20}),
    )
    write_answers(answers, tmp_path / "a.parquet")

    found = engine().count(Job(tmp_path / "a.parquet", where=(Condition("q", ("1", "3")),)))

    assert "has the code 3 of the condition; the codes are 1, 2." in str(found.notes[0])
    assert len([note for note in found.notes if note.code == "engine.code_of_nobody"]) == 1
