"""Is the response skewed? Response by group, R-indicator, and the short non-responder interview."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from lovende.domain.statistics.clusters import clusters_of, permutation_p_values
from lovende.domain.statistics.contingency import chi_square, chi_square_many
from lovende.domain.statistics.design import design_p
from lovende.domain.statistics.exact import ExactTest, fisher
from lovende.domain.statistics.tables import Codes, Counts, Distribution, cross_counts, one_way

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ResponseTest:
    """Chi-square of response by group; `p_clustered` respects that clusters answer alike."""

    statistic: float
    df: int
    p: float
    n: int
    p_clustered: float | None = None


def response_test(
    responded: Booleans,
    groups: Codes,
    clusters: Codes | None = None,
    *,
    seed: int,
    draws: int = 10_000,
    yates: bool = False,
) -> ResponseTest | None:
    """Test whether the groups of a panel answered equally often; all of shape (invited,).

    None where there is only one group, or all or nobody answered.
    """
    group_count = int(groups.max(initial=-1)) + 1
    answers = responded.astype(np.int64)
    columns = np.column_stack([answers, 1 - answers])
    found = clusters_of(clusters, groups) if clusters is not None else None
    if found is not None and found.group is not None:
        block = (found.tally(columns), found.group)
        return _cluster_test(*block, group_count, seed=seed, draws=draws, yates=yates)
    result = chi_square(cross_counts(answers, 2, groups, group_count), yates=yates)
    if result is None:
        return None
    p_clustered = None
    if found is not None:
        p_clustered = design_p(chi_square_many, columns, groups, found.member)
    return ResponseTest(result.statistic, result.df, result.p, result.n, p_clustered)


def response_test_of_counts(
    answered: Counts,
    invited: Counts,
    groups: Codes,
    *,
    seed: int,
    draws: int = 10_000,
    yates: bool = False,
) -> ResponseTest | None:
    """Do `response_test` from the counts of each cluster; all of shape (clusters,).

    `groups[c]` is the group of cluster c (-1: in none), in which are all who were invited in it.
    """
    inside = (groups >= 0) & (invited > 0)
    columns = np.column_stack([answered, invited - answered])[inside]
    count = int(groups.max(initial=-1)) + 1
    return _cluster_test(columns, groups[inside], count, seed=seed, draws=draws, yates=yates)


def _cluster_test(
    columns: Counts, group: Codes, group_count: int, *, seed: int, draws: int, yates: bool
) -> ResponseTest | None:
    """Test by dealing the groups out anew to whole clusters; `columns` are (clusters, 2)."""
    table = np.zeros((group_count, 2), dtype=np.int64)
    np.add.at(table, group, columns)
    result = chi_square(table, yates=yates)
    if result is None:
        return None
    rng = np.random.default_rng([seed, 3])
    block = (columns, chi_square_many)
    ((p_clustered, _),) = permutation_p_values(group, [block], draws=draws, rng=rng)
    return ResponseTest(result.statistic, result.df, result.p, result.n, p_clustered)


@dataclass(frozen=True, slots=True)
class RIndicator:
    """How evenly a panel answered: 1 is perfectly even.

    `unconditional` and `conditional` are the partial indicators by variable; `categories` the
    unconditional ones of each category, below 0 where it answered less than the whole.
    `r_unadjusted` and `coefficient_of_variation` (S / mean, 0 is even) as defined in `r_indicator`.
    """

    variables: tuple[str, ...]
    r: float
    r_unadjusted: float
    coefficient_of_variation: float
    unconditional: dict[str, float]
    conditional: dict[str, float]
    categories: dict[str, dict[int, float]]


def r_indicator(
    responded: Booleans, variables: Mapping[str, Codes], *, saturated: bool | None = None
) -> RIndicator | None:
    """Return the R-indicator of a response over variables that are known for all who were invited.

    R = 1 - 2 S, S^2 = sum (rho_i - mean rho)^2 / (N - 1), rho_i being the propensity to answer
    (Schouten, Cobben & Bethlehem 2009, Survey Methodology 35, 101-113). The estimated rho spread
    more than the true ones, so S^2 is first lessened by the mean of z' J^-1 z, the variance of the
    estimates, at least to 0 (Shlomo, Skinner & Schouten 2012, Journal of Statistical Planning and
    Inference 142, 201-211; here all who were invited are the population).

    The propensities are the shares of each cell of all variables (`saturated`), or come from a
    logistic regression on the main effects; by default saturated for one variable only. Partial
    indicators (Schouten, Shlomo & Skinner 2011, Journal of Official Statistics 27, 231-253), not
    adjusted: unconditional, the spread of rho between the categories of a variable; conditional,
    within the cells of all the other variables.

    A missing code (-1) is a category of its own. None for fewer than two invited, or no answer.
    """
    if responded.size == 0 or not variables:
        return None
    codes = np.column_stack(list(variables.values()))
    levels, cell = np.unique(codes, axis=0, return_inverse=True)
    return r_indicator_of_counts(
        np.bincount(cell.ravel(), responded).astype(np.int64),
        np.bincount(cell.ravel()),
        dict(zip(variables, levels.T, strict=True)),
        saturated=saturated,
    )


def r_indicator_of_counts(
    answered: Counts,
    invited: Counts,
    variables: Mapping[str, Codes],
    *,
    saturated: bool | None = None,
) -> RIndicator | None:
    """Do `r_indicator` from counts: `answered` of `invited` in each cell of the variables.

    All of shape (cells,); a combination may stand in several cells, as municipalities do.
    """
    n = int(invited.sum())
    if n < 2 or not answered.any() or not variables:
        return None
    inside = invited > 0
    size, y = invited[inside].astype(float), answered[inside].astype(float)
    coded = {
        name: np.unique(codes[inside], return_inverse=True) for name, codes in variables.items()
    }
    places = {name: place for name, (_, place) in coded.items()}
    if saturated or (saturated is None and len(places) == 1):
        rho, variance = _saturated(y, size, _cells(list(places.values()), size.size))
    else:
        rho, variance = _logistic(y, size, list(places.values()))
    mean = float((size * rho).sum()) / n
    spread = float((size * (rho - mean) ** 2).sum()) / (n - 1)
    adjusted = max(0.0, spread - variance)
    unconditional, conditional, categories = {}, {}, {}
    for name, (values, place) in coded.items():
        between = _cell_means(rho, size, place)
        unconditional[name] = _deviation(size, between[place] - mean, n)
        sizes = np.bincount(place, size)
        categories[name] = {
            int(value): float(math.sqrt(people / (n - 1)) * (level - mean))
            for value, people, level in zip(values, sizes, between, strict=True)
        }
        cells = _cells([other for key, other in places.items() if key != name], size.size)
        conditional[name] = _deviation(size, rho - _cell_means(rho, size, cells)[cells], n)
    return RIndicator(
        tuple(variables),
        1 - 2 * math.sqrt(adjusted),
        1 - 2 * math.sqrt(spread),
        math.sqrt(adjusted) / mean,
        unconditional,
        conditional,
        categories,
    )


def _deviation(size: Floats, distance: Floats, n: int) -> float:
    return math.sqrt(float((size * distance**2).sum()) / (n - 1))


def _cells(places: list[Codes], n: int) -> Codes:
    """Return the number of each entry's cell in the table of all these variables."""
    if not places:
        return np.zeros(n, dtype=np.int64)
    cells: Codes = np.unique(np.column_stack(places), axis=0, return_inverse=True)[1]
    return cells.ravel()


def _cell_means(rho: Floats, size: Floats, cells: Codes) -> Floats:
    means: Floats = np.bincount(cells, rho * size) / np.bincount(cells, size)
    return means


def _saturated(y: Floats, size: Floats, cells: Codes) -> tuple[Floats, float]:
    """Return the share of each cell, and the mean variance of these estimates."""
    shares = np.bincount(cells, y) / np.bincount(cells, size)
    return shares[cells], float((shares * (1 - shares)).sum()) / float(size.sum())


def _logistic(y: Floats, size: Floats, places: list[Codes]) -> tuple[Floats, float]:
    """Return the fitted propensities of a main-effects logistic regression, and their mean variance.

    `y` of `size` answered in each entry. Iteratively reweighted least squares. Where a category
    answered wholly or not at all, its coefficient grows without end while the fit stands still;
    the linear predictor is held within +-30, far beyond what the fit can tell from 0 and 1.
    """
    dummies = [np.eye(int(place.max()) + 1)[place][:, 1:] for place in places]
    x = np.hstack([np.ones((y.size, 1)), *dummies])
    n, share = float(size.sum()), y / size
    mean = float(y.sum()) / n
    eta = np.full(y.size, math.log((mean + 0.5 / n) / (1 - mean + 0.5 / n)))
    rho = expit(eta)
    for _ in range(100):
        weight = np.maximum(rho * (1 - rho), 1e-12)
        root = np.sqrt(weight * size)
        target = eta + (share - rho) / weight
        beta = np.linalg.lstsq(x * root[:, None], target * root, rcond=None)[0]
        eta = np.clip(x @ beta, -30, 30)
        before, rho = rho, expit(eta)
        if np.abs(rho - before).max() < 1e-12:
            break
    weight = rho * (1 - rho)
    information = np.linalg.pinv((x * (weight * size)[:, None]).T @ x, hermitian=True)
    spread = ((x * weight[:, None]) @ information * x * weight[:, None]).sum(axis=1)
    return rho, float((size * spread).sum()) / n


@dataclass(frozen=True, slots=True)
class NonresponderTest:
    """One question as answered by non-responders and by respondents; `test` None where it cannot be made."""

    nonresponders: Distribution
    respondents: Distribution
    test: ExactTest | None


def compare_nonresponders(
    nonresponders: Codes, respondents: Codes, levels: int, *, seed: int, draws: int = 10_000
) -> NonresponderTest:
    """Compare the short non-responder interview with the answers, by the exact test."""
    first, second = one_way(nonresponders, levels), one_way(respondents, levels)
    table = np.array([first.counts, second.counts])
    test = fisher(table, draws=draws, rng=np.random.default_rng([seed, 4]))
    return NonresponderTest(first, second, test)
