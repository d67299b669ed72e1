"""The diagnostics of the index: correlations, variance inflation, effective weights."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from lovende.domain.dataset.model import Category, Dataset, Variable, VariableKind
from lovende.domain.errors import LovendeError
from lovende.domain.promise.definition import (
    Aggregation,
    Dimension,
    Direction,
    IndexDefinition,
    Item,
    equal_steps,
)
from lovende.domain.promise.diagnostics import correlation, diagnose, variance_inflation
from lovende.domain.promise.scoring import Assessments, assessments_of, score

STEPS = equal_steps(("1", "2", "3"), Direction.BEST_LAST)


def definition(aggregation: Aggregation = Aggregation.ITEM_MEAN) -> IndexDefinition:
    items = tuple(
        Item(f"v{n}", key, STEPS, Direction.BEST_LAST, dont_know_codes=("9",))
        for n, key in enumerate("aab")
    )
    return IndexDefinition((Dimension("a"), Dimension("b")), items, 0.5, None, aggregation)


def random_codes(rows: int = 200) -> NDArray[np.int8]:
    return np.random.default_rng(7).integers(-1, 3, (rows, 3)).astype(np.int8)


def assessed(codes: NDArray[np.int8]) -> Assessments:
    keys = pl.Series([f"{n:04}" for n in range(len(codes))])
    return Assessments(keys, codes, np.ones(len(codes), dtype=bool))


@pytest.mark.parametrize("aggregation", [Aggregation.ITEM_MEAN, Aggregation.DIMENSION_MEAN])
def test_effective_weights_sum_to_one_with_missing_scores(aggregation: Aggregation) -> None:
    found = diagnose(score(assessed(random_codes()), definition(aggregation)))
    shares = [d.effective_weight for d in found.dimensions]
    assert sum(share for share in shares if share is not None) == pytest.approx(1)


def test_a_geometric_mean_has_main_effects_only() -> None:
    found = diagnose(score(assessed(random_codes()), definition(Aggregation.GEOMETRIC)))
    assert [d.effective_weight for d in found.dimensions] == [None, None]
    assert all(0 < (d.main_effect or 0) < 1 for d in found.dimensions)


def test_variance_inflation_is_that_of_a_regression_on_the_others() -> None:
    random = np.random.default_rng(3)
    first, second = random.normal(size=(2, 50))
    columns = np.column_stack([first, second, first + second + random.normal(size=50)])
    others = np.column_stack([np.ones(50), columns[:, :2]])
    residual = columns[:, 2] - others @ np.linalg.lstsq(others, columns[:, 2])[0]
    r_squared = 1 - residual.var() / columns[:, 2].var()
    assert variance_inflation(columns)[2] == pytest.approx(1 / (1 - r_squared))


def test_variance_inflation_of_what_cannot_be_told_apart_is_not_given() -> None:
    column = np.arange(10.0)
    assert variance_inflation(np.column_stack([column, 2 * column])) == [None, None]
    assert variance_inflation(np.ones((10, 2))) == [None, None]
    assert variance_inflation(np.ones((0, 2))) == [None, None]


def test_correlations_have_pairwise_bases() -> None:
    first, second = np.array([1.0, 2, 3, np.nan]), np.array([2.0, 4, 6, 1])
    found, base = correlation(first, second)
    assert found == pytest.approx(1)
    assert base == 3
    assert correlation(first, np.ones(4)) == (None, 3)


def test_the_only_item_of_a_dimension_has_no_correlation_with_itself() -> None:
    found = diagnose(score(assessed(random_codes()), definition()))
    assert found.items[2].correlation is None
    assert found.items[0].correlation is not None
    assert found.dimensions[0].bases == {"b": found.dimensions[1].bases["a"]}


def test_nobody_ranked(recwarn: pytest.WarningsRecorder) -> None:
    found = diagnose(score(assessed(np.full((3, 3), -1, dtype=np.int8)), definition()))
    assert found.base == 0
    assert found.items[0].mean is None
    assert not recwarn.list


def test_an_answer_without_a_score_is_told() -> None:
    names = ["v0", "v1", "v2"]
    variables = tuple(Variable(n, VariableKind.CODE, categories=(Category("1"),)) for n in names)
    values = pl.DataFrame({"v0": ["1", "7"], "v1": ["1", "2"], "v2": ["9", None]})
    with pytest.raises(LovendeError) as caught:
        assessments_of(Dataset.from_values(variables, values), definition())
    assert [(f.code, f.place.question) for f in caught.value.faults] == [
        ("index.answer_without_score", "v0")
    ]
    with pytest.raises(LovendeError) as caught:
        assessments_of(Dataset.from_values(variables[:1], values[["v0"]]), definition())
    assert [f.code for f in caught.value.faults].count("index.no_variable") == 2
