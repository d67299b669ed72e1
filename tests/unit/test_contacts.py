"""Addresses and telephone numbers in one way of writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.domain.contacts import (
    clean,
    folded_address,
    normal_telephone,
    search_text,
    shown_telephone,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 34 56 78", "+4512345678"),
        ("12345678", "+4512345678"),
        ("(+45) 12-34-56-78", "+4512345678"),
        ("+45 12 34 56 78", "+4512345678"),
        ("0045 12345678", "+4512345678"),
        ("4512345678", "+4512345678"),
        ("00 00 00 01", "+4500000001"),
        ("+46 8 123 456", "+468123456"),
        ("0049 30 123456", "+4930123456"),
        ("+45 1234567", None),
        ("1234567", None),
        ("123456789", None),
        ("+123", None),
        ("+1234567890123456", None),
        ("ring senere", None),
        ("", None),
        ("12345678\u200b", "+4512345678"),
        ("١٢٣٤٥٦٧٨", None),
    ],
)
def test_telephone_numbers(text: str, number: str | None) -> None:
    assert normal_telephone(text) == number


@given(st.integers(0, 99_999_999))
def test_a_danish_number_comes_back_as_it_is_shown(number: int) -> None:
    stored = f"+45{number:08}"
    assert normal_telephone(shown_telephone(stored)) == stored
    assert normal_telephone(f"{number:08}") == stored


def test_other_numbers_are_shown_as_they_are_stored() -> None:
    assert shown_telephone("+468123456") == "+468123456"
    assert shown_telephone("") == ""


@pytest.mark.parametrize(
    "text", ["Bo@Blåbær.dk", " bo@BLÅBÆR.DK ", "mailto:bo@xn--blbr-roah.dk", "<bo@blåbær.dk>"]
)
def test_one_address_written_in_several_ways_is_one(text: str) -> None:
    assert folded_address(text) == "bo@xn--blbr-roah.dk"


def test_composed_and_decomposed_letters_are_equal() -> None:
    assert clean("A\u030ase") == "Åse"
    assert search_text("A\u030ase  Ærø", "ase@example.org") == "åse ærø ase@example.org"


@given(st.text(max_size=100))
def test_any_text_is_folded_and_stays_so(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    folded_address(text)
    normal_telephone(text)
