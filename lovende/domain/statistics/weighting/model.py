"""Weights, the population they point at, and what is estimated with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lovende.domain.statistics.tables import Codes

Floats = npt.NDArray[np.float64]
Method = Literal["given", "poststratify", "rake"]


@dataclass(frozen=True, eq=False)
class Margin:
    """A variable whose distribution in the population is known.

    `codes`, shape (people,), are places in `categories`, none missing; `totals`, shape
    (categories,), are how many of the population each category has.
    """

    name: str
    categories: tuple[str, ...]
    codes: Codes
    totals: Floats


@dataclass(frozen=True, eq=False)
class Sampling:
    """How people were sampled; arrays of shape (people,), None where it does not apply.

    `clusters` and `strata` are numbers from 0; without clusters everyone is drawn alone.
    `population` is the number of clusters (without clusters: of people) in the population of each
    person's stratum; None where the sample is a small part of an endless one.
    """

    clusters: Codes | None = None
    strata: Codes | None = None
    population: Floats | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The smallest and the largest weight that is allowed, in multiples of the mean weight."""

    smallest: float | None = None
    largest: float | None = None


@dataclass(frozen=True, eq=False)
class Weighted:
    """People with their weights, shape (people,), and how they came about.

    `base` are the weights before the adjustment. `margins` are those that the weights meet: none
    for given weights, one of the joint cells after post-stratification. `rounds` is how many
    rounds of raking were needed; `gap` the largest relative distance to a margin that is left.
    """

    method: Method
    weights: Floats
    base: Floats
    sampling: Sampling
    margins: tuple[Margin, ...] = ()
    rounds: int | None = None
    gap: float = 0.0
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class WeightSummary:
    """What weights cost. `cv` is the coefficient of variation, population form; `design_effect` is
    Kish's 1 + cv^2; `effective` is the number of people divided by it."""

    people: int
    total: float
    smallest: float
    mean: float
    largest: float
    cv: float
    design_effect: float
    effective: float


def summary_of(weights: Floats) -> WeightSummary:
    """Return the summary of `weights`, shape (people,), those of 0 left out.

    The variance of a mean grows by n sum w^2 / (sum w)^2 = 1 + cv^2 where the weights have nothing
    to do with what is measured (Kish 1992, Journal of Official Statistics 8, 183-200).
    """
    used = weights[weights > 0]
    mean = float(used.mean())
    cv = float(used.std()) / mean
    effect = 1 + cv**2
    return WeightSummary(
        people=int(used.size),
        total=float(used.sum()),
        smallest=float(used.min()),
        mean=mean,
        largest=float(used.max()),
        cv=cv,
        design_effect=effect,
        effective=used.size / effect,
    )


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its standard error and 95 % limits.

    `design_effect` is the variance over that of a simple random sample of as many people with
    replacement. What cannot be estimated (a single cluster, nobody) is None. `df` are the degrees
    of freedom: clusters less strata of those concerned. `people` is how many they are.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    design_effect: float | None
    df: int
    people: int


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights, shape (people, replicates), and the coefficient of each squared deviation.

    `df` are the degrees of freedom that svy gives them: clusters less strata for the jackknife,
    strata for balanced replicates, replicates less one for the bootstrap.
    """

    kind: Literal["jackknife", "bootstrap", "brr"]
    weights: Floats
    coefficients: Floats
    seed: int
    count: int
    df: int
