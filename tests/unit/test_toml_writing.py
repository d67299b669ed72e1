"""What is written as TOML comes back the same."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.formats.toml_writing import toml_text

PLAIN = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.integers(-(2**60), 2**60),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
)
KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
TABLES = st.recursive(
    st.dictionaries(KEYS, st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), max_size=4),
    lambda inner: st.dictionaries(
        KEYS, st.one_of(PLAIN, inner, st.lists(inner, min_size=1, max_size=3)), max_size=4
    ),
    max_leaves=12,
)


@given(TABLES)
def test_tables_come_back_as_they_were(tables: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(tables)) == tables


@pytest.mark.parametrize("name", ["study.toml", "index.toml", "themes.toml"])
def test_the_files_of_the_example_come_back(name: str) -> None:
    text = (resources.files("lovende.examples") / "data" / name).read_text("utf-8")
    tables = tomllib.loads(text)
    assert tomllib.loads(toml_text(tables)) == tables
