"""Numbers as they are set in Danish and in English."""

from datetime import date

import pytest

from lovende.reporting.typography import HIDDEN, Typography, rounded

DA, EN = Typography("da"), Typography("en")


@pytest.mark.parametrize(
    ("count", "base", "danish", "english"),
    [
        (159, 295, "54\u202f%", "54%"),
        (1, 8, "13\u202f%", "13%"),
        (5, 1000, "1\u202f%", "1%"),
        (4, 1000, "0\u202f%", "0%"),
        (33, 52, "63\u202f%", "63%"),
        (0, 5, "0\u202f%", "0%"),
    ],
)
def test_percentages_are_rounded_half_up_from_counts(
    count: int, base: int, danish: str, english: str
) -> None:
    assert DA.share(count, base) == danish
    assert EN.share(count, base) == english


def test_a_suppressed_number_is_a_dot() -> None:
    assert DA.share(None, 10) == DA.share(3, None) == DA.number(None) == DA.percent(None) == HIDDEN
    assert DA.interval(None, 3.0) == DA.p_value(None) == HIDDEN


def test_a_share_of_nobody_is_a_dash() -> None:
    assert DA.share(0, 0) == "–"


@pytest.mark.parametrize(
    ("p", "danish", "english"),
    [
        (0.0283, "p\u00a0=\u00a00,028", "p\u00a0=\u00a00.028"),
        (0.0009, "p\u00a0<\u00a00,001", "p\u00a0<\u00a00.001"),
        (0.001, "p\u00a0=\u00a00,001", "p\u00a0=\u00a00.001"),
        (1.0, "p\u00a0=\u00a01,000", "p\u00a0=\u00a01.000"),
    ],
)
def test_p_values(p: float, danish: str, english: str) -> None:
    assert DA.p_value(p) == danish
    assert EN.p_value(p) == english


def test_bases_are_a_number_or_a_range() -> None:
    assert DA.base([295]) == "n\u00a0=\u00a0295"
    assert DA.base([226, 208, 211]) == "n\u00a0=\u00a0208–226"
    assert DA.base([1234]) == "n\u00a0=\u00a01.234"
    assert EN.base([1234]) == "n\u00a0=\u00a01,234"
    assert DA.base([None]) == f"n\u00a0=\u00a0{HIDDEN}"


def test_negative_numbers_have_a_minus_and_no_dash_beside_it() -> None:
    assert DA.decimal(-0.055, 2) == "\u22120,06"
    assert DA.decimal(-0.001, 2) == "0,00"
    assert DA.interval(-0.05, 0.14, 2) == "\u22120,05\u00a0til\u00a00,14"
    assert EN.interval(0.05, 0.14, 2) == "0.05–0.14"
    assert DA.points(-9.4) == "\u22129"
    assert DA.points(9.4) == "+9"
    assert DA.points(0.3) == "0"


def test_halves_are_rounded_away_from_zero() -> None:
    assert [int(rounded(value)) for value in (0.5, 1.5, 2.5, -0.5)] == [1, 2, 3, -1]


def test_dates_and_lists() -> None:
    assert DA.date(date(2021, 2, 24)) == "24. februar 2021"
    assert EN.date(date(2021, 2, 24)) == "24 February 2021"
    assert DA.list(["a", "b", "c"]) == "a, b og c"
    assert EN.list(["a", "b", "c"]) == "a, b and c"
    assert DA.dashes("208-226 og to-tre") == "208–226 og to-tre"
