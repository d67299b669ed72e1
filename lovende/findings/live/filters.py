"""The parts of a study that findings can be narrowed to: its own groupings, and a few that fit all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lovende.analysis.findings import Findings
from lovende.analysis.study_file import GroupingPart, GroupPart
from lovende.domain.places import MUNICIPALITIES
from lovende.domain.texts import N_, Text
from lovende.findings.plan.texts import LARGE
from lovende.studies.models import Study
from lovende.translation import in_all_languages


@dataclass(frozen=True)
class Filter:
    """One variable to narrow by, and its groups as pairs of key and label."""

    name: str
    label: Text
    groups: tuple[tuple[str, Text], ...]


def usual_parts() -> dict[str, GroupingPart]:
    """Return the groupings that every panel has, by name."""
    said = {name: Text.of(in_all_languages(label)) for name, label in _LABELS.items()}
    return {
        "wave": GroupingPart("wave", said["wave"], "wave"),
        "region": GroupingPart("region", said["region"], "region"),
        "size": GroupingPart(
            "size",
            said["size"],
            "population",
            (LARGE,),
            (GroupPart("large", said["large"]), GroupPart("small", said["small"])),
        ),
    }


_LABELS = {
    "wave": N_("Wave"),
    "region": N_("Region"),
    "size": N_("Size of the municipality"),
    "large": N_("More than 50,000 inhabitants"),
    "small": N_("Up to 50,000 inhabitants"),
}


def filters_for(study: Study, findings: Findings) -> list[Filter]:
    """Return what the findings of all answers can be narrowed to, the plan's groupings first."""
    planned = [
        Filter(
            grouping.variable,
            Text.of(grouping.label),
            tuple((group.group, Text.of(group.label)) for group in grouping.groups),
        )
        for grouping in findings.study.groupings
    ]
    known = {one.name for one in planned}
    return [*planned, *(one for one in _usual(study) if one.name not in known)]


def _usual(study: Study) -> list[Filter]:
    parts = usual_parts()
    found = []
    waves = list(study.waves.values_list("number", "name"))
    if len(waves) > 1:
        groups = tuple((str(number), Text.of({"": name or str(number)})) for number, name in waves)
        found.append(Filter("wave", parts["wave"].label, groups))
    if study.invitees.exclude(municipality="").exists():
        regions = tuple(
            (name, Text.of({"": name})) for name in sorted({m.region for m in MUNICIPALITIES})
        )
        found.append(Filter("region", parts["region"].label, regions))
        sizes = tuple((group.key, group.label) for group in parts["size"].group)
        found.append(Filter("size", parts["size"].label, sizes))
    return found


def chosen(filters: list[Filter], wanted: Mapping[str, str]) -> dict[str, str]:
    """Return those choices of a request that exist, in the order of their names."""
    groups = {one.name: {key for key, _ in one.groups} for one in filters}
    return {name: wanted[name] for name in sorted(groups) if wanted.get(name, "") in groups[name]}
