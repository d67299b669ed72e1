"""TOML files that a person writes: every fault is told by line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from lovende.analysis.study_file import StudyFile, read_study_file
from lovende.domain.errors import LovendeError
from lovende.domain.texts import Text
from lovende.formats.toml_file import line_of, read_toml, setting, tables_of_toml

SMALLEST = """
[study]
name.da = "Erfaringer"
name.en = "Experience"
occasion.da = "energikrisen"
occasion.en = "the energy crisis"

[questionnaire]
file = "q.xlsx"

[answers]
file = "a.csv"
"""


@dataclass(frozen=True)
class Leg:
    length: float = setting("How long.")


@dataclass(frozen=True)
class Chair:
    name: str = setting("What it is called.")
    colour: Literal["red", "blue"] = setting("Its colour.", default="red")
    seats: int = setting("How many can sit.", default=1)
    label: Text = setting("Its label.", default=Text())
    leg: tuple[Leg, ...] = setting("The legs.", default=())


def faults(tmp_path: Path, text: str, kind: type = Chair) -> list[tuple[str, int | None]]:
    path = tmp_path / "chair.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(LovendeError) as caught:
        read_toml(path, kind)
    return [(fault.code, fault.place.row) for fault in caught.value.faults]


def test_a_file_becomes_dataclasses(tmp_path: Path) -> None:
    path = tmp_path / "chair.toml"
    path.write_text(
        'name = "Ægget"\nlabel.da = "Stol"\n[[leg]]\nlength = 4\n[[leg]]\nlength = 4.5\n', "utf-8"
    )
    chair = read_toml(path, Chair)
    assert chair == Chair("Ægget", label=Text.of(da="Stol"), leg=(Leg(4.0), Leg(4.5)))


def test_every_fault_is_told_by_its_line(tmp_path: Path) -> None:
    text = (
        'nam = "x"\ncolour = "green"\nseats = true\n\n[[leg]]\nlength = 1\n\n[[leg]]\nlenght = 2\n'
    )
    assert faults(tmp_path, text) == [
        ("toml.unknown_key", 1),
        ("toml.missing_key", None),
        ("toml.not_allowed", 2),
        ("toml.wrong_type", 3),
        ("toml.unknown_key", 9),
        ("toml.missing_key", 8),
    ]


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(SMALLEST.replace("[questionnaire]", "[questionaire]"), "utf-8")
    with pytest.raises(LovendeError, match="questionaire is not a known key"):
        read_study_file(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"  \n", "file.empty"),
        (b"name = ", "toml.syntax"),
        (b'name = "\xf8l"', "toml.encoding"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "chair.toml"
    path.write_bytes(content)
    with pytest.raises(LovendeError) as caught:
        read_toml(path, Chair)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.toml", "file.missing"), (tmp_path, "file.folder")):
        with pytest.raises(LovendeError) as caught:
            read_toml(path, Chair)
        assert caught.value.fault.code == code


def test_the_line_of_a_syntax_error(tmp_path: Path) -> None:
    assert faults(tmp_path, 'name = "a"\nseats = = 1\n') == [("toml.syntax", 2)]


def test_files_are_relative_to_the_study_file(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(SMALLEST, "utf-8")
    study = read_study_file(path)
    assert isinstance(study, StudyFile)
    assert study.answers.file == tmp_path / "a.csv"
    assert study.panel is None
    assert study.study.name.get("da") == "Erfaringer"


def test_line_of_finds_the_table_of_a_key_that_is_not_there() -> None:
    text = "[a]\nx = 1\n[[b.c]]\ny = 2\n[[b.c]]\nz = 3\n"
    assert line_of(text, ("a", "x")) == 2
    assert line_of(text, ("b", "c", 1, "z")) == 6
    assert line_of(text, ("b", "c", 1, "missing")) == 5
    assert line_of(text, ("nothing",)) is None


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = " + "[" * 5000 + "]" * 5000])
def test_what_python_cannot_hold_is_a_fault_and_no_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "study.toml"
    path.write_text(text)
    with pytest.raises(LovendeError) as refused:
        tables_of_toml(path)
    assert refused.value.fault.code == "toml.bounds"
