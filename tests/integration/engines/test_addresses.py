"""Addresses of files that only a cluster can reach, through the command line."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from lovende.cli import main
from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.engines.spark import source


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lovende", "tabulate", *arguments])
    return main()


@pytest.mark.parametrize(
    "address",
    [
        "hdfs:///answers",
        "hdfs:///a/b.parquet",
        "hdfs://node:8020/a//b.parquet",
        "s3a://bucket/a.csv",
        "abfss://box@account.dfs.core.windows.net/a",
    ],
)
def test_an_address_reaches_spark_unchanged(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def remote(url: str) -> Any:
        asked.append(url)
        raise LovendeError(fault("test.stop", N_("There is nobody in the file to count.")))

    monkeypatch.setattr(source, "_remote", remote)

    assert run(monkeypatch, address, "--all-pairs", "--engine", "spark") == 1
    assert asked == [address]


def test_an_address_is_nothing_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "hdfs:///a.parquet", "--all-pairs") == 1
    assert "hdfs:///a.parquet" in capsys.readouterr().err

    assert run(monkeypatch, "hdfs:///a.parquet") == 2
    assert "--engine spark" in capsys.readouterr().err
