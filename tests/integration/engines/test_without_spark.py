"""Where Spark is not installed, or not whole, one line says how it comes here."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import polars as pl
import pytest

from lovende.domain.errors import LovendeError, Place
from lovende.engines import Job, engine
from lovende.engines.spark import running


@pytest.mark.parametrize("name", ["pyspark", "pandas", "pyarrow"])
def test_a_library_that_is_missing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pl.DataFrame({"a": [1, 2] * 20}).write_parquet(tmp_path / "a.parquet")
    monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(LovendeError) as error:
        engine("spark").count(Job(tmp_path / "a.parquet"))

    line = str(error.value)
    assert f"({name} is" in line
    assert "pip install 'lovende[spark]'" in line
    assert "\n" not in line


def test_a_library_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise ImportError("Pandas >= 2.2.0 must be installed; however, your version is 1.5.3.")

    spark = ModuleType("pyspark")
    spark.InheritableThread = None  # type: ignore[attr-defined]  # never begun
    monkeypatch.setitem(sys.modules, "pyspark", spark)
    table = SimpleNamespace(sparkSession=SimpleNamespace(sparkContext=None), mapInArrow=refused)

    with pytest.raises(LovendeError, match=r"2\.2\.0 must be installed"):
        running.rows_of(table, iter, Place(), lambda *_: None, "")
