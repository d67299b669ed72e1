"""Shared test set-up: what a test needs of the machine, and where the reference files lie."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

# The same examples on every run: a red test is red again. HYPOTHESIS_PROFILE=default explores.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def _postgres_answers() -> bool:
    import psycopg

    from tests.on_postgres import ADDRESS

    try:
        psycopg.connect(ADDRESS, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


HAS: dict[str, Callable[[], bool]] = {
    "shared": REFERENCE.is_dir,
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgres": _postgres_answers,
    "java": lambda: shutil.which("java") is not None,
    "pdftotext": lambda: shutil.which("pdftotext") is not None,
    "libreoffice": lambda: shutil.which("libreoffice") is not None,
    "pspp": lambda: shutil.which("pspp") is not None,
}


def pytest_configure() -> None:
    """Let tests with transactions of their own empty the database between them."""
    from tests.emptying import allow_emptying

    allow_emptying()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose machine lacks something, or fail it where LOVENDE_REQUIRE names that."""
    required = {part.strip() for part in os.environ.get("LOVENDE_REQUIRE", "").split(",")}
    for mark in item.iter_markers("needs"):
        for what in mark.args:
            if HAS[what]():
                continue
            if what in required:
                pytest.fail(f"this machine has no {what}, and LOVENDE_REQUIRE names it")
            pytest.skip(f"needs {what}, which this machine has not")


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference files and published figures; use with `@pytest.mark.needs("shared")`."""
    return REFERENCE
