"""The promising-practice index, worked by hand.

The definition is the one of the report that the method comes from: 13 items in 5 dimensions.
An answer is written as its code; "?" is a don't know and "" a skipped item.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from lovende.domain.dataset.model import Category, Dataset, Variable, VariableKind
from lovende.domain.promise.definition import (
    Aggregation,
    Dimension,
    Direction,
    IndexDefinition,
    Item,
    SkippedRule,
    equal_steps,
)
from lovende.domain.promise.diagnostics import diagnose, implicit_weights
from lovende.domain.promise.scoring import Reason, Scores, assessments_of, score

FIVE = ("1", "2", "3", "4", "5")
BEST_FIRST, BEST_LAST = Direction.BEST_FIRST, Direction.BEST_LAST


def item(
    variable: str,
    dimension: str,
    codes: tuple[str, ...],
    direction: Direction = BEST_FIRST,
    dont_know: float | None = None,
) -> Item:
    return Item(variable, dimension, equal_steps(codes, direction), direction, dont_know)


VIVE = IndexDefinition(
    dimensions=tuple(
        Dimension(key)
        for key in ("potential", "impact", "transferability", "novelty", "profitability")
    ),
    items=(
        *(item(f"q20_{row}", "potential", FIVE) for row in (1, 2, 3, 4)),
        *(item(f"q21_{row}", "impact", ("1", "2", "3")) for row in (1, 2, 3, 4)),
        item("q22_1", "transferability", FIVE),
        item("q22_2", "transferability", FIVE, BEST_LAST),
        item("q23", "novelty", ("1", "2")),
        item("q24_1", "profitability", ("1", "2"), dont_know=0.5),
        item("q24_2", "profitability", ("1", "2"), dont_know=0.5),
    ),
    threshold=0.8,
    max_dont_know=3,
    description="q19",
)  # fmt: skip


def answers(*rows: str, described: tuple[str | None, ...] = ()) -> Dataset:
    """Rows such as "1 1 1 1 | 1 1 1 1 | 1 5 | 1 | 1 1"; "-" is a skipped item."""
    names = [i.variable for i in VIVE.items]
    cells = [row.replace("|", " ").split() for row in rows]
    columns: dict[str, list[str | None]] = {"key": [f"r{n}" for n in range(1, len(rows) + 1)]}
    for place, name in enumerate(names):
        columns[name] = [None if row[place] == "-" else row[place] for row in cells]
    columns["q19"] = list(described) or ["We did it another way"] * len(rows)
    unsure = (Category("?", dont_know=True),)
    variables = tuple(Variable(name, VariableKind.CODE, categories=unsure) for name in names)
    variables += (Variable("q19", VariableKind.TEXT),)
    return Dataset.from_values(variables, pl.DataFrame(columns), key="key")


def scored(
    *rows: str, definition: IndexDefinition = VIVE, **more: tuple[str | None, ...]
) -> Scores:
    return score(assessments_of(answers(*rows, **more), definition), definition)


def test_one_innovation_by_hand() -> None:
    # Potential: very high, high, neither, low      1 + 0.75 + 0.5 + 0.25 = 2.5
    # Impact: positive, none, negative, positive    1 + 0.5 + 0 + 1       = 2.5
    # Transferability: high; special conditions to a low degree  0.75 + 0.75 = 1.5
    # Novelty: gradual                                                      0
    # Profitability: costs known, not worth them    1 + 0                 = 1
    # All 13 items together                                                 7.5 / 13
    found = scored("1 2 3 4 | 1 2 3 1 | 2 4 | 2 | 1 2")
    assert found.index[0] == pytest.approx(7.5 / 13)
    assert found.dimensions[0].tolist() == pytest.approx([2.5 / 4, 2.5 / 4, 0.75, 0, 0.5])
    assert not found.selected[0]


def test_the_second_row_of_22_is_reversed() -> None:
    # "To a very high degree, special conditions make it hard for others" is the worst answer.
    found = scored("1 1 1 1 | 1 1 1 1 | 1 1 | 1 | 1 1", "1 1 1 1 | 1 1 1 1 | 1 5 | 1 | 1 1")
    assert found.index.tolist() == pytest.approx([12 / 13, 1.0])


def test_dont_know_is_left_out_but_counts_half_in_profitability() -> None:
    # Two don't knows: one on potential (12 items are left), one on the costs (0.5).
    found = scored("? 1 1 1 | 1 1 1 1 | 1 5 | 1 | ? 1")
    assert found.index[0] == pytest.approx(11.5 / 12)
    assert found.dont_know[0] == 2


def test_more_than_three_dont_knows_are_not_ranked() -> None:
    # The two profitability items count in the limit, although their don't know has a score.
    found = scored("? ? 1 1 | 1 1 1 1 | 1 5 | 1 | ? 1", "? ? 1 1 | 1 1 1 1 | 1 5 | 1 | ? ?")
    assert found.dont_know.tolist() == [3, 4]
    assert found.ranked.tolist() == [True, False]
    assert found.excluded() == {Reason.DONT_KNOW: 1}


@pytest.mark.parametrize(
    ("rule", "expected", "dont_know"),
    [
        (SkippedRule.DONT_KNOW, 11.5 / 12, 2),  # as "? 1 1 1 ... ? 1"
        (SkippedRule.LEFT_OUT, 11 / 11, 0),
        (SkippedRule.EXCLUDE, None, 0),
    ],
)
def test_a_skipped_item(rule: SkippedRule, expected: float | None, dont_know: int) -> None:
    definition = replace(VIVE, skipped=rule)
    found = scored("- 1 1 1 | 1 1 1 1 | 1 5 | 1 | - 1", definition=definition)
    assert found.dont_know[0] == dont_know
    if expected is None:
        assert found.excluded() == {Reason.SKIPPED: 1}
    else:
        assert found.index[0] == pytest.approx(expected)


def test_most_promising_is_strictly_above_the_threshold() -> None:
    # 10.4 of 13 would be 0.8; with ten items left (three don't knows) 8 of 10 is 0.8 exactly.
    # Potential: don't know, very high, high, high    1 + 0.75 + 0.75       = 2.5
    # Impact: don't know, positive, positive, none    1 + 1 + 0.5           = 2.5
    # Transferability: don't know, and 1              1                     = 1
    # Novelty 1; profitability 1 and 0                1 + 1 + 0             = 2
    equal = "? 1 2 2 | ? 1 1 2 | ? 5 | 1 | 1 2"  # 8 of 10
    just_above = "? 1 1 2 | ? 1 1 2 | ? 5 | 1 | 1 2"  # 8.25 of 10
    found = scored(equal, just_above)
    assert found.index.tolist() == pytest.approx([0.8, 0.825])
    assert found.selected.tolist() == [False, True]


def test_equal_scores_share_the_best_rank() -> None:
    found = scored(
        "1 1 1 1 | 1 1 1 1 | 1 5 | 2 | 1 1",  # 12 of 13
        "1 1 1 1 | 1 1 1 1 | 1 5 | 1 | 1 1",  # 13 of 13
        "1 1 1 1 | 1 1 1 1 | 1 1 | 1 | 1 1",  # 12 of 13
        "5 5 5 5 | 3 3 3 3 | 5 1 | 2 | 2 2",  # 0
    )
    assert found.rank.tolist() == [2, 1, 2, 4]
    assert [found.keys[int(place)] for place in found.order()] == ["r2", "r1", "r3", "r4"]


def test_attrition_from_all_respondents_to_the_most_promising() -> None:
    best = "1 1 1 1 | 1 1 1 1 | 1 5 | 1 | 1 1"
    found = scored(
        best,
        "3 3 3 3 | 2 2 2 2 | 3 3 | 2 | 1 1",
        "? ? ? ? | 1 1 1 1 | 1 5 | 1 | 1 1",
        best,
        "- - - - | - - - - | - - | - | - -",
        "- - - - | - - - - | - - | - | - -",
        described=("a new way", "another", "a third", " - ", "only described", None),
    )
    assert found.attrition() == {
        "respondents": 6,
        "assessed": 4,
        "described": 3,
        "within_limit": 2,
        "scored": 2,
        "selected": 1,
    }
    assert int(found.described.sum()) == 4
    # The last respondent described and assessed nothing: there is no innovation to leave out.
    assert found.excluded() == {
        Reason.NOT_ASSESSED: 1,
        Reason.NO_DESCRIPTION: 1,
        Reason.DONT_KNOW: 1,
    }


def test_implicit_weights() -> None:
    # A mean over items weighs the dimensions by their number of items.
    weights = implicit_weights(VIVE)
    by_dimension = [weights[list(VIVE.items_of(d.key))].sum() for d in VIVE.dimensions]
    assert by_dimension == pytest.approx([4 / 13, 4 / 13, 2 / 13, 1 / 13, 2 / 13])
    # A mean over dimensions weighs them alike, and the one item of novelty as much as four others.
    weights = implicit_weights(replace(VIVE, aggregation=Aggregation.DIMENSION_MEAN))
    assert weights[10] == pytest.approx(1 / 5)
    assert weights[0] == pytest.approx(1 / 20)


def test_other_means() -> None:
    # Dimension means 1, 1, 0.5, 0, 1: their mean is 0.7; the items sum to 11 of 13.
    row = "1 1 1 1 | 1 1 1 1 | 1 1 | 2 | 1 1"
    by_dimension = replace(VIVE, aggregation=Aggregation.DIMENSION_MEAN)
    assert scored(row).index[0] == pytest.approx(11 / 13)
    assert scored(row, definition=by_dimension).index[0] == pytest.approx(0.7)
    # Ordered weights that look at the worst item only, and at the best only.
    worst = replace(
        VIVE, aggregation=Aggregation.ORDERED_WEIGHTS, order_weights=(0.0,) * 12 + (1.0,)
    )
    best = replace(worst, order_weights=(1.0,) + (0.0,) * 12)
    assert scored(row, definition=worst).index[0] == pytest.approx(0)
    assert scored(row, definition=best).index[0] == pytest.approx(1)
    # Geometric with offset 1: eleven items lifted to 2, two to 1: 2 ** (11 / 13) - 1.
    geometric = replace(VIVE, aggregation=Aggregation.GEOMETRIC, offset=1.0)
    assert scored(row, definition=geometric).index[0] == pytest.approx(2 ** (11 / 13) - 1)


def test_effective_weights_follow_what_varies() -> None:
    # Only novelty varies among these two: it has 1 of 13 on paper and the whole variance in effect.
    found = diagnose(
        scored("1 1 1 1 | 1 1 1 1 | 1 5 | 1 | 1 1", "1 1 1 1 | 1 1 1 1 | 1 5 | 2 | 1 1")
    )
    by_key = {d.key: d for d in found.dimensions}
    assert by_key["novelty"].weight == pytest.approx(1 / 13)
    assert by_key["novelty"].effective_weight == pytest.approx(1)
    assert by_key["potential"].effective_weight == pytest.approx(0)
