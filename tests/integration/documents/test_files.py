"""The documents of a report in a folder: every name, and nothing half-written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lovende.analysis.findings import Findings
from lovende.domain.errors import LovendeError
from lovende.reporting.files import check_folder, write_report
from tests.reporting_fixture import bare_findings


@pytest.fixture(scope="module")
def findings() -> Findings:
    return bare_findings()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_document_has_its_name(tmp_path: Path, findings: Findings) -> None:
    written = write_report(findings, tmp_path / "new" / "out")
    assert [path.name for path in written] == [
        "report.da.html",
        "report.da.pdf",
        "report.da.docx",
        "tables.da.xlsx",
        "findings.json",
    ]
    assert names(tmp_path / "new" / "out") == sorted(path.name for path in written)
    assert all(path.stat().st_size > 1000 for path in written)
    assert written[1].read_bytes().startswith(b"%PDF-")
    assert Findings.from_json(written[4].read_text(encoding="utf-8")) == findings


def test_two_languages_and_the_formats_that_are_asked_for(
    tmp_path: Path, findings: Findings
) -> None:
    written = write_report(findings, tmp_path, ("json", "xlsx"), ("da", "en"))
    assert [path.name for path in written] == [
        "tables.da.xlsx",
        "tables.en.xlsx",
        "findings.json",
    ]


def test_progress_is_told(tmp_path: Path, findings: Findings) -> None:
    steps: list[tuple[int, int, str]] = []
    write_report(findings, tmp_path, ("xlsx", "json"), progress=lambda *step: steps.append(step))
    assert steps == [(0, 2, "findings.json"), (1, 2, "tables.da.xlsx"), (2, 2, "")]


def test_a_fault_leaves_what_was_there(
    tmp_path: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "findings.json").write_text("old")

    def broken(self: Findings) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Findings, "to_json", broken)
    with pytest.raises(KeyboardInterrupt):
        write_report(findings, tmp_path, ("xlsx", "json"))
    assert names(tmp_path) == ["findings.json"]
    assert (tmp_path / "findings.json").read_text() == "old"


def test_what_was_there_is_replaced(tmp_path: Path, findings: Findings) -> None:
    (tmp_path / "findings.json").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    write_report(findings, tmp_path, ("json",))
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["study"]
    assert names(tmp_path) == ["findings.json", "notes.txt"]


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(LovendeError) as raised:
        check_folder(tmp_path / "out")
    assert raised.value.fault.code == "report.folder_is_file"
    assert "\n" not in str(raised.value)


def test_a_folder_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(LovendeError) as raised:
        check_folder(tmp_path / "file" / "out")
    assert raised.value.fault.code in ("report.folder", "report.folder_is_file")


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(LovendeError, match="Permission denied") as raised:
        check_folder(tmp_path / "out")
    assert raised.value.fault.code == "report.folder"
    assert names(tmp_path) == []


def test_a_document_whose_place_is_taken_by_a_folder(tmp_path: Path, findings: Findings) -> None:
    (tmp_path / "findings.json").mkdir()
    with pytest.raises(LovendeError) as raised:
        write_report(findings, tmp_path, ("json",))
    assert raised.value.fault.code == "report.folder"
    assert names(tmp_path) == ["findings.json"]
