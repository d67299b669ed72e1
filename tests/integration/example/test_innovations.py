"""160 described innovations, 60 of them most promising, and the words they are described in."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from lovende.domain.dataset.from_questionnaire import variables_of
from lovende.domain.dataset.model import Dataset, Variable
from lovende.domain.places import BY_CODE
from lovende.domain.promise.scoring import Scores, assessments_of, score
from lovende.formats.index_file import read_index
from lovende.formats.xlsform.reading import read_xlsform
from tests.integration.example.given import DATA, SEEDS, answers

DEGREE = {"1": 1.0, "2": 0.75, "3": 0.5, "4": 0.25, "5": 0.0}
IMPACT = {"1": 1.0, "2": 0.5, "3": 0.0}
COSTS = {"1": 1.0, "2": 0.0, "3": 0.5}
SCORES: dict[str, dict[str, float]] = {
    **dict.fromkeys(["q20_1", "q20_2", "q20_3", "q20_4", "q22_1"], DEGREE),
    "q22_2": {"1": 0.0, "2": 0.25, "3": 0.5, "4": 0.75, "5": 1.0},
    **dict.fromkeys(["q21_1", "q21_2", "q21_3", "q21_4"], IMPACT),
    "q23": {"1": 1.0, "2": 0.0},
    **dict.fromkeys(["q24_1", "q24_2"], COSTS),
}


def index_by_hand(row: dict[str, str]) -> float | None:
    """Return the index of one innovation by section 5 of the method, None with too many don't knows."""
    given = {item: row[item] for item in SCORES if row[item] is not None}
    scores = [SCORES[item][code] for item, code in given.items() if code in SCORES[item]]
    unsure_of_costs = [given.get(item) for item in ("q24_1", "q24_2")].count("3")
    return sum(scores) / len(scores) if 13 - len(scores) + unsure_of_costs <= 3 else None


@cache
def known_variables() -> dict[str, Variable]:
    questionnaire, _ = read_xlsform(DATA / "questionnaire.md")
    return {variable.name: variable for variable in variables_of(questionnaire)}


def scores_of(seed: int) -> Scores:
    """Score the example as the program does, by its own index file."""
    definition, _ = read_index(DATA / "index.toml")
    names = ["q19", *SCORES]
    variables = tuple(known_variables()[name] for name in names)
    dataset = Dataset.from_values(variables, answers(seed).select(names))
    return score(assessments_of(dataset, definition), definition)


class TestInnovations:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_60_of_160_are_most_promising(self, seed: int) -> None:
        described = answers(seed).filter(pl.col("q19").is_not_null())
        assert described.height == 160
        found = [index_by_hand(row) for row in described.iter_rows(named=True)]
        index = np.array([value for value in found if value is not None])
        assert (index > 0.8).sum() == 60
        assert np.abs(index - 0.8).min() > 1e-9
        assert 5 <= 160 - index.size <= 15

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_program_finds_the_same(self, seed: int) -> None:
        scores = scores_of(seed)
        assert int(scores.described.sum()) == 160
        assert int(scores.selected.sum()) == 60
        rows = answers(seed).iter_rows(named=True)
        for row, index in zip(rows, scores.index.tolist(), strict=True):
            by_hand = index_by_hand(row) if row["q19"] is not None else None
            assert (by_hand is None) == np.isnan(index)
            if by_hand is not None and None not in (row["q24_1"], row["q24_2"]):
                assert index == pytest.approx(by_hand)

    def test_some_assess_without_a_description(self) -> None:
        assert answers().filter(pl.col("q19").is_null() & pl.col("q20_1").is_not_null()).height > 20

    def test_a_second_innovation(self) -> None:
        second = answers().filter(pl.col("q19__2").is_not_null())
        assert second.height == 11
        assert second["q19"].null_count() == 0
        assert answers()["q20_1__2"].drop_nulls().len() >= 8

    def test_descriptions_say_that_they_are_synthetic(self) -> None:
        texts = pl.concat([answers()["q19"], answers()["q19__2"].rename("q19")]).drop_nulls()
        assert texts.str.to_lowercase().str.contains("syntetisk eksempel").all()
        assert texts.n_unique() == 171
        names = [m.name for m in BY_CODE.values() if len(m.name) > 3]
        assert not texts.str.contains_any(names).any()

    def test_other_answers_say_that_they_are_synthetic(self) -> None:
        others = [name for name in answers().columns if name.endswith("_other")]
        said = answers().select(others).unpivot()["value"].drop_nulls()
        assert said.len() > 30
        assert said.str.starts_with("Syntetisk eksempel: ").all()
