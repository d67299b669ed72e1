"""What a process that serves pages loads: nothing that only findings and reports need."""

from __future__ import annotations

import os
import subprocess
import sys

LOADED = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
[each.url_patterns for each in get_resolver().url_patterns if hasattr(each, "url_patterns")]
print(*(name for name in ("django", "scipy", "typst", "docx") if name in sys.modules))
"""


def test_a_process_that_serves_pages_does_without_what_findings_need() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["django"]
