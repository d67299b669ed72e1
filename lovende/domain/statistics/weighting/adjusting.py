"""Weights made: as given, post-stratified, or raked to the margins of a population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.statistics.weighting.model import (
    Floats,
    Limits,
    Margin,
    Method,
    Sampling,
    Weighted,
)
from lovende.domain.statistics.weighting.wrapping import (
    CYCLES,
    TOLERANCE,
    adjusted,
    sample_of,
    weights_of,
)
from lovende.domain.texts import N_

MOST_ROUNDS = CYCLES
MET = 1e-6
"""Weights whose margins are further off than this, relative to their size, are refused."""


def given_weights(base: Floats, sampling: Sampling) -> Weighted:
    """Return `base`, shape (people,), as they are. Raises LovendeError where they are no weights."""
    _check(base, sampling)
    return Weighted("given", base, base, sampling)


def poststratify(
    base: Floats, cells: Margin, sampling: Sampling, limits: Limits | None = None
) -> Weighted:
    """Return weights that give each cell its total: w = base * total / sum of base in the cell.

    Raises LovendeError for weights that are none, a cell without respondents or without
    population, and limits that cannot be kept. (Holt & Smith 1979, JRSS A 142, 33-46.)
    """
    _check(base, sampling)
    _check_margins((cells,), base)
    return _adjusted("poststratify", base, (cells,), sampling, limits, None)


def rake(
    base: Floats, margins: Sequence[Margin], sampling: Sampling, limits: Limits | None = None
) -> Weighted:
    """Return weights that meet every margin, as near to `base` as can be.

    Each margin in turn is post-stratified, round after round, until all are met (Deming & Stephan
    1940, Annals of Mathematical Statistics 11, 427-444). Raises LovendeError as `poststratify`
    does, where the margins have different totals, and where no weights meet all of them.
    """
    _check(base, sampling)
    _check_margins(margins, base)
    return _adjusted("rake", base, tuple(margins), sampling, limits, _rounds(base, margins))


def _adjusted(
    method: Method,
    base: Floats,
    margins: tuple[Margin, ...],
    sampling: Sampling,
    limits: Limits | None,
    rounds: int | None,
) -> Weighted:
    from svy.errors import SvyError

    plain = Sampling()  # clusters and strata play no part in the weights themselves
    try:
        weights = weights_of(adjusted(sample_of(base, plain, margins), method, margins, limits))
    except SvyError:
        raise LovendeError(_not_within(limits)) from None
    gap = max(float(_gaps(weights, margin).max()) for margin in margins)
    if not gap < MET:
        raise LovendeError(_not_within(limits))
    return Weighted(method, weights, base, sampling, margins, rounds, gap, limits)


def _not_within(limits: Limits | None) -> Fault:
    assert limits is not None, "without limits the margins were found to be met"
    message = N_(
        "The margins cannot be met with weights from {smallest} to {largest} times the mean. Widen the limits, or merge small categories."
    )
    return fault(
        "weights.limits",
        message,
        smallest=0 if limits.smallest is None else limits.smallest,
        largest="∞" if limits.largest is None else limits.largest,
    )


def _check(base: Floats, sampling: Sampling) -> None:
    """Refuse what svy would take without a word: negative weights, and none at all."""
    faults: list[Fault] = []
    if not np.isfinite(base).all() or (base < 0).any():
        message = N_("A weight is negative or missing. Every weight must be a number from 0.")
        faults.append(fault("weights.negative", message))
    elif not (base > 0).any():
        message = N_("All weights are 0. Give weights of which some are above 0.")
        faults.append(fault("weights.all_zero", message))
    if faults:
        raise LovendeError(faults)
    check_sampling(sampling, base.size)


def check_sampling(sampling: Sampling, people: int) -> None:
    """Raise LovendeError for a stratum with one cluster, and for a population smaller than its sample.

    svy stops at such a stratum unless it is told to guess; the variance within it is not known.
    """
    units = np.arange(people) if sampling.clusters is None else sampling.clusters
    strata = np.zeros(people, dtype=np.int64) if sampling.strata is None else sampling.strata
    for value in np.unique(strata):
        inside = strata == value
        count = np.unique(units[inside]).size
        if count < 2 and sampling.strata is None:
            message = N_(
                "All who answered belong to one cluster, so no variance can be known. Name another column as the cluster."
            )
            raise LovendeError(fault("weights.single_cluster", message))
        if count < 2:
            message = N_(
                "Stratum {stratum} has a single cluster, so its variance cannot be known. Merge it with another."
            )
            raise LovendeError(fault("weights.single_cluster", message, stratum=int(value) + 1))
        if sampling.population is None:
            continue
        sizes = np.unique(sampling.population[inside])
        if sizes.size > 1 or not sizes[0] >= count:
            message = N_(
                "Stratum {stratum} has {count} clusters in the answers; its population must be one number, and no smaller."
            )
            raise LovendeError(
                fault("weights.population", message, stratum=int(value) + 1, count=count)
            )


def _check_margins(margins: Sequence[Margin], base: Floats) -> None:
    faults: list[Fault] = []
    for margin in margins:
        found = np.bincount(margin.codes, base, minlength=len(margin.categories))
        for category, weight, total in zip(margin.categories, found, margin.totals, strict=True):
            if weight <= 0 < total:
                message = N_(
                    "Nobody who answered is in {category} of {margin}, but {total} of the population are. Merge it with another category."
                )
                faults.append(
                    fault(
                        "weights.empty_category",
                        message,
                        category=category,
                        margin=margin.name,
                        total=f"{total:g}",
                    )
                )
            elif total <= 0 and bool((margin.codes == margin.categories.index(category)).any()):
                message = N_(
                    "Some who answered are in {category} of {margin}, but nobody of the population is. Correct the population, or merge the category."
                )
                faults.append(
                    fault("weights.no_population", message, category=category, margin=margin.name)
                )
    sums = {margin.name: float(margin.totals.sum()) for margin in margins}
    if sums and max(sums.values()) - min(sums.values()) > MET * max(sums.values()):
        listed = ", ".join(f"{name} {total:g}" for name, total in sums.items())
        message = N_(
            "The margins speak of different populations: {totals}. Give all of them the same total."
        )
        faults.append(fault("weights.totals", message, totals=listed))
    if faults:
        raise LovendeError(faults)


def _gaps(weights: Floats, margin: Margin) -> Floats:
    found = np.bincount(margin.codes, weights, minlength=margin.totals.size)
    gaps: Floats = np.abs(found - margin.totals) / np.where(margin.totals > 0, margin.totals, 1)
    return gaps


def _rounds(base: Floats, margins: Sequence[Margin]) -> int:
    """Return how many rounds raking takes. Raises LovendeError, with the category that is furthest
    off, where the margins are not met after `MOST_ROUNDS`: svy says neither."""
    weights = base.astype(np.float64)
    for number in range(1, MOST_ROUNDS + 1):
        for margin in margins:
            found = np.bincount(margin.codes, weights, minlength=margin.totals.size)
            factor = np.divide(margin.totals, found, out=np.zeros_like(found), where=found > 0)
            weights = weights * factor[margin.codes]
        if max(float(_gaps(weights, margin).max()) for margin in margins) <= TOLERANCE:
            return number
    gaps = [_gaps(weights, margin) for margin in margins]
    worst = max(range(len(margins)), key=lambda place: float(gaps[place].max()))
    message = N_(
        "The weights do not meet all margins after {rounds} rounds; furthest off is {category} of {margin}. Merge it with another category, or leave a margin out."
    )
    raise LovendeError(
        fault(
            "weights.no_convergence",
            message,
            rounds=MOST_ROUNDS,
            category=margins[worst].categories[int(gaps[worst].argmax())],
            margin=margins[worst].name,
        )
    )
