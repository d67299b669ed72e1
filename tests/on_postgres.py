"""Runs the tests of the platform once more, on PostgreSQL: `python -m tests.on_postgres [pytest's words]`.

LOVENDE_POSTGRES names the server; a database of its own is made for the tests and removed.
"""

from __future__ import annotations

import os
import sys

import psycopg
import pytest

ADDRESS = os.environ.get("LOVENDE_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
TESTS = ["tests/integration/platform"]


def main() -> int:
    try:
        psycopg.connect(ADDRESS, connect_timeout=3).close()
    except psycopg.OperationalError as problem:
        required = "postgres" in os.environ.get("LOVENDE_REQUIRE", "").split(",")
        print(f"PostgreSQL cannot be reached: {problem}", file=sys.stderr)
        print("failed: LOVENDE_REQUIRE names postgres" if required else "skipped", file=sys.stderr)
        return 1 if required else 0
    os.environ["LOVENDE_TEST_DATABASE"] = ADDRESS
    return int(pytest.main([*TESTS, "-q", *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
