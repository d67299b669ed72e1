"""Who was invited, who answered, who broke off."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lovende.domain.places import BY_CODE
from tests.integration.example.given import SEEDS, answers, study


def questions_asked_and_answered(row: dict[str, str | None]) -> tuple[int, int]:
    """Count the questions 1-25 that one respondent was asked and answered, a matrix as one."""
    asked = {f"q{n}" for n in range(1, 26)} - {"q2"}
    if row["q1"] == "6":
        asked = {"q1", "q2"}
    asked -= {q for q, flag in (("q5", "q4_1"), ("q6", "q4_2"), ("q7", "q4_3")) if row[flag] != "1"}
    if "1" not in (row["q9_4"], row["q9_5"]):
        asked.discard("q10")
    if row["q17_1"] not in ("1", "2", "3", "4"):
        asked.discard("q18")
    answered = {
        name.partition("_")[0]
        for name, value in row.items()
        if name.startswith("q") and "other" not in name and "__" not in name and value is not None
    }
    assert answered <= asked
    return len(asked), len(answered)


class TestPanel:
    def test_response_by_size(self) -> None:
        panel = study().panel
        large = np.array([BY_CODE[code].is_large for code in panel["municipality"]])
        answered = panel["disposition"].str.starts_with("1.").to_numpy()
        table = [
            [int((answered & side).sum()), int((~answered & side).sum())]
            for side in (large, ~large)
        ]
        assert table == [[141, 136], [155, 124]]
        test = stats.chi2_contingency(table, correction=False)
        assert round(test.statistic, 2) == 1.21
        assert round(test.pvalue, 2) == 0.27
        assert [round(100 * row[0] / sum(row)) for row in table] == [51, 56]

    def test_municipalities(self) -> None:
        panel = study().panel
        assert panel["municipality"].n_unique() == 98
        assert answers()["municipality"].n_unique() == 93
        sizes = panel["municipality"].value_counts()["count"].to_list()
        assert min(sizes) >= 2
        assert max(sizes) <= 15

    def test_keys_agree(self) -> None:
        panel, nonresponders = study().panel, study().nonresponders
        responding = panel.filter(pl.col("disposition").str.starts_with("1."))
        assert panel["key"].n_unique() == 556
        assert answers()["key"].to_list() == responding["key"].to_list()
        assert nonresponders.height == 9
        assert not set(nonresponders["key"]) & set(answers()["key"])
        assert set(nonresponders["key"]) <= set(panel["key"])
        joined = answers().join(panel, on="key", suffix="_invited")
        assert joined["municipality"].equals(joined["municipality_invited"].rename("municipality"))

    @pytest.mark.parametrize("seed", SEEDS)
    def test_dispositions_agree_with_the_answers(self, seed: int) -> None:
        joined = answers(seed).join(study(seed).panel.select("key", "disposition"), on="key")
        for row in joined.iter_rows(named=True):
            disposition, submitted = row["disposition"], row["submitted"] == "1"
            asked, answered = questions_asked_and_answered(row)
            complete = submitted or answered >= 0.8 * asked
            assert disposition == ("1.1" if complete else "1.2")
        assert joined.filter(submitted="0", disposition="1.1").height == 6

    def test_people_are_obviously_invented(self) -> None:
        panel = study().panel
        assert panel["email"].str.ends_with("@example.org").all()
        assert panel["email"].n_unique() == 556
        assert panel["telephone"].str.contains(r"^00 00 0\d \d\d$").all()
        assert panel["name"].str.contains(r"^Testperson \d+ Eksempelsen$").all()

    def test_nobody_is_known_to_be_outside_the_panel(self) -> None:
        codes = set(study().panel["disposition"])
        assert codes == {"1.1", "1.2", "2.11", "2.12", "2.26", "3.19", "3.30"}


class TestBreakOff:
    def test_those_who_break_off_answer_nothing_more(self) -> None:
        """Nobody else but six who forgot to submit gets to the last pages."""
        frame = answers().filter(pl.col("submitted") == "0")
        last = frame.filter(pl.col("q24_1").is_not_null() | pl.col("q25").is_not_null())
        assert last.height == 6
        assert frame.height == 87

    def test_bases_fall_by_skipping_too(self) -> None:
        submitted = answers().filter((pl.col("submitted") == "1") & (pl.col("q1") != "6"))
        assert submitted["q25"].null_count() > 0
        assert submitted["q15_13"].null_count() > 20
