"""Sobol's indices of functions whose indices are known exactly.

Ishigami and Homma (1990): f = sin x1 + a sin^2 x2 + b x3^4 sin x1, each x from -pi to pi, with
a = 7 and b = 0.1. Its variance is a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2, and the parts of it are
V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8, V13 = b^2 pi^8 (1/18 - 1/50).

Sobol's g-function: the product of (|4 x_i - 2| + a_i) / (1 + a_i), each x from 0 to 1, with the
parts V_i = 1 / (3 (1 + a_i)^2) and the variance product of (1 + V_i) - 1.
"""

from __future__ import annotations

from math import pi, prod

import numpy as np
import pytest

from lovende.domain.promise.composite import Floats
from lovende.domain.promise.uncertainty.sobol import saltelli_design, sobol_indices


def ishigami(points: Floats) -> Floats:
    x = pi * (2 * points.T - 1)
    found: Floats = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    return found[None]


def test_the_function_of_ishigami() -> None:
    variance = 49 / 8 + 0.1 * pi**4 / 5 + 0.01 * pi**8 / 18 + 1 / 2  # 13.8446
    first = np.array([(1 + 0.1 * pi**4 / 5) ** 2 / 2, 49 / 8, 0]) / variance
    together = 0.01 * pi**8 * (1 / 18 - 1 / 50) / variance  # of x1 and x3
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert together == pytest.approx(0.2437, abs=5e-5)
    total = first + np.array([together, 0, together])

    found = sobol_indices(ishigami, inputs=3, size=4096, seed=1)
    assert found.first[0] == pytest.approx(first, abs=0.01)
    assert found.total[0] == pytest.approx(total, abs=0.01)
    assert found.evaluations == 5 * 4096


A = np.array([0, 1, 4.5, 9, 99, 99])


def g(points: Floats) -> Floats:
    found: Floats = ((np.abs(4 * points - 2) + A) / (1 + A)).prod(axis=1)
    return found[None]


def test_the_g_function_of_sobol() -> None:
    parts = [1 / (3 * (1 + a) ** 2) for a in A]
    variance = prod(1 + part for part in parts) - 1
    first = np.array(parts) / variance
    total = np.array([part * (variance + 1) / (1 + part) for part in parts]) / variance
    assert first[:4] == pytest.approx([0.7163, 0.1791, 0.0237, 0.0072], abs=5e-5)
    assert total[:4] == pytest.approx([0.7873, 0.2422, 0.0343, 0.0105], abs=5e-5)

    found = sobol_indices(g, inputs=6, size=4096, seed=1)
    assert found.first[0] == pytest.approx(first, abs=0.015)
    assert found.total[0] == pytest.approx(total, abs=0.015)


def test_a_sum_has_no_interplay_and_a_constant_no_variation() -> None:
    # y = x1 + 2 x2: variances 1/12 and 4/12, so that the parts are a fifth and four fifths.
    def outputs(points: Floats) -> Floats:
        return np.stack([points @ np.array([1.0, 2.0]), np.full(points.shape[0], 3.0)])

    found = sobol_indices(outputs, inputs=2, size=1024, seed=1)
    assert found.first[0] == pytest.approx([0.2, 0.8], abs=0.01)
    assert found.total[0] == pytest.approx([0.2, 0.8], abs=0.01)
    assert found.first[1].tolist() == found.total[1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("function", "inputs", "index", "truth"), [(ishigami, 3, 1, 0.4424), (g, 6, 0, 0.7163)]
)
def test_the_interval_holds_the_truth(
    function: object, inputs: int, index: int, truth: float
) -> None:
    found = sobol_indices(function, inputs, size=1024, seed=2)  # type: ignore[arg-type]  # either
    low, high = found.first_low[0, index], found.first_high[0, index]
    assert low < truth < high
    assert high - low < 0.2


def test_the_estimates_are_those_of_scipy() -> None:
    # The same design and outputs through scipy, whose estimators are the same two formulas.
    from scipy import stats

    design = saltelli_design(inputs=3, size=1024, seed=7)
    a, b, *mixed = (ishigami(points) for points in design)
    theirs = stats.sobol_indices(func={"f_A": a, "f_B": b, "f_AB": np.stack(mixed)}, n=1024)
    found = sobol_indices(ishigami, inputs=3, size=1024, seed=7)
    assert found.first[0] == pytest.approx(np.clip(theirs.first_order, 0, 1), rel=1e-9)
    assert found.total[0] == pytest.approx(theirs.total_order, rel=1e-9)
