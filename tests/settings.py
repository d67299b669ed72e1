"""Settings of the platform for tests: SQLite in a file, or what LOVENDE_TEST_DATABASE names."""

from __future__ import annotations

import atexit
import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="lovende-test-")
atexit.register(_folder.cleanup)
os.environ["LOVENDE_MODE"] = "test"
os.environ["LOVENDE_DATABASE"] = os.environ.get("LOVENDE_TEST_DATABASE", "sqlite:///")
os.environ["LOVENDE_DATA"] = _folder.name
os.environ["LOVENDE_SECRET_KEY"] = os.environ["LOVENDE_LINK_KEY"] = "only for tests " * 4

from lovende.config.settings import *  # noqa: E402, F403  # the environment is read when it is imported
from lovende.config.settings import DATA, DATABASES  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file and not memory: so several threads and processes can use it, as in earnest.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder.name}/test.sqlite3"}
(DATA / "static").mkdir()
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
