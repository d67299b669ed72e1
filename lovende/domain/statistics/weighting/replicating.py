"""Replicate weights: the sample made again many times, each time without some of its clusters."""

from __future__ import annotations

from typing import Literal

import numpy as np

from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.statistics.weighting.model import Margin, Replicates, Sampling, Weighted
from lovende.domain.statistics.weighting.wrapping import Sample, adjusted, sample_of
from lovende.domain.texts import N_

Kind = Literal["jackknife", "bootstrap", "brr"]
PREFIX = "replicate_"
MET = 1e-6


def replicate_weights(
    weighted: Weighted, kind: Kind, *, count: int = 500, seed: int = 1
) -> Replicates:
    """Return replicate weights, each adjusted to the margins anew.

    `jackknife` leaves out one cluster at a time (JK1, or JKn within strata), `bootstrap` draws
    clusters anew `count` times (Rao, Wu & Yue 1992, Survey Methodology 18, 209-217), `brr` takes one
    of the two clusters of every stratum (McCarthy 1969, Review of the ISI 37, 239-264). The variance
    is the sum of coefficient * (estimate of the replicate - estimate)^2.

    Raises LovendeError with a finite population or limits of the weights, which svy leaves out of
    replicates; without clusters; for `brr` where a stratum has not exactly two clusters, which svy
    would pair as they stand; and where a replicate cannot meet the margins.
    """
    _check(weighted, kind)
    sampling = weighted.sampling
    sample = sample_of(weighted.base, sampling, weighted.margins)
    made = _adjusted(replicated(sample, kind, count, seed), weighted)
    names = made.rep_columns
    weights = made.data.select(names).to_numpy().astype(np.float64)
    for margin in weighted.margins:
        for level, total in enumerate(margin.totals):
            reached = weights[margin.codes == level].sum(axis=0)
            if total > 0 and (np.abs(reached - total) > MET * total).any():
                raise LovendeError(_unmet(margin, level))
    coefficients = np.array([made.rep_coefs[name] for name in names], dtype=np.float64)
    return Replicates(kind, weights, coefficients, seed, count, int(made.design.rep_wgts.df))


def _adjusted(sample: Sample, weighted: Weighted) -> Sample:
    """Adjust the replicates too, and say which category has the fewest clusters where svy cannot."""
    from svy.errors import SvyError

    try:
        return adjusted(sample, weighted.method, weighted.margins, None)
    except (SvyError, ValueError):
        assert weighted.sampling.clusters is not None
        few = [
            (np.unique(weighted.sampling.clusters[margin.codes == level]).size, place, level)
            for place, margin in enumerate(weighted.margins)
            for level in range(margin.totals.size)
        ]
        _, place, level = min(few)
        raise LovendeError(_unmet(weighted.margins[place], level)) from None


def _unmet(margin: Margin, level: int) -> Fault:
    message = N_(
        "A replicate cannot meet {category} of {margin}: too few clusters are in it. Merge it with another category, or leave the replicates out."
    )
    return fault(
        "weights.replicate_margin",
        message,
        category=margin.categories[level],
        margin=margin.name,
    )


def replicated(sample: Sample, kind: Kind, count: int, seed: int) -> Sample:
    """Return the sample of svy with replicates of its base weights."""
    if kind == "jackknife":
        return sample.weighting.create_jk_wgts(rep_prefix=PREFIX)
    if kind == "bootstrap":
        return sample.weighting.create_bs_wgts(count, rep_prefix=PREFIX, rstate=seed)
    return sample.weighting.create_brr_wgts(rep_prefix=PREFIX)


def _check(weighted: Weighted, kind: Kind) -> None:
    sampling = weighted.sampling
    if sampling.clusters is None:
        message = N_(
            "Replicate weights need clusters. Name the column that says who belongs together."
        )
        raise LovendeError(fault("weights.replicates_without_clusters", message))
    if sampling.population is not None:
        message = N_(
            "Replicate weights do not take a finite population into account. Leave out either replicates or fpc."
        )
        raise LovendeError(fault("weights.replicates_fpc", message))
    if weighted.limits is not None:
        message = N_(
            "Replicate weights are not kept within limits. Leave out either replicates or smallest and largest."
        )
        raise LovendeError(fault("weights.replicates_limits", message))
    if kind == "brr" and not _two_each(sampling):
        message = N_(
            "Balanced replicates (brr) need exactly two clusters in each stratum. Choose jackknife or bootstrap."
        )
        raise LovendeError(fault("weights.brr", message))


def _two_each(sampling: Sampling) -> bool:
    if sampling.strata is None or sampling.clusters is None:
        return False
    pairs = np.unique(np.column_stack([sampling.strata, sampling.clusters]), axis=0)
    return bool((np.unique(pairs[:, 0], return_counts=True)[1] == 2).all())
