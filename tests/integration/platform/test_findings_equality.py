"""The example study in the platform shows exactly what its files show, and the published numbers."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lovende.analysis.findings import Findings
from lovende.analysis.run import analyse
from lovende.findings.plan.folder import pack_study
from lovende.findings.queries import current
from lovende.studies.models import Study
from tests.integration.platform.example_study import place_example


@pytest.fixture
def example_study(study: Study, example: Path) -> Study:
    place_example(study, example)
    return study


def told(findings: Findings) -> dict[str, Any]:
    """Everything but where it came from."""
    plain = dataclasses.asdict(findings)
    del plain["provenance"]
    return plain


@pytest.mark.parametrize("audience", ["analyst", "public"])
def test_the_platform_and_the_files_have_the_same_findings(
    audience: str, example_study: Study, example: Path
) -> None:
    files, _ = analyse(example / "study.toml", audience=audience)
    here = current(example_study, audience)
    assert told(here) == told(files)


def test_the_study_folder_reports_the_same_numbers(
    example_study: Study, findings: Findings, tmp_path: Path
) -> None:
    packed, responses = pack_study(example_study, tmp_path)
    assert responses == 296
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "out")
    again, warnings = analyse(tmp_path / "out" / "study" / "study.toml")
    assert warnings == ()
    assert told(again) == told(current(example_study)) == told(findings)
