"""Bad files and bad forms end in clear lines that say where."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.model import Kind, Question, Questionnaire
from lovende.formats.xlsform import read_xlsform, sheets, write_xlsform
from tests.unit.xlsform.forms import faults_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def good_form(folder: Path) -> bytes:
    """The bytes of a small good form."""
    path = folder / "good.xlsx"
    write_xlsform(Questionnaire("good", (Question("a", Kind.TEXT),)), path)
    return path.read_bytes()


def code_of(path: Path) -> str:
    with pytest.raises(LovendeError) as caught:
        read_xlsform(path)
    (found,) = caught.value.faults
    assert found.place.file == path.name
    return found.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "file.empty"),
        ("text.xlsx", b"hello", "file.not_what_it_says"),
        ("text.xls", b"hello", "file.not_what_it_says"),
        ("old.xlsx", OLE + bytes(2000), "file.not_what_it_says"),
        ("old.xls", OLE + bytes(2000), "file.damaged"),
        ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "file.password"),
        ("binary.csv", b"a\0b", "file.not_what_it_says"),
        ("latin.csv", "survey\n,type,name\n,text,å".encode("latin-1"), "file.encoding"),
        ("table.csv", b"a,b,c\n1,2,3\n4,5,6\n", "xlsform.no_tables"),
        ("prose.md", b"Hello", "xlsform.no_tables"),
        ("form.docx", b"hello", "xlsform.ending"),
    ],
)
def test_a_file_that_is_no_form(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert code_of(tmp_path / name) == code


def test_a_missing_file_a_folder_and_a_truncated_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.xlsx") == "file.missing"
    (tmp_path / "folder.xlsx").mkdir()
    assert code_of(tmp_path / "folder.xlsx") == "file.folder"
    (tmp_path / "cut.xlsx").write_bytes(good_form(tmp_path)[:-40])
    assert code_of(tmp_path / "cut.xlsx") == "file.damaged"


def test_large_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "noise.csv").open("wb") as file:
        file.truncate(101_000_000)
    assert code_of(tmp_path / "noise.csv") == "file.too_large"
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(2_000_000))
    assert code_of(tmp_path / "bomb.xlsx") == "file.unpacks_too_large"


@pytest.mark.needs("shared")
def test_a_doubled_column_is_named(reference: Path) -> None:
    with pytest.raises(LovendeError) as caught:
        read_xlsform(reference / "questionnaires" / "BAD_duplicate_columns.xlsx")
    place = caught.value.fault.place
    assert (place.sheet, place.row, place.column) == ("survey", 1, "label")


FORMS = {
    "no survey sheet": (
        "| sruvey |\n| | type | name |\n| | text | a |\n| choices |\n| | list_name | name |\n| | x | 1 |",
        [("xlsform.no_survey", None)],
    ),
    "no choices sheet": (
        "| survey |\n| | type | name | label |\n| | select_one x | a | A |",
        [("xlsform.no_choices", None)],
    ),
    "every fault at once": (
        """| survey |
        | | type | name | label | relevant |
        | | text | a | A | ${b} = 1 |
        | | text | a | A | ${nope} = 1 |
        | | text | 1b | B | ${a} = ( |
        | | txet | c | C |
        | | select_one y | d | D |
        | | end_group |
        | | begin_repeat | r | R |
        | choices |
        | | list_name | name | label |
        | | x | 1 | en |
        | | x | 1 | to |""",
        [
            ("xlsform.doubled_code", 13),
            ("questionnaire.unknown_name", 3),
            ("questionnaire.doubled_name", 4),
            ("questionnaire.unknown_name", 4),
            ("xlsform.bad_name", 5),
            ("expression.open_bracket", 5),
            ("xlsform.unknown_type", 6),
            ("xlsform.unknown_list", 7),
            ("xlsform.end_without_begin", 8),
            ("xlsform.unclosed", 9),
        ],
    ),
    "later questions and cycles": (
        """| survey |
        | | type | name | label | relevant | calculation |
        | | text | a | A | ${b} = 1 |
        | | text | b | B | ${c} = 1 |
        | | calculate | c | | | ${d} + 1 |
        | | text | d | D |
        | | calculate | e | | | ${f} |
        | | calculate | f | | | ${e} |""",
        [
            ("questionnaire.later_name", 3),
            ("questionnaire.later_name", 4),
            ("questionnaire.cycle", 7),
        ],
    ),
    "columns that mean the same": (
        "| survey |\n| | type | name | relevant | relevance |\n| | text | a | true() | true() |",
        [("xlsform.same_column", 1)],
    ),
    "a doubled column": (
        "| survey |\n| | type | name | label | label |\n| | text | a | A | B |",
        [("xlsform.doubled_column", 2)],
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_bad_forms(name: str) -> None:
    text, expected = FORMS[name]
    found = [f for f in faults_of(text) if f.severity == "error"]
    assert [(each.code, each.place.row) for each in found] == expected
    assert all(str(each) for each in found)


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    questionnaire = Questionnaire("q", (Question("a", Kind.TEXT),))
    with pytest.raises(LovendeError) as caught:
        write_xlsform(questionnaire, tmp_path / "missing" / "form.xlsx")
    assert caught.value.fault.code == "file.unwritable"
    with pytest.raises(LovendeError):
        write_xlsform(questionnaire, tmp_path / "form.pdf")
    assert list(tmp_path.iterdir()) == []
