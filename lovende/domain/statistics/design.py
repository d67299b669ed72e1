"""Design-based tests, for clusters that have people in more than one group.

The variance comes from the spread of cluster totals (Taylor linearisation), with weights, strata
and finite populations where a study has them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, fdtrc

from lovende.domain.statistics.clusters import Statistic, largest_difference
from lovende.domain.statistics.contingency import chi_square_many, reciprocal
from lovende.domain.statistics.ranks import doubled_midranks, kruskal_many
from lovende.domain.statistics.tables import MISSING, Codes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Design:
    """How people were sampled: `clusters` and `strata` as numbers from 0, shape (people,).

    `weights` are positive (default 1 each); `population` is the number of clusters in each
    person's stratum of the population (default: endless).
    """

    clusters: Codes
    strata: Codes | None = None
    weights: Floats | None = None
    population: Floats | None = None


@dataclass(frozen=True, slots=True)
class RaoScott:
    """`statistic` is X2 / mean design effect, with `df`; `f` is the second-order correction."""

    statistic: float
    df: int
    p: float
    f: float
    f_df: tuple[float, float]
    f_p: float
    design_effect: float


def rao_scott(rows: Codes, columns: Codes, design: Design) -> RaoScott | None:
    """Test independence of two codes, shape (people,), none missing; None where there is nothing to test.

    With D the matrix of design effects of the contrasts of the log-linear interaction, X2 divided
    by its mean tr(D) / df is about chi-square (first order); X2 / tr(D) is about F with
    tr(D)^2 / tr(D^2) and that times (clusters - strata) degrees of freedom (second order) (Rao &
    Scott 1984, Annals of Statistics 12, 46-60; Thomas & Rao 1987, JASA 82, 630-636).
    """
    row_values, row = np.unique(rows, return_inverse=True)
    column_values, column = np.unique(columns, return_inverse=True)
    r, c = row_values.size, column_values.size
    if min(r, c) < 2:
        return None
    weights = np.ones(row.size) if design.weights is None else design.weights
    cells = np.eye(r * c)[row * c + column]
    shares = weights @ cells / weights.sum()
    covariance, df_design = linearised(weights[:, None] * (cells - shares) / weights.sum(), design)
    if df_design < 1:
        return None
    return second_order(shares.reshape(r, c), covariance, row.size, df_design)


def second_order(
    shares: Floats, covariance: Floats, people: int, df_design: int
) -> RaoScott | None:
    """Return the test of a table of `shares`, shape (r, c), with the covariance of its cells.

    `people` are those in the table, `df_design` the degrees of freedom of the design (clusters -
    strata). None where the covariance says nothing of the interaction.
    """
    r, c = shares.shape
    contrasts = _interaction(r, c)
    inverse = reciprocal(shares.ravel())[:, None] * contrasts
    simple = contrasts.T @ inverse / people
    effects = np.linalg.pinv(simple) @ (inverse.T @ covariance @ inverse)
    trace, squared = float(np.trace(effects)), float(np.trace(effects @ effects))
    if trace <= 0 or squared <= 0:
        return None
    x2 = float(chi_square_many(shares.reshape(r, c, 1))[0]) * people
    df = (r - 1) * (c - 1)
    d0 = trace**2 / squared
    return RaoScott(
        statistic=x2 * df / trace,
        df=df,
        p=float(chdtrc(df, x2 * df / trace)),
        f=x2 / trace,
        f_df=(d0, d0 * df_design),
        f_p=float(fdtrc(d0, d0 * df_design, x2 / trace)),
        design_effect=trace / df,
    )


def rank_test(groups: Codes, levels: Codes, design: Design) -> float | None:
    """Return the p of a design-based rank test; codes of shape (people,), none missing.

    The mean midranks of the groups are compared by a Wald test with the linearised covariance,
    F with G - 1 and (clusters - strata - G + 1) degrees of freedom (Lumley & Scott 2013,
    Biometrika 100, 831-842). None where there is nothing to test.
    """
    values, group = np.unique(groups, return_inverse=True)
    _, level = np.unique(levels, return_inverse=True)
    if values.size < 2 or level.max(initial=0) == 0:
        return None
    scores = doubled_midranks(np.bincount(level))[level] / (2 * level.size)
    weights = np.ones(group.size) if design.weights is None else design.weights
    inside = np.eye(values.size)[group] * weights[:, None]
    means = scores @ inside / inside.sum(axis=0)
    influence = inside * (scores[:, None] - means) / inside.sum(axis=0)
    covariance, df_design = linearised(influence, design)
    df = values.size - 1
    if df_design - df < 1:
        return None
    contrast = np.hstack([-np.ones((df, 1)), np.eye(df)])
    spread = contrast @ covariance @ contrast.T
    if np.linalg.matrix_rank(spread) < df:
        return None
    gaps = contrast @ means
    wald = float(gaps @ np.linalg.solve(spread, gaps))
    return float(fdtrc(df, df_design - df, wald / df))


def linearised(influence: Floats, design: Design) -> tuple[Floats, int]:
    """Return the covariance of the sum of `influence`, shape (people, k), and clusters - strata.

    V = sum over strata of (1 - m/M) m/(m - 1) sum (z - mean z)(z - mean z)', z being the totals of
    the m clusters of a stratum, M its clusters in the population. A stratum with a single
    cluster adds nothing.
    """
    strata = np.zeros_like(design.clusters) if design.strata is None else design.strata
    _, place = np.unique(np.column_stack([strata, design.clusters]), axis=0, return_inverse=True)
    totals = np.zeros((int(place.max()) + 1, influence.shape[1]))
    np.add.at(totals, place, influence)
    stratum = np.zeros(totals.shape[0], dtype=np.int64)
    stratum[place] = strata
    covariance = np.zeros((influence.shape[1], influence.shape[1]))
    for value in np.unique(stratum):
        inside = totals[stratum == value]
        m = inside.shape[0]
        if m < 2:
            continue
        sampled = 0.0
        if design.population is not None:
            sampled = m / float(design.population[strata == value][0])
        centred = inside - inside.mean(axis=0)
        covariance += (1 - sampled) * m / (m - 1) * centred.T @ centred
    return covariance, totals.shape[0] - np.unique(stratum).size


def design_p(
    statistic: Statistic, columns: npt.NDArray[np.integer], groups: Codes, clusters: Codes
) -> float | None:
    """Return the design-based p of the test that `statistic` stands for; see `clusters`.

    `columns` has shape (people, k), as the permutation test takes it. The largest difference of a
    several-choice question takes the smallest p of its options times their number (Bonferroni).
    """
    if statistic is largest_difference:
        options = columns.shape[1] - 1
        singles = [
            _coded_p(
                statistic,
                np.column_stack([columns[:, place], columns[:, -1] - columns[:, place]]),
                groups,
                clusters,
            )
            for place in range(options)
        ]
        known = [p for p in singles if p is not None]
        return min(1.0, min(known) * options) if known else None
    return _coded_p(statistic, columns, groups, clusters)


def _coded_p(
    statistic: Statistic, columns: npt.NDArray[np.integer], groups: Codes, clusters: Codes
) -> float | None:
    known = (columns.sum(axis=1) > 0) & (groups >= 0) & (clusters > MISSING)
    if not known.any():
        return None
    levels = columns[known].argmax(axis=1)
    design = Design(clusters[known])
    if statistic is kruskal_many:
        return rank_test(groups[known], levels, design)
    result = rao_scott(groups[known], levels, design)
    return None if result is None else result.f_p


def _interaction(r: int, c: int) -> Floats:
    """Return contrasts, shape (r c, (r - 1)(c - 1)), of what main effects leave over."""
    rows, columns = np.repeat(np.eye(r), c, axis=0), np.tile(np.eye(c), (r, 1))
    main = np.hstack([np.ones((r * c, 1)), rows[:, 1:], columns[:, 1:]])
    products = np.einsum("ij,ik->ijk", rows[:, 1:], columns[:, 1:]).reshape(r * c, -1)
    orthogonal, _ = np.linalg.qr(main)
    left: Floats = products - orthogonal @ (orthogonal.T @ products)
    return left
