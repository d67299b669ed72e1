"""What we write as SPSS files, as another program reads it."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from lovende.formats.answers import read_answers, write_answers
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


FOREIGN = """
DATA LIST LIST NOTABLE /id (F8.0) q1 q2 q3 (F2.0) tal (F8.2) navn (A300) kode (A3)
  dag (DATE11) kl (TIME8) måned (MOYR8).
BEGIN DATA
1 1 0 1 5.5 'Ærø er en lang tekst' 'A1' 01-JAN-2021 10:20:30 'JAN 2021'
2 0 0 9 99 '' 'B2' 31-DEC-1999 23:00:00 'FEB 2021'
3 1 1 . -5 'x' 'ZZ' . . .
END DATA.
VARIABLE LABELS q1 'Første' tal 'Et tal'.
VALUE LABELS q1 q2 q3 0 'Nej' 1 'Ja' 9 'Uoplyst' /kode 'A1' 'Ens' 'B2' 'Ens' 'ZZ' 'Mangler'
  /tal 99 'Ved ikke'.
MISSING VALUES q1 q2 q3 (9) /tal (LO THRU 0, 99) /kode ('ZZ').
VARIABLE LEVEL q1 (NOMINAL) tal (SCALE).
MRSETS /MDGROUP NAME=$hjaelp LABEL='Hvad hjalp?' VARIABLES=q1 q2 q3 VALUE=1
  /MCGROUP NAME=$andet VARIABLES=q1 q2.
FILE LABEL 'Prøvefil'.
SAVE OUTFILE='fremmed.sav'.
SAVE OUTFILE='fremmed.zsav' /ZCOMPRESSED.
"""


@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_a_file_that_another_program_wrote(folder: Path, ending: str) -> None:
    run(folder, FOREIGN)
    dataset, faults = read_answers(folder / f"fremmed.{ending}")
    values = dataset.values.to_dict(as_series=False)
    assert values["q3"] == [True, None, None]
    assert values["tal"] == [5.5, 99.0, -5.0]
    assert values["navn"] == ["Ærø er en lang tekst", None, "x"]
    assert values["kode"] == ["A1", "B2", "ZZ"]
    assert values["dag"][:2] == [date(2021, 1, 1), date(1999, 12, 31)]
    assert values["kl"] == ["10:20:30", "23:00:00", None]
    assert values["måned"][0] == date(2021, 1, 1)
    assert dataset.states["tal"].to_list() == [0, 1, 1]
    assert dataset.states["kode"].to_list() == [0, 0, 1]
    assert [(c.code, c.label.get("")) for c in dataset["kode"].categories] == [
        ("A1", "Ens"),
        ("B2", "Ens"),
    ]
    assert [(one.name, one.variables) for one in dataset.sets] == [("hjaelp", ("q1", "q2", "q3"))]
    assert dataset.title.get("") == "Prøvefil"
    assert [fault.code for fault in faults] == [
        "spss.flag_codes",
        "spss.time_as_text",
        "spss.set_left_out",
    ]


def test_a_file_of_another_program_survives_every_format(folder: Path) -> None:
    run(folder, FOREIGN)
    dataset, _ = read_answers(folder / "fremmed.sav")
    for format in ("sav", "zsav", "dta", "xlsx", "parquet"):
        write_answers(dataset, folder / f"a.{format}")
        back, _ = read_answers(folder / f"a.{format}")
        assert back.states.equals(dataset.states), format
        assert back.values["tal"].to_list() == [5.5, 99.0, -5.0], format
        assert back.values["kode"].to_list() == ["A1", "B2", "ZZ"], format
