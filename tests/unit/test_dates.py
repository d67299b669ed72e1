"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from lovende.web.dates import written


@pytest.mark.parametrize(
    ("language", "pattern", "expected"),
    [
        ("da", "d. MMMM y", "3. marts 2021"),
        ("en", "d. MMMM y", "3 March 2021"),
        ("da", "d. MMM", "3. mar."),
        ("en", "d. MMM", "3 Mar"),
    ],
)
def test_only_danish_has_a_point_after_the_day(language: str, pattern: str, expected: str) -> None:
    assert written(date(2021, 3, 3), language, pattern) == expected


def test_no_day_is_written_as_nothing() -> None:
    assert written(None, "da") == ""
