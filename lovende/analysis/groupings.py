"""Grouping variables: which group every invitee and every respondent belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lovende.analysis.findings import Group, Grouping
from lovende.analysis.panel import Panel
from lovende.analysis.study_file import GroupingPart, StudyFile
from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError, fault, nearest, warning
from lovende.domain.places import Municipality
from lovende.domain.texts import N_, Text

MOST_GROUPS = 100
"""More groups than there are municipalities are keys or texts, and nothing to compare by."""


@dataclass(frozen=True)
class Grouped:
    """A grouping variable with the group (0, 1, ... in printed order; -1 unknown) of everyone.

    `source` is where the groups come from; a question is not compared with itself.

    `respondents` is aligned with the dataset; `invitees` with the panel, or None without one.
    """

    name: str
    label: Text
    keys: tuple[str, ...]
    labels: tuple[Text, ...]
    respondents: tuple[int, ...]
    invitees: tuple[int, ...] | None
    source: str = ""

    def described(self) -> Grouping:
        """Return it as the findings tell it."""
        groups = [
            Group(key, label.as_dict()) for key, label in zip(self.keys, self.labels, strict=True)
        ]
        return Grouping(self.name, self.label.as_dict(), groups)


@dataclass(frozen=True)
class People:
    """What the groupings can be made from: the answers, and the panel where there is one."""

    dataset: Dataset
    panel: Panel | None
    places: Sequence[Municipality | None]
    """The municipality of each respondent."""
    panel_rows: Sequence[int | None]
    """The row of each respondent in the panel."""


def make_groupings(parts: Sequence[GroupingPart], people: People) -> tuple[Grouped, ...]:
    """Return the groupings of a study file. Raises LovendeError for a source that does not exist,
    for a cut on something that is no number, and for groups that do not fit the cut."""
    faults: list[Fault] = []
    made: list[Grouped] = []
    for part in parts:
        try:
            made.append(_grouping(part, people))
        except LovendeError as error:
            faults += error.faults
    if faults:
        raise LovendeError(faults)
    return tuple(made)


def unknown_frame(file: StudyFile, panel: Panel | None, made: Sequence[Grouped]) -> list[Fault]:
    """Return a fault for each variable of `panel.frame` that is not known of every invitee."""
    if file.panel is None or panel is None:
        return []
    known = ["population", "region", *panel.frame.columns]
    of_answers = {grouping.name for grouping in made if grouping.invitees is None}
    names = {grouping.name for grouping in file.grouping} - of_answers
    faults = []
    for wanted in file.panel.frame:
        if wanted in known or wanted in names:
            continue
        message = (
            N_(
                "panel.frame names the grouping {wanted}, which is made from answers: it is not known of those who did not answer. Leave it out."
            )
            if wanted in of_answers
            else N_(
                "panel.frame names {wanted}, which does not exist. Name population, region, a grouping or a column of the panel."
            )
        )
        faults.append(fault("study.unknown_frame", message, wanted=wanted))
    return faults


def bad_groups(groupings: Sequence[Grouped]) -> list[Fault]:
    """Return an error for each grouping with nobody in its groups or with far too many groups,
    and a warning for each group that no respondent is in."""
    faults: list[Fault] = []
    for grouping in groupings:
        present = set(grouping.respondents) - {-1}
        if len(grouping.keys) > MOST_GROUPS:
            message = N_(
                "The grouping {name} makes {count} groups, too many to compare. Name another source, or a cut."
            )
            faults.append(
                fault("study.many_groups", message, name=grouping.name, count=len(grouping.keys))
            )
        elif not present:
            message = N_(
                "The grouping {name} puts no respondent in a group. Check where it takes its values from, and the keys of its groups."
            )
            faults.append(fault("study.empty_grouping", message, name=grouping.name))
        else:
            message = N_("Nobody who answered is in the group {group} of the grouping {name}.")
            faults += [
                warning("study.empty_group", message, name=grouping.name, group=key)
                for place, key in enumerate(grouping.keys)
                if place not in present
            ]
    return faults


def _grouping(part: GroupingPart, people: People) -> Grouped:
    respondents, invitees = _values(part, people)
    if part.cut:
        return _cut(part, respondents, invitees)
    keys = tuple(group.key for group in part.group)
    labels = tuple(group.label for group in part.group)
    if not keys:
        keys, labels = _found_groups(part, respondents, people.dataset)
    position = {key: index for index, key in enumerate(keys)}

    def place(values: Sequence[str | None]) -> tuple[int, ...]:
        return tuple(position.get(value or "", -1) for value in values)

    return Grouped(
        part.name,
        part.label,
        keys,
        labels,
        place(respondents),
        None if invitees is None else place(invitees),
        part.source,
    )


def _values(
    part: GroupingPart, people: People
) -> tuple[Sequence[str | None], Sequence[str | None] | None]:
    """Return the values of the source, as text, for respondents and invitees."""
    attributes: Mapping[str, Callable[[Municipality], str]] = {
        "population": lambda place: str(place.population),
        "region": lambda place: place.region,
        "municipality": lambda place: place.code,
    }
    panel, dataset = people.panel, people.dataset
    # Without known municipalities a column may well be named `region`.
    if part.source in attributes and _knows_places(people):
        get = attributes[part.source]
        respondents = [get(place) if place else None for place in people.places]
        places = None if panel is None else panel.municipalities
        return respondents, None if places is None else [get(p) if p else None for p in places]
    if panel is not None and part.source in panel.frame.columns:
        column = panel.frame[part.source].to_list()
        return [None if row is None else column[row] for row in people.panel_rows], column
    if part.source in dataset.values.columns:
        values = dataset.valid(part.source).to_list()
        return [None if value is None else str(value) for value in values], None
    if part.source in attributes:
        message = N_(
            "The grouping {name} takes its values from {source}, but no municipality is known. Give the panel or the answers a column municipality."
        )
        raise LovendeError(
            fault("study.no_municipalities", message, name=part.name, source=part.source)
        )
    known = [*attributes, *(panel.frame.columns if panel else ()), *dataset.values.columns]
    guess = nearest(part.source, known)
    message = (
        N_(
            "The grouping {name} takes its values from {source}, which does not exist. Did you mean {guess}?"
        )
        if guess
        else N_(
            "The grouping {name} takes its values from {source}, which does not exist. Name population, region, or a column."
        )
    )
    raise LovendeError(
        fault(
            "study.unknown_grouping_source",
            message,
            name=part.name,
            source=part.source,
            guess=guess,
        )
    )


def _knows_places(people: People) -> bool:
    return any(people.places) or (people.panel is not None and any(people.panel.municipalities))


def _cut(
    part: GroupingPart, respondents: Sequence[str | None], invitees: Sequence[str | None] | None
) -> Grouped:
    """Make groups of numbers: the first group lies above the highest limit, the last at or under the lowest."""
    limits = sorted(part.cut, reverse=True)
    if part.group and len(part.group) != len(limits) + 1:
        message = N_(
            "The grouping {name} has {cuts} limits, so it needs {wanted} groups, the largest first."
        )
        raise LovendeError(
            fault(
                "study.groups_of_cut",
                message,
                name=part.name,
                cuts=len(limits),
                wanted=len(limits) + 1,
            )
        )

    def place(values: Sequence[str | None]) -> tuple[int, ...]:
        return tuple(
            -1 if v is None else sum(_number(v) <= limit for limit in limits) for v in values
        )

    def _number(value: str) -> float:
        try:
            return float(value.replace(",", "."))
        except ValueError:
            message = N_(
                "The grouping {name} cuts {source} by numbers, but not all its values are numbers. Leave the cut out, or name another source."
            )
            raise LovendeError(
                fault("study.cut_of_text", message, name=part.name, source=part.source)
            ) from None

    keys = tuple(group.key for group in part.group) or tuple(f"{i}" for i in range(len(limits) + 1))
    labels = tuple(group.label for group in part.group) or tuple(
        _interval(limits, i) for i in range(len(keys))
    )
    return Grouped(
        part.name,
        part.label,
        keys,
        labels,
        place(respondents),
        None if invitees is None else place(invitees),
        part.source,
    )


def _interval(limits: Sequence[int], index: int) -> Text:
    if index == 0:
        return Text.of({"": f"> {limits[0]}"})
    if index == len(limits):
        return Text.of({"": f"≤ {limits[-1]}"})
    return Text.of({"": f"{limits[index] + 1}\N{EN DASH}{limits[index - 1]}"})


def _found_groups(
    part: GroupingPart, values: Sequence[str | None], dataset: Dataset
) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Take the groups from the categories of a coded variable, else from the values that occur."""
    if part.source in dataset and dataset[part.source].categories:
        categories = dataset[part.source].categories
        return tuple(c.code for c in categories), tuple(c.label for c in categories)
    found = tuple(sorted({value for value in values if value}))
    return found, tuple(Text.of({"": value}) for value in found)
