"""Tests of weighted tables."""

from __future__ import annotations

import math

import numpy as np

from lovende.domain.errors import LovendeError, fault
from lovende.domain.statistics.design import RaoScott, second_order
from lovende.domain.statistics.tables import Codes
from lovende.domain.statistics.weighting.estimating import Survey
from lovende.domain.statistics.weighting.linearising import Linearisation
from lovende.domain.statistics.weighting.model import Weighted
from lovende.domain.statistics.weighting.wrapping import adjusted, sample_of
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
    """Return the p of svy's rank test of two groups (0 and 1); codes below 0 for missing.

    The mean of estimated population ranks is compared by a t test (Lumley & Scott 2013, Biometrika
    100, 831-842). Raises LovendeError with a finite population or with margins: svy's rank test takes
    neither into account. None where there is nothing to compare.
    """
    if weighted.sampling.population is not None or weighted.margins:
        message = N_(
            "There is no weighted rank test with a finite population or with margins. Read the weighted chi-square test instead."
        )
        raise LovendeError(fault("weights.rank_test", message))
    known = (values >= 0) & (groups >= 0) & (weighted.weights > 0)
    if np.unique(values[known]).size < 2 or np.unique(groups[known]).size != 2:
        return None
    if Linearisation(weighted).concerned(known)[1] < 2:
        return None
    import svy

    columns = {"y": np.where(known, values, 0), "g": np.where(known, groups, 0), "in": known}
    sample = adjusted(sample_of(weighted.base, weighted.sampling, (), columns), "given", (), None)
    inside = svy.col("in") == True  # noqa: E712  # an expression of svy, no comparison
    p = float(sample.categorical.ranktest("y", group="g", where=inside).stats.p_value)
    return p if math.isfinite(p) else None
