"""Associations of all pairs of variables of a file: counted by an engine, tested, told as a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.analysis.provenance import described, versions
from lovende.domain.dataset.model import Measure, Variable
from lovende.domain.errors import Fault, warning
from lovende.domain.statistics.associations import (
    REASONS,
    TESTS,
    Associations,
    Scale,
    associations,
)
from lovende.domain.statistics.associations.model import CHI_SQUARE
from lovende.domain.statistics.multiplicity import benjamini_hochberg_many, holm_many
from lovende.domain.texts import N_
from lovende.engines.model import Counted, CountedVariable, Engine, Job, Step

LEVEL = 0.05
"""Corrected p-values below this count as a finding."""
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class AllPairs:
    """What was counted, what was found out about every pair, and what it was made from.

    `holm` and `bh` are the primary p-values corrected over the family of all tested pairs, in
    the order of `found`; NaN where there is no test. `notes` are warnings.
    """

    job: Job
    counted: Counted
    found: Associations
    holm: Floats
    bh: Floats
    notes: tuple[Fault, ...]
    inputs: tuple[dict[str, str], ...]
    engine: str = "local"

    @property
    def variables(self) -> tuple[Variable, ...]:
        return tuple(each.variable for each in self.counted.variables)

    @property
    def people(self) -> int:
        """How many people were counted, whatever they answered."""
        return self.counted.counts.size

    @property
    def is_weighted(self) -> bool:
        return self.counted.weighted is not None

    @cached_property
    def tested(self) -> int:
        """How many pairs have a primary test: the size of the family."""
        return int((self.found.reason == 0).sum())

    @cached_property
    def below(self) -> npt.NDArray[np.bool_]:
        """Which pairs have a p-value below `LEVEL` after Holm's correction."""
        result: npt.NDArray[np.bool_] = self.holm < LEVEL
        return result

    @cached_property
    def rough(self) -> npt.NDArray[np.bool_]:
        """Which pairs rest on a test whose p-value is rough: on a chi-square whose expected counts
        break Cochran's rule, or on a rank test of groups that are too small for it."""
        found = self.found
        result: npt.NDArray[np.bool_] = np.where(
            found.primary == CHI_SQUARE, found.small_cochran, found.small_groups
        )
        return result

    @cached_property
    def order(self) -> Places:
        """The tested pairs, the strongest first.

        First those with a corrected p-value (Holm) below `LEVEL` that is not rough, then those
        below it with a rough one, then all others; each by Cramér's V corrected for bias.
        """
        tested = np.flatnonzero(self.found.reason == 0)
        v = np.nan_to_num(self.found.v_corrected[tested], nan=-1.0)
        below, rough = self.below[tested], self.rough[tested]
        tier = np.where(below, rough.astype(int), 2)
        result: Places = tested[np.lexsort((self.found.log10_p[tested], -v, tier))]
        return result

    def primary_name(self, pair: int) -> str:
        """Return the name of the primary test of a pair; empty where there is none."""
        return TESTS[self.found.primary[pair]]

    def reasons(self) -> dict[str, int]:
        """Return how many pairs have no test, by the name of the reason."""
        counts = np.bincount(self.found.reason, minlength=len(REASONS))
        return {name: int(n) for name, n in zip(REASONS, counts, strict=True) if name and n}

    def square(self, values: Floats) -> Floats:
        """Return values of all pairs as a symmetric matrix, shape (variables, variables)."""
        size = len(self.variables)
        matrix = np.full((size, size), np.nan)
        matrix[self.found.first, self.found.second] = values
        matrix[self.found.second, self.found.first] = values
        return matrix

    def frame(self, language: str, chosen: Places | None = None) -> pl.DataFrame:
        """Return a row a pair, all of them in the order of the file or the `chosen` ones.

        Columns without a name of their own in statistics are told in `docs`; p-values too small
        for a number are 0 and have their decimal logarithm in `log10_p`.
        """
        found = self.found
        at = np.arange(len(found)) if chosen is None else chosen
        names = pl.Series([v.name for v in self.variables], dtype=pl.String)
        labels = pl.Series([v.label.get(language) for v in self.variables], dtype=pl.String)
        ranked = pl.Series(found.rank_test[at] > 0)
        columns: dict[str, Any] = {
            "variable_1": names.gather(found.first[at]),
            "label_1": labels.gather(found.first[at]),
            "variable_2": names.gather(found.second[at]),
            "label_2": labels.gather(found.second[at]),
            "n": found.n[at],
            "levels_1": found.rows[at],
            "levels_2": found.columns[at],
            "chi2": found.chi2[at],
            "df": found.df[at],
            "chi2_p": found.chi2_p[at],
            "small_expected": found.small_any[at],
            "cochran_broken": found.small_cochran[at],
            "v": found.v[at],
            "v_corrected": found.v_corrected[at],
            "rank_test": _named(TESTS, found.rank_test[at]),
            "ranked": names.gather(found.response[at])
            .to_frame("r")
            .select(pl.when(ranked).then(pl.col("r")))["r"],
            "rank_n": found.rank_n[at],
            "rank_statistic": found.rank_statistic[at],
            "rank_df": found.rank_df[at],
            "rank_p": found.rank_p[at],
            "small_groups": found.small_groups[at],
            "cliffs_delta": found.delta[at],
            "gamma": found.gamma[at],
            "tau_b": found.tau_b[at],
            "tau_b_se": found.tau_b_se[at],
            "tau_b_p": found.tau_b_p[at],
            "primary_test": _named(TESTS, found.primary[at]),
            "p": found.p[at],
            "log10_p": found.log10_p[at],
            "p_holm": self.holm[at],
            "p_bh": self.bh[at],
            "reason": _named(REASONS, found.reason[at]),
        }
        if self.is_weighted:
            columns |= {"n_weighted": found.base[at], "design_effect": found.design_effect[at]}
        return pl.DataFrame(columns).with_columns(pl.selectors.float().fill_nan(None))

    def provenance(self) -> dict[str, Any]:
        """Return the files, versions and parameters that this was made from."""
        job = self.job
        return {
            "inputs": list(self.inputs),
            "versions": versions(),
            "parameters": {
                "engine": self.engine,
                "only": list(job.only),
                "where": [f"{c.variable}={','.join(c.codes)}" for c in job.where],
                "weight": job.weight,
                "max_levels": job.most_levels,
                "ordinal": [v.name for v in self.variables if v.measure is Measure.ORDINAL],
                "people": self.people,
                "family": self.tested,
            },
        }

    def metadata(self) -> dict[str, str]:
        """Return the provenance as it stands in a Parquet file."""
        return {"lovende.all_pairs": json.dumps(self.provenance(), ensure_ascii=False)}


def find_associations(
    job: Job, engine: Engine, name: str = "local", progress: Step | None = None
) -> AllPairs:
    """Count and test all pairs of the variables that `job` asks for.

    Raises LovendeError where the file, a variable, a condition or the weight is not usable.
    """
    counted = engine.count(job, progress)

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, N_("Testing"))

    found = associations(
        counted.counts, [_scale(each) for each in counted.variables], counted.weighted, step
    )
    path = job.path
    read = {"file": job.address or path.name, "role": "answers"}
    inputs = described("answers", path) if path.is_file() else read
    notes = (*counted.notes, *_own_notes(counted))
    return AllPairs(
        job,
        counted,
        found,
        holm_many(found.p),
        benjamini_hochberg_many(found.p),
        notes,
        (inputs,),
        name,
    )


def _own_notes(counted: Counted) -> tuple[Fault, ...]:
    if len(counted.variables) > 1:
        return ()
    return (
        warning(
            "all_pairs.one_variable",
            N_("Only {name} can be counted, so there is no pair of variables."),
            name=counted.variables[0].variable.name if counted.variables else "–",
        ),
    )


def _scale(counted: CountedVariable) -> Scale:
    variable = counted.variable
    outside = tuple(place for place, c in enumerate(variable.categories) if c.dont_know)
    return Scale(len(variable.categories), variable.measure is Measure.ORDINAL, outside)


def _named(names: tuple[str, ...], numbers: npt.NDArray[np.int16]) -> pl.Series:
    known = pl.Series([name or None for name in names], dtype=pl.String)
    return known.gather(numbers.astype(np.int64))
