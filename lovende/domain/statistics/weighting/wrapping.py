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
    """Return the sample with weights that meet `margins`; its replicates are adjusted too.

    svy notes the adjustment, and takes it into account in the variance (linearisation of the
    residuals from the margins), as long as estimates are asked for one variable at a time: of a
    list of variables it leaves it out.
    """
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
    raked = sample.weighting.rake(
        controls=controls, wgt_name=WEIGHT, tol=TOLERANCE, max_iter=CYCLES, trimming=trimming
    )
    return _as_calibrated(raked, margins)


def _as_calibrated(raked: Sample, margins: Sequence[Margin]) -> Sample:
    """Return a raked sample whose variance takes the residuals by weighted least squares.

    svy sweeps the residuals of raking by plain means, which is right only where all base weights
    are equal; noted as a calibration to the same margins, it weights them.
    """
    import svy
    from svy.core.design import WgtAdjustment

    flags = independent(margins)
    names = tuple(f"flag_{place}" for place in range(flags.shape[1]))
    frame = raked.data.with_columns(
        [pl.Series(name, flags[:, place]) for place, name in enumerate(names)]
    )
    record = WgtAdjustment(kind="calibration", prev_wgt=BASE, new_wgt=WEIGHT, aux=names)
    return svy.Sample(frame, raked.design.update(wgt_adjustment=record))


def independent(margins: Sequence[Margin]) -> Floats:
    """Return the categories of all margins as columns of 0 and 1, none following from the others."""
    kept: list[Floats] = []
    for margin in margins:
        for level in range(margin.totals.size):
            column = (margin.codes == level).astype(np.float64)
            if np.linalg.matrix_rank(np.column_stack([*kept, column])) > len(kept):
                kept.append(column)
    return np.column_stack(kept)


def _trimming(sample: Sample, margins: Sequence[Margin], limits: Limits) -> Any:
    import svy

    mean = float(margins[0].totals.sum()) / sample.n_records
    return svy.TrimConfig(
        upper=None if limits.largest is None else limits.largest * mean,
        lower=None if limits.smallest is None else limits.smallest * mean,
        max_iter=CYCLES,
    )


def with_columns(sample: Sample, columns: Mapping[str, Any]) -> Sample:
    """Return the sample with further columns, its weights and its design as they are."""
    import svy

    added = [pl.Series(name, values) for name, values in columns.items()]
    return svy.Sample(sample.data.with_columns(added), sample.design)


def weights_of(sample: Sample) -> Floats:
    """Return the weights that a sample is estimated with."""
    name = WEIGHT if WEIGHT in sample.data.columns else BASE
    return np.array(sample.data[name].to_numpy(), dtype=np.float64)
