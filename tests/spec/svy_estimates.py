"""Shares, means and totals as svy estimates them: what our own estimates are held against."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.domain.statistics.tables import Codes
from lovende.domain.statistics.weighting.model import (
    Estimate,
    Floats,
    Margin,
    Replicates,
    Weighted,
)
from lovende.domain.statistics.weighting.replicating import replicated
from lovende.domain.statistics.weighting.wrapping import (
    BASE,
    WEIGHT,
    Sample,
    adjusted,
    sample_of,
)

Flags = npt.NDArray[np.bool_]
NOTHING = Estimate(None, None, None, None, None, 0, 0)
"""Nobody answered."""


class SvySurvey:
    """Weighted people whose answers can be estimated.

    `columns` are codes (0, 1, ...; below 0 for no answer) or numbers (NaN for none), each of shape
    (people,). With `replicates` the standard errors come from them, else from Taylor linearisation
    of cluster totals, in which the adjustment to margins counts as what it is: residuals from the
    margins vary, the margins do not.

    Estimates are asked of svy one variable at a time, because its estimates of a list of variables
    leave the adjustment out of the variance.
    """

    def __init__(
        self,
        weighted: Weighted,
        columns: Mapping[str, Codes | Floats],
        replicates: Replicates | None = None,
    ) -> None:
        sample = sample_of(weighted.base, weighted.sampling, weighted.margins)
        if replicates is not None:
            sample = replicated(sample, replicates.kind, replicates.count, replicates.seed)
        self._made = adjusted(sample, weighted.method, weighted.margins, weighted.limits)
        if weighted.method == "rake" and replicates is None:
            self._made = as_calibrated(self._made, weighted.margins)
        self._options: dict[str, Any] = (
            {"deff": "wr"}
            if replicates is None
            else {"method": "replication", "variance_center": "estimate"}
        )
        self._weights = weighted.weights
        self._clusters = weighted.sampling.clusters
        self._take(columns)

    def of(self, columns: Mapping[str, Codes | Floats]) -> SvySurvey:
        """Return the same people with other columns; svy is quick where it has few."""
        other = copy.copy(self)
        other._take(columns)
        return other

    def _take(self, columns: Mapping[str, Codes | Floats]) -> None:
        self._known: dict[str, Flags] = {}
        added: dict[str, Any] = {}
        for name, values in columns.items():
            known = np.isfinite(values) & (values >= 0 if values.dtype.kind == "i" else True)
            self._known[name] = known
            added |= {f"y_{name}": np.where(known, values, 0), f"in_{name}": known}
        self._sample = with_columns(self._made, added)

    def shares(self, name: str, levels: int) -> tuple[Estimate, ...]:
        """Return the share (0 to 1) of each of `levels` answers among those who answered `name`.

        The limits are those of the logit of the share, with t of the degrees of freedom.
        """
        if not self._people(name).any():
            return (NOTHING,) * levels
        found = self._rows(
            self._sample.estimation.prop(f"y_{name}", where=self._in(name), **self._options)
        )
        rows = {int(row["y_level"]): row for row in found}
        return tuple(self._estimate(rows.get(level), name) for level in range(levels))

    def mean(self, name: str) -> Estimate:
        """Return the mean of a column of numbers among those who have one."""
        if not self._people(name).any():
            return NOTHING
        found = self._sample.estimation.mean(f"y_{name}", where=self._in(name), **self._options)
        return self._estimate(self._rows(found)[0], name)

    def total(self, name: str) -> Estimate:
        """Return the total of a column of numbers over the population."""
        if not self._people(name).any():
            return NOTHING
        found = self._sample.estimation.total(f"y_{name}", where=self._in(name), **self._options)
        return self._estimate(self._rows(found)[0], name)

    def _people(self, name: str) -> Flags:
        known: Flags = self._known[name] & (self._weights > 0)
        return known

    def _in(self, name: str) -> Any:
        import svy

        return svy.col(f"in_{name}") == True  # noqa: E712  # an expression of svy, no comparison

    @staticmethod
    def _rows(found: Any) -> list[dict[str, Any]]:
        return list(found.to_dicts())

    def _estimate(self, row: dict[str, Any] | None, name: str) -> Estimate:
        """Return a row of svy as an estimate; an answer that nobody gave has no row.

        A standard error from one cluster would be 0: what cannot be known is None.
        """
        inside = self._people(name)
        people = int(inside.sum())
        if row is None:
            return Estimate(0.0 if people else None, None, None, None, None, 0, people)
        df = int(row["df"])
        lonely = df < 1 or self._units(inside) < 2
        value, effect = _number(row["est"]), _number(row.get("deff"))
        sure = value is None or lonely
        # Where everyone or nobody gave the answer there is no interval on the scale of the logit.
        edge = (
            value is not None and row.get("y_level") is not None and not 1e-12 < value < 1 - 1e-12
        )
        return Estimate(
            value=value,
            se=None if sure or edge else _number(row["se"]),
            low=None if sure or edge else _number(row["lci"]),
            high=None if sure or edge else _number(row["uci"]),
            design_effect=None if sure or edge else effect,
            df=df,
            people=people,
        )

    def _units(self, inside: Flags) -> int:
        if self._clusters is None:
            return int(inside.sum())
        return int(np.unique(self._clusters[inside]).size)


def _number(value: Any) -> float | None:
    """Return a finite number, else None: svy says NaN for what it does not know."""
    return float(value) if value is not None and math.isfinite(value) else None


def as_calibrated(raked: Sample, margins: Sequence[Margin]) -> Sample:
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


def with_columns(sample: Sample, columns: Mapping[str, Any]) -> Sample:
    """Return the sample with further columns, its weights and its design as they are."""
    import svy

    added = [pl.Series(name, values) for name, values in columns.items()]
    return svy.Sample(sample.data.with_columns(added), sample.design)
