"""Every published count comes out exactly, and nobody answers what was not asked."""

from __future__ import annotations

import polars as pl
import pytest

from lovende.examples import figures
from tests.integration.example.given import BACKGROUND, SEEDS, answers

ROWS = figures.rows()


@pytest.mark.parametrize("seed", SEEDS)
class TestCounts:
    def test_rows_with_one_answer(self, seed: int) -> None:
        for variable, counts in ROWS.items():
            column = answers(seed)[variable].drop_nulls()
            counted = {code: int((column == code).sum()) for code in counts}
            assert (variable, counted) == (variable, counts)
            assert column.len() == sum(counted.values())

    @pytest.mark.parametrize("question", figures.SEVERAL)
    def test_several_choice_questions(self, question: str, seed: int) -> None:
        base, counts = figures.SEVERAL[question]
        flags = answers(seed).select(f"{question}_{code}" for code in counts)
        answered = flags.drop_nulls()
        assert answered.height == base
        assert flags.filter(pl.any_horizontal(pl.all().is_not_null())).height == base
        ticks = answered.select(pl.all() == "1")
        assert set(answered.unpivot()["value"]) <= {"0", "1"}
        assert {c: int(ticks[f"{question}_{c}"].sum()) for c in counts} == counts
        assert ticks.filter(~pl.any_horizontal(pl.all())).is_empty()

    @pytest.mark.parametrize(("question", "code"), figures.EXCLUSIVE.items())
    def test_none_of_the_named_stands_alone(self, question: str, code: str, seed: int) -> None:
        flags = answers(seed).filter(pl.col(f"{question}_{code}") == "1")
        own = [f"{question}_{c}" for c in figures.SEVERAL[question][1]]
        ticks = flags.select(pl.sum_horizontal(pl.col(own).cast(pl.Int8)).alias("n"))
        assert set(ticks["n"]) == {1}


ASKED_IF = {
    "q2": pl.col("q1") == "6",
    "q5_1": pl.col("q4_1") == "1",
    "q6_1": pl.col("q4_2") == "1",
    "q7_1": pl.col("q4_3") == "1",
    "q10_1": (pl.col("q9_4") == "1") | (pl.col("q9_5") == "1"),
    "q18_1": pl.col("q17_1").is_in(["1", "2", "3", "4"]),
    "q19__2": pl.col("q25") == "1",
    "q20_1__2": pl.col("q25") == "1",
    "q24_2__2": pl.col("q25") == "1",
    "q2_other": pl.col("q2") == "4",
    "q3_other": pl.col("q3") == "5",
    "q4_other": pl.col("q4_7") == "1",
    "q5_other": pl.col("q5_12") == "1",
    "q6_other": pl.col("q6_6") == "1",
    "q7_other": pl.col("q7_18") == "1",
    "q9_other": pl.col("q9_15") == "1",
    "q12_other": pl.col("q12_12") == "1",
    "q13_other": pl.col("q13_15") == "1",
}


@pytest.mark.parametrize("seed", SEEDS)
class TestRouting:
    @pytest.mark.parametrize("variable", ASKED_IF)
    def test_nobody_answers_what_was_not_asked(self, variable: str, seed: int) -> None:
        answered = answers(seed).filter(pl.col(variable).is_not_null())
        assert answered.height > 0 or variable == "q2_other"
        assert answered.filter(~ASKED_IF[variable].fill_null(value=False)).is_empty()

    def test_not_at_all_leads_to_the_end(self, seed: int) -> None:
        frame = answers(seed)
        later = frame.columns[frame.columns.index("q3") :]
        ended = frame.filter(pl.col("q1") == "6")
        assert ended.height == 5
        assert ended.select(later).null_count().row(0) == (5,) * len(later)
        assert set(ended["submitted"]) == {"1"}

    def test_everyone_answers_something(self, seed: int) -> None:
        given = answers(seed).drop("key", "submitted", *BACKGROUND)
        assert given.filter(pl.all_horizontal(pl.all().is_null())).is_empty()
