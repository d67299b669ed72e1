"""The commands as a person at a terminal meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from lovende.analysis.schema import findings_schema
from lovende.cli import main

ANSWERS = """name,region,satisfied,uses_1,uses_2
a,north,3,1,0
b,north,2,1,1
c,south,1,0,1
d,south,2,0,1
e,south,1,1,0
f,north,3,1,0
"""


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lovende", *arguments])
    return main()


def test_the_report_has_every_document_and_valid_findings(
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "en mappe med mellemrum og æøå"
    assert run(monkeypatch, "report", str(example / "study.toml"), "-o", str(folder)) == 0
    names = ["report.da.html", "report.da.pdf", "report.da.docx", "tables.da.xlsx", "findings.json"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert capsys.readouterr().out.split("\n")[:-1] == [str(folder / name) for name in names]
    findings = json.loads((folder / "findings.json").read_text("utf-8"))
    jsonschema.validate(findings, findings_schema())
    assert set(findings) >= {"study", "response", "tables", "tests", "index", "provenance"}
    assert (folder / "report.da.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_study_gives_the_same_bytes(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        arguments = ("report", str(example / "study.toml"), "-o", str(tmp_path / name))
        assert run(monkeypatch, *arguments, "--format", "html,xlsx,json") == 0
    for name in ("report.da.html", "tables.da.xlsx", "findings.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_example_has_no_fault(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOVENDE_LANG", "da")
    assert run(monkeypatch, "check", str(example / "study.toml")) == 0
    assert capsys.readouterr().out == "Ingen fejl.\n"


def test_check_lists_the_faults_of_all_files_at_once(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = (study / "panel.csv").read_text("utf-8").replace("R0002,0101", "R0001,9999", 1)
    (study / "panel.csv").write_text(panel, "utf-8")
    index = (study / "index.toml").read_text("utf-8").replace('"q20_1"', '"q20_x"', 1)
    (study / "index.toml").write_text(index, "utf-8")
    toml = (study / "study.toml").read_text("utf-8").replace('question = "1"', 'question = "99"', 1)
    (study / "study.toml").write_text(toml, "utf-8")
    assert run(monkeypatch, "check", str(study / "study.toml"), "--json") == 1
    faults = json.loads(capsys.readouterr().out)
    assert {(fault["file"], fault["code"], fault["row"]) for fault in faults} >= {
        ("panel.csv", "panel.doubled_key", 3),
        ("panel.csv", "panel.unknown_municipality", 3),
        ("study.toml", "study.unknown_question", None),
    }
    assert "index.toml" in {fault["file"] for fault in faults}


def test_rank_prints_the_index_as_json(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "rank", str(example / "study.toml"), "--json") == 0
    index = json.loads(capsys.readouterr().out)
    assert (index["described"], index["selected"]) == (160, 60)
    assert index["uncertainty"]["draws"] == 10_000
    assert {one["assumption"] for one in index["uncertainty"]["assumptions"]} >= {"weights", "mean"}
    first = index["ranking"][0]
    assert first["rank_low"] == 1
    assert first["selection_probability"] > 0.9


def test_rank_draws_as_often_as_asked_and_always_alike(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for _ in range(2):
        assert (
            run(monkeypatch, "rank", str(example / "study.toml"), "--json", "--draws", "200") == 0
        )
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["uncertainty"]["draws"] == 200
    assert run(monkeypatch, "rank", str(example / "study.toml"), "--draws", "0") == 2
    assert "100" in capsys.readouterr().err


def test_a_wrong_range_ends_in_one_line_with_its_place(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (study / "index.toml").read_text("utf-8") + "\n[uncertainty]\nthreshold = [0.9, 0.7]\n"
    (study / "index.toml").write_text(text, "utf-8")
    line = text.count("\n")
    monkeypatch.setenv("LOVENDE_LANG", "da")
    assert run(monkeypatch, "rank", str(study / "study.toml")) == 1
    told = capsys.readouterr().err.strip()
    assert told.count("\n") == 0
    assert f"index.toml, række {line}: threshold går fra 0.9 ned til 0.7." in told


def test_rank_prints_tables(
    example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOVENDE_LANG", "da")
    assert run(monkeypatch, "rank", str(example / "study.toml"), "--top", "3") == 0
    out = capsys.readouterr().out
    assert "Potentiale" in out
    assert len([line for line in out.splitlines() if line.strip().startswith("R0")]) == 3
    assert "Hvad der betyder noget for rangordenen, i 10.000 trækninger" in out
    assert "Én person har vurderet hver nyskabelse." in out


def test_tabulate_needs_no_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, "utf-8")
    assert (
        run(monkeypatch, "tabulate", str(path), "--by", "region", "--json", "--only", "satisfied")
        == 0
    )
    findings = json.loads(capsys.readouterr().out)
    tables = {(table["name"], table["by"]): table for table in findings["tables"]}
    assert [option["count"] for option in tables["satisfied", None]["options"]] == [2, 2, 2]
    groups = tables["satisfied", "region"]["groups"]
    assert [(group["group"], group["base"]) for group in groups] == [("north", 3), ("south", 3)]
    assert ("region", "region") not in tables
    assert all(test["p_clustered"] is None for test in findings["tests"])


def test_tabulate_writes_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, "utf-8")
    assert run(monkeypatch, "tabulate", str(path), "-o", str(tmp_path / "out"), "--lang", "en") == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "report.en.html",
        "tables.en.xlsx",
        "findings.json",
    }


def test_an_unknown_format_is_a_usage_error(
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = (
        "report",
        str(example / "study.toml"),
        "-o",
        str(tmp_path / "x"),
        "--format",
        "odt",
    )
    assert run(monkeypatch, *arguments) == 2
    assert "odt is not known" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys, lovende.cli; print(sorted({'polars', 'scipy', 'numpy', 'pyxform'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
