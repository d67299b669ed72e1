"""Tails of distributions where the p-value is too small for a number."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import chdtrc, gammaln

from lovende.domain.statistics.associations.model import Floats, Places

TINY = 1e-290
_STEPS = 500


def log10_of(p: Floats) -> Floats:
    """Return the decimal logarithm of p-values, minus infinity for 0, NaN for NaN."""
    with np.errstate(divide="ignore"):
        result: Floats = np.log10(p)
    return result


def chi_square_tail(statistic: Floats, df: Places) -> tuple[Floats, Floats]:
    """Return p of chi-square statistics and its decimal logarithm; NaN where the statistic is.

    Where p is under 1e-290, log Q(a, x) = a log x - x - log Gamma(a) - log(x + 1 - a - ...), with
    a = df / 2 and x = statistic / 2, by the continued fraction of the incomplete gamma function
    (Abramowitz & Stegun 1964, 6.5.31), evaluated by the modified method of Lentz.
    """
    p: Floats = chdtrc(np.maximum(df, 1), statistic)
    logs = log10_of(p)
    far = p < TINY
    if far.any():
        logs[far] = log_upper_gamma(df[far] / 2, statistic[far] / 2) / math.log(10)
    return p, logs


def log_upper_gamma(a: Floats, x: Floats) -> Floats:
    """Return the natural logarithm of Q(a, x), each of shape (k,), for x > a + 1."""
    b = x + 1 - a
    c = np.full_like(x, 1e300)
    d = 1 / b
    fraction = d.copy()
    for step in range(1, _STEPS):
        numerator = -step * (step - a)
        b = b + 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        fraction *= d * c
        if np.abs(d * c - 1).max() < 1e-14:
            break
    result: Floats = a * np.log(x) - x - gammaln(a) + np.log(fraction)
    return result
