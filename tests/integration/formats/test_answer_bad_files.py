"""Files of answers that are no good: one clear line, and where it is."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import zipfile
from pathlib import Path

import polars as pl
import pytest

from lovende.domain.dataset.model import Dataset, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError
from lovende.formats.answers import read_answers, write_answers
from tests.unit.answer_examples import example


def refused(path: Path) -> Fault:
    with pytest.raises(LovendeError) as caught:
        read_answers(path)
    assert caught.value.fault.place.file == path.name
    str(caught.value)
    return caught.value.fault


def csv(folder: Path, content: str | bytes) -> Path:
    path = folder / "svar.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_missing_empty_and_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "x.csv").code == "file.missing"
    assert refused(csv(tmp_path, "")).code == "file.empty"
    assert refused(csv(tmp_path, " \n\n")).code == "file.empty"
    (tmp_path / "d.csv").mkdir()
    assert refused(tmp_path / "d.csv").code == "file.is_folder"


@pytest.mark.parametrize(
    ("held", "named"), list(itertools.permutations(["sav", "dta", "xlsx", "parquet", "csv"], 2))
)
def test_the_ending_must_say_what_the_file_holds(held: str, named: str, tmp_path: Path) -> None:
    write_answers(example(), tmp_path / f"a.{held}")
    os.replace(tmp_path / f"a.{held}", tmp_path / f"b.{named}")
    fault = refused(tmp_path / f"b.{named}")
    assert fault.code == "answers.wrong_ending"
    assert fault.params["right"] == f".{held}"


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "xlsx", "parquet"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_cut_off_files(ending: str, part: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    write_answers(example(), path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    assert refused(path).code == "answers.broken_file"


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "xlsx", "parquet"])
def test_damage_in_the_middle_never_ends_in_a_traceback(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    write_answers(example(), path)
    content = path.read_bytes()
    chance = random.Random(1)
    for _ in range(10):
        damaged = bytearray(content)
        for _ in range(5):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(LovendeError):
            read_answers(path)


@pytest.mark.parametrize("ending", ["csv", "sav", "xlsx", "dta", "parquet"])
def test_noise_is_refused_from_its_first_bytes(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(random.Random(2).randbytes(3_000_000))
    assert refused(path).code == "answers.not_answers"


def test_files_of_other_kinds(tmp_path: Path) -> None:
    kinds = {
        b"%PDF-1.7\n": "answers.not_answers",
        b"<?xml version='1.0'?><a/>": "answers.not_answers",
        b"ASCII SPSS PORT FILE    ": "answers.not_answers",
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600: "excel.old_format",
        bytes.fromhex("d0cf11e0a1b11ae1")
        + "EncryptedPackage".encode("utf-16-le"): "file.protected",
        b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV": "file.protected",
        b"PK\x03\x04 no zip at all": "answers.broken_file",
    }
    for content, code in kinds.items():
        (tmp_path / "a.xlsx").write_bytes(content)
        assert refused(tmp_path / "a.xlsx").code == code


def test_a_workbook_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(110):
            member.write(b" " * 1_000_000)
    assert refused(path).code == "excel.too_large"


@pytest.mark.parametrize(
    ("content", "code", "row", "column"),
    [
        ("a,b,a\n1,2,3\n", "answers.doubled_name", 1, "a"),
        ("a,,b\n1,2,3\n", "answers.unnamed_column", 1, "B"),
        ("a,b\n1,2\n1,2,3\n", "csv.ragged_row", 3, None),
        ('a,b\n"x\ny",2\n1\n', "csv.ragged_row", 3, None),
        ('a,b\n1,2\n3,x"y\n', "csv.stray_quote", 3, None),
        ('a,b\n1,"x" y\n', "csv.stray_quote", 2, None),
        ('a,b\n1,2\n3,"x\n4,5\n', "csv.open_quote", 3, None),
        ("a,b\n1,\x00\n", "csv.nul", 2, None),
        (b"a,b\n1,\xc3\xa6\n2,\xe6\n", "csv.wrong_encoding", 3, None),
        (b"\xef\xbb\xbfa,b\n1,\xe6\n", "csv.wrong_encoding", 2, None),
        ("a,b\n1,2\n".encode("utf-16-le"), "csv.utf16_without_mark", None, None),
        (",\n", "answers.no_header", None, None),
        ("x" * 2_000_001, "csv.no_rows", None, None),
        ("sep=;\na;b\n1;2;3\n", "csv.ragged_row", 3, None),
    ],
)
def test_ambiguous_tables(
    content: str | bytes, code: str, row: int | None, column: str | None, tmp_path: Path
) -> None:
    fault = refused(csv(tmp_path, content))
    assert (fault.code, fault.place.row, fault.place.column) == (code, row, column)


def test_every_ragged_row_is_told(tmp_path: Path) -> None:
    with pytest.raises(LovendeError) as caught:
        read_answers(csv(tmp_path, "a,b\n1\n1,2\n1,2,3\n"))
    assert [fault.place.row for fault in caught.value.faults] == [2, 4]


@pytest.mark.parametrize(
    "content",
    [
        "navn;alder\nÆrø, øst;1,5\någe;2,5\n".encode("utf-8-sig"),
        "navn;alder\nÆrø, øst;1,5\någe;2,5\n".encode("cp1252"),
        "navn\talder\r\nÆrø, øst\t1.5\r\någe\t2.5\r\n".encode("utf-16"),
        'navn,alder\r\n"Ærø, øst",1.5\r\någe,2.5'.encode(),
        'sep=;\r\nnavn;alder\r\n"Ærø, øst";1,5\r\någe;2,5\r\n'.encode(),
        "navn;alder\rÆrø, øst;1,5\råge;2,5\r".encode(),
        "navn;alder;\nÆrø, øst;1,5;\någe;2,5;\n;;\n;;\n".encode(),
    ],
)
def test_encodings_and_separators(content: bytes, tmp_path: Path) -> None:
    dataset, faults = read_answers(csv(tmp_path, content))
    assert dataset.values.to_dict(as_series=False) == {
        "navn": ["Ærø, øst", "åge"],
        "alder": [1.5, 2.5],
    }
    assert {fault.code for fault in faults} <= {"csv.not_utf8", "answers.empty_column"}


def test_text_that_was_converted_wrongly_before(tmp_path: Path) -> None:
    content = "navn,a\nx,1\nÆrø,2\n".encode().decode("cp1252").encode()
    _, faults = read_answers(csv(tmp_path, content))
    assert [(fault.code, fault.place.row) for fault in faults] == [("csv.twice_encoded", 3)]


def test_a_header_without_answers(tmp_path: Path) -> None:
    dataset, faults = read_answers(csv(tmp_path, "a,b\n"))
    assert (dataset.size, [fault.code for fault in faults]) == (0, ["answers.no_rows"])
    for ending in ("sav", "dta", "xlsx", "parquet"):
        write_answers(dataset, tmp_path / f"a.{ending}")
        back, _ = read_answers(tmp_path / f"a.{ending}")
        assert (back.size, back.values.columns) == (0, ["a", "b"]), ending


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    target = tmp_path / "a.sav"
    target.write_text("before")
    variable = Variable("id", VariableKind.NUMBER)
    dataset = Dataset.from_values((variable,), pl.DataFrame({"id": [2**53 + 1]}))
    with pytest.raises(LovendeError):
        write_answers(dataset, target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.sav"]
    assert target.read_text() == "before"
    with pytest.raises(LovendeError, match="no folder"):
        write_answers(example(), tmp_path / "none" / "a.csv")
    with pytest.raises(LovendeError, match="cannot be in a file"):
        write_answers(example(), tmp_path / "a.docx")
