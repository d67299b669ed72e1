"""The same seed gives the same study, everywhere."""

from __future__ import annotations

import hashlib

import polars as pl

from lovende.examples.synthesis import synthetic_study
from tests.integration.example.given import answers, study

FINGERPRINT = "c19962bec850fe1ce5301741a444f9593c5c6d168582cd405600b19a79f6f58d"


class TestSameEverywhere:
    def test_the_seed_gives_these_very_frames(self) -> None:
        """A change here changes the example for everyone: say so in the changelog."""
        frames = (study().panel, study().answers, study().nonresponders)
        text = "\n".join(frame.write_csv() for frame in frames)
        assert hashlib.sha256(text.encode()).hexdigest() == FINGERPRINT

    def test_twice_the_same(self) -> None:
        again = synthetic_study()
        assert again.answers.equals(study().answers)
        assert again.panel.equals(study().panel)

    def test_another_seed_gives_other_answers(self) -> None:
        assert not answers(1).equals(answers())

    def test_all_is_text(self) -> None:
        for frame in (study().panel, study().answers, study().nonresponders):
            assert set(frame.dtypes) == {pl.String}
