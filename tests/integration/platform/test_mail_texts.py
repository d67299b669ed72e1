"""Placeholders, default texts and Danish times: what every message is made of."""

from __future__ import annotations

import datetime

import pytest

from lovende.domain.errors import LovendeError
from lovende.fieldwork.mail.moments import danish_moment
from lovende.fieldwork.mail.placeholders import PLACEHOLDERS, check, fill, fill_line, known_for
from lovende.fieldwork.mail.texts import DEFAULTS, default_text
from lovende.fieldwork.models import MessageText
from lovende.studies.models import Study

PARTS = ("subject_da", "subject_en", "body_da", "body_en")


@pytest.mark.parametrize("kind", list(DEFAULTS))
def test_our_own_texts_keep_our_own_rules_in_both_languages(kind: str, study: Study) -> None:
    text = default_text(study, kind)
    for part in PARTS:
        assert check(kind, part, getattr(text, part)) == []
    assert text.body_da != text.body_en
    assert "{no_link}" in text.body_da


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ("Hej {name}", "Hej Bodil"),
        ("{ name }, {name}", "Bodil, Bodil"),
        ("{word}", "se {name}"),
        ("a\n\n{empty}\n\nb", "a\n\nb"),
        ("", ""),
    ],
)
def test_placeholders_are_filled_in_once(given: str, filled: str) -> None:
    assert fill(given, {"name": "Bodil", "word": "se {name}", "empty": ""}) == filled


def test_a_lone_brace_is_left_alone() -> None:
    assert fill("a { b\n} c :-}", {}) == "a { b\n} c :-}"


def test_a_subject_is_one_line_whatever_fills_it_in() -> None:
    assert fill_line("Til {name}", {"name": "A\r\nBcc: x"}) == "Til A Bcc: x"


@pytest.mark.parametrize(
    ("given", "meant"),
    [("nam", "name"), ("Link", "link"), ("first_name", "name"), ("kommune", "municipality")],
)
def test_an_unknown_placeholder_is_named_with_the_nearest(given: str, meant: str) -> None:
    found = check(MessageText.Kind.INVITATION, "body_da", "{link} {" + given + "}")
    assert [each.params["meant"] for each in found] == ["{" + meant + "}"]


def test_a_value_that_nothing_gives_is_refused() -> None:
    with pytest.raises(LovendeError, match="not a placeholder"):
        fill("{name}", {"link": "x"})


def test_each_kind_has_its_placeholders() -> None:
    assert "colleague" not in known_for(MessageText.Kind.INVITATION)
    assert "deadline" not in known_for(MessageText.Kind.HAND_OVER)
    both = known_for(MessageText.Kind.REMINDER) | known_for(MessageText.Kind.HAND_OVER)
    assert both.keys() == PLACEHOLDERS.keys()


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2030-01-15T09:00", "2030-01-15T08:00"),
        ("2030-07-15T09:00", "2030-07-15T07:00"),
        ("2030-03-31T01:59", "2030-03-31T00:59"),
        ("2030-03-31T03:00", "2030-03-31T01:00"),
        ("2030-10-27T02:30", "2030-10-27T00:30"),
        ("2030-10-27T03:00", "2030-10-27T02:00"),
    ],
)
def test_a_danish_time_is_stored_as_its_moment(wall: str, utc: str) -> None:
    moment = danish_moment(datetime.datetime.fromisoformat(wall))
    assert moment == datetime.datetime.fromisoformat(utc).replace(tzinfo=datetime.UTC)


def test_an_hour_that_does_not_come_is_refused() -> None:
    with pytest.raises(LovendeError, match="summer time"):
        danish_moment(datetime.datetime(2030, 3, 31, 2, 30))
