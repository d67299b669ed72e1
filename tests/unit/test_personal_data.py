"""CPR numbers, telephone numbers and e-mail addresses are found in what people write.

No number here can be a living person's: those that pass the check digit tell a day of birth from
2040 on (and the tests say that it is 2057), the others tell of people born before 1870.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.domain.personal_data import (
    WEIGHTS,
    Check,
    Sort,
    birth_year,
    days_in,
    passes_modulus_11,
    personal_parts,
    read_cpr,
)

NOW, LATER = 2026, 2057


def found(text: str, year: int = NOW) -> list[tuple[str, str]]:
    """What is found, by its sort and its words."""
    return [
        (part.sort.value, text[part.start : part.end])
        for part in personal_parts(text, this_year=year)
    ]


@st.composite
def unborn(draw: st.DrawFn) -> str:
    """A number with a valid check digit of somebody who is to be born in 2040 to 2057."""
    year = draw(st.integers(2040, 2057))
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, days_in(year, month)))
    start = f"{day:02}{month:02}{year % 100:02}"
    serial = draw(st.integers(5000, 8999).filter(lambda n: passes_modulus_11(f"{start}{n}")))
    return f"{start}{serial}"


@given(unborn(), st.sampled_from(["", "-", " ", " - ", "–"]))
def test_a_valid_number_is_found_however_it_is_written(number: str, between: str) -> None:
    text = f"Borgeren ({number[:6]}{between}{number[6:]}) fik hjælp."
    parts = personal_parts(text, this_year=LATER)
    assert [(part.sort, part.check) for part in parts] == [(Sort.CPR, Check.HOLDS)]
    assert text[parts[0].start : parts[0].end].strip() == f"{number[:6]}{between}{number[6:]}"


@given(unborn())
def test_whoever_is_not_born_yet_has_no_number(number: str) -> None:
    assert read_cpr(number, this_year=NOW) is None
    assert ("cpr", number) not in found(f"x {number} y")


@given(unborn(), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_fails_the_check_and_is_still_found(
    number: str, at: int, more: int
) -> None:
    """Every weight is prime to 11, so a single wrong digit never passes."""
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert not passes_modulus_11(wrong)
    read = read_cpr(wrong, this_year=LATER)
    if read is not None:
        assert read.check is (Check.NOT_USED if (read.day, read.month) == (1, 1) else Check.FAILS)
        assert ("cpr", wrong) in found(f"x {wrong} y", LATER)


def test_the_weights_are_those_of_the_cpr_office() -> None:
    assert WEIGHTS == (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@pytest.mark.parametrize(
    ("short", "seventh", "year"),
    [
        (0, 0, 1900),
        (99, 3, 1999),
        (36, 4, 2036),
        (37, 4, 1937),
        (57, 5, 2057),
        (58, 5, 1858),
        (99, 8, 1899),
        (36, 9, 2036),
        (37, 9, 1937),
    ],
)
def test_the_seventh_digit_tells_the_century(short: int, seventh: int, year: int) -> None:
    assert birth_year(short, seventh) == year


def test_leap_days_are_of_leap_years() -> None:
    assert days_in(2056, 2) == 29
    assert days_in(1900, 2) == 28
    assert days_in(2000, 2) == 29


@pytest.mark.parametrize(
    ("digits", "check"),
    [
        # The seventh digit 5 to 8 with a year of 58 to 99: born 1858 to 1899.
        ("3112605005", Check.FAILS),
        # Born on 1 January: numbers without check digit are in use. 1858, so nobody living.
        ("0101585001", Check.NOT_USED),
    ],
)
def test_a_number_that_fails_the_check_is_told_and_not_cleared(digits: str, check: Check) -> None:
    read = read_cpr(digits, this_year=NOW)
    assert read is not None
    assert read.check is check
    assert found(f"cpr {digits}") == [("cpr", digits)]


@pytest.mark.parametrize(
    "text",
    [
        "3113605005",  # no such month
        "3102605005",  # no such day
        "0000605005",
        "31126050051",  # eleven digits
        "sag 2023-311260500512",
        "99999999999999",
    ],
)
def test_digits_that_are_no_date_are_no_cpr_number(text: str) -> None:
    assert "cpr" not in [sort for sort, _ in found(text)]


def test_a_replacement_number_is_found() -> None:
    read = read_cpr("9112605001", this_year=NOW)
    assert read is not None
    assert (read.replacement, read.day, read.year) == (True, 31, 1860)


@pytest.mark.parametrize(
    "number",
    [
        "21 00 00 01",
        "21000001",
        "2100 0001",
        "21 000 001",
        "21.00.00.01",
        "21-00-00-01",
        "+45 21 00 00 01",
        "+4521000001",
        "0045 21000001",
        "+45 00 00 00 01",
    ],
)
def test_danish_telephone_numbers_are_found(number: str) -> None:
    assert found(f"Ring til mig på {number}, tak.") == [("telephone", number)]


@pytest.mark.parametrize(
    "text",
    [
        "i 2019 2020 og 2021",
        "01-02-2020",
        "den 12.03.2021 kl. 10",
        "1.250.000 kr.",
        "12345678,50 kr.",
        "00 00 00 01",
        "123456789",
        "sag 2021-000123",
        "fra 1000 til 2000 borgere",
        "ISBN 978-87-7119-905-5",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "bodil.bruun@example.org",
        "BODIL@sub.example.org",
        "bodil+1@blåbær.example",
        "bodil(at)example.org",
        "bodil @ example.org",
    ],
)
def test_addresses_are_found(address: str) -> None:
    assert found(f"Skriv til {address}.") == [("email", address)]


def test_text_without_any_is_left_alone() -> None:
    assert found("Vi holdt åbent kl. 8-16 for 120 borgere @ centret. 👍 ١٢٣٤٥٦٧٨٩٠") == []


def test_parts_come_in_order_and_none_lies_within_another() -> None:
    text = "b21000001@example.org, 21 00 00 01 og 311260-5005"
    assert [sort for sort, _ in found(text)] == ["email", "telephone", "cpr"]


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    ends = [0]
    for part in personal_parts(text, this_year=NOW):
        assert ends[-1] <= part.start < part.end <= len(text)
        ends.append(part.end)
