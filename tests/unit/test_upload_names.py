"""What a file is called that somebody sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from lovende.web.uploads import LONGEST_NAME, plain_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("panel.xlsx", "panel.xlsx"),
        ("../../etc/panel.xlsx", "panel.xlsx"),
        ("C:\\Users\\bo\\panel.xlsx", "panel.xlsx"),
        ("a\0b\n.csv", "ab.csv"),
        ("\u202exslx.csv", "xslx.csv"),
        ("\udcff.csv", "file.csv"),
        ("<b>:|?*.csv", "b.csv"),
        ("", "file"),
        ("/", "file"),
        ("..", "file"),
        ("a" * 300 + ".xlsx", "a" * (LONGEST_NAME - 5) + ".xlsx"),
    ],
)
def test_only_a_name_is_left(given: str, name: str) -> None:
    assert plain_name(given) == name


@pytest.mark.parametrize("sign", ["æ", "\U0001f600"])
def test_every_name_can_be_written(tmp_path: Path, sign: str) -> None:
    name = plain_name(sign * 255 + ".xlsx")
    (tmp_path / name).write_bytes(b"x")
    assert name.startswith(sign)
    assert name.endswith(".xlsx")
