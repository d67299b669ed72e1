"""What cannot be counted ends in one line, or is left out with a line."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.errors import LovendeError
from lovende.domain.texts import Text
from lovende.engines import Condition, Counted, Job, engine
from lovende.engines.local import LocalEngine
from lovende.formats.answers import write_answers
from tests.integration.engines.answers import level_texts

CODES = [1, 2, 3] * 200


def counted(columns: dict[str, Any], folder: Path, **job: Any) -> Counted:
    path = folder / "answers.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return engine().count(Job(path, **job))


def refused(columns: dict[str, Any], folder: Path, **job: Any) -> str:
    with pytest.raises(LovendeError) as problem:
        counted(columns, folder, **job)
    line = str(problem.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (list(range(600)), "engine.many_levels"),
        ([f"name {n}" for n in range(600)], "engine.many_levels"),
        ([f"name {n % 200}" if n < 300 else None for n in range(600)], "engine.identifier"),
        ([None] * 600, "engine.all_missing"),
        (pl.Series([None] * 600, dtype=pl.Int64), "engine.all_missing"),
        ([date(2026, 1, 1 + n % 3) for n in range(600)], "engine.dates"),
        (["2026-01-01", "2026-02-01"] * 300, "engine.dates"),
        ([0.5, 1.5] * 300, "engine.decimals"),
        (["0,5", "1,5"] * 300, "engine.decimals"),
        (["a long answer in words of one's own, " * 3] * 600, "engine.free_text"),
        ([[1], [2]] * 300, "engine.not_codes"),
    ],
)
def test_a_column_of_no_codes_is_left_out_by_name(values: Any, code: str, tmp_path: Path) -> None:
    found = counted({"code": CODES, "other": values}, tmp_path)

    assert [v.variable.name for v in found.variables] == ["code"]
    assert [(note.code, note.place.column) for note in found.notes] == [(code, "other")]
    assert found.counts.one_way("code").tolist() == [200, 200, 200]


def test_one_level_is_kept_and_told(tmp_path: Path) -> None:
    found = counted({"code": CODES, "one": [7] * 600}, tmp_path)

    assert level_texts(found, "one") == ["7"]
    assert [note.code for note in found.notes] == ["engine.one_level"]


def test_numbers_that_lie_far_apart_are_codes(tmp_path: Path) -> None:
    found = counted({"wide": [1, 2, 99_999] * 200, "below": [-5, 3, 4] * 200}, tmp_path)

    assert level_texts(found, "wide") == ["1", "2", "99999"]
    assert level_texts(found, "below") == ["-5", "3", "4"]


@pytest.mark.parametrize("step", [1, 1000])
def test_the_most_frequent_levels_are_kept(step: int, tmp_path: Path) -> None:
    values = [0] * 400 + [step] * 100 + [step * n for n in range(2, 302)]
    random.Random(1).shuffle(values)

    found = counted({"code": CODES + [1] * 200, "many": values}, tmp_path, most_levels=3)

    assert level_texts(found, "many") == ["0", str(step), "other"]
    assert found.counts.one_way("many").tolist() == [400, 100, 300]
    assert ("engine.grouped", "many") in [(n.code, n.place.column) for n in found.notes]


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ([1.0, -2.0, 1.0], "row 2, column w: The weight is negative"),
        ([1.0, 1.0, None], "row 3, column w: The weight is missing"),
        ([1.0, float("nan"), 1.0], "row 2, column w: The weight is no number"),
        (["1,5", "two", "1"], "row 2, column w: The weight is no number; give"),
        ([1.0, 1e200, 1.0], "row 2, column w: The weight is too large (1e+200); divide"),
        ([1.0, 1.0, 1e-200], "row 3, column w: The weight is too small (1e-200); multiply"),
        ([1.0, float("inf"), 1.0], "row 2, column w: The weight is no number; give"),
        ([0, 0, 0], "column w: All weights are zero"),
        ([date(2026, 1, 1)] * 3, "column w: The column holds no numbers"),
    ],
)
def test_weights_that_are_none(weights: Any, says: str, tmp_path: Path) -> None:
    assert says in refused({"code": [1, 2, 1], "w": weights}, tmp_path, weight="w")


def test_what_a_person_wrote_in_the_place_of_a_weight_is_not_told(tmp_path: Path) -> None:
    line = refused({"code": [1, 2], "w": ["1", "Jens Hansen"]}, tmp_path, weight="w")

    assert "Jens" not in line


def test_whole_numbers_beyond_what_a_decimal_number_can_tell_apart(tmp_path: Path) -> None:
    far = 1 << 63
    columns = {
        "a": pl.Series([far + 3, far + 1, far + 2] * 20, dtype=pl.UInt64),
        "b": pl.Series([far + 1, 10**17 + 1, 10**17] * 20, dtype=pl.UInt64),
        "c": [-(10**17), 1 - 10**17, 0] * 20,
    }

    found = counted(columns, tmp_path)

    assert level_texts(found, "a") == [str(far + 1), str(far + 2), str(far + 3)]
    assert level_texts(found, "b") == [str(10**17), str(10**17 + 1), str(far + 1)]
    assert level_texts(found, "c") == [str(-(10**17)), str(1 - 10**17), "0"]
    assert found.counts.one_way("a").tolist() == [20, 20, 20]


def test_infinite_numbers_that_were_asked_for_are_levels(tmp_path: Path) -> None:
    found = counted({"a": [1.0, float("inf"), float("-inf")] * 20}, tmp_path, only=("a",))

    assert sorted(level_texts(found, "a")) == ["-inf", "1", "inf"]


def test_all_variables_that_were_asked_for_have_too_many_levels(tmp_path: Path) -> None:
    many = {"a": list(range(600)), "b": list(range(600))}

    line = refused(many, tmp_path, only=("a", "b"))

    assert "column a: It has 600 levels" in line
    assert "--max-levels" in line


def test_nobody_meets_a_condition_on_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sex,code\n" + "man,1\nwoman,2\n" * 9)

    with pytest.raises(LovendeError, match="Nobody meets the condition"):
        engine().count(Job(tmp_path / "a.csv", where=(Condition("sex", ("fish",)),)))


def test_a_text_file_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sex,code\n")

    with pytest.raises(LovendeError, match="nobody in the file"):
        engine().count(Job(tmp_path / "a.csv"))


def test_the_row_of_a_weight_far_down_a_text_file(tmp_path: Path) -> None:
    rows = ["code,w", *["1,1"] * 5000, "2,-1"]
    (tmp_path / "a.csv").write_text("\n".join(rows))

    with pytest.raises(LovendeError, match="row 5002, column w"):
        LocalEngine(people=100).count(Job(tmp_path / "a.csv", weight="w"))


def test_weights_that_are_texts(tmp_path: Path) -> None:
    found = counted({"code": [1, 2, 1], "w": ["1,5", "2", "0.5"]}, tmp_path, weight="w")

    assert found.weighted is not None
    assert found.weighted.one_way("code").tolist() == [2.0, 2.0]
    assert [v.variable.name for v in found.variables] == ["code"]


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ({"only": ("cod",)}, "did you mean code?"),
        ({"where": (Condition("xyzzy", ("1",)),)}, "There is no variable xyzzy"),
        ({"weight": "Code_"}, "did you mean code?"),
        ({"ordinal": ("kode",)}, "did you mean code?"),
        ({"where": (Condition("code", ("8",)),)}, "Nobody meets the condition"),
    ],
)
def test_names_and_codes_that_are_not_there(job: Any, says: str, tmp_path: Path) -> None:
    assert says in refused({"code": CODES}, tmp_path, **job)


def test_a_file_of_nobody(tmp_path: Path) -> None:
    assert "nobody" in refused({"code": pl.Series([], dtype=pl.UInt8)}, tmp_path).lower()


def test_a_file_of_names_alone(tmp_path: Path) -> None:
    assert "left out" in refused({"name": [f"n {n}" for n in range(600)]}, tmp_path)


def test_too_many_levels_in_all(tmp_path: Path) -> None:
    many = {f"v{n}": [i % 250 for i in range(600)] for n in range(50)}

    assert "at most 10000" in refused(many, tmp_path)


@pytest.mark.parametrize("keep", [0, 4, 600, -9])
def test_a_file_that_was_cut_off(keep: int, tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"code": CODES}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(LovendeError, match=r"damaged|empty|holds"):
        engine().count(Job(path))


def test_pages_that_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"code": CODES * 50}).write_parquet(path)
    data = bytearray(path.read_bytes())
    data[10:40] = bytes(30)
    path.write_bytes(data)

    with pytest.raises(LovendeError, match="damaged"):
        engine().count(Job(path))


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"code": [1]}, "no column w"),
        ({"code": [1], "w": [1.0], "more": [1]}, "a column more"),
        ({"code": [1], "w": ["1"]}, "holds String in this part and Float64"),
    ],
)
def test_parts_that_are_not_alike(second: Any, says: str, tmp_path: Path) -> None:
    pl.DataFrame({"code": [1], "w": [1.0]}).write_parquet(tmp_path / "part-0.parquet")
    pl.DataFrame(second).write_parquet(tmp_path / "part-1.parquet")

    with pytest.raises(LovendeError, match=says) as problem:
        engine().count(Job(tmp_path, weight="w"))
    assert "part-1.parquet" in str(problem.value)


def described() -> Dataset:
    """Labelled answers with states, a declared missing code and a category that nobody chose."""
    labels = {"1": "Yes", "2": "No", "8": "Don't know", "3": "Perhaps"}
    codes = tuple(Category(c, Text.of(en=label), c == "8") for c, label in labels.items())
    asked = Variable(
        "q1",
        VariableKind.CODE,
        Text.of(en="Is it so?"),
        Measure.ORDINAL,
        codes,
        (MissingCodes(9.0, 9.0, AnswerState.SKIPPED, Text.of(en="Refused")),),
    )
    values = pl.DataFrame({"q1": ["1", "1", "8", "9", None, None, "2"], "id": list("abcdefg")})
    states = {"q1": pl.Series([0, 0, 0, 1, 2, 1, 0], dtype=pl.UInt8)}
    key = Variable("id", VariableKind.TEXT)
    return Dataset.from_values((asked, key), values, states, key="id")


@pytest.mark.parametrize("ending", [".parquet", ".sav"])
def test_labels_states_and_declared_missing_codes(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"answers{ending}"
    write_answers(described(), path, language="en")

    found = engine().count(Job(path, only=("q1",)))

    one = found.variables[0]
    assert [c.code for c in one.variable.categories] == ["1", "2", "3", "8"]
    assert one.missing == ("Refused", "skipped", "not_asked")
    assert one.variable.measure is Measure.ORDINAL
    assert found.counts.one_way("q1").tolist() == [2, 1, 0, 1, 1, 1, 1]
