"""The municipalities are the official ones, and the tile map looks like Denmark."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

from lovende.domain.places import BY_NAME, MAP_COLUMNS, MAP_ROWS, MUNICIPALITIES, municipality


def square(name: str) -> tuple[int, int]:
    return BY_NAME[name].column, BY_NAME[name].row


def neighbours(name: str) -> set[str]:
    column, row = square(name)
    sides = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
    return {m.name for m in MUNICIPALITIES if (m.column, m.row) in sides}


def test_the_98_municipalities() -> None:
    assert len(MUNICIPALITIES) == 98
    assert len({m.code for m in MUNICIPALITIES}) == 98
    assert all(len(m.code) == 4 and m.code.isdigit() for m in MUNICIPALITIES)
    assert sum(m.population for m in MUNICIPALITIES) == 5_822_679
    assert sum(m.is_large for m in MUNICIPALITIES) == 39
    assert len({m.region for m in MUNICIPALITIES}) == 5


def test_every_municipality_has_a_square_of_its_own() -> None:
    assert len({(m.column, m.row) for m in MUNICIPALITIES}) == 98
    assert {m.column for m in MUNICIPALITIES} <= set(range(MAP_COLUMNS))
    assert {m.row for m in MUNICIPALITIES} <= set(range(MAP_ROWS))


@pytest.mark.parametrize("island", ["Læsø", "Samsø", "Ærø", "Fanø", "Langeland", "Bornholm"])
def test_islands_stand_in_water(island: str) -> None:
    assert neighbours(island) == set()


def test_water_divides_jutland_funen_zealand_and_lolland_falster() -> None:
    def reached(start: str) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            new = neighbours(waiting.pop()) - found
            found |= new
            waiting += new
        return found

    parts = [len(reached(name)) for name in ("Viborg", "Odense", "Køge", "Lolland")]
    assert parts == [39, 8, 43, 2]


@pytest.mark.needs("shared")
def test_facts_and_directions_agree_with_the_reference(reference: Path) -> None:
    with (reference / "places" / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: row for row in csv.DictReader(file)}
    assert [(m.code, m.name, m.region, str(m.population)) for m in MUNICIPALITIES] == [
        (r["code"], r["name"], r["region"], r["population_2020q1"]) for r in known.values()
    ]

    def agreement(reference_column: str, sign: int, coordinate: str) -> float:
        kept = told = 0
        for a, b in combinations(MUNICIPALITIES, 2):
            real = float(known[a.code][reference_column]) - float(known[b.code][reference_column])
            drawn = getattr(a, coordinate) - getattr(b, coordinate)
            if drawn:
                told += 1
                kept += sign * drawn * real > 0
        return kept / told

    assert agreement("centroid_lon", 1, "column") > 0.95
    assert agreement("centroid_lat", -1, "row") > 0.88


@pytest.mark.parametrize("said", ["0101", "101", "København", "københavn kommune ", " KØBENHAVN"])
def test_a_municipality_is_known_by_code_or_name(said: str) -> None:
    found = municipality(said)
    assert found is not None
    assert found.code == "0101"


@pytest.mark.parametrize("said", ["", "9999", "Kommune", "Atlantis"])
def test_an_unknown_municipality_is_none(said: str) -> None:
    assert municipality(said) is None
