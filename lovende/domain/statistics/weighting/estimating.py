"""Shares and means of a population, estimated from weighted answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, stdtrit

from lovende.domain.statistics.weighting.linearising import Flags, Linearisation
from lovende.domain.statistics.weighting.model import Estimate, Floats, Replicates, Weighted

Values = npt.NDArray[np.number] | Flags
EDGE = 1e-12
"""A share this near to 0 or 1 has no interval: the scale of the logit ends there."""
LEVEL = 0.975


class Survey:
    """Weighted people whose answers can be estimated, in all and by group.

    With `replicates` the standard errors come from them, else from Taylor linearisation of cluster
    totals, in which the adjustment to margins counts as what it is: residuals from the margins vary,
    the margins do not. A group is a domain: the clusters without anybody in it count as clusters
    of nobody, because another sample could have had somebody of it there.
    """

    def __init__(self, weighted: Weighted, replicates: Replicates | None = None) -> None:
        self.weighted, self.replicates = weighted, replicates
        self.linearisation = Linearisation(weighted)

    def shares(self, cells: Values, inside: Flags) -> tuple[Estimate, ...]:
        """Return the share (0 to 1) of each answer among those `inside`, shape (people,).

        `cells`, shape (people, answers), are 1 for who gave the answer, else 0. The limits are
        those of the logit of the share, with t of the degrees of freedom; the design effect is the
        variance over p (1 - p) / (n - 1), and None with replicates.
        """
        used, values, errors = self._ratios(cells, inside)
        people = int(used.sum())
        clusters, df = self.linearisation.concerned(used)
        if self.replicates is not None:
            df = self.replicates.df
        if not people:
            return (Estimate(None, None, None, None, None, 0, 0),) * int(cells.shape[1])
        # From one cluster a standard error would be 0: what cannot be known is None.
        sure = np.isfinite(errors) & (values > EDGE) & (values < 1 - EDGE)
        sure &= df >= 1 and clusters >= 2
        known, spread = values[sure], errors[sure]
        reach = stdtrit(max(df, 1), LEVEL) * spread / (known * (1 - known))
        low, high = expit(logit(known) - reach), expit(logit(known) + reach)
        effect = spread**2 / (known * (1 - known) / max(people - 1, 1))
        numbers = iter(np.column_stack([spread, low, high, effect]).tolist())
        found: list[Estimate] = []
        for value, is_sure in zip(values.tolist(), sure.tolist(), strict=True):
            se, lower, upper, deff = next(numbers) if is_sure else (None,) * 4
            deff = deff if self.replicates is None else None
            found.append(Estimate(value, se, lower, upper, deff, df, people))
        return tuple(found)

    def means(self, values: Values, inside: Flags) -> tuple[Floats, Floats]:
        """Return the means of columns of numbers, shape (people, k), and their standard errors.

        NaN where nobody is `inside`, shape (people,), or where a replicate has nobody.
        """
        return self._ratios(values, inside)[1:]

    def _ratios(self, values: Values, inside: Flags) -> tuple[Flags, Floats, Floats]:
        """Return who counts, the weighted means of `values` and their standard errors."""
        weights = self.weighted.weights
        used: Flags = inside & (weights > 0)
        nothing = np.full(values.shape[1], np.nan)
        if not used.any():
            return used, nothing, nothing
        counted = np.where(used[:, None], values, 0.0)
        total = float(weights[used].sum())
        means: Floats = weights @ counted / total
        if self.replicates is None:
            scores = np.where(used[:, None], (counted - means) / total, 0)
            variances = np.square(self.linearisation.spread(scores)).sum(axis=0)
            return used, means, np.sqrt(variances)
        sums = self.replicates.weights.T @ np.column_stack([counted, used])
        if (sums[:, -1] <= 0).any():
            return used, means, nothing
        gaps = sums[:, :-1] / sums[:, -1:] - means
        return used, means, np.sqrt(self.replicates.coefficients @ gaps**2)
