"""From answers to the index of each innovation: item scores, exclusions, index, rank."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.promise.checking import dont_know_codes
from lovende.domain.promise.composite import Floats, Mean, Node, above, aggregate, evaluate, rank
from lovende.domain.promise.definition import Aggregation, IndexDefinition, Item, SkippedRule
from lovende.domain.texts import N_

DONT_KNOW = -1
SKIPPED = -2
_UNKNOWN = -3


class Reason(StrEnum):
    """Why an innovation is not ranked; the first that applies, in this order."""

    NOT_ASSESSED = "not_assessed"
    NO_DESCRIPTION = "no_description"
    DONT_KNOW = "dont_know"
    SKIPPED = "skipped"
    NO_SCORE = "no_score"


REASON_LABELS = {
    Reason.NOT_ASSESSED: N_("No item was answered"),
    Reason.NO_DESCRIPTION: N_("The innovation is not described"),
    Reason.DONT_KNOW: N_("Too many don't knows"),
    Reason.SKIPPED: N_("An item was skipped"),
    Reason.NO_SCORE: N_("No item has a score"),
}

STEP_LABELS = {
    "respondents": N_("All respondents"),
    "assessed": N_("Assessed an innovation"),
    "described": N_("And described it"),
    "within_limit": N_("And answered don't know within the limit"),
    "scored": N_("Scored and ranked"),
    "selected": N_("Most promising"),
}


@dataclass(frozen=True, eq=False)
class Assessments:
    """The answers about the innovations, ready to be scored under any rule.

    `codes` (innovations x items, int8) holds the place of the answer in the item's scores, or
    DONT_KNOW, or SKIPPED (not answered, whatever the reason). `described` says who wrote a
    description.
    """

    keys: pl.Series
    codes: NDArray[np.int8]
    described: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Scores:
    """Item scores, index and rank of every innovation, in the order of the answers.

    `items` (innovations x items) and `dimensions` (innovations x dimensions) run from 0 to 1, NaN
    where nothing is scored. `unsure` marks the items that count as don't know, `dont_know` counts
    them. `index` and `rank` are NaN where the innovation is not ranked;
    `reasons` says why (a place in `list(Reason)`, -1 where it is ranked). Rank 1 is best; equal
    scores share the best of their ranks.
    """

    definition: IndexDefinition
    keys: pl.Series
    items: Floats
    dimensions: Floats
    unsure: NDArray[np.bool_]
    dont_know: NDArray[np.int64]
    index: Floats
    rank: Floats
    selected: NDArray[np.bool_]
    reasons: NDArray[np.int8]
    described: NDArray[np.bool_]
    """Who wrote a description, whether or not they assessed the innovation."""

    @property
    def ranked(self) -> NDArray[np.bool_]:
        return self.reasons < 0

    def excluded(self) -> dict[Reason, int]:
        """Return how many innovations that someone described or assessed are not ranked, by reason."""
        innovations = self.described | (self.reasons != list(Reason).index(Reason.NOT_ASSESSED))
        counts = {
            reason: int(np.count_nonzero((self.reasons == place) & innovations))
            for place, reason in enumerate(Reason)
        }
        return {reason: count for reason, count in counts.items() if count}

    def attrition(self) -> dict[str, int]:
        """Return what is left after each step, from all respondents to the most promising."""
        places = {reason: place for place, reason in enumerate(Reason)}
        ranked = self.ranked

        def left(*reasons: Reason) -> int:
            out = np.isin(self.reasons, [places[reason] for reason in reasons])
            return int(np.count_nonzero(~out))

        before_limit = (Reason.NOT_ASSESSED, Reason.NO_DESCRIPTION)
        return {
            "respondents": int(self.reasons.size),
            "assessed": left(Reason.NOT_ASSESSED),
            "described": left(*before_limit),
            "within_limit": left(*before_limit, Reason.DONT_KNOW),
            "scored": int(np.count_nonzero(ranked)),
            "selected": int(np.count_nonzero(self.selected)),
        }

    def order(self) -> NDArray[np.int64]:
        """Return the places of the ranked innovations, best first; equal ones in order of key."""
        places = np.flatnonzero(self.ranked)
        by_key = self.keys.cast(pl.String).gather(places).arg_sort().to_numpy()
        places = places[by_key]
        by_rank: NDArray[np.int64] = places[np.argsort(self.rank[places], kind="stable")]
        return by_rank


def assessments_of(dataset: Dataset, definition: IndexDefinition, round: int = 1) -> Assessments:
    """Take the answers to the items out of `dataset`; one row a respondent.

    `round` 2 takes the second innovation of a respondent. Raises LovendeError where a variable is
    missing or an answer has no score.
    """
    faults: list[Fault] = []
    columns = [_codes(dataset, item, round, faults) for item in definition.items]
    described = None
    if definition.description is not None:
        described = _described(dataset, _name(definition.description, round), faults)
    if faults:
        raise LovendeError(faults)
    if dataset.key is not None:
        keys = dataset.values[dataset.key]
    else:
        keys = pl.Series("key", range(1, dataset.size + 1), dtype=pl.Int64)
    codes = np.column_stack([column.to_numpy() for column in columns])
    if described is None:
        described = (codes != SKIPPED).any(axis=1)
    return Assessments(keys, codes, described)


def _described(dataset: Dataset, name: str, faults: list[Fault]) -> NDArray[np.bool_]:
    """Return who wrote a description; a lone dash or full stop is none."""
    if name not in dataset:
        faults.append(_no_variable(name))
        return np.zeros(dataset.size, dtype=bool)
    has_words = dataset.valid(name).cast(pl.String).str.contains(r"[\p{L}\p{N}]")
    return has_words.fill_null(value=False).to_numpy()


def _name(variable: str, round: int) -> str:
    return variable if round == 1 else f"{variable}__{round}"


def _codes(dataset: Dataset, item: Item, round: int, faults: list[Fault]) -> pl.Series:
    name = _name(item.variable, round)
    if name not in dataset:
        faults.append(_no_variable(name))
        return pl.Series(name, [SKIPPED] * dataset.size, dtype=pl.Int8)
    places = {code: place for place, code in enumerate(item.codes)}
    places |= dict.fromkeys(dont_know_codes(item, dataset[name].categories), DONT_KNOW)
    answers = dataset.valid(name).cast(pl.String)
    codes = answers.replace_strict(places, default=_UNKNOWN, return_dtype=pl.Int8)
    codes = pl.select(pl.when(answers.is_null()).then(SKIPPED).otherwise(codes)).to_series()
    strange = answers.filter(codes == _UNKNOWN)
    if strange.len():
        faults.append(
            fault(
                "index.answer_without_score",
                N_("The answer {answers} has no score in the index file; give it one."),
                place=Place(question=item.variable),
                answers=", ".join(sorted(set(strange.unique().to_list()))[:10]),
            )
        )
    return codes.cast(pl.Int8)


def _no_variable(name: str) -> Fault:
    return fault(
        "index.no_variable",
        N_("The index needs {name}, but the answers have no such variable."),
        name=name,
    )


def score(assessments: Assessments, definition: IndexDefinition) -> Scores:
    """Score, exclude and rank the innovations by the rules of `definition`.

    Vectorised: a million innovations with 13 items take about a second.
    """
    items = item_scores(assessments.codes, definition)
    dimensions = dimension_means(items, definition)
    unsure = assessments.codes == DONT_KNOW
    skipped = assessments.codes == SKIPPED
    if definition.skipped is SkippedRule.DONT_KNOW:
        unsure = unsure | skipped
    dont_know: NDArray[np.int64] = np.count_nonzero(unsure, axis=1)
    index = index_of(items, definition)
    reasons = _reasons(assessments, definition, skipped, dont_know, np.isnan(index))
    index = np.where(reasons < 0, index, np.nan)
    return Scores(
        definition=definition,
        keys=assessments.keys,
        items=items,
        dimensions=dimensions,
        unsure=unsure,
        dont_know=dont_know,
        index=index,
        rank=rank(index),
        selected=above(index, definition.threshold),
        reasons=reasons,
        described=assessments.described,
    )


def item_scores(codes: NDArray[np.int8], definition: IndexDefinition) -> Floats:
    """Return the score of each answer (innovations x items), NaN where it is left out."""
    columns = []
    for place, item in enumerate(definition.items):
        unsure = np.nan if item.dont_know is None else item.dont_know
        skipped = unsure if definition.skipped is SkippedRule.DONT_KNOW else np.nan
        # Codes -1 and -2 reach the two entries at the end of the table.
        table = np.array([*(value for _, value in item.scores), skipped, unsure])
        columns.append(table[codes[:, place]])
    return np.column_stack(columns)


def dimension_means(items: Floats, definition: IndexDefinition) -> Floats:
    """Return the weighted mean of each dimension's items (innovations x dimensions)."""
    means = []
    for dimension in definition.dimensions:
        places = list(definition.items_of(dimension.key))
        weights = [definition.items[place].weight for place in places]
        means.append(aggregate(items[:, places], weights))
    return np.column_stack(means)


def index_of(items: Floats, definition: IndexDefinition) -> Floats:
    """Return the index of each row of item scores, 0 to 1; NaN where nothing is scored."""
    columns = {_leaf(place): items[:, place] for place in range(items.shape[1])}
    return evaluate(index_tree(definition), columns)["index"]


def index_tree(definition: IndexDefinition) -> Node:
    """Return the levels through which the items become the index."""
    leaves = [Node(_leaf(place), item.weight) for place, item in enumerate(definition.items)]
    if definition.aggregation is not Aggregation.DIMENSION_MEAN:
        return Node(
            "index",
            children=tuple(leaves),
            mean=_MEANS[definition.aggregation],
            offset=definition.offset,
            order_weights=definition.order_weights,
        )
    branches = (
        Node(
            f"dimension {dimension.key}",
            1.0 if dimension.weight is None else dimension.weight,
            tuple(leaves[place] for place in definition.items_of(dimension.key)),
        )
        for dimension in definition.dimensions
    )
    return Node("index", children=tuple(branches))


_MEANS = {
    Aggregation.ITEM_MEAN: Mean.ARITHMETIC,
    Aggregation.GEOMETRIC: Mean.GEOMETRIC,
    Aggregation.ORDERED_WEIGHTS: Mean.ORDERED,
}


def _leaf(place: int) -> str:
    return f"item {place}"


def _reasons(
    assessments: Assessments,
    definition: IndexDefinition,
    skipped: NDArray[np.bool_],
    dont_know: NDArray[np.int64],
    scoreless: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Return the first reason that applies to each innovation, -1 where none does."""
    limit = len(definition.items) if definition.max_dont_know is None else definition.max_dont_know
    strict = definition.skipped is SkippedRule.EXCLUDE
    applies: dict[Reason, NDArray[np.bool_]] = {
        Reason.NOT_ASSESSED: np.asarray(skipped.all(axis=1)),
        Reason.NO_DESCRIPTION: ~assessments.described,
        Reason.DONT_KNOW: dont_know > limit,
        Reason.SKIPPED: np.asarray(skipped.any(axis=1) & strict),
        Reason.NO_SCORE: scoreless,
    }
    conditions = [applies[reason] for reason in Reason]
    return np.select(conditions, list(range(len(conditions))), default=-1).astype(np.int8)
