"""The weights of a study made, with all that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lovende.analysis.groupings import Grouped, People, make_groupings
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.response import completions_of
from lovende.analysis.study_file import GroupingPart, WeightsPart
from lovende.analysis.weights.model import Flags, Floats, KnownMargin, StudyWeights
from lovende.analysis.weights.population import Population, number_of, population_of
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault, nearest
from lovende.domain.statistics.response import Completion
from lovende.domain.statistics.tables import MISSING, Codes
from lovende.domain.statistics.weighting import (
    Limits,
    Margin,
    Sampling,
    Weighted,
    given_weights,
    poststratify,
    rake,
    replicate_weights,
)
from lovende.domain.texts import N_, Text

NEED_ANSWERS = (
    "weights.empty_category",
    "weights.no_convergence",
    "weights.unknown_group",
    "weights.nobody",
    "weights.single_cluster",
    "weights.replicate_margin",
    "weights.limits",
    "weights.all_zero",
)
"""What more answers may mend: while a study runs, its answers are shown without weights then."""


def make_weights(
    study: LoadedStudy,
    part: WeightsPart,
    clusters_of: Callable[[str], Codes],
    *,
    first: int,
    may_wait: bool,
) -> tuple[StudyWeights, list[Fault]]:
    """Return the weights of a study and its faults, those of answers with their rows.

    `clusters_of` gives the numbers of the clusters that a column makes; `first` is the row of the
    first respondent. With `may_wait`, what more answers may mend is a warning.
    """
    members = completions_of(study) >= Completion.PARTIAL
    empty = StudyWeights(part, members)
    try:
        return _made(study, part, members, clusters_of, first), []
    except LovendeError as error:
        if may_wait and all(found.code in NEED_ANSWERS for found in error.faults):
            waiting = [replace(found, severity=Severity.WARNING) for found in error.faults]
            return replace(empty, left_out=tuple(waiting)), waiting
        return empty, list(error.faults)


def _made(
    study: LoadedStudy,
    part: WeightsPart,
    members: Flags,
    clusters_of: Callable[[str], Codes],
    first: int,
) -> StudyWeights:
    if not members.any():
        raise LovendeError(
            fault("weights.nobody", N_("Nobody has answered, so nothing can be weighted."))
        )
    columns = _Columns(study, members, first)
    base = np.ones(int(members.sum()))
    if part.weight is not None:
        base = columns.weights(part.weight)
    sampling = _sampling(study, part, columns, clusters_of)
    known: tuple[KnownMargin, ...] = ()
    if part.method == "given":
        weighted = given_weights(base, sampling)
    else:
        people = People(study.dataset, study.panel, study.places, study.panel_rows)
        population = population_of(study.file, part, people)
        codes = [_codes(margin, columns) for margin in population.margins]
        weighted = _adjusted(part, base, sampling, population, codes)
        known = tuple(
            KnownMargin(margin, totals)
            for margin, totals in zip(population.margins, population.totals, strict=True)
        )
    replicates = None
    if part.replicates != "none":
        replicates = replicate_weights(
            weighted, part.replicates, count=part.replicate_count, seed=study.file.analysis.seed
        )
    return StudyWeights(part, members, known, weighted, replicates)


def _adjusted(
    part: WeightsPart,
    base: Floats,
    sampling: Sampling,
    population: Population,
    codes: Sequence[Codes],
) -> Weighted:
    limits = None
    if part.smallest is not None or part.largest is not None:
        limits = Limits(part.smallest, part.largest)
    if part.method == "rake":
        margins = [
            Margin(margin.name, _names(margin), place, totals)
            for margin, place, totals in zip(
                population.margins, codes, population.totals, strict=True
            )
        ]
        return rake(base, margins, sampling, limits)
    assert population.cells is not None
    shape = population.cells.shape
    joint = np.ravel_multi_index(tuple(codes), shape)
    names = [
        " + ".join(_names(m)[p] for m, p in zip(population.margins, at, strict=True))
        for at in np.ndindex(*shape)
    ]
    title = " + ".join(margin.name for margin in population.margins)
    return poststratify(
        base, Margin(title, tuple(names), joint, population.cells.ravel()), sampling, limits
    )


def _names(margin: Grouped) -> tuple[str, ...]:
    return margin.keys


def _codes(margin: Grouped, columns: _Columns) -> Codes:
    """Return the group of each member. Raises LovendeError where somebody has none."""
    groups = np.array(margin.respondents, dtype=np.int64)[columns.members]
    unknown = np.flatnonzero(groups < 0)
    if unknown.size:
        message = N_(
            "{count} who answered have no group of {margin}, the first here. Give them one, or leave the margin out."
        )
        raise LovendeError(
            fault(
                "weights.unknown_group",
                message,
                place=Place(file=columns.file, row=columns.row(int(unknown[0]))),
                count=int(unknown.size),
                margin=margin.name,
            )
        )
    return groups


def _sampling(
    study: LoadedStudy,
    part: WeightsPart,
    columns: _Columns,
    clusters_of: Callable[[str], Codes],
) -> Sampling:
    name = part.cluster or study.file.analysis.cluster
    if name != "municipality":
        columns.check(name, "weights.cluster")
    found = clusters_of(name)[columns.members]
    clusters = None
    if (found != MISSING).any():
        # Whoever belongs to nobody stands alone.
        alone = found.max() + 1 + np.arange(found.size)
        clusters = np.where(found == MISSING, alone, found)
    strata = None if part.strata is None else columns.groups(part.strata)
    population = None if part.fpc is None else columns.numbers(part.fpc, "weights.fpc")
    return Sampling(clusters, strata, population)


class _Columns:
    """Columns of the answers or of the panel, for those who answered; faults tell the row."""

    def __init__(self, study: LoadedStudy, members: Flags, first: int) -> None:
        self.study, self.members, self.first = study, members, first
        self.file = study.file.answers.file.name
        self.people = People(study.dataset, study.panel, study.places, study.panel_rows)

    def row(self, place: int) -> int:
        """Return the row of a member as its user counts."""
        return self.first + int(np.flatnonzero(self.members)[place])

    def place(self, name: str, place: int) -> Place:
        """Return where the value of a member stands: in the answers, else in the panel."""
        study, member = self.study, int(np.flatnonzero(self.members)[place])
        listed = study.panel_rows[member]
        if name in study.dataset.values.columns or study.file.panel is None or listed is None:
            return Place(file=self.file, row=self.first + member, column=name)
        return Place(file=study.file.panel.file.name, row=2 + listed, column=name)

    def check(self, name: str, key: str) -> None:
        """Raise LovendeError where neither the answers nor the panel have the column."""
        panel = self.study.panel
        known = [*self.study.dataset.values.columns, *(panel.frame.columns if panel else ())]
        if name in known:
            return
        guess = nearest(name, known)
        message = (
            N_("{key} names the column {name}, which does not exist. Did you mean {guess}?")
            if guess
            else N_("{key} names the column {name}, which neither the answers nor the panel have.")
        )
        raise LovendeError(
            fault("weights.unknown_column", message, key=key, name=name, guess=guess)
        )

    def texts(self, name: str, key: str) -> list[str | None]:
        """Return the values of a column of the answers, else of the panel."""
        self.check(name, key)
        values = self.study.dataset.values
        if name in values.columns:
            found = values[name].cast(pl.String).to_list()
        else:
            panel = self.study.panel
            assert panel is not None
            column = panel.frame[name].to_list()
            found = [None if row is None else column[row] for row in self.study.panel_rows]
        return [value for value, member in zip(found, self.members, strict=True) if member]

    def weights(self, name: str) -> Floats:
        """Return base weights. Raises LovendeError with the row of each that is none."""
        return self.numbers(name, "weights.weight")

    def numbers(self, name: str, key: str) -> Floats:
        """Return a column of numbers from 0. Raises LovendeError with the row of each that is none."""
        faults = []
        numbers = []
        for place, value in enumerate(self.texts(name, key)):
            number = number_of(value)
            numbers.append(number)
            if number is not None and number >= 0:
                continue
            if value is None or not value.strip():
                message = N_("The number is missing. Give a number from 0.")
            elif number is None:
                message = N_("{value} is no number. Give a number from 0.")
            else:
                message = N_("{value} is negative. Give a number from 0.")
            faults.append(
                fault(
                    "weights.bad_number",
                    message,
                    place=self.place(name, place),
                    value=value,
                )
            )
        if faults:
            raise LovendeError(faults)
        return np.array(numbers, dtype=np.float64)

    def groups(self, name: str) -> Codes:
        """Return strata as numbers: a grouping of the study, `region`, or a column."""
        made = [g for g in self.study.groupings if g.name == name]
        if not made:
            if name not in ("region", "municipality"):
                self.check(name, "weights.strata")
            part = GroupingPart(name, Text.of({"": name}), name)
            made = list(make_groupings([part], self.people))
        return _codes(made[0], self)
