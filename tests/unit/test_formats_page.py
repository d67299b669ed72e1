"""The page about file formats names every ending and limit that the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lovende.domain.dataset import state_column
from lovende.domain.questionnaire.model import Role
from lovende.formats import content, text_table, toml_file, xml_file
from lovende.formats.questionnaires import QUESTIONNAIRE_IN, QUESTIONNAIRE_OUT
from lovende.formats.reserved_codes import RESERVED
from lovende.formats.xlsform import sheets

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "formats.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


def test_every_ending_is_named(page: str) -> None:
    named = set(re.findall(r"`(\.[a-z]+)`", page))
    assert {*QUESTIONNAIRE_IN, *QUESTIONNAIRE_OUT, *content.ENDINGS} <= named


def test_limits_are_those_of_the_program(page: str) -> None:
    rows = {
        "XLSForm": f"{_mega(sheets.LARGEST_FILE)} MB, {_mega(sheets.LARGEST_UNPACKED)} MB unpacked",
        "LimeSurvey, DDI-Codebook": f"{_mega(xml_file.LARGEST)} MB",
        "workbook with answers": f"{_mega(content.LARGEST_UNPACKED) // 1000} GB unpacked",
        "header of a CSV file": f"{_mega(text_table.LONGEST_HEADER)} MB",
        "study file, index file": f"{_mega(toml_file.LARGEST)} MB",
    }
    for file, limit in rows.items():
        assert f"| {file} | {limit} |" in page


def test_roles_states_and_codes_are_those_of_the_program(page: str) -> None:
    for role in Role:
        assert f"`{role.value}`" in page
    assert f"`{state_column.NAME}`" in page
    first = " · ".join(f"−{-code}" for code in RESERVED[0].values())
    assert first in page


def _mega(size: int) -> int:
    return size // 1_000_000
