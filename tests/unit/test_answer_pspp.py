"""What we write as SPSS files, as another program reads it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from lovende.formats.answers import write_answers
from tests.unit.answer_examples import example

pytestmark = pytest.mark.needs("pspp")


def run(folder: Path, *commands: str) -> str:
    """Run commands on the file that `example` was written to, and return what PSPP prints."""
    (folder / "run.sps").write_text("GET FILE='svar.sav'.\n" + "\n".join(commands), "utf-8")
    done = subprocess.run(
        ["pspp", "-O", "format=csv", "run.sps"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_answers(example(), tmp_path / "svar.sav")
    return tmp_path


def test_labels_measures_and_missing_values(folder: Path) -> None:
    told = run(folder, "DISPLAY DICTIONARY.")
    q1 = next(line for line in told.splitlines() if line.startswith("q1,"))
    assert "Nyt?" in q1
    assert "Ordinal" in q1
    assert re.search(r"-9; -8; -7|-7; -8; -9", q1)
    age = next(line for line in told.splitlines() if line.startswith("alder,"))
    assert "Scale" in age
    assert "99" in age
    for label in ("I meget høj grad", "Slet ikke", "Sprunget over", "Ikke stillet", "Ikke nået"):
        assert label in told
    assert "København" in told


def test_missing_answers_are_missing_to_pspp(folder: Path) -> None:
    told = run(folder, "FREQUENCIES q1 /FORMAT=AVALUE.", "DESCRIPTIVES alder timer.")
    assert re.search(r"^Missing,Ikke nået,1,", told, re.MULTILINE)
    assert re.search(r"^,Ikke stillet,1,", told, re.MULTILINE)
    assert re.search(r"^Alder,2,30", told, re.MULTILINE)
    assert re.search(r"^Timer,3,", told, re.MULTILINE)


def test_several_choice_sets_by_the_syntax_beside_the_file(folder: Path) -> None:
    told = run(folder, "INSERT FILE='svar.sps'.")
    assert "$q2" in told
    assert "Hvad 'hjalp'?" in told
    assert "q2_1" in told
    assert "q2_2" in told
