"""XML from strangers: bounded, nothing fetched, one clear line for what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lovende.domain.errors import LovendeError
from lovende.formats import xml_file
from lovende.formats.ddi import read_ddi
from lovende.formats.limesurvey import read_limesurvey
from lovende.formats.xml_file import read_xml, text_of

DECLARATION = b'<?xml version="1.0"?>'
BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \n\t ", "file.empty"),
        (b"a;b\n1;2\n", "xml.none"),
        (bytes(range(256)) * 50, "xml.none"),
        (b"PK\x03\x04" + bytes(100), "xml.none"),
        (DECLARATION + b"<x><y>text</y", "xml.cut_off"),
        (DECLARATION + b"<x><y>text</y>", "xml.cut_off"),
        (DECLARATION + b"<x><y></x>", "xml.broken"),
        (DECLARATION + b"<x>\xff\xfe</x>", "xml.broken"),
        (b'<?xml version="1.0" encoding="martian"?><x/>', "xml.broken"),
        (DECLARATION + BILLION, "xml.entities"),
        (DECLARATION + OUTSIDE, "xml.entities"),
        ((DECLARATION + BILLION).decode().encode("utf-16"), "xml.entities"),
        (b"<x>" * 5000 + b"</x>" * 5000, "xml.broken"),
    ],
)
@pytest.mark.parametrize("read", [read_limesurvey, read_ddi])
def test_bad_files_end_in_one_fault(
    tmp_path: Path,
    content: bytes,
    code: str,
    read: Callable[[Path], object],
) -> None:
    with pytest.raises(LovendeError) as caught:
        read(write(tmp_path, content))
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.fault.place.file == "file.xml"
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.xml", "file.missing"), (tmp_path, "file.is_folder")):
        with pytest.raises(LovendeError) as caught:
            read_xml(path)
        assert caught.value.fault.code == code


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_file, "LARGEST", 10)
    with pytest.raises(LovendeError) as caught:
        read_xml(write(tmp_path, b"<x>" + b" " * 100 + b"</x>"))
    assert caught.value.fault.code == "xml.too_large"


def test_a_document_type_is_not_fetched(tmp_path: Path) -> None:
    path = write(tmp_path, DECLARATION + b'<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd"><x>a</x>')
    assert text_of(read_xml(path)) == "a"


@pytest.mark.parametrize(
    ("root", "code"),
    [
        ("<html><body/></html>", "ddi.no_codebook"),
        ('<DDIInstance xmlns="ddi:instance:3_2"/>', "ddi.lifecycle"),
        ("<codeBook/>", "ddi.no_variables"),
    ],
)
def test_other_xml_than_a_codebook(tmp_path: Path, root: str, code: str) -> None:
    with pytest.raises(LovendeError) as caught:
        read_ddi(write(tmp_path, root.encode()))
    assert caught.value.fault.code == code


@pytest.mark.parametrize(
    ("root", "code"),
    [
        ("<codeBook/>", "limesurvey.no_survey"),
        (
            "<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>",
            "limesurvey.no_survey",
        ),
        ("<document/>", "limesurvey.no_questions"),
    ],
)
def test_other_xml_than_a_survey(tmp_path: Path, root: str, code: str) -> None:
    with pytest.raises(LovendeError) as caught:
        read_limesurvey(write(tmp_path, root.encode()))
    assert caught.value.fault.code == code
