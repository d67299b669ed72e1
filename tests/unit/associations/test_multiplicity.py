"""The correction of many p-values at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lovende.domain.statistics.multiplicity import (
    benjamini_hochberg,
    benjamini_hochberg_many,
    holm,
    holm_many,
)

P = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30)


@given(P)
def test_arrays_and_lists_agree(values: list[float | None]) -> None:
    array = np.array([np.nan if p is None else p for p in values], float)
    for listed, many in ((holm, holm_many), (benjamini_hochberg, benjamini_hochberg_many)):
        wanted = [np.nan if p is None else p for p in listed(values)]
        np.testing.assert_array_equal(many(array), np.array(wanted, float))


def test_a_million_of_them() -> None:
    p = np.random.default_rng(1).random(1_000_000) ** 4
    p[::3] = np.nan
    known = p[~np.isnan(p)]
    adjusted = benjamini_hochberg_many(p)
    assert adjusted[~np.isnan(p)] == pytest.approx(stats.false_discovery_control(known))
    assert np.isnan(adjusted[::3]).all()
    most = holm_many(p)
    assert np.nanmin(most) == pytest.approx(min(1.0, float(known.min()) * known.size))
    assert (most[~np.isnan(p)] >= adjusted[~np.isnan(p)] - 1e-12).all()
