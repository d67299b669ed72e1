"""`lovende tabulate --all-pairs`, from a file to a page, a workbook and a Parquet file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import openpyxl
import polars as pl
import pytest
from lxml import html

from lovende.analysis import all_pairs
from lovende.cli import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lovende", *arguments])
    return main()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 people: `mood` and `health` go together, `region` with neither; Danish letters."""
    rng = np.random.default_rng(7)
    common = rng.random(400)
    health = np.where(rng.random(400) < 0.7, common, rng.random(400))
    frame = pl.DataFrame(
        {
            "key": [f"R{place:03}" for place in range(400)],
            "region": rng.choice(["Ærø", "Østby", "Århus"], 400),
            "mood": (common * 4).astype(int) + 1,
            "health": (health * 5).astype(int) + 1,
            "job": rng.integers(0, 2, 400),
            "empty": [None] * 400,
            "weight": rng.uniform(0.5, 2, 400).round(3),
        }
    )
    path = tmp_path_factory.mktemp("answers") / "svar.csv"
    frame.write_csv(path)
    return path


def test_it_prints_the_strongest(
    answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert run(monkeypatch, "tabulate", str(answers), "--all-pairs", "--lang", "en") == 0
    said = capsys.readouterr()
    assert "The 6 strongest of 6 associations" in said.out
    first = next(line for line in said.out.splitlines() if "Chi-square" in line)
    assert "mood" in first
    assert "health" in first
    assert "empty" in said.err


def test_it_writes_three_files(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    arguments = ("--all-pairs", "--ordinal", "mood,health", "-o", str(out), "--lang", "da")
    assert run(monkeypatch, "tabulate", str(answers), *arguments) == 0
    assert {file.name for file in out.iterdir()} == {"pairs.parquet", "pairs.xlsx", "pairs.html"}
    frame = pl.read_parquet(out / "pairs.parquet")
    assert frame.height == 6
    best = frame.sort("v_corrected", descending=True).row(0, named=True)
    assert (best["variable_1"], best["variable_2"]) == ("mood", "health")
    assert best["primary_test"] == "kruskal_wallis"
    assert best["ranked"] == "health"
    assert best["tau_b"] > 0.4
    assert best["p_holm"] == pytest.approx(6 * best["p"])
    made = json.loads(pl.read_parquet_metadata(out / "pairs.parquet")["lovende.all_pairs"])
    assert made["parameters"]["family"] == 6
    assert len(made["inputs"][0]["sha256"]) == 64
    book = openpyxl.load_workbook(out / "pairs.xlsx")
    assert book.sheetnames == ["Om", "Stærkeste", "Alle par", "Kort", "Frekvenstabeller"]
    assert book["Kort"].conditional_formatting
    cells = {str(cell.value) for row in book["Frekvenstabeller"].iter_rows() for cell in row}
    assert {"Ærø", "Østby", "Århus"} <= cells
    page = html.document_fromstring((out / "pairs.html").read_text("utf-8"))
    assert page.get("lang") == "da"
    text = str(page.xpath("string()"))
    assert "Tættest hænger »mood« og »health«" in text
    assert "Ikke til offentliggørelse" in text
    assert "Ærø" in text


def test_json_has_the_strongest_and_what_was_left_out(
    answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "tabulate", str(answers), "--all-pairs", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["people"], said["variables"], said["tested"]) == (400, 4, 6)
    assert said["strongest"][0]["variable_1"] == "mood"
    assert {note["column"] for note in said["notes"]} >= {"key", "empty"}


def test_conditions_and_variables_limit_what_is_counted(
    answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--all-pairs", "--json", "--only", "mood,health", "--where", "region=Ærø,Århus")
    assert run(monkeypatch, "tabulate", str(answers), *arguments, "--where", "job=1") == 0
    said = json.loads(capsys.readouterr().out)
    kept = pl.read_csv(answers).filter(pl.col("region") != "Østby", pl.col("job") == 1)
    assert said["people"] == kept.height
    assert (said["variables"], said["pairs"]) == (2, 1)


def test_weights_correct_the_tests(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--all-pairs", "--weight", "weight", "-o", str(tmp_path), "--lang", "en")
    assert run(monkeypatch, "tabulate", str(answers), *arguments) == 0
    frame = pl.read_parquet(tmp_path / "pairs.parquet")
    assert frame["design_effect"].is_between(1.0, 2.0).all()
    assert frame["n_weighted"][0] == pytest.approx(pl.read_csv(answers)["weight"].sum())
    assert "Weighted by weight" in (tmp_path / "pairs.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--ordinal", "mood"), "--ordinal: goes with --all-pairs only"),
        (("--where", "mood=1"), "--where: goes with --all-pairs only"),
        (("--weight", "weight"), "--weight: goes with --all-pairs only"),
        (("--max-levels", "5"), "--max-levels: goes with --all-pairs only"),
        (("--engine", "local"), "--engine: goes with --all-pairs only"),
        (("--all-pairs", "--by", "mood"), "--by: does nothing with --all-pairs"),
        (("--all-pairs", "--seed", "2"), "--seed: does nothing with --all-pairs"),
        (("--all-pairs", "--where", "mood"), "mood is no condition"),
        (("--all-pairs", "--where", "=1"), "=1 is no condition"),
        (("--all-pairs", "--engine", "fast"), "'fast'"),
        (("--all-pairs", "--master", "local[2]"), "--master: goes with --engine spark only"),
        (("--all-pairs", "--lang", "fr"), "fr is not known"),
    ],
)
def test_options_that_do_not_fit_are_usage_errors(
    answers: Path,
    arguments: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "tabulate", str(answers), *arguments) == 2
    assert said in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--only", "modo"),
        ("--where", "modo=1"),
        ("--weight", "region"),
        ("--weight", "nothing"),
        ("--where", "mood=99"),
        ("--ordinal", "modo"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_nothing_is_written(
    answers: Path,
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LOVENDE_LANG", "en")
    out = tmp_path / "out"
    assert (
        run(monkeypatch, "tabulate", str(answers), "--all-pairs", *arguments, "-o", str(out)) == 1
    )
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("svar.csv")
    assert not list(tmp_path.glob("**/pairs*"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("alone\n1\n2\n1\n2\n", 0),
        ("note\n" + "".join(f"words {i}\n" for i in range(40)), 1),
        ("", 1),
    ],
    ids=["one variable", "only texts", "empty file"],
)
def test_files_with_no_pair(
    text: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "few.csv"
    path.write_text(text, "utf-8")
    out = tmp_path / "out"
    assert run(monkeypatch, "tabulate", str(path), "--all-pairs", "-o", str(out)) == code
    assert capsys.readouterr().err.strip()
    assert out.exists() == (code == 0)
    if code == 0:
        assert pl.read_parquet(out / "pairs.parquet").height == 0


def test_an_interruption_leaves_what_was_there(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pairs.html").write_text("old")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(all_pairs.AllPairs, "frame", interrupted)
    assert run(monkeypatch, "tabulate", str(answers), "--all-pairs", "-o", str(tmp_path)) == 130
    assert [file.name for file in tmp_path.iterdir()] == ["pairs.html"]
    assert (tmp_path / "pairs.html").read_text() == "old"


def test_each_name_that_is_wrong_has_its_line(
    answers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no study that `lovende check` could list them of."""
    wrong = ["--only", "mod,helth", "--where", "regon=1"]
    assert run(monkeypatch, "tabulate", str(answers), "--all-pairs", *wrong) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 3
    for line, name in zip(lines, ("mod", "helth", "regon"), strict=True):
        assert f" {name}" in line
    assert not any("lovende check" in line for line in lines)
