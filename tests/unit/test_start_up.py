"""The command line starts without the libraries that are slow to load."""

from __future__ import annotations

import subprocess
import sys

SLOW = ("numba", "polars", "scipy", "svy", "pyspark", "pyarrow", "pandas", "django", "numpy")


def test_the_verbs_load_nothing_slow() -> None:
    code = "import sys, lovende.cli.commands; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "lovende.cli.tabulate" in loaded
    assert [name for name in SLOW if name in loaded] == []
