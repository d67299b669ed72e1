"""svy set to work: the one place where its samples are made. Loads svy when it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from lovende.domain.statistics.weighting.model import Floats, Limits, Margin, Method, Sampling

WEIGHT, BASE = "weight_", "base_"
Sample = Any
"""A sample of svy. Its types stop here."""
TOLERANCE = 1e-10
"""Margins are met when they are this close, relative to their size."""
CYCLES = 1_000


def sample_of(
    base: Floats,
    sampling: Sampling,
    margins: Sequence[Margin] = (),
    columns: Mapping[str, Any] | None = None,
) -> Sample:
    """Return people with their base weights as a sample of svy, `columns` beside them."""
    import svy

    frame: dict[str, Any] = {BASE: base}
    design: dict[str, Any] = {"wgt": BASE}
    if sampling.clusters is not None:
        frame["cluster_"], design["psu"] = sampling.clusters, "cluster_"
    if sampling.strata is not None:
        frame["stratum_"], design["stratum"] = sampling.strata, "stratum_"
    if sampling.population is not None:
        frame["population_"], design["pop_size"] = sampling.population, "population_"
    frame |= {f"margin_{place}": margin.codes for place, margin in enumerate(margins)}
    return svy.Sample(pl.DataFrame({**frame, **(columns or {})}), svy.Design(**design))


def adjusted(
    sample: Sample, method: Method, margins: Sequence[Margin], limits: Limits | None
) -> Sample:
    """Return the sample with weights that meet `margins`; its replicates are adjusted too."""
    if method == "given":
        return sample
    trimming = None if limits is None else _trimming(sample, margins, limits)
    controls = {
        f"margin_{place}": {
            level: float(total) for level, total in enumerate(margin.totals) if total > 0
        }
        for place, margin in enumerate(margins)
    }
    if method == "poststratify":
        return sample.weighting.poststratify(
            controls["margin_0"], cells="margin_0", wgt_name=WEIGHT, trimming=trimming
        )
    return sample.weighting.rake(
        controls=controls, wgt_name=WEIGHT, tol=TOLERANCE, max_iter=CYCLES, trimming=trimming
    )


def _trimming(sample: Sample, margins: Sequence[Margin], limits: Limits) -> Any:
    import svy

    mean = float(margins[0].totals.sum()) / sample.n_records
    return svy.TrimConfig(
        upper=None if limits.largest is None else limits.largest * mean,
        lower=None if limits.smallest is None else limits.smallest * mean,
        max_iter=CYCLES,
    )


def weights_of(sample: Sample) -> Floats:
    """Return the weights that a sample is estimated with."""
    name = WEIGHT if WEIGHT in sample.data.columns else BASE
    return np.array(sample.data[name].to_numpy(), dtype=np.float64)
