"""The example study, written and analysed once for all tests here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lovende.analysis.findings import Findings
from lovende.analysis.run import analyse
from lovende.examples.writing import write_example


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the example study; tests that change files take `study` instead."""
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    return folder


@pytest.fixture
def study(example: Path, tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    return Path(shutil.copytree(example, tmp_path / "study"))


@pytest.fixture(scope="session")
def findings(example: Path) -> Findings:
    found, warnings = analyse(example / "study.toml")
    assert warnings == ()
    return found


@pytest.fixture(scope="session")
def public(example: Path) -> Findings:
    found, _ = analyse(example / "study.toml", audience="public")
    return found
