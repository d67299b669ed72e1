"""Workbooks made to harm who opens them are refused before they are unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from lovende.domain.errors import LovendeError
from lovende.formats.xlsform import read_xlsform

WORKBOOK = b'<?xml version="1.0"?><workbook/>'


def workbook(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    trap = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><sst>&b;</sst>'.encode(encoding)
    path = workbook(
        tmp_path / "form.xlsx", {"xl/workbook.xml": WORKBOOK, "xl/sharedStrings.xml": trap}
    )
    with pytest.raises(LovendeError) as raised:
        read_xlsform(path)
    assert raised.value.fault.code == "xml.entities"


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "form.xlsx",
        {"xl/workbook.xml": WORKBOOK, "xl/worksheets/sheet1.xml": b" " * 25_000_000},
    )
    with pytest.raises(LovendeError) as raised:
        read_xlsform(path)
    assert raised.value.fault.code == "file.unpacks_too_large"
