"""Tests of weighted tables."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtr

from lovende.domain.errors import LovendeError, fault
from lovende.domain.statistics.design import RaoScott, second_order
from lovende.domain.statistics.tables import Codes
from lovende.domain.statistics.weighting.estimating import Survey
from lovende.domain.statistics.weighting.linearising import Linearisation
from lovende.domain.statistics.weighting.model import Weighted
from lovende.domain.texts import N_


def weighted_rao_scott(rows: Codes, columns: Codes, survey: Survey) -> RaoScott | None:
    """Test independence of two codes, shape (people,), below 0 for missing, with second-order correction.

    The covariance of the cells is that of the residuals from the margins (Deville & Sarndal 1992,
    JASA 87, 376-382), in totals of clusters, over everyone: those without both answers count as a
    domain. The same as svy's test, but exact where p is very small. None where a code takes one
    value only, or too few clusters are concerned.
    """
    weights, replicates = survey.weighted.weights, survey.replicates
    known = (rows >= 0) & (columns >= 0) & (weights > 0)
    if not known.any():
        return None
    row_values, row = np.unique(rows[known], return_inverse=True)
    column_values, column = np.unique(columns[known], return_inverse=True)
    r, c = row_values.size, column_values.size
    if min(r, c) < 2:
        return None
    cells = np.zeros((rows.size, r * c))
    cells[np.flatnonzero(known), row * c + column] = 1
    total = float(weights[known].sum())
    shares = weights @ cells / total
    _, df_design = survey.linearisation.concerned(known)
    if df_design < 1:
        return None
    if replicates is None:
        spread = survey.linearisation.spread(np.where(known[:, None], cells - shares, 0) / total)
        covariance = spread.T @ spread
    else:
        sums = replicates.weights.T @ cells
        gaps = sums / sums.sum(axis=1, keepdims=True) - shares
        covariance = (replicates.coefficients[:, None] * gaps).T @ gaps
        df_design = replicates.df
    return second_order(shares.reshape(r, c), covariance, int(known.sum()), df_design)


def weighted_rank_test(values: Codes, groups: Codes, weighted: Weighted) -> float | None:
    """Return the p of the weighted rank test of two groups (0 and 1); codes below 0 for missing.

    The rank of a person is the weight below him and half of the weight beside him, of all weight
    with both answers. The mean ranks of the groups are compared by a t test with clusters less
    strata less 1 degrees of freedom, its variance linearised over everyone (Lumley & Scott 2013,
    Biometrika 100, 831-842). The same as svy's test where no answers tie and none is missing: svy lets
    the order of the file decide how ties share their ranks, and gives those without an answer a
    rank. Raises LovendeError with a finite population or with margins, for
    which there is nothing to hold it against: svy's takes neither into account. None where there
    is nothing to compare.
    """
    if weighted.sampling.population is not None or weighted.margins:
        message = N_(
            "There is no weighted rank test with a finite population or with margins. Read the weighted chi-square test instead."
        )
        raise LovendeError(fault("weights.rank_test", message))
    known = (values >= 0) & (groups >= 0) & (weighted.weights > 0)
    if np.unique(values[known]).size < 2 or np.unique(groups[known]).size != 2:
        return None
    linearisation = Linearisation(weighted)
    df = linearisation.concerned(known)[1] - 1
    if df < 1:
        return None
    weights = np.where(known, weighted.weights, 0.0)
    at = np.bincount(np.where(known, values, 0), weights)
    ranks = ((np.cumsum(at) - at / 2) / at.sum())[np.where(known, values, 0)]
    influence = np.zeros((values.size, 1))
    gap = 0.0
    for group, sign in ((0, -1.0), (1, 1.0)):
        inside = known & (groups == group)
        total = weights[inside].sum()
        mean = weights[inside] @ ranks[inside] / total
        influence[inside, 0] = sign * (ranks[inside] - mean) / total
        gap += sign * mean
    variance = float((linearisation.spread(influence) ** 2).sum())
    if variance <= 0:
        return None
    return float(2 * stdtr(df, -abs(gap) / math.sqrt(variance)))
