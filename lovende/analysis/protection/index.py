"""Takes single innovations and small counts out of the index."""

from __future__ import annotations

from lovende.analysis.findings import Exclusion, Index, IndexItem, Uncertainty
from lovende.analysis.protection.knowledge import RowKey
from lovende.analysis.protection.response import is_small

DIGITS = 2
"""Decimals of means and coefficients: with all of them a mean gives its counts away."""


def mask_index(
    index: Index, threshold: int, tight: frozenset[RowKey] = frozenset()
) -> Index | None:
    """Return the index for the public, None where it rests on too few innovations.

    The ranking goes: each of its rows is one respondent's answers. So do the numbers of scores
    and don't knows of an item, and of second innovations: they are bounds of hidden counts.
    `tight` are the question rows with hidden counts that nearly all who answered are ranked on:
    their mean is a sum of those counts, and goes too. What is left are the items with their
    weights, the other means, and how many were described, ranked and selected; and of the
    uncertainty what describes the ranking as a whole.
    """
    if index.scored < threshold or is_small(index.selected, threshold):
        return None
    index.ranking = []
    index.second_innovations = None
    for item in index.items:
        if (item.question, item.row) in tight or _tells(item, item.mean, item.scored, threshold):
            item.mean = None
        item.scored = item.dont_know = None
        item.mean = _short(item.mean)
        item.correlation, item.vif = _short(item.correlation), _short(item.vif)
    _mask_dimensions(index, threshold)
    if any(is_small(one.count, threshold) for one in index.excluded):
        index.excluded = []
    index.attrition = _coarser(index, threshold)
    if index.uncertainty is not None and is_small(
        round(index.uncertainty.selected.mean), threshold
    ):
        index.uncertainty = None
    if index.uncertainty is not None:
        _mask_uncertainty(index.uncertainty)
    return index


def _mask_uncertainty(found: Uncertainty) -> None:
    """Keep rounded means over all draws.

    The innovations that draws let in are single ones. Quantiles of single draws are ratios of a
    few counts, and the number selected in them could be held against what is printed.
    """
    found.admitted = []
    for spread in (found.rank_shift, found.overlap, found.selected):
        spread.low = spread.high = None
    found.rank_shift.mean = round(found.rank_shift.mean, 1)
    found.overlap.mean = round(found.overlap.mean, DIGITS)
    found.selected.mean = float(round(found.selected.mean))
    for one in (part for a in found.assumptions for part in (a.rank_shift, a.overlap)):
        one.first, one.total = round(one.first, DIGITS), round(one.total, DIGITS)
        one.first_low = one.first_high = one.total_low = one.total_high = None


def _tells(item: IndexItem, mean: float | None, scored: int | None, threshold: int) -> bool:
    """Whether a mean of two scores is the same as telling a small count."""
    values = set(item.scores.values())
    if mean is None or scored is None or len(values) != 2:
        return False
    better = round(scored * (mean - min(values)) / (max(values) - min(values)))
    return is_small(better, threshold) or is_small(scored - better, threshold)


def _mask_dimensions(index: Index, threshold: int) -> None:
    items = {item.item: item for item in index.items}
    for dimension in index.dimensions:
        own = [items[name] for name in dimension.items if name in items]
        if any(item.mean is None for item in own):
            dimension.mean = None
        if len(own) == 1 and _tells(own[0], dimension.mean_selected, index.selected, threshold):
            dimension.mean_selected = None
        dimension.mean = _short(dimension.mean)
        dimension.mean_selected = _short(dimension.mean_selected)
        dimension.effective_weight = _short(dimension.effective_weight)
        dimension.correlations = {
            key: round(value, DIGITS) for key, value in dimension.correlations.items()
        }


def _coarser(index: Index, threshold: int) -> list[Exclusion]:
    """Leave out steps that take away a few only; the printed totals stay."""
    printed = {index.described, index.scored, index.selected}
    kept: list[Exclusion] = []
    for step in index.attrition:
        while (
            kept
            and is_small(kept[-1].count - step.count, threshold)
            and kept[-1].count not in printed
        ):
            kept.pop()
        lost = kept[-1].count - step.count if kept else 0
        if step.count in printed or not is_small(lost, threshold):
            kept.append(step)
    return kept


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
