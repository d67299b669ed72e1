"""The response of a panel from counts alone: how many stand where, by municipality and wave.

What fieldwork shows while answers come in is made from these counts, and is the same that
`analysis.response` makes of the panel and the answers one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lovende.analysis.findings import (
    Disposition,
    GroupResponse,
    Representativity,
    Response,
    ResponseTest,
    Tile,
)
from lovende.domain.places import BY_CODE, LARGE_ABOVE, MUNICIPALITIES
from lovende.domain.statistics import dispositions
from lovende.domain.statistics.dispositions import Outcome
from lovende.domain.statistics.representativity import (
    RIndicator,
    r_indicator_of_counts,
    response_test_of_counts,
)
from lovende.domain.statistics.response import rates
from lovende.domain.statistics.tables import Codes, Counts, share
from lovende.domain.texts import N_, Text
from lovende.translation import in_all_languages

REGIONS = tuple(dict.fromkeys(place.region for place in MUNICIPALITIES))
SIZES = ("large", "small")
ANSWERED = (Outcome.I, Outcome.P)


@dataclass(frozen=True, slots=True)
class Standing:
    """So many of a panel who are in one municipality (its code, '' unknown), wave and disposition."""

    municipality: str
    wave: int
    disposition: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupOfPanel:
    """A variable that is known of every invitee, by municipality: the group of each, -1 unknown."""

    name: str
    keys: tuple[str, ...]
    labels: tuple[dict[str, str], ...]
    of_place: Codes


@dataclass(frozen=True)
class PanelResponse:
    """What the counts tell; `indicator` also has the partial indicators by category (in order of
    the keys in `groups`), which the findings leave out."""

    response: Response
    indicator: RIndicator | None
    groups: tuple[GroupOfPanel, ...]


def response_of_counts(
    standings: Sequence[Standing], *, seed: int = 2021, draws: int = 10_000
) -> PanelResponse:
    """Return the response of a panel. Whoever gave any answer (I or P) has answered, as in RR2."""
    codes: Counter[str] = Counter()
    invited: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for each in standings:
        codes[dispositions.normal(each.disposition)] += each.count
        invited[each.municipality] += each.count
        if dispositions.outcome(each.disposition) in ANSWERED:
            answered[each.municipality] += each.count
    size, gave = sum(invited.values()), sum(answered.values())
    outcomes = outcome_counts(codes)
    response = Response(
        invited=size,
        answered=gave,
        rate=100 * gave / size if size else None,
        municipalities=sum(1 for code in invited if code in BY_CODE) or None,
        municipalities_answering=sum(1 for code in answered if code in BY_CODE) or None,
        rates={k: v for k, v in rates(outcomes).values.items() if v is not None},
        by_group=[],
        test=None,
        dispositions=disposition_rows(codes),
        complete=outcomes[Outcome.I],
        partial=outcomes[Outcome.P],
        tiles=tiles(invited, answered),
    )
    places = [place.code for place in MUNICIPALITIES]
    per_place = _array(invited[code] for code in places)
    gave_per_place = _array(answered[code] for code in places)
    groups = (_regions(), _sizes())
    for group in groups:
        _add_group(response, group, gave_per_place, per_place, seed=seed, draws=draws)
    response.by_group += _by_wave(standings)
    response.test = response.tests[0] if response.tests else None
    known = {group.name: group.of_place for group in groups}
    indicator = r_indicator_of_counts(gave_per_place, per_place, known)
    if indicator is not None:
        response.representativity = [representativity_of(indicator)]
    return PanelResponse(response, indicator, groups)


def outcome_counts(codes: Mapping[str, int]) -> dict[Outcome, int]:
    """Return how many there are of each outcome, from counts by AAPOR code."""
    counts = dict.fromkeys(Outcome, 0)
    for code, number in codes.items():
        counts[dispositions.outcome(code)] += number
    return counts


def disposition_rows(codes: Mapping[str, int]) -> list[Disposition]:
    """Return the table of dispositions from counts by AAPOR code, in order of the codes."""
    return [
        Disposition(code, in_all_languages(dispositions.label(code)), codes[code])
        for code in sorted(codes)
    ]


def representativity_of(found: RIndicator) -> Representativity:
    """Return an R-indicator as the findings tell it."""
    return Representativity(
        list(found.variables),
        found.r,
        found.unconditional,
        found.coefficient_of_variation,
        found.r_unadjusted,
    )


def tiles(invited: Mapping[str, int], answered: Mapping[str, int]) -> list[Tile]:
    """Return all squares of the tile map from counts by municipality; none where nobody is known."""
    if not any(code in BY_CODE for code in invited):
        return []
    return [
        Tile(
            m.code,
            m.name,
            m.column,
            m.row,
            invited.get(m.code, 0),
            answered.get(m.code, 0),
            answered.get(m.code, 0) > 0,
        )
        for m in MUNICIPALITIES
    ]


def _regions() -> GroupOfPanel:
    of_place = _array(REGIONS.index(place.region) for place in MUNICIPALITIES)
    return GroupOfPanel(
        "region", REGIONS, tuple(Text.of(da=name, en=name).as_dict() for name in REGIONS), of_place
    )


def _sizes() -> GroupOfPanel:
    labels = (
        in_all_languages(N_("More than 50,000 inhabitants")),
        in_all_languages(N_("Up to 50,000 inhabitants")),
    )
    of_place = _array(0 if place.population > LARGE_ABOVE else 1 for place in MUNICIPALITIES)
    return GroupOfPanel("size", SIZES, labels, of_place)


def _add_group(
    response: Response,
    group: GroupOfPanel,
    answered: Counts,
    invited: Counts,
    *,
    seed: int,
    draws: int,
) -> None:
    for place, key in enumerate(group.keys):
        inside = group.of_place == place
        one = share(int(answered[inside].sum()), int(invited[inside].sum()))
        if one.base:
            response.by_group.append(
                GroupResponse(
                    key,
                    group.labels[place],
                    one.base,
                    one.count,
                    one.percent,
                    one.low,
                    one.high,
                    group.name,
                )
            )
    test = response_test_of_counts(answered, invited, group.of_place, seed=seed, draws=draws)
    if test is not None:
        response.tests.append(
            ResponseTest(group.name, test.statistic, test.df, test.p, test.n, test.p_clustered)
        )


def _by_wave(standings: Sequence[Standing]) -> list[GroupResponse]:
    invited: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for each in standings:
        invited[each.wave] += each.count
        if dispositions.outcome(each.disposition) in ANSWERED:
            answered[each.wave] += each.count
    made = []
    for wave in sorted(invited):
        one = share(answered[wave], invited[wave])
        label = in_all_languages(N_("Wave {number}"), number=wave)
        made.append(
            GroupResponse(
                str(wave), label, one.base, one.count, one.percent, one.low, one.high, "wave"
            )
        )
    return made


def _array(values: Iterable[int]) -> Codes:
    return np.array(list(values), dtype=np.int64)
