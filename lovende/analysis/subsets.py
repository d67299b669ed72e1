"""A part of a study: only those who are in certain groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lovende.analysis.groupings import Grouped, People, make_groupings
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.panel import Panel
from lovende.analysis.study_file import GroupingPart
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.texts import N_

Flags = NDArray[np.bool_]
T = TypeVar("T")


def part_of(
    study: LoadedStudy, groups: Mapping[str, str], more: Mapping[str, GroupingPart]
) -> LoadedStudy:
    """Return the study with only those respondents and invitees who are in all of `groups`
    (grouping -> key).

    A grouping is one of the study's own, else one of `more`. Raises LovendeError for a grouping or
    a group that does not exist, and where nobody who answered is left.
    """
    keep = np.ones(study.dataset.size, dtype=bool)
    kept_invitees = None if study.panel is None else np.ones(study.panel.size, dtype=bool)
    for name, key in groups.items():
        grouping = _grouping(study, name, more)
        if key not in grouping.keys:
            raise LovendeError(_unknown(name, key))
        place = grouping.keys.index(key)
        keep &= np.array(grouping.respondents) == place
        if kept_invitees is not None and grouping.invitees is not None:
            kept_invitees &= np.array(grouping.invitees) == place
    if not keep.any():
        message = N_("Nobody who answered is in this part. Choose another.")
        raise LovendeError(fault("findings.empty_part", message))
    return _restricted(study, keep, kept_invitees)


def _grouping(study: LoadedStudy, name: str, more: Mapping[str, GroupingPart]) -> Grouped:
    for grouping in study.groupings:
        if grouping.name == name:
            return grouping
    if name not in more:
        raise LovendeError(_unknown(name, ""))
    people = People(study.dataset, study.panel, study.places, study.panel_rows)
    return make_groupings([more[name]], people)[0]


def _unknown(name: str, key: str) -> Fault:
    message = N_("There is no group {key} of {name}. Choose another.")
    return fault("findings.unknown_group", message, name=name, key=key)


def _restricted(study: LoadedStudy, keep: Flags, kept_invitees: Flags | None) -> LoadedStudy:
    panel, rows = study.panel, [row for row, yes in zip(study.panel_rows, keep, strict=True) if yes]
    nonresponders = study.nonresponders
    if panel is not None and kept_invitees is not None:
        new_row = np.cumsum(kept_invitees) - 1
        rows = [
            int(new_row[row]) if row is not None and kept_invitees[row] else None for row in rows
        ]
        panel = _of_panel(panel, kept_invitees)
        if nonresponders is not None and nonresponders.key is not None:
            known = nonresponders.values[nonresponders.key].is_in(list(panel.keys))
            nonresponders = _of_dataset(nonresponders, known.to_numpy())
    return replace(
        study,
        dataset=_of_dataset(study.dataset, keep),
        panel=panel,
        places=_of_tuple(study.places, keep),
        panel_rows=tuple(rows),
        clusters=study.clusters[keep],
        groupings=tuple(_of_grouping(one, keep, kept_invitees) for one in study.groupings),
        submitted=None if study.submitted is None else study.submitted.filter(pl.Series(keep)),
        nonresponders=nonresponders,
        # Weights are those of everyone: they do not make a part match its own population.
        weights=None,
    )


def _of_dataset(dataset: Dataset, keep: Flags) -> Dataset:
    mask = pl.Series(keep)
    return replace(dataset, values=dataset.values.filter(mask), states=dataset.states.filter(mask))


def _of_panel(panel: Panel, keep: Flags) -> Panel:
    return Panel(
        panel.frame.filter(pl.Series(keep)),
        _of_tuple(panel.keys, keep),
        _of_tuple(panel.municipalities, keep),
        None if panel.dispositions is None else _of_tuple(panel.dispositions, keep),
    )


def _of_grouping(grouping: Grouped, keep: Flags, kept_invitees: Flags | None) -> Grouped:
    invitees = grouping.invitees
    if invitees is not None and kept_invitees is not None:
        invitees = _of_tuple(invitees, kept_invitees)
    return replace(grouping, respondents=_of_tuple(grouping.respondents, keep), invitees=invitees)


def _of_tuple(values: tuple[T, ...], keep: Flags) -> tuple[T, ...]:
    return tuple(value for value, yes in zip(values, keep, strict=True) if yes)
