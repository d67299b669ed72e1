"""What an index is in practice: which items carry it, and how they hang together.

There is no Cronbach's alpha here, on purpose. Alpha asks whether the items are exchangeable
symptoms of one thing behind them (a reflective model). The index is formative: its items are
different reasons to call an innovation promising, a cheap one need not be a new one, and items
that did not correlate at all would be no fault. What can be a fault is that two items say nearly
the same (the variance inflation factor), and that the weights on paper are not the weights in
effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lovende.domain.promise.composite import Floats, row_weights
from lovende.domain.promise.definition import Aggregation, IndexDefinition, Item
from lovende.domain.promise.scoring import Scores


@dataclass(frozen=True)
class ItemDiagnostics:
    """One item over the ranked innovations.

    `mean` is the mean of its `scored` scores; `dont_know` counts the don't knows (and skipped
    answers where they count so). `weight` is the implicit weight. `correlation` (Pearson) is with
    the mean of its dimension, over `base` innovations; None for the only item of a dimension,
    which is its dimension. `vif` is the variance inflation factor.
    """

    item: Item
    mean: float | None
    scored: int
    dont_know: int
    weight: float
    correlation: float | None
    base: int
    vif: float | None


@dataclass(frozen=True)
class DimensionDiagnostics:
    """One dimension over the ranked innovations.

    `weight` is its implicit weight (the sum of its items'), `effective_weight` its share of the
    variance of the index, `main_effect` the squared correlation of its mean with the index.
    `correlations` are with each other dimension, over as many innovations as `bases` says.
    """

    key: str
    weight: float
    effective_weight: float | None
    main_effect: float | None
    mean: float | None
    mean_selected: float | None
    correlations: dict[str, float | None]
    bases: dict[str, int]


@dataclass(frozen=True)
class Diagnostics:
    """The diagnostics of an index over `base` ranked innovations; `vif_base` of them have a score
    on every item and make the variance inflation factors."""

    items: tuple[ItemDiagnostics, ...]
    dimensions: tuple[DimensionDiagnostics, ...]
    base: int
    vif_base: int


def diagnose(scores: Scores) -> Diagnostics:
    """Describe the index over its ranked innovations."""
    definition = scores.definition
    ranked = scores.ranked
    items, dimensions = scores.items[ranked], scores.dimensions[ranked]
    index, selected = scores.index[ranked], scores.selected[ranked]
    unsure = scores.unsure[ranked]
    complete = ~np.isnan(items).any(axis=1)
    inflation = variance_inflation(items[complete])
    weights = implicit_weights(definition)
    shares = effective_weights(items, dimensions, index, definition)
    keys = [dimension.key for dimension in definition.dimensions]
    return Diagnostics(
        items=tuple(
            _item(definition, place, items, dimensions, unsure, weights, inflation)
            for place in range(len(definition.items))
        ),
        dimensions=tuple(
            _dimension(place, keys, dimensions, index, selected, weights, shares, definition)
            for place in range(len(keys))
        ),
        base=int(np.count_nonzero(ranked)),
        vif_base=int(np.count_nonzero(complete)),
    )


def _item(
    definition: IndexDefinition,
    place: int,
    items: Floats,
    dimensions: Floats,
    unsure: np.typing.NDArray[np.bool_],
    weights: Floats,
    inflation: list[float | None],
) -> ItemDiagnostics:
    item = definition.items[place]
    home = [dimension.key for dimension in definition.dimensions].index(item.dimension)
    column = items[:, place]
    alone = len(definition.items_of(item.dimension)) == 1
    found, base = correlation(column, dimensions[:, home])
    return ItemDiagnostics(
        item=item,
        mean=_mean(column),
        scored=int(np.count_nonzero(~np.isnan(column))),
        dont_know=int(np.count_nonzero(unsure[:, place])),
        weight=float(weights[place]),
        correlation=None if alone else found,
        base=base,
        vif=inflation[place],
    )


def _dimension(
    place: int,
    keys: list[str],
    dimensions: Floats,
    index: Floats,
    selected: np.typing.NDArray[np.bool_],
    weights: Floats,
    shares: list[float | None],
    definition: IndexDefinition,
) -> DimensionDiagnostics:
    column = dimensions[:, place]
    pairs = {
        key: correlation(column, dimensions[:, other])
        for other, key in enumerate(keys)
        if other != place
    }
    with_index, _ = correlation(column, index)
    return DimensionDiagnostics(
        key=keys[place],
        weight=float(weights[list(definition.items_of(keys[place]))].sum()),
        effective_weight=shares[place],
        main_effect=None if with_index is None else with_index**2,
        mean=_mean(column),
        mean_selected=_mean(column[selected]),
        correlations={key: found for key, (found, _) in pairs.items()},
        bases={key: base for key, (_, base) in pairs.items()},
    )


def implicit_weights(definition: IndexDefinition) -> Floats:
    """Return the weight of each item in the index where no answer is missing; they sum to 1.

    With a mean over items a dimension weighs as much as it has items: 4, 4, 2, 1 and 2 of 13. In
    a geometric mean these are the exponents; in an ordered mean the weights of the items, apart
    from those of the places.
    """
    own = np.array([item.weight for item in definition.items])
    if definition.aggregation is not Aggregation.DIMENSION_MEAN:
        shares: Floats = own / own.sum()
        return shares
    weights = np.zeros(own.size)
    given = [1.0 if d.weight is None else d.weight for d in definition.dimensions]
    for dimension, weight in zip(definition.dimensions, given, strict=True):
        places = list(definition.items_of(dimension.key))
        weights[places] = weight / sum(given) * own[places] / own[places].sum()
    return weights


def effective_weights(
    items: Floats, dimensions: Floats, index: Floats, definition: IndexDefinition
) -> list[float | None]:
    """Return the share of the variance of the index that each dimension contributes.

    The index is a sum of contributions, y = sum_d c_d, where c_d is the weighted part of
    dimension d in the innovation at hand. As var(y) = sum_d cov(c_d, y), the shares
    cov(c_d, y) / var(y) sum to 1; one can be negative. They differ from the weights on paper
    where dimensions vary or correlate differently: Paruolo, Saisana and Saltelli (2013), Ratings
    and rankings: voodoo or science? J. R. Stat. Soc. A 176(3); Becker, Saisana, Paruolo and
    Vandecasteele (2017), Weights and importance in composite indicators, Ecological Indicators 80.
    None for the geometric and the ordered mean, which are no such sums (`main_effect`, the linear
    correlation ratio of the same papers, is there for every mean), and where the index is flat.

    Rows are ranked innovations; shapes (n, items), (n, dimensions), (n,).
    """
    nothing: list[float | None] = [None] * len(definition.dimensions)
    if definition.aggregation in (Aggregation.GEOMETRIC, Aggregation.ORDERED_WEIGHTS):
        return nothing
    if index.size < 2 or np.ptp(index) == 0:
        return nothing
    if definition.aggregation is Aggregation.DIMENSION_MEAN:
        given = [1.0 if d.weight is None else d.weight for d in definition.dimensions]
        parts = row_weights(dimensions, given) * np.nan_to_num(dimensions)
    else:
        weights = [item.weight for item in definition.items]
        by_item = row_weights(items, weights) * np.nan_to_num(items)
        parts = np.column_stack(
            [
                by_item[:, list(definition.items_of(d.key))].sum(axis=1)
                for d in definition.dimensions
            ]
        )
    deviations = index - index.mean()
    shares = (parts - parts.mean(axis=0)).T @ deviations / (deviations @ deviations)
    return [float(share) for share in shares]


def correlation(first: Floats, second: Floats) -> tuple[float | None, int]:
    """Return Pearson's correlation and its pairwise base; None where either does not vary."""
    both = ~(np.isnan(first) | np.isnan(second))
    base = int(np.count_nonzero(both))
    if base < 3 or np.ptp(first[both]) == 0 or np.ptp(second[both]) == 0:
        return None, base
    return float(np.clip(np.corrcoef(first[both], second[both])[0, 1], -1.0, 1.0)), base


def variance_inflation(items: Floats) -> list[float | None]:
    """Return the variance inflation factor of each column, 1 / (1 - R squared of its regression on
    the others): the diagonal of the inverse correlation matrix.

    `items` (n x k) has no NaN. None throughout where n <= k; None for a column that does not vary
    (it takes no part) and for columns that are sums of others (their factor is infinite).
    """
    rows, columns = items.shape[0], items.shape[1]
    found: list[float | None] = [None] * columns
    varying = [place for place in range(columns) if rows and np.ptp(items[:, place]) > 0]
    if rows <= columns or len(varying) < 2:
        return found
    for place, value in zip(varying, _inverse_diagonal(items[:, varying]), strict=True):
        found[place] = value
    return found


def _inverse_diagonal(items: Floats) -> Sequence[float | None]:
    matrix = np.atleast_2d(np.corrcoef(items, rowvar=False))
    if np.linalg.cond(matrix) > 1e12:
        return [None] * len(matrix)
    return [float(value) for value in np.diag(np.linalg.inv(matrix))]


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
