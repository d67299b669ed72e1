"""LibreOffice opens the Word file and the workbook, and shows what stands in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest

from lovende.reporting.files import write_report
from tests.reporting_fixture import example_findings

pytestmark = pytest.mark.needs("libreoffice")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    files = write_report(example_findings(), folder, ("docx", "xlsx"))
    command = [
        "libreoffice",
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
    ]
    command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def test_the_word_file_has_its_pages_and_its_bookmarks(converted: Path) -> None:
    with pikepdf.open(converted / "report.da.pdf") as pdf:
        assert len(pdf.pages) > 30
        assert str(pdf.docinfo["/Title"]) == "Nyskabelser under coronakrisen"


def test_every_sheet_is_printed(converted: Path) -> None:
    with pikepdf.open(converted / "tables.da.pdf") as pdf:
        assert len(pdf.pages) >= 25 + 8
        assert all(page.MediaBox[2] > page.MediaBox[3] for page in pdf.pages)
