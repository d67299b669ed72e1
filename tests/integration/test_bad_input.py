"""A study that is broken in one place: one clear line, the right exit code, nothing left behind."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lovende.cli import main

Break = Callable[[Path], None]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["lovende", *map(str, arguments)])
    return main()


def replaced(name: str, *pairs: tuple[str, str]) -> Break:
    """Change texts in a file of the study; each must be there."""

    def change(study: Path) -> None:
        text = (study / name).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (study / name).write_text(text, "utf-8")

    return change


def written(name: str, content: bytes) -> Break:
    return lambda study: void((study / name).write_bytes(content))


def void(_: object) -> None:
    """Take what a call returns and drop it."""


def missing(name: str) -> Break:
    return lambda study: (study / name).unlink()


def folder(name: str) -> Break:
    def change(study: Path) -> None:
        (study / name).unlink()
        (study / name).mkdir()

    return change


def cells(name: str, edits: dict[tuple[int, str], str]) -> Break:
    """Set cells of a CSV file by row (as a spreadsheet counts) and column."""

    def change(study: Path) -> None:
        with (study / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for (row, column), value in edits.items():
            rows[row - 1][rows[0].index(column)] = value
        with (study / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)

    return change


def first_rows(name: str, count: int) -> Break:
    def change(study: Path) -> None:
        lines = (study / name).read_text("utf-8").splitlines(keepends=True)
        (study / name).write_text("".join(lines[:count]), "utf-8")

    return change


PROTECTED = (
    bytes.fromhex("d0cf11e0a1b11ae1")
    + bytes(600)
    + "EncryptedPackage".encode("utf-16-le")
    + bytes(3000)
)


class Case(NamedTuple):
    name: str
    spoil: Break
    codes: tuple[str, ...]
    """The faults that `check` tells, in order."""
    says: str
    """A part of the first line, in English."""


QUICK = (
    Case("study.missing", missing("study.toml"), ("file.missing",), "study.toml: There is no such"),
    Case("study.empty", written("study.toml", b" \n"), ("file.empty",), "study.toml: The file is"),
    Case("study.folder", folder("study.toml"), ("file.folder",), "study.toml: This is a folder"),
    Case("study.noise", written("study.toml", PROTECTED), ("toml.encoding",), "Save it as UTF-8"),
    Case(
        "study.syntax",
        replaced("study.toml", ("[answers]", "[answers")),
        ("toml.syntax",),
        "study.toml, row 33",
    ),
    Case(
        "study.types",
        replaced("study.toml", ("seed = 2021", 'seed = "x"'), ("cut = [50000]", "cut = 50000")),
        ("toml.wrong_type", "toml.wrong_type"),
        "analysis.seed must be a whole number",
    ),
    Case(
        "questionnaire.empty",
        written("questionnaire.xlsx", b""),
        ("file.empty",),
        "questionnaire.xlsx: The file is empty",
    ),
    Case(
        "questionnaire.protected",
        written("questionnaire.xlsx", PROTECTED),
        ("file.password",),
        "protected by a password",
    ),
)
"""Cases that end before answers are read; the others read the whole study."""

WHOLE = (
    Case(
        "study.unknown_key",
        replaced("study.toml", ("permutations =", "permutation =")),
        ("toml.unknown_key",),
        "Did you mean permutations?",
    ),
    Case(
        "study.frame",
        replaced("study.toml", ('frame = ["size"', 'frame = ["sise"')),
        ("study.unknown_frame",),
        "panel.frame names sise",
    ),
    Case(
        "study.plan",
        replaced(
            "study.toml",
            ('codes = ["1", "2"]', 'codes = ["1", "22"]'),
            ("rows = [1]", "rows = [99]"),
            ('by = "size"', 'by = "sise"'),
        ),
        ("study.unknown_grouping", "study.unknown_code", "study.unknown_row"),
        "comparison[1] names the grouping sise",
    ),
    Case(
        "study.cut_of_text",
        replaced("study.toml", ('from = "population"', 'from = "name"')),
        ("study.cut_of_text",),
        "cuts name by numbers",
    ),
    Case(
        "study.nobody_in_groups",
        replaced("study.toml", ('from = "population"\ncut = [50000]', 'from = "region"')),
        ("study.empty_grouping",),
        "puts no respondent in a group",
    ),
    Case(
        "study.key_as_grouping",
        replaced(
            "study.toml",
            ('from = "population"\ncut = [50000]', 'from = "key"'),
            (
                '[[grouping.group]]\nkey = "large"',
                '[[grouping]]\nname = "x"\nlabel = "X"\nfrom = "region"\n[[grouping.group]]\nkey = "large"',
            ),
        ),
        ("study.many_groups", "study.empty_grouping"),
        "makes 296 groups",
    ),
    Case(
        "panel.bad_rows",
        cells(
            "panel.csv",
            {
                (2, "municipality"): "Kobenhavn",
                (3, "email"): "no address",
                (4, "disposition"): "",
                (6, "key"): "R0001",
            },
        ),
        (
            "panel.doubled_key",
            "panel.unknown_municipality",
            "panel.bad_email",
            "panel.bad_disposition",
        ),
        "panel.csv, row 6, column key",
    ),
    Case("panel.nobody", first_rows("panel.csv", 1), ("panel.nobody",), "There is nobody"),
    Case("panel.protected", written("panel.csv", PROTECTED), ("file.protected",), "panel.csv"),
    Case("answers.nobody", first_rows("answers.csv", 1), ("answers.nobody",), "There are no"),
    Case(
        "answers.other_file",
        written("answers.csv", b"a;b\n1;2\n"),
        ("answers.other_file",),
        "neither the column key nor",
    ),
    Case(
        "answers.doubled_column",
        replaced("answers.csv", (",q2,", ",q1,")),
        ("answers.doubled_name",),
        "Two columns are named q1 (G and H)",
    ),
    Case(
        "answers.stray_quote",
        replaced("answers.csv", ("Udsatte voksne", 'Udsatte "voksne"')),
        ("csv.stray_quote",),
        "answers.csv, row 2",
    ),
    Case(
        "answers.bad_rows",
        cells(
            "answers.csv",
            {(2, "q1"): "9", (3, "key"): "R0001", (5, "key"): "X", (2, "q2"): "1"},
        ),
        (
            "answers.doubled_key",
            "answers.unknown_code",
            "answers.not_asked",
            "answers.not_in_panel",
        ),
        "The key R0001 stands in row 2 and again in row 3",
    ),
    Case(
        "nonresponders",
        cells("nonresponders.csv", {(2, "key"): "X", (3, "q1"): "77"}),
        ("answers.unknown_code", "answers.not_in_panel"),
        "nonresponders.csv, row 3, column q1",
    ),
    Case(
        "index",
        replaced("index.toml", ('"q20_1"', '"q20_11"'), ('"1" = 1.0', '"1" = 1.5')),
        ("index.score", "index.unknown_item"),
        "The score of code 1 is 1.5",
    ),
    Case("themes.missing", missing("themes.toml"), ("file.missing",), "themes.toml"),
)


@pytest.mark.parametrize("case", QUICK + WHOLE, ids=lambda case: case.name)
def test_check_tells_every_fault_and_where(
    case: Case, study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case.spoil(study)
    monkeypatch.setenv("LOVENDE_LANG", "en")
    assert run(monkeypatch, "check", study / "study.toml", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    errors = [one for one in said if one["severity"] == "error"]
    assert tuple(one["code"] for one in errors) == case.codes
    assert case.says in errors[0]["message"]
    assert all("\n" not in one["message"] for one in said)


def test_several_faults_in_several_files_come_in_one_run(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replaced("study.toml", ("publisher.da", "publisherr.da"), ('"23"', '"99"'))(study)
    cells("panel.csv", {(2, "municipality"): "9999"})(study)
    cells("answers.csv", {(2, "q1"): "9", (5, "key"): "X"})(study)
    cells("practices.csv", {(2, "theme"): "nothing"})(study)
    replaced("index.toml", ('direction = "best_first"\n', ""))(study)
    monkeypatch.setenv("LOVENDE_LANG", "en")
    assert run(monkeypatch, "check", study / "study.toml") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{len(lines) - 1} faults."
    for start in (
        "study.toml, row",
        "study.toml: collapse[3] names the question 99",
        "panel.csv, row 2, column municipality",
        "practices.csv, row 2, column theme",
        "index.toml, row",
        "answers.csv, row 2, column q1, question q1",
        "answers.csv, row 5, column key",
    ):
        assert sum(line.startswith(start) for line in lines) == 1, start


def test_a_report_of_a_broken_study_is_one_line_and_leaves_nothing(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cells("answers.csv", {(2, "q1"): "9", (3, "q3"): "77"})(study)
    before = sorted(study.rglob("*"))
    monkeypatch.setenv("LOVENDE_LANG", "da")
    for arguments in (("report", study / "study.toml", "-o", study / "new" / "out"),):
        assert run(monkeypatch, *arguments) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == 1
        assert said.err.startswith("answers.csv, række 2, kolonne q1")
        assert "lovende check" in said.err
    assert sorted(study.rglob("*")) == before


def test_messages_do_not_repeat_what_people_wrote(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "Anna Testesen, anna@example.org, 0101701234"
    cells(
        "answers.csv",
        {
            (2, "q1"): secret,
            (2, "q4_1"): secret,
            (2, "q15_1"): "0101701234",
            (2, "q2_other"): secret,
        },
    )(study)
    cells("panel.csv", {(2, "email"): secret, (3, "email"): "testperson.9@example.org"})(study)
    assert run(monkeypatch, "check", study / "study.toml") == 1
    said = capsys.readouterr().out
    assert len(said.splitlines()) >= 6
    for part in ("Anna", "anna@", "0101701234", "testperson"):
        assert part not in said


@pytest.mark.parametrize("where", ["/proc/lovende", "study.toml", "study.toml/below"])
@pytest.mark.parametrize("verb", ["report", "example"])
def test_a_folder_that_cannot_be_written(
    verb: str,
    where: str,
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = study / where
    before = {path: path.read_bytes() for path in study.iterdir()}
    arguments = [study / "study.toml", "-o", target] if verb == "report" else [target]
    assert run(monkeypatch, verb, *arguments) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1
    assert {path: path.read_bytes() for path in study.iterdir()} == before


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_earlier_results_and_nothing_else(
    name: signal.Signals, study: Path
) -> None:
    out = study / "out"
    out.mkdir()
    (out / "report.da.html").write_text("earlier")
    program = "import sys, lovende.cli; sys.exit(lovende.cli.main())"
    command = [sys.executable, "-c", program, "report", str(study / "study.toml")]
    process = subprocess.Popen(
        [*command, "-o", str(out)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    # The hidden folder appears when the first document is begun.
    while len(list(out.iterdir())) == 1 and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(name)
    said, error = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "")
    assert len(error.splitlines()) == 1
    assert [path.name for path in out.iterdir()] == ["report.da.html"]
    assert (out / "report.da.html").read_text() == "earlier"


def test_a_study_in_the_current_folder_with_odd_names(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (study / "answers.csv").rename(study / "svar på spørgeskema.csv")
    text = (study / "study.toml").read_text("utf-8")
    text = text.replace("answers.csv", "svar på spørgeskema.csv").replace("\n", "\r\n")
    (study / "min kortlægning.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    monkeypatch.chdir(study)
    assert run(monkeypatch, "check", "min kortlægning.toml") == 0
